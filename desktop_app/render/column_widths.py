"""How wide the columns of a table will be at least, estimated without a font.

Good enough to tell which tables need more room than the text has, and which more than the paper: letters are taken to
be as wide as in DejaVu Sans, the widest of the fonts that paper is set in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from desktop_app.render.tree import Element
from desktop_app.render.units import LINE_BREAK, keep_on_one_line

_NARROW = frozenset("iljtfrI.,;:'!|()[]/-\u00a0")
_WIDE = frozenset("mwMW%@—")
_NO_WIDTH = frozenset("\u2060\u200b\u00ad")
_PICTURE = 5.0
"""Widths here are in shares of the size of the type."""
_BLOCKS = frozenset({"p", "li", "td", "th", "dt", "dd", "br", "h3", "h4", "table", "blockquote"})


def text_width(text: str) -> float:
    """Of a word in bold, as a head has it."""
    return sum(
        0.43 if letter in _NARROW else 1.05 if letter in _WIDE else 0.78 if letter.isupper() else 0.68
        for letter in text
        if letter not in _NO_WIDTH
    )


def column_widths(rows: Sequence[Element], columns: int, padding: float) -> list[float]:
    """The width of each column in which no word of it breaks, with its padding."""
    widths = [padding] * columns
    spanning: list[tuple[int, int, float]] = []
    taken: dict[tuple[int, int], bool] = {}
    for number, row in enumerate(rows):
        column = 0
        for cell in row.elements("th", "td"):
            while taken.get((number, column)):
                column += 1
            span = int(cell.attributes.get("colspan", "1"))
            for below in range(1, min(int(cell.attributes.get("rowspan", "1")), len(rows) - number)):
                taken.update({(number + below, column + right): True for right in range(span)})
            need = padding + max((text_width(word) for word in _words(cell)), default=0.0)
            if span == 1 and column < columns:
                widths[column] = max(widths[column], need)
            else:
                spanning.append((column, min(column + span, columns), need))
            column += span
    for first, end, need in spanning:
        lacking = need - sum(widths[first:end])
        for column in range(first, end) if lacking > 0 else ():
            widths[column] += lacking / (end - first)
    return widths


def _words(cell: Element) -> Iterator[str]:
    text = "".join(_text(cell))
    if "\ufffc" in text:
        yield "x" * round(_PICTURE / text_width("x"))
    yield from LINE_BREAK.split(keep_on_one_line(text)[0])


def _text(element: Element) -> Iterator[str]:
    for child in element.children:
        if isinstance(child, str):
            yield child
        elif child.tag == "img":
            yield "\ufffc"
        else:
            around = " " if child.tag in _BLOCKS else ""
            yield around
            yield from _text(child)
            yield around
