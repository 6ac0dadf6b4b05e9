"""A window with a text to read: the keys, what Materia is. Esc closes, the keyboard scrolls at once."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFrame, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from desktop_app.ui.look.appearance import Appearance


class TextDialog(QDialog):
    """A subclass says what stands in it, in the colours of the theme."""

    largest = QSize(700, 860)
    """Unless the screen is smaller."""

    def __init__(self, title: str, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.appearance = appearance
        self.setWindowTitle(title)
        self.text = QTextBrowser(self)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setOpenLinks(False)
        self.text.setAccessibleName(title)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self._buttons.rejected.connect(self.reject)
        self._buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 16, 16)
        layout.addWidget(self.text)
        layout.addWidget(self._buttons)
        appearance.changed.connect(self.draw)
        self.draw()
        self.resize(self.sizeHint())

    def html(self) -> str:
        """What stands in it."""
        raise NotImplementedError

    def draw(self) -> None:
        """Show it as it now is."""
        self.text.document().setDefaultFont(self.appearance.font(14))
        self.text.setHtml(self.html())

    def add_button(self, text: str) -> QPushButton:
        """A button beside Close."""
        button = self._buttons.addButton(text, QDialogButtonBox.ButtonRole.ActionRole)
        button.setAutoDefault(False)
        return button

    @property
    def words(self) -> str:
        """The text without its form."""
        return self.text.toPlainText()

    def sizeHint(self) -> QSize:
        """Within the screen."""
        available = self.screen().availableGeometry()
        return QSize(
            min(self.largest.width(), available.width() - 40), min(self.largest.height(), available.height() - 120)
        )

    def showEvent(self, event: object) -> None:
        """The keyboard scrolls at once."""
        super().showEvent(event)  # type: ignore[arg-type]
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)
