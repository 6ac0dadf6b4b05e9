"""What a list says in words instead of being blank."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.look.row_painting import SIDE


class EmptyMessage(QWidget):
    """A heading, a sentence or two, and perhaps a button for the way out."""

    pressed = Signal()
    """The button."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._heading = QLabel()
        self._body = QLabel()
        self._button = QPushButton()
        self._button.setAutoDefault(False)
        self._button.clicked.connect(self.pressed)
        for label in (self._heading, self._body):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SIDE, 12, SIDE, 12)
        layout.setSpacing(4)
        layout.addWidget(self._heading)
        layout.addWidget(self._body)
        layout.addSpacing(8)
        layout.addWidget(self._button, alignment=Qt.AlignmentFlag.AlignLeft)
        layout.addStretch(1)
        appearance.changed.connect(self._dress)
        self._dress()

    def say(self, heading: str, body: str, button: str = "") -> None:
        """Show these words; without `button` there is none."""
        self._heading.setText(heading)
        self._body.setText(body)
        self._button.setText(button)
        self._button.setVisible(bool(button))

    @property
    def words(self) -> str:
        """All that it says."""
        return f"{self._heading.text()}\n{self._body.text()}"

    def _dress(self) -> None:
        theme = self._appearance.theme
        self._heading.setStyleSheet(f"color: {theme.text}; font-size: 14px; font-weight: 600;")
        self._body.setStyleSheet(f"color: {theme.text2}; font-size: 13px;")
