"""What tells one ePI from another: system, value and language of its number, and its product."""

from __future__ import annotations

import json
from typing import Any

import pytest

from desktop_app.importers.context import ImportContext
from desktop_app.importers.epi.identity import is_identity
from desktop_app.importers.formats import read_item
from desktop_app.importers.items import Imported, Item

VALUE = "0d69fdcb-33cf-407f-8209-a6529856ab4f"
LABEL = {"coding": [{"system": "http://loinc.org", "code": "34391-3"}]}


def document(kind: str) -> dict[str, Any]:
    return {"coding": [{"system": "https://spor.ema.europa.eu/v1/lists/100000155531/terms/", "code": kind}]}


def read(context: ImportContext, **changes: Any) -> Imported:
    """What a Bundle with one Composition becomes; `bundle` changes the Bundle."""
    bundle = changes.pop("bundle", {})
    composition = {
        "resourceType": "Composition",
        "id": "c",
        "identifier": [{"system": "https://regulator-a.example/id", "value": VALUE}],
        "type": LABEL,
        "title": "Examplib tablets",
        "language": "en",
        "section": [{"title": "4.1 Indications", "text": {"div": "<div><p>Examplib is for one thing.</p></div>"}}],
    } | changes
    whole = {"resourceType": "Bundle", "type": "document", "entry": [{"resource": composition}]} | bundle
    return read_item(Item("b.json", json.dumps(whole).encode(), "epi"), context)


def uid(context: ImportContext, **changes: Any) -> str:
    return read(context, **changes).monograph.uid


@pytest.mark.parametrize(
    "other",
    [
        {"identifier": [{"system": "https://regulator-b.example/id", "value": VALUE}]},
        {"identifier": [{"value": VALUE}]},
        {"language": "es"},
        {"title": "Otherib tablets"},
        {"title": "Examplib 5 mg tablets"},
        {"title": "药片"},
        {"type": document("100000155538")},
        {"section": [{"title": "4.1 适应症", "text": {"div": "<div><p>用于一种疾病。</p></div>"}}]},
    ],
)
def test_a_copied_number_makes_no_other_document_the_same(other: dict[str, Any], context: ImportContext) -> None:
    assert uid(context) != uid(context, **other)


@pytest.mark.parametrize(
    "newer",
    [
        {"date": "2024-01-01", "version": "2"},
        {"title": "TEST PURPOSES ONLY - Examplib  Tablets"},
        {"language": "eng"},
        {"identifier": {"system": "https://regulator-a.example/id", "value": f"urn:uuid:{VALUE}"}},
        {"type": document("100000155538") | {"text": "x"}, "older": {"type": document("100000155538")}},
        {"section": [{"title": "4.1 Indications", "text": {"div": "<div><p>For another thing too.</p></div>"}}]},
    ],
)
def test_a_newer_version_is_the_same_document(newer: dict[str, Any], context: ImportContext) -> None:
    older = newer.pop("older", {})
    assert uid(context, **older) == uid(context, **newer)


def test_two_titles_in_another_script_are_two(context: ImportContext) -> None:
    assert uid(context, title="甲药", language="zh") != uid(context, title="乙药", language="zh")


@pytest.mark.parametrize(
    "value",
    [
        *(
            "placeholder",
            "unknown",
            "example",
            "",
            "id",
            "cc",
            "test",
            "N/A",
            "TBD-001",
            "fcats34placeholder",
            "string",
        ),
        *("00000000-0000-0000-0000-000000000000", "urn:uuid:00000000-0000-0000-0000-000000000000", "12345", "xxxx"),
        "123e4567-e89b-12d3-a456-426614174000",
        5,
        None,
    ],
)
def test_what_templates_leave_in_the_place_of_a_number_is_none(value: Any, context: ImportContext) -> None:
    bundle = {"identifier": {"system": "https://x.example", "value": "37127"}}
    given = [{"system": "https://spor.ema.europa.eu/rmswi/", "value": value}]
    assert uid(context, identifier=given, bundle=bundle) == "epi:en:https://x.example|37127:examplib-tablets"
    alone = read(context, identifier=given).monograph
    assert alone.provenance.sha256 in alone.uid
    assert alone.provenance.source_id == ""


@pytest.mark.parametrize(
    "value",
    ["EU/1/18/1326/001", "79963", "PL 16028/0049", "5cb2d91401c7ada1c8aaab5577ca247d", "composition-es-b3a8d58c"],
)
def test_numbers_as_regulators_give_them(value: str) -> None:
    assert is_identity(value)


def test_what_an_older_materia_called_it(context: ImportContext) -> None:
    former = read(context).former
    assert former is not None
    assert (former.uid, former.titles) == (f"epi:{VALUE}", frozenset({"Examplib tablets"}))
    assert "en" in former.languages
