"""The runs of rows in which paper sets a long table: all of them, in order, and none parted from what it shares."""

from __future__ import annotations

import pytest

from desktop_app.render.row_runs import LONG_ROWS, RUN_CELLS, row_runs
from desktop_app.render.tree import Element


def rows(many: int, columns: int = 6) -> list[Element]:
    return [row(*[f"{number}" for _ in range(columns)]) for number in range(many)]


def row(*texts: str, **attributes: str) -> Element:
    return Element("tr", {}, [Element("td", dict(attributes), [text]) for text in texts])


@pytest.mark.parametrize("many", [81, 100, 999, 2000])
def test_all_rows_are_there_in_order_and_no_run_grows_with_the_table(many: int) -> None:
    body = rows(many)
    runs = row_runs(body, 6)
    assert [each for run in runs for each in run] == body
    assert len(runs) >= many * 6 // (2 * RUN_CELLS)
    assert max(len(run) for run in runs) * 6 <= 1.5 * RUN_CELLS + 6


def test_a_short_table_is_one_run_and_so_is_one_of_few_wide_rows() -> None:
    assert row_runs(rows(70), 6) == [rows(70)]
    assert len(row_runs(rows(LONG_ROWS, 30), 30)) == 1
    assert row_runs([], 0) == [[]]


def test_rows_that_share_a_cell_stay_in_one_run() -> None:
    body = []
    for group in range(40):
        first = Element("tr", {}, [Element("td", {"rowspan": "12"}, [f"group {group}"]), *row("a", "b").children])
        body += [first, *(row("a", "b") for _ in range(11))]
    runs = row_runs(body, 3)
    assert len(runs) > 3
    assert all(len(run) % 12 == 0 for run in runs)


def test_every_run_has_all_columns_or_the_rows_would_be_set_wider_than_those_of_the_others() -> None:
    body = [*rows(100, 4), *rows(300, 2), row("title", colspan="4"), *rows(300, 4), *rows(200, 3)]
    runs = row_runs(body, 4)
    assert [each for run in runs for each in run] == body
    assert len(runs) > 3
    for run in runs:
        widths = [sum(int(cell.attributes.get("colspan", "1")) for cell in each.elements("td")) for each in run]
        assert max(widths) == 4
