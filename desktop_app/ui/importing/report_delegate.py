"""Paints the lines of a report: what it is, what is to be known of it, where it lay."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from desktop_app.ui.importing.report_model import ReportLine, Role
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.look.row_painting import SIDE, RememberedMetrics, RowState, lay_out, line_count, paint_frame

_ABOVE, _BELOW = 9, 9
_HEADING, _DETAIL, _PATH = 20, 19, 18
_MOST_LINES = 5
_COUNT = 96


class ReportDelegate(QStyledItemDelegate):
    """Rows are as high as their details need at the width of the list."""

    def __init__(self, appearance: Appearance, view: QListView) -> None:
        super().__init__(view)
        self._appearance = appearance
        self._view = view
        self._metrics: dict[tuple[int, int], RememberedMetrics] = {}
        appearance.changed.connect(self._metrics.clear)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """See Qt."""
        line: ReportLine = index.data(Role.LINE)
        width = self._view.viewport().width()
        height = _ABOVE + _HEADING + _BELOW + (_PATH if line.path else 0)
        if line.detail:
            metrics, room = self._font(13), width - 2 * SIDE
            wanted = sum(line_count(part, metrics, room, _MOST_LINES) for part in line.detail.split("\n"))
            height += min(wanted, _MOST_LINES) * _DETAIL
        return QSize(width, height)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """See Qt."""
        line: ReportLine = index.data(Role.LINE)
        theme = self._appearance.theme
        rect = option.rect
        paint_frame(painter, rect, theme, RowState.of(option), hairline=True)
        left, width = rect.left() + SIDE, rect.width() - 2 * SIDE
        y = float(rect.top() + _ABOVE)
        failed = line.outcome is not None and line.outcome.status in {"failed", "left_out"}
        colour = theme.accent if line.opens else theme.text
        room = width - (_COUNT if line.count else 0)
        self._middle(painter, QRectF(left, y, room, _HEADING), line.heading, (14, 400 if line.count else 600), colour)
        if line.count:
            painter.setFont(self._font(13, 600).font)
            painter.setPen(QColor(theme.text2))
            place = QRectF(left + room, y, _COUNT, _HEADING)
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{line.count:,} ×")
        y += _HEADING
        if line.detail:
            block = lay_out(line.detail, self._font(13).font, width, _DETAIL, _MOST_LINES)
            block.paint(painter, left, y, theme.text if failed else theme.text2)
            y += block.height
        if line.path:
            self._middle(painter, QRectF(left, y, width, _PATH), line.path, (12, 400), theme.text3)

    def _middle(self, painter: QPainter, place: QRectF, text: str, style: tuple[int, int], colour: str) -> None:
        """One line, elided in the middle: a path is known by its beginning and its end."""
        metrics = self._font(*style)
        painter.setFont(metrics.font)
        painter.setPen(QColor(colour))
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)

    def _font(self, px: int, weight: int = 400) -> RememberedMetrics:
        if (px, weight) not in self._metrics:
            self._metrics[px, weight] = RememberedMetrics(self._appearance.font(px, weight))
        return self._metrics[px, weight]
