"""What the painted rows of the sidebar share: frame, wrapped text, heading, the line with source and age.

Two styles in one label, a bar, a ring and hairlines are more than a style sheet can do, so rows are painted by
delegates; this keeps them alike. Lengths are in device-independent pixels.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from desktop_app.render.themes import Theme

SIDE = 16
"""From the edge of the sidebar to text."""
BAR = 3
"""Width of the accent bar of the current row."""
GAP = 8
"""Between the drug and the section, and on both sides of the dot in the line with the source."""
_JOINERS = {0xA0: None, 0x2060: None}
"""Spaces at which no line ends; to Python they are not printable."""
_HANGING = frozenset({"not", "no", "never", "avoid", "without", "except", "unless", "non"})
_LEFT_OUT = frozenset({"", "…"})
"""One ellipsis says it where the text left something out already."""
_NUMBER = re.compile(r"[\W_]*\d[\d.,/%–-]*[\W_]*$")
_NARROWEST = 0.18
"""Advance of an i, in heights of a line: no more characters than this allows can stand in a line."""
_REMEMBERED = 20_000
"""Widths that metrics remember at most."""
_DOUBT = 2.0
"""How far apart a text measured whole and the same text laid out may be."""


@dataclass(frozen=True, slots=True)
class RowState:
    """How a row stands: the current one, pointed at, with the keyboard's focus."""

    current: bool = False
    hovered: bool = False
    focused: bool = False

    @classmethod
    def of(cls, option: QStyleOptionViewItem) -> RowState:
        """As the view says in `option`. The ring shows only where the view has the focus."""
        flags = option.state
        current = bool(flags & QStyle.StateFlag.State_Selected)
        return cls(
            current=current,
            hovered=bool(flags & QStyle.StateFlag.State_MouseOver),
            focused=bool(flags & QStyle.StateFlag.State_HasFocus),
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One laid-out line: its text as shown, and where it begins in the whole text."""

    start: int
    text: str


@dataclass(frozen=True, slots=True)
class TextBlock:
    """Text wrapped to a width, cut off after some lines between words, and never after a number or a negation."""

    lines: tuple[Line, ...]
    font: QFont
    line_height: float

    @property
    def height(self) -> float:
        """Of all lines together."""
        return len(self.lines) * self.line_height

    def paint(self, painter: QPainter, x: float, y: float, colour: str, marks: Sequence[tuple[int, int]] = (),
              theme: Theme | None = None) -> None:  # fmt: skip
        """Draw with the top left corner at (x, y); `marks` are spans of the text to show on the theme's mark colour."""
        metrics = QFontMetricsF(self.font)
        rise = (self.line_height + metrics.ascent() - metrics.descent()) / 2
        painter.setFont(self.font)
        for number, line in enumerate(self.lines):
            top = y + number * self.line_height
            boxes = self._boxes(line, metrics, x, top, marks) if theme is not None else []
            if theme is not None and boxes:
                _fill_marks(painter, boxes, theme)
            painter.setPen(QColor(colour))
            origin = QPointF(x, top + rise)
            painter.drawText(origin, line.text)
            if theme is not None and theme.mark_text != colour:
                for box in boxes:
                    _draw_on_mark(painter, box, origin, line.text, theme)

    def _boxes(
        self, line: Line, metrics: QFontMetricsF, x: float, top: float, marks: Sequence[tuple[int, int]]
    ) -> list[QRectF]:
        """Where a line is marked."""
        height = min(self.line_height, metrics.height() + 2)
        length = len(line.text.removesuffix(" …"))
        boxes = []
        for start, end in marks:
            first, last = max(0, start - line.start), min(length, end - line.start)
            if first < last:
                left = metrics.horizontalAdvance(line.text[:first]) if first else 0.0
                right = metrics.horizontalAdvance(line.text[:last])
                boxes.append(QRectF(x + left - 1, top + (self.line_height - height) / 2, right - left + 2, height))
        return boxes


def lay_out(text: str, font: QFont, width: float, line_height: float, max_lines: int) -> TextBlock:
    """Wrap `text`, its line feeds kept, into at most `max_lines` lines of `width`."""
    metrics = QFontMetricsF(font)
    lines: list[Line] = []
    for start, paragraph in _paragraphs(text):
        if len(lines) == max_lines:
            lines[-1] = _with_ellipsis(lines[-1], metrics, width)
            break
        room = max_lines - len(lines)
        # A line holds at most so many characters; laying out more than fills the room would be wasted.
        limit = int(width / (metrics.height() * _NARROWEST) + 2) * room + 200
        shown = paragraph[:limit]
        starts = _line_starts(shown, font, width, room + 1)
        for number, first in enumerate(starts[:room]):
            last_allowed = number == room - 1
            if last_allowed and len(starts) > room:
                lines.append(_with_ellipsis(Line(start + first, shown[first:]), metrics, width, cut=True))
            else:
                end = starts[number + 1] if number + 1 < len(starts) else len(shown)
                lines.append(Line(start + first, shown[first:end].rstrip()))
        if len(starts) > room:
            break
    return TextBlock(tuple(lines), font, line_height)


class RememberedMetrics(QFontMetricsF):
    """Metrics that measure each text once: lists of thousands of rows ask for the same widths at every resize."""

    def __init__(self, font: QFont) -> None:
        super().__init__(font)
        self.font = font
        self._advances: dict[str, float] = {}

    def horizontalAdvance(self, text: str) -> float:  # type: ignore[override]
        """See Qt."""
        advance = self._advances.get(text)
        if advance is None:
            if len(self._advances) >= _REMEMBERED:
                self._advances.clear()
            advance = self._advances[text] = super().horizontalAdvance(text)
        return advance


def line_count(text: str, metrics: RememberedMetrics, width: float, max_lines: int) -> int:
    """How many lines `lay_out` would make; most texts are clearly short or clearly long and need no layout."""
    if not text:
        return 0
    if text.translate(_JOINERS).isprintable() and "  " not in text and not (text[0].isspace() or text[-1].isspace()):
        advance = metrics.horizontalAdvance(text)
        if advance <= width - _DOUBT:
            return 1
        # At the end of each line a space hangs over. A text that overfills all lines but one needs them all.
        if advance > (max_lines - 1) * (width + metrics.horizontalAdvance(" ")) + _DOUBT:
            return max_lines
        return len(_line_starts(text, metrics.font, width, max_lines))
    return len(lay_out(text, metrics.font, width, 1, max_lines).lines)


def elided(text: str, metrics: QFontMetricsF, width: float, *, cut: bool = False) -> str:
    """`text` if it fits, else as many words as fit and an ellipsis.

    The last word shown is never a number, which would part from its unit, nor a negation, which would part from what
    it governs. With `cut`, an ellipsis is due even where all words fit: more text follows.
    """
    if not cut and metrics.horizontalAdvance(text) <= width:
        return text
    words = text.split(" ")
    fitting = bisect_right(range(1, len(words) + 1), width, key=lambda n: _advance(words[:n], metrics))
    kept = words[:fitting]
    while kept and (kept[-1] in _LEFT_OUT or _NUMBER.match(kept[-1]) or kept[-1].casefold().strip("(,;:") in _HANGING):
        kept.pop()
    if not kept:
        return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
    return " ".join(kept) + " …"


def paint_frame(painter: QPainter, rect: QRect, theme: Theme, state: RowState, *, hairline: bool = False) -> None:
    """Fill a row by its state: pointed at, current (hairlines and bar), focused (ring); `hairline` below others."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    if state.current:
        painter.fillRect(rect, QColor(theme.surface))
        painter.fillRect(QRect(rect.left(), rect.top(), rect.width(), 1), QColor(theme.line))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), QColor(theme.line))
        painter.fillRect(QRect(rect.left(), rect.top(), BAR, rect.height()), QColor(theme.accent))
    elif state.hovered:
        painter.fillRect(rect, QColor(theme.hover))
    if hairline and not state.current:
        width = rect.width() - 2 * SIDE
        painter.fillRect(QRect(rect.left() + SIDE, rect.bottom(), width, 1), QColor(theme.line))
    if state.focused:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.accent), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        left = BAR + 2 if state.current else 2
        painter.drawRoundedRect(QRectF(rect).adjusted(left, 3, -3, -3), 4, 4)
    painter.restore()


def heading_lines(metrics: tuple[QFontMetricsF, QFontMetricsF], title: str, section: str, width: float) -> int:
    """1 where drug and section fit beside each other, else 2: a drug's name is not cut to make room for a section."""
    title_metrics, section_metrics = metrics
    together = title_metrics.horizontalAdvance(title) + GAP + section_metrics.horizontalAdvance(section)
    return 1 if not section or together <= width else 2


def paint_text(
    painter: QPainter,
    rect: QRectF,
    text: str,
    font: QFont | RememberedMetrics,
    colour: str,
    *,
    right: bool = False,
) -> float:
    """Draw one line, centred in the height of `rect` and elided to its width; returns the width it took."""
    metrics = font if isinstance(font, RememberedMetrics) else RememberedMetrics(font)
    shown = elided(text, metrics, rect.width())
    width = metrics.horizontalAdvance(shown)
    painter.setFont(metrics.font)
    painter.setPen(QColor(colour))
    x = rect.right() - width if right else rect.left()
    baseline = rect.top() + (rect.height() + metrics.ascent() - metrics.descent()) / 2
    painter.drawText(QPointF(x, round(baseline)), shown)
    return width


def paint_meta(painter: QPainter, rect: QRectF, parts: Sequence[tuple[str, QFont | RememberedMetrics, str]]) -> None:
    """Draw parts (text, font, colour) in one line with a centred dot between them, such as source and age."""
    x = rect.left()
    for number, (text, font, colour) in enumerate(parts):
        if number:
            dot = QRectF(x + GAP - 1, rect.top(), 20, rect.height())
            x = dot.left() + paint_text(painter, dot, "·", parts[0][1], parts[0][2]) + GAP - 1
        x += paint_text(painter, QRectF(x, rect.top(), max(0.0, rect.right() - x), rect.height()), text, font, colour)


def _fill_marks(painter: QPainter, boxes: Sequence[QRectF], theme: Theme) -> None:
    """The ground of what is marked, below the text."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(QColor(theme.mark)))
    for box in boxes:
        painter.drawRoundedRect(box, 2, 2)
    painter.restore()


def _draw_on_mark(painter: QPainter, box: QRectF, origin: QPointF, text: str, theme: Theme) -> None:
    """What is marked again, in the colour that is legible on a mark (black in high contrast)."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(QColor(theme.mark)))
    painter.drawRoundedRect(box, 2, 2)
    painter.setClipRect(box)
    painter.setPen(QColor(theme.mark_text))
    painter.drawText(origin, text)
    painter.restore()


def _paragraphs(text: str) -> list[tuple[int, str]]:
    """Non-empty lines of `text` with their offsets."""
    found: list[tuple[int, str]] = []
    start = 0
    for piece in text.split("\n"):
        if piece.strip():
            found.append((start, piece))
        start += len(piece) + 1
    return found


def _line_starts(text: str, font: QFont, width: float, limit: int) -> list[int]:
    """Offsets at which the first `limit` lines of `text` begin."""
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    starts: list[int] = []
    layout.beginLayout()
    while len(starts) < limit:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        starts.append(line.textStart())
    layout.endLayout()
    return starts


def _with_ellipsis(line: Line, metrics: QFontMetricsF, width: float, *, cut: bool = True) -> Line:
    return Line(line.start, elided(line.text.rstrip(), metrics, width, cut=cut))


def _advance(words: Sequence[str], metrics: QFontMetricsF) -> float:
    return metrics.horizontalAdvance(" ".join(words) + " …")
