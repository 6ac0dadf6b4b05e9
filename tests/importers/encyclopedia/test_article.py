"""Pages of MediaWiki in each of their forms, and pages that are none."""

from __future__ import annotations

import re
import struct
import zlib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from desktop_app.errors import TitleUnknownError, UnreadableInputError, UserError
from desktop_app.importers.context import ImportContext
from desktop_app.importers.drug_names import DrugNames
from desktop_app.importers.encyclopedia.article import read_encyclopedia, recognises
from desktop_app.importers.encyclopedia.page import clean, content_of, with_formulas_as_text
from desktop_app.importers.encyclopedia.references import Notes
from desktop_app.importers.html_page import parse_page
from desktop_app.importers.items import Imported, Item
from desktop_app.importers.kind_map import KindMap
from desktop_app.importers.limits import LIMITS
from desktop_app.monograph.html import citations, plain_text, sources_needed
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, Name, NameKind, ReferenceStatus

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "wikipedia"
real_pages = pytest.mark.skipif(not SHARED.exists(), reason="the real pages are not beside the project")

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "encyclopedia"
"""Written for these tests, in the markup of the site, of Parsoid and of offline archives. Zorvamine is invented."""
CLASSIC, PARSOID, ARCHIVED = (
    (FIXTURES / f"{name}.html").read_text(encoding="utf-8") for name in ("classic", "parsoid", "archived")
)


def png(width: int = 40, height: int = 30) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = zlib.compress(b"\0" * (height * (width + 1)))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.fixture(scope="module")
def context() -> ImportContext:
    return ImportContext(DrugNames.load(), KindMap.load(), "2026-11-22")


def on_the_line(html: str) -> str:
    """Without superscripts, as the words of the page are read here."""
    return re.sub("</?su[bp]>", "", html)


def imported(page: str | bytes, context: ImportContext, **more: Any) -> Imported:
    data = page.encode() if isinstance(page, str) else page
    return read_encyclopedia(Item("page.html", data, "encyclopedia", **more), context)


@pytest.fixture(scope="module")
def classic(context: ImportContext) -> Monograph:
    return imported(CLASSIC, context, beside={"pictures/formula.png": png()}).monograph


def html_of(monograph: Monograph, key: str) -> str:
    section = monograph.section(key)
    assert section is not None, [section.key for section in monograph.sections]
    return section.html


def test_a_web_page_is_told_by_its_beginning() -> None:
    assert recognises(CLASSIC.encode())
    assert recognises(b"\xef\xbb\xbf <?xml version='1.0'?>\n<html>")
    assert not recognises(b"<document xmlns='urn:hl7-org:v3'>")
    assert not recognises(b"Baclofen is a drug")


def test_lead_and_headings_become_sections_in_the_order_of_the_page(classic: Monograph) -> None:
    assert [(section.key, section.kind, section.title, section.parent) for section in classic.sections] == [
        ("overview", Kind.OVERVIEW, "Overview", None),
        ("adverse-effects", Kind.ADVERSE_EFFECTS, "Adverse effects", None),
        ("adverse-effects/withdrawal", Kind.WITHDRAWAL, "Withdrawal", "adverse-effects"),
        ("making-of-it", Kind.OTHER, "Making of it", None),
    ]
    assert "<h3>In children</h3>" in html_of(classic, "adverse-effects/withdrawal")
    assert classic.provenance.unmapped == ("Making of it",)


def test_navigation_banners_and_hidden_text_are_left_out(classic: Monograph) -> None:
    text = "\n".join(plain_text(section.html) for section in classic.sections)

    for words in ("For the band", "needs more citations", "secret", "Contents", "[edit]", "Muscle relaxants", "never"):
        assert words not in text
    dropped = {dropped.what: dropped.count for dropped in classic.provenance.dropped}
    assert dropped == {
        "banner": 1,
        "navigation": 3,
        "link to another page": 1,
        "formula, kept as TeX": 1,
        "hidden text": 1,
    }


def test_the_infobox_is_a_table_below_the_lead(classic: Monograph) -> None:
    overview = html_of(classic, "overview")

    assert overview.index("relaxes muscles") < overview.index("<table>")
    assert "<caption>Zorvamine</caption>" in overview
    assert "<th>Elimination half-life</th><td>3 hours</td>" in overview


def test_footnotes_are_references_under_the_marks_of_the_page(classic: Monograph) -> None:
    first, missing, note, uncited = sorted(classic.references, key=lambda reference: reference.id)

    assert first.csl == {
        "type": "article-journal",
        "title": "An example",
        "container-title": "Journal of Examples",
        "volume": "12",
        "issue": "3",
        "page": "45-50",
        "DOI": "10.1000/xyz",
        "PMID": "1234567",
        "author": [{"family": "Roe", "given": "R"}],
        "issued": {"date-parts": [[2019, 4, 2]]},
    }
    assert first.raw == 'Doe J, Roe R (2 April 2019). "An example". Journal of Examples. 12 (3): 45–50.'
    assert (first.label, first.doi, first.pmid) == ("1", "10.1000/xyz", "1234567")
    assert (note.id, note.label, note.raw) == ("note-1", "note 1", "In the elderly.")
    assert (missing.label, missing.status, missing.raw) == ("9", ReferenceStatus.MISSING, "")
    assert (uncited.label, uncited.raw, uncited.status) == ("", "Nobody cites this.", ReferenceStatus.GIVEN)


