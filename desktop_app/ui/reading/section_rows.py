"""Two rows of tabs: the sections of the source, and under the current one those that stand inside it.

A drug label has 70 sections and more in 20 chapters: in one row most of them would always be out of sight.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.reading.reading_measure import ReadingMeasure
from desktop_app.ui.reading.section_tab_row import SectionTabRow
from desktop_app.ui.reading.section_tabs import SectionTabs, Tab


class SectionRows(QWidget):
    """Walks all sections in reading order, whichever row they stand in."""

    chosen = Signal(str)
    """Key of a section that the user chose."""
    text_wanted = Signal()
    next_hit_wanted = Signal()
    previous_hit_wanted = Signal()

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tabs: list[Tab] = []
        self._chapter: dict[str, str] = {}
        """Key of the section in the outer row, by key of each section."""
        self._counts: dict[str, int] = {}
        self._current: str | None = None
        self._shown: str | None = None
        """The chapter whose sections are in the inner row."""
        self.outer = SectionTabRow(appearance)
        self.inner = SectionTabRow(appearance, inside=True)
        self.inner.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for row in (self.outer, self.inner):
            column.addWidget(row)
            row.tabs.chosen.connect(self.chosen)
            row.tabs.text_wanted.connect(self.text_wanted)
        self.outer.next_hit_wanted.connect(self.next_hit_wanted)
        self.outer.previous_hit_wanted.connect(self.previous_hit_wanted)

    @property
    def tabs(self) -> SectionTabs:
        """The tabs of the outer row."""
        return self.outer.tabs

    @property
    def position(self) -> QLabel:
        """Which hit is the current one."""
        return self.outer.position

    @property
    def keys(self) -> Sequence[str]:
        """All sections in reading order."""
        return [tab.key for tab in self._tabs]

    def set_measure(self, measure: ReadingMeasure) -> None:
        """Begin where the text begins."""
        self.outer.set_measure(measure)
        self.inner.set_measure(measure)

    def set_tabs(self, tabs: Sequence[Tab]) -> None:
        """Replace all tabs; a tab of some depth stands inside the last one before it that has none."""
        self._tabs, self._chapter, self._counts = list(tabs), {}, {}
        self._current = self._shown = None
        chapter = ""
        for tab in tabs:
            chapter = chapter if tab.depth and chapter else tab.key
            self._chapter[tab.key] = chapter
        self.outer.set_tabs([tab for tab in tabs if self._chapter[tab.key] == tab.key])
        self.inner.set_tabs([])
        self.inner.hide()

    def set_current(self, key: str) -> None:
        """Make a section the current one: its tab is visible, and that of the section it stands in."""
        if key not in self._chapter:
            return
        self._current = key
        chapter = self._chapter[key]
        self.outer.set_current(chapter)
        if chapter != self._shown:
            self._shown = chapter
            within = [tab for tab in self._tabs if self._chapter[tab.key] == chapter != tab.key]
            self.inner.set_tabs(within)
            self.inner.set_counts({tab.key: self._counts.get(tab.key, 0) for tab in within})
            self.inner.setVisible(bool(within))
        self.inner.set_current(None if key == chapter else key)

    def set_counts(self, counts: dict[str, int]) -> None:
        """Hits by key of the section; those inside a section count for it too."""
        self._counts = dict(counts)
        summed: dict[str, int] = {}
        for key, count in counts.items():
            chapter = self._chapter.get(key, key)
            summed[chapter] = summed.get(chapter, 0) + count
        self.outer.set_counts(summed)
        self.inner.set_counts({tab.key: counts.get(tab.key, 0) for tab in self.inner.tabs.tabs})

    def show_position(self, position: int | None, hits: int) -> None:
        """`3 of 9`, or `9 hits` before one was gone to; nothing where the section has none."""
        self.outer.show_position(position, hits)

    def choose(self, step: int) -> None:
        """The next (1) or previous (-1) section in reading order; nothing beyond the ends."""
        keys = self.keys
        index = keys.index(self._current) + step if self._current in keys else -1
        if 0 <= index < len(keys):
            self.chosen.emit(keys[index])
