"""A long section in parts that are laid out one at a time, as they come into view.

Qt lays a table out as a whole and holds everything else meanwhile: 0.2 ms for a cell, 10 s for 8,000 rows. A part is
Materia HTML of its own, some rows of a table or some paragraphs, and the texts of all parts are the section's text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from desktop_app.monograph.html import collapsed_text

LONG_CELLS = 300
"""Cells of a section above which it is shown in parts."""
PART_CELLS = 48
"""Cells of a part: more rows may follow where cells reach over the rows between them."""
_PART_CHARACTERS = 8000
_SAMPLED = 3
"""Longest words and longest cells of each column that its width is measured by."""
_TAG = re.compile(r"<(?P<close>/?)(?P<name>[a-z0-9]+)[^>]*>")
_VOID = frozenset({"br", "img"})
_ROW = re.compile(r"<tr>.*?</tr>", re.DOTALL)
_CELL = re.compile(r"<t[dh](?P<spans>[^>]*)>(?P<inner>.*?)</t[dh]>", re.DOTALL)
_ROWSPAN = re.compile(r'rowspan="(\d+)"')


@dataclass(frozen=True, slots=True)
class SectionPart:
    """Materia HTML of a part, and the offsets of its text in the collapsed text of the section."""

    html: str
    start: int
    end: int
    rows: int
    """Of a table, or about as many as its paragraphs take."""
    table: int | None = None
    """Number of the table of which it has some rows."""
    goes_on: bool = False
    """Whether more rows of the same table follow."""


@dataclass(frozen=True, slots=True)
class SectionParts:
    """All parts of a section, none where it is short; and for each table that is parted, what it is measured by."""

    text: str = ""
    """The collapsed text of the section."""
    parts: tuple[SectionPart, ...] = ()
    samples: tuple[str, ...] = ()
    """A table with the heads, and the widest cells of each column."""

    def at(self, offset: int) -> int:
        """Number of the part that has the character at `offset`."""
        low, high = 0, len(self.parts) - 1
        while low < high:
            middle = (low + high) // 2
            if self.parts[middle].end <= offset:
                low = middle + 1
            else:
                high = middle
        return low


def section_parts(html: str) -> SectionParts:
    """The parts of some Materia HTML."""
    if html.count("<td") + html.count("<th") - html.count("<thead") <= LONG_CELLS:
        return SectionParts()
    text, samples = collapsed_text(html), list[str]()
    parts: list[SectionPart] = []
    done = 0
    for piece, rows, table, goes_on in _pieces(html, samples):
        words = collapsed_text(piece)
        if not words:
            if "<img" not in piece:
                continue
            parts.append(SectionPart(piece, done, done, rows, table, goes_on))
            continue
        start = done + (done > 0)
        done = start + len(words)
        if text[start:done] != words:
            return SectionParts()  # a form that is not foreseen is laid out as a whole
        parts.append(SectionPart(piece, start, done, rows, table, goes_on))
    return SectionParts(text, tuple(parts), tuple(samples)) if len(parts) > 1 and done == len(text) else SectionParts()


_Piece = tuple[str, int, int | None, bool]


def _pieces(html: str, samples: list[str]) -> Iterator[_Piece]:
    """Tables and what stands between them, each in pieces; what tables are measured by is added to `samples`."""
    depth = start = table_start = 0
    for tag in _TAG.finditer(html):
        name = tag["name"]
        if name in _VOID:
            continue
        if not tag["close"]:
            if not depth and name == "table":
                if table_start := tag.start():
                    yield from _loose(html[start:table_start])
                start = table_start
            depth += 1
            continue
        depth -= 1
        if depth:
            continue
        if name == "table":
            yield from _rows(html[start : tag.end()], samples)
            start = tag.end()
        elif tag.end() - start > _PART_CHARACTERS:
            yield from _loose(html[start : tag.end()])
            start = tag.end()
    yield from _loose(html[start:])


def _loose(html: str) -> Iterator[_Piece]:
    if html.strip():
        yield html, 1 + len(html) // 150, None, False


def _rows(table: str, samples: list[str]) -> Iterator[_Piece]:
    rows = [] if table.count("<table") > 1 else list(_ROW.finditer(table))
    cuts = list(_cuts(table, rows))
    if not cuts:
        yield table, 1 + table.count("<tr"), None, False
        return
    number = len(samples)
    samples.append(_sample(table, rows))
    edges = [0, *cuts, len(table)]
    for first, end in pairwise(edges):
        opened = "<table><tbody>" if first else ""
        closed = "</tbody></table>" if end < len(table) else ""
        piece = f"{opened}{table[first:end]}{closed}"
        yield piece, piece.count("<tr"), number, bool(closed)


def _cuts(table: str, rows: Sequence[re.Match[str]]) -> Iterator[int]:
    """Where a table is cut: between rows of its body that no cell reaches over."""
    head_end = table.rfind("</thead>")
    cells = reach = 0
    for number, row in enumerate(rows):
        if cells >= PART_CELLS and reach <= 0 and row.start() > head_end and number > 1:
            yield row.start()
            cells = 0
        cells += row[0].count("</t") - 1
        reach -= 1
        if "rowspan" in row[0]:
            reach = max(reach, *(int(many) - 1 for many in _ROWSPAN.findall(row[0])))


def _sample(table: str, rows: Sequence[re.Match[str]]) -> str:
    """A table by which the columns of the whole are measured."""
    head_end = table.rfind("</thead>")
    heads = [row[0] for row in rows if row.start() < head_end] or [rows[0][0]]
    by_word: dict[int, list[tuple[int, str]]] = {}
    by_length: dict[int, list[tuple[int, str]]] = {}
    for row in rows:
        cells = _CELL.findall(row[0])
        if any(spans for spans, _ in cells):
            continue
        for column, (_, inner) in enumerate(cells):
            _take(by_word.setdefault(column, []), max(map(len, inner.split()), default=0), inner)
            _take(by_length.setdefault(column, []), len(inner), inner)
    written = []
    for kept in (by_word, by_length):
        for rank in range(_SAMPLED):
            cells = [kept[column][rank][1] if rank < len(kept[column]) else "" for column in sorted(kept)]
            written.append(f"<tr>{''.join(f'<td>{inner}</td>' for inner in cells)}</tr>")
    return f"<table><thead>{''.join(heads)}</thead><tbody>{''.join(written)}</tbody></table>"


def _take(kept: list[tuple[int, str]], size: int, inner: str) -> None:
    if len(kept) < _SAMPLED:
        kept.append((size, inner))
        kept.sort(reverse=True)
    elif size > kept[-1][0]:
        kept[-1] = (size, inner)
        kept.sort(reverse=True)
