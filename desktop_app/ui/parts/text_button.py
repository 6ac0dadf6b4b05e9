"""A button that is only a word: accent, 600, with a ring where the keyboard is."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop_app.ui.look.appearance import Appearance


class TextButton(QAbstractButton):
    """Painted, because a style sheet's border would move the word when the ring appears."""

    SIDE = 7
    """From the edge to the word: room for the ring."""

    def __init__(
        self, text: str, appearance: Appearance, parent: QWidget | None = None, *, px: int = 13, weight: int = 600
    ) -> None:
        super().__init__(parent)
        self._appearance, self._px, self._weight = appearance, px, weight
        self._ring = False
        self.setText(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        """The word with room for the ring."""
        metrics = QFontMetrics(self._appearance.font(self._px, self._weight))
        return QSize(metrics.horizontalAdvance(self.text()) + 2 * self.SIDE, 28)

    def minimumSizeHint(self) -> QSize:
        """Never cut off."""
        return self.sizeHint()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A click draws no ring."""
        self._ring = event.reason() != Qt.FocusReason.MouseFocusReason
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it as Space does: it looks like a link, and links open on Enter."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Hover fill, word, ring."""
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self.rect().toRectF().adjusted(1, 1, -1, -1)
        if self.isDown() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.soft if self.isDown() else theme.hover))
            painter.drawRoundedRect(area, 5, 5)
        if self.hasFocus() and self._ring:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.accent), 2))
            painter.drawRoundedRect(area, 4, 4)
        painter.setFont(self._appearance.font(self._px, self._weight))
        painter.setPen(QColor(theme.accent if self.isEnabled() else theme.edge))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()
