"""How much of a table is set as a table: one place for what is reported at import and what is done when it is shown.

A library may come from elsewhere, so the limits hold where text is written for screen and paper; an import only says
beforehand what will be shown otherwise. Laying out a table takes time and memory for every place of its grid, whether a
cell begins there or not, and for every table inside another twice as much again.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

COLUMNS = 100
"""The widest table that was seen in a label has 32."""
CELLS = 100_000
"""A formulary of 8,000 rows with 8 columns has 64,000."""
SPARSE, SPARSE_SLACK = 10, 10_000
"""Places of the grid for each cell, and for the whole table besides: spans make the grid large and hold no text."""
TABLES_DEEP = 4
"""Tables inside each other. Labels have two."""
INDENTS_DEEP = 6
"""Lists and quotations inside each other: of more there is no room for the words, least on paper."""
ELEMENTS_DEEP = 100
"""Any elements inside each other: whoever writes a tree anew recurses."""
WORD = 400
"""Letters without a place to break at. Qt's time for one word grows with the square of its length: 6 s for 200,000."""
WORD_PART = 60
LONG_PARAGRAPH = 20_000
"""Characters of a run of text after which a paragraph is set as several: Qt lays each out as a whole."""

TOO_LARGE = "table too large to be set as one, shown row by row"
TOO_DEEP = "table too deep inside others, shown cell by cell"
_TAG = re.compile(r"<(?P<close>/?)(?P<name>table|tr|t[dh])(?P<attributes>(?: [^>]*)?)>")
_SPAN = re.compile(r'\b(row|col)span="(\d{1,4})"')


@dataclass(slots=True)
class Shape:
    """Rows, cells and columns of one table, counted as it is read: `row` before the cells of each row."""

    rows: int = 0
    cells: int = 0
    columns: int = 0
    _reached: int = 0
    _from_above: int = 0
    _ends: Counter[int] = field(default_factory=Counter)
    """Columns that cells of several rows no longer take, by the first row that is free of them."""

    def row(self) -> None:
        """A row begins."""
        self.rows += 1
        self._from_above -= self._ends.pop(self.rows, 0)
        self._reached = self._from_above

    def cell(self, rowspan: int, colspan: int) -> None:
        """A cell of the present row."""
        self.cells += 1
        self._reached += colspan
        self.columns = max(self.columns, self._reached)
        if rowspan > 1:
            self._from_above += colspan
            self._ends[self.rows + rowspan] += colspan

    @property
    def is_too_large(self) -> bool:
        """Whether it cannot be set as a table."""
        grid = self.rows * self.columns
        return self.columns > COLUMNS or self.cells > CELLS or grid > SPARSE * self.cells + SPARSE_SLACK


def shown_otherwise(html: str) -> Counter[str]:
    """Tables of some Materia HTML that will not be shown as tables, by why."""
    found: Counter[str] = Counter()
    if "<table" not in html:
        return found
    open_tables: list[Shape] = []
    for tag in _TAG.finditer(html):
        name = tag["name"]
        if name == "table":
            if not tag["close"]:
                open_tables.append(Shape())
                found[TOO_DEEP] += len(open_tables) > TABLES_DEEP
            elif open_tables:
                found[TOO_LARGE] += open_tables.pop().is_too_large
        elif not open_tables or tag["close"]:
            continue
        elif name == "tr":
            open_tables[-1].row()
        else:
            spans = {way: max(1, int(many)) for way, many in _SPAN.findall(tag["attributes"])}
            open_tables[-1].cell(spans.get("row", 1), spans.get("col", 1))
    return +found


_LONG = re.compile(rf"\S{{{WORD},}}")
BREAK_HERE = "\u200b"
"""Where a line may break; nobody sees it, and it is no part of any text but that which is laid out."""


def breakable(text: str) -> str:
    """The same text with places for a line to break in words that are too long to be laid out."""
    if len(text) < WORD or not _LONG.search(text):
        return text
    return _LONG.sub(lambda word: BREAK_HERE.join(_parts(word[0])), text)


def _parts(word: str) -> list[str]:
    return [word[start : start + WORD_PART] for start in range(0, len(word), WORD_PART)]
