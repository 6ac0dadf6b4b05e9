"""Parts the rows of a long table into runs, each of which paper sets as a table of its own, one close below the other.

Qt needs, for a table as a whole, a time that grows with more than its rows, each time that one of its pages is drawn
too; and it cannot pause inside one.
"""

from __future__ import annotations

from desktop_app.monograph.table_limits import Shape
from desktop_app.render.tree import Element

RUN_CELLS = 240
"""Cells of a run: more rows may follow where cells reach over them, or where none has all columns."""
LONG_CELLS, LONG_ROWS = 2 * RUN_CELLS, 60
"""Cells and rows of a table above which it is parted: it takes more than a page then."""


def row_runs(body: list[Element], columns: int) -> list[list[Element]]:
    """The runs, in order: no cell reaches from one into the next, and each has all columns of the table."""
    rows = [row.elements("th", "td") for row in body]
    if len(rows) <= LONG_ROWS or sum(map(len, rows)) <= LONG_CELLS:
        return [body]
    runs: list[list[Element]] = [[]]
    shape, reach = Shape(), 0
    for row, cells in zip(body, rows, strict=True):
        if shape.cells >= RUN_CELLS and reach <= 0 and shape.columns == columns:
            runs.append([])
            shape, reach = Shape(), 0
        runs[-1].append(row)
        shape.row()
        reach -= 1
        for cell in cells:
            rowspan = int(cell.attributes.get("rowspan", "1"))
            shape.cell(rowspan, int(cell.attributes.get("colspan", "1")))
            reach = max(reach, rowspan - 1)
    if len(runs) > 1 and (shape.columns != columns or shape.cells < RUN_CELLS // 2):
        runs[-2:] = [runs[-2] + runs[-1]]
    return runs
