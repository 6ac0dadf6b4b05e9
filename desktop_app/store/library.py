"""library.db: the content. Every import is one transaction, and every version of a monograph is kept."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from desktop_app.errors import StorageError
from desktop_app.monograph.model import Monograph, Name
from desktop_app.store import faults
from desktop_app.store.access import database_writable
from desktop_app.store.connections import BUSY_MILLISECONDS, Connections
from desktop_app.store.library_rows import (
    folded,
    monograph_of,
    name_of,
    name_rows,
    reference_rows,
    section_rows,
    version_row,
)
from desktop_app.store.library_schema import LIBRARY
from desktop_app.store.migrations import bring_up_to_date

if TYPE_CHECKING:
    from sqlite_utils import Database

PutStatus = Literal["new", "updated", "unchanged"]

_CURRENT = """
    FROM monographs m JOIN versions v ON v.id = m.version_id
    WHERE m.removed_at IS NULL AND
"""


@dataclass(frozen=True, slots=True)
class MonographSummary:
    """What a list of monographs shows, without reading their text."""

    uid: str
    title: str
    language: str
    names: tuple[Name, ...]
    section_count: int
    source_kind: str
    publisher: str
    version: str
    effective_date: str
    imported_at: str
    missing: int
    """How many marks have no reference."""
    bundled: bool
    """Came with Materia; the user's own imports come before it."""
    number: int
    """How many versions of it there have been."""
    notice: str = ""


@dataclass(frozen=True, slots=True)
class VersionSummary:
    """One of the kept versions of a monograph. `number` counts from 1, the oldest."""

    number: int
    title: str
    version: str
    effective_date: str
    imported_at: str
    digest: str


