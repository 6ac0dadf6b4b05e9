"""One function each gives the text, the collapsed text and the marks of Materia HTML."""

from __future__ import annotations

import subprocess
import sys
from html import escape

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.monograph.html import Citation, citations, collapsed_text, plain_text, sanitise, sources_needed

words = st.text(alphabet="abcγ5.,<>&'\" ", max_size=12)
marks = st.integers(1, 99).map(str)
runs = st.lists(st.one_of(words.map(lambda text: ("text", text)), marks.map(lambda mark: ("mark", mark))), max_size=12)

PIECES = [
    *("<p>", "</p>", "<br>", "<li>", "<td>", "</td>", '<td rowspan="2">', '<th rowspan="3" colspan="2">', "<em>"),
    *("</em>", '<a href="section:a">', "</a>", "<a>", '<a href="section:a>b<p>">', "<a href='section:q'>", "<td >"),
    *('<img src="media:ab" alt="x > <p> y">', "10 mg", "\n", " ", "\t", "&lt;", "&amp;", "< b >", '"', ">"),
]


def paragraph(run: list[tuple[str, str]]) -> str:
    inner = "".join(
        escape(content) if kind == "text" else f'<a href="cite:{content}">{content}</a>' for kind, content in run
    )
    return f"<p>{inner}</p>"


def test_blocks_are_lines_and_cells_are_apart() -> None:
    html = (
        "<h3>Dose</h3><p>One<br>two</p><ul><li>a</li><li>b</li></ul>"
        "<table><tr><th>mg</th><td>5</td><td>10</td></tr><tr><td>x</td></tr></table>"
    )
    assert plain_text(html) == "Dose\nOne\ntwo\na\nb\nmg\t5\t10\nx"
    assert collapsed_text(html) == "Dose One two a b mg 5 10 x"


def test_a_mark_is_not_part_of_the_text_and_does_not_glue_to_it() -> None:
    assert plain_text('<p>10 mg<a href="cite:26">26</a> daily<a href="cite:?">source needed</a>.</p>') == "10 mg daily."


def test_line_breaks_of_the_source_are_spaces_and_entities_are_characters() -> None:
    assert plain_text("<p>a\nb &lt; c&nbsp;d &amp; &#947;</p>") == "a b < c\u00a0d & γ"
    assert collapsed_text("<p>a \n\n b&nbsp; c</p>") == "a b c"


def test_a_cross_reference_is_text() -> None:
    assert plain_text('<p>See <a href="section:dose">Dose</a>, <a>here</a>.</p>') == "See Dose, here."


def test_marks_come_in_reading_order_as_often_as_they_stand() -> None:
    html = (
        '<p>a<a href="cite:2">2</a><a href="cite:1"> 1 </a><a href="cite:?">?</a></p>'
        '<p><a href="cite:2"><em>2</em></a><a href="section:x">3</a></p>'
    )
    assert citations(html) == [Citation("2", "2"), Citation("1", "1"), Citation("2", "2")]
    assert sources_needed(html) == 1


def test_text_without_anything_is_empty() -> None:
    assert (plain_text(""), collapsed_text("<p> </p>"), citations(""), sources_needed("")) == ("", "", [], 0)


@given(st.lists(runs, max_size=5))
def test_the_text_is_all_that_is_not_a_mark(paragraphs: list[list[tuple[str, str]]]) -> None:
    html = "".join(paragraph(run) for run in paragraphs)
    texts = ["".join(content for kind, content in run if kind == "text") for run in paragraphs]
    assert collapsed_text(html) == " ".join(" ".join(texts).split())
    assert [citation.ref for citation in citations(html)] == [
        content for run in paragraphs for kind, content in run if kind == "mark"
    ]


@given(st.lists(runs, max_size=5))
def test_sanitising_changes_neither_text_nor_marks(paragraphs: list[list[tuple[str, str]]]) -> None:
    html = "".join(paragraph(run) for run in paragraphs)
    clean = sanitise(html).html
    assert collapsed_text(clean) == collapsed_text(html)
    assert citations(clean) == citations(html)


@given(st.lists(st.sampled_from(PIECES), max_size=9))
def test_a_text_is_read_the_same_with_a_mark_and_without(pieces: list[str]) -> None:
    html = "".join(pieces)
    for text in (html, sanitise(html).html):
        assert plain_text(text) == plain_text(f'{text}<p><a href="cite:1">1</a></p>')


def test_reading_does_not_load_the_sanitiser() -> None:
    script = "import sys, desktop_app.monograph.html; sys.exit('nh3' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
