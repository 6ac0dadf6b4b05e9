"""What an import is doing now, how far it is, and the buttons to hold it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from desktop_app.ui.importing.import_queue import ImportQueue
from desktop_app.ui.importing.import_words import names_of, progress_words
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.parts.elided_label import ElidedLabel

_STEPS = 1000


class ImportProgressCard(QWidget):
    """There while an import is running or paused."""

    def __init__(self, queue: ImportQueue, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._queue = queue
        self._appearance = appearance
        self._number = 0
        self._title = ElidedLabel()
        self._doing = ElidedLabel()
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Progress of the import")
        self.pause_button = QPushButton("Pause")
        self.cancel_button = QPushButton("Cancel import")
        self.pause_button.clicked.connect(self._toggle)
        self.cancel_button.clicked.connect(self._cancel)
        for button in (self.pause_button, self.cancel_button):
            button.setAutoDefault(False)
        self.cancel_button.setToolTip("What has been imported until now stays")
        self._lay_out()
        queue.changed.connect(self._begin)
        queue.progressed.connect(lambda _: self._tell())
        appearance.changed.connect(self._dress)
        self._dress()
        self._begin()

    @property
    def words(self) -> str:
        """All that it says."""
        return f"{self._title.text()}\n{self._doing.text()}\n{self._words.text()}"

    def _begin(self) -> None:
        queue = self._queue
        self.setVisible(queue.running)
        self._title.setText(f"Importing {names_of(queue.paths)}")
        self.pause_button.setText("Go on" if queue.paused else "Pause")
        if queue.number != self._number:
            self._number = queue.number
            self.cancel_button.setEnabled(True)
        self._tell()

    def _tell(self) -> None:
        queue, progress = self._queue, self._queue.progress
        if progress is None:
            self._doing.setText("Looking for files")
            self._words.setText("")
            self._bar.setRange(0, 0)
            return
        self._doing.setText(progress.doing.removeprefix("Paused. ") or "Reading the first documents")
        self._words.setText(progress_words(progress, waiting=queue.waiting, paused=queue.paused))
        if progress.part is None:
            self._bar.setRange(0, 0)
        else:
            self._bar.setRange(0, _STEPS)
            self._bar.setValue(round(progress.part * _STEPS))

    def _toggle(self) -> None:
        if self._queue.paused:
            self._queue.go_on()
        else:
            self._queue.pause()

    def _cancel(self) -> None:
        self.cancel_button.setEnabled(False)
        self._queue.cancel()

    def _lay_out(self) -> None:
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._doing)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addLayout(words, 1)
        top.addWidget(self.pause_button)
        top.addWidget(self.cancel_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(self._bar)
        layout.addWidget(self._words)

    def _dress(self) -> None:
        theme = self._appearance.theme
        self.setStyleSheet(f"#card {{ background: {theme.soft}; border: 1px solid {theme.edge}; border-radius: 6px; }}")
        self._title.setStyleSheet("font-size: 14px; font-weight: 600;")
        self._doing.setStyleSheet(f"color: {theme.text2}; font-size: 13px;")
        self._words.setStyleSheet(f"color: {theme.text2}; font-size: 13px;")
