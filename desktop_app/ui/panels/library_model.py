"""The library from A to Z as the list sees it: sorted, with the letter where one begins, filtered by every name."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop_app.monograph.model import Name
from desktop_app.render.provenance import Age, age, source_name
from desktop_app.store.library import MonographSummary

_Index = QModelIndex | QPersistentModelIndex


class Role(IntEnum):
    """What `data` answers besides Qt's own roles."""

    ENTRY = Qt.ItemDataRole.UserRole + 1
    """The `LibraryEntry` of a row."""


@dataclass(frozen=True, slots=True)
class LibraryEntry:
    """A row: one monograph."""

    summary: MonographSummary
    letter: str
    """The letter that begins with this row; empty in the rows after it."""
    source: str
    age: Age
    found_by: Name | None = None
    """The name that the filter found it by, where that is not its title."""


@dataclass(frozen=True, slots=True)
class _Known:
    summary: MonographSummary
    source: str
    age: Age
    title: str
    haystack: str
    letter: str


class LibraryModel(QAbstractListModel):
    """Monographs by title, the letters as they would be looked up: Ácido under A, 5-FU under #."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._known: list[_Known] = []
        self._words: tuple[str, ...] = ()
        self._shown: list[LibraryEntry] = []

    def set_rows(self, summaries: Iterable[MonographSummary], *, today: date) -> None:
        """Show these; `today` is what ages count from."""
        self.beginResetModel()
        ages: dict[str, Age] = {}
        known = []
        for summary in summaries:
            if summary.effective_date not in ages:
                ages[summary.effective_date] = age(summary.effective_date, today)
            title = folded(summary.title)
            names = "\n".join(folded(name.text) for name in summary.names)
            known.append(
                _Known(
                    summary,
                    source_name(summary),
                    ages[summary.effective_date],
                    title,
                    f"{title}\n{names}",
                    letter(title),
                )
            )
        self._known = sorted(known, key=lambda row: (row.letter != "#", row.letter, row.title, row.summary.uid))
        self._choose()
        self.endResetModel()

    def set_filter(self, text: str) -> None:
        """Show only monographs that have all of these words in title or names; all if it is blank."""
        words = tuple(folded(text).split())
        if words != self._words:
            self.beginResetModel()
            self._words = words
            self._choose()
            self.endResetModel()

    @property
    def total(self) -> int:
        """How many monographs there are, shown or not."""
        return len(self._known)

    def entry(self, index: _Index) -> LibraryEntry | None:
        """What stands in this row."""
        return self._shown[index.row()] if index.isValid() else None

    def index_of(self, uid: str) -> QModelIndex:
        """Where a monograph is shown; invalid if it is not."""
        for row, entry in enumerate(self._shown):
            if entry.summary.uid == uid:
                return self.index(row)
        return QModelIndex()

    def rowCount(self, parent: _Index | None = None) -> int:
        """See Qt."""
        return 0 if parent is not None and parent.isValid() else len(self._shown)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """See Qt."""
        entry = self.entry(index)
        if entry is None:
            return None
        if role == Role.ENTRY:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.summary.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            found = f"{entry.found_by.text}, {entry.found_by.kind}" if entry.found_by else ""
            return ". ".join(filter(None, (entry.summary.title, found, entry.source, entry.age.words)))
        return None

    def _choose(self) -> None:
        shown = []
        previous = ""
        for row in self._known:
            if not all(word in row.haystack for word in self._words):
                continue
            found_by = None if all(word in row.title for word in self._words) else self._name_found(row.summary)
            begins = row.letter if row.letter != previous else ""
            shown.append(LibraryEntry(row.summary, begins, row.source, row.age, found_by))
            previous = row.letter
        self._shown = shown

    def _name_found(self, summary: MonographSummary) -> Name | None:
        """The name with most of the filter's words."""
        title = folded(summary.title)
        missing = [word for word in self._words if word not in title]
        return max(summary.names, key=lambda name: sum(word in folded(name.text) for word in missing), default=None)


def folded(text: str) -> str:
    """Without case and accents, as names are looked up."""
    plain = "".join(mark for mark in unicodedata.normalize("NFKD", text) if not unicodedata.combining(mark))
    return " ".join(plain.casefold().split())


def letter(title: str) -> str:
    """Under which letter a folded title stands; what begins with no letter stands under #."""
    first = title.lstrip(" \"'([{-–—")[:1]
    return first.upper() if first.isalpha() else "#"
