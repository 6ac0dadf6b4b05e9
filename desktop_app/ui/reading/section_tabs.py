"""One tab a section, with the number of its hits; painted, because a style sheet cannot put two styles in one label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QTabBar, QWidget

from desktop_app.render.themes import Theme
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.look.measuring import strong_width

HEIGHT, INSIDE_HEIGHT = 42, 36
"""Of a row of tabs, and of one under it."""
RING = 28
"""Height of the focus ring in it."""
SIDE = 11
"""From the edge of a tab to its words: room for the focus ring, half the gap between tabs."""
_WIDEST, _NARROW, _LEAST = 280, 176, 48
"""Words of a tab are cut there; where not all tabs fit, those of all but the current one are cut sooner."""
_SHOWN = True
_LONG = 18
"""Titles longer than this may be cut, and are told in full by a tool tip."""
_BADGE_GAP, _BADGE_SIDE, _BADGE_HEIGHT = 7, 6, 19
_TITLE_PX, _BADGE_PX = 13, 12


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab: key of its section, its title, whether it is a warning in red."""

    key: str
    title: str
    warning: bool = False
    depth: int = 0


def count_width(appearance: Appearance, count: int) -> int:
    """Room that a hit count takes beside words; 0 for no hits."""
    if not count:
        return 0
    return _BADGE_GAP + strong_width(appearance, _BADGE_PX, str(count)) + 2 * _BADGE_SIDE


def paint_count(painter: QPainter, appearance: Appearance, x: int, centre: float, count: int) -> None:
    """Draw a hit count whose words end at `x`."""
    theme = appearance.theme
    width = count_width(appearance, count) - _BADGE_GAP
    box = QRectF(x + _BADGE_GAP, centre - _BADGE_HEIGHT / 2, width, _BADGE_HEIGHT)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.mark))
    painter.drawRoundedRect(box, 3, 3)
    painter.setPen(QColor(theme.mark_text))
    painter.setFont(appearance.font(_BADGE_PX, 600))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(count))


