"""library.db: the content. Every import is one transaction, and every version of a monograph is kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from sqlite3 import Row
from typing import Any

from desktop_app.errors import StorageError
from desktop_app.monograph.model import Media, Monograph
from desktop_app.store import copies, faults
from desktop_app.store.access import database_writable
from desktop_app.store.connections import BUSY_MILLISECONDS, Connections
from desktop_app.store.library.derived import DERIVED
from desktop_app.store.library.groups import LibraryGroups
from desktop_app.store.library.lists import LibraryLists
from desktop_app.store.library.moves import Move, moves
from desktop_app.store.library.names import LibraryNames
from desktop_app.store.library.rows import completeness, group_key, moiety_key, monograph_of, text_size
from desktop_app.store.library.schema import LIBRARY
from desktop_app.store.library.values import MonographSummary, Origin, PutStatus, VersionSummary
from desktop_app.store.library.writing import LibraryWriting
from desktop_app.store.migrations import bring_up_to_date, carried_over

__all__ = ["NOUN", "LibraryStore", "MonographSummary", "PutStatus", "VersionSummary"]

NOUN = "library"


class LibraryStore:
    """The monographs of one data folder. Safe to use from any thread: each has its own connection."""

    def __init__(self, path: Path, *, read_only: bool = False, busy_milliseconds: int = BUSY_MILLISECONDS) -> None:
        """Open, create or migrate the library at `path`; raises StorageError where none of these can be done.

        A library in which nothing can be written is opened for reading, whatever `read_only` says.
        """
        self.path = path
        self._connections = Connections(
            path, NOUN, read_only=read_only or not database_writable(path), busy_milliseconds=busy_milliseconds
        )
        if self.read_only and not path.exists():
            raise StorageError(faults.read_only(path, NOUN))
        try:
            self._connections.open(self._admit, partial(carried_over, schema=LIBRARY))
        except BaseException:
            self._connections.close()
            raise
        self.lists = LibraryLists(self._connections)
        self.groups = LibraryGroups(self._connections)
        self.names = LibraryNames(self._connections)

    @property
    def read_only(self) -> bool:
        """Whether nothing can be written."""
        return self._connections.read_only

    @property
    def trouble(self) -> StorageError | None:
        """Why nothing can be written for now, though it may again: a full disk, a folder without locks."""
        return self._connections.trouble

    def look(self) -> None:
        """See whether the file is still the one that is open, and whether it can be written again.

        Another that stands in its place is read from now on. Raises StorageError where there is none.
        """
        self._connections.look()

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
        return (self._connections.exchanges << 32) + int(self._connections.value("PRAGMA data_version"))

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """All rows of a query; for the other modules of the store."""
        return self._connections.rows(sql, parameters)

    def value(self, sql: str, parameters: Sequence[object] = ()) -> Any:
        """The first column of the first row, or None; for the other modules of the store."""
        return self._connections.value(sql, parameters)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Several queries that see one and the same state."""
        with self._connections.reading():
            yield

    @contextmanager
    def writing(self) -> Iterator[LibraryWriting]:
        """One transaction; for the other modules of the store."""
        with self._connections.writing() as db:
            writing = LibraryWriting(db.conn)
            yield writing
            writing.settle()

    def keep_write_ahead_log(self) -> None:
        """Let reading go on while much is written, from now on (see `Connections`)."""
        self._connections.keep_write_ahead_log()

    def copy_to(self, target: Path) -> None:
        """Copy everything into a new file of its own, as it is at one moment, while others may be writing."""
        with self._connections.raw() as connection:
            copies.copy(connection, target, NOUN)

    def put(
        self,
        monograph: Monograph,
        media: Iterable[Media] = (),
        *,
        imported_at: str,
        bundled: bool = False,
        origin: Origin | None = None,
    ) -> PutStatus:
        """Add a monograph, or a new version of it. The same content again changes nothing.

        A monograph that had been removed and comes back is "new". `origin` is the file that it came in.
        """
        with self.writing() as writing:
            put = writing.put(monograph, media, imported_at=imported_at, bundled=bundled)
            if origin is not None and put.version_id:
                writing.arrived(
                    put.version_id,
                    origin,
                    item=monograph.provenance.file_name,
                    sha256=monograph.provenance.sha256,
                    at=imported_at,
                )
        return put.status

    def remove(self, uid: str, *, removed_at: str) -> bool:
        """Take a monograph out of the library. All its versions are kept, so that `restore` brings it back."""
        with self.writing() as writing:
            return writing.set_removed(uid, removed_at)

    def set_removed(self, uids: Iterable[str], removed_at: str | None) -> list[str]:
        """Take out or, without `removed_at`, bring back several in one transaction; answers those that it did it to."""
        with self.writing() as writing:
            return [uid for uid in uids if writing.set_removed(uid, removed_at)]

    def restore(self, uid: str) -> bool:
        """Bring back what `remove` took out."""
        with self.writing() as writing:
            return writing.set_removed(uid, None)

    def get(self, uid: str, version: int | None = None) -> Monograph | None:
        """The monograph as it is now; or one of its kept versions, even of a monograph that was removed.

        Under a uid from which everything moved it is found where it is kept now."""
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
                moved = self.value("SELECT new FROM moved_uids WHERE old = ? AND title = ''", (uid,))
                return self.get(moved) if moved is not None and version is None else None
            key = (versions[0]["id"],)
            return monograph_of(
                versions[0],
                read("SELECT * FROM names WHERE version_id = ? ORDER BY place", key),
                read("SELECT * FROM sections WHERE version_id = ? ORDER BY place", key),
                read("SELECT * FROM reference_entries WHERE version_id = ? ORDER BY place", key),
            )

    def media(self, sha256: str) -> Media | None:
        """A picture that a monograph shows."""
        rows = self._connections.rows("SELECT * FROM media WHERE sha256 = ?", (sha256,))
        if not rows:
            return None
        row = rows[0]
        return Media(row["sha256"], row["media_type"], row["width"], row["height"], row["data"])

    def media_of(self, uid: str) -> list[Media]:
        """The pictures of a monograph as it is now."""
        rows = self._connections.rows(
            "SELECT x.sha256 FROM monographs m JOIN version_media x ON x.version_id = m.version_id"
            " WHERE m.uid = ? AND m.removed_at IS NULL ORDER BY x.sha256",
            (uid,),
        )
        return [picture for row in rows if (picture := self.media(row["sha256"])) is not None]

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
                relayed=bool(row["relayed"]),
            )
            for row in self._connections.rows("SELECT * FROM versions WHERE uid = ? ORDER BY number DESC", (uid,))
        ]

    def summaries(self) -> list[MonographSummary]:
        """Every monograph, by title. With thousands of them this takes seconds: see `lists`."""
        return self.lists.all()

    def summary(self, uid: str) -> MonographSummary | None:
        """The summary of one monograph."""
        return self.lists.of((uid,)).get(uid)

    def find(self, name: str) -> list[MonographSummary]:
        """The monographs whose uid, title or any name this is, case aside; by title."""
        return self.lists.called(name)

    def moves(self) -> list[Move]:
        """What is kept under another uid than before, for what was written down with the old one."""
        return moves(self._connections.rows("SELECT * FROM moved_uids ORDER BY at, old, title"))

    def changed_since(self, revision: int) -> list[tuple[str, bool]]:
        """Which uids changed after this revision, oldest change first, and whether each was removed."""
        rows = self._connections.rows(
            "SELECT uid, removed FROM changes WHERE revision > ? ORDER BY revision", (revision,)
        )
        return [(row["uid"], bool(row["removed"])) for row in rows]

    def changes_since(self, revision: int) -> list[tuple[str, bool, int]]:
        """As `changed_since`, each with its revision."""
        rows = self._connections.rows(
            "SELECT uid, removed, revision FROM changes WHERE revision > ? ORDER BY revision", (revision,)
        )
        return [(row["uid"], bool(row["removed"]), row["revision"]) for row in rows]

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
        with self.writing() as writing:
            theirs = writing.rows(
                "SELECT 1 FROM monographs m LEFT JOIN versions v ON v.id = m.version_id"
                " WHERE m.uid = ? AND (m.removed_at IS NOT NULL OR NOT v.bundled)",
                (monograph.uid,),
            )
            if not theirs:
                writing.put(monograph, imported_at=imported_at, bundled=True)
            writing.execute(
                "INSERT OR REPLACE INTO bundled (file_name, fingerprint, uid) VALUES (?, ?, ?)",
                (file_name, fingerprint, monograph.uid),
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

    def _admit(self) -> None:
        """Check a file and bring it up to date: the one that is opened, or that has taken its place."""
        bring_up_to_date(self._connections, LIBRARY)
        if not self.read_only and self._connections.value("SELECT derived FROM library") != DERIVED:
            self._derive_anew()

    def _derive_anew(self) -> None:
        """Derive everything as this Materia does, from what an older one wrote."""
        from desktop_app.monograph.digest import digest

        with self.writing() as writing:
            writing.execute("DELETE FROM drug_groups")
            writing.execute("DELETE FROM name_index")
            current = {row[0]: row[1] for row in writing.rows("SELECT version_id, removed_at FROM monographs")}
            for row in writing.rows("SELECT id, uid, number FROM versions ORDER BY id"):
                monograph = self.get(row["uid"], row["number"])
                if monograph is None:  # pragma: no cover  # it was listed in this transaction
                    continue
                size = text_size(monograph)
                writing.execute(
                    "UPDATE versions SET digest = ?, group_key = ?, moiety_key = ?, text_size = ?, completeness = ?"
                    " WHERE id = ?",
                    (
                        *(digest(monograph), group_key(monograph), moiety_key(monograph)),
                        *(size, completeness(monograph, size), row["id"]),
                    ),
                )
                if current.get(row["id"], "") is None:
                    writing.derive(writing.rows("SELECT * FROM versions WHERE id = ?", (row["id"],))[0], shown=True)
            writing.execute("UPDATE library SET derived = ?", (DERIVED,))
