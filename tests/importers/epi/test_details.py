"""Headings without a text, titles that say nothing, publishers, and elements that have an id twice."""

from __future__ import annotations

import json
from typing import Any

import pytest

from desktop_app.importers.context import ImportContext
from desktop_app.importers.formats import read_item
from desktop_app.importers.items import Item
from desktop_app.monograph.model import Monograph


def read(context: ImportContext, *others: dict[str, Any], **changes: Any) -> Monograph:
    composition = {"resourceType": "Composition", "title": "Examplib", "section": [section("Dose", "One.")]} | changes
    entries = [{"resource": one} for one in (composition, *others)]
    data = json.dumps({"resourceType": "Bundle", "entry": entries}).encode()
    return read_item(Item("b.json", data, "epi"), context).monograph


def section(title: str, text: str = "", *inner: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {"title": title, "section": list(inner)}
    return made | ({"text": {"div": f'<div xmlns="http://www.w3.org/1999/xhtml">{text}</div>'}} if text else {})


def test_headings_that_hold_others_stay_and_the_rest_are_reported(context: ImportContext) -> None:
    monograph = read(
        context,
        section=[
            section(
                "Annex", "", section("Empty"), section("Blank", "<p>&#160;</p>"), section("Deep", "", section("Low"))
            ),
            section("Dose", "<p>One.</p>"),
            section("Shelf life", "Shelf life"),
        ],
    )
    assert [one.title for one in monograph.sections] == ["Annex", "Deep", "Dose", "Shelf life"]
    assert monograph.provenance.unresolved == tuple(
        f"heading without a text: {title}" for title in ("Empty", "Blank", "Low")
    )
    assert [(item.what, item.count) for item in monograph.provenance.dropped] == [("heading without a text", 3)]


def test_an_element_with_its_id_twice_is_read(context: ImportContext) -> None:
    """As the FDA's conversion of labels writes it: an attribute and an element."""
    xml = (
        b'<Bundle xmlns="http://hl7.org/fhir"><type value="document"/><entry><resource><Composition id="c1" url="u">'
        b'<id value="c1"/><url value="v"/><title value="Ibrance"/><section id="s"><id value="s"/>'
        b'<title value="1 INDICATIONS"/><text><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml">'
        b"<p>For X.</p></div><div/></text></section></Composition></resource></entry></Bundle>"
    )
    monograph = read_item(Item("b.xml", xml, "epi"), context).monograph
    assert [(one.title, one.html) for one in monograph.sections] == [("1 INDICATIONS", "<p>For X.</p>")]


HIGHLIGHTS = "These highlights do not include all the information needed to use LIPITOR safely and effectively."
PRODUCT = {"resourceType": "MedicinalProductDefinition", "name": [{"productName": "Lipitor 10 mg"}]}


@pytest.mark.parametrize(
    ("title", "others", "shown"),
    [
        (HIGHLIGHTS, (PRODUCT,), "Lipitor 10 mg"),
        (f"TEST PURPOSES ONLY - {HIGHLIGHTS}", (PRODUCT,), "Lipitor 10 mg"),
        (HIGHLIGHTS, (), "LIPITOR"),
        ("B. PACKAGE LEAFLET", (PRODUCT,), "Lipitor 10 mg"),
        ("Summary of Product Characteristics", (PRODUCT,), "Lipitor 10 mg"),
        ("Lipitor, film-coated tablets", (PRODUCT,), "Lipitor, film-coated tablets"),
        ("TEST PURPOSES ONLY - Lipitor", (PRODUCT,), "TEST PURPOSES ONLY - Lipitor"),
    ],
)
def test_a_title_that_any_product_could_have_gives_way_to_its_name(
    title: str, others: tuple[dict[str, Any], ...], shown: str, context: ImportContext
) -> None:
    assert read(context, *others, title=title).title == shown


def organisation(number: int, kind: str = "") -> dict[str, Any]:
    made: dict[str, Any] = {"resourceType": "Organization", "id": f"o{number}", "name": f"Plant {number}"}
    return made | ({"type": [{"coding": [{"code": kind}]}]} if kind else {})


def test_a_publisher_is_one_organisation(context: ImportContext) -> None:
    authors = [{"reference": f"Organization/o{number}"} for number in range(25)]
    plants = [organisation(number) for number in range(25)]
    assert read(context, *plants, author=authors).provenance.publisher == "Plant 0"
    plants[7] = organisation(7, "220000000034")
    assert read(context, *plants, author=authors).provenance.publisher == "Plant 7"
    holder = {"resourceType": "RegulatedAuthorization", "holder": {"reference": "Organization/o9"}}
    monograph = read(context, *[organisation(number) for number in range(25)], holder, author=authors)
    assert monograph.provenance.publisher == "Plant 9"
    assert "Plant 24" in monograph.sections[-1].html


@pytest.mark.parametrize(
    ("said", "text", "language"),
    [
        ("eng", "Take one.", "en"),
        ("spa", "Tome uno.", "es"),
        ("dan", "Tag en.", "da"),
        ("pt_br", "Tome um.", "pt-BR"),
        ("en", "每日一次，每次一片，饭后服用。", "zh"),
        ("en", "Δύο δισκία την ημέρα.", "el"),
        ("en", "One tablet contains β-carotene.", "en"),
    ],
)
def test_the_language_is_that_of_the_text_by_its_shortest_name(
    said: str, text: str, language: str, context: ImportContext
) -> None:
    monograph = read(context, language=said, section=[section("Dose", text)])
    assert monograph.language == language
    said_otherwise = language not in {"en", "es", "da", "pt-BR"}
    assert any("language" in one for one in monograph.provenance.unresolved) is said_otherwise
