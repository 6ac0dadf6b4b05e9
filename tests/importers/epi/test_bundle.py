"""ePI Bundles, in JSON and XML: sections, links, pictures and products as the source has them, or said why not."""

from __future__ import annotations

import base64
import copy
import json
import re
from html import escape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import TitleUnknownError, UnreadableInputError, UserError
from desktop_app.importers.context import ImportContext
from desktop_app.importers.drug_names import DrugNames
from desktop_app.importers.formats import read_item
from desktop_app.importers.items import Imported, Item
from desktop_app.importers.kind_map import KindMap
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Name, NameKind

CONTEXT = ImportContext(DrugNames.load(), KindMap.load(), "2026-11-22")


UID = "epi:en:aaaa-bbbb:testol-5-mg"


GIF = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\x04\0\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;"


OTHER_GIF = GIF.replace(b"\xff\xff\xff", b"\xff\xff\xfe")


XHTML = 'xmlns="http://www.w3.org/1999/xhtml"'


def div(inside: str) -> dict[str, str]:
    return {"status": "additional", "div": f"<div {XHTML}>{inside}</div>"}


def coded(code: str, display: str = "") -> dict[str, Any]:
    return {"coding": [{"system": "https://x.example", "code": code, "display": display}]}


COMPOSITION: dict[str, Any] = {
    "resourceType": "Composition",
    "id": "c1",
    "language": "en",
    "version": "2",
    "identifier": [{"value": "urn:uuid:aaaa-bbbb"}],
    "date": "2022-02-16T13:28:17Z",
    "title": "Testol 5 mg tablets",
    "author": [{"reference": "Organization/o1"}],
    "contained": [
        {"resourceType": "Binary", "id": "77", "contentType": "image/gif", "data": base64.b64encode(GIF).decode()},
        {
            "resourceType": "Binary",
            "id": "78",
            "contentType": "image/gif",
            "data": base64.b64encode(OTHER_GIF).decode(),
        },
        {"resourceType": "Binary", "id": "79", "contentType": "image/svg+xml", "data": "PHN2Zy8+"},
    ],
    "section": [
        {
            "title": "B. Package leaflet",
            "text": div("unavailable"),
            "emptyReason": coded("unavailable"),
            "section": [
                {
                    "title": "1. What Testol is and what it is used for",
                    "code": coded("200000029895"),
                    "text": div(
                        '<a name="Section1"/><h2>What Testol is and what it is used for</h2>'
                        '<p>See <a href="#Section2">2</a>,'
                        ' <a href="#Nowhere">3</a>.</p><p>\n  <b/>\n 5 &lt; 6</p><p>&#160;</p>'
                        '<img src="#77" alt="The tablet"/><img src="#79" alt="drawn"/><img src="#80" alt="null"/>'
                    ),
                },
                {
                    "title": "2. How to take Testol",
                    "text": div(
                        '<p id="Section2">Take it.</p><table><colgroup><col/></colgroup>'
                        '<tr><td colspan="2"/><td>x</td></tr>'
                        '</table><a href="javascript:alert(1)">a</a><script>alert(1)</script>'
                    ),
                    "entry": [{"reference": "#78", "display": "Leaflet"}, {"reference": "Organization/o1"}],
                },
            ],
        },
        {
            "title": "Fancy heading",
            "text": div(f'<img alt="in" src="data:image/gif;base64,{base64.b64encode(GIF).decode()}"/>'),
        },
    ],
}


BUNDLE: dict[str, Any] = {
    "resourceType": "Bundle",
    "type": "document",
    "language": "en",
    "identifier": {"value": "3b5a9d60"},
    "entry": [
        {"resource": COMPOSITION},
        {
            "fullUrl": "http://x.example/Organization/o1",
            "resource": {"resourceType": "Organization", "id": "o1", "name": "Maker"},
        },
        {
            "resource": {
                "resourceType": "MedicinalProductDefinition",
                "name": [
                    {
                        "productName": "Testol 5 mg",
                        "part": [
                            {"part": "Testol", "type": coded("220000000002")},
                            {"part": "testolamine", "type": coded("220000000003")},
                            {"part": "5 mg", "type": coded("220000000004")},
                        ],
                    }
                ],
            }
        },
        {
            "resource": {
                "resourceType": "Ingredient",
                "role": coded("ACTIB"),
                "substance": {"code": {"reference": {"reference": "SubstanceDefinition/s1"}}},
            }
        },
        {
            "resource": {
                "resourceType": "Ingredient",
                "role": coded("100000072082", "Excipient"),
                "substance": {"code": {"concept": coded("x", "Lactose")}},
            }
        },
        {
            "resource": {
                "resourceType": "SubstanceDefinition",
                "id": "s1",
                "name": [{"name": "TESTOLAMINE HCL"}],
                "moiety": [{"name": "TESTOLAMINE"}],
            }
        },
    ],
}


