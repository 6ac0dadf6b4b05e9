"""The narrative of a label as Materia HTML: all words, in order, with their structure."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html

from desktop_app.importers.flat_text import flat_text
from desktop_app.importers.items import Imported
from desktop_app.importers.spl.names import text_of
from desktop_app.monograph.html import plain_text
from desktop_app.monograph.steps import letters, roman

Write = Callable[[str], str]
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c636000000002000148afa4710000000049454e44ae426082"
)
"""A whole PNG of one grey pixel."""


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<paragraph>One.</paragraph><paragraph/>\n<paragraph>Two.</paragraph>", "<p>One.</p><p>Two.</p>"),
        ("Bare <br/> text<paragraph>One.</paragraph>tail", "<p>Bare <br> text</p><p>One.</p><p>tail</p>"),
        ("<paragraph><br/> <br/>a<br/>b<br/></paragraph>", "<p>a<br>b</p>"),
        ("<paragraph><caption>Note</caption>Text.</paragraph>", "<p><strong>Note</strong> Text.</p>"),
        ("<paragraph>a &lt; b &amp; c\n\t d</paragraph>", "<p>a &lt; b &amp; c d</p>"),
        ("<paragraph>10<sup>3</sup> H<sub>2</sub>O</paragraph>", "<p>10<sup>3</sup> H<sub>2</sub>O</p>"),
        ('<paragraph>Every <content revised="delete">4 h</content> 8 h</paragraph>', "<p>Every 8 h</p>"),
        ("<paragraph>a<paragraph>b</paragraph>c</paragraph>", "<p>a</p><p>b</p><p>c</p>"),
        ("<content styleCode='bold'>a<list><item>b</item></list></content>", "<p>a</p><ul><li>b</li></ul>"),
        ("<paragraph><content><paragraph>b</paragraph></content>c</paragraph>", "<p>b</p><p>c</p>"),
    ],
)
def test_paragraphs(text: str, html: str, written: Write) -> None:
    assert written(text) == html


@pytest.mark.parametrize(
    ("style", "html"),
    [
        ("bold", "<strong>x</strong>"),
        ("italics", "<em>x</em>"),
        ("bold italics", "<strong><em>x</em></strong>"),
        ("underline", "<em>x</em>"),
        ("emphasis", "<em>x</em>"),
        ("Bold", "<strong>x</strong>"),
        ("italics underline", "<em>x</em>"),
        ("unknown", "x"),
        ("", "x"),
    ],
)
def test_emphasis(style: str, html: str, written: Write) -> None:
    assert written(f"<paragraph>a <content styleCode='{style}'>x</content></paragraph>") == f"<p>a {html}</p>"


def test_emphasis_of_nothing_leaves_nothing(written: Write) -> None:
    assert written("<paragraph>a<content styleCode='bold'/>b</paragraph>") == "<p>ab</p>"


def test_indentation_of_the_xml_does_not_come_between_brackets_and_words(written: Write) -> None:
    inner = "<content styleCode='italics'>\n <content styleCode='bold'>A</content>\n </content>"
    assert written(f"<paragraph>x [see {inner}].</paragraph>") == "<p>x [see <em><strong>A</strong></em>].</p>"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<list><item>a</item><item>b</item></list>", "<ul><li>a</li><li>b</li></ul>"),
        ("<list listType='unordered' styleCode='Square'><item>a</item></list>", "<ul><li>a</li></ul>"),
        ("<list listType='ordered'><item>a</item></list>", "<ol><li>a</li></ol>"),
        ("<list listType='ordered' styleCode='Arabic'><item>a</item></list>", "<ol><li>a</li></ol>"),
        ("<list styleCode='Arabic'><item>a</item></list>", "<ol><li>a</li></ol>"),
        (
            "<list listType='ordered' styleCode='LittleAlpha'><item>x</item><item>y</item></list>",
            "<dl><dd>a. x</dd><dd>b. y</dd></dl>",
        ),
        ("<list styleCode='BigAlpha'><item>x</item></list>", "<dl><dd>A. x</dd></dl>"),
        ("<list styleCode='LittleRoman'><item>x</item></list>", "<dl><dd>i. x</dd></dl>"),
        ("<list styleCode='BigRoman'><item>x</item></list>", "<dl><dd>I. x</dd></dl>"),
        (
            "<list><caption>Signs</caption><item>a</item></list>",
            "<p><strong>Signs</strong></p><ul><li>a</li></ul>",
        ),
        (
            "<list><item><caption>1)</caption>a</item><item><caption><content styleCode='bold'>2)</content></caption>"
            "<paragraph>b</paragraph></item></list>",
            "<dl><dd>1) a</dd><dd><p><strong>2)</strong> b</p></dd></dl>",
        ),
        (
            "<list><item><caption>1)</caption>a</item><item>b</item></list>",
            "<ul><li><strong>1)</strong> a</li><li>b</li></ul>",
        ),
        (
            "<list><item>a<list><item>b</item></list>c</item></list>",
            "<ul><li>a<ul><li>b</li></ul><p>c</p></li></ul>",
        ),
        (
            "<list listType='ordered'><item><caption>•</caption>a</item><item><caption>– </caption>b</item></list>",
            "<ul><li>a</li><li>b</li></ul>",
        ),
        (
            "<list><caption>One</caption><caption>Two</caption><item>a</item></list>",
            "<p><strong>One</strong></p><p><strong>Two</strong></p><ul><li>a</li></ul>",
        ),
        ("<list/>x", "<p>x</p>"),
        ("<list>stray<item>a</item><paragraph>odd</paragraph></list>", "<ul><li>a</li></ul><p>stray odd</p>"),
    ],
)
def test_lists(text: str, html: str, written: Write) -> None:
    assert written(text) == html


def test_marks_of_items_go_on_past_z_and_x() -> None:
    assert [letters(number) for number in (1, 26, 27, 52, 53)] == ["a", "z", "aa", "az", "ba"]
    assert [roman(number) for number in (1, 4, 9, 14, 40, 1994)] == ["i", "iv", "ix", "xiv", "xl", "mcmxciv"]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (
            "<table><tr><td>a</td></tr><tr><td/></tr></table>",
            "<table><tbody><tr><td>a</td></tr><tr><td></td></tr></tbody></table>",
        ),
        (
            "<table><tbody><tr><td colspan='2' rowspan=' 3 '>a</td><td colspan='1' rowspan='0'>b</td>"
            "<td colspan='many' rowspan='-1'>c</td></tr></tbody></table>",
            '<table><tbody><tr><td rowspan="3" colspan="2">a</td><td>b</td><td>c</td></tr></tbody></table>',
        ),
        (
            "<table><tbody><tr><td>a<list><item>b</item></list></td></tr></tbody></table>",
            "<table><tbody><tr><td>a<ul><li>b</li></ul></td></tr></tbody></table>",
        ),
        (
            "<table><tbody><tr><td><paragraph>a</paragraph><paragraph>b</paragraph></td></tr></tbody></table>",
            "<table><tbody><tr><td><p>a</p><p>b</p></td></tr></tbody></table>",
        ),
        (
            "<table><tbody><tr><td><table><tbody><tr><td>in</td></tr></tbody></table></td></tr></tbody></table>",
            "<table><tbody><tr><td><table><tbody><tr><td>in</td></tr></tbody></table></td></tr></tbody></table>",
        ),
        (
            "<table><tbody>odd<z/><tr><td>a</td>stray<x>y</x></tr></tbody>tail</table>",
            "<table><tbody><tr><td>a</td></tr></tbody></table><p>stray y</p><p>odd</p><p>tail</p>",
        ),
        (
            "<table><caption> </caption><tbody><tr><td>a</td></tr></tbody></table>",
            "<table><tbody><tr><td>a</td></tr></tbody></table>",
        ),
    ],
)  # fmt: skip
def test_tables(text: str, html: str, written: Write) -> None:
    assert written(text) == html


def test_notes_follow_their_table_or_the_text_and_marks_begin_anew_in_each(written: Write) -> None:
    text = (
        "<paragraph>One<footnote>first</footnote> two<footnote>second</footnote></paragraph>"
        "<table><tbody><tr><td>a<footnote ID='n'>third</footnote></td><td>b<footnoteRef IDREF='n'/></td></tr></tbody>"
        "</table><paragraph>End<footnoteRef IDREF='gone'/></paragraph>"
    )
    assert written(text) == (
        "<p>One<sup>*</sup> two<sup>†</sup></p>"
        "<table><tbody><tr><td>a<sup>*</sup></td><td>b<sup>*</sup></td></tr></tbody></table><p><sup>*</sup> third</p>"
        "<p>End</p><p><sup>*</sup> first</p><p><sup>†</sup> second</p>"
    )


def test_a_mark_that_the_text_uses_itself_is_passed_over(written: Write) -> None:
    text = "<table><tbody><tr><td>5* mg<footnote>x</footnote></td></tr></tbody></table>"
    assert "5* mg<sup>†</sup>" in written(text)


def test_after_the_last_symbol_marks_are_doubled(written: Write) -> None:
    html = written("<paragraph>" + "<footnote>n</footnote>" * 8 + "</paragraph>")
    assert "<sup>#</sup><sup>**</sup><sup>††</sup>" in html


def test_a_mark_that_leads_to_a_note_of_another_table_stands_for_no_other(written: Callable[[str], str]) -> None:
    html = written(
        "<table><tbody><tr><td>a<footnote ID='n'>first</footnote></td></tr></tbody></table>"
        "<table><tbody><tr><td>b<footnoteRef IDREF='n'/></td><td>c<footnote>second</footnote></td></tr></tbody></table>"
    )
    assert "b<sup>*</sup>" in html
    assert "c<sup>†</sup>" in html
    assert "<p><sup>†</sup> second</p>" in html


def test_of_two_footnotes_with_one_id_the_first_is_meant(written: Callable[[str], str]) -> None:
    html = written(
        "<paragraph>a<footnote ID='n'>first</footnote> b<footnote ID='n'>second</footnote> c<footnoteRef IDREF='n'/>"
        "</paragraph>"
    )
    assert html == (
        "<p>a<sup>*</sup> b<sup>†</sup> c<sup>*</sup></p><p><sup>*</sup> first</p><p><sup>†</sup> second</p>"
    )


def test_a_footnote_in_a_title_is_kept(read_label: Callable[..., Imported], spl_label: Callable[..., str]) -> None:
    label = spl_label("<section><title>Uses<footnote>Off label.</footnote></title><text>Quills.</text></section>")
    section = read_label(label).monograph.sections[0]
    assert (section.title, section.html) == ("Uses", "<p>Quills.</p><p><sup>*</sup> Off label.</p>")


def test_a_footnote_in_the_labels_own_title_is_kept(
    read_label: Callable[..., Imported], spl_label: Callable[..., str]
) -> None:
    label = spl_label(
        "<section><title>Uses</title><excerpt><highlight><text>x</text></highlight></excerpt></section>",
        head="<title>QUILL<footnote>Not a bird.</footnote><br/>tablets</title>",
    )
    assert read_label(label).monograph.sections[0].html == (
        "<p>QUILL<sup>*</sup></p><p>tablets</p><p><sup>*</sup> Not a bird.</p><h3>Uses</h3><p>x</p>"
    )


def test_an_unknown_footnote_is_reported(read_label: Callable[..., Imported], spl_label: Callable[..., str]) -> None:
    label = spl_label("<section><title>A</title><text>a<footnoteRef IDREF='gone'/> <footnoteRef/></text></section>")
    assert read_label(label).monograph.provenance.unresolved == ("footnote gone", "footnote without a name")


NARRATIVE = (
    *("paragraph", "list", "item", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "content", "sub"),
    *("sup", "br", "footnote", "linkHtml", "renderMultiMedia", "unknown"),
)
trees = st.recursive(
    st.sampled_from(["", "WORD"]),
    lambda inner: st.builds(
        lambda name, children: f"<{name}>WORD{'WORD'.join(children)}</{name}>",
        *(st.sampled_from(NARRATIVE), st.lists(inner, max_size=4)),
    ),
    max_leaves=12,
)


@given(st.lists(trees, max_size=4).map("".join))
@settings(max_examples=100)
def test_no_word_of_any_narrative_is_lost_or_doubled(written: Write, text: str) -> None:
    words = [f"w{number}w" for number in range(text.count("WORD"))]
    numbers = iter(words)
    shown = plain_text(written(f"<paragraph>x</paragraph>{re.sub('WORD', lambda _: next(numbers), text)}"))
    assert {word: shown.count(word) for word in words} == dict.fromkeys(words, 1)


MEDIA = (
    "<component><observationMedia ID='{0}'><text>{1}</text><value><reference value='{2}'/></value>"
    "</observationMedia></component>"
)


def test_pictures_are_shown_once_kept_and_captioned(
    read_label: Callable[..., Imported], spl_label: Callable[..., str]
) -> None:
    label = spl_label(
        "<section><title>A</title><text><renderMultiMedia referencedObject='M'><caption>Figure <sup>1</sup></caption>"
        "</renderMultiMedia><paragraph>Again <renderMultiMedia referencedObject='M M'/></paragraph></text>"
        + MEDIA.format("M", "A &quot;quill&quot;", "q.png")
        + MEDIA.format("N", "Not in the text", "q.png")
        + "</section>"
    )
    imported = read_label(label, {"q.png": PIXEL})
    (media,) = imported.media
    picture = f'<img src="media:{media.sha256}" alt="A &quot;quill&quot;">'
    assert imported.monograph.sections[0].html == (
        f"<p>{picture}<br>Figure <sup>1</sup></p><p>Again {picture}<br>{picture}</p>"
        f'<p><img src="media:{media.sha256}" alt="Not in the text"></p>'
    )
    assert (media.media_type, media.width, media.height) == ("image/png", 1, 1)
    assert imported.monograph.provenance.unresolved == ()


def test_a_picture_that_is_missing_or_none_is_said_and_reported(
    read_label: Callable[..., Imported], spl_label: Callable[..., str]
) -> None:
    label = spl_label(
        "<section><title>A</title><text><renderMultiMedia referencedObject='M'/>"
        "<renderMultiMedia referencedObject='N'><caption>Figure 2</caption></renderMultiMedia>"
        "<renderMultiMedia referencedObject='gone'/><renderMultiMedia/></text>"
        + MEDIA.format("M", "Curve &lt;1&gt;", "m.png")
        + MEDIA.format("N", "Scan", "n.svg")
        + "</section>"
    )
    imported = read_label(label, {"n.svg": b"<svg/>"})
    absent = "[The source has a figure here, which is not in the imported file"
    assert imported.monograph.sections[0].html == (
        f"<p>{absent}: Curve &lt;1&gt;][The source has a figure here, which cannot be shown]<br>Figure 2"
        f"{absent}]{absent}]</p>"
    )
    assert imported.media == ()
    assert imported.monograph.provenance.unresolved == (
        "picture m.png (Curve <1>)",
        "picture n.svg (Scan)",
        "picture gone",
        "picture without a name",
    )


def test_titles_and_references_keep_what_is_raised() -> None:
    title = etree.fromstring(
        '<title xmlns="urn:hl7-org:v3">Below 10<sup>9</sup>/L <content>of CO<sub>2</sub></content></title>'
    )
    assert text_of(title) == flat_text(title) == "Below 10⁹/L of CO₂"
    assert flat_text(html.fromstring("<p>x<!-- 5 --> 10<sup>-<i>6</i></sup>\n mol</p>")) == "x 10⁻⁶ mol"
