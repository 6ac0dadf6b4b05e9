"""The tabs of the sidebar: the current one bold with a bar under its words.

Painted, because a style sheet cannot keep a tab's width when its weight changes.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QTabBar, QWidget

from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.look.row_painting import paint_text

HEIGHT = 41
_BAR = 3
GAP = 25


class SidebarTabs(QTabBar):
    """Words stand `GAP` apart, half of it left of the first."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedHeight(HEIGHT)
        self.setMouseTracking(True)
        appearance.changed.connect(self.update)

    def tabSizeHint(self, index: int) -> QSize:
        """See Qt. Half the gap stands on either side of the words."""
        width = QFontMetricsF(self._appearance.font(13, 600)).horizontalAdvance(self.tabText(index))
        return QSize(round(width) + GAP, HEIGHT)

    def minimumTabSizeHint(self, index: int) -> QSize:
        """Tabs are never squeezed."""
        return self.tabSizeHint(index)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """See Qt."""
        theme, appearance = self._appearance.theme, self._appearance
        painter = QPainter(self)
        hovered = self.tabAt(self.mapFromGlobal(self.cursor().pos())) if self.underMouse() else -1
        for index in range(self.count()):
            current = index == self.currentIndex()
            rect = self.tabRect(index)
            half = GAP / 2
            words = QRectF(rect).adjusted(half, 0, -half + 1, 0)
            if current:
                painter.fillRect(
                    QRect(round(words.left()), self.height() - _BAR, round(words.width()), _BAR), QColor(theme.accent)
                )
            colour = theme.text if current or index == hovered else theme.text2
            paint_text(painter, words, self.tabText(index), appearance.font(13, 600 if current else 400), colour)
            if current and self.hasFocus():
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(QPen(QColor(theme.accent), 2))
                painter.drawRoundedRect(QRectF(rect).adjusted(4, 7, -4, -8), 4, 4)
        painter.end()
