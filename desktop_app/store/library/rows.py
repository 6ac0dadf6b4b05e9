"""A monograph as rows of library.db, and back."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from sqlite3 import Row
from typing import Any

from desktop_app.monograph.ingredients import drug_key, ingredient_key
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
from desktop_app.monograph.words_shown import MissingPassage, WordsShown

_TAG = re.compile(r"<[^>]*>")


def folded(name: str) -> str:
    """A name as it is compared: case, runs of white space and ways to write one letter aside."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def looked_up(text: str) -> str:
    """A name as it is looked up by its beginning: as `folded`, and accents aside."""
    plain = "".join(mark for mark in unicodedata.normalize("NFKD", text) if not unicodedata.combining(mark))
    return " ".join(plain.casefold().split())


def group_key(monograph: Monograph) -> str:
    """The same for all accounts of one drug: its active ingredients in whatever order, else its title."""
    return drug_key(monograph.substances) or ingredient_key(monograph.title)


def moiety_key(monograph: Monograph) -> str:
    """The same for all ingredients that are one in the body; empty where the source does not say what they are."""
    return drug_key(monograph.moieties)


def text_size(monograph: Monograph) -> int:
    """Characters of its text."""
    return sum(len(_TAG.sub("", section.html)) for section in monograph.sections)


def completeness(monograph: Monograph, size: int) -> int:
    """Larger for what says more: first by how many kinds of section it has, then by the size of its text in doublings.

    Coarse on purpose: of two labels that say about the same, the newer is the better one.
    """
    kinds = {section.kind for section in monograph.sections if section.html} - {Kind.OTHER}
    return len(kinds) * 100 + round(math.log2(size + 1))


def version_row(monograph: Monograph, *, imported_at: str, bundled: bool) -> dict[str, object]:
    """The row of `versions`, without its id and number."""
    from desktop_app.monograph.digest import digest  # who only reads does not wait for hashlib

    provenance = monograph.provenance
    statuses = [reference.status for reference in monograph.references]
    size = text_size(monograph)
    return {
        "uid": monograph.uid,
        "digest": digest(monograph),
        "imported_at": imported_at,
        "bundled": int(bundled),
        "title": monograph.title,
        "title_folded": folded(monograph.title),
        "language": monograph.language,
        "section_count": len(monograph.sections),
        "given": statuses.count(ReferenceStatus.GIVEN),
        "matched": statuses.count(ReferenceStatus.MATCHED),
        "missing": statuses.count(ReferenceStatus.MISSING),
        "source_kind": provenance.source_kind,
        "publisher": provenance.publisher,
        "source_id": provenance.source_id,
        "version": provenance.version,
        "effective_date": provenance.effective_date,
        "retrieved": provenance.retrieved,
        "licence": provenance.licence,
        "file_name": provenance.file_name,
        "sha256": provenance.sha256,
        "notice": provenance.notice,
        "dropped": _json([[dropped.what, dropped.count] for dropped in provenance.dropped]),
        "container": provenance.container,
        "unmapped": _json(list(provenance.unmapped)),
        "unresolved": _json(list(provenance.unresolved)),
        "relayed": int(provenance.relayed),
        **words_row(provenance.words),
        "substances": _json(list(monograph.substances)),
        "moieties": _json(list(monograph.moieties)),
        "group_key": group_key(monograph),
        "moiety_key": moiety_key(monograph),
        "completeness": completeness(monograph, size),
        "text_size": size,
    }


def words_row(words: WordsShown | None) -> dict[str, object]:
    """The columns of `versions` that say how many of the source's words are shown; null where nobody counted."""
    return {
        "words_given": None if words is None else words.given,
        "words_shown": None if words is None else words.shown,
        "words_missing": _json(
            [[passage.heading, passage.words, passage.count] for passage in (words.missing if words else ())]
        ),
    }


def words_of(row: Row) -> WordsShown | None:
    """What these columns of a row say."""
    if row["words_given"] is None:
        return None
    passages = json.loads(row["words_missing"])
    missing = tuple(MissingPassage(heading, words, count) for heading, words, count in passages)
    return WordsShown(row["words_given"], row["words_shown"], missing)


def section_rows(version_id: int, sections: Iterable[Section]) -> list[dict[str, object]]:
    """The rows of `sections`."""
    return [
        {
            "version_id": version_id,
            "place": place,
            "key": section.key,
            "kind": section.kind.value,
            "title": section.title,
            "html": section.html,
            "source_order": section.order,
            "parent": section.parent,
            "code": section.code,
        }
        for place, section in enumerate(sections)
    ]


def name_rows(version_id: int, names: Iterable[Name]) -> list[dict[str, object]]:
    """The rows of `names`."""
    return [
        {
            "version_id": version_id,
            "place": place,
            "text": name.text,
            "folded": folded(name.text),
            "kind": name.kind.value,
        }
        for place, name in enumerate(names)
    ]


def reference_rows(version_id: int, references: Iterable[Reference]) -> list[dict[str, object]]:
    """The rows of `reference_entries`."""
    return [
        {
            "version_id": version_id,
            "place": place,
            "ref": reference.id,
            "label": reference.label,
            "status": reference.status.value,
            "raw": reference.raw,
            "csl": None if reference.csl is None else _json(dict(reference.csl)),
            "doi": reference.doi,
            "pmid": reference.pmid,
            "reason": reference.reason,
            "probability": reference.probability,
            "candidates": _json(list(reference.candidates)),
        }
        for place, reference in enumerate(references)
    ]


def monograph_of(version: Row, names: Iterable[Row], sections: Iterable[Row], references: Iterable[Row]) -> Monograph:
    """The monograph that these rows are."""
    return Monograph(
        uid=version["uid"],
        title=version["title"],
        language=version["language"],
        names=tuple(name_of(row) for row in names),
        sections=tuple(_section_of(row) for row in sections),
        references=tuple(_reference_of(row) for row in references),
        provenance=Provenance(
            source_kind=version["source_kind"],
            publisher=version["publisher"],
            source_id=version["source_id"],
            version=version["version"],
            effective_date=version["effective_date"],
            retrieved=version["retrieved"],
            licence=version["licence"],
            file_name=version["file_name"],
            sha256=version["sha256"],
            container=version["container"],
            notice=version["notice"],
            dropped=tuple(Dropped(what, count) for what, count in json.loads(version["dropped"])),
            unmapped=tuple(json.loads(version["unmapped"])),
            unresolved=tuple(json.loads(version["unresolved"])),
            words=words_of(version),
            relayed=bool(version["relayed"]),
        ),
        substances=tuple(json.loads(version["substances"])),
        moieties=tuple(json.loads(version["moieties"])),
    )


def name_of(row: Row) -> Name:
    """A row of `names`."""
    return Name(row["text"], NameKind(row["kind"]))


def _section_of(row: Row) -> Section:
    return Section(
        key=row["key"],
        kind=Kind(row["kind"]),
        title=row["title"],
        html=row["html"],
        order=row["source_order"],
        parent=row["parent"],
        code=row["code"],
    )


def _reference_of(row: Row) -> Reference:
    csl: Mapping[str, Any] | None = None if row["csl"] is None else json.loads(row["csl"])
    return Reference(
        id=row["ref"],
        label=row["label"],
        status=ReferenceStatus(row["status"]),
        raw=row["raw"],
        csl=csl,
        doi=row["doi"],
        pmid=row["pmid"],
        reason=row["reason"],
        probability=row["probability"],
        candidates=tuple(json.loads(row["candidates"])),
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
