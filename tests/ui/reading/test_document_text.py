"""Positions in a document and offsets in the source's text lead to one another."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QTextCursor, QTextDocument

from desktop_app.importers.drug_names import DrugNames
from desktop_app.importers.formats import ImportContext, read_monograph
from desktop_app.importers.kind_map import KindMap
from desktop_app.monograph.html import collapsed_text, sanitise
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, Section
from desktop_app.render.screen import section_html
from desktop_app.ui.reading.document_text import DocumentText
from desktop_app.ui.reading.links import copied_selection, copied_text

PUT_IN = set(" ^_()")
"""What plain text writes besides the characters of the document, to keep what is raised apart."""
WORDS = st.lists(st.sampled_from([*"abc γ½éλ𝒳𐍈  \u00a0\n\u2009.,()015", "10 mg", " mL ", "ten"]), max_size=16).map(
    "".join
)
MARKS = st.sampled_from(
    ['<a href="cite:26">26</a>', '<a href="cite:?">source needed</a>', '<a href="cite:x">9a</a>', ""]
)
INLINE = st.tuples(st.sampled_from(["strong", "em", "sub", "sup"]), WORDS).map(
    lambda two: f"<{two[0]}>{two[1]}</{two[0]}>"
)
RUN = st.lists(st.one_of(WORDS, MARKS, INLINE, st.just("<br>")), max_size=6).map("".join)
BLOCK = st.one_of(
    st.tuples(st.sampled_from(["p", "h3", "h4", "blockquote"]), RUN).map(lambda two: f"<{two[0]}>{two[1]}</{two[0]}>"),
    st.lists(RUN, min_size=1, max_size=3).map(
        lambda items: "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"
    ),
    st.lists(st.tuples(RUN, RUN), min_size=1, max_size=3).map(
        lambda rows: (
            "<table><tbody>"
            + "".join(f"<tr><td>{left}</td><td>{right}</td></tr>" for left, right in rows)
            + "</tbody></table>"
        )
    ),
    st.tuples(RUN, RUN).map(lambda two: f"<dl><dt>{two[0]}</dt><dd>{two[1]}</dd></dl>"),
)
HTML = st.lists(BLOCK, max_size=5).map("".join)


def shown(html: str, kind: Kind = Kind.OTHER) -> tuple[Section, QTextDocument]:
    section = Section("a", kind, "A", sanitise(html).html, 0)
    monograph = Monograph("u", "T", "en", (), (section, Section("a/b", Kind.OTHER, "B", "<p>b</p>", 1, "a")), ())
    document = QTextDocument()
    document.setHtml(section_html(monograph, section))
    return section, document


def between(document: QTextDocument, start: int, end: int) -> str:
    cursor = QTextCursor(document)
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    return str(cursor.selectedText())


@given(html=HTML, kind=st.sampled_from([Kind.OTHER, Kind.BOXED_WARNING]))
def test_the_text_of_a_shown_section_is_the_sources_text(qapp: Any, html: str, kind: Kind) -> None:
    section, document = shown(html, kind)
    assert DocumentText.of(document).text == collapsed_text(section.html)


@given(html=HTML, data=st.data())
def test_every_word_is_found_where_the_document_shows_it(qapp: Any, html: str, data: st.DataObject) -> None:
    section, document = shown(html)
    expected = collapsed_text(section.html)
    text = DocumentText.of(document, expected)
    for offset, character in enumerate(expected):
        start, end = text.document_span(offset, offset + 1)
        if character not in PUT_IN:
            assert normalize("NFKC", between(document, start, end)) == normalize("NFKC", character)
            assert text.offset(start) <= offset
            assert not set(expected[text.offset(start) : offset]) - PUT_IN
    if expected:
        start = data.draw(st.integers(0, len(expected) - 1))
        end = data.draw(st.integers(start + 1, len(expected)))
        words = expected[start:end].strip(" ")
        found = text.span(*text.document_span(start, end))
        assert words in (expected[found[0] : found[1]] if found else "") or not set(words) - PUT_IN


def test_marks_and_words_that_the_window_adds_take_no_room(qapp: Any) -> None:
    _, document = shown(
        '<p>Stop slowly.<a href="cite:1">1</a><a href="cite:2">2</a> Never at once.</p>', Kind.BOXED_WARNING
    )
    text = DocumentText.of(document)
    assert text.text == "Stop slowly. Never at once."
    assert text.span(0, document.characterCount()) == (0, len(text.text))


def test_a_document_that_shows_other_words_still_finds_the_common_ones(qapp: Any) -> None:
    document = QTextDocument()
    document.setHtml("<p>Heading</p><p>Give 10 mg twice daily</p>")
    text = DocumentText.of(document, "Give ten mg twice daily")
    assert between(document, *text.document_span(12, 17)) == "twice"
    assert between(document, *text.document_span(0, 4)) == "Give"


@pytest.mark.parametrize(("start", "end"), [(5, 5), (7, 3), (100, 200)])
def test_a_span_without_text_is_empty(qapp: Any, start: int, end: int) -> None:
    document = QTextDocument("Some words")
    text = DocumentText.of(document)
    assert text.document_span(start, end) == (0, 0)


@pytest.mark.real_data
def test_every_section_of_the_seed_article_is_mapped(qapp: Any, seed_article: Path) -> None:
    context = ImportContext(DrugNames.load(), KindMap.load(), "2026-11-22")
    monograph = read_monograph(seed_article.read_bytes(), seed_article.name, context, title="Baclofen")
    for section in monograph.sections:
        document = QTextDocument()
        document.setHtml(section_html(monograph, section))
        assert DocumentText.of(document).text == collapsed_text(section.html)


def test_an_empty_document_has_no_text(qapp: Any) -> None:
    text = DocumentText.of(QTextDocument())
    assert (text.text, text.document_position(3), text.span(0, 1)) == ("", 0, None)


def test_steps_are_shown_with_the_numbers_of_the_source(qapp: Any) -> None:
    _, document = shown(
        '<ol start="3"><li>a</li><li>b</li><li value="7">c</li></ol>'
        '<ol reversed="" type="a"><li>d</li><li>e</li></ol><ol><li>f</li></ol>'
    )
    numbers, block = [], document.begin()
    while block.isValid():
        if (steps := block.textList()) is not None:
            numbers.append(f"{steps.itemText(block)} {block.text()}")
        block = block.next()
    assert numbers == ["3. a", "4. b", "7. c", "b. d", "a. e", "1. f"]
    assert DocumentText.of(document).text == "a b c d e f"


STEPS = (
    '<p>Before.</p><ol start="3"><li>Connect the pump.</li><li><p>Start at 2 mL/h.</p><p>Wait.</p>'
    '<ol type="a"><li>Hold.</li><li>Repeat step 3.</li></ol></li><li value="9">Stop.</li></ol>'
    "<ul><li>Any time</li></ul>"
)


@pytest.mark.parametrize(
    ("first", "last", "copied"),
    [
        (
            "Before",
            "Any time",
            "Before.|3. Connect the pump.|4. Start at 2 mL/h.|Wait.|a. Hold.|b. Repeat step 3.|9. Stop.|Any time",
        ),
        ("Repeat step 3.", "Stop.", "b. Repeat step 3.|9. Stop."),
        ("Start at 2 mL/h.", "Start at 2 mL/h.", "4. Start at 2 mL/h."),
        ("at 2 mL/h.", "Wait.", "at 2 mL/h.|Wait."),
        ("Start", "Start", "Start"),
        ("pump.", "Start", "pump.|4. Start"),
    ],
)
def test_copied_steps_have_the_numbers_that_the_screen_shows(qapp: Any, first: str, last: str, copied: str) -> None:
    _, document = shown(STEPS)
    cursor = document.find(first)
    end = document.find(last, cursor.selectionStart()).selectionEnd()
    start = cursor.selectionStart()
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    assert copied_selection(cursor).split("\n") == copied.split("|")


def test_copied_exponents_and_marks_are_not_digits(qapp: Any) -> None:
    _, document = shown(
        "<p>Below 50 × 10<sup>9</sup>/L give 5<sup>a</sup> mg, 10<sup>-<em>6</em></sup> mol CO<sub>2</sub></p>"
    )
    cursor = QTextCursor(document)
    cursor.select(QTextCursor.SelectionType.Document)
    copied = copied_text(cursor.selection()).splitlines()
    assert copied[0] == "Below 50 × 10⁹/L give 5^a mg, 10⁻⁶ mol CO₂"
