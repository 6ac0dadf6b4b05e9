"""What docs/authoring-format.md says of the authoring format is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from desktop_app.importers.authored.front_matter import _KEYS
from desktop_app.importers.drug_names import DrugNames
from desktop_app.importers.formats import ImportContext, beside, read_monograph
from desktop_app.importers.kind_map import KindMap
from desktop_app.monograph.html import citations, sources_needed
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, Name, NameKind, ReferenceStatus

PAGE = (Path(__file__).resolve().parents[3] / "docs/authoring-format.md").read_text(encoding="utf-8")


def example(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.S)
    assert found
    return found[1]


@pytest.fixture
def monograph(tmp_path: Path) -> Monograph:
    path = tmp_path / "examplomycin.md"
    path.write_text(example("markdown"), encoding="utf-8")
    (tmp_path / "examplomycin.json").write_text(example("json"), encoding="utf-8")
    context = ImportContext(DrugNames.load(), KindMap.load(), "2026-11-22", neighbour=beside(path))
    return read_monograph(path.read_bytes(), path.name, context)


def test_the_example_is_read_whole(monograph: Monograph) -> None:
    assert (monograph.uid, monograph.title) == ("local:examplomycin-iv", "Examplomycin, intravenous")
    assert monograph.names == (Name("Examplomycin", NameKind.GENERIC), Name("Exampla", NameKind.BRAND))
    assert [(section.key, section.kind, section.parent) for section in monograph.sections] == [
        ("overview", Kind.OVERVIEW, None),
        ("boxed", Kind.BOXED_WARNING, None),
        ("dosage", Kind.DOSAGE, None),
        ("dosage/levels", Kind.DOSAGE, "dosage"),
        ("overdose", Kind.OVERDOSE, None),
    ]
    assert monograph.provenance.dropped == ()
    assert monograph.provenance.notice == "Draft. Not reviewed by a clinician."


def test_the_marks_of_the_example_have_their_references(monograph: Monograph) -> None:
    assert [(entry.id, entry.label, entry.status) for entry in monograph.references] == [
        ("formulary2026", "1", ReferenceStatus.GIVEN),
        ("doe2019", "2", ReferenceStatus.GIVEN),
    ]
    assert sum(len(citations(section.html)) for section in monograph.sections) == 6
    assert sum(sources_needed(section.html) for section in monograph.sections) == 1
    dosage = monograph.section("dosage")
    assert dosage is not None
    assert '<a href="section:dosage/levels">levels</a>' in dosage.html
    assert "<caption>Rate by dose" in dosage.html


def test_every_entry_of_the_front_matter_is_described() -> None:
    assert set(re.findall(r"^\| `(\w+)` \|", PAGE, re.M)) == _KEYS


def test_every_kind_is_listed_in_order() -> None:
    listed = re.search(r"The kinds: (.*?)\.\n", PAGE, re.S)
    assert listed
    assert re.findall(r"`([\w-]+)`", listed[1]) == list(Kind)
