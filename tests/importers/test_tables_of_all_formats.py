"""Rows with more cells than their head, and tables in cells, in every format of HTML or XML: all stays apart."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from desktop_app.importers.context import ImportContext
from desktop_app.importers.formats import read_monograph
from desktop_app.monograph.html import plain_text
from desktop_app.monograph.model import Monograph

RAGGED = (
    "<table><thead><tr><th>Age</th><th>Dose</th></tr></thead><tbody>"
    "<tr><td>adult</td><td>5 mg</td><td>only if renal function is normal</td></tr>"
    "<tr><td>child</td><td>1 mg</td></tr></tbody></table>"
)
NESTED = (
    "<table><tbody><tr><td>Adults</td><td>by weight"
    "<table><tbody><tr><td>60 kg</td><td>5 mg</td></tr><tr><td>80 kg</td><td>10 mg</td></tr></tbody></table>"
    "<p>once a day</p></td></tr><tr><td>Children</td><td>1 mg</td></tr></tbody></table>"
)


def openfda(table: str) -> bytes:
    return json.dumps(
        {
            "openfda": {"generic_name": ["TESTOL"]},
            "set_id": "aaaa-1",
            "dosage_and_administration": ["Dosage and administration Take it with water."],
            "dosage_and_administration_table": [table],
        }
    ).encode()


def epi(table: str) -> bytes:
    composition = {
        "resourceType": "Composition",
        "identifier": [{"value": "aaaa-1"}],
        "title": "Testol",
        "section": [{"title": "Dosage", "text": {"div": f"<div><p>Take it with water.</p>{table}</div>"}}],
    }
    return json.dumps({"resourceType": "Bundle", "type": "document", "entry": [{"resource": composition}]}).encode()


def spl(table: str) -> bytes:
    section = f"<section ID='S'><code code='34068-7'/><title>Dosage</title><text>{table}</text></section>"
    return (
        (
            '<document xmlns="urn:hl7-org:v3"><component><structuredBody><component><section>'
            '<code code="48780-1"/><subject>'
            "<manufacturedProduct><manufacturedProduct><name>Testol</name></manufacturedProduct></manufacturedProduct>"
            f"</subject></section></component><component>{section}</component></structuredBody></component></document>"
        )
        .replace("<p>", "<paragraph>")
        .replace("</p>", "</paragraph>")
        .encode()
    )


def encyclopedia(table: str) -> bytes:
    return (
        "<!DOCTYPE html><html lang='en'><head><title>Testol</title></head><body><h1 id='firstHeading'>Testol</h1>"
        "<div id='mw-content-text'><div class='mw-parser-output'><p><b>Testol</b> is a drug.</p>"
        f"<h2>Dosage</h2><p>Take it with water.</p>{table}</div></div></body></html>"
    ).encode()


@pytest.mark.parametrize("make", [openfda, epi, spl, encyclopedia])
@pytest.mark.parametrize(
    ("table", "lines"),
    [
        (RAGGED, ["Age\tDose", "adult\t5 mg\tonly if renal function is normal", "child\t1 mg"]),
        (
            NESTED,
            ["Adults\tby weight", "60 kg\t5 mg", "80 kg\t10 mg", "once a day", "Children\t1 mg"],
        ),
    ],
)
def test_every_cell_keeps_its_place(
    context: ImportContext, make: Callable[[str], bytes], table: str, lines: list[str]
) -> None:
    html = _html_of(read_monograph(make(table), "testol", context))
    assert table in html
    text = plain_text(html).split("\n")
    start = text.index(lines[0])
    assert text[start : start + len(lines)] == lines


def _html_of(monograph: Monograph) -> str:
    return "".join(section.html for section in monograph.sections)
