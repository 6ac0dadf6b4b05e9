"""A number stays with its unit, and positions in the text stay where they are."""

from __future__ import annotations

import re
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.monograph.html import collapsed_text
from desktop_app.render.units import LINE_BREAK, NO_BREAK, NO_BREAK_HERE, join_units, keep_on_one_line


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("10 mg", "10_mg"),
        ("0.05 mg/mL, 20 mL", "0.05_mg/mL, 20_mL"),
        ("2,000 mcg", "2,000_mcg"),
        ("24 to 48 hours", "24 to 48_hours"),
        ("3–4 h", "3–4_h"),
        ("50 %", "50_%"),
        ("5\n  mg", "5_mg"),
        ("1.5 µg", "1.5_µg"),
        ("≥ 18 years", "≥_18_years"),
        ("0.5 ± 0.1", "0.5_±_0.1"),
        ("10 – 20 mg", "10_–_20_mg"),
        ("1 000 mg or 10 000 IU", "1_000_mg or 10_000_IU"),
    ],
)
def test_a_number_is_joined_to_its_unit(text: str, joined: str) -> None:
    assert join_units(text) == joined.replace("_", NO_BREAK)


@pytest.mark.parametrize("text", ["in 2010 mice", "10 mgs", "CYP3A4 mg", "section 2. g", "10mg"])
def test_other_words_after_a_number_may_part_from_it(text: str) -> None:
    assert join_units(text) == text


@given(st.text(alphabet=st.sampled_from("0123456789.,– \n\t\u00a0mgLhkµ%ab/<&")))
def test_positions_in_the_text_do_not_move(text: str) -> None:
    assert collapsed_text(escape(join_units(text))) == collapsed_text(escape(text))


def test_a_compound_unit_is_not_broken_after_its_stroke() -> None:
    kept, _ = keep_on_one_line("give 2 mg/mL and/or 5 mL/min")
    assert kept == "give 2\u00a0mg/\u2060mL and/or 5\u00a0mL/\u2060min"


@pytest.mark.parametrize("dose", ["40 mg/0.8 mL", "10^9/L", "5 mL/min/kg"])
def test_no_line_breaks_inside_a_dose(dose: str) -> None:
    assert LINE_BREAK.split(keep_on_one_line(dose)[0]) == [keep_on_one_line(dose)[0]]


@pytest.mark.parametrize(
    ("text", "parts"),
    [("IL-6 beta-blocker", ["IL-6", "beta-", "blocker"]), ("10–20 1/2 and/or", ["10–20", "1/2", "and/", "or"])],
)
def test_lines_break_where_qt_breaks_them(text: str, parts: list[str]) -> None:
    assert LINE_BREAK.split(text) == parts


def test_spans_go_along_with_the_text_they_are_of() -> None:
    text = "give 2  mg/mL and 5 mL/min orally"
    words = [found.span() for found in re.finditer(r"\w+", text)]
    kept, spans = keep_on_one_line(text, words)
    assert [kept[start:end] for start, end in spans] == [text[start:end] for start, end in words]
    assert keep_on_one_line("nothing here", [(0, 7)]) == ("nothing here", ((0, 7),))


@given(st.text(alphabet=st.sampled_from("0123456789., mgLhk%/")))
def test_kept_on_one_line_nothing_else_changes(text: str) -> None:
    assert keep_on_one_line(text)[0].replace(NO_BREAK_HERE, "") == join_units(text)
