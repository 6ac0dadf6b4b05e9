"""What a monograph's statements rest on."""

from __future__ import annotations

from desktop_app.citations.audit import Use, audit, usage
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, Reference, ReferenceStatus, Section


def mark(ref: str, label: str | None = None) -> str:
    return f'<a href="cite:{ref}">{label or ref}</a>'


MONOGRAPH = Monograph(
    "local:x", "X", "en", (),
    (
        Section("a", Kind.OVERVIEW, "A", f"<p>x{mark('2')}{mark('r1', '1')} y{mark('2')}</p>", 0),
        Section("b", Kind.OTHER, "B", f"<p>x{mark('2')}{mark('9')}{mark('?', 'source needed')}{mark('?')}</p>", 1),
    ),
    (
        Reference("r1", "1", ReferenceStatus.GIVEN, "raw"),
        Reference("2", "2", ReferenceStatus.MATCHED, "raw", reason="order, 3 uses"),
        Reference("3", "3", ReferenceStatus.MISSING),
        Reference("u1", "", ReferenceStatus.GIVEN, "raw"),
    ),
)  # fmt: skip


def test_each_mark_is_weighed_once() -> None:
    found = audit(MONOGRAPH)
    assert found.uid == "local:x"
    assert found.missing == ("9",)
    assert [(match.mark, match.reference, match.reason) for match in found.matched] == [("2", "2", "order, 3 uses")]
    assert found.uncited_references == ("3", "u1")
    assert found.source_needed == 2


def test_a_reference_listed_as_missing_is_missing() -> None:
    section = Section("a", Kind.OVERVIEW, "A", f"<p>x{mark('3')}</p>", 0)
    monograph = Monograph("u", "U", "en", (), (section,), MONOGRAPH.references)
    assert audit(monograph).missing == ("3",)


def test_usage_counts_by_section_in_the_order_of_the_source() -> None:
    assert usage(MONOGRAPH) == {"2": (Use("a", 2), Use("b", 1)), "r1": (Use("a", 1),), "9": (Use("b", 1),)}
