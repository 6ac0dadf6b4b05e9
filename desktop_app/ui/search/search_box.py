"""The search box: a magnifier, what is typed, and a way to clear it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.look.row_painting import paint_text
from desktop_app.ui.search.query_text import MOST_CHARACTERS, cleaned


class SearchBox(QLineEdit):
    """Says what was typed and where the keyboard wants to go."""

    opened = Signal()
    """Enter: open the current hit."""
    list_wanted = Signal()
    """Down: into the list of hits."""
    left = Signal()
    """Esc in an empty box: back to reading."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.setObjectName("search")
        self.setAccessibleName("Search drugs, sections, text")
        self.setPlaceholderText("Search drugs, sections, text")
        self.setFixedHeight(34)
        self.setMaxLength(MOST_CHARACTERS)
        self._magnifier = QAction(self)
        self.addAction(self._magnifier, QLineEdit.ActionPosition.LeadingPosition)
        self._clear = QAction("Clear the search", self)
        self._clear.setToolTip("Clear (Esc)")
        self._clear.triggered.connect(self.clear)
        self.textChanged.connect(self._keep_clean)
        self.textChanged.connect(self._show_clear)
        appearance.changed.connect(self._restyle)
        self._restyle()

    @property
    def query(self) -> str:
        """What is typed, without what cannot be stored."""
        return cleaned(self.text())

    def change(self, query: str) -> None:
        """Put another query in place of what is typed; the place of the cursor is kept, counted from the end."""
        from_end = len(self.text()) - self.cursorPosition()
        self.setText(query)
        self.setCursorPosition(max(0, len(query) - from_end))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, Down and Esc mean the list; everything else is typing."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_PageDown):
            self.list_wanted.emit()
        elif key == Qt.Key.Key_Escape:
            if self.text():
                self.clear()
            else:
                self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """By keyboard, what is there is selected: typing replaces it."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.ShortcutFocusReason, Qt.FocusReason.TabFocusReason):
            self.selectAll()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The key that leads here stands at the right while the box is empty."""
        super().paintEvent(event)
        if not self.text():
            painter = QPainter(self)
            area = QRectF(self.rect()).adjusted(0, 0, -13, 0)
            paint_text(painter, area, "Ctrl+K", self._appearance.font(12), self._appearance.theme.text3, right=True)
            painter.end()

    def _keep_clean(self, text: str) -> None:
        """What was pasted and cannot be searched is not shown either: a line end or a control character is a space."""
        clean = cleaned(text)
        if clean != text:
            self.change(clean)

    def _show_clear(self, text: str) -> None:
        if text and self._clear not in self.actions():
            self.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        elif not text:
            self.removeAction(self._clear)

    def _restyle(self) -> None:
        self._magnifier.setIcon(self._appearance.icon("search"))
        self._clear.setIcon(self._appearance.icon("close"))
        self.setStyleSheet("#search { font-size: 14px; padding-left: 4px; } #search:focus { padding-left: 3px; }")
