"""The formats whose importers are tried with changed files: what each is tried with, and how its files are changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mutators import Mutator, mutate_html, mutate_json, mutate_lines, mutate_xml

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"


@dataclass(frozen=True, slots=True)
class Host:
    """A document that is imported in the place of the changed file, because it calls for it."""

    name: str
    data: bytes
    calls_for: str
    """Name of the file beside it, which the changed one becomes."""


@dataclass(frozen=True, slots=True)
class MutatedFormat:
    """One importer, or one of the readers that an importer hands files to."""

    name: str
    mutate: Mutator
    fixtures: Mapping[str, bytes]
    """Small files of the project's own, by name: tried in every run of the tests."""
    real: tuple[str, ...] = ()
    """Patterns of files in ../shared."""
    host: Host | None = None
    companions: Mapping[str, bytes] = field(default_factory=dict)
    """What lies beside, unchanged."""


_OPENFDA_RESULT = {
    "set_id": "11111111-2222-3333-4444-555555555555",
    "id": "99999999-2222-3333-4444-555555555555",
    "version": "3",
    "effective_time": "20240229",
    "boxed_warning": ["WARNING: Testol is not real & never was < 5 × 10⁹/L."],
    "boxed_warning_table": ["<table><tbody><tr><td>Age</td><td>Dose<sup>1</sup></td></tr></tbody></table>"],
    "dosage_and_administration": [
        "2 DOSAGE AND ADMINISTRATION 2.1 Adults Table 1: Doses Age Dose Adults 10 2 mg in renal impairment Then stop."
    ],
    "dosage_and_administration_table": [
        "<table width='60%'><col/><caption>Table 1: Doses</caption>"
        "<thead><tr><th rowspan='2'>Age</th><th>Dose</th></tr>"
        '</thead><tbody><tr><td><paragraph>Adults</paragraph></td><td>10<footnote ID="f1">2 mg in renal impairment'
        '</footnote></td></tr><tr><td>Child</td><td>5<footnoteRef IDREF="f1"/></td></tr></tbody></table>'
    ],
    "use_in_specific_populations": ["8 USE IN SPECIFIC POPULATIONS 8.1 Pregnancy None [see Dosage (2.1)]."],
    "pregnancy": ["8.1 Pregnancy None [see Dosage (2.1)]."],
    "references": ["15 REFERENCES 1. NIOSH Alert: Preventing exposures. 2. OSHA Technical Manual, 2020."],
    "spl_product_data_elements": ["Testol Testolamine TESTOLAMINE LACTOSE"],
    "openfda": {
        "brand_name": ["TESTOL"],
        "generic_name": ["TESTOLAMINE"],
        "substance_name": ["TESTOLAMINE HYDROCHLORIDE"],
        "unii": ["UNII000001"],
        "manufacturer_name": ["Test Pharma"],
        "spl_set_id": ["11111111-2222-3333-4444-555555555555"],
    },
}
_OPENFDA_ANSWER = {
    "meta": {
        "disclaimer": "Do not rely on openFDA",
        "license": "https://open.fda.gov/license/",
        "last_updated": "2021",
    },
    "results": [_OPENFDA_RESULT, {**_OPENFDA_RESULT, "set_id": "aaaaaaaa-2222-3333-4444-555555555555"}],
}

