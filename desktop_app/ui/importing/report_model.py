"""The lines of an import's report, by part: what failed, what is new, what was left out. Read page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from desktop_app.services.importing.report import ImportReport
from desktop_app.store.library.import_records import Counted, ItemOutcome, Wanted
from desktop_app.ui.importing.import_words import outcome_words

PAGE = 200
_Index = QModelIndex | QPersistentModelIndex


class Role(IntEnum):
    """What `data` answers besides Qt's own roles."""

    LINE = Qt.ItemDataRole.UserRole + 1
    """The `ReportLine` of a row."""


class Part(StrEnum):
    """What a report tells of, in this order."""

    FAILED = "Not imported"
    SHORT = "Words missing"
    NEW = "New"
    UPDATED = "Updated"
    UNCHANGED = "Unchanged"
    LEFT_OUT = "Not taken"
    DROPPED = "Left out"
    UNMAPPED = "Headings"
    UNRESOLVED = "Links"


STATUS: dict[Part, Wanted] = {
    Part.FAILED: "failed",
    Part.SHORT: "short",
    Part.NEW: "new",
    Part.UPDATED: "updated",
    Part.UNCHANGED: "unchanged",
    Part.LEFT_OUT: "left_out",
}
"""The parts that list documents."""
EXPLAINED = {
    Part.FAILED: "Nothing of these is in the library. Whatever else was read is.",
    Part.SHORT: "Too few of the words of their sources are shown. Read in the source itself what is missing.",
    Part.NEW: "These came into the library. Enter or a click opens one.",
    Part.UPDATED: "Their text has changed. The earlier version of each is kept.",
    Part.UNCHANGED: "The library had exactly these already.",
    Part.LEFT_OUT: "These lay beside what was read, and are nothing that Materia reads, or not without being chosen.",
    Part.DROPPED: "What the sources hold that Materia does not show or had to change, and how often.",
    Part.UNMAPPED: "Headings of which Materia does not know what kind of section they begin. Their text is there, "
    "under “Other”.",
    Part.UNRESOLVED: "Cross references and pictures that lead to nothing in their own source.",
}


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A row: a document, or something that was counted."""

    heading: str
    detail: str = ""
    path: str = ""
    """Where it lay, if the heading does not say so already."""
    count: int = 0
    """How often; 0 for a document, which is one."""
    outcome: ItemOutcome | None = None

    @property
    def opens(self) -> str:
        """The uid of what Enter opens; empty where there is nothing."""
        return self.outcome.uid if self.outcome is not None and self.outcome.status != "failed" else ""


def parts_of(report: ImportReport) -> list[tuple[Part, int]]:
    """The parts that have any lines, with their counts; what failed always."""
    counts = {
        Part.FAILED: report.failed,
        Part.SHORT: report.short,
        Part.NEW: report.new,
        Part.UPDATED: report.updated,
        Part.UNCHANGED: report.unchanged,
        Part.LEFT_OUT: report.left_out,
        Part.DROPPED: sum(count for _, count in report.dropped),
        Part.UNMAPPED: sum(count for _, count in report.unmapped),
        Part.UNRESOLVED: sum(count for _, count in report.unresolved),
    }
    return [(part, count) for part, count in counts.items() if count or part is Part.FAILED]


def counted_lines(report: ImportReport, part: Part) -> list[ReportLine]:
    """The lines of a part that counts."""
    counted: dict[Part, Counted] = {
        Part.DROPPED: report.dropped,
        Part.UNMAPPED: report.unmapped,
        Part.UNRESOLVED: report.unresolved,
    }
    return [ReportLine(words, count=count) for words, count in counted.get(part, ())]


def document_line(outcome: ItemOutcome) -> ReportLine:
    """The line of a document."""
    name = _name(outcome.path)
    heading = outcome.title or name
    path = outcome.path if outcome.path != heading else ""
    return ReportLine(heading, outcome_words(outcome), path, outcome=outcome)


class ReportModel(QAbstractListModel):
    """Holds what has been read so far, and asks for more when the list is scrolled to its end."""

    more_wanted = Signal(int)
    """The id of the last document that is there: those after it are to be read."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: list[ReportLine] = []
        self._after = 0
        self._complete = True
        self._asked = False

    def show_counted(self, lines: Sequence[ReportLine]) -> None:
        """Show lines that are all here."""
        self.beginResetModel()
        self._lines, self._complete, self._asked, self._after = list(lines), True, False, 0
        self.endResetModel()

    def begin(self) -> None:
        """Show documents, the first of which are asked for at once."""
        self.beginResetModel()
        self._lines, self._complete, self._asked, self._after = [], False, False, 0
        self.endResetModel()
        self.fetchMore(QModelIndex())

    def add(self, outcomes: Sequence[ItemOutcome], *, complete: bool) -> None:
        """The next documents; `complete` when there are no more for now."""
        self._asked, self._complete = False, complete
        if outcomes:
            first = len(self._lines)
            self.beginInsertRows(QModelIndex(), first, first + len(outcomes) - 1)
            self._lines += [document_line(outcome) for outcome in outcomes]
            self._after = outcomes[-1].id
            self.endInsertRows()

    def look_again(self) -> None:
        """More documents may have come since all were read."""
        if self._complete and not self._asked:
            self._complete = False
            self.fetchMore(QModelIndex())

    def line(self, index: _Index) -> ReportLine | None:
        """What stands in this row."""
        return self._lines[index.row()] if index.isValid() else None

    def rowCount(self, parent: _Index | None = None) -> int:
        """See Qt."""
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def canFetchMore(self, parent: _Index) -> bool:
        """See Qt."""
        return not parent.isValid() and not self._complete and not self._asked

    def fetchMore(self, parent: _Index) -> None:
        """See Qt."""
        if self.canFetchMore(parent):
            self._asked = True
            self.more_wanted.emit(self._after)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """See Qt."""
        line = self.line(index)
        if line is None:
            return None
        if role == Role.LINE:
            return line
        if role == Qt.ItemDataRole.DisplayRole:
            return line.heading
        if role == Qt.ItemDataRole.ToolTipRole:
            return line.path or line.heading
        if role == Qt.ItemDataRole.AccessibleTextRole:
            times = f"{line.count:,} times" if line.count else ""
            return ". ".join(filter(None, (line.heading, times, line.detail.replace("\n", ". "), line.path)))
        return None


def _name(path: str) -> str:
    return path.rpartition(" › ")[2].replace("\\", "/").rpartition("/")[2] or path
