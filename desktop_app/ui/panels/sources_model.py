"""The files that the library was made from, as a list sees them, and the painting of their rows."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from desktop_app.services.counting import counted
from desktop_app.services.library.account import moment, sized
from desktop_app.store.library.values import Source
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.look.row_painting import SIDE, RowState, paint_frame, paint_meta, paint_text

_Index = QModelIndex | QPersistentModelIndex
HEIGHT = 52
_TOP, _NAME, _META = 7, 20, 17


class Role(IntEnum):
    """What `data` answers besides Qt's own roles."""

    SOURCE = Qt.ItemDataRole.UserRole + 1
    """The `Source` of a row."""


class SourcesModel(QAbstractListModel):
    """Files, those last imported first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: list[Source] = []
        self._shown: list[Source] = []
        self._words: tuple[str, ...] = ()

    def set_rows(self, sources: list[Source]) -> None:
        """List these."""
        self.beginResetModel()
        self._all = sources
        self._choose()
        self.endResetModel()

    def set_filter(self, text: str) -> None:
        """Only files with all of these words in name, path or hash; all if it is blank."""
        self.beginResetModel()
        self._words = tuple(text.casefold().split())
        self._choose()
        self.endResetModel()

    @property
    def total(self) -> int:
        """How many there are, listed or not."""
        return len(self._all)

    def source(self, index: _Index) -> Source | None:
        """What stands in this row."""
        return self._shown[index.row()] if index.isValid() else None

    def index_of(self, source_id: int) -> QModelIndex:
        """Where a file stands; invalid if it is not listed."""
        rows = (row for row, source in enumerate(self._shown) if source.id == source_id)
        row = next(rows, -1)
        return self.index(row) if row >= 0 else QModelIndex()

    def rowCount(self, parent: _Index | None = None) -> int:
        """See Qt."""
        return 0 if parent is not None and parent.isValid() else len(self._shown)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """See Qt."""
        source = self.source(index)
        if source is None:
            return None
        if role == Role.SOURCE:
            return source
        if role == Qt.ItemDataRole.DisplayRole:
            return source.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ". ".join((source.name, *source_words(source)))
        return None

    def _choose(self) -> None:
        self._shown = [
            source
            for source in self._all
            if all(word in f"{source.name}\n{source.path}\n{source.sha256}".casefold() for word in self._words)
        ]


class SourcesDelegate(QStyledItemDelegate):
    """Name of the file, and below it when it was imported, what it brought and how large it is."""

    def __init__(self, appearance: Appearance, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """See Qt."""
        return QSize(200, HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """See Qt."""
        source = index.data(Role.SOURCE)
        if not isinstance(source, Source):
            return
        theme, font = self._appearance.theme, self._appearance.font
        rect = QRectF(option.rect)
        painter.save()
        paint_frame(painter, option.rect, theme, RowState.of(option), hairline=True)
        line = QRectF(SIDE, rect.top() + _TOP, rect.width() - 2 * SIDE, _NAME)
        colour = theme.text if source.removed_at is None else theme.text2
        paint_text(painter, line, source.name, font(14, 600 if source.removed_at is None else 400), colour)
        words = source_words(source)
        parts = [(part, font(12), theme.text2) for part in words]
        paint_meta(painter, QRectF(SIDE, line.bottom(), line.width(), _META), parts)
        painter.restore()


def source_words(source: Source) -> list[str]:
    """When it was imported, what of it is in the library, how large it is."""
    if source.removed_at is not None:
        state = f"removed on {source.removed_at[:10]}, can be restored"
    else:
        state = counted(source.monographs, "monograph")
    return [f"imported {moment(source.imported_at)}", state, *([sized(source.size)] if source.size else [])]
