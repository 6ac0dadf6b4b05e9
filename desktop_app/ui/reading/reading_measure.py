"""How wide the columns of the reading pane are: margin, text, gutter, margin column, margin.

The measure is set in characters: 608 px hold 71 of the reading type on average, so the text grows with the zoom, up to
the pane.
"""

from __future__ import annotations

from dataclasses import dataclass

COMPACT_BELOW = 1360
"""Window width in px under which columns and words shorten."""
COLUMN_FROM = 1100
"""Window width in px from which the margin column stands beside the text."""
SHORT_BELOW = 800
"""Window height in px under which title and names share a line."""
_LEAST_TEXT = 420
"""Of 17 px type: 49 characters. Rather than fewer, the margin column goes."""


@dataclass(frozen=True, slots=True)
class ReadingMeasure:
    """Widths in px, from the left edge of the pane to its right edge; `column` is 0 where there is no margin column."""

    left: int
    text: int
    gutter: int
    column: int
    right: int

    @property
    def column_left(self) -> int:
        """Where the margin column begins."""
        return self.left + self.text + self.gutter


def reading_measure(window: int, pane: int, zoom: float) -> ReadingMeasure:
    """The columns of a pane `pane` px wide in a window `window` px wide, text at `zoom` (1.0 = 100 %)."""
    left, text, gutter, column, right = (28, 600, 40, 260, 24) if window < COMPACT_BELOW else (56, 608, 56, 312, 32)
    wanted = round(text * zoom)
    beside = pane - left - gutter - column - right
    if window >= COLUMN_FROM and beside >= min(wanted, round(_LEAST_TEXT * zoom)):
        return ReadingMeasure(left, min(wanted, beside), gutter, column, right)
    return ReadingMeasure(left, max(1, min(wanted, pane - left - right)), 0, 0, right)
