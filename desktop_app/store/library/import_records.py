"""Imports as the library remembers them: what was asked, and what became of every item.

The row of an item and the monograph it became are written in one transaction, so that an import that was interrupted
can go on where it was: what has a row is in the library, and what has none is not.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from desktop_app.errors import StorageError
from desktop_app.monograph.former import Former
from desktop_app.monograph.model import Dropped, Media, Monograph
from desktop_app.monograph.words_shown import ENOUGH, WordsShown
from desktop_app.store.library.moves import move
from desktop_app.store.library.rows import folded, words_of
from desktop_app.store.library.store import LibraryStore
from desktop_app.store.library.values import Origin, PutStatus
from desktop_app.store.library.writing import LibraryWriting

JobState = Literal["running", "done", "cancelled", "failed"]
ItemStatus = Literal["new", "updated", "unchanged", "failed", "left_out"]
"""`left_out` is no failure: what lay beside what was asked for, and is nothing that Materia reads."""
Wanted = ItemStatus | Literal["short"]
"""Which items: those of a status, or those that show too few of the words of their source, whatever their status."""

_SHOWN = 200
"""So many of the headings, links and words that a report counts."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of an item, to be recorded: it has a monograph, or a reason why not."""

    path: str
    sha256: str
    """Of the item's bytes; of none for what was refused unread."""
    origin: Origin | None
    """The file on disk; it need not be known of what failed."""
    monograph: Monograph | None = None
    media: tuple[Media, ...] = ()
    former: Former | None = None
    """Where an older Materia kept what came from the same source."""
    reason: str = ""
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class JobRecord:
    """An import, as it was asked for."""

    id: int
    started: str
    finished: str | None
    state: JobState
    request: dict[str, Any]
    report: dict[str, Any] | None
    done: int
    failed: int
    """Items so far; `done` counts the failed ones too."""


@dataclass(frozen=True, slots=True)
class ItemOutcome:
    """What became of an item."""

    id: int
    """Grows from item to item: what a page of them goes on from."""
    path: str
    status: ItemStatus
    uid: str
    title: str
    reason: str
    """Why it failed, or what is to be known besides."""
    sections: int = 0
    given: int = 0
    matched: int = 0
    missing: int = 0
    """Given, matched and missing count references by their status."""
    dropped: tuple[Dropped, ...] = ()
    words: WordsShown | None = None
    """How many of the source's words the monograph shows; None where nobody counted."""


Counted = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """All items of an import, counted."""

    statuses: dict[str, int]
    dropped: Counted
    unmapped: Counted
    unresolved: Counted
    given: int
    matched: int
    missing: int
    short: int
    """Of how many too few of the source's words are shown."""


_SHORT = f"v.words_shown < v.words_given * {ENOUGH}"
_NOT_TAKEN = {
    "conflict": (
        "A conflict: another Materia handed on a text of {title} that differs from the one here, and is of no later "
        "version. The one here is read as before; the other is kept among its versions, marked as not checked against "
        "its source. To read the other, take the one here out of the library and import the file again."
    ),
    "reserved": (
        "{title} comes with Materia itself, and the file of another Materia holds another text of it: that was not "
        "taken in."
    ),
}


def _shown(writing: LibraryWriting, uid: str) -> tuple[str, str]:
    """Title and date of the current version of a monograph, as its source gives them; empty where there is none."""
    rows = writing.rows(
        "SELECT v.title, v.effective_date FROM monographs m JOIN versions v ON v.id = m.version_id WHERE m.uid = ?",
        (uid,),
    )
    return (rows[0]["title"], rows[0]["effective_date"] or "") if rows else ("", "")


def _remarks(monograph: Monograph, earlier: str | None, before: tuple[str, str]) -> Iterator[str]:
    """What is to be known of a monograph that took the place of another, of which `before` is title and date."""
    title, date = before
    if earlier is not None:
        yield f"It took the place of {earlier}, which has the same identifier."
    if title and folded(title) != folded(monograph.title):
        yield f"It was called “{title}” before."
    now = monograph.provenance.effective_date
    if now and date[: len(now)] > now[: len(date)]:
        yield f"It is older ({now}) than what it took the place of ({date}), which is kept: see its versions."


def _earlier(writing: LibraryWriting, job_id: int, uid: str) -> str | None:
    """Which item of the same import brought this uid."""
    found: str | None = writing.value(
        "SELECT path FROM import_items WHERE job_id = ? AND uid = ? LIMIT 1", (job_id, uid)
    )
    return found


