"""Paints a row of the library: the letter where one begins, title, source and age. All rows are equally tall."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.look.row_painting import GAP, SIDE, RowState, paint_frame, paint_meta, paint_text
from desktop_app.ui.panels.library_model import LibraryEntry, Role
from desktop_app.ui.parts.plain_tooltip import plain_tooltip

HEIGHT = 52
TEXT_X = 44
TOP = 7
TITLE = 20
META = 17


class LibraryDelegate(QStyledItemDelegate):
    """`tell` says where the monograph with a uid came from; it reads the library, so only when pointed at."""

    def __init__(self, appearance: Appearance, tell: Callable[[str], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._tell = tell

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """See Qt."""
        return QSize(200, HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """See Qt."""
        entry = index.data(Role.ENTRY)
        if not isinstance(entry, LibraryEntry):
            return
        appearance = self._appearance
        theme = appearance.theme
        rect = QRectF(option.rect)
        small = appearance.font(12)
        painter.save()
        paint_frame(painter, option.rect, theme, RowState.of(option))
        if entry.letter:
            paint_text(
                painter, QRectF(SIDE, rect.top() + TOP, TEXT_X - SIDE, TITLE), entry.letter, appearance.font(13, 600),
                theme.accent,
            )  # fmt: skip
        line = QRectF(TEXT_X, rect.top() + TOP, rect.width() - TEXT_X - SIDE, TITLE)
        taken = paint_text(painter, line, entry.summary.title, appearance.font(14, 600), theme.text)
        if entry.found_by is not None:
            found = f"{entry.found_by.text} ({entry.found_by.kind})"
            paint_text(painter, line.adjusted(taken + GAP, 0, 0, 0), found, appearance.font(13), theme.text)
        parts = [(entry.source, small, theme.text2)]
        old = entry.age.old
        parts.append((entry.age.words, appearance.font(12, 600) if old else small, theme.amber if old else theme.text2))
        paint_meta(painter, QRectF(TEXT_X, line.bottom(), line.width(), META), parts)
        painter.restore()

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """See Qt."""
        entry = index.data(Role.ENTRY)
        text = self._tell(entry.summary.uid) if isinstance(entry, LibraryEntry) else ""
        QToolTip.showText(event.globalPos(), plain_tooltip(text), view)
        return bool(text)
