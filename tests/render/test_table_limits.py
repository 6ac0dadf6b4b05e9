"""Tables, words and depths that no layout could hold, as they are written for the window and for paper."""

from __future__ import annotations

import re
from html import unescape

import pytest

from desktop_app.monograph import table_limits
from desktop_app.monograph.html import collapsed_text
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, Section
from desktop_app.monograph.table_limits import BREAK_HERE, Shape, breakable, shown_otherwise
from desktop_app.render.screen import section_html
from desktop_app.render.tree import parse


def shown(html: str) -> str:
    section = Section("a", Kind.OTHER, "A", html, 0)
    return section_html(Monograph("local:x", "X", "en", (), (section,), ()), section)


def words(html: str) -> list[str]:
    """Of the source, without what Materia added."""
    bare = re.sub(r'<span title="Added by Materia">.*?</span>', "", html)
    return unescape(re.sub(r"<[^>]*>", " ", bare)).replace(BREAK_HERE, "").replace("\u00a0", " ").split()


def table(rows: int, columns: int, cell: str = "<td>{row} {column} mg</td>", head: str = "") -> str:
    body = "".join(
        "<tr>" + "".join(cell.format(row=row, column=column) for column in range(columns)) + "</tr>"
        for row in range(rows)
    )
    return f"<table>{head}<tbody>{body}</tbody></table>"


@pytest.mark.parametrize(
    "html",
    [
        table(2, 150),
        table(30, 1, '<td rowspan="999" colspan="999">{row} mg</td>'),
        table(400, 3, '<td rowspan="400" colspan="40">{row} {column}</td>'),
        table(200, 1, '<td colspan="99">{row}</td>') + table(3, 2),
    ],
    ids=["columns", "both spans", "spans from above", "tables beside"],
)
def test_a_table_too_large_becomes_paragraphs_that_say_so_and_hold_every_cell(html: str) -> None:
    written = shown(html)
    assert "too large to be set as one" in written or html.count("<table") == written.count("<table")
    assert written.count("too large to be set as one") == sum(shown_otherwise(html).values())
    assert written.count("<table") == html.count("<table") - sum(shown_otherwise(html).values())
    assert words(written) == collapsed_text(html).split()


def test_a_cell_shown_alone_keeps_the_name_of_its_column_and_its_own_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_limits, "COLUMNS", 2)
    head = "<thead><tr><th>Drug</th><th>Age</th><th>Dose</th></tr></thead>"
    written = shown(table(1, 3, "<td>{column} mg</td>", head))
    assert "Dose: </span>2\u00a0mg" in written
    assert re.search(r"0\u00a0mg<br><span[^>]*>Age: </span>1\u00a0mg<br>", written)


def test_a_real_tables_size_and_shape_are_no_reason() -> None:
    assert not shown_otherwise(table(8000, 8))
    assert not shown_otherwise(table(60, 32))
    shape = Shape()
    for _ in range(5):
        shape.row()
        shape.cell(rowspan=2, colspan=3)
    assert (shape.rows, shape.cells, shape.columns) == (5, 5, 6)


def test_tables_far_inside_each_other_become_paragraphs_that_say_so() -> None:
    html = (
        "".join(f"<table><tbody><tr><td>{level} mg</td><td>" for level in range(45)) + "</td></tr></tbody></table>" * 45
    )
    written = shown(f"<p>Before.</p>{html}<p>After.</p>")
    assert written.count("<table") == table_limits.TABLES_DEEP
    assert written.count("too deep inside others") == 1
    assert words(written) == ["Before.", *(word for level in range(45) for word in (str(level), "mg")), "After."]


@pytest.mark.parametrize(("opening", "closing"), [("<blockquote>", "</blockquote>"), ("<ul><li>", "</li></ul>")])
def test_what_lies_thousands_deep_is_indented_no_further_than_there_is_room(opening: str, closing: str) -> None:
    levels = 5000
    html = "".join(f"{opening}{level} " for level in range(levels)) + closing * levels + "<p>after</p>"
    root = parse(html)
    assert root.text().split() == [*map(str, range(levels)), "after"]
    assert root.children[-1].tag == "p"  # type: ignore[union-attr]
    written = shown(html)
    assert written.count(opening[:4]) == table_limits.INDENTS_DEEP
    assert words(written) == [*map(str, range(levels)), "after"]


def test_a_table_inside_many_other_elements_loses_no_cell() -> None:
    html = "<em>" * 98 + table(2, 2) + "</em>" * 98
    assert words(shown(html)) == collapsed_text(html).split()


def test_a_word_without_a_break_gets_places_to_break_that_nobody_sees() -> None:
    word = "acgt" * 500
    broken = breakable(f"Sequence {word} end")
    assert broken.replace(BREAK_HERE, "") == f"Sequence {word} end"
    assert max(map(len, re.split(rf"[ {BREAK_HERE}]", broken))) <= table_limits.WORD_PART
    assert breakable("pneumonoultramicroscopicsilicovolcanoconiosis") == "pneumonoultramicroscopicsilicovolcanoconiosis"
    assert words(shown(f"<p>{word}</p>")) == [word]


def test_a_paragraph_without_end_is_set_as_several() -> None:
    html = "<p>" + "take 5 mg daily " * 20_000 + "</p><p>after</p>"
    paragraphs = parse(html).elements("p")
    assert max(len(each.text()) for each in paragraphs) <= table_limits.LONG_PARAGRAPH + 10
    assert " ".join(each.text() for each in paragraphs).split() == collapsed_text(html).split()


def test_a_cell_without_end_is_set_as_several_paragraphs() -> None:
    html = "<table><tbody><tr><td>" + "take 5 mg daily " * 5_000 + "</td><td>x</td></tr></tbody></table>"
    assert shown(html).count("<p>") > 3
    assert words(shown(html)) == collapsed_text(html).split()
