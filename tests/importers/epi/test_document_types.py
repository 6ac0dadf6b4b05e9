"""Only information on products is read: nothing of a patient's record, nor of any other document, gets in."""

from __future__ import annotations

import json
from typing import Any

import pytest

from desktop_app.errors import UnreadableInputError
from desktop_app.importers.context import ImportContext
from desktop_app.importers.formats import read_item
from desktop_app.importers.items import Item

SPOR = "https://spor.ema.europa.eu/v1/lists/100000155531/terms/"
PRODUCT = {"resourceType": "MedicinalProductDefinition", "name": [{"productName": "Examplib"}]}
PATIENT = {"resourceType": "Patient", "id": "p", "name": [{"family": "Secretname"}]}


def coded(system: str, code: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code, "display": "Secretwords"}]}


def bundle(kind: dict[str, Any] | None, *others: dict[str, Any], **changes: Any) -> bytes:
    composition: dict[str, Any] = {
        "resourceType": "Composition",
        "title": "Examplib",
        "section": [{"title": "Secrettitle", "text": {"div": "<div><p>Secrettext.</p></div>"}}],
    } | changes
    if kind is not None:
        composition["type"] = kind
    entries = [{"resource": one} for one in (composition, *others)]
    return json.dumps({"resourceType": "Bundle", "entry": entries}).encode()


@pytest.mark.parametrize(
    ("kind", "others"),
    [
        (coded("http://loinc.org", "34391-3"), ()),
        (coded("http://loinc.org", "34390-5"), ()),
        (coded("http://loinc.org", "53404-0"), ()),
        (coded("http://loinc.org", "42230-3"), ()),
        (coded(SPOR, "100000155538"), ()),
        (coded(SPOR, "100000155532"), ()),
        (coded("https://www.mhra.gov.uk/", "100000155538"), ()),
        (coded("https://swissmedic.example/kinds", "FI"), (PRODUCT,)),
        ({"text": "Package Leaflet"}, ()),
        (None, ()),
        (None, (PRODUCT,)),
    ],
)
def test_product_information_is_told_by_its_type(
    kind: dict[str, Any] | None, others: tuple[dict[str, Any], ...], context: ImportContext
) -> None:
    monograph = read_item(Item("b.json", bundle(kind, *others), "epi"), context).monograph
    assert "Secrettext" in monograph.sections[0].html


def test_a_code_of_a_worldwide_system_is_believed_with_a_profile_of_the_guide(context: ImportContext) -> None:
    profile = "http://hl7.org/fhir/uv/emedicinal-product-info/StructureDefinition/Composition-uv-epi"
    data = bundle(coded("http://snomed.info/sct", "422735006"), PRODUCT, meta={"profile": [profile]})
    assert read_item(Item("b.json", data, "epi"), context).monograph.sections
    ips = "http://hl7.org/fhir/uv/ips/StructureDefinition/Composition-uv-ips"
    with pytest.raises(UnreadableInputError, match="nothing of it was read"):
        read_item(
            Item(
                "b.json", bundle(coded("http://loinc.org", "60591-5"), PRODUCT, meta={"profile": [ips, profile]}), "epi"
            ),
            context,
        )


@pytest.mark.parametrize(
    ("kind", "others", "changes"),
    [
        (coded("http://loinc.org", "60591-5"), (), {}),
        (coded("http://loinc.org", "60591-5"), (PRODUCT,), {}),
        (coded("http://loinc.org", "18842-5"), (), {}),
        (coded("http://loinc.org", "51725-0"), (), {}),
        (coded("urn:oid:2.16.840.1.113883.6.1", "34133-9"), (), {}),
        (coded("http://snomed.info/sct", "422735006"), (PRODUCT,), {}),
        (coded("https://hospital.example/kinds", "letter"), (), {}),
        (coded("http://loinc.org", "34391-3"), (PATIENT,), {}),
        (None, (PRODUCT, {"resourceType": "AllergyIntolerance"}), {}),
        (None, (), {"title": "Patient Summary (Secretname)"}),
        (None, (), {"subject": {"reference": "https://x.example/fhir/Patient/7"}}),
        (None, (), {"subject": [{"type": "Patient", "display": "Secretname"}]}),
        (None, (), {"contained": [PATIENT]}),
        (None, (), {"section": [{"code": coded("http://loinc.org", "11450-4"), "text": {"div": "<p>Secrettext</p>"}}]}),
    ],
)
def test_anything_else_is_refused_without_a_word_of_it(
    kind: dict[str, Any] | None, others: tuple[dict[str, Any], ...], changes: dict[str, Any], context: ImportContext
) -> None:
    with pytest.raises(UnreadableInputError, match=r"^b\.json is a FHIR Bundle, but not") as refused:
        read_item(Item("b.json", bundle(kind, *others, **changes), "epi"), context)
    assert "Secret" not in str(refused.value)


def test_a_document_beside_product_information_is_not_read_either(context: ImportContext) -> None:
    summary = {"resourceType": "Composition", "type": coded("http://loinc.org", "60591-5"), "section": []}
    with pytest.raises(UnreadableInputError, match="nothing of it was read"):
        read_item(Item("b.json", bundle(coded(SPOR, "100000155538"), summary), "epi"), context)


def test_a_patient_summary_in_xml_is_refused_too(context: ImportContext) -> None:
    xml = (
        b'<Bundle xmlns="http://hl7.org/fhir"><entry><resource><Composition><type><coding>'
        b'<system value="http://loinc.org"/><code value="60591-5"/></coding></type><title value="Patient summary"/>'
        b"</Composition></resource></entry></Bundle>"
    )
    with pytest.raises(UnreadableInputError, match="nothing of it was read"):
        read_item(Item("s.xml", xml, "epi"), context)
