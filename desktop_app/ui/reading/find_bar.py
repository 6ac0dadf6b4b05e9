"""Find in the section that is open."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from desktop_app.ui.look.appearance import Appearance


def find_spans(words: str, text: str) -> list[tuple[int, int]]:
    """Where `words` stand in `text`, case aside, any white space between them."""
    parts = words.split()
    if not parts:
        return []
    pattern = r"\s+".join(re.escape(part) for part in parts)
    return [match.span() for match in re.finditer(pattern, text, re.IGNORECASE)]


class FindBar(QWidget):
    """A field, how many were found, next and previous, close."""

    text_changed = Signal(str)
    next_wanted = Signal()
    previous_wanted = Signal()
    closed = Signal()

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.field = QLineEdit()
        self.field.setPlaceholderText("Find in this section")
        self.field.setAccessibleName("Find in this section")
        self.field.setFixedSize(280, 30)
        self.field.textChanged.connect(self.text_changed)
        self.field.installEventFilter(self)
        self.found = QLabel()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(56, 6, 32, 6)
        self._row.setSpacing(8)
        self._row.addWidget(self.field)
        self._row.addWidget(self.found)
        self._buttons = [
            self._button("up", "Previous (Shift+Enter)", self.previous_wanted.emit),
            self._button("down", "Next (Enter)", self.next_wanted.emit),
        ]
        self._row.addStretch(1)
        self._buttons.append(self._button("close", "Close (Esc)", self.close_bar))
        self.setFixedHeight(42)
        self.hide()
        appearance.changed.connect(self._restyle)
        self._restyle()

    def open_bar(self, words: str) -> None:
        """Show the bar with its field ready to type; `words` are what was selected."""
        self.show()
        if words:
            self.field.setText(words)
        self.field.selectAll()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_bar(self) -> None:
        """Hide the bar."""
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def show_found(self, position: int | None, count: int) -> None:
        """`2 of 5`, or that nothing was found."""
        if not self.field.text().strip():
            words = ""
        elif not count:
            words = "Not in this section"
        else:
            words = f"{position} of {count}" if position is not None else f"{count} found"
        self.found.setText(words)
        for button in self._buttons[:2]:
            button.setEnabled(count > 0)

    def set_left(self, left: int, right: int) -> None:
        """Begin where the text begins."""
        self._row.setContentsMargins(left, 6, right, 6)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter, Shift+Enter and Esc in the field."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
                (self.previous_wanted if back else self.next_wanted).emit()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.close_bar()
                return True
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Chrome with a hairline under it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._appearance.theme.chrome))
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(self._appearance.theme.line))
        painter.end()

    def _button(self, icon: str, tip: str, then: object) -> QToolButton:
        button = QToolButton()
        button.setProperty("icon_name", icon)
        button.setToolTip(tip)
        button.setAccessibleName(tip.split(" (")[0])
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setFixedSize(28, 28)
        button.setStyleSheet("padding:0")
        button.clicked.connect(then)
        self._row.addWidget(button)
        return button

    def _restyle(self) -> None:
        self.field.setFont(self._appearance.font(13))
        self.found.setFont(self._appearance.font(13))
        self.found.setStyleSheet(f"color:{self._appearance.theme.text2}")
        for button in self._buttons:
            button.setIcon(self._appearance.icon(button.property("icon_name")))
        self.update()
