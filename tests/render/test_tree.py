"""Materia HTML as a tree."""

from __future__ import annotations

from desktop_app.render.tree import parse


def test_text_and_elements_keep_their_order() -> None:
    root = parse("<p>a<br>b <strong>c</strong>&amp;d</p>")
    (paragraph,) = root.elements("p")
    assert root.text() == "ab c&d"
    assert [element.tag for element in root.walk()] == ["p", "br", "strong"]
    assert paragraph.cited is None


def test_an_end_without_a_start_is_ignored() -> None:
    assert parse("<p>a</em>b</p>").text() == "ab"


def test_an_end_closes_what_was_left_open_inside() -> None:
    root = parse("<p><em>a</p><p>b</p>")
    assert [element.tag for element in root.elements("p")] == ["p", "p"]
