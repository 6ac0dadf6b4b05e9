"""A section as rich text for the reading pane."""

from __future__ import annotations

import re

import pytest

from desktop_app.monograph.html import collapsed_text
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, Reference, ReferenceStatus, Section
from desktop_app.render.screen import ADDED, document_style, section_html
from desktop_app.render.themes import DARK, LIGHT

REFERENCES = (
    Reference("1", "1", ReferenceStatus.GIVEN, "raw"),
    Reference("2", "2", ReferenceStatus.MATCHED, "raw"),
    Reference("3", "3", ReferenceStatus.MISSING),
)


def monograph(*sections: Section) -> Monograph:
    return Monograph("local:x", "X", "en", (), sections, REFERENCES)


def section(
    html: str, key: str = "a", kind: Kind = Kind.OVERVIEW, parent: str | None = None, title: str = "A"
) -> Section:
    return Section(key, kind, title, html, 0, parent)


def shown(html: str) -> str:
    return section_html(monograph(section(html)), section(html))


def test_marks_are_superscript_links_that_tell_missing_from_given() -> None:
    html = shown(
        '<p>x<a href="cite:1">1</a> y<a href="cite:2">2</a> z<a href="cite:3">3</a> w<a href="cite:9">9</a></p>'
    )
    assert '<sup><a href="cite:1" class="given">1</a></sup>' in html
    assert '<sup><a href="cite:2" class="matched">2</a></sup>' in html
    assert '<sup><a href="cite:3" class="missing">3</a></sup>' in html
    assert '<sup><a href="cite:9" class="missing">9</a></sup>' in html


def test_marks_side_by_side_do_not_run_together() -> None:
    html = shown('<p>x<a href="cite:1">1</a><a href="cite:2">2</a>, y</p>')
    assert f'1</a><span title="{ADDED}">\u00a0</span><a href="cite:2"' in html


@pytest.mark.parametrize("gap", ["", " "])
def test_source_needed_is_tied_to_its_sentence(gap: str) -> None:
    html = shown(f'<p>every five years.{gap}<a href="cite:?">source needed</a> During</p>')
    before = html[: html.index('<a href="cite:?"')]
    assert re.sub("<[^>]*>", "", before).endswith("years.\u00a0")
    assert "\u00a0source\u00a0needed\u00a0</a> During" in html


def test_source_needed_after_a_mark_or_first_in_a_line_is_shown_too() -> None:
    assert "source\u00a0needed" in shown('<p><a href="cite:1">1</a><a href="cite:?">source needed</a></p>')
    assert "source\u00a0needed" in shown('<p><a href="cite:?">source needed</a><a href="cite:1">1</a></p>')


def test_a_boxed_warning_is_one_cell_with_its_title_inside() -> None:
    warning = section("<p>Do not stop.</p>", kind=Kind.BOXED_WARNING, title="Abrupt stop")
    html = section_html(monograph(warning), warning)
    assert html.count("<td") == 1
    assert "Boxed warning: Abrupt stop" in html
    named = section("<p>Do not stop.</p>", kind=Kind.BOXED_WARNING, title="WARNING: abrupt stop")
    assert "Boxed warning:" not in section_html(monograph(named), named)


def test_an_empty_heading_names_what_it_holds() -> None:
    parent, child = section(""), section("<p>x</p>", "a/b", parent="a", title="B & C")
    html = section_html(monograph(parent, child), parent)
    assert "no text of its own" in html
    assert f'<a href="section:a/b"><span title="{ADDED}">B &amp; C</span></a>' in html


def test_an_empty_heading_without_sections_says_so() -> None:
    assert "no text under it" in shown(" ")


def test_a_heading_with_text_and_sections_links_to_them() -> None:
    parent, child = section("<p>x</p>"), section("<p>y</p>", "a/b", parent="a", title="B")
    html = section_html(monograph(parent, child), parent)
    assert html.index("<p>x</p>") < html.index("Continues in") < html.index('href="section:a/b"')
    assert "<p>y</p>" not in html


def test_cross_references_link_only_to_sections_that_exist() -> None:
    html = shown('<p><a href="section:a">here</a> <a href="section:gone">there</a> <a>nowhere</a></p>')
    assert '<a href="section:a">here</a>' in html
    assert "gone" not in html
    assert "there" in html
    assert "nowhere" in html


