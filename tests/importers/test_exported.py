"""What Materia exports another imports as it was; what only pretends to be one is refused or made harmless."""

from __future__ import annotations

import contextlib
import json
import struct
import zlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import UnreadableInputError, UserError
from desktop_app.importers.context import ImportContext
from desktop_app.importers.drug_names import DrugNames
from desktop_app.importers.exported import exported, picture_name, picture_names, read_exported, recognises
from desktop_app.importers.items import Imported, Item
from desktop_app.importers.kind_map import KindMap
from desktop_app.importers.pictures import picture_of
from desktop_app.monograph.digest import digest
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import (
    Dropped,
    Media,
    Monograph,
    Name,
    NameKind,
    Provenance,
    Reference,
    ReferenceStatus,
    Section,
)

CONTEXT = ImportContext(DrugNames.load(), KindMap.load(), "2026-01-01")


def png() -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 3, 2, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" + b"\0\0\0" * 3 + b"\0" + b"\0\0\0" * 3)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.fixture
def picture() -> Media:
    found = picture_of(png())
    assert found is not None
    return found


@pytest.fixture
def monograph(picture: Media) -> Monograph:
    html = f'<p>5 mg <a href="cite:1">1</a></p><p><img src="media:{picture.sha256}" alt="Dose"></p>'
    return Monograph(
        uid="spl:0d4f",
        title="Baclofen γ",
        language="en",
        names=(Name("Lioresal", NameKind.BRAND),),
        sections=(
            Section("dosage", Kind.DOSAGE, "Dosage", html, 0, None, "34068-7"),
            Section("dosage/more", Kind.OTHER, "More", "<p>x</p>", 3, "dosage"),
        ),
        references=(
            Reference("1", "1", ReferenceStatus.GIVEN, "Leggio", {"title": "T", "author": [{}]}, "10.1/x", "12"),
            Reference("2", "2", ReferenceStatus.MATCHED, "Raw", None, None, None, "order", 0.5, ("1",)),
        ),
        provenance=Provenance(
            *("spl", "FDA", "s", "3", "2019-04", "2026", "CC0", "a.xml", "ab", "all.zip"),
            notice="Not reviewed.",
            dropped=(Dropped("image", 1),),
            unmapped=("Odd",),
            unresolved=("see 5.1",),
        ),
        substances=("BACLOFEN",),
    )


def read(data: bytes, **beside: bytes) -> Imported:
    return read_exported(Item("a.json", data, "exported", "lib.zip", beside), CONTEXT)


def test_a_monograph_comes_back_as_it_was(monograph: Monograph, picture: Media) -> None:
    data = exported(monograph, (picture,))
    assert recognises(data[:4000])
    names = list(picture_names(data))
    assert names == [picture_name(picture)] == [f"media/{picture.sha256}.png"]
    imported = read_exported(Item("a.json", data, "exported", "lib.zip", {names[0]: picture.data}), CONTEXT)
    assert imported == Imported(monograph, (picture,))
    assert digest(imported.monograph) == digest(monograph)


def test_other_files_are_not_taken_for_it() -> None:
    for opening in (b'{"title": "materia-monograph"}', b"<html>", b"", b'["materia-monograph"]'):
        assert not recognises(opening)


def test_what_is_no_picture_is_left_out(monograph: Monograph) -> None:
    assert read(exported(monograph, ()), **{"media/x.png": b"<svg onload='x'>"}).media == ()


def test_its_text_is_sanitised_and_what_was_dropped_said(monograph: Monograph) -> None:
    section = replace(monograph.sections[0], html="<p onclick='x'>5 mg<script>alert(1)</script></p>")
    imported = read(exported(replace(monograph, sections=(section,)), ())).monograph
    assert imported.sections[0].html == "<p>5 mg</p>"
    assert Dropped("image", 1) in imported.provenance.dropped
    assert {dropped.what for dropped in imported.provenance.dropped} >= {"script element", "onclick attribute"}


def test_where_no_file_is_named_this_one_is_the_source(monograph: Monograph) -> None:
    bare = replace(monograph, provenance=Provenance("authored"))
    found = read(exported(bare, ())).monograph.provenance
    assert (found.file_name, found.container, len(found.sha256)) == ("a.json", "lib.zip", 64)


def test_data_of_references_holds_nothing_that_cannot_be_shown(monograph: Monograph) -> None:
    whole = json.loads(exported(monograph, ()))
    whole["references"][0]["csl"] = {"title\ud800": ["a\u202e\0b", {"given": "\udfff"}, 5, None]}
    whole["provenance"]["dropped"] = [{"what": "image", "count": -3}]
    found = read(json.dumps(whole).encode()).monograph
    assert found.references[0].csl == {"title": ["ab", {"given": ""}, 5, None]}
    assert found.provenance.dropped == (Dropped("image", 0),)


def test_a_newer_format_is_said() -> None:
    with pytest.raises(UnreadableInputError, match="newer Materia"):
        read(b'{"materia-monograph": 2}')


@pytest.mark.parametrize(
    "change",
    [
        lambda whole: whole.pop("uid"),
        lambda whole: whole.update({"materia-monograph": True}),
        lambda whole: whole.update(uid="no kind"),
        lambda whole: whole.update(uid=7),
        lambda whole: whole.update(sections=[1]),
        lambda whole: whole["sections"][0].update(kind="magic"),
        lambda whole: whole["sections"][0].update(html=None),
        lambda whole: whole["sections"][0].update(order=1e999),
        lambda whole: whole["references"][0].update(csl=[1]),
        lambda whole: whole["references"][0].update(probability="sure"),
        lambda whole: whole["provenance"].update(dropped=[{"what": "x"}]),
        lambda whole: whole.update(substances=None),
    ],
)
def test_what_is_not_whole_is_refused(monograph: Monograph, change: Callable[[Any], object]) -> None:
    whole = json.loads(exported(monograph, ()))
    change(whole)
    with pytest.raises(UnreadableInputError, match="not a monograph as Materia exports it"):
        read(json.dumps(whole).encode())


@pytest.mark.parametrize("data", [b'{"materia-monograph": 1', b'{"materia-monograph": ' + b"[" * 100_000, b"[1]", b"7"])
def test_what_is_no_json_object_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableInputError):
        read(data)


@given(st.data())
def test_nothing_but_a_user_error_is_ever_raised(data: st.DataObject) -> None:
    section = Section("a", Kind.OTHER, "A", "<p>t</p>", 0)
    whole = json.loads(exported(Monograph("local:a", "A", "en", (Name("B", NameKind.BRAND),), (section,), ()), ()))
    where = whole
    while data.draw(st.booleans()) and isinstance(where, dict | list) and where:
        places: Any = sorted(where) if isinstance(where, dict) else range(len(where))
        chosen = data.draw(st.sampled_from(list(places)))
        if not isinstance(where[chosen], dict | list) or not where[chosen] or data.draw(st.booleans()):
            where[chosen] = data.draw(
                st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.none()) | st.just({})
            )
            break
        where = where[chosen]
    with contextlib.suppress(UserError):
        read(json.dumps(whole).encode())
