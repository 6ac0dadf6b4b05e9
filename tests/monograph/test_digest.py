"""The digest of a monograph changes with what it says, not with the file it came in."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest

from desktop_app.monograph.digest import digest
from desktop_app.monograph.kinds import LABELS, Kind
from desktop_app.monograph.model import (
    Dropped,
    Monograph,
    Name,
    NameKind,
    Provenance,
    Reference,
    ReferenceStatus,
    Section,
)
from desktop_app.store.library.derived import DERIVED

REFERENCE = Reference(
    "1", "1", ReferenceStatus.GIVEN, "raw", {"title": "T", "author": [{"family": "F"}]}, "10.1/x", "2"
)
SECTION = Section("overview", Kind.OVERVIEW, "Overview", "<p>x</p>", 0)
MONOGRAPH = Monograph(
    uid="local:x",
    title="X",
    language="en",
    names=(Name("Y", NameKind.BRAND),),
    sections=(SECTION,),
    references=(REFERENCE,),
    provenance=Provenance("authored", "P", dropped=(Dropped("script element", 1),)),
)


@pytest.mark.parametrize("change", [{"file_name": "b.md"}, {"retrieved": "2026-01-01"}, {"sha256": "ff"}])
def test_the_file_and_when_it_was_fetched_do_not_matter(change: dict[str, str]) -> None:
    assert digest(replace(MONOGRAPH, provenance=replace(MONOGRAPH.provenance, **change))) == digest(MONOGRAPH)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changed",
    [
        replace(MONOGRAPH, title="Z"),
        replace(MONOGRAPH, language="de"),
        replace(MONOGRAPH, names=()),
        replace(MONOGRAPH, sections=(replace(SECTION, html="<p>y</p>"),)),
        replace(MONOGRAPH, sections=(replace(SECTION, kind=Kind.DOSAGE),)),
        replace(MONOGRAPH, references=(replace(REFERENCE, csl={"title": "U"}),)),
        replace(MONOGRAPH, references=(replace(REFERENCE, csl=None),)),
        replace(MONOGRAPH, references=(replace(REFERENCE, status=ReferenceStatus.MATCHED, probability=0.9),)),
        replace(MONOGRAPH, provenance=replace(MONOGRAPH.provenance, effective_date="2020")),
        replace(MONOGRAPH, provenance=replace(MONOGRAPH.provenance, dropped=())),
    ],
)
def test_everything_that_is_said_matters(changed: Monograph) -> None:
    assert digest(changed) != digest(MONOGRAPH)


def test_the_order_of_keys_in_csl_does_not_matter() -> None:
    csl = {"author": [{"family": "F"}], "title": "T"}
    assert digest(replace(MONOGRAPH, references=(replace(REFERENCE, csl=csl),))) == digest(MONOGRAPH)


def test_a_monograph_finds_its_own_parts() -> None:
    assert MONOGRAPH.section("overview") is SECTION
    assert MONOGRAPH.section("dosage") is None
    assert MONOGRAPH.reference("1") is REFERENCE
    assert MONOGRAPH.reference("2") is None


def test_kinds_are_in_reading_order_and_each_has_a_label() -> None:
    assert list(Kind)[:3] == [Kind.OVERVIEW, Kind.BOXED_WARNING, Kind.INDICATIONS]
    assert list(Kind)[-1] is Kind.OTHER
    assert set(LABELS) == set(Kind)
    assert LABELS[Kind.BOXED_WARNING] == "Boxed warning"


def test_the_digest_of_the_same_content_never_changes() -> None:
    # Libraries keep it. Where it has to change, `DERIVED` must be raised, so that they make it anew.
    assert (DERIVED, digest(MONOGRAPH)) == (2, "e583157555be0126d9387b9ed898d4be89200c1c8e3bf360464ef756ee13dae3")


def test_csl_may_be_any_mapping() -> None:
    csl = MappingProxyType({"title": "T", "author": [{"family": "F"}]})
    assert digest(replace(MONOGRAPH, references=(replace(REFERENCE, csl=csl),))) == digest(MONOGRAPH)
