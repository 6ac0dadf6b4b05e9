"""Tables of very many columns, parted for paper."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.render.column_groups import column_groups
from desktop_app.render.tree import Element, parse


def rows(html: str) -> list[Element]:
    return parse(f"<table>{html}</table>").elements("table")[0].elements("tr")


def texts(found: list[Element]) -> list[list[str]]:
    return [[cell.text() for cell in row.elements("th", "td")] for row in found]


def test_a_table_that_fits_stays_one() -> None:
    body = rows("<tr><td>a</td><td>b</td></tr>")

    (group,) = column_groups([], body, [1, 1], 9)

    assert group.body is body


def test_every_part_begins_with_the_first_column() -> None:
    body = rows("<tr><td>drug</td><td>1</td><td>2</td><td>3</td><td>4</td></tr>")

    groups = column_groups([], body, [1] * 5, 3)

    assert [texts(group.body) for group in groups] == [[["drug", "1", "2"]], [["drug", "3", "4"]]]
    assert [(group.first, group.last) for group in groups] == [(1, 2), (3, 4)]


def test_parts_are_of_about_one_size() -> None:
    groups = column_groups([], rows(f"<tr>{'<td>x</td>' * 11}</tr>"), [1] * 11, 9)

    assert [(group.first, group.last) for group in groups] == [(1, 5), (6, 10)]


def test_a_heading_over_columns_of_two_parts_stands_in_both() -> None:
    head = rows(
        '<tr><th rowspan="2">Drug</th><th colspan="4">Dose</th></tr><tr><th>a</th><th>b</th><th>c</th><th>d</th></tr>'
    )

    first, second = column_groups(head, [], [1] * 5, 3)

    assert texts(first.head) == [["Drug", "Dose"], ["a", "b"]]
    assert texts(second.head) == [["Drug", "Dose"], ["c", "d"]]
    assert [cell.attributes["colspan"] for cell in first.head[0].elements("th")] == ["1", "2"]


def test_cells_after_one_of_several_rows_stay_in_their_column() -> None:
    body = rows(
        '<tr><td>a</td><td rowspan="2">over</td><td>a2</td><td>a3</td></tr><tr><td>b</td><td>b2</td><td>b3</td></tr>'
    )

    first, second = column_groups([], body, [1] * 4, 3)

    assert texts(first.body) == [["a", "over", "a2"], ["b", "b2"]]
    assert texts(second.body) == [["a", "a3"], ["b", "b3"]]


def test_a_row_of_one_cell_over_all_columns_stands_in_every_part() -> None:
    body = rows('<tr><td colspan="4">Adults</td></tr><tr><td>a</td><td>1</td><td>2</td><td>3</td></tr>')

    first, second = column_groups([], body, [1] * 4, 3)

    assert texts(first.body)[0] == texts(second.body)[0] == ["Adults"]
    assert first.body[0].elements("td")[0].attributes["colspan"] == "3"
    assert second.body[0].elements("td")[0].attributes["colspan"] == "2"


def test_wide_columns_stand_with_fewer_others() -> None:
    groups = column_groups([], rows(f"<tr>{'<td>x</td>' * 6}</tr>"), [1, 6, 1, 1, 1, 1], 8)

    assert [(group.first, group.last) for group in groups] == [(1, 1), (2, 5)]


@given(st.lists(st.integers(1, 12), min_size=2, max_size=40), st.integers(2, 30))
def test_every_column_is_shown_once_whatever_the_widths(widths: list[int], room: int) -> None:
    body = rows(f"<tr>{''.join(f'<td>{number}</td>' for number in range(len(widths)))}</tr>")

    shown = [texts(group.body)[0] for group in column_groups([], body, widths, room)]

    assert [text for row in shown for text in row[1:]] == [str(number) for number in range(1, len(widths))]
    for row in shown:
        assert row[0] == "0"
        assert len(row) == 2 or sum(widths[int(text)] for text in row) <= room
