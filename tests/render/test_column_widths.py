"""How wide columns will be at least, without a font."""

from __future__ import annotations

import pytest

from desktop_app.render.column_widths import column_widths, text_width
from desktop_app.render.tree import Element, parse


def rows(html: str) -> list[Element]:
    return parse(f"<table>{html}</table>").elements("table")[0].elements("tr")


def widths(html: str, columns: int) -> list[float]:
    return column_widths(rows(html), columns, 1.0)


def test_the_longest_word_of_a_column_counts() -> None:
    found = widths("<tr><td>long words here</td><td>1</td></tr><tr><td>longest</td><td></td></tr>", 2)
    assert found == [1 + text_width("longest"), 1 + text_width("1")]


@pytest.mark.parametrize("dose", ["0.05 mg/mL", "40 mg/0.8 mL", "10-20 mg", "≥ 18 years", "10 000 IU"])
def test_a_dose_is_one_word(dose: str) -> None:
    (found,) = widths(f"<tr><td>{dose}</td></tr>", 1)
    assert found > 1 + text_width(dose.replace(" ", "\u00a0")) - 0.01


def test_blocks_and_line_breaks_part_words() -> None:
    (found,) = widths("<tr><td><p>one</p><p>two</p>six<br>ten<ul><li>a</li></ul></td></tr>", 1)
    assert found == 1 + max(text_width(word) for word in ("one", "two", "six", "ten"))


def test_a_cell_over_columns_widens_them_alike_where_they_are_too_narrow() -> None:
    narrow = '<tr><td colspan="2">spanning</td></tr><tr><td>a</td><td>a</td></tr>'
    wide = '<tr><td colspan="2">a</td></tr><tr><td>wider</td><td>b</td></tr>'
    assert widths(narrow, 2) == pytest.approx([(1 + text_width("spanning")) / 2] * 2)
    assert widths(wide, 2) == [1 + text_width("wider"), 1 + text_width("b")]


def test_cells_of_several_rows_move_those_beside_them() -> None:
    found = widths('<tr><td rowspan="2">a</td><td>b</td></tr><tr><td>second</td></tr>', 2)
    assert found == [1 + text_width("a"), 1 + text_width("second")]


def test_cells_beyond_the_last_column_and_empty_ones_do_no_harm() -> None:
    assert widths("<tr><td></td><td>b</td></tr>", 1) == [1.0]


def test_a_picture_takes_some_room() -> None:
    (found,) = widths('<tr><td><img src="media:ab" alt=""></td></tr>', 1)
    assert found > 4


def test_capitals_are_wider_than_small_letters_and_joiners_nothing() -> None:
    assert text_width("ABC") > text_width("abc") > text_width("ill")
    assert text_width("mg/\u2060mL") == text_width("mg/mL")
