"""What the window shows first: its own outline with a search box that already takes what is typed.

A bare Qt window takes some 120 ms, the whole of Materia three times that, most of it spent in importing Qt's classes
and making widgets. So this comes first, without styles, icons or layouts, and without the namespace `Qt`, whose
enumerations alone take 17 ms to make. The real parts take its place as soon as it is painted.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from desktop_app.render.themes import DARK, LIGHT, THEMES, Theme

TOOLBAR, STATUS, TABS = 50, 28, 41
BOX_LEFT, BOX_TOP, BOX_WIDEST, BOX_HEIGHT = 90, 8, 620, 34
_DARK_BELOW = 128


def first_theme(choice: str) -> Theme:
    """The theme that was chosen; for the system's, as its palette is light or dark."""
    forced = THEMES.get(choice)
    if forced is not None:
        return forced
    return DARK if QApplication.palette().window().color().lightness() < _DARK_BELOW else LIGHT


def box_width(window_width: int) -> int:
    """Width of the search box: what is not needed at the right, up to the width of a query."""
    return max(220, min(round(window_width * 0.625) - 280, BOX_WIDEST))


class FirstPaint(QWidget):
    """Areas of colour, hairlines, and the search box, which can be typed in.

    Made of filled widgets rather than painted: the first call of a painter that takes a colour makes the enumerations
    of `Qt`.
    """

    painted = Signal()

    def __init__(self, theme: Theme, sidebar_width: int, search: str) -> None:
        super().__init__()
        self._sidebar = sidebar_width
        _fill(self, theme.chrome)
        self._pane = _fill(QWidget(self), theme.surface)
        self._lines = [_fill(QWidget(self), theme.line) for _ in range(4)]
        self._ring = _fill(QWidget(self), theme.accent)
        self._field = _fill(QWidget(self), theme.surface)
        self.box = _Box(search, theme, self)
        self.box.painted.connect(self.painted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """See Qt."""
        super().resizeEvent(event)
        width, left, foot = self.width(), self._sidebar, self.height() - STATUS
        self._pane.setGeometry(left + 1, TOOLBAR, width - left - 1, foot - TOOLBAR)
        under_toolbar, under_tabs, over_status, beside_sidebar = self._lines
        under_toolbar.setGeometry(0, TOOLBAR - 1, width, 1)
        under_tabs.setGeometry(0, TOOLBAR + TABS, left, 1)
        over_status.setGeometry(0, foot, width, 1)
        beside_sidebar.setGeometry(left, TOOLBAR, 1, foot - TOOLBAR)
        box = box_width(width)
        self._ring.setGeometry(BOX_LEFT, BOX_TOP, box, BOX_HEIGHT)
        self._field.setGeometry(BOX_LEFT + 2, BOX_TOP + 2, box - 4, BOX_HEIGHT - 4)
        self.box.setGeometry(BOX_LEFT + 31, BOX_TOP + 4, box - 62, BOX_HEIGHT - 8)


class _Box(QLineEdit):
    painted = Signal()

    def __init__(self, text: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(text, parent)
        self._was_painted = False
        self.setFrame(False)
        colours = self.palette()
        colours.setColor(QPalette.ColorRole.Base, QColor(theme.surface))
        colours.setColor(QPalette.ColorRole.Text, QColor(theme.text))
        colours.setColor(QPalette.ColorRole.Highlight, QColor(theme.accent))
        colours.setColor(QPalette.ColorRole.HighlightedText, QColor(theme.onaccent))
        self.setPalette(colours)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The last thing of the first paint."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            self.painted.emit()


def _fill(widget: QWidget, colour: str) -> QWidget:
    palette = widget.palette()
    palette.setColor(QPalette.ColorRole.Window, QColor(colour))
    widget.setPalette(palette)
    widget.setAutoFillBackground(True)
    return widget
