"""Where files are dropped to be imported, or chosen."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QHBoxLayout, QLabel, QPushButton, QWidget

from desktop_app.ui.look.appearance import Appearance

FILTER = (
    "All that Materia reads (*.xml *.zip *.gz *.json *.html *.htm *.zim *.md *.markdown *.txt *.text);;"
    "US drug labels (*.xml *.zip);;openFDA and ePI (*.json *.zip *.gz *.xml);;"
    "Encyclopedia pages and archives (*.html *.htm *.zim *.txt);;Own monographs (*.md *.markdown);;All files (*)"
)
"""What a file is, is told from its content; this only keeps other files out of the way."""
_BESIDE_FROM = 480
"""Width from which the buttons stand beside the words."""


def dropped_paths(mime: QMimeData) -> list[Path]:
    """The files and folders of this computer in a drag; web addresses are none."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


class ImportDropZone(QWidget):
    """A dashed field that takes files and folders, with buttons for those who do not drag."""

    chosen = Signal(object)
    """`list[Path]`"""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._over = False
        self.setAcceptDrops(True)
        self._sign = QLabel()
        words = QLabel("Drop files, folders or archives here, or")
        self.files_button = QPushButton("Choose files…")
        self.folder_button = QPushButton("Choose folder…")
        for button in (self.files_button, self.folder_button):
            button.setAutoDefault(False)
        self.files_button.clicked.connect(self._choose_files)
        self.folder_button.clicked.connect(self._choose_folder)
        said = QHBoxLayout()
        said.setSpacing(8)
        said.addStretch(1)
        said.addWidget(self._sign)
        said.addWidget(words)
        said.addStretch(0)
        chosen = QHBoxLayout()
        chosen.setSpacing(8)
        chosen.addWidget(self.files_button)
        chosen.addWidget(self.folder_button)
        chosen.addStretch(1)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(16, 20, 16, 20)
        self._row.setSpacing(8)
        self._row.addLayout(said)
        self._row.addLayout(chosen)
        self._halves = said, chosen
        appearance.changed.connect(self._dress)
        self._dress()

    def minimumSizeHint(self) -> QSize:
        """Words and buttons below each other."""
        widest = max(half.minimumSize().width() for half in self._halves)
        return QSize(widest + 32, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Below each other where there is no room beside each other."""
        super().resizeEvent(event)
        beside = event.size().width() >= _BESIDE_FROM
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        said, chosen = self._halves
        said.setStretch(0, 1 if beside else 0)
        said.setStretch(said.count() - 1, 0 if beside else 1)
        chosen.setStretch(2, 1 if beside else 0)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """See Qt."""
        if dropped_paths(event.mimeData()):
            self._set_over(over=True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """See Qt."""
        self._set_over(over=False)

    def dropEvent(self, event: QDropEvent) -> None:
        """See Qt."""
        self._set_over(over=False)
        paths = dropped_paths(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.chosen.emit(paths)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A dashed edge; under a drag a soft fill and an accent edge."""
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(theme.accent if self._over else theme.edge), 2 if self._over else 1)
        pen.setStyle(Qt.PenStyle.SolidLine if self._over else Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(QColor(theme.soft if self._over else theme.chrome))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        painter.end()

    def _set_over(self, *, over: bool) -> None:
        self._over = over
        self.update()

    def _choose_files(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, "Files to import", "", FILTER)
        if names:
            self.chosen.emit([Path(name) for name in names])

    def _choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "Folder to import")
        if name:
            self.chosen.emit([Path(name)])

    def _dress(self) -> None:
        self._sign.setPixmap(self._appearance.icon("import").pixmap(QSize(16, 16), self.devicePixelRatioF()))
        self.update()
