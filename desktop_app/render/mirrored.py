"""The rows of a table with its first column at the right, as text that runs from right to left has it.

Qt's rich text knows no such table, so the cells themselves change places. A row that has fewer cells than the table has
columns is filled up first, for what it lacks is then at its beginning.
"""

from __future__ import annotations

from desktop_app.render.tree import Element


def mirrored(rows: list[Element], columns: int) -> list[Element]:
    """The rows, all of one part of a table, with their cells in the opposite order."""
    taken = [0] * columns
    """How many further rows each column is taken by a cell from above."""
    turned = []
    for row in rows:
        cells = row.elements("th", "td")
        column = 0
        free = [not rows_left for rows_left in taken]
        taken = [max(0, rows_left - 1) for rows_left in taken]
        for cell in cells:
            while column < columns and not free[column]:
                column += 1
            width = int(cell.attributes.get("colspan", "1"))
            for each in range(column, min(column + width, columns)):
                taken[each] = int(cell.attributes.get("rowspan", "1")) - 1
                free[each] = False
            column += width
        filled = [Element("td") for each in range(columns) if free[each]]
        turned.append(Element("tr", row.attributes, [*filled, *reversed(cells)]))
    return turned
