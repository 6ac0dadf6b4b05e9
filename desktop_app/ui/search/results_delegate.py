"""Paints the rows of the results: heads of groups, names, and sections with their snippets."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem

from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.look.row_painting import (
    GAP,
    SIDE,
    RememberedMetrics,
    RowState,
    TextBlock,
    heading_lines,
    lay_out,
    line_count,
    paint_frame,
    paint_meta,
    paint_text,
)
from desktop_app.ui.search.result_rows import GroupRow, HitRow, Marks, MoreRow, NameRow, RecentRow
from desktop_app.ui.search.results_model import Role

RIGHT = 22
"""From text to the right edge of the list, whether its scroll bar is there or not, so that nothing moves."""
NAME_HEIGHT = 30
_GROUP_FIRST, _GROUP_NEXT = 28, 38
_TITLE, _META = 20, 17
_ABOVE, _BELOW, _BETWEEN = 10, 9, 3
_SNIPPET_LINES = 2
_TITLE_LINES = 2
_MORE_HEIGHT = 40
_BADGE_HEIGHT, _BADGE_PAD = 18, 6


class _Faces:
    """The fonts of the rows, with what their texts measure: both are asked for at every keystroke."""

    def __init__(self, appearance: Appearance) -> None:
        self.drug = RememberedMetrics(appearance.font(14, 600))
        self.section = RememberedMetrics(appearance.font(14))
        self.small = RememberedMetrics(appearance.font(12))
        self.strong = RememberedMetrics(appearance.font(12, 600))
        self.snippet = RememberedMetrics(appearance.reading_font(13))
        self.snippet_line = appearance.scaled(19)


class ResultsDelegate(QStyledItemDelegate):
    """Paints from the row alone. A hit takes as many lines as its titles and its snippet need, at most two each."""

    def __init__(self, appearance: Appearance, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._blocks: dict[tuple[str, int], TextBlock] = {}
        self._faces: _Faces | None = None
        appearance.changed.connect(self._restyle)

    def _restyle(self) -> None:
        self._blocks.clear()
        self._faces = None

    @property
    def _face(self) -> _Faces:
        if self._faces is None:  # fonts are looked for when the first row is painted, not before
            self._faces = _Faces(self._appearance)
        return self._faces

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """See Qt."""
        row = index.data(Role.ROW)
        width = _list_width(option)
        if isinstance(row, GroupRow):
            return QSize(0, _GROUP_FIRST if row.first else _GROUP_NEXT)
        if isinstance(row, NameRow | RecentRow):
            return QSize(0, NAME_HEIGHT)
        if isinstance(row, MoreRow):
            return QSize(0, _MORE_HEIGHT)
        if not isinstance(row, HitRow):
            return QSize(0, 0)
        text_width = width - SIDE - RIGHT
        height = _ABOVE + _TITLE * sum(self._title_lines(row, text_width)) + _META + _BELOW
        lines = line_count(row.snippet, self._face.snippet, text_width, _SNIPPET_LINES)
        if lines:
            height += lines * self._face.snippet_line + 2 * _BETWEEN
        height += _META * len(_lines_below(row))
        return QSize(0, height)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """See Qt."""
        row = index.data(Role.ROW)
        area = QRectF(option.rect)
        area.setLeft(area.left() + SIDE)
        area.setWidth(_list_width(option) - SIDE - RIGHT)
        painter.save()
        if isinstance(row, GroupRow):
            self._paint_group(painter, area, row)
        elif isinstance(row, NameRow):
            paint_frame(painter, option.rect, self._appearance.theme, RowState.of(option))
            self._paint_name(painter, area, row)
        elif isinstance(row, RecentRow):
            paint_frame(painter, option.rect, self._appearance.theme, RowState.of(option))
            self._paint_recent(painter, area, row)
        elif isinstance(row, MoreRow):
            paint_frame(painter, option.rect, self._appearance.theme, RowState.of(option))
            self._paint_more(painter, area, row)
        elif isinstance(row, HitRow):
            state = RowState.of(option)
            paint_frame(painter, option.rect, self._appearance.theme, state)
            if not state.current:
                line = QRectF(area.left(), option.rect.bottom(), area.width(), 1)
                painter.fillRect(line.toRect(), QColor(self._appearance.theme.line))
            self._paint_hit(painter, area, row)
        painter.restore()

    def _paint_group(self, painter: QPainter, area: QRectF, row: GroupRow) -> None:
        theme, face = self._appearance.theme, self._face
        if not row.first:
            painter.fillRect(QRectF(area.left(), area.top() + 6, area.width(), 1).toRect(), QColor(theme.line))
            area = area.adjusted(0, _GROUP_NEXT - _GROUP_FIRST, 0, 0)
        paint_text(painter, area, row.text, face.strong, theme.text2)
        if row.count is not None:
            paint_text(painter, area, f"{row.count:,}", face.small, theme.text3, right=True)

    def _paint_recent(self, painter: QPainter, area: QRectF, row: RecentRow) -> None:
        theme, appearance = self._appearance.theme, self._appearance
        icon = QRectF(area.left(), area.center().y() - 8, 16, 16)
        appearance.icon("history").paint(painter, icon.toRect())
        paint_text(painter, area.adjusted(16 + GAP, 0, 0, 0), row.query, self._face.section, theme.text)

    def _paint_more(self, painter: QPainter, area: QRectF, row: MoreRow) -> None:
        theme, face = self._appearance.theme, self._face
        taken = paint_text(painter, area, row.text, face.section, theme.accent)
        paint_text(painter, area.adjusted(taken + GAP, 0, 0, 0), row.detail, face.small, theme.text2, right=True)

    def _paint_name(self, painter: QPainter, area: QRectF, row: NameRow) -> None:
        theme, detail = self._appearance.theme, self._face.small
        taken = min(detail.horizontalAdvance(row.detail), area.width() * 0.6)
        self._paint_title(painter, area.adjusted(0, 0, -taken - GAP, 0), row.text, row.marks)
        right = QRectF(area.right() - taken, area.top(), taken, area.height())
        paint_text(painter, right, row.detail, detail, theme.text2, right=True)

    def _paint_hit(self, painter: QPainter, area: QRectF, row: HitRow) -> None:
        theme, face = self._appearance.theme, self._face
        y = area.top() + _ABOVE
        badge = self._paint_badge(painter, area, y, row.count)
        titles, below = self._title_lines(row, area.width())
        line = QRectF(area.left(), y, area.width() - badge, _TITLE)
        colour = theme.red if row.red else theme.text
        taken = self._paint_title(painter, line, row.text, row.marks, titles)
        y += _TITLE * titles
        if below:
            lay_out(row.section_title, face.section.font, area.width(), _TITLE, below).paint(
                painter, area.left(), y, colour
            )
            y += _TITLE * below
        else:
            paint_text(painter, line.adjusted(taken + GAP, 0, 0, 0), row.section_title, face.section, colour)
        snippet = self._snippet(row, area.width())
        if snippet.lines:
            y += _BETWEEN
            snippet.paint(painter, area.left(), y, theme.text, row.snippet_marks, theme)
            y += snippet.height + _BETWEEN
        meta = face.small
        age = (row.age.words, face.strong, theme.amber) if row.age.old else (row.age.words, meta, theme.text2)
        paint_meta(painter, QRectF(area.left(), y, area.width(), _META), ((row.source, meta, theme.text2), age))
        for text in _lines_below(row):
            y += _META
            paint_text(painter, QRectF(area.left(), y, area.width(), _META), text, meta, theme.text2)

    def _paint_title(self, painter: QPainter, line: QRectF, text: str, marks: Marks, lines: int = 1) -> float:
        """A drug's name, its searched words marked; returns the width its first line took."""
        drug = self._face.drug
        block = lay_out(text, drug.font, line.width(), line.height(), lines)
        block.paint(painter, line.left(), line.top(), self._appearance.theme.text, marks, self._appearance.theme)
        return drug.horizontalAdvance(block.lines[0].text) if block.lines else 0.0

    def _paint_badge(self, painter: QPainter, area: QRectF, y: float, count: int) -> float:
        """The number of matches, at the right; returns the width to keep clear of it."""
        width = self._badge_width(count)
        if not width:
            return 0.0
        theme, face = self._appearance.theme, self._face.strong
        text = f"{count:,}"
        box = QRectF(area.right() - width, y + (_TITLE - _BADGE_HEIGHT) / 2, width, _BADGE_HEIGHT)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.mark))
        painter.drawRoundedRect(box, 3, 3)
        painter.setFont(face.font)
        painter.setPen(QColor(theme.mark_text))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        return width + GAP

    def _badge_width(self, count: int) -> float:
        if count < 1:
            return 0.0
        return max(20.0, self._face.strong.horizontalAdvance(f"{count:,}") + 2 * _BADGE_PAD)

    def _title_lines(self, row: HitRow, width: float) -> tuple[int, int]:
        """Lines of the drug, and of the section below it: none where it stands beside it.

        What tells labels of one drug from each other is at the end of their titles.
        """
        face = self._face
        if heading_lines((face.drug, face.section), row.text, row.section_title, width - 40) == 1:
            return 1, 0
        badge = self._badge_width(row.count)
        beside = width - badge - GAP if badge else width
        titles = line_count(row.text, face.drug, beside, _TITLE_LINES)
        return titles, line_count(row.section_title, face.section, width, _TITLE_LINES)

    def _snippet(self, row: HitRow, width: float) -> TextBlock:
        key = (row.snippet, round(width))
        block = self._blocks.get(key)
        if block is None:
            face = self._face
            block = lay_out(row.snippet, face.snippet.font, width, face.snippet_line, _SNIPPET_LINES)
            if len(self._blocks) > 500:
                self._blocks.clear()
            self._blocks[key] = block
        return block


def _lines_below(row: HitRow) -> list[str]:
    """What follows source and age, each on a line of its own."""
    return [text for text in (row.told_apart_by, row.note) if text]


def _list_width(option: QStyleOptionViewItem) -> float:
    view = option.widget
    return float(view.width() if isinstance(view, QAbstractItemView) else option.rect.width())
