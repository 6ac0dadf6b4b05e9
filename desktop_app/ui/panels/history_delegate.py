"""Paints the rows of the history: heads of days, and drug, section and time of each view."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem

from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.look.row_painting import GAP, SIDE, RowState, heading_lines, paint_frame, paint_text
from desktop_app.ui.panels.history_model import DayEntry, Role, VisitEntry

DAY_HEIGHT = 32
LINE = 20
SOURCE_LINE = 18
PAD = 7
TIME = 44


class HistoryDelegate(QStyledItemDelegate):
    """A view takes one line, or two where drug and section do not fit beside each other; one more tells its source."""

    def __init__(self, appearance: Appearance, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """See Qt."""
        entry = index.data(Role.ENTRY)
        view = option.widget
        width = view.viewport().width() if isinstance(view, QAbstractItemView) else option.rect.width()
        if isinstance(entry, VisitEntry):
            return QSize(width, self._lines(entry, width) * LINE + (SOURCE_LINE if entry.source else 0) + 2 * PAD)
        return QSize(width, DAY_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """See Qt."""
        entry = index.data(Role.ENTRY)
        appearance = self._appearance
        theme = appearance.theme
        rect = QRectF(option.rect).adjusted(SIDE, 0, -SIDE, 0)
        painter.save()
        if isinstance(entry, DayEntry):
            paint_text(painter, rect.adjusted(0, 6, 0, 0), entry.words, appearance.font(12, 600), theme.text2)
            count = str(entry.count)
            paint_text(painter, rect.adjusted(0, 6, 0, 0), count, appearance.font(12), theme.text2, right=True)
        elif isinstance(entry, VisitEntry):
            paint_frame(painter, option.rect, theme, RowState.of(option))
            first = QRectF(rect.left(), rect.top() + PAD, rect.width(), LINE)
            paint_text(painter, first, entry.time, appearance.font(12), theme.text2, right=True)
            first.setWidth(first.width() - TIME)
            taken = paint_text(painter, first, entry.visit.monograph_title, appearance.font(14, 600), theme.text)
            two = self._lines(entry, option.rect.width()) == 2
            section = first.translated(0, LINE) if two else first.adjusted(taken + GAP, 0, 0, 0)
            colour = theme.red if entry.boxed else theme.text
            paint_text(painter, section, entry.visit.section_title, appearance.font(14), colour)
            if entry.source:
                below = QRectF(rect.left(), section.bottom(), rect.width(), SOURCE_LINE)
                paint_text(painter, below, entry.source, appearance.font(12), theme.text2)
        painter.restore()

    def _lines(self, entry: VisitEntry, width: int) -> int:
        metrics = (QFontMetricsF(self._appearance.font(14, 600)), QFontMetricsF(self._appearance.font(14)))
        visit = entry.visit
        return heading_lines(metrics, visit.monograph_title, visit.section_title, width - 2 * SIDE - TIME)
