"""The field above a list that shows only the rows with what is typed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop_app.ui.look.appearance import Appearance

HEIGHT = 32


class FilterBox(QLineEdit):
    """Esc empties it, the down arrow and Enter go on to the list."""

    list_wanted = Signal()

    def __init__(self, placeholder: str, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setFixedHeight(HEIGHT)
        self.setStyleSheet("QLineEdit { font-size: 14px; }")
        self._sign = QAction(self)
        self._clear = QAction("Clear filter", self)
        self._clear.triggered.connect(self.clear)
        self._clear.setVisible(False)
        self.addAction(self._sign, QLineEdit.ActionPosition.LeadingPosition)
        self.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        self.textChanged.connect(lambda text: self._clear.setVisible(bool(text)))
        appearance.changed.connect(self._dress)
        self._dress()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """See the class."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.list_wanted.emit()
        else:
            super().keyPressEvent(event)

    def _dress(self) -> None:
        self._sign.setIcon(self._appearance.icon("filter"))
        self._clear.setIcon(self._appearance.icon("close"))