def read(bundle: Any, **changes: Any) -> Imported:
    return read_item(Item("b.json", json.dumps(bundle).encode(), "epi"), CONTEXT)


def changed(**changes: Any) -> dict[str, Any]:
    """The Bundle with other elements in its Composition; None takes one out."""
    composition = {key: value for key, value in (COMPOSITION | changes).items() if value is not None}
    return BUNDLE | {"entry": [{"resource": composition}, *BUNDLE["entry"][1:]]}


def as_xml(resource: dict[str, Any]) -> str:
    """The same resource as FHIR XML."""

    def fields(value: dict[str, Any]) -> str:
        return "".join(
            element(name, one) for name, many in value.items() for one in (many if isinstance(many, list) else [many])
        )

    def element(name: str, value: Any) -> str:
        if name == "div":
            return str(value)
        if isinstance(value, str):
            return f'<{name} value="{escape(value)}"/>'
        if "resourceType" in value:
            return f"<{name}>{whole(value)}</{name}>"
        return f"<{name}>{fields(value)}</{name}>"

    def whole(value: dict[str, Any]) -> str:
        kind = value["resourceType"]
        return f"<{kind}>{fields({key: one for key, one in value.items() if key != 'resourceType'})}</{kind}>"

    return whole(resource).replace("<Bundle>", '<Bundle xmlns="http://hl7.org/fhir">', 1)


def test_what_the_product_information_is() -> None:
    monograph = read(BUNDLE).monograph
    provenance = monograph.provenance
    assert (monograph.uid, monograph.title, monograph.language) == (UID, "Testol 5 mg tablets", "en")
    assert monograph.names == (
        Name("Testol", NameKind.BRAND),
        Name("testolamine", NameKind.GENERIC),
        Name("Testol 5 mg", NameKind.BRAND),
    )
    assert monograph.substances == ("TESTOLAMINE HCL",)
    assert monograph.moieties == ("TESTOLAMINE",)
    assert (provenance.publisher, provenance.version, provenance.effective_date) == ("Maker", "2", "2022-02-16")


def test_sections_nest_as_in_the_source_and_stubs_are_no_text() -> None:
    monograph = read(BUNDLE).monograph
    leaflet = "b-package-leaflet"
    assert [(section.key, section.kind, section.parent) for section in monograph.sections] == [
        (leaflet, Kind.COUNSELLING, None),
        (f"{leaflet}/1-what-testol-is-and-what-it-is-used-for", Kind.INDICATIONS, leaflet),
        (f"{leaflet}/2-how-to-take-testol", Kind.DOSAGE, leaflet),
        ("fancy-heading", Kind.OTHER, None),
        ("product-data", Kind.FORMS, None),
    ]
    assert monograph.sections[0].html == ""
    assert monograph.sections[1].code == "200000029895"
    assert monograph.provenance.unmapped == ("Fancy heading",)


def test_text_links_and_pictures() -> None:
    imported = read(BUNDLE)
    first, second, fancy = imported.monograph.sections[1:4]
    sha = {media.data: media.sha256 for media in imported.media}
    assert first.html == (
        f'<p>See <a href="section:{second.key}">2</a>, 3.</p><p> <strong></strong> 5 &lt; 6</p>'
        f'<img src="media:{sha[GIF]}" alt="The tablet">[drawn]'
    )
    assert second.html == (
        '<p>Take it.</p><table><tbody><tr><td colspan="2"></td><td>x</td></tr></tbody></table>a'
        f'<p><img src="media:{sha[OTHER_GIF]}" alt="Leaflet"></p>'
    )
    assert fancy.html == f'<img src="media:{sha[GIF]}" alt="in">'
    assert imported.monograph.provenance.unresolved == ("#Nowhere", "picture #79", "picture #80")
    assert {item.what: item.count for item in imported.monograph.provenance.dropped} == {
        "link to a website": 1,
        "script element": 1,
    }


