"""What the window shows first: its own outline with a search box that already takes what is typed.

A bare Qt window takes some 120 ms, the whole of Materia three times that, most of it spent in importing Qt's classes
and making widgets. So this comes first, without styles, icons or layouts, and without the namespace `Qt`, whose
enumerations alone take 17 ms to make. The real parts take its place as soon as it is painted.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from desktop_app.render.themes import DARK, LIGHT, THEMES, Theme

TOOLBAR, STATUS = 50, 28
BOX = QRect(90, 8, 620, 34)
_FAMILIES = ["Inter", "Segoe UI", "SF Pro Text", ".AppleSystemUIFont", "Noto Sans", "DejaVu Sans"]
_DARK_BELOW = 128


def first_theme(choice: str) -> Theme:
    """The theme that was chosen; for the system's, as its palette is light or dark."""
    forced = THEMES.get(choice)
    if forced is not None:
        return forced
    return DARK if QApplication.palette().window().color().lightness() < _DARK_BELOW else LIGHT


def box_width(window_width: int) -> int:
    """Width of the search box: what is not needed at the right, up to the width of a query."""
    return max(220, min(round(window_width * 0.625) - 280, BOX.width()))


class FirstPaint(QWidget):
    """Chrome, lines and the outline of the search box, painted; the box itself can be typed in."""

    painted = Signal()

    def __init__(self, theme: Theme, sidebar_width: int, search: str) -> None:
        super().__init__()
        self._theme = theme
        self._sidebar = sidebar_width
        self.box = _Box(search, theme, self)
        self.box.painted.connect(self.painted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """See Qt."""
        super().resizeEvent(event)
        self.box.setGeometry(BOX.x() + 31, BOX.y() + 4, box_width(self.width()) - 62, BOX.height() - 8)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """See Qt."""
        theme, width, height = self._theme, self.width(), self.height()
        painter = QPainter(self)
        chrome, line = QColor(theme.chrome), QColor(theme.line)
        painter.fillRect(0, 0, width, height, chrome)
        foot = height - STATUS
        surface = QColor(theme.surface)
        painter.fillRect(self._sidebar + 1, TOOLBAR, width - self._sidebar - 1, foot - TOOLBAR, surface)
        for area in (
            (0, TOOLBAR - 1, width, 1),
            (0, TOOLBAR + 41, self._sidebar, 1),
            (0, foot, width, 1),
            (self._sidebar, TOOLBAR, 1, foot - TOOLBAR),
        ):
            painter.fillRect(*area, line)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(theme.accent))
        painter.setBrush(surface)
        painter.drawRoundedRect(BOX.x() + 1, BOX.y() + 1, box_width(width) - 2, BOX.height() - 2, 5, 5)
        painter.end()


class _Box(QLineEdit):
    painted = Signal()

    def __init__(self, text: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.setFrame(False)
        self.setPlaceholderText("Search drugs, sections, text")
        font = QFont()
        font.setFamilies(_FAMILIES)
        font.setPixelSize(14)
        self.setFont(font)
        colours = self.palette()
        role = QPalette.ColorRole
        for where, colour in ((role.Base, theme.surface), (role.Text, theme.text), (role.PlaceholderText, theme.text3)):
            colours.setColor(where, QColor(colour))
        self.setPalette(colours)
        self._was_painted = False

    def paintEvent(self, event: QPaintEvent) -> None:
        """The last thing of the first paint."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            self.painted.emit()
