"""What is an ePI Bundle, what is none, and why."""

from __future__ import annotations

import pytest

from desktop_app.errors import UnreadableInputError
from desktop_app.importers.context import ImportContext
from desktop_app.importers.epi.bundle import recognises
from desktop_app.importers.formats import read_item
from desktop_app.importers.items import Item


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"{}", "is no FHIR Bundle"),
        (b"[]", "is no FHIR Bundle"),
        (b'{"resourceType": "Bundle"}', "without a Composition"),
        (b'{"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Composition"}}]}', "no text"),
        (b'{"resourceType": "Bundle", ', "it is no JSON"),
        (b'{"a":' * 1000 + b"1" + b"}" * 1000, "nested deeper"),
        (b'{"a":' * 100_000, "nested deeper"),
        (b'<Bundle xmlns="http://hl7.org/fhir"><entry>', "damaged or cut off"),
        (b'<!DOCTYPE Bundle [<!ENTITY a "b">]><Bundle xmlns="http://hl7.org/fhir"/>', "DTD"),
    ],
)
def test_what_is_no_product_information_says_why(data: bytes, words: str, context: ImportContext) -> None:
    with pytest.raises(UnreadableInputError, match=words):
        read_item(Item("x", data, "epi"), context)


@pytest.mark.parametrize(
    ("opening", "expected"),
    [
        (b'{"resourceType": "Bundle"', True),
        (b'\xef\xbb\xbf{\n "id": "x",\n "resourceType" : "Bundle"', True),
        ('{"resourceType": "Bundle"'.encode("utf-16"), True),
        (b'<?xml version="1.0"?>\n<!-- x --><Bundle xmlns="http://hl7.org/fhir">', True),
        (b"<Bundle xmlns='http://hl7.org/fhir'>", True),
        (b'{"resourceType": "Patient"', False),
        (b'<Bundle xmlns="http://x.example">', False),
        (b'["resourceType": "Bundle"]', False),
    ],
)
def test_openings(opening: bytes, expected: bool) -> None:
    assert recognises(opening) is expected
