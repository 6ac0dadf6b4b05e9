"""A standing corpus of documents made to harm or badly written: each format reads them harmlessly, or says why not."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from desktop_app.errors import UnreadableInputError, UserError
from desktop_app.importers.context import ImportContext
from desktop_app.importers.formats import read_item, recognise
from desktop_app.importers.items import Imported, Item
from desktop_app.importers.limits import LIMITS
from desktop_app.monograph.html import plain_text

HOSTILE = [
    "<script>alert(1)</script>",
    '<p onclick="alert(1)">x</p>',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="data:text/html,x">x</a>',
    '<a href="JaVaScRiPt&#58;alert(1)">x</a>',
    '<img src="http://tracker.example/x.png"/>',
    '<img src="x" onerror="alert(1)"/>',
    '<iframe src="http://x.example"></iframe>',
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
    '<style>@import "http://x.example";</style><p style="background:url(http://x.example)">x</p>',
    '<object data="x"></object><embed src="x"/>',
    '<form action="http://x.example"><input name="a"/></form>',
    '<base href="http://x.example"/><link rel="stylesheet" href="http://x.example"/>',
    '<meta http-equiv="refresh" content="0"/>',
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    '<table><tr><td colspan="99999999" rowspan="-1">x</td></tr></table>',
    '<p xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file:///etc/passwd"/></p>',
]
UNSAFE = re.compile(
    r"script|javascript|onerror|onclick|http:|data:|<(?:iframe|svg|math|style|object|form|base|link|xi)", re.I
)


def openfda(text: str, table: str = "") -> bytes:
    fields: dict[str, object] = {
        "openfda": {},
        "set_id": "aaaa-1",
        "warnings": [f"Warnings {text}"],
        "overdosage": ["Call a doctor at once."],
    }
    return json.dumps(fields | ({"warnings_table": [table]} if table else {})).encode()


def epi(text: str, inside: str = "") -> bytes:
    section = [{"title": "Overdose", "text": {"div": "<div><p>Call a doctor.</p></div>"}}]
    composition = {
        "resourceType": "Composition",
        "identifier": [{"value": "aaaa-1"}],
        "title": f"Testol {text}",
        "section": [*section, {"title": "Warnings", "text": {"div": f"<div>{inside}</div>"}}],
    }
    return json.dumps({"resourceType": "Bundle", "entry": [{"resource": composition}]}).encode()


def read(data: bytes, context: ImportContext, **limits: int) -> Imported:
    found = recognise(data[:4000])
    assert found is not None
    return read_item(Item("x", data, found), replace(context, limits=replace(LIMITS, **limits)))


def html_of(imported: Imported) -> str:
    return "".join(section.html for section in imported.monograph.sections)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_that_acts_gets_in(context: ImportContext, hostile: str) -> None:
    tables = f"<table><tr><td>5 mg{hostile}</td></tr></table>"
    for data in (openfda("x", tables), epi("x", f"<p>5 mg</p>{hostile}")):
        html = html_of(read(data, context))
        assert "5 mg" in plain_text(html)
        assert not UNSAFE.search(html)


@pytest.mark.parametrize("link", ["section:overdose", " CITE:1", "cite:1", "section&#58;overdose", "media:00"])
def test_links_in_materias_own_schemes_cannot_be_forged(context: ImportContext, link: str) -> None:
    forged = f'<p>5 mg <a href="{link}">a</a><img src="{link}"/></p>'
    for data in (openfda("x", f"<table><tr><td>{forged}</td></tr></table>"), epi("x", forged)):
        html = html_of(read(data, context))
        assert "5 mg a" in plain_text(html)
        assert "href" not in html
        assert "<img" not in html


def test_html_in_plain_text_is_shown_as_it_was_written(context: ImportContext) -> None:
    for hostile in HOSTILE:
        section = read(openfda(hostile), context).monograph.sections[0]
        assert " ".join(plain_text(section.html).split()) == " ".join(hostile.split())
        assert not re.search(r"<(?!/?p>)", section.html)


UNSEEN = "a\u202eb\u2066c\ufeffd\x01e\x00f\x7fg\ud800h\uffffi"


@pytest.mark.parametrize("make", [lambda: openfda(UNSEEN), lambda: epi(UNSEEN, f"<p>{UNSEEN}</p>")])
def test_what_cannot_be_seen_or_is_no_character_gets_in_nowhere(
    context: ImportContext, make: Callable[[], bytes]
) -> None:
    monograph = read(make(), context).monograph
    shown = monograph.title + html_of(Imported(monograph))
    assert "abcdefghi" in shown
    assert not re.search("[\u202a-\u202e\u2066-\u2069\ufeff\x00-\x08\x7f\ud800-\udfff\uffff]", shown)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_encodings_with_a_mark(context: ImportContext, encoding: str) -> None:
    for data in (openfda("höher"), epi("höher")):
        text = data.decode().replace("\\u00f6", "ö")
        packed = text.encode(encoding)
        if encoding == "utf-16-le":
            packed = b"\xff\xfe" + packed
        assert "höher" in html_of(read(packed, context)) + read(packed, context).monograph.title


def test_text_in_latin_1(context: ImportContext) -> None:
    data = openfda("höher").decode().replace("\\u00f6", "ö").encode("latin-1")
    assert "höher" in html_of(read(data, context))


@pytest.mark.parametrize(
    "make",
    [
        lambda cell: openfda("x", f"<table><tr><td>{cell}</td></tr></table>"),
        lambda cell: epi("x", f"<table><tr><td>{cell}</td></tr></table>"),
    ],
)
def test_ten_megabytes_in_one_cell(context: ImportContext, make: Callable[[str], bytes]) -> None:
    with pytest.raises(UnreadableInputError, match=r"where [0-9,]+ are the most"):
        read(make("x" * 10_000_000), context)
    with pytest.raises(UnreadableInputError, match="a table cell has 300,000 characters"):
        read(make("x " * 149_999 + "xx"), context)


@pytest.mark.parametrize("make", [lambda text: openfda(text), lambda text: epi("x", text.replace("&", "&amp;"))])
def test_signs_that_would_take_the_sanitiser_minutes(context: ImportContext, make: Callable[[str], bytes]) -> None:
    with pytest.raises(UnreadableInputError, match="has 200,000 signs written as references"):
        read(make("&" * 200_000), context)


def test_more_than_a_document_may_have(context: ImportContext) -> None:
    with pytest.raises(UnreadableInputError, match="is larger than 0 MB"):
        read(openfda("x"), context, document_bytes=50)
    with pytest.raises(UnreadableInputError, match="2 sections, where 1 are the most"):
        read(openfda("x"), context, sections=1)


NESTED = "".join(f"<{tag}>" for tag in ("div", "ul", "li", "table", "tr", "td", "b")) * 3000


@pytest.mark.parametrize(
    "nested", [NESTED, "<div>" * 20_000, "<b><i>" * 10_000, "<a " * 50_000, '<a b="' * 50_000, "<" * 100_000]
)
def test_nesting_without_end(context: ImportContext, nested: str) -> None:
    for data in (openfda("x", nested + "5 mg"), epi("x", nested + "5 mg")):
        try:
            imported = read(data, context)
        except UserError:
            continue
        assert "doctor" in plain_text(html_of(imported))


def test_ids_that_collide(context: ImportContext) -> None:
    data = epi("x", '<p id="a">1</p><p id="a">2</p><a href="#a">3</a>').replace(b'"Overdose"', b'"Warnings"')
    keys = [section.key for section in read(data, context).monograph.sections]
    assert len(keys) == len(set(keys)) == 2
