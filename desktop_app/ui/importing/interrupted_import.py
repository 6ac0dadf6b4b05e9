"""An import that did not come to its end: to be gone on with, or left as it is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from desktop_app.services.importing.job import UnfinishedJob
from desktop_app.ui.importing.import_words import interrupted_words
from desktop_app.ui.look.appearance import Appearance


class InterruptedImport(QWidget):
    """One line with two buttons."""

    go_on_wanted = Signal(object)
    leave_wanted = Signal(object)
    """The `UnfinishedJob`."""

    def __init__(self, job: UnfinishedJob, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.setObjectName("interrupted")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._words = QLabel(interrupted_words(job.paths, job.done))
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._words.setToolTip("\n".join(job.paths[:50]))
        self.go_on = QPushButton("Go on")
        self.leave = QPushButton("Leave it")
        self.go_on.setToolTip("Read what has not been read yet")
        self.leave.setToolTip("What has been imported stays in the library")
        self.go_on.clicked.connect(lambda: self.go_on_wanted.emit(job))
        self.leave.clicked.connect(lambda: self.leave_wanted.emit(job))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 12, 10)
        row.setSpacing(8)
        row.addWidget(self._words, 1)
        for button in (self.go_on, self.leave):
            button.setAutoDefault(False)
            row.addWidget(button)
        appearance.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        theme = self._appearance.theme
        self.setStyleSheet(
            f"#interrupted {{ background: {theme.amber_fill}; border: 1px solid {theme.amber_border};"
            f" border-radius: 6px; }}"
        )
        self._words.setStyleSheet(f"color: {theme.amber}; font-size: 13px;")
