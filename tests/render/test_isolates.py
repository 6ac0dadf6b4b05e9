"""Doses and names keep their own order among letters that run the other way."""

from __future__ import annotations

import pytest

from desktop_app.render.isolates import END, FROM_RIGHT, LEFT_TO_RIGHT, isolate, isolated
from desktop_app.render.tree import Element, parse

SHOWN = str.maketrans({LEFT_TO_RIGHT: "‹", FROM_RIGHT: "«", END: "›"})


def told(html: str, *, in_right_to_left: bool) -> str:
    tree = parse(html)
    isolate(tree, in_right_to_left=in_right_to_left)
    return written(tree).translate(SHOWN)


def written(element: Element) -> str:
    return "".join(
        child if isinstance(child, str) else f"<{child.tag}>{written(child)}</{child.tag}>"
        for child in element.children
    )


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<p>يعطى 10–20 mg كل</p>", "<p>يعطى ‹10–20 mg› كل</p>"),
        ("<p>دواء (Baclofen 10 mg) ثم</p>", "<p>دواء (‹Baclofen 10 mg›) ثم</p>"),
        ("<p>و 5 × 10<sup>9</sup>/L ثم</p>", "<p>و ‹5 × 10<sup>9</sup>/L› ثم</p>"),
        ("<p>و <strong>0.05 mg/mL</strong>، ثم</p>", "<p>و <strong>‹0.05 mg/mL›</strong>، ثم</p>"),
        ("<p>حتى ≤ 80% فقط.</p>", "<p>حتى ‹≤ 80%› فقط.</p>"),
        ("<p>עד 2.5 mg/kg ליום</p>", "<p>עד ‹2.5 mg/kg› ליום</p>"),
        ("<p>خلال 10 أيام</p>", "<p>خلال 10 أيام</p>"),
        ("<ul><li>Lioresal 5 mg</li></ul>", "<ul><li>‹Lioresal 5 mg›</li></ul>"),
        ("<p>All in English, 10 mg.</p>", "<p>All in English, 10 mg.</p>"),
        ("<table><tr><td>عمر 2–7</td><td>10 mg</td></tr></table>",
         "<table><tr><td>عمر ‹2–7›</td><td>10 mg</td></tr></table>"),
    ],
)  # fmt: skip
def test_doses_in_text_that_runs_from_right_to_left(html: str, shown: str) -> None:
    assert told(html, in_right_to_left=True) == shown


def test_an_arabic_name_in_an_english_sentence_leaves_the_dose_on_its_side() -> None:
    assert told("<p>Give باكلوفين ساندوز 10 mg.</p>", in_right_to_left=False) == "<p>Give «باكلوفين ساندوز› 10 mg.</p>"


def test_a_citation_mark_ends_a_dose() -> None:
    shown = told('<p>يعطى 10 mg<a href="cite:26">26</a> ثم</p>', in_right_to_left=True)
    assert shown == "<p>يعطى ‹10 mg›<a>26</a> ثم</p>"


def test_text_without_the_other_direction_is_left_as_it_is() -> None:
    assert told("<p>Give 10–20 mg.</p>", in_right_to_left=False) == "<p>Give 10–20 mg.</p>"
    assert isolated("Baclofen") == "Baclofen"


def test_long_text_takes_no_longer_than_its_length() -> None:
    for text in ("א" + "1." * 40_000, "א" + "." * 80_000, "א" + "( " * 40_000 + "1", "אב " * 30_000):
        told(f"<p>{text}</p>", in_right_to_left=True)
        told(f"<p>A {text}</p>", in_right_to_left=False)
