"""Fills under text: bookmarked passages, hits, the current hit, the mark in focus.

Qt's own text background fills the whole fixed line height with square corners, so these are painted under the text
from its layout.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QTextCharFormat, QTextCursor, QTextDocument, QTextTable

from desktop_app.render.themes import Theme

Span = tuple[int, int]
"""Document positions: first, and one past the last."""

_RADIUS = 2
_RISE = 4
"""A superscript's fill sits this much higher than that of text."""


@dataclass(slots=True)
class Highlights:
    """What is marked in one document, bottom layer first; spans in ascending order."""

    boxes: Sequence[QTextTable] = ()
    """Boxed warnings."""
    badges: Sequence[Span] = ()
    """Where the source itself asks for a source."""
    passages: Sequence[Span] = ()
    hits: Sequence[Span] = ()
    current: Span | None = None
    focused: Span | None = None

    def visible_hits(self, first: int, last: int) -> Sequence[Span]:
        """The hits between two document positions."""
        starts = [start for start, _ in self.hits]
        low = max(0, bisect_left(starts, first) - 1)
        return self.hits[low : bisect_left(starts, last + 1)]


def span_rects(document: QTextDocument, start: int, end: int) -> list[QRectF]:
    """One rectangle a line, in the document's coordinates, as high as its text."""
    rects: list[QRectF] = []
    layout = document.documentLayout()
    block = document.findBlock(start)
    while block.isValid() and block.position() < end:
        lines = block.layout()
        origin = layout.blockBoundingRect(block).topLeft()
        first, last = max(0, start - block.position()), min(block.length() - 1, end - block.position())
        for index in range(lines.lineCount()):
            line = lines.lineAt(index)
            left, right = max(first, line.textStart()), min(last, line.textStart() + line.textLength())
            if right < last and right > left and block.text()[right - 1 : right] == " ":
                right -= 1  # the space at which a line breaks has a width, but is not seen
            if left >= right:
                continue
            edges = sorted((line.cursorToX(left)[0], line.cursorToX(right)[0]))  # type: ignore[index]
            rects.append(
                QRectF(
                    QPointF(edges[0], line.y()), QPointF(edges[1], line.y() + line.ascent() + line.descent())
                ).translated(origin)
            )
        block = block.next()
    return rects


def paint_highlights(
    painter: QPainter, document: QTextDocument, highlights: Highlights, theme: Theme, visible: tuple[int, int]
) -> None:
    """Paint the layers in the document's coordinates; `visible` are the document positions between which to look."""
    first, last = visible
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor(theme.red_fill))
    for box in highlights.boxes:
        painter.drawRect(_box_rect(document, box).adjusted(1, 1, -1, -1))
    for start, end in highlights.passages:
        if start <= last and end >= first:
            _paint_passage(painter, span_rects(document, start, end), theme)
    for start, end in highlights.badges:
        if start <= last and end >= first:
            painter.setBrush(QColor(theme.amber_fill))
            painter.setPen(QColor(theme.amber_border) if theme.amber_fill == theme.surface else Qt.PenStyle.NoPen)
            for rect in span_rects(document, start, end):
                painter.drawRoundedRect(rect.adjusted(0, 0, 0, -1), _RADIUS, _RADIUS)
            painter.setPen(Qt.PenStyle.NoPen)
    for span in highlights.visible_hits(first, last):
        current = span == highlights.current
        for rect in span_rects(document, *span):
            _paint_hit(painter, rect.adjusted(-1, 0, 1, 0), theme, current=current)
    if highlights.focused is not None:
        for rect in span_rects(document, *highlights.focused):
            painter.setBrush(QColor(theme.accent))
            painter.drawRoundedRect(_focus_fill(document, highlights.focused, rect), _RADIUS, _RADIUS)


def _box_rect(document: QTextDocument, table: QTextTable) -> QRectF:
    """A boxed warning, border and all: Qt says how large it is, but counts its place from the first block in it."""
    layout = document.documentLayout()
    cell = table.cellAt(0, 0)
    cell_format = cell.format().toTableCellFormat()
    corner = layout.blockBoundingRect(cell.firstCursorPosition().block()).topLeft()
    corner -= QPointF(
        cell_format.leftPadding() + cell_format.leftBorder(), cell_format.topPadding() + cell_format.topBorder()
    )
    size, margins = layout.frameBoundingRect(table).size(), table.format()
    return QRectF(corner, size - QSizeF(0, margins.topMargin() + margins.bottomMargin()))


def _focus_fill(document: QTextDocument, span: Span, rect: QRectF) -> QRectF:
    """The solid fill of a mark whose text rectangle is `rect`."""
    cursor = QTextCursor(document)
    cursor.setPosition(span[1])
    raised = cursor.charFormat().verticalAlignment() == QTextCharFormat.VerticalAlignment.AlignSuperScript
    return rect.adjusted(-2, -_RISE, 2, 1 - _RISE) if raised else rect.adjusted(-2, -1, 2, 0)


def _paint_passage(painter: QPainter, rects: Sequence[QRectF], theme: Theme) -> None:
    painter.setBrush(QColor(theme.soft))
    for rect in rects:
        painter.drawRoundedRect(rect.adjusted(-1, -3, 1, 3), _RADIUS, _RADIUS)
    if rects:
        painter.setBrush(QColor(theme.accent))
        painter.drawRect(QRectF(8, rects[0].top() - 2, 3, rects[-1].bottom() - rects[0].top() + 4))


def _paint_hit(painter: QPainter, rect: QRectF, theme: Theme, *, current: bool) -> None:
    painter.setBrush(QColor(theme.accent if current else theme.mark))
    painter.drawRoundedRect(rect, _RADIUS, _RADIUS)
    if not current:
        painter.setBrush(QColor(theme.mark_line))
        painter.drawRect(QRectF(rect.left(), rect.bottom() - 1.5, rect.width(), 1.5))
