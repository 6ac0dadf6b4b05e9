"""A long section in parts: nothing lost, nothing parted that belongs together."""

from __future__ import annotations

import pytest

from desktop_app.monograph.html import collapsed_text, plain_text
from desktop_app.render.section_parts import LONG_CELLS, PART_CELLS, section_parts


def table(rows: int, columns: int = 6, *, head: bool = True) -> str:
    heads = "<thead><tr>" + "".join(f"<th>Head {column}</th>" for column in range(columns)) + "</tr></thead>"
    body = "".join(
        "<tr>" + "".join(f"<td>row {row} column {column}</td>" for column in range(columns)) + "</tr>"
        for row in range(rows)
    )
    return f"<table>{heads if head else ''}<tbody>{body}</tbody></table>"


@pytest.mark.parametrize(
    "html",
    [
        table(400),
        table(400, head=False),
        f"<p>Before 5 mg.</p><h3>Doses</h3>{table(120)}<p>Between.</p>{table(90, 8)}<ul><li>After</li></ul>",
        f"<table><caption>Doses</caption>{table(100, 5)[len('<table>') :]}",
        f"{table(200)}<p></p>",
        table(100).replace("</tr><tr><td>row 50 ", "</tr></tbody><tbody><tr><td>row 50 "),
    ],
    ids=["head", "no head", "two tables and text", "caption", "empty paragraph", "two bodies"],
)
def test_the_texts_of_the_parts_are_the_text_of_the_section(html: str) -> None:
    found = section_parts(html)
    assert len(found.parts) > 3
    assert found.text == collapsed_text(html)
    for part in found.parts:
        assert found.text[part.start : part.end] == collapsed_text(part.html)
    joined = "\n".join(plain_text(part.html) for part in found.parts)
    assert joined.split("\n") == plain_text(html).split("\n")
    assert max(part.html.count("<td") for part in found.parts) <= PART_CELLS + 8


def test_a_part_is_found_by_an_offset_of_its_text() -> None:
    found = section_parts(f"<p>Before.</p>{table(400)}")
    for number, part in enumerate(found.parts):
        assert found.at(part.start) == found.at(part.end - 1) == number
    assert found.at(10**9) == len(found.parts) - 1


def test_a_short_section_has_no_parts() -> None:
    assert not section_parts(table(LONG_CELLS // 6 - 2)).parts
    assert not section_parts("<p>Text.</p>" * 1000).parts


def test_rows_that_share_a_cell_stay_in_one_part() -> None:
    rows = "".join(
        ('<tr><td rowspan="12">group</td>' if row % 12 == 0 else "<tr>") + "<td>a</td><td>b</td></tr>"
        for row in range(240)
    )
    found = section_parts(f"<table><tbody>{rows}</tbody></table>")
    assert len(found.parts) > 5
    assert all(part.html.count("<tr") % 12 == 0 for part in found.parts)


def test_tables_with_tables_inside_are_not_parted() -> None:
    inner = table(20)
    html = f"<table><tbody><tr><td>{inner}</td></tr><tr><td>{inner}</td></tr><tr><td>{inner}</td></tr></tbody></table>"
    assert [part.html for part in section_parts(html + "<p>x</p>").parts] == [html, "<p>x</p>"]


def test_columns_are_measured_by_their_longest_words_and_cells() -> None:
    html = table(400).replace("row 377 column 2", "hydroxychloroquine").replace("row 5 column 3", "a b c d e f " * 9)
    (sample,) = section_parts(html).samples
    assert "hydroxychloroquine" in sample
    assert "a b c d e f " * 9 in sample
    assert sample.count("<tr") < 10
    assert "<th>Head 5</th>" in sample
