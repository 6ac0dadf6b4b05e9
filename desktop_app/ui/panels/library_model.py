"""The library from A to Z as the list sees it: drugs, each of which opens out into its monographs.

All rows are there at once, so that the scroll bar and the End key mean what they say; what a row says is read with the
rows around it when it comes into sight. A list rather than a tree: Qt's tree asks each of 20,000 rows for its children.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from datetime import date
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from desktop_app.errors import UserError
from desktop_app.services.library.library import Library
from desktop_app.store.library.groups import GroupPlace
from desktop_app.store.library.rows import looked_up
from desktop_app.store.library.values import DrugGroup
from desktop_app.ui.panels.library_entries import DrugEntry, Entry, LabelEntry, label_entries, letter

_Index = QModelIndex | QPersistentModelIndex
PAGE = 64
"""Drugs that are read together."""


class Role(IntEnum):
    """What `data` answers besides Qt's own roles."""

    ENTRY = Qt.ItemDataRole.UserRole + 1
    """The `DrugEntry` or `LabelEntry` of a row."""


class LibraryModel(QAbstractListModel):
    """Drugs by title, as they would be looked up: Ácido under A, 5-FU under #."""

    failed = Signal(object)
    """The library could not be read."""

    def __init__(self, library: Library, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._today = date.min
        self._wanted = ""
        self._order: list[GroupPlace] = []
        self._drugs: dict[str, DrugEntry] = {}
        self._labels: dict[str, list[LabelEntry]] = {}
        """By key, of the drugs that are opened out."""
        self._open: list[tuple[int, int]] = []
        """Place in the order and number of monographs of each of these, in order."""

    def load(self, today: date) -> None:
        """Read the order now; what is opened out stays so. `today` is what ages count from."""
        self.beginResetModel()
        self._today = today
        self._read()
        self.endResetModel()

    def set_filter(self, text: str) -> None:
        """Show only drugs found by all of these words in the names of their monographs; all if it is blank."""
        if looked_up(text) != looked_up(self._wanted):
            self.beginResetModel()
            self._wanted = text
            self._read()
            self.endResetModel()

    @property
    def drugs(self) -> int:
        """How many drugs are listed."""
        return len(self._order)

    def entry(self, index: _Index) -> Entry | None:
        """What stands in this row."""
        if not index.isValid():
            return None
        place, label = self._at(index.row())
        return self._drug(place) if label < 0 else self._labels[self._order[place].key][label]

    def index_of(self, uid: str) -> QModelIndex:
        """Where a monograph is shown, itself or its drug; invalid if neither is."""
        group = self._library.group_of(uid)
        place = self._place_of(group) if group is not None else -1
        if place < 0:
            return QModelIndex()
        row = self._row(place)
        for number, label in enumerate(self._labels.get(self._order[place].key, ())):
            if label.uid == uid:
                row += 1 + number
        return self.index(row)

    def drug_index(self, index: _Index) -> QModelIndex:
        """The row of the drug that a row belongs to."""
        return self.index(self._row(self._at(index.row())[0])) if index.isValid() else QModelIndex()

    def index_beginning(self, typed: str, after: _Index) -> QModelIndex:
        """The first drug, from this row on and then from the top, that begins as typed; invalid if none does."""
        begins = looked_up(typed)
        keys = [place.sort_key for place in self._order]
        for start in ([self._at(after.row())[0]] if after.isValid() else []) + [0]:
            for initial in ("0", "1"):
                place = bisect_left(keys, initial + begins, lo=start)
                if begins and place < len(keys) and keys[place].startswith(initial + begins):
                    return self.index(self._row(place))
        return QModelIndex()

    def set_expanded(self, index: _Index, *, expanded: bool) -> None:
        """Open a drug with several monographs out into them, or close it again."""
        entry = self.entry(index)
        if not isinstance(entry, DrugEntry) or entry.only is not None or entry.expanded is expanded:
            return
        place = self._at(index.row())[0]
        row = index.row()
        if expanded:
            labels = label_entries(self._library.group(entry.group.key), entry.group.title, self._today)
            self.beginInsertRows(QModelIndex(), row + 1, row + len(labels))
            self._labels[entry.group.key] = labels
            insort(self._open, (place, len(labels)))
            self.endInsertRows()
        else:
            count = len(self._labels[entry.group.key])
            self.beginRemoveRows(QModelIndex(), row + 1, row + count)
            del self._labels[entry.group.key]
            self._open.remove((place, count))
            self.endRemoveRows()
        self._drugs.pop(entry.group.key)
        changed = self.index(row)
        self.dataChanged.emit(changed, changed)

    def rowCount(self, parent: _Index | None = None) -> int:
        """See Qt."""
        if parent is not None and parent.isValid():
            return 0
        return len(self._order) + sum(count for _, count in self._open)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """See Qt."""
        entry = self.entry(index) if role in _ANSWERED else None
        if entry is None:
            return None
        if role == Role.ENTRY:
            return entry
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return entry.words
        return entry.group.title if isinstance(entry, DrugEntry) else entry.summary.title

    def _read(self) -> None:
        self._drugs.clear()
        self._order = self._library.drugs(self._wanted)
        opened, self._labels, self._open = self._labels, {}, []
        if opened:
            places = {drug.key: place for place, drug in enumerate(self._order) if drug.key in opened}
            for key, group in self._library.drugs_named(places).items():
                if group.count > 1:
                    self._labels[key] = label_entries(self._library.group(key), group.title, self._today)
            self._open = sorted((places[key], len(labels)) for key, labels in self._labels.items())

    def _at(self, row: int) -> tuple[int, int]:
        """Place of the drug in the order, and which of its monographs, -1 for the drug itself."""
        before = 0
        for place, count in self._open:
            if row <= place + before:
                break
            if row <= place + before + count:
                return place, row - place - before - 1
            before += count
        return row - before, -1

    def _row(self, place: int) -> int:
        return place + sum(count for opened, count in self._open if opened < place)

    def _place_of(self, group: DrugGroup) -> int:
        wanted = tuple(group.mark.split("\0", 1))
        place = bisect_left(self._order, wanted, key=lambda drug: (drug.sort_key, drug.key))
        return place if place < len(self._order) and self._order[place].key == group.key else -1

    def _drug(self, place: int) -> DrugEntry:
        key = self._order[place].key
        if key not in self._drugs:
            first = max(0, place - PAGE // 2)
            try:
                self._read_page(first, first + PAGE)
            except UserError as error:
                self.failed.emit(error)
            if key not in self._drugs:  # it is gone, or cannot be read: the list is about to be read anew
                self._drugs[key] = DrugEntry(DrugGroup(key, key, 0, "", (), ""), "")
        return self._drugs[key]

    def _read_page(self, first: int, last: int) -> None:
        keys = [drug.key for drug in self._order[first:last] if drug.key not in self._drugs]
        groups = self._library.drugs_named(keys)
        found = self._library.drugs_found_by(keys, self._wanted) if self._wanted.strip() else {}
        single = {group.best_uid: group.title for group in groups.values() if group.count == 1}
        only = {
            summary.group_key: label_entries([summary], single[uid], self._today)[0]
            for uid, summary in self._library.summaries_of(single).items()
        }
        for place in range(first, min(last, len(self._order))):
            here = self._order[place]
            if here.key in groups:
                begins = letter(here.sort_key)
                same = place > 0 and letter(self._order[place - 1].sort_key) == begins
                self._drugs[here.key] = DrugEntry(
                    groups[here.key],
                    "" if same else begins,
                    found.get(here.key),
                    only.get(here.key),
                    here.key in self._labels,
                )


_ANSWERED = frozenset({Role.ENTRY, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole})