def test_marks_stand_where_they_stood_and_lead_to_their_reference(classic: Monograph) -> None:
    section = html_of(classic, "adverse-effects")

    assert [(mark.mark, mark.ref) for mark in citations(section)] == [("note 1", "note-1"), ("1", "1"), ("9", "9")]
    assert sources_needed(section) == 1
    assert 'At 10 mg<a href="cite:1">1</a><a href="cite:9">9</a> it is rare.' in section
    assert {mark.ref for each in classic.sections for mark in citations(each.html)} <= {
        reference.id for reference in classic.references
    }


def test_links_inside_the_page_lead_to_sections_and_no_others_are_kept(classic: Monograph) -> None:
    assert '<a href="section:adverse-effects/withdrawal">below</a> and GABA.' in html_of(classic, "overview")
    assert "See nowhere." in html_of(classic, "adverse-effects/withdrawal")
    assert "nowhere" in classic.provenance.unresolved


def test_pictures_that_came_with_the_page_are_kept(context: ImportContext) -> None:
    result = imported(
        CLASSIC, context, beside={"pictures/formula.png": png(), "icon.png": png(), "gone.png": b"<svg/>"}
    )

    (picture,) = result.media
    section = html_of(result.monograph, "making-of-it")
    assert f'<img src="media:{picture.sha256}" alt="Structure">' in section
    assert section.count("<img") == 1
    assert "picture gone.png" in result.monograph.provenance.unresolved
    assert "Where C_{max} is high." in plain_text(section)


def test_names_come_from_the_title_the_lead_and_the_infobox_of_a_drug(classic: Monograph) -> None:
    assert classic.names == (
        Name("Zorvamine", NameKind.GENERIC),
        Name("zorvamin", NameKind.SYNONYM),
        Name("Zorvex", NameKind.BRAND),
        Name("Zorvalin", NameKind.BRAND),
        Name("ZV-12", NameKind.SYNONYM),
    )


def test_what_the_page_says_of_itself_is_its_provenance(classic: Monograph) -> None:
    provenance = classic.provenance

    assert (classic.uid, classic.title, classic.language) == ("wikipedia:en:Zorvamine", "Zorvamine", "en")
    assert (provenance.publisher, provenance.version) == ("Wikipedia", "revision 4711")
    assert (provenance.effective_date, provenance.licence) == ("2024-03-05", "CC BY-SA 4.0")


@pytest.mark.parametrize(("page", "label"), [(PARSOID, "1"), (ARCHIVED, "note 1")])
def test_the_other_forms_of_the_markup_give_the_same(page: str, label: str, context: ImportContext) -> None:
    monograph = imported(page, context, facts={"title": "Zorvamine"}).monograph

    assert [section.key for section in monograph.sections] == ["overview", "medical-uses", "medical-uses/children"]
    assert plain_text(html_of(monograph, "medical-uses")) == "Spasms."
    assert [mark.mark for mark in citations(html_of(monograph, "overview"))] == [label]
    assert [(reference.label, reference.raw) for reference in monograph.references] == [(label, "A book.")]


def test_an_archived_page_says_where_it_was_issued(context: ImportContext) -> None:
    facts = {"creator": "Wikipedia", "language": "eng", "date": "2019-08-14", "redirects": "Zorvamin\nZorvex"}

    monograph = imported(ARCHIVED, context, facts=facts).monograph

    assert monograph.uid == "wikipedia:en:Zorvamine"
    assert monograph.provenance.effective_date == "2019-08-07"
    assert monograph.provenance.retrieved == "2019-08-14"
    assert [name.text for name in monograph.names] == ["Zorvamine", "Zorvamin", "Zorvex"]


def test_a_wiki_that_is_not_wikipedia_is_not_called_so(context: ImportContext) -> None:
    page = PARSOID.replace("Zorvamine</title>", "Zorvamine - Ward wiki</title>")

    monograph = imported(page, context).monograph

    assert monograph.uid == "page:en:Zorvamine"
    assert monograph.provenance.publisher == ""


def test_a_page_of_another_kind_is_refused_in_words(context: ImportContext) -> None:
    with pytest.raises(UnreadableInputError, match="not an article of an encyclopedia"):
        imported("<!doctype html><html><body><p>News</p></body></html>", context)
    with pytest.raises(TitleUnknownError, match="Give the title"):
        imported('<html><body><div id="mw-content-text"><p>x</p></div></body></html>', context)