_LEAFLET = {
    "resourceType": "Bundle",
    "type": "document",
    "language": "en",
    "identifier": {"system": "https://x.example", "value": "3b5a9d60"},
    "entry": [
        {
            "fullUrl": "https://x.example/Composition/c1",
            "resource": {
                "resourceType": "Composition",
                "id": "c1",
                "type": {"coding": [{"system": "http://loinc.org", "code": "34391-3"}], "text": "Label"},
                "title": "Testol 5 mg tablets",
                "date": "2024-02-29",
                "author": [{"reference": "Organization/o1"}],
                "section": [
                    {
                        "title": "Uses",
                        "section": [
                            {
                                "id": "s1",
                                "title": "Dose",
                                "text": {
                                    "status": "additional",
                                    "div": "<div><p>5 mg. See <a href='#s1'>1</a></p></div>",
                                },
                            }
                        ],
                    },
                    {"title": "Overdose", "text": {"status": "additional", "div": "<div><p>Call.</p></div>"}},
                ],
            },
        },
        {"resource": {"resourceType": "Organization", "id": "o1", "name": "Maker"}},
        {"resource": {"resourceType": "MedicinalProductDefinition", "name": [{"productName": "Testol 5 mg"}]}},
    ],
}
_LEAFLET_IN_XML = (
    b'<Bundle xmlns="http://hl7.org/fhir"><entry><resource><Composition id="c1"><id value="c1"/>'
    b'<type><coding><system value="http://loinc.org"/><code value="34391-3"/></coding></type><title value="Testol"/>'
    b'<language value="en"/><section id="s1"><id value="s1"/><title value="Dose"/><text><status value="generated"/>'
    b'<div xmlns="http://www.w3.org/1999/xhtml"><p>5 mg.</p></div></text></section><section><title value="Overdose"/>'
    b'<text><div xmlns="http://www.w3.org/1999/xhtml"><table><tr><td>Call.</td></tr></table></div></text></section>'
    b"</Composition></resource></entry></Bundle>"
)

FORMATS: tuple[MutatedFormat, ...] = (
    MutatedFormat(
        name="spl",
        mutate=mutate_xml,
        fixtures={"quillomine.xml": (FIXTURES / "spl" / "quillomine.xml").read_bytes()},
        real=("data/spl/*.xml",),
    ),
    MutatedFormat(
        name="openfda",
        mutate=mutate_json,
        fixtures={
            "answer.json": json.dumps(_OPENFDA_ANSWER).encode(),
            "result.json": json.dumps(_OPENFDA_RESULT).encode(),
        },
        real=("data/openfda/*.json", "cases/*openfda*.json", "cases/footnote-in-cell.json"),
    ),
    MutatedFormat(
        name="epi",
        mutate=mutate_json,
        fixtures={"leaflet.json": json.dumps(_LEAFLET).encode()},
        real=("data/epi/*.json", "cases/epi-*.json"),
    ),
    MutatedFormat(
        name="epi in XML",
        mutate=mutate_xml,
        fixtures={"leaflet.xml": _LEAFLET_IN_XML},
        real=("cases/id-twice.xml",),
    ),
    MutatedFormat(
        name="encyclopedia",
        mutate=mutate_html,
        fixtures={path.name: path.read_bytes() for path in sorted((FIXTURES / "encyclopedia").glob("*.html"))},
        real=("data/wikipedia/*.html", "cases/*.html"),
    ),
    MutatedFormat(
        name="article text",
        mutate=mutate_lines,
        fixtures={path.name: path.read_bytes() for path in sorted((FIXTURES / "articles").glob("*.txt"))},
        real=("data/seed/*.txt",),
    ),
    MutatedFormat(
        name="authored",
        mutate=mutate_lines,
        fixtures={
            "testol.md": b"---\nmateria: 1\ntitle: Testol\nlanguage: en\nversion: 2\neffective: 2024-02-29\n"
            b"names:\n  brand: [Testa, Testb]\n  generic: [testolamine]\npublisher: Test Hospital\n"
            b"bibliography: testol.bib\n---\n# Dosage\n\n| Age | Dose |\n|---|---|\n| Adult | 5 mg |\n\n"
            b"## Children\n\n3. Weigh.\n4. Give 0.1 mg/kg [@doe2019].\n\n# Overdose\n\nCall a doctor.\n",
        },
        companions={"testol.bib": b"@article{doe2019, author = {Doe, J.}, title = {Doses}, year = 2019}\n"},
        real=("cases/[a-z]*.md",),
    ),
)
"""Every importer has one entry at least."""