def test_xml_says_the_same_as_json() -> None:
    data = as_xml(BUNDLE).encode()
    imported = read_item(Item("b.xml", data, "epi"), CONTEXT)
    expected = read(BUNDLE)
    assert [(s.key, s.title, s.html) for s in imported.monograph.sections] == [
        (s.key, s.title, s.html) for s in expected.monograph.sections
    ]
    assert imported.media == expected.media
    assert (imported.monograph.uid, imported.monograph.names, imported.monograph.substances) == (
        expected.monograph.uid,
        expected.monograph.names,
        expected.monograph.substances,
    )


def test_several_compositions_are_parts_of_one_monograph() -> None:
    second = {
        "resourceType": "Composition",
        "title": "Summary",
        "section": [{"title": "Overdose", "text": div("Call.")}],
    }
    bundle = BUNDLE | {"entry": [*BUNDLE["entry"], {"resource": second}]}
    monograph = read(bundle).monograph
    assert monograph.uid == UID
    assert [section.key for section in monograph.sections if section.parent is None] == [
        "testol-5-mg-tablets",
        "summary",
        "product-data",
    ]
    section = monograph.section("summary/overdose")
    assert section is not None
    assert section.html == "Call."


def test_a_summary_that_was_written_is_read_and_a_generated_one_is_not() -> None:
    assert "overview" not in {s.key for s in read(changed(text=div("x") | {"status": "generated"})).monograph.sections}
    assert read(changed(text=div("<p>Written.</p>"))).monograph.sections[0].html == "<p>Written.</p>"


def test_the_text_decides_where_languages_contradict_each_other() -> None:
    spanish = [
        {"title": "1", "text": div("Tome el medicamento que su médico y la enfermera le den, con agua si no puede.")}
    ]
    monograph = read(changed(language="es", section=spanish)).monograph
    assert monograph.language == "es"
    assert monograph.provenance.unresolved == ("language: the Composition says es, the Bundle en",)
    english = [{"title": "1", "text": div("Take the medicine with water if you are not able to, and not the other.")}]
    assert read(changed(language="es", section=english)).monograph.language == "en"
    unsaid = BUNDLE | {"language": "no language", "entry": changed(language=None)["entry"]}
    assert read(unsaid).monograph.language == "en"


@pytest.mark.parametrize("text", ["2022-02-30", "yesterday", "2022-13"])
def test_days_that_do_not_exist_are_no_dates(text: str) -> None:
    provenance = read(changed(date=text)).monograph.provenance
    assert provenance.effective_date == ""
    assert f"date {text}" in provenance.unresolved


@pytest.mark.parametrize(("text", "day"), [("2022", "2022"), ("2022-02", "2022-02"), (None, "")])
def test_dates_are_as_exact_as_they_are_given(text: str | None, day: str) -> None:
    assert read(changed(date=text)).monograph.provenance.effective_date == day


def test_keys_are_unique_whatever_the_titles() -> None:
    section = {"title": "Dose", "text": div("x")}
    monograph = read(
        changed(section=[section, section, {"title": "剂量", "text": div("y")}, {"text": div("z")}])
    ).monograph
    assert [section.key for section in monograph.sections[:4]] == ["dose", "dose-2", "section", "section-2"]


def test_keys_spell_the_letters_that_ascii_lacks() -> None:
    titles = ["Indlægsseddel", "Før De får Ødem", "Große Dosis", "Œdème", "Þvagræsing", "Łagodne"]
    monograph = read(changed(section=[{"title": title, "text": div("x")} for title in titles])).monograph
    assert [section.key for section in monograph.sections[:6]] == [
        *("indlaegsseddel", "for-de-far-odem", "grosse-dosis", "oedeme", "thvagraesing", "lagodne")
    ]


def test_r4_medications_name_product_and_active_substance() -> None:
    medication = {
        "resourceType": "Medication",
        "code": {"text": "Testol tablet"},
        "ingredient": [
            {"itemCodeableConcept": coded("x", "testolamine")},
            {"itemCodeableConcept": coded("y", "lactose"), "isActive": False},
            {"itemCodeableConcept": coded("z", "talc"), "isActive": ["false"]},
        ],
    }
    composition = {key: value for key, value in COMPOSITION.items() if key not in {"title", "author"}}
    bundle = {"resourceType": "Bundle", "entry": [{"resource": composition}, {"resource": medication}]}
    monograph = read(bundle).monograph
    assert (monograph.title, monograph.substances) == ("Testol tablet", ("testolamine",))
    assert monograph.names == (Name("Testol tablet", NameKind.GENERIC),)


