"""What the command line prints: dictionaries for scripts, lines for people. The keys are a promise to scripts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from desktop_app.citations.format import format_ama
from desktop_app.monograph.html import citations, numbered_text, plain_text
from desktop_app.monograph.model import Monograph, Provenance, Reference, ReferenceStatus, Section
from desktop_app.render.provenance import notice, source_name, version_line
from desktop_app.render.words_shown import words_shown_line
from desktop_app.services.library.sharing import sharing_words
from desktop_app.services.rows import row
from desktop_app.services.search.quoting import in_quotes
from desktop_app.services.search.telling_apart import told_apart
from desktop_app.services.word_facts import words_report

if TYPE_CHECKING:
    from desktop_app.citations.audit import Audit
    from desktop_app.services.bookmarks import Bookmark, Folder
    from desktop_app.services.search.search import Answer, SectionHit
    from desktop_app.store.library.store import MonographSummary
    from desktop_app.store.library.values import DrugGroup

Report = dict[str, Any]
_EMPTY = "The library is empty. `materia import FILE` adds to it."


def list_report(summaries: Iterable[MonographSummary]) -> Report:
    """`monographs`, in the order of the library."""
    return {
        "monographs": [
            {
                "uid": summary.uid,
                "title": summary.title,
                "names": [name.text for name in summary.names],
                "sections": summary.section_count,
                "source": source_name(summary),
                "version": summary.version,
                "effective_date": summary.effective_date or None,
            }
            for summary in summaries
        ]
    }


def list_lines(summaries: Sequence[MonographSummary]) -> list[str]:
    """One line a monograph."""
    if not summaries:
        return [_EMPTY]
    return [
        row(summary.title, summary.uid, source_name(summary), summary.effective_date or "no date in source")
        for summary in summaries
    ]


def show_report(monograph: Monograph, sections: Iterable[Section]) -> Report:
    """The whole monograph with these sections of it."""
    provenance = monograph.provenance
    return {
        "uid": monograph.uid,
        "title": monograph.title,
        "names": [{"name": name.text, "kind": name.kind} for name in monograph.names],
        "provenance": {
            "source_kind": provenance.source_kind,
            "source": source_name(provenance),
            "publisher": provenance.publisher,
            "source_id": provenance.source_id,
            "version": provenance.version,
            "effective_date": provenance.effective_date or None,
            "retrieved": provenance.retrieved or None,
            "licence": provenance.licence,
            "file_name": provenance.file_name,
            "sha256": provenance.sha256,
            "notice": _notice(provenance),
            "from_another_materia": provenance.relayed,
            "words": words_report(provenance.words),
            "dropped": [{"what": dropped.what, "count": dropped.count} for dropped in provenance.dropped],
        },
        "sections": [_section(monograph, section) for section in sections],
        "references": [_reference(reference) for reference in monograph.references],
    }


def _section(monograph: Monograph, section: Section) -> Report:
    there = {reference.id for reference in monograph.references if reference.status is not ReferenceStatus.MISSING}
    return {
        "key": section.key,
        "kind": section.kind,
        "title": section.title,
        "parent": section.parent,
        "text": numbered_text(section.html),
        "citations": [
            {"mark": citation.mark, "reference": citation.ref if citation.ref in there else None}
            for citation in citations(section.html)
        ],
    }


def _reference(reference: Reference) -> Report:
    return {
        "id": reference.id,
        "label": reference.label,
        "status": reference.status,
        "reason": reference.reason,
        "probability": reference.probability,
        "candidates": list(reference.candidates),
        "text": reference.raw,
        "doi": reference.doi,
        "pmid": reference.pmid,
        "csl": None if reference.csl is None else dict(reference.csl),
    }


def _notice(provenance: Provenance) -> str:
    return notice(provenance) if provenance.relayed else provenance.notice


def show_lines(monograph: Monograph, sections: Iterable[Section], group: DrugGroup | None = None) -> list[str]:
    """The text, and after it every reference with its status; `group` is the drug that it is of."""
    provenance = monograph.provenance
    lines = [monograph.title, f"{source_name(provenance)}, {version_line(provenance) or 'no date in source'}"]
    if group is not None and (sharing := sharing_words(group)):
        lines.append(sharing)
    if said := _notice(provenance):
        lines.append(said)
    if short := words_shown_line(provenance.words):
        lines.append(f"{short}. `materia library why {monograph.uid}` says which are not.")
    for section in sections:
        lines += ["", f"## {section.title}  ({section.key})", numbered_text(section.html) or "(no text of its own)"]
    lines += ["", "## References"]
    for reference in monograph.references:
        status = f"{reference.status}: {reference.reason}" if reference.reason else str(reference.status)
        lines.append(f"[{reference.label or '–'}] {format_ama(reference).text} ({status})")
    return lines


def search_report(answer: Answer) -> Report:
    """The hits; in `snippet` the matched words stand in `<mark>`, the rest is escaped as HTML.

    `kinds` counts every section that matches, also of kinds that `in:` leaves out, and those that lack words only where
    none has all or they stand between the others; `missing`: words that a hit lacks.
    """
    return {
        "query": answer.query,
        "corrected": answer.corrected,
        "corrections": [{"typed": typed, "taken_for": taken} for typed, taken in answer.corrections],
        "absent": list(answer.absent),
        "offers": [
            {"name": offer.name, "in_library": offer.in_library, "differs": offer.differs} for offer in answer.offers
        ],
        "also_searched": list(answer.also_searched),
        "relaxed_from": answer.relaxed_from,
        "remarks": list(answer.remarks),
        "total": answer.total,
        "kinds": [{"kind": kind, "count": count} for kind, count in answer.kinds],
        "names": [{"name": hit.name, "kind": hit.kind.value, "uid": hit.uid} for hit in answer.names],
        "hits": [
            {
                "uid": hit.uid,
                "monograph": hit.monograph,
                "section": hit.section,
                "kind": hit.kind,
                "title": hit.section_title,
                "publisher": hit.publisher or None,
                "score": hit.score,
                "snippet": hit.snippet,
                "copies": hit.copies,
                "missing": list(hit.missing),
            }
            for hit in answer.hits
        ],
    }


def search_lines(answer: Answer) -> list[str]:
    """Two lines a hit; a correction, what else was searched, names and counts by kind come first."""
    if answer.nothing_to_search:
        return [_EMPTY]
    lines = list(map(answer.look_alikes.tall, answer.remarks))
    lines += [f"  {answer.look_alikes.tall(offer.name)} – {offer.differs}" for offer in answer.offers]
    if answer.absent and answer.hits:
        lines.append("What follows mentions it in the texts of other drugs.")
    if answer.corrected:
        lines.append(f"No hits for {in_quotes(answer.query)}. Showing {in_quotes(answer.corrected)}.")
    if answer.also_searched:
        lines.append(f"Also searched: {', '.join(answer.also_searched)}")
    if answer.names:
        lines.append(f"Names: {', '.join(f'{answer.look_alikes.tall(hit.name)} ({hit.uid})' for hit in answer.names)}")
    if len(answer.kinds) > 1 or answer.within:
        lines.append("Kinds: " + " · ".join(f"in:{kind} {count}" for kind, count in answer.kinds))
    if not answer.hits:
        lines.append(f"Nothing found for {in_quotes(answer.query)}. This says nothing about whether it is so.")
    relaxed, apart = False, told_apart(answer.hits)
    for hit in answer.hits:
        if hit.missing and not relaxed:
            relaxed = True
            lines.append("Some words missing:")
        title = answer.look_alikes.tall(hit.monograph)
        lines += [f"{title}: {hit.section_title}  ({hit.uid}, {hit.section})", f"    {_unmarked(hit.snippet)}"]
        if notes := _notes(hit, apart.get(hit.uid, "")):
            lines.append(f"    ({notes})")
    if answer.more:
        shown = len(answer.hits)
        of_all = f" of {answer.total:,}" if answer.total > shown else ""
        lines.append(f"The first {shown}{of_all}; --limit shows more.")
    return lines


def _notes(hit: SectionHit, told_apart_by: str) -> str:
    notes = [told_apart_by] if told_apart_by else []
    if hit.missing:
        notes.append(f"without {', '.join(map(in_quotes, hit.missing))}")
    return ", ".join([*notes, *([f"and {hit.copies:,} more with the same text"] if hit.copies else [])])


def _unmarked(snippet: str) -> str:
    return " ".join(plain_text(snippet.replace("<mark>", "").replace("</mark>", "")).split())


def audit_report(audits: Iterable[Audit]) -> Report:
    """Per monograph: marks without reference, references that Materia tied to marks, references tied to none."""
    return {
        "monographs": [
            {
                "uid": audit.uid,
                "missing": list(audit.missing),
                "matched": [
                    {"mark": match.mark, "reference": match.reference, "reason": match.reason}
                    for match in audit.matched
                ],
                "uncited_references": list(audit.uncited_references),
                "source_needed": audit.source_needed,
            }
            for audit in audits
        ]
    }


def audit_lines(audits: Iterable[Audit]) -> list[str]:
    """A few lines a monograph."""
    lines: list[str] = []
    for audit in audits:
        lines.append(audit.uid)
        if audit.missing:
            lines.append(f"    missing: {', '.join(audit.missing)}")
        lines += [f"    matched: {match.mark} ({match.reason})" for match in audit.matched]
        if audit.uncited_references:
            lines.append(f"    tied to no mark: {', '.join(audit.uncited_references)}")
        if audit.source_needed:
            lines.append(f"    source needed, says the source itself: {audit.source_needed}")
        if not has_findings(audit):
            lines.append("    every mark has its reference")
    return lines


def has_findings(audit: Audit) -> bool:
    """Whether anything in the monograph rests on less than a reference the source gives."""
    return bool(audit.missing or audit.matched or audit.uncited_references or audit.source_needed)


def bookmark_report(bookmarks: Iterable[Bookmark], folders: Iterable[Folder]) -> Report:
    """`bookmarks` and `folders`, in the user's order."""
    names = {folder.id: folder.name for folder in folders}
    return {
        "folders": list(names.values()),
        "bookmarks": [
            {
                "id": bookmark.id,
                "uid": bookmark.uid,
                "monograph": bookmark.monograph_title,
                "section": bookmark.section_key,
                "title": bookmark.section_title,
                "quote": bookmark.quote,
                "note": bookmark.note,
                "folder": None if bookmark.folder_id is None else names.get(bookmark.folder_id),
                "created": bookmark.created,
            }
            for bookmark in bookmarks
        ],
    }


def bookmark_lines(bookmarks: Sequence[Bookmark], folders: Iterable[Folder]) -> list[str]:
    """One line a bookmark."""
    if not bookmarks:
        return ["No bookmarks yet."]
    names = {folder.id: folder.name for folder in folders}
    return [
        row(
            bookmark.id,
            "" if bookmark.folder_id is None else names.get(bookmark.folder_id, ""),
            f"{bookmark.monograph_title}: {bookmark.section_title}",
            bookmark.quote or "",
            bookmark.note,
        )
        for bookmark in bookmarks
    ]