class SectionTabs(QTabBar):
    """The tabs that fit; the others are hidden and reached through the row's "More"."""

    chosen = Signal(str)
    """Key of a tab that the user chose."""
    text_wanted = Signal()
    """Down: into the text."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None, *, height: int = HEIGHT) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._height = height
        self._widest = self._widest_current = _WIDEST
        self._marked = True
        """Whether there is a current tab; QTabBar always has one."""
        self._measured: list[int] = []
        self._tabs: list[Tab] = []
        self._counts: dict[str, int] = {}
        self._ring = False
        self._hovered = -1
        self.setAccessibleName("Sections")
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedHeight(height)
        self.currentChanged.connect(self._tell)
        self.tabBarClicked.connect(self._tell_again)

    # -- tabs

    @property
    def tabs(self) -> Sequence[Tab]:
        """All tabs in order, hidden ones too."""
        return self._tabs

    def set_tabs(self, tabs: Sequence[Tab]) -> None:
        """Replace all tabs."""
        with QSignalBlocker(self):
            while self.count():
                self.removeTab(0)
            self._tabs, self._counts = list(tabs), {}
            for tab in tabs:
                self.setTabToolTip(self.addTab(""), tab.title if len(tab.title) > _LONG else "")
                self.setAccessibleTabName(self.count() - 1, tab.title)

    def set_counts(self, counts: dict[str, int]) -> None:
        """Hits by key of the section."""
        self._counts = dict(counts)
        for index, tab in enumerate(self._tabs):
            hits = self.hits(tab.key)
            self.setAccessibleTabName(
                index, f"{tab.title}, {hits} {'hit' if hits == 1 else 'hits'}" if hits else tab.title
            )
        self.measure_again()

    def hits(self, key: str) -> int:
        """Number of hits in a section."""
        return self._counts.get(key, 0)

    @property
    def current_key(self) -> str | None:
        """Key of the current tab."""
        index = self.currentIndex()
        return self._tabs[index].key if self._marked and 0 <= index < len(self._tabs) else None

    def set_current_key(self, key: str | None) -> None:
        """Make a tab the current one, or none, without telling anyone."""
        self._marked = key is not None
        index = next((number for number, tab in enumerate(self._tabs) if tab.key == key), -1)
        if index >= 0:
            with QSignalBlocker(self):
                self.setTabVisible(index, _SHOWN)
                self.setCurrentIndex(index)
        self.update()

    def hidden_tabs(self) -> list[Tab]:
        """The tabs that do not fit."""
        return [tab for index, tab in enumerate(self._tabs) if not self.isTabVisible(index)]

    def choose(self, step: int) -> None:
        """The next (1) or previous (-1) tab of all, hidden ones too; nothing beyond the ends."""
        index = self.currentIndex() + step if self._marked else 0
        if 0 <= index < len(self._tabs):
            self.chosen.emit(self._tabs[index].key)

    # -- fitting

    def fit(self, width: int, more: int) -> int:
        """Show the tabs that fit into `width`, the current one always; `more` is the width of "More" if not all fit.

        Returns the width taken.
        """
        self._widest = self._widest_current = _WIDEST
        widths = [self._tab_width(index) for index in range(len(self._tabs))]
        shown = set(range(len(widths)))
        if sum(widths) > width:
            self._widest = _NARROW
            widths = [self._tab_width(index) for index in range(len(self._tabs))]
        if sum(widths) > width:
            room, current = width - more, self.currentIndex() if self._marked else -1
            if current >= 0 and widths[current] > room:
                # The words of the current tab may be all that can give way.
                self._widest_current = max(_LEAST, min(_WIDEST, room - self._beside(current)))
                widths[current] = self._tab_width(current)
            room -= widths[current] if current >= 0 else 0
            shown = {current} if current >= 0 else set()
            for index, taken in enumerate(widths):
                if index == current:
                    continue
                if taken > room:
                    break
                shown.add(index)
                room -= taken
        with QSignalBlocker(self):
            # Qt makes another tab the current one when that is hidden: it is shown first, and hidden last.
            for index in sorted(range(len(widths)), key=lambda index: index not in shown):
                self.setTabVisible(index, index in shown)
        if widths != self._measured:
            self._measured = widths
            self.measure_again()
        total = sum(widths[index] for index in shown)
        self.setFixedWidth(max(1, total))
        return total

    def measure_again(self) -> None:
        """QTabBar asks for sizes again when the icon size is set, and nowhere else."""
        size = self.iconSize()
        self.setIconSize(size + QSize(1, 0))
        self.setIconSize(size)
        self.update()

    def tabSizeHint(self, index: int) -> QSize:
        """Wide enough for the words in 600, so that a tab keeps its width when it becomes the current one."""
        return QSize(self._tab_width(index), self._height)

    def minimumTabSizeHint(self, index: int) -> QSize:
        """Never squeezed."""
        return self.tabSizeHint(index)

    def minimumSizeHint(self) -> QSize:
        """The row decides."""
        return QSize(1, self._height)

    def _tab_width(self, index: int) -> int:
        if index >= len(self._tabs):
            return 0
        words = min(self._most(index), strong_width(self._appearance, _TITLE_PX, self._tabs[index].title))
        return words + self._beside(index)

    def _beside(self, index: int) -> int:
        """What a tab takes beside its words."""
        return count_width(self._appearance, self.hits(self._tabs[index].key)) + 2 * SIDE

    def least_width(self) -> int:
        """What the current tab takes with as few words as can be."""
        current = self.currentIndex()
        return self._beside(current) + _LEAST if self._marked and 0 <= current < len(self._tabs) else 0

    def _is_current(self, index: int) -> bool:
        return self._marked and index == self.currentIndex()

    def _most(self, index: int) -> int:
        return self._widest_current if self._is_current(index) else self._widest

    # -- keyboard and pointer

    def _tell_again(self, index: int) -> None:
        """The tab that QTabBar has for the current one may not be that of what is open."""
        if index == self.currentIndex():
            self._tell(index)

    def _tell(self, index: int) -> None:
        if 0 <= index < len(self._tabs):
            self.chosen.emit(self._tabs[index].key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right walk all tabs, Home and End go to the ends, Down and Enter go into the text."""
        key = Qt.Key(event.key())
        forward = Qt.Key.Key_Left if self.isRightToLeft() else Qt.Key.Key_Right
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._ring = True
            self.choose(1 if key == forward else -1)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and self._tabs:
            self.chosen.emit(self._tabs[0 if key == Qt.Key.Key_Home else -1].key)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.text_wanted.emit()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A wheel over the tabs changes nothing: a section is never left by accident."""
        event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A click draws no ring."""
        self._ring = event.reason() != Qt.FocusReason.MouseFocusReason
        super().focusInEvent(event)

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Words, counts, the line under the current tab, the ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._appearance.theme
        pointed = self.tabAt(self.mapFromGlobal(self.cursor().pos())) if self.underMouse() else -1
        for index, tab in enumerate(self._tabs):
            if self.isTabVisible(index):
                self._paint_tab(painter, index, tab, theme, pointed=index == pointed)
        painter.end()

    def _paint_tab(self, painter: QPainter, index: int, tab: Tab, theme: Theme, *, pointed: bool) -> None:
        rect, current, most = self.tabRect(index), self._is_current(index), self._most(index)
        ring = QRectF(rect.left() + 1, rect.top() + (self._height - RING) // 2 - 1, rect.width() - 2, RING)
        if pointed and not current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.hover))
            painter.drawRoundedRect(ring, 4, 4)
        font = self._appearance.font(_TITLE_PX, 600 if current else 400)
        colour = theme.red if tab.warning else theme.text if current else theme.text2
        metrics = QFontMetrics(font)
        words = metrics.elidedText(tab.title, Qt.TextElideMode.ElideRight, most)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        baseline = rect.top() + (rect.height() + metrics.ascent() - metrics.descent()) // 2
        painter.drawText(rect.left() + SIDE, baseline, words)
        bold = min(most, strong_width(self._appearance, _TITLE_PX, tab.title))
        end = rect.left() + SIDE + (bold if current else metrics.horizontalAdvance(words))
        count = self.hits(tab.key)
        if count:
            paint_count(painter, self._appearance, end, rect.center().y() + 0.5, count)
        if current:
            width = bold + count_width(self._appearance, count)
            painter.fillRect(QRect(rect.left() + SIDE, rect.bottom() - 2, width, 3), QColor(theme.accent))
            if self.hasFocus() and self._ring:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(QColor(theme.accent), 2))
                painter.drawRoundedRect(ring, 4, 4)