def test_nothing_that_could_run_or_load_survives(context: ImportContext) -> None:
    page = CLASSIC.replace(
        "<p>Drowsiness.",
        '<p onclick="x()">Drowsiness.<script>alert(1)</script><a href="javascript:alert(1)">go</a>'
        '<img src="https://example.org/x.png" onerror="y()"><iframe src="//example.org"></iframe>'
        '<a href="data:text/html,x">data</a><style>p{background:url(x)}</style>',
    )

    section = html_of(imported(page, context).monograph, "adverse-effects")

    assert "Drowsiness.go" in section
    for trace in ("script", "onclick", "onerror", "javascript", "data:", "iframe", "example.org", "style", "url("):
        assert trace not in section


def test_no_page_can_forge_a_mark_a_link_or_a_picture(context: ImportContext) -> None:
    page = CLASSIC.replace(
        "<p>Drowsiness.",
        '<p>Drowsiness<a href="cite:1">1</a> <a href=" CITE:9">9</a> <a href="section:overview">safe</a>'
        f'<img src="media:{"0" * 64}" alt="A chart">.',
    )

    section = html_of(imported(page, context).monograph, "adverse-effects")

    assert "Drowsiness1 9 safe" in section
    assert [mark.mark for mark in citations(section)] == ["note 1", "1", "9"]
    assert "section:" not in section
    assert "media:" not in section


def test_a_page_nested_beyond_reason_is_refused(context: ImportContext) -> None:
    deep = "<div>" * 5000 + "x" + "</div>" * 5000

    with pytest.raises(UnreadableInputError, match="nested too deeply"):
        imported(f'<html><body><div id="mw-content-text">{deep}</div></body></html>', context)


def test_the_encoding_a_page_declares_is_believed_where_it_is_not_utf_8(context: ImportContext) -> None:
    page = CLASSIC.replace("<head>", '<head><meta charset="iso-8859-2">').replace("Seizures.", "Účinky: křeče.")

    monograph = imported(page.encode("iso-8859-2", "replace"), context).monograph

    assert "Účinky: křeče." in plain_text(html_of(monograph, "adverse-effects/withdrawal"))


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_damaged_pages_raise_nothing_but_user_errors(context: ImportContext, data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from([CLASSIC, PARSOID, ARCHIVED])).encode()
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 400)))
    junk = data.draw(
        st.sampled_from([b"", b"<table>", b"</div>", b"<a href='#cite_note-a-1'>", b"<sup>", b"\xff\x00", b"&#x0;"])
    )
    try:
        result = imported(whole[:start] + junk + whole[end:], context)
    except UserError:
        return
    refs = {reference.id for reference in result.monograph.references}
    assert {mark.ref for section in result.monograph.sections for mark in citations(section.html)} <= refs


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


@real_pages
@pytest.mark.parametrize("name", ["article-1.html", "article-3.html"])
def test_all_visible_text_of_a_real_page_is_there_in_order(name: str, context: ImportContext) -> None:
    data = (SHARED / name).read_bytes()
    monograph = imported(data, context).monograph
    content = content_of(parse_page(data, name, LIMITS))
    assert content is not None
    Notes(content)
    with_formulas_as_text(content, Counter())
    clean(content, Counter())
    for heading in content.xpath(".//h2[.//@id='References']"):  # only footnotes stood below it
        heading.drop_tree()
    for mark in content.xpath(".//sup[contains(@class, 'reference')] | .//sup[contains(@class, 'Template-Fact')]"):
        mark.drop_tree()
    tables = len(content.xpath(".//table"))
    infoboxes = content.xpath(".//table[contains(@class, 'infobox')]")
    beside = [word for box in infoboxes for word in words(box.text_content())]
    for box in infoboxes:
        box.drop_tree()
    for picture in content.xpath(".//img"):
        picture.drop_tree()
    expected = words(re.sub(r"\s+", " ", content.text_content()))

    titles = {section.key: section.title for section in monograph.sections}
    ours = [
        word
        for section in monograph.sections
        for word in words(
            ("" if section.key == "overview" else titles[section.key]) + " " + plain_text(on_the_line(section.html))
        )
    ]

    assert sum(section.html.count("<table>") for section in monograph.sections) == tables
    remaining = iter(ours)
    lost = [word for word in expected if word not in remaining]
    assert lost == []
    assert len(ours) <= len(expected) + len(beside) + 5


@real_pages
def test_every_mark_of_a_real_page_has_its_footnote(context: ImportContext) -> None:
    data = (SHARED / "article-1.html").read_bytes()

    monograph = imported(data, context).monograph

    assert len(monograph.references) == len(html.fromstring(data).xpath("//li[starts-with(@id, 'cite_note')]")) == 72
    assert {reference.status for reference in monograph.references} == {ReferenceStatus.GIVEN}
    assert sum(len(citations(section.html)) for section in monograph.sections) == 76
