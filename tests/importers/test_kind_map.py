"""Section kinds told from codes and headings of US labels, European product information and encyclopedias."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from desktop_app.importers.kind_map import SOURCE, KindMap, normalised
from desktop_app.monograph.kinds import Kind


@pytest.fixture(scope="module")
def kinds() -> KindMap:
    return KindMap.load()


def test_every_kind_a_source_can_have_has_a_heading(kinds: KindMap) -> None:
    rules = SOURCE.read_text(encoding="utf-8")
    assert {kind for kind in Kind if not re.search(rf"^{kind.value} = ", rules, re.M)} == set()


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("4.1 Therapeutic indications", Kind.INDICATIONS),
        ("4.2 Posology and method of administration", Kind.DOSAGE),
        ("4.3 Contraindications", Kind.CONTRAINDICATIONS),
        ("4.4 Special warnings and precautions for use", Kind.WARNINGS),
        ("4.5 Interaction with other medicinal products and other forms of interaction", Kind.INTERACTIONS),
        ("4.6 Fertility, pregnancy and lactation", Kind.PREGNANCY_LACTATION),
        ("4.7 Effects on ability to drive and use machines", Kind.WARNINGS),
        ("4.8 Undesirable effects", Kind.ADVERSE_EFFECTS),
        ("4.9 Overdose", Kind.OVERDOSE),
        ("5.1 Pharmacodynamic properties", Kind.PHARMACODYNAMICS),
        ("5.2 Pharmacokinetic properties", Kind.PHARMACOKINETICS),
        ("5.3 Preclinical safety data", Kind.NONCLINICAL),
        ("6.1 List of excipients", Kind.FORMS),
        ("6.3 Shelf life", Kind.SUPPLY_STORAGE),
        ("6.6 Special precautions for disposal", Kind.SUPPLY_STORAGE),
    ],
)
def test_european_product_information(kinds: KindMap, title: str, kind: Kind) -> None:
    assert kinds.kind_of(title) is kind


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("BOXED WARNING", Kind.BOXED_WARNING),
        ("1 INDICATIONS AND USAGE", Kind.INDICATIONS),
        ("INDICATIONS & USAGE:", Kind.INDICATIONS),
        ("3 DOSAGE FORMS AND STRENGTHS", Kind.FORMS),
        ("12.1 Mechanism of Action", Kind.MECHANISM),
        ("Pharmacokinetics of LIORESAL INTRATHECAL:", Kind.PHARMACOKINETICS),
        ("16 HOW SUPPLIED/STORAGE AND HANDLING", Kind.SUPPLY_STORAGE),
        ("B. Overdosage", Kind.OVERDOSE),
    ],
)
def test_us_label_headings(kinds: KindMap, title: str, kind: Kind) -> None:
    assert kinds.kind_of(title) is kind


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Medical uses", Kind.INDICATIONS),
        ("Society and culture", Kind.SOCIETY_NAMES),
        ("Chemistry", Kind.CHEMISTRY),
        ("History", Kind.HISTORY),
        ("Research", Kind.RESEARCH),
        ("See also", Kind.OTHER),
    ],
)
def test_encyclopedia_headings(kinds: KindMap, title: str, kind: Kind) -> None:
    assert kinds.kind_of(title) is kind


def test_the_code_decides_before_the_heading(kinds: KindMap) -> None:
    assert kinds.kind_of("Something else", code="34088-5", parent=Kind.HISTORY) is Kind.OVERDOSE
    assert kinds.kind_of("Overdose", code="42229-5") is Kind.OVERDOSE


def test_a_known_heading_is_its_own_kind_under_another(kinds: KindMap) -> None:
    assert kinds.kind_of("Withdrawal syndrome", parent=Kind.ADVERSE_EFFECTS) is Kind.WITHDRAWAL
    assert kinds.kind_of("Pharmacokinetics", parent=Kind.PHARMACODYNAMICS) is Kind.PHARMACOKINETICS


def test_an_unknown_heading_has_the_kind_around_it(kinds: KindMap) -> None:
    assert kinds.kind_of("Tardive dyskinesia", parent=Kind.WARNINGS) is Kind.WARNINGS
    assert kinds.kind_of("Tardive dyskinesia", parent=Kind.OVERVIEW) is Kind.OTHER
    assert kinds.kind_of("Tardive dyskinesia") is Kind.OTHER


def test_a_condition_that_is_treated_is_not_an_effect_of_the_drug(kinds: KindMap) -> None:
    assert kinds.kind_of("Opioid withdrawal", parent=Kind.INDICATIONS) is Kind.INDICATIONS
    assert kinds.kind_of("Elderly", parent=Kind.PHARMACOKINETICS) is Kind.PHARMACOKINETICS
    assert kinds.kind_of("Contraindications", parent=Kind.INDICATIONS) is Kind.CONTRAINDICATIONS


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("4.6  Fertility, pregnancy & lactation:", "fertility pregnancy and lactation"),
        ("5-HT receptors", "5 ht receptors"),
        ("\u00a0DOSAGE/ADMINISTRATION ", "dosage administration"),
        ("", ""),
    ],
)
def test_headings_are_compared_without_numbers_and_punctuation(title: str, plain: str) -> None:
    assert normalised(title) == plain


@pytest.mark.real_data
def test_codes_agree_with_the_headings_of_real_labels(kinds: KindMap, shared_data: Path) -> None:
    """Where a real label names a section by a heading that the map knows, code and heading must say the same."""
    pair = re.compile(r'<code code="([\d-]+)"[^>]*/>\s*<title[^>]*>([^<]+)</title>')
    labels = (shared_data / "spl").glob("*.xml")
    found = [match.groups() for path in labels for match in pair.finditer(path.read_text("utf-8"))]
    assert len(found) > 50
    differing = {
        (code, title.strip())
        for code, title in found
        if (by_title := kinds.kind_of(title)) is not Kind.OTHER
        and kinds.kind_of("", code) not in {by_title, Kind.OTHER}
    }
    assert differing == set()
