"""The files on disk that the library's content came from: which are there, why a monograph is here, and taking one out.

A version stays for as long as one of the files that brought it does. Versions that no file is recorded of stay too.
"""

from __future__ import annotations

from sqlite3 import Row

from desktop_app.monograph.model import Provenance
from desktop_app.store.library.derived import CURRENT
from desktop_app.store.library.rows import monograph_of
from desktop_app.store.library.store import LibraryStore
from desktop_app.store.library.values import Arrival, Origin, Source, Stats
from desktop_app.store.library.writing import LibraryWriting

_STANDING = """
    NOT EXISTS (SELECT 1 FROM arrivals a WHERE a.version_id = v.id)
    OR EXISTS (SELECT 1 FROM arrivals a JOIN origins o ON o.id = a.origin_id
               WHERE a.version_id = v.id AND o.removed_at IS NULL
               AND (a.job_id IS NULL OR a.job_id NOT IN (SELECT id FROM import_jobs WHERE removed_at IS NOT NULL)
                    OR EXISTS (SELECT 1 FROM import_items i JOIN import_jobs j ON j.id = i.job_id
                               WHERE i.version_id = v.id AND j.removed_at IS NULL)))
"""
"""Of a version `v`: something still stands behind it. What two imports brought stands until both are taken out."""


class LibrarySources:
    """The files behind one library."""

    def __init__(self, store: LibraryStore) -> None:
        self._store = store

    def all(self) -> list[Source]:
        """Every file, the last imported first; also those that were removed and can be restored."""
        rows = self._store.rows(
            "SELECT o.*, (SELECT count(*) FROM arrivals a JOIN monographs m ON m.version_id = a.version_id"
            " WHERE a.origin_id = o.id AND m.removed_at IS NULL) AS monographs"
            " FROM origins o ORDER BY o.id DESC"
        )
        return [
            Source(
                name=row["name"],
                path=row["path"],
                sha256=row["sha256"],
                size=row["size"],
                modified=row["modified"],
                id=row["id"],
                imported_at=row["imported_at"],
                removed_at=row["removed_at"],
                monographs=row["monographs"],
            )
            for row in rows
        ]

    def why(self, uid: str) -> list[Arrival]:
        """Which files brought which version of a monograph, the newest version first; none for what comes along."""
        rows = self._store.rows(
            "SELECT o.name, o.path, o.sha256 AS whole, o.size, o.modified, a.item, a.sha256, a.at, v.number"
            " FROM versions v JOIN arrivals a ON a.version_id = v.id JOIN origins o ON o.id = a.origin_id"
            " WHERE v.uid = ? ORDER BY v.number DESC, o.id",
            (uid,),
        )
        return [
            Arrival(
                Origin(row["name"], row["path"], row["whole"], row["size"], row["modified"]),
                row["item"],
                row["sha256"],
                row["at"],
                row["number"],
            )
            for row in rows
        ]

    def provenance(self, uid: str) -> Provenance | None:
        """Where a monograph came from, without reading its text."""
        rows = self._store.rows(f"SELECT v.* {CURRENT} m.uid = ?", (uid,))
        return monograph_of(rows[0], (), (), ()).provenance if rows else None

    def remove(self, source_id: int, *, removed_at: str) -> list[str]:
        """Take out what this file alone brought; answers the uids. A monograph that another file brought too stays,
        in the newest version that stands."""
        with self._store.writing() as writing:
            if not writing.execute(
                "UPDATE origins SET removed_at = ? WHERE id = ? AND removed_at IS NULL", (removed_at, source_id)
            ):
                return []
            return _take_out(writing, [(uid, source_id) for uid in _uids(writing, source_id)], removed_at)

    def remove_import(self, job_id: int, *, removed_at: str) -> list[str]:
        """Take out what this import alone brought; answers the uids. A monograph that it changed is again what it was
        before."""
        with self._store.writing() as writing:
            if not writing.execute(
                "UPDATE import_jobs SET removed_at = ? WHERE id = ? AND removed_at IS NULL", (removed_at, job_id)
            ):
                return []
            return _take_out(writing, _of_import(writing, job_id), removed_at)

    def restore_import(self, job_id: int) -> list[str]:
        """Bring back what `remove_import` took out; answers the uids."""
        with self._store.writing() as writing:
            if not writing.execute(
                "UPDATE import_jobs SET removed_at = NULL WHERE id = ? AND removed_at IS NOT NULL", (job_id,)
            ):
                return []
            return _bring_back(writing, [uid for uid, _ in _of_import(writing, job_id)])

    def restore(self, source_id: int) -> list[str]:
        """Bring back what `remove` took out; answers the uids."""
        with self._store.writing() as writing:
            if not writing.execute(
                "UPDATE origins SET removed_at = NULL WHERE id = ? AND removed_at IS NOT NULL", (source_id,)
            ):
                return []
            return _bring_back(writing, _uids(writing, source_id))

    def forget_removed(self) -> int:
        """Delete for good what was removed: all its versions, and pictures that nothing shows any more.

        Answers how many monographs. That they were removed is still known: what comes with Materia does not come back.
        """
        with self._store.writing() as writing:
            writing.execute(
                "CREATE TEMP TABLE forgotten AS SELECT v.id FROM versions v JOIN monographs m ON m.uid = v.uid"  # noqa: S608
                f" WHERE m.removed_at IS NOT NULL OR (v.id != m.version_id AND NOT ({_STANDING}))"
            )
            count = writing.value("SELECT count(*) FROM monographs WHERE removed_at NOT NULL AND version_id NOT NULL")
            writing.execute("UPDATE monographs SET version_id = NULL WHERE removed_at IS NOT NULL")
            writing.execute("UPDATE import_items SET version_id = NULL WHERE version_id IN forgotten")
            for table in ("sections", "names", "reference_entries", "version_media", "arrivals"):
                writing.execute(f"DELETE FROM {table} WHERE version_id IN forgotten")  # noqa: S608  # from the line above
            writing.execute("DELETE FROM versions WHERE id IN forgotten")
            writing.execute("DROP TABLE forgotten")
            writing.execute("DELETE FROM media WHERE sha256 NOT IN (SELECT sha256 FROM version_media)")
            writing.execute("UPDATE monographs SET removed_with = NULL WHERE version_id IS NULL")
            writing.execute(f"UPDATE import_items SET origin_id = NULL WHERE origin_id IN ({_EMPTY_ORIGINS})")  # noqa: S608
            writing.execute(f"DELETE FROM origins WHERE id IN ({_EMPTY_ORIGINS})")  # noqa: S608
        return int(count)

    def stats(self) -> Stats:
        """How much there is."""
        value = self._store.value
        with self._store.reading():
            pictures = self._store.rows("SELECT count(*), coalesce(sum(length(data)), 0) FROM media")[0]
            return Stats(
                monographs=self._store.lists.count(),
                groups=self._store.lists.group_count(),
                versions=value("SELECT count(*) FROM versions"),
                removed=value("SELECT count(*) FROM monographs WHERE removed_at NOT NULL AND version_id NOT NULL"),
                sources=value("SELECT count(*) FROM origins WHERE removed_at IS NULL"),
                media=pictures[0],
                media_bytes=pictures[1],
                bytes=value("PRAGMA page_count") * value("PRAGMA page_size"),
            )


