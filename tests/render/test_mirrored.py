"""Tables with their first column at the right."""

from __future__ import annotations

from desktop_app.render.mirrored import mirrored
from desktop_app.render.tree import parse


def turned(rows: str, columns: int) -> list[list[str]]:
    table = parse(f"<table>{rows}</table>").elements("table")[0]
    return [[cell.text() for cell in row.elements("th", "td")] for row in mirrored(table.elements("tr"), columns)]


def test_cells_stand_in_the_opposite_order() -> None:
    assert turned("<tr><td>1</td><td>2</td><td>3</td></tr>", 3) == [["3", "2", "1"]]


def test_a_short_row_is_filled_up_at_its_end_which_is_at_the_left() -> None:
    assert turned("<tr><td>1</td><td>2</td><td>3</td></tr><tr><td>4</td></tr>", 3) == [["3", "2", "1"], ["", "", "4"]]


def test_what_spans_rows_and_columns_is_counted() -> None:
    rows = '<tr><td rowspan="2">a</td><td colspan="2">b</td></tr><tr><td>c</td><td>d</td></tr><tr><td>e</td></tr>'
    assert turned(rows, 3) == [["b", "a"], ["d", "c"], ["", "", "e"]]


def test_a_short_row_beside_a_cell_from_above_is_not_filled_under_that() -> None:
    rows = '<tr><td>1</td><td rowspan="2">2</td><td>3</td></tr><tr><td>4</td></tr>'
    assert turned(rows, 3) == [["3", "2", "1"], ["", "4"]]
