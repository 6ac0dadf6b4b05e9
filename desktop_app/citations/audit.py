"""What the statements of a monograph rest on: which marks have no reference, which were matched, what nothing cites."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from desktop_app.monograph.html import citations, sources_needed
from desktop_app.monograph.model import Monograph, ReferenceStatus


@dataclass(frozen=True, slots=True)
class MatchedMark:
    """A mark whose reference Materia inferred."""

    mark: str
    reference: str
    reason: str


@dataclass(frozen=True, slots=True)
class Audit:
    """Everything in a monograph that rests on less than a reference the source gives."""

    uid: str
    missing: tuple[str, ...]
    """Marks without a reference, each once, in reading order."""
    matched: tuple[MatchedMark, ...]
    uncited_references: tuple[str, ...]
    """Ids of references that no mark cites."""
    source_needed: int
    """How often the source itself asks for a source."""


@dataclass(frozen=True, slots=True)
class Use:
    """How often a section cites a reference."""

    section: str
    """Key of the section."""
    count: int


def audit(monograph: Monograph) -> Audit:
    """Weigh every mark of a monograph."""
    marks: dict[str, str] = {}
    for section in monograph.sections:
        for citation in citations(section.html):
            marks.setdefault(citation.ref, citation.mark)
    known = {reference.id: reference for reference in monograph.references}
    missing, matched = [], []
    for ref, mark in marks.items():
        reference = known.get(ref)
        if reference is None or reference.status is ReferenceStatus.MISSING:
            missing.append(mark)
        elif reference.status is ReferenceStatus.MATCHED:
            matched.append(MatchedMark(mark, ref, reference.reason))
    return Audit(
        uid=monograph.uid,
        missing=tuple(missing),
        matched=tuple(matched),
        uncited_references=tuple(ref for ref in known if ref not in marks),
        source_needed=sum(sources_needed(section.html) for section in monograph.sections),
    )


def usage(monograph: Monograph) -> dict[str, tuple[Use, ...]]:
    """Where each cited reference is cited, by its id: sections in the order of the source. Missing ones too."""
    uses: dict[str, list[Use]] = {}
    for section in monograph.sections:
        for ref, count in Counter(citation.ref for citation in citations(section.html)).items():
            uses.setdefault(ref, []).append(Use(section.key, count))
    return {ref: tuple(found) for ref, found in uses.items()}