def _clash(writing: LibraryWriting, job_id: int, monograph: Monograph) -> str:
    """Why a text of the house is not taken: another one of the same import has its slug, and is not about the same.

    Of publishers' documents with one identifier the later one is the newer version. A slug is chosen by hand.
    """
    if monograph.provenance.source_kind != "authored":
        return ""
    earlier = _earlier(writing, job_id, monograph.uid)
    title, _ = _shown(writing, monograph.uid)
    if earlier is None or folded(title) == folded(monograph.title):
        return ""
    slug = monograph.provenance.source_id
    return f"Its slug “{slug}” is that of “{title}” ({earlier}) too, which stays. Give each monograph its own slug."


def _kept_apart(writing: LibraryWriting, monograph: Monograph) -> str:
    """Which others, of the same kind of source and in the same language, have the same identifier."""
    provenance = monograph.provenance
    if not provenance.source_id:
        return ""
    others = writing.rows(
        "SELECT DISTINCT v.title FROM versions v JOIN monographs m ON m.version_id = v.id WHERE v.source_id = ?"
        " AND v.source_kind = ? AND v.language = ? AND v.uid != ? AND m.removed_at IS NULL ORDER BY v.title LIMIT 4",
        (provenance.source_id, provenance.source_kind, monograph.language, monograph.uid),
    )
    if not others:
        return ""
    named = ", ".join(f"“{row['title']}”" for row in others)
    return f"It is kept apart from {named}, which has the same identifier but is not the same."


