"""The list of results as Qt sees it: rows, their words for a screen reader, and which rows can be chosen."""

from __future__ import annotations

import html
from collections.abc import Sequence
from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop_app.ui.search.result_rows import GroupRow, HitRow, MoreRow, NameRow, RecentRow, Row

Index = QModelIndex | QPersistentModelIndex
_NAMED_COPIES = 20


class Role(IntEnum):
    """What a delegate asks for."""

    ROW = Qt.ItemDataRole.UserRole


class ResultsModel(QAbstractListModel):
    """Holds rows; heads of groups can be neither chosen nor walked onto."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []

    def rowCount(self, parent: Index | None = None) -> int:
        """See Qt."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """See Qt."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == Role.ROW:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return words_of(row)
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(row, HitRow) and row.same_text_in:
            return _copies(row.same_text_in)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """See Qt."""
        if not index.isValid() or isinstance(self._rows[index.row()], GroupRow):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    @property
    def rows(self) -> Sequence[Row]:
        """What is shown."""
        return self._rows

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows. Those that stay the same stay where they are: only the difference is announced."""
        if list(rows) == self._rows:
            return
        same = 0
        for old, new in zip(self._rows, rows, strict=False):
            if old != new:
                break
            same += 1
        kept = min(len(rows), len(self._rows))
        if len(self._rows) > kept:
            self.beginRemoveRows(QModelIndex(), kept, len(self._rows) - 1)
            del self._rows[kept:]
            self.endRemoveRows()
        if kept > same:
            self._rows[same:kept] = rows[same:kept]
            self.dataChanged.emit(self.index(same), self.index(kept - 1))
        if len(rows) > kept:
            self.beginInsertRows(QModelIndex(), kept, len(rows) - 1)
            self._rows.extend(rows[kept:])
            self.endInsertRows()

    def best(self) -> QModelIndex:
        """The row that Enter opens when none was chosen: the first section, else the first name."""
        for kind in (HitRow, NameRow):  # never a recent search: Enter in an empty box means nothing
            for number, row in enumerate(self._rows):
                if isinstance(row, kind):
                    return self.index(number)
        return QModelIndex()


def _copies(titles: Sequence[str]) -> str:
    """Where the same text stands; escaped, because a tooltip takes what looks like markup for it."""
    named = ", ".join(map(html.escape, titles[:_NAMED_COPIES]))
    more = f" and {len(titles) - _NAMED_COPIES} more" if len(titles) > _NAMED_COPIES else ""
    return f"<p>The same text in {named}{more}</p>"


def words_of(row: Row) -> str:
    """A row as a screen reader says it."""
    if isinstance(row, GroupRow):
        return row.text if row.count is None else f"{row.text}, {row.count}"
    if isinstance(row, RecentRow):
        return row.query
    if isinstance(row, NameRow | MoreRow):
        return f"{row.text}, {row.detail}"
    hits = f"{row.count} match" if row.count == 1 else f"{row.count} matches"
    source = ", ".join(filter(None, (row.source, row.told_apart_by, row.age.words)))
    words = f"{row.text}, {row.section_title}, {hits}. {row.snippet} {source}"
    return f"{words}. {row.note}" if row.note else words