class LibraryStore:
    """The monographs of one data folder. Safe to use from any thread: each has its own connection."""

    def __init__(self, path: Path, *, read_only: bool = False, busy_milliseconds: int = BUSY_MILLISECONDS) -> None:
        """Open, create or migrate the library at `path`; raises StorageError where none of these can be done.

        A library in which nothing can be written is opened for reading, whatever `read_only` says.
        """
        self.path = path
        self._connections = Connections(
            path, "library", read_only=read_only or not database_writable(path), busy_milliseconds=busy_milliseconds
        )
        if self.read_only and not path.exists():
            raise StorageError(faults.read_only(path, "library"))
        try:
            bring_up_to_date(self._connections, LIBRARY)
        except BaseException:
            self._connections.close()
            raise

    @property
    def read_only(self) -> bool:
        """Whether nothing can be written."""
        return self._connections.read_only

    @property
    def identity(self) -> str:
        """Tells this library from any other, so that an index of another library is not taken for an index of this."""
        return str(self._connections.value("SELECT identity FROM library"))

    @property
    def revision(self) -> int:
        """Grows with every change, by whichever process."""
        return int(self._connections.value("SELECT coalesce(max(revision), 0) FROM changes"))

    @property
    def data_version(self) -> int:
        """Changes, as seen from one thread, whenever another connection or process has written."""
        return int(self._connections.value("PRAGMA data_version"))

    def put(self, monograph: Monograph, *, imported_at: str, bundled: bool = False) -> PutStatus:
        """Add a monograph, or a new version of it. The same content again changes nothing.

        A monograph that had been removed and comes back is "new".
        """
        with self._connections.writing() as db:
            return self._put_in(db, monograph, imported_at=imported_at, bundled=bundled)

    def remove(self, uid: str, *, removed_at: str) -> bool:
        """Take a monograph out of the library. All its versions are kept, so that `restore` brings it back."""
        return self._set_removed(uid, removed_at)

    def restore(self, uid: str) -> bool:
        """Bring back what `remove` took out."""
        return self._set_removed(uid, None)

    def get(self, uid: str, version: int | None = None) -> Monograph | None:
        """The monograph as it is now; or one of its kept versions, even of a monograph that was removed."""
        read = self._connections.rows
        with self._connections.reading():
            if version is None:
                versions = read(
                    "SELECT v.* FROM monographs m JOIN versions v ON v.id = m.version_id"
                    " WHERE m.uid = ? AND m.removed_at IS NULL",
                    (uid,),
                )
            else:
                versions = read("SELECT * FROM versions WHERE uid = ? AND number = ?", (uid, version))
            if not versions:
                return None
            key = (versions[0]["id"],)
            return monograph_of(
                versions[0],
                read("SELECT * FROM names WHERE version_id = ? ORDER BY place", key),
                read("SELECT * FROM sections WHERE version_id = ? ORDER BY place", key),
                read("SELECT * FROM reference_entries WHERE version_id = ? ORDER BY place", key),
            )

    def versions(self, uid: str) -> list[VersionSummary]:
        """All kept versions, newest first."""
        return [
            VersionSummary(
                number=row["number"],
                title=row["title"],
                version=row["version"],
                effective_date=row["effective_date"],
                imported_at=row["imported_at"],
                digest=row["digest"],
            )
            for row in self._connections.rows("SELECT * FROM versions WHERE uid = ? ORDER BY number DESC", (uid,))
        ]

    def summaries(self) -> list[MonographSummary]:
        """Every monograph, by title."""
        return self._summaries("TRUE")

    def summary(self, uid: str) -> MonographSummary | None:
        """The summary of one monograph."""
        found = self._summaries("m.uid = ?", uid)
        return found[0] if found else None

    def find(self, name: str) -> list[MonographSummary]:
        """The monographs whose uid, title or any name this is, case aside; by title."""
        wanted = folded(name)
        return self._summaries(
            "(m.uid_folded = ? OR v.title_folded = ? OR v.id IN (SELECT version_id FROM names WHERE folded = ?))",
            wanted,
            wanted,
            wanted,
        )

    def changed_since(self, revision: int) -> list[tuple[str, bool]]:
        """Which uids changed after this revision, oldest change first, and whether each was removed."""
        rows = self._connections.rows(
            "SELECT uid, removed FROM changes WHERE revision > ? ORDER BY revision", (revision,)
        )
        return [(row["uid"], bool(row["removed"])) for row in rows]

    def bundled_fingerprints(self) -> dict[str, str]:
        """File name -> fingerprint of the bundled files that have been taken in, also of those the user removed."""
        return {
            row["file_name"]: row["fingerprint"]
            for row in self._connections.rows("SELECT file_name, fingerprint FROM bundled")
        }

    def put_bundled(self, monograph: Monograph, *, file_name: str, fingerprint: str, imported_at: str) -> None:
        """Take in a bundled monograph, in one transaction with the record that it has been.

        What the user removed stays removed, and what the user has replaced by an import of the same uid stays theirs.
        """
        with self._connections.writing() as db:
            theirs = self._connections.rows(
                "SELECT 1 FROM monographs m JOIN versions v ON v.id = m.version_id"
                " WHERE m.uid = ? AND (m.removed_at IS NOT NULL OR NOT v.bundled)",
                (monograph.uid,),
            )
            if not theirs:
                self._put_in(db, monograph, imported_at=imported_at, bundled=True)
            db.table("bundled").upsert(
                {"file_name": file_name, "fingerprint": fingerprint, "uid": monograph.uid}, pk="file_name"
            )

    def check(self) -> list[str]:
        """What SQLite finds wrong with the file; empty when it is sound."""
        found = [row[0] for row in self._connections.rows("PRAGMA integrity_check")]
        orphans = self._connections.rows("PRAGMA foreign_key_check")
        found += [f"{row[0]} row {row[1]} without its {row[2]}" for row in orphans]
        return [] if found == ["ok"] else found

    def close(self) -> None:
        """Close the connections of all threads."""
        self._connections.close()

    def _summaries(self, condition: str, *parameters: object) -> list[MonographSummary]:
        """`condition` is one of this class's own: nothing of the user's goes into the text of a statement."""
        names: defaultdict[int, list[Name]] = defaultdict(list)
        with self._connections.reading():
            rows = self._connections.rows(
                f"SELECT v.* {_CURRENT} {condition} ORDER BY v.title_folded, m.uid",
                parameters,
            )
            for row in self._connections.rows(
                f"SELECT * FROM names WHERE version_id IN (SELECT v.id {_CURRENT} {condition})"  # noqa: S608
                " ORDER BY version_id, place",
                parameters,
            ):
                names[row["version_id"]].append(name_of(row))
        return [
            MonographSummary(
                uid=row["uid"],
                title=row["title"],
                language=row["language"],
                names=tuple(names[row["id"]]),
                section_count=row["section_count"],
                source_kind=row["source_kind"],
                publisher=row["publisher"],
                version=row["version"],
                effective_date=row["effective_date"],
                imported_at=row["imported_at"],
                missing=row["missing"],
                bundled=bool(row["bundled"]),
                number=row["number"],
                notice=row["notice"],
            )
            for row in rows
        ]

    def _put_in(self, db: Database, monograph: Monograph, *, imported_at: str, bundled: bool) -> PutStatus:
        current = self._connections.rows(
            "SELECT m.removed_at, v.digest FROM monographs m JOIN versions v ON v.id = m.version_id WHERE m.uid = ?",
            (monograph.uid,),
        )
        row = version_row(monograph, imported_at=imported_at, bundled=bundled)
        removed = bool(current) and current[0]["removed_at"] is not None
        if current and current[0]["digest"] == row["digest"]:
            if not removed:
                return "unchanged"
            db.table("monographs").update(monograph.uid, {"removed_at": None})
        else:
            self._add_version(db, monograph, row)
        self._record_change(db, monograph.uid, removed=False)
        return "updated" if current and not removed else "new"

    def _add_version(self, db: Database, monograph: Monograph, row: dict[str, object]) -> None:
        uid = monograph.uid
        db.table("monographs").insert({"uid": uid, "uid_folded": folded(uid)}, pk="uid", ignore=True)
        latest = self._connections.value("SELECT coalesce(max(number), 0) FROM versions WHERE uid = ?", (uid,))
        key: int = db.table("versions").insert(row | {"number": latest + 1}, pk="id").last_rowid or 0
        db.table("sections").insert_all(section_rows(key, monograph.sections))
        db.table("names").insert_all(name_rows(key, monograph.names))
        db.table("reference_entries").insert_all(reference_rows(key, monograph.references))
        db.table("monographs").update(uid, {"version_id": key, "removed_at": None})

    def _record_change(self, db: Database, uid: str, *, removed: bool) -> None:
        db.table("changes").upsert({"uid": uid, "revision": self.revision + 1, "removed": int(removed)}, pk="uid")

    def _set_removed(self, uid: str, removed_at: str | None) -> bool:
        """Whether there was anything to change."""
        with self._connections.writing() as db:
            rows = self._connections.rows("SELECT removed_at FROM monographs WHERE uid = ?", (uid,))
            if not rows or (rows[0]["removed_at"] is None) == (removed_at is None):
                return False
            db.table("monographs").update(uid, {"removed_at": removed_at})
            self._record_change(db, uid, removed=removed_at is not None)
        return True