class ImportRecords:
    """The imports of one library."""

    def __init__(self, store: LibraryStore) -> None:
        self._store = store

    def begin(self, request: dict[str, Any], *, started: str) -> int:
        """Record that an import begins; answers its id."""
        with self._store.writing() as writing:
            row = {"started": started, "state": "running", "request": json.dumps(request)}
            return writing.insert("import_jobs", [row])

    def finish(self, job_id: int, state: JobState, report: dict[str, Any], *, finished: str) -> None:
        """Record that an import is over."""
        with self._store.writing() as writing:
            writing.execute(
                "UPDATE import_jobs SET state = ?, report = ?, finished = ? WHERE id = ?",
                (state, json.dumps(report), finished, job_id),
            )

    def job(self, job_id: int) -> JobRecord | None:
        """The record of an import."""
        found = self._jobs("id = ?", job_id)
        return found[0] if found else None

    def jobs(self, limit: int = -1) -> list[JobRecord]:
        """All imports, newest first."""
        return self._jobs("TRUE", limit=limit)

    def unfinished(self) -> list[JobRecord]:
        """Imports that were interrupted or are at work, oldest first."""
        return self._jobs("state = 'running'")[::-1]

    def save(self, job_id: int, entries: Sequence[Entry], *, at: str) -> list[PutStatus | None]:
        """Put what items became, each with its record, all in one transaction. None: it failed, or was left out."""
        statuses: list[PutStatus | None] = []
        with self._store.writing() as writing:
            if writing.value("SELECT 1 FROM import_jobs WHERE id = ?", (job_id,)) is None:
                raise StorageError(
                    "Another library.db was put in the place of the one that was being imported into. What was "
                    "imported until then is in the former one. Import the files again."
                )
            for entry in entries:
                row = {
                    "job_id": job_id,
                    "origin_id": None,
                    "path": entry.path,
                    "sha256": entry.sha256,
                    "status": "left_out" if entry.left_out else "failed",
                    "uid": "",
                    "version_id": None,
                    "reason": entry.reason,
                }
                if entry.monograph is not None and (clash := _clash(writing, job_id, entry.monograph)):
                    row["reason"] = clash
                    statuses.append(None)
                elif entry.monograph is not None and entry.origin is not None:
                    row["origin_id"] = writing.origin_id(entry.origin, at=at)
                    if entry.former is not None:
                        move(writing, entry.monograph, entry.former, at=at)
                    before = _shown(writing, entry.monograph.uid)
                    put = writing.put(entry.monograph, entry.media, imported_at=at)
                    if put.version_id:
                        writing.arrived(
                            put.version_id, entry.origin, item=entry.path, sha256=entry.sha256, at=at, job_id=job_id
                        )
                    if put.status == "updated":
                        earlier = _earlier(writing, job_id, entry.monograph.uid)
                        row["reason"] = " ".join(_remarks(entry.monograph, earlier, before))
                    elif put.status == "new":
                        row["reason"] = _kept_apart(writing, entry.monograph)
                    row |= {"status": put.status, "uid": entry.monograph.uid, "version_id": put.version_id or None}
                    if put.status in _NOT_TAKEN:
                        row |= {
                            "status": "failed",
                            "reason": _NOT_TAKEN[put.status].format(title=entry.monograph.title),
                        }
                    statuses.append(None if put.status in _NOT_TAKEN else put.status)
                else:
                    statuses.append(None)
                writing.insert("import_items", [row])
        return statuses

    def recorded(self, job_id: int) -> Iterator[tuple[str, str]]:
        """Path and hash of every item of an import that has been dealt with."""
        last = 0
        while rows := self._store.rows(
            "SELECT id, path, sha256 FROM import_items WHERE job_id = ? AND id > ? ORDER BY id LIMIT 10000",
            (job_id, last),
        ):
            last = rows[-1]["id"]
            yield from ((row["path"], row["sha256"]) for row in rows)

    def outcomes(
        self, job_id: int, *, status: Wanted | None = None, limit: int = -1, after: int = 0
    ) -> list[ItemOutcome]:
        """What became of the items of an import, in the order in which they were dealt with, a page at a time."""
        condition, parameters = ("TRUE", ()) if status is None else ("i.status = ?", (status,))
        if status == "short":
            condition, parameters = _SHORT, ()
        rows = self._store.rows(
            "SELECT i.*, v.title, v.section_count, v.given, v.matched, v.missing, v.dropped,"  # noqa: S608
            " v.words_given, v.words_shown, v.words_missing"
            " FROM import_items i LEFT JOIN versions v ON v.id = i.version_id"
            f" WHERE i.job_id = ? AND i.id > ? AND {condition} ORDER BY i.id LIMIT ?",
            (job_id, after, *parameters, limit),
        )
        return [
            ItemOutcome(
                id=row["id"],
                path=row["path"],
                status=row["status"],
                uid=row["uid"],
                title=row["title"] or "",
                reason=row["reason"],
                sections=row["section_count"] or 0,
                given=row["given"] or 0,
                matched=row["matched"] or 0,
                missing=row["missing"] or 0,
                dropped=tuple(Dropped(what, count) for what, count in json.loads(row["dropped"] or "[]")),
                words=words_of(row),
            )
            for row in rows
        ]

    def tally(self, job_id: int) -> Tally:
        """All items of an import, counted in the database: there may be a million."""
        joined = "FROM import_items i JOIN versions v ON v.id = i.version_id"
        with self._store.reading():
            short = self._store.rows(f"SELECT count(*) {joined} WHERE i.job_id = ? AND {_SHORT}", (job_id,))[0][0]
            statuses = self._store.rows(
                "SELECT status, count(*) FROM import_items WHERE job_id = ? GROUP BY status", (job_id,)
            )
            references = self._store.rows(
                f"SELECT coalesce(sum(given), 0), coalesce(sum(matched), 0), coalesce(sum(missing), 0) {joined}"
                " WHERE i.job_id = ?",
                (job_id,),
            )[0]
            dropped = self._store.rows(
                "SELECT json_extract(d.value, '$[0]'), sum(json_extract(d.value, '$[1]')) AS n"
                f" {joined}, json_each(v.dropped) d WHERE i.job_id = ? GROUP BY 1 ORDER BY n DESC, 1 LIMIT ?",
                (job_id, _SHOWN),
            )
            lists = [
                self._store.rows(
                    f"SELECT d.value, count(*) AS n {joined}, json_each(v.{column}) d"
                    " WHERE i.job_id = ? GROUP BY 1 ORDER BY n DESC, 1 LIMIT ?",
                    (job_id, _SHOWN),
                )
                for column in ("unmapped", "unresolved")
            ]
        return Tally(
            statuses={row[0]: row[1] for row in statuses},
            dropped=tuple((row[0], row[1]) for row in dropped),
            unmapped=tuple((row[0], row[1]) for row in lists[0]),
            unresolved=tuple((row[0], row[1]) for row in lists[1]),
            given=references[0],
            matched=references[1],
            missing=references[2],
            short=short,
        )

    def _jobs(self, condition: str, *parameters: object, limit: int = -1) -> list[JobRecord]:
        counted = "(SELECT count(*) FROM import_items i WHERE i.job_id = import_jobs.id"
        rows = self._store.rows(
            f"SELECT *, {counted} AND i.status != 'left_out') AS items, {counted} AND i.status = 'failed') AS failures"  # noqa: S608
            f" FROM import_jobs WHERE {condition} ORDER BY id DESC LIMIT ?",
            (*parameters, limit),
        )
        return [
            JobRecord(
                id=row["id"],
                started=row["started"],
                finished=row["finished"],
                state=row["state"],
                request=json.loads(row["request"]),
                report=None if row["report"] is None else json.loads(row["report"]),
                done=row["items"],
                failed=row["failures"],
            )
            for row in rows
        ]
