"""A drug label (SPL) becomes a monograph: sections, highlights apart, product data, and where it came from."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.errors import TitleUnknownError, UnreadableInputError
from desktop_app.importers.context import ImportContext
from desktop_app.importers.items import Imported, Item
from desktop_app.importers.spl.label import read_spl, recognises
from desktop_app.monograph.html import plain_text
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Dropped, Name, NameKind

LABEL = Path(__file__).parents[2] / "fixtures" / "spl" / "quillomine.xml"


@pytest.fixture(scope="module")
def quillomine(import_context: ImportContext) -> Imported:
    return read_spl(Item("quillomine.xml", LABEL.read_bytes(), "spl", "release.zip › part.zip"), import_context)


def test_the_sections_of_a_label(quillomine: Imported) -> None:
    assert [(part.key, part.kind, part.title, part.code) for part in quillomine.monograph.sections] == [
        ("highlights", Kind.OVERVIEW, "Highlights of prescribing information", None),
        ("warning-quill-fever", Kind.BOXED_WARNING, "WARNING: QUILL FEVER", "34066-1"),
        ("indications-and-usage", Kind.INDICATIONS, "1 INDICATIONS AND USAGE", "34067-9"),
        ("warnings-and-precautions", Kind.WARNINGS, "5 WARNINGS AND PRECAUTIONS", "43685-7"),
        ("warnings-and-precautions/quill-fever", Kind.WARNINGS, "5.1 Quill Fever", "42229-5"),
        ("warnings-and-precautions/molting", Kind.WARNINGS, "Molting", "42229-5"),
        ("product-data", Kind.FORMS, "Product data", "48780-1"),
    ]
    assert [part.order for part in quillomine.monograph.sections] == list(range(7))
    assert [part.parent for part in quillomine.monograph.sections][3:6] == [None, *["warnings-and-precautions"] * 2]


def test_highlights_hold_the_long_title_and_the_excerpts_with_links(quillomine: Imported) -> None:
    highlights, boxed = quillomine.monograph.sections[:2]
    assert highlights.html == (
        "<p>These highlights do not include all the information needed to use QUILLOREX safely and effectively.</p>"
        "<p>QUILLOREX<sup>®</sup> (quillomine) tablets</p><p>Initial U.S. Approval: 1999</p>"
        "<p><strong>WARNING: QUILL FEVER</strong></p>"
        '<p>Stop at 39 °C. (<a href="section:warnings-and-precautions/quill-fever">5.1</a>)</p>'
        '<h3><a href="section:indications-and-usage">1 INDICATIONS AND USAGE</a></h3>'
        '<ul><li>Quills (<a href="section:indications-and-usage">1</a>)</li></ul>'
    )
    assert "39" not in boxed.html


def test_a_table_keeps_its_shape_and_its_notes_follow_it(quillomine: Imported) -> None:
    section = quillomine.monograph.section("warnings-and-precautions/quill-fever")
    assert section is not None
    assert section.html == (
        "<p>Measure the temperature.</p>"
        "<table><caption>Table 1: Fever</caption>"
        '<thead><tr><th rowspan="2">Dose</th><th colspan="2">Fever<sup>*</sup></th></tr>'
        "<tr><th>n</th><th>%</th></tr></thead>"
        "<tbody><tr><td>5 mg</td><td>3<sup>*</sup></td><td>1.5</td></tr></tbody>"
        '<tbody><tr><td colspan="3">n = number</td></tr></tbody></table>'
        "<p><sup>*</sup> Over 38 °C.</p>"
        "<p>See the figure. [The source has a figure here, which is not in the imported file]<br>Figure 1</p>"
    )


def test_product_data_says_only_what_the_source_says(quillomine: Imported) -> None:
    assert plain_text(quillomine.monograph.sections[-1].html).split("\n") == [
        "Quillorex XR (quillomine hydrochloride)",
        "Item code (NDC)\t9999-001",
        "Dosage form\tTABLET, FILM COATED",
        "Route of administration\tORAL",
        "DEA schedule\tCII",
        "Labeler\tQuill Laboratories",
        "Marketing category\tNDA",
        "Application or monograph\tNDA099999",
        "Marketed\t1999-04-01 to 2030-12-31",
        "Shape\tOVAL (elliptical)",
        "Size\t10 mm",
        "Imprint\tQ;5",
        "Active ingredients",
        "Ingredient\tUNII\tActive moiety\tStrength\tStrength is of",
        "QUILLOMINE HYDROCHLORIDE\tUNII000001\tQUILLOMINE\t5 mg\tits active moiety",
        "Inactive ingredients",
        "Ingredient\tUNII",
        "TALC & WAX\tUNII000003",
        "Packaging",
        "Item code (NDC)\tPackage",
        "10 in 1 BLISTER PACK",
        "9999-001-30\t3 BLISTER PACK in 1 CARTON",
    ]


def test_names_substances_and_provenance(quillomine: Imported) -> None:
    monograph = quillomine.monograph
    assert monograph.uid == "spl:aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
    assert monograph.title == "Quillorex XR"
    assert monograph.language == "en"
    assert monograph.names == (
        Name("Quillorex XR", NameKind.BRAND),
        Name("quillomine hydrochloride", NameKind.GENERIC),
    )
    assert monograph.substances == ("QUILLOMINE HYDROCHLORIDE",)
    assert monograph.moieties == ("QUILLOMINE",)
    assert monograph.references == ()
    provenance = monograph.provenance
    assert provenance.source_kind == "spl"
    assert provenance.publisher == "Quill Laboratories"
    assert provenance.source_id == "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
    assert (provenance.version, provenance.effective_date) == ("7", "2024-02-29")
    assert (provenance.file_name, provenance.container) == ("quillomine.xml", "release.zip › part.zip")
    assert provenance.sha256 == hashlib.sha256(LABEL.read_bytes()).hexdigest()
    assert provenance.unresolved == ("picture quill.png (A quill)",)
    assert provenance.unmapped == ()
    assert provenance.dropped == ()


def test_the_users_title_is_taken_over_the_labels(import_context: ImportContext) -> None:
    context = replace(import_context, title="Quills")
    assert read_spl(Item("quillomine.xml", LABEL.read_bytes(), "spl"), context).monograph.title == "Quills"


def test_headings_that_no_rule_knows_are_reported(
    read_label: Callable[..., Imported], spl_label: Callable[..., str]
) -> None:
    label = spl_label(
        "<section><title>15 REFERENCES</title><text>One.</text></section>",
        "<section><title>Plumage</title><text>Two.</text><component><section><title>Down</title><text>Three."
        "</text></section></component></section>",
        "<section><text>No heading at all.</text></section>",
    )
    monograph = read_label(label).monograph
    assert monograph.provenance.unmapped == ("Plumage", "Down")
    assert [section.title for section in monograph.sections] == [
        "15 REFERENCES",
        "Plumage",
        "Down",
        "No heading at all",
        "Product data",
    ]


def test_what_is_left_out_is_counted(read_label: Callable[..., Imported], spl_label: Callable[..., str]) -> None:
    label = spl_label(
        "<section><title>A</title><text><content styleCode='xmChange bold'>new</content> <blink>old</blink>"
        "<x:script xmlns:x='urn:x'>alert(1)</x:script><x:p xmlns:x='urn:x'>kept</x:p></text></section>"
    )
    monograph = read_label(label).monograph
    assert monograph.sections[0].html == "<p><strong>new</strong> old kept</p>"
    assert monograph.provenance.dropped == (
        Dropped("blink element", 1),
        Dropped("mark of a recent change", 1),
        Dropped("p element", 1),
        Dropped("script element", 1),
    )


def test_a_label_without_highlights_keeps_its_own_title(
    read_label: Callable[..., Imported], spl_label: Callable[..., str]
) -> None:
    monograph = read_label(
        spl_label("<section><title>Uses</title><text>Quills.</text></section>", head="<title>Drug &amp; Facts</title>")
    ).monograph
    assert monograph.title == "Quillorex"
    assert monograph.sections[-1].html == "<p>Drug &amp; Facts</p><h3>Quillorex</h3>"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("<document/>", "is XML, but not a drug label"),
        ("<document xmlns='urn:hl7-org:v3'/>", "without any text"),
        (
            "<document xmlns='urn:hl7-org:v3'><title>T</title><component><structuredBody/></component></document>",
            "without any text",
        ),
    ],
)
def test_what_is_no_label_or_has_no_text_is_refused(data: str, words: str, read_label: Callable[..., Imported]) -> None:
    with pytest.raises(UnreadableInputError, match=words):
        read_label(data)


def test_a_label_that_names_no_drug_needs_a_title(
    read_label: Callable[..., Imported], spl_label: Callable[..., str]
) -> None:
    with pytest.raises(TitleUnknownError, match=r"label\.xml does not say which drug"):
        read_label(spl_label("<section><text>Text.</text></section>", products=""))


@pytest.mark.parametrize(
    ("opening", "is_label"),
    [
        (b'<document xmlns="urn:hl7-org:v3">', True),
        (
            b"<?xml version='1.0'?><?xml-stylesheet href='x'?>\n<!-- a -->\n<document a='b' xmlns='urn:hl7-org:v3' c",
            True,
        ),
        (b'\xef\xbb\xbf<v3:document xmlns:v3="urn:hl7-org:v3">', True),
        ('<document xmlns="urn:hl7-org:v3">'.encode("utf-16"), True),
        (b'<document xmlns="urn:other">', False),
        (b'<ClinicalDocument xmlns="urn:hl7-org:v3">', False),
        (b'<!-- <document xmlns="urn:hl7-org:v3"> --><html>', False),
        (b'A label begins with <document xmlns="urn:hl7-org:v3">', False),
        (b"", False),
    ],
)
def test_a_label_is_told_by_its_root(opening: bytes, is_label: bool) -> None:
    assert recognises(opening) is is_label