TABLE = (
    "<table><caption>Strengths</caption><thead><tr><th>Content</th><th>Used for</th></tr></thead>"
    '<tbody><tr><td><p>10 mg</p></td><td rowspan="2">refill</td></tr><tr><td>5 mg<br>or 6 mg</td></tr></tbody></table>'
)


def test_a_table_keeps_head_caption_and_spans() -> None:
    html = shown(TABLE)
    assert html.index('<p class="caption">Strengths</p>') < html.index("<table")
    assert html.count("<thead>") == 1
    assert 'rowspan="2"' in html
    assert "<p>10" not in html


def test_a_first_row_of_head_cells_becomes_the_head() -> None:
    html = shown("<table><tr><th>A</th><th>B</th></tr><tr><th>c</th><td>d</td></tr></table>")
    head, body = html.split("</thead>")
    assert "A" in head
    assert "<tbody><tr><th" in body
    assert body.count('<th class="row"') == 1, "the name of a row, whose line is that of the row"


def test_a_head_row_of_one_cell_spans_the_table() -> None:
    html = shown("<table><thead><tr><th>All</th></tr></thead><tr><td>c</td><td>d</td></tr></table>")
    assert '<th align="left" valign="top" colspan="2">All</th>' in html


def test_a_table_without_cells_leaves_its_caption() -> None:
    html = shown("<table><caption>Gone</caption><tbody><tr></tr></tbody></table>")
    assert "Gone" in html
    assert "<table" not in html


def test_images_come_from_the_library_alone() -> None:
    html = shown('<p><img src="media:ab" alt="A &lt; B"></p>')
    assert '<a href="media:ab" title="A &lt; B"><img src="media:ab" alt="A &lt; B" title="A &lt; B"></a>' in html
    assert '<a href="media:ab"><img src="media:ab" alt=""></a>' in shown('<p><img src="media:ab" alt=""></p>')


@pytest.mark.parametrize(
    "html",
    [
        '<p>Take 10 mg<a href="cite:1">1</a><a href="cite:3">3</a>, not 20\n mg.<a href="cite:?">source needed</a></p>',
        f"<h3>T &amp; U</h3>{TABLE}<ul><li>a</li><li>b <em>c</em></li></ul><dl><dt>t</dt><dd>d</dd></dl>",
        "<blockquote><p>GABA<sub>B</sub> x<sup>2</sup></p></blockquote>",
    ],
)
@pytest.mark.parametrize("kind", [Kind.OVERVIEW, Kind.BOXED_WARNING])
def test_positions_in_the_source_text_do_not_move(html: str, kind: Kind) -> None:
    parent, child = section(html, kind=kind), section("<p>y</p>", "a/b", parent="a", title="B")
    written = section_html(monograph(parent, child), parent)
    own = re.sub(f'<span title="{ADDED}">.*?</span>', "", written)
    assert collapsed_text(own) == collapsed_text(html)


def test_the_style_takes_its_colours_from_the_theme_and_its_sizes_from_the_zoom() -> None:
    assert DARK.amber in document_style(DARK)
    assert LIGHT.amber not in document_style(DARK)
    assert "font-size:17px" in document_style(LIGHT)
    assert "font-size:34px" in document_style(LIGHT, zoom=2)


def test_a_title_too_long_for_a_tab_is_the_heading_of_its_text() -> None:
    title = "14.3 Hyperlipidemia, heterozygous familial and nonfamilial"
    heading = f'<h3><span title="{ADDED}">{title}</span></h3>'
    assert heading in titled(title, "<p>Text.</p>")
    assert heading not in titled(title, f"<h3>{title}</h3><p>Text.</p>")
    assert "<h3>" not in titled("14.3 Hyperlipidemia", "<p>Text.</p>")


def titled(title: str, html: str) -> str:
    section = Section("a", Kind.OTHER, title, html, 0)
    return section_html(Monograph("local:x", "X", "en", (), (section,), ()), section)


def test_line_breaks_round_a_paragraph_are_no_empty_lines() -> None:
    assert "<p>Text<br>more.</p>" in titled("A", "<p>\n <br>Text<br>more.<br> </p>")
    assert "<p>" not in titled("A", "<ul><li>x</li></ul><p> <br> </p>")
