"""Narratives whose elements are written otherwise than SPL's keep their structure."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from desktop_app.importers.items import Imported

XHTML = "http://www.w3.org/1999/xhtml"
SPL = (
    "<paragraph>50 × 10<sup>9</sup>/L</paragraph><table><tbody><tr><td>10</td><td>20</td></tr></tbody></table>"
    "<list><item>1 mg</item><item>2 mg<footnote>Not more.</footnote></item></list>"
)


def prefixed(xml: str, prefix: str) -> str:
    return xml.replace("<", f"<{prefix}:").replace(f"<{prefix}:/", f"</{prefix}:")


@pytest.mark.parametrize(
    "text",
    [
        SPL.replace("<paragraph>", "<paragraph xmlns=''>").replace("<table>", f"<table xmlns='{XHTML}'>"),
        f"<x:d xmlns:x='urn:other'>{prefixed(SPL, 'x')}</x:d>".replace("<x:d", "<content").replace(
            "</x:d>", "</content>"
        ),
        SPL.replace("paragraph", "Paragraph")
        .replace("td>", "TD>")
        .replace("<list>", "<LIST>")
        .replace("</list>", "</LIST>"),
        SPL.replace("paragraph", "p").replace("list", "ul").replace("item", "li"),
    ],
)
def test_the_same_text_in_another_dialect_reads_the_same(text: str, written: Callable[[str], str]) -> None:
    assert written(text) == written(SPL)


@pytest.mark.parametrize(
    ("code", "name"), [("sup", "sup"), ("Superscript", "sup"), ("bold sub", "sub"), ("subscript", "sub")]
)
def test_a_style_code_that_raises_or_lowers_keeps_the_exponent_apart(
    code: str, name: str, written: Callable[[str], str]
) -> None:
    coded = written(f"<paragraph>10<content styleCode='{code}'>12</content>/L</paragraph>")

    assert coded == written(f"<paragraph>10<{name}>12</{name}>/L</paragraph>")


def test_elements_of_html_mean_what_they_do_there(written: Callable[[str], str]) -> None:
    assert written("<div>a <b>b</b> <i>c</i></div><ol><li>d</li></ol>") == (
        "<p>a <strong>b</strong> <em>c</em></p><ol><li>d</li></ol>"
    )


def test_a_label_with_a_prefix_and_texts_in_no_namespace_is_read(read_label: Callable[..., Imported]) -> None:
    section = "<section><title>Uses</title><text>5 mg</text></section>"
    body = f"<component><structuredBody><component>{section}</component></structuredBody></component>"
    whole = prefixed(f"<document><title>Quill</title>{body}</document>", "v3")
    whole = whole.replace("<v3:document", "<v3:document xmlns:v3='urn:hl7-org:v3'").replace("v3:text", "text")
    monograph = read_label(whole).monograph
    assert (monograph.title, monograph.sections[0].html) == ("Quill", "<p>5 mg</p>")


@pytest.mark.parametrize(
    "struck",
    [
        "<content styleCode='Strikethrough'>50 mg</content>",
        "<content revised='delete'>50 mg</content>",
        "<s xmlns='http://www.w3.org/1999/xhtml'>50 mg</s>",
    ],
)
def test_what_is_struck_out_is_no_text_and_reported(
    struck: str, read_label: Callable[..., Imported], spl_label: Callable[..., str]
) -> None:
    section = f"<section><title>Dose {struck}</title><text><paragraph>Give {struck} 5 mg</paragraph></text></section>"
    monograph = read_label(spl_label(section)).monograph
    assert (monograph.sections[0].title, monograph.sections[0].html) == ("Dose", "<p>Give 5 mg</p>")
    assert [dropped.count for dropped in monograph.provenance.dropped] == [1]
