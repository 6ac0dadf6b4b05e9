"""Paints a row of the library: a drug with its letter, or one of its monographs. All rows are equally tall."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize
from PySide6.QtGui import QFont, QFontMetricsF, QHelpEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from desktop_app.services.counting import counted
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.look.row_painting import GAP, SIDE, RowState, paint_frame, paint_meta, paint_text
from desktop_app.ui.panels.library_entries import DrugEntry, Entry, LabelEntry
from desktop_app.ui.panels.library_model import Role
from desktop_app.ui.parts.plain_tooltip import plain_tooltip

HEIGHT = 52
TEXT_X = 44
INDENT = 14
"""How much further in a drug's monographs stand."""
EXPANDER = 44
"""Width at the right edge where a click opens a drug out."""
TOP = 7
TITLE = 20
META = 17
_ICON = 16


class LibraryDelegate(QStyledItemDelegate):
    """`tell` says more about an entry; it reads the library, so only when pointed at."""

    def __init__(
        self,
        appearance: Appearance,
        tell: Callable[[Entry], str],
        parent: QObject | None = None,
        *,
        indent: int = TEXT_X + INDENT,
        tall: Callable[[str], str] = str,
    ) -> None:
        """`tall` writes names as they are shown beside each other."""
        super().__init__(parent)
        self._appearance = appearance
        self._tell = tell
        self._indent = indent
        self._tall = tall

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """See Qt."""
        return QSize(200, HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """See Qt."""
        entry = index.data(Role.ENTRY)
        painter.save()
        paint_frame(painter, option.rect, self._appearance.theme, RowState.of(option))
        if isinstance(entry, DrugEntry):
            self._paint_drug(painter, option.rect, entry)
        elif isinstance(entry, LabelEntry):
            self._paint_label(painter, option.rect, entry)
        painter.restore()

    def _paint_drug(self, painter: QPainter, row: QRect, entry: DrugEntry) -> None:
        theme, font = self._appearance.theme, self._appearance.font
        rect = QRectF(row)
        if entry.letter:
            letter = QRectF(SIDE, rect.top() + TOP, TEXT_X - SIDE, TITLE)
            paint_text(painter, letter, entry.letter, font(13, 600), theme.accent)
        several = entry.only is None
        right = EXPANDER if several else SIDE
        line = QRectF(TEXT_X, rect.top() + TOP, rect.width() - TEXT_X - right, TITLE)
        title = font(14, 600)
        # What was found by a name is no use without the name: the title makes room for it.
        name = self._tall(entry.group.title)
        share = 0.5 if entry.found and QFontMetricsF(title).horizontalAdvance(name) > line.width() / 2 else 1
        taken = paint_text(painter, line.adjusted(0, 0, -line.width() * (1 - share), 0), name, title, theme.text)
        if entry.found:
            paint_text(painter, line.adjusted(taken + GAP, 0, 0, 0), entry.found, font(13), theme.text)
        below = QRectF(TEXT_X, line.bottom(), line.width(), META)
        if entry.only is not None:
            self._paint_source(painter, below, entry.only, end=entry.sharing)
        else:
            parts = [(part, font(12), theme.text2) for part in _several(entry) if part]
            paint_meta(painter, below, parts)
            icon = QRect(row.right() - EXPANDER + (EXPANDER - _ICON) // 2, row.center().y() - _ICON // 2, _ICON, _ICON)
            name = "chevron-down" if entry.expanded else "chevron-right"
            self._appearance.icon(name).paint(painter, icon)

    def _paint_label(self, painter: QPainter, row: QRect, entry: LabelEntry) -> None:
        theme, font = self._appearance.theme, self._appearance.font
        rect = QRectF(row)
        line = QRectF(self._indent, rect.top() + TOP, rect.width() - self._indent - SIDE, TITLE)
        heading = font(14, 600 if entry.best else 400)
        room = line.width() * 0.6 if entry.beside else line.width()
        room = max(room, line.width() - GAP - QFontMetricsF(font(13)).horizontalAdvance(entry.beside))
        taken = paint_text(painter, QRectF(line.left(), line.top(), room, TITLE), entry.heading, heading, theme.text)
        if entry.beside:
            paint_text(painter, line.adjusted(taken + GAP, 0, 0, 0), entry.beside, font(13), theme.text2)
        self._paint_source(painter, QRectF(line.left(), line.bottom(), line.width(), META), entry, entry.details)

    def _paint_source(
        self, painter: QPainter, rect: QRectF, entry: LabelEntry, details: tuple[str, ...] = (), *, end: str = ""
    ) -> None:
        """Source and age, and of the details what fits: a date is not cut off in its middle. `end` is, if it must."""
        theme, font = self._appearance.theme, self._appearance.font
        old = entry.age.old
        parts = [
            (entry.source, font(12), theme.text2),
            (entry.age.words, font(12, 600 if old else 400), theme.amber if old else theme.text2),
        ]
        room = rect.width() + _width("", font(12)) - sum(_width(text, part) for text, part, _ in parts)
        for detail in details:
            room -= _width(detail, font(12))
            if room < 0:
                break
            parts.append((detail, font(12), theme.text2))
        if end:
            parts.append((end, font(12), theme.text2))
        paint_meta(painter, rect, parts)

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """See Qt."""
        entry = index.data(Role.ENTRY)
        text = self._tell(entry) if isinstance(entry, DrugEntry | LabelEntry) else ""
        QToolTip.showText(event.globalPos(), plain_tooltip(text), view)
        return bool(text)


def _width(text: str, font: QFont) -> float:
    """Of a part of the line with the source, with the dot before it."""
    return QFontMetricsF(font).horizontalAdvance(f"{text}·") + 2 * GAP - 2


def _several(entry: DrugEntry) -> tuple[str, ...]:
    return counted(entry.group.count, "monograph"), entry.sharing or entry.names
