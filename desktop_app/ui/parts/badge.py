"""A short word in a frame: age of a source, references missing."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop_app.ui.look.appearance import Appearance

HEIGHT = 19


class Badge(QAbstractButton):
    """Amber where something needs care; a button only where a click leads somewhere."""

    def __init__(self, appearance: Appearance, parent: QWidget, *, leads: bool = False) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._amber = False
        self._leads = leads
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if leads else Qt.FocusPolicy.NoFocus)
        if leads:
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def say(self, text: str, *, amber: bool) -> None:
        """Show a word; nothing for an empty one."""
        self._amber = amber
        self.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        self.resize(self.sizeHint())
        self.update()

    @property
    def amber(self) -> bool:
        """Whether the badge warns."""
        return self._amber

    def sizeHint(self) -> QSize:
        """The word with 11 px on either side."""
        metrics = QFontMetrics(self._appearance.font(12, 600 if self._amber else 400))
        return QSize(metrics.horizontalAdvance(self.text()) + 22, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Frame, fill, word."""
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = self._leads and self.hasFocus()
        border = theme.accent if focused else theme.amber_border if self._amber else theme.line
        painter.setPen(QPen(QColor(border), 2 if focused else 1))
        painter.setBrush(QColor(theme.amber_fill) if self._amber else Qt.BrushStyle.NoBrush)
        inset = 1.0 if focused else 0.5
        painter.drawRoundedRect(self.rect().toRectF().adjusted(inset, inset, -inset, -inset), 3, 3)
        painter.setFont(self._appearance.font(12, 600 if self._amber else 400))
        painter.setPen(QColor(theme.amber if self._amber else theme.accent if self._leads else theme.text2))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()