_EMPTY_ORIGINS = "SELECT id FROM origins WHERE removed_at NOT NULL AND id NOT IN (SELECT origin_id FROM arrivals)"


def _uids(writing: LibraryWriting, source_id: int) -> list[str]:
    rows = writing.rows(
        "SELECT DISTINCT v.uid FROM arrivals a JOIN versions v ON v.id = a.version_id WHERE a.origin_id = ?"
        " ORDER BY v.uid",
        (source_id,),
    )
    return [row["uid"] for row in rows]


def _of_import(writing: LibraryWriting, job_id: int) -> list[tuple[str, int]]:
    """Uids of what came of an import's documents, each with the file that it came in."""
    rows = writing.rows(
        "SELECT uid, min(origin_id) AS origin_id FROM import_items WHERE job_id = ? AND version_id IS NOT NULL"
        " AND origin_id IS NOT NULL GROUP BY uid ORDER BY uid",
        (job_id,),
    )
    return [(row["uid"], row["origin_id"]) for row in rows]


def _take_out(writing: LibraryWriting, found: list[tuple[str, int]], removed_at: str) -> list[str]:
    """Hide the monographs behind which nothing stands any more, and show of the others what does; answers the uids of
    the former. Each comes with the file that it goes with."""
    removed = []
    for uid, source_id in found:
        standing = _newest_standing(writing, uid)
        if standing is None:
            if writing.set_removed(uid, removed_at, origin_id=source_id):
                removed.append(uid)
        elif standing["id"] != (current := _current(writing, uid)) and current is not None:
            writing.make_current(standing)
    return removed


def _bring_back(writing: LibraryWriting, uids: list[str]) -> list[str]:
    restored = []
    for uid in uids:
        gone = writing.rows("SELECT removed_with FROM monographs WHERE uid = ? AND removed_at NOT NULL", (uid,))
        if gone and gone[0]["removed_with"] is None:
            continue  # the user removed it by itself
        standing = _newest_standing(writing, uid)
        if standing is not None and (gone or standing["id"] != _current(writing, uid)):
            writing.make_current(standing)
            restored.append(uid)
    return restored


def _newest_standing(writing: LibraryWriting, uid: str) -> Row | None:
    rows = writing.rows(
        f"SELECT v.* FROM versions v WHERE v.uid = ? AND ({_STANDING}) ORDER BY v.number DESC LIMIT 1",  # noqa: S608
        (uid,),
    )
    return rows[0] if rows else None


def _current(writing: LibraryWriting, uid: str) -> int | None:
    found: int | None = writing.value("SELECT version_id FROM monographs WHERE uid = ? AND removed_at IS NULL", (uid,))
    return found