def test_a_product_information_without_any_name() -> None:
    with pytest.raises(TitleUnknownError):
        read({"resourceType": "Bundle", "entry": changed(title=None)["entry"][:1]})


def test_too_many_sections() -> None:
    with pytest.raises(UnreadableInputError, match="more than 5,000 sections"):
        read(changed(section=[{"title": "a", "text": div("x")}] * 5001))


@pytest.mark.parametrize("data", ["not base64!", "A", "", None, 5])
def test_a_binary_that_is_no_picture(data: Any) -> None:
    contained = [{"resourceType": "Binary", "id": "77", "data": data}, {"resourceType": "Patient", "id": "78"}]
    inside = '<p>b<img src="#77" alt="Tablet"/><img src="#78"/></p>'
    imported = read(changed(contained=contained, section=[{"title": "a", "text": div(inside)}]))
    assert imported.monograph.sections[0].html == "<p>b[Tablet]</p>"
    assert imported.monograph.provenance.unresolved == ("picture #77", "picture #78")


def test_holders_stand_for_authors_that_are_not_named() -> None:
    holder = {
        "resourceType": "RegulatedAuthorization",
        "identifier": [{"value": "EU/1"}],
        "holder": {"display": "Holder"},
    }
    bundle = changed(author=[{"reference": "Organization/absent"}])
    monograph = read(bundle | {"entry": [*bundle["entry"], {"resource": holder}]}).monograph
    assert monograph.provenance.publisher == "Holder"
    assert "<td>EU/1</td>" in monograph.sections[-1].html


@pytest.mark.parametrize(
    "source",
    [
        "data:image/gif;base64,AAAA",
        "data:text/html,<b>x</b>",
        "data:image/svg+xml,%3Csvg/%3E",
        "http://x.example/a.png",
        "data:,",
        "",
    ],
)
def test_what_is_no_picture_of_the_bundle_never_gets_in(source: str) -> None:
    imported = read(changed(section=[{"title": "a", "text": div(f'<p>b<img src="{escape(source)}"/></p>')}]))
    assert imported.monograph.sections[0].html == "<p>b</p>"
    assert imported.media == ()
    assert imported.monograph.provenance.unresolved == (f"picture {source[:80]}",)


def test_a_picture_in_a_data_link_without_base64() -> None:
    source = "data:image/gif," + "".join(f"%{byte:02x}" for byte in GIF)
    imported = read(changed(section=[{"title": "a", "text": div(f'<img src="{source}"/>')}]))
    assert [media.data for media in imported.media] == [GIF]


def paths_in(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, one in inner for found in paths_in(one, (*path, key)))]


MUTATIONS: st.SearchStrategy[Any] = st.sampled_from(
    [
        None,
        True,
        5,
        -1.5,
        "",
        "x",
        "#77",
        "\ud800\u202e",
        [],
        {},
        [[]],
        [None],
        [{}],
        {"a": {}},
        "<div>",
        "</div><a href='",
        "<" * 50,
    ]
)


@given(st.lists(st.tuples(st.sampled_from(paths_in(BUNDLE)[1:]), MUTATIONS), min_size=1, max_size=5))
def test_mutated_bundles_are_read_or_refused(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    bundle = copy.deepcopy(BUNDLE)
    for path, value in changes:
        where: Any = bundle
        try:
            for key in path[:-1]:
                where = where[key]
            where[path[-1]] = copy.deepcopy(value)
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took away what this one would change
    try:
        imported = read(bundle)
    except UserError:
        return
    assert not re.search(r"<(?!/?[a-z])", "".join(section.html for section in imported.monograph.sections))


@given(st.text(alphabet="<>/=\"' ab&;#:", max_size=80))
def test_any_narrative_is_sanitised(inside: str) -> None:
    try:
        imported = read(changed(section=[{"title": "a", "text": {"div": f"<div>{inside}"}}]))
    except UserError:
        return
    assert "javascript" not in imported.monograph.sections[0].html
