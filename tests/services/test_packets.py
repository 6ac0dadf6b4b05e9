"""Sections to hand over, and the references they cite."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from desktop_app.errors import NotFoundError
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Media, Monograph, Provenance, Reference, ReferenceStatus, Section
from desktop_app.services.packets import Packets


def mark(ref: str, label: str | None = None) -> str:
    return f'<a href="cite:{ref}">{label or ref}</a>'


REFERENCES = (
    Reference("24", "24", ReferenceStatus.GIVEN, "First."),
    Reference("25", "25", ReferenceStatus.MATCHED, "Second.", reason="order"),
    Reference("26", "26", ReferenceStatus.MISSING),
    Reference("u1", "", ReferenceStatus.GIVEN, "Tied to no mark."),
)
SECTIONS = (
    Section("a", Kind.OVERVIEW, "A", f"<p>x{mark('25')}{mark('24')}</p>", 0),
    Section("b", Kind.ADVERSE_EFFECTS, "B", "", 1),
    Section("b/c", Kind.WITHDRAWAL, "C", f"<p>x{mark('26')} y{mark('25')} z{mark('99')}</p>", 2, "b"),
    Section("b/c/d", Kind.OTHER, "D", "<p>deep</p>", 3, "b/c"),
    Section("e", Kind.OTHER, "E", f"<p>x{mark('?', 'source needed')}</p>", 4),
)
MONOGRAPH = Monograph("local:x", "X", "en", (), SECTIONS, REFERENCES, Provenance("authored"))


def printed(keys: Sequence[str]) -> list[str]:
    return [section.key for section in Packets().packet(MONOGRAPH, keys).sections]


def test_sections_stand_in_the_order_of_the_source() -> None:
    assert printed(["e", "a", "e"]) == ["a", "e"]


def test_a_heading_without_text_brings_what_stands_under_it() -> None:
    assert printed(["b"]) == ["b", "b/c", "b/c/d"]


def test_a_section_with_text_stands_alone() -> None:
    assert printed(["b/c"]) == ["b/c"]


def test_cited_references_are_numbered_in_order_and_keep_their_own_number() -> None:
    references = Packets().packet(MONOGRAPH, ["a", "b/c"]).references
    assert [(entry.number, entry.label, entry.status) for entry in references] == [
        (1, "25", ReferenceStatus.MATCHED),
        (2, "24", ReferenceStatus.GIVEN),
        (3, "26", ReferenceStatus.MISSING),
        (4, "99", ReferenceStatus.MISSING),
    ]
    assert references[0].html == "Second."


def test_sections_that_cite_nothing_have_no_references() -> None:
    assert Packets().packet(MONOGRAPH, ["e"]).references == ()


def test_the_check_changes_with_the_content_alone() -> None:
    check = Packets().packet(MONOGRAPH, ["a"]).check
    changed = Monograph("local:x", "X", "en", (), SECTIONS[:2], REFERENCES, Provenance("authored"))
    assert len(check) == 9
    assert check == Packets().packet(MONOGRAPH, ["e"]).check
    assert check != Packets().packet(changed, ["a"]).check


@pytest.mark.parametrize(("keys", "words"), [(["zz"], "no section “zz”"), ([], "at least one section")])
def test_what_cannot_be_printed_is_said(keys: list[str], words: str) -> None:
    with pytest.raises(NotFoundError, match=words):
        Packets().packet(MONOGRAPH, keys)


def test_the_document_says_when_it_was_printed() -> None:
    moment = datetime(2026, 11, 22, 14, 32, tzinfo=UTC)
    document = Packets(clock=lambda: moment).document(MONOGRAPH, ["a"])
    assert f"Printed {moment.astimezone():%Y-%m-%d %H:%M} with Materia" in document.foot[2]


def test_a_packet_brings_the_pictures_that_its_sections_show() -> None:
    sections = (
        Section("a", Kind.OTHER, "A", '<p><img src="media:ab" alt="x"><img src="media:cd" alt=""></p>', 0),
        Section("b", Kind.OTHER, "B", '<p><img src="media:ef" alt="y"></p>', 1),
    )
    monograph = Monograph("local:p", "P", "en", (), sections, (), Provenance("authored"))
    library = {"ab": Media("ab", "image/png", 1, 1, b"AB"), "ef": Media("ef", "image/png", 1, 1, b"EF")}
    packets = Packets(media=library.get)
    assert packets.packet(monograph, ["a"]).images == {"media:ab": b"AB"}
    assert packets.packet(monograph, ["b"]).images == {"media:ef": b"EF"}
    assert Packets().packet(monograph, ["a"]).images == {}
