"""What was read, latest first, under the day it was read on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import IntEnum
from itertools import groupby
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop_app.services.history import Visit
from desktop_app.ui.panels.bookmarks_model import is_boxed_warning

_Index = QModelIndex | QPersistentModelIndex


class Role(IntEnum):
    """What `data` answers besides Qt's own roles."""

    ENTRY = Qt.ItemDataRole.UserRole + 1
    """The `DayEntry` or `VisitEntry` of a row."""


@dataclass(frozen=True, slots=True)
class DayEntry:
    """The head of a day's visits; cannot be chosen."""

    words: str
    count: int


@dataclass(frozen=True, slots=True)
class VisitEntry:
    """One view of a section."""

    visit: Visit
    time: str
    """Of the local day, `14:05`."""
    boxed: bool
    source: str = ""
    """Of the monograph, where another of the same title was read too: its kind, and who published it."""


class HistoryModel(QAbstractListModel):
    """Day heads and visits in one list."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._everything: list[tuple[VisitEntry, date]] = []
        self._words: tuple[str, ...] = ()
        self._today = date.min
        self._shown: list[DayEntry | VisitEntry] = []

    def set_rows(self, visits: Iterable[Visit], *, now: datetime, sources: Mapping[str, str] | None = None) -> None:
        """Show these, latest first; days are those of the time zone of `now`. `sources` are by uid."""
        self.beginResetModel()
        self._today = now.date()
        self._everything = []
        for visit in visits:
            at = local_time(visit.at, now)
            boxed = is_boxed_warning(visit.section_key, visit.section_title)
            source = (sources or {}).get(visit.uid, "")
            self._everything.append((VisitEntry(visit, at.strftime("%H:%M"), boxed, source), at.date()))
        self._choose()
        self.endResetModel()

    def set_filter(self, text: str) -> None:
        """Show only views with all of these words in drug or section; all if it is blank."""
        words = tuple(text.casefold().split())
        if words != self._words:
            self.beginResetModel()
            self._words = words
            self._choose()
            self.endResetModel()

    @property
    def total(self) -> int:
        """How many visits there are, shown or not."""
        return len(self._everything)

    def entry(self, index: _Index) -> DayEntry | VisitEntry | None:
        """What stands in this row."""
        return self._shown[index.row()] if index.isValid() else None

    def rowCount(self, parent: _Index | None = None) -> int:
        """See Qt."""
        return 0 if parent is not None and parent.isValid() else len(self._shown)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """See Qt."""
        if isinstance(self.entry(index), VisitEntry):
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return Qt.ItemFlag.NoItemFlags

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """See Qt."""
        entry = self.entry(index)
        if entry is None:
            return None
        if role == Role.ENTRY:
            return entry
        if isinstance(entry, DayEntry):
            return entry.words if role == Qt.ItemDataRole.DisplayRole else None
        heading = ", ".join(filter(None, (entry.visit.monograph_title, entry.visit.section_title, entry.source)))
        if role == Qt.ItemDataRole.DisplayRole:
            return heading
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{heading}, {entry.time}"
        return None

    def _choose(self) -> None:
        chosen = [(entry, day) for entry, day in self._everything if self._finds(entry)]
        self._shown = []
        # A clock that was set back brings a day again, later in the list: what was read last stays first all the same.
        for day, group in groupby(chosen, key=lambda each: each[1]):
            entries = [entry for entry, _ in group]
            self._shown += [DayEntry(day_words(day, self._today), len(entries)), *entries]

    def _finds(self, entry: VisitEntry) -> bool:
        text = f"{entry.visit.monograph_title}\n{entry.visit.section_title}".casefold()
        return all(word in text for word in self._words)


def ambiguous(visits: Iterable[Visit]) -> list[str]:
    """Uids of those that share their title with another monograph among these."""
    uids: dict[str, dict[str, None]] = {}
    for visit in visits:
        uids.setdefault(visit.monograph_title.casefold(), {})[visit.uid] = None
    return [uid for same in uids.values() if len(same) > 1 for uid in same]


def local_time(at: str, now: datetime) -> datetime:
    """A stored time (ISO 8601; UTC unless it says otherwise) in the zone of `now`."""
    moment = datetime.fromisoformat(at)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.astimezone(now.tzinfo)


def day_words(day: date, today: date) -> str:
    """Today, Yesterday, the weekday within a week, or the date."""
    if day == today:
        return "Today"
    if day == today - timedelta(days=1):
        return "Yesterday"
    weekdays = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    this_week = today > day > today - timedelta(days=7)
    return f"{weekdays[day.weekday()]}, {day.isoformat()}" if this_week else day.isoformat()
