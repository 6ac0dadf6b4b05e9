"""The editor of a bookmark's note, which grows with its text and stands in the bookmark's own row."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

MARGIN = 6
"""From the editor's border to its text."""


class NoteEditor(QPlainTextEdit):
    """Several lines of plain text. Ctrl+Enter and leaving the field keep the text; Esc drops the change.

    Leaving and Esc are the view's doing, as for every editor of an item view.
    """

    kept = Signal()
    """Ctrl+Enter."""
    height_wanted = Signal(int)
    """The text needs another height than before."""

    def __init__(self, font: QFont, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("noteEditor")
        self.setAccessibleName("Note")
        self.setPlaceholderText("Note")
        self.setToolTip("Ctrl+Enter keeps the note, Esc leaves it as it was")
        # A font in the style sheet of the window would win over setFont.
        self.setStyleSheet(f"QPlainTextEdit#noteEditor {{ font-size: {font.pixelSize()}px; padding: 1px 3px; }}")
        self.setFont(font)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(2)
        # Setting the margin counts as a change of the document, which the delegate would take for typing.
        self.document().setModified(False)
        self._wanted = 0
        self.document().documentLayout().documentSizeChanged.connect(self._measure)

    def wanted_height(self) -> int:
        """Of all lines with the border, at least two lines and at most ten."""
        line = self.fontMetrics().lineSpacing()
        # A plain text document measures its height in lines.
        lines = min(10, max(2, round(self.document().documentLayout().documentSize().height())))
        return lines * line + 2 * MARGIN

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter keeps; all else is typing."""
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.kept.emit()
            return
        super().keyPressEvent(event)

    def _measure(self) -> None:
        wanted = self.wanted_height()
        if wanted != self._wanted:
            self._wanted = wanted
            self.height_wanted.emit(wanted)
