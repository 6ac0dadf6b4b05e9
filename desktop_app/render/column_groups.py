"""Parts a table of very many columns into tables that fit on paper, each with the first column again.

Small type has an end: at 16 columns a page of A4 leaves 8 mm for each, and a dose breaks inside. What stands in one
cell over columns of two groups is shown in both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop_app.render.tree import Element

Rows = list[Element]


@dataclass(frozen=True, slots=True)
class ColumnGroup:
    """Columns `first` to `last`, from 0 and not counting the first column of the table, which stands before them."""

    first: int
    last: int
    head: Rows
    body: Rows


@dataclass(frozen=True, slots=True)
class _Placed:
    cell: Element
    column: int
    width: int


def column_groups(head: Rows, body: Rows, columns: int, most: int) -> list[ColumnGroup]:
    """The groups of a table, in order; one alone where it has no more than `most` columns, which is at least 2."""
    if columns <= most:
        return [ColumnGroup(0, columns - 1, head, body)]
    parts = -(-(columns - 1) // (most - 1))
    size = -(-(columns - 1) // parts)
    placed_head, placed_body = _placed(head), _placed(body)
    return [
        ColumnGroup(
            first,
            min(first + size, columns) - 1,
            _chosen(head, placed_head, first, first + size),
            _chosen(body, placed_body, first, first + size),
        )
        for first in range(1, columns, size)
    ]


def _placed(rows: Rows) -> list[list[_Placed]]:
    """The cells of every row with the column that each begins in, which cells of rows above may have moved."""
    taken: dict[tuple[int, int], bool] = {}
    placed: list[list[_Placed]] = []
    for number, row in enumerate(rows):
        column, found = 0, []
        for cell in row.elements("th", "td"):
            while taken.get((number, column)):
                column += 1
            width = int(cell.attributes.get("colspan", "1"))
            for below in range(1, min(int(cell.attributes.get("rowspan", "1")), len(rows) - number)):
                taken.update({(number + below, column + right): True for right in range(width)})
            found.append(_Placed(cell, column, width))
            column += width
        placed.append(found)
    return placed


def _chosen(rows: Rows, placed: Sequence[Sequence[_Placed]], first: int, end: int) -> Rows:
    """The rows with only their first column and those from `first` to before `end`."""
    return [
        Element(
            row.tag,
            row.attributes,
            [shown for each in cells if (shown := _shown(each, first, end)) is not None],
        )
        for row, cells in zip(rows, placed, strict=True)
    ]


def _shown(placed: _Placed, first: int, end: int) -> Element | None:
    here = max(0, min(placed.column + placed.width, end) - max(placed.column, first))
    width = here + (placed.column == 0)
    if not width:
        return None
    return Element(placed.cell.tag, placed.cell.attributes | {"colspan": str(width)}, placed.cell.children)
