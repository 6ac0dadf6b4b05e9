"""Parts a table of very many columns into tables that fit on paper, each with the first column again.

Small type has an end: on a ward 8 points can be read, and in columns too narrow for it a dose breaks inside. What
stands in one cell over columns of two groups is shown in both.
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


def column_groups(head: Rows, body: Rows, widths: Sequence[float], room: float) -> list[ColumnGroup]:
    """The groups of a table, in order; one alone where its columns of these widths fit into the room.

    Each group has a column besides the first, even where there is no room for it.
    """
    if sum(widths) <= room or len(widths) < 3:
        return [ColumnGroup(0, len(widths) - 1, head, body)]
    placed_head, placed_body = _placed(head), _placed(body)
    return [
        ColumnGroup(
            first,
            end - 1,
            _chosen(head, placed_head, first, end),
            _chosen(body, placed_body, first, end),
        )
        for first, end in _balanced(widths, room - widths[0])
    ]


def _balanced(widths: Sequence[float], room: float) -> list[tuple[int, int]]:
    """First column of each group and the one after its last: as few groups as the room allows, of like widths."""
    groups = _filled(widths, room)
    low, high = 0.0, room
    while high - low > 0.1:
        middle = (low + high) / 2
        narrower = _filled(widths, middle)
        if len(narrower) == len(groups):
            groups, high = narrower, middle
        else:
            low = middle
    return groups


def _filled(widths: Sequence[float], room: float) -> list[tuple[int, int]]:
    groups: list[tuple[int, int]] = []
    first, left = 1, room
    for column in range(1, len(widths)):
        if column > first and widths[column] > left:
            groups.append((first, column))
            first, left = column, room
        left -= widths[column]
    return [*groups, (first, len(widths))]


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
