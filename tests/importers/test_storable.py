"""What the library cannot hold, or nobody could read, is refused in words before it is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from desktop_app.errors import UnreadableInputError
from desktop_app.importers.limits import LIMITS
from desktop_app.importers.storable import check_storable
from desktop_app.monograph.kinds import Kind
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

SECTION = Section("adverse-effects/withdrawal", Kind.WITHDRAWAL, "Withdrawal", "<p>x</p>", 0)
REFERENCE = Reference("1", "1", ReferenceStatus.MATCHED, "Raw", {"title": "T", "volume": 5}, probability=0.9)
SOUND = Monograph(
    "spl:1",
    "Testol",
    "en",
    (Name("Brand", NameKind.BRAND),),
    (SECTION,),
    (REFERENCE,),
    Provenance("spl", dropped=(Dropped("image", 3),), unmapped=("Odd",), unresolved=("#a",)),
    ("testol",),
)


def deep(levels: int) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    for _ in range(levels):
        found = {"a": found}
    return found


def test_what_importers_make_is_storable() -> None:
    check_storable(SOUND, "f", LIMITS)
    dated = {"author": [{"family": "É", "given": None}], "issued": {"date-parts": [[2020, 1]]}, "n": 1.5, "b": True}
    check_storable(replace(SOUND, references=(replace(REFERENCE, csl=dated),)), "f", LIMITS)


@pytest.mark.parametrize("key", ["", " ", "a\nb", "a\u202eb", "a  b", " a", "\ud800"])
def test_a_key_is_one_line_that_can_be_shown(key: str) -> None:
    with pytest.raises(UnreadableInputError, match="the key of a section is empty or holds"):
        check_storable(replace(SOUND, sections=(replace(SECTION, key=key),)), "f", LIMITS)


def test_a_key_has_an_end() -> None:
    with pytest.raises(UnreadableInputError, match="the key of a section has 1,001 characters"):
        check_storable(replace(SOUND, sections=(replace(SECTION, key="k" * 1001),)), "f", LIMITS)


@pytest.mark.parametrize("number", [10**30, -(10**30), 10**400, float("nan")])
def test_numbers_are_such_as_the_library_holds(number: Any) -> None:
    for monograph in (
        replace(SOUND, sections=(replace(SECTION, order=number),)),
        replace(SOUND, references=(replace(REFERENCE, probability=number),)),
        replace(SOUND, provenance=replace(SOUND.provenance, dropped=(Dropped("x", number),))),
    ):
        with pytest.raises(UnreadableInputError, match="which nothing in it can have"):
            check_storable(monograph, "f", LIMITS)


@pytest.mark.parametrize(
    "changed",
    [
        lambda text: replace(SOUND, language=text),
        lambda text: replace(SOUND, substances=(text,)),
        lambda text: replace(SOUND, names=(Name(text, NameKind.BRAND),)),
        lambda text: replace(SOUND, sections=(replace(SECTION, title=text),)),
        lambda text: replace(SOUND, sections=(replace(SECTION, code=text),)),
        lambda text: replace(SOUND, references=(replace(REFERENCE, raw=text),)),
        lambda text: replace(SOUND, references=(replace(REFERENCE, candidates=(text,)),)),
        lambda text: replace(SOUND, provenance=replace(SOUND.provenance, publisher=text)),
        lambda text: replace(SOUND, provenance=replace(SOUND.provenance, unresolved=(text,))),
        lambda text: replace(SOUND, provenance=replace(SOUND.provenance, dropped=(Dropped(text, 1),))),
    ],
)
def test_every_text_has_an_end_and_whole_characters(changed: Any) -> None:
    check_storable(changed("é" * 20), "f", replace(LIMITS, text_characters=20))
    with pytest.raises(UnreadableInputError, match="has 21 characters, where no more are read than 20"):
        check_storable(changed("é" * 21), "f", replace(LIMITS, text_characters=20))
    with pytest.raises(UnreadableInputError, match="halves of characters"):
        check_storable(changed("a\ud800"), "f", LIMITS)


@pytest.mark.parametrize(
    "csl",
    [
        {"title": "a\ud800"},
        {"\ud800": "a"},
        {5: "a"},
        {"volume": 10**400},
        {"volume": float("inf")},
        {"a": {1, 2}},
        {"a": [deep(11)]},
        deep(13),
    ],
)
def test_the_data_of_a_reference_is_plain(csl: Any) -> None:
    with pytest.raises(UnreadableInputError, match="the data of its reference 1 is nested or holds numbers"):
        check_storable(replace(SOUND, references=(replace(REFERENCE, csl=csl),)), "f", LIMITS)
    check_storable(replace(SOUND, references=(replace(REFERENCE, csl=deep(11)),)), "f", LIMITS)
