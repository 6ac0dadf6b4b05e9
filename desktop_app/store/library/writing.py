"""A transaction on library.db: what it puts, removes and brings back is all there in the end, or nothing of it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from sqlite3 import Connection, Row
from typing import Any

from desktop_app.monograph.model import Media, Monograph
from desktop_app.store.library.derived import index_names, refresh_groups
from desktop_app.store.library.rows import (
    folded,
    monograph_of,
    name_rows,
    reference_rows,
    section_rows,
    version_row,
    words_row,
)
from desktop_app.store.library.values import Origin, PutStatus


@dataclass(frozen=True, slots=True)
class Put:
    """What putting a monograph did."""

    status: PutStatus
    version_id: int
    """Of the version that holds this content; 0 where none was kept."""


def is_newer(one: Mapping[str, Any] | Row, other: Mapping[str, Any] | Row) -> bool:
    """Whether a row of `versions` is of a later version than another: only where the two say so themselves.

    Between two that were both handed on, any other version or date will do.
    """
    version, date = (one["version"], other["version"]), (one["effective_date"], other["effective_date"])
    if other["relayed"]:
        return bool(version[0] != version[1] or date[0] != date[1])
    if all(date) and date[0] != date[1]:
        length = min(map(len, date))
        return bool(date[0][:length] > date[1][:length])
    return all(number.isdecimal() for number in version) and int(version[0]) > int(version[1])


class LibraryWriting:
    """What can be done in one transaction. Writes rows itself: sqlite_utils looks at the table before each insert,
    which made putting a label five times as slow."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._touched: dict[str, None] = {}

    def execute(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> int:
        """Run a statement of the store's; answers how many rows it changed."""
        return self._connection.execute(sql, parameters).rowcount

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """All rows of a query."""
        return self._connection.execute(sql, parameters).fetchall()

    def value(self, sql: str, parameters: Sequence[object] = ()) -> Any:
        """The first column of the first row, or None."""
        row = self._connection.execute(sql, parameters).fetchone()
        return None if row is None else row[0]

    def insert(self, table: str, rows: Sequence[Mapping[str, object]]) -> int:
        """Add rows, whose columns are those of the first; answers the row id of the last."""
        if not rows:
            return 0
        columns = list(rows[0])
        sql = f"INSERT INTO {table} ({','.join(columns)}) VALUES ({','.join(f':{name}' for name in columns)})"  # noqa: S608
        if len(rows) == 1:
            return self._connection.execute(sql, rows[0]).lastrowid or 0
        self._connection.executemany(sql, rows)
        return 0

    def put(self, monograph: Monograph, media: Iterable[Media] = (), *, imported_at: str, bundled: bool = False) -> Put:
        """Add a monograph, or a new version of it. The same content again changes nothing.

        What another Materia handed on never takes the place of another text of the same version, nor of what comes
        with Materia.
        """
        uid = monograph.uid
        found = self.rows(
            "SELECT m.removed_at, v.id, v.digest, v.group_key, v.version, v.effective_date, v.relayed FROM monographs m"
            " LEFT JOIN versions v ON v.id = m.version_id WHERE m.uid = ?",
            (uid,),
        )
        current = found[0] if found else None
        row = version_row(monograph, imported_at=imported_at, bundled=bundled)
        removed = current is not None and current["removed_at"] is not None
        if current is not None and current["digest"] == row["digest"]:
            version_id = int(current["id"])
            if current["relayed"] or not monograph.provenance.relayed:
                self._count_words(version_id, monograph)
            if current["relayed"] and not monograph.provenance.relayed:
                return Put("updated", self._checked(uid, version_id, row, removed=removed))
            if not removed:
                return Put("unchanged", version_id)
            self._make_current(uid, version_id)
        elif monograph.provenance.relayed and self.value("SELECT 1 FROM bundled WHERE uid = ?", (uid,)):
            return Put("reserved", 0)
        elif current is not None and not removed and monograph.provenance.relayed and not is_newer(row, current):
            known = self.value("SELECT id FROM versions WHERE uid = ? AND digest = ?", (uid, row["digest"]))
            return Put("conflict", known or self._add_version(monograph, media, row))
        else:
            version_id = self._add_version(monograph, media, row)
            self._make_current(uid, version_id)
        if current is not None and current["group_key"] is not None:
            self._touched[current["group_key"]] = None
        self._touched[str(row["group_key"])] = None
        index_names(self._connection, uid, monograph, key=str(row["group_key"]), bundled=bundled)
        self.record_change(uid, removed=False)
        return Put("updated" if current is not None and not removed else "new", version_id)

    def arrived(
        self, version_id: int, origin: Origin, *, item: str, sha256: str, at: str, job_id: int | None = None
    ) -> None:
        """Record which file brought a version; a file that did so before is named once, with its first date."""
        self.execute(
            "INSERT OR IGNORE INTO arrivals (version_id, origin_id, job_id, item, sha256, at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (version_id, self.origin_id(origin, at=at), job_id, item, sha256, at),
        )

    def origin_id(self, origin: Origin, *, at: str) -> int:
        """The id of a file that is being imported. One that had been removed is there again."""
        key = (origin.path, origin.sha256)
        known = self.rows("SELECT id, removed_at FROM origins WHERE path = ? AND sha256 = ?", key)
        if not known:
            values = {
                "name": origin.name,
                "path": origin.path,
                "sha256": origin.sha256,
                "size": origin.size,
                "modified": origin.modified,
                "imported_at": at,
            }
            return self.insert("origins", [values])
        if known[0]["removed_at"] is not None:
            self.execute("UPDATE origins SET removed_at = NULL WHERE id = ?", (known[0]["id"],))
        return int(known[0]["id"])

    def set_removed(self, uid: str, removed_at: str | None, *, origin_id: int | None = None) -> bool:
        """Hide a monograph, or bring it back; whether there was anything to change.

        `origin_id`: it goes together with all else that this file brought.
        """
        found = self.rows("SELECT removed_at, version_id FROM monographs WHERE uid = ?", (uid,))
        if not found or (found[0]["removed_at"] is None) == (removed_at is None) or found[0]["version_id"] is None:
            return False
        self.execute(
            "UPDATE monographs SET removed_at = ?, removed_with = ? WHERE uid = ?",
            (removed_at, None if removed_at is None else origin_id, uid),
        )
        version = self.rows("SELECT * FROM versions WHERE id = ?", (found[0]["version_id"],))[0]
        self.derive(version, shown=removed_at is None)
        self.record_change(uid, removed=removed_at is not None)
        return True

    def leave(self, uid: str, version: Row | None) -> None:
        """What stood for a monograph goes to another uid: let this version stand for it, or nothing any more."""
        before = self.rows(
            "SELECT m.removed_at, v.group_key FROM monographs m JOIN versions v ON v.id = m.version_id WHERE m.uid = ?",
            (uid,),
        )[0]
        self._touched[before["group_key"]] = None
        if version is None:
            self.execute("DELETE FROM name_index WHERE uid = ?", (uid,))
            self.execute("DELETE FROM monographs WHERE uid = ?", (uid,))
        else:
            self.execute("UPDATE monographs SET version_id = ? WHERE uid = ?", (version["id"], uid))
            self.derive(version, shown=before["removed_at"] is None)
        self.record_change(uid, removed=version is None or before["removed_at"] is not None)

    def make_current(self, version: Row) -> None:
        """Show this version of a monograph from now on."""
        uid = version["uid"]
        before = self.value(
            "SELECT v.group_key FROM monographs m JOIN versions v ON v.id = m.version_id WHERE m.uid = ?", (uid,)
        )
        self._touched[before] = None
        self._make_current(uid, version["id"])
        self.derive(version, shown=True)
        self.record_change(uid, removed=False)

    def derive(self, version: Row, *, shown: bool) -> None:
        """Bring what is derived from a monograph up to date with its current version."""
        uid, key = version["uid"], version["group_key"]
        monograph = None
        if shown:
            names = self.rows("SELECT * FROM names WHERE version_id = ? ORDER BY place", (version["id"],))
            monograph = monograph_of(version, names, (), ())
        index_names(self._connection, uid, monograph, key=key, bundled=bool(version["bundled"]))
        self._touched[key] = None

    def record_change(self, uid: str, *, removed: bool) -> None:
        """Tell the index that there is something to see."""
        self.execute(
            "INSERT OR REPLACE INTO changes (uid, revision, removed)"
            " VALUES (?, (SELECT coalesce(max(revision), 0) + 1 FROM changes), ?)",
            (uid, int(removed)),
        )

    def settle(self) -> None:
        """What is done once for all changes of the transaction, before it ends."""
        refresh_groups(self._connection, self._touched)
        self._touched = {}

    def _make_current(self, uid: str, version_id: int) -> None:
        self.execute(
            "UPDATE monographs SET version_id = ?, removed_at = NULL, removed_with = NULL WHERE uid = ?",
            (version_id, uid),
        )

    def _add_version(self, monograph: Monograph, media: Iterable[Media], row: dict[str, object]) -> int:
        uid = monograph.uid
        self.execute("INSERT OR IGNORE INTO monographs (uid, uid_folded) VALUES (?, ?)", (uid, folded(uid)))
        latest = self.value("SELECT coalesce(max(number), 0) FROM versions WHERE uid = ?", (uid,))
        key = self.insert("versions", [row | {"number": latest + 1}])
        self.insert("sections", section_rows(key, monograph.sections))
        self.insert("names", name_rows(key, monograph.names))
        self.insert("reference_entries", reference_rows(key, monograph.references))
        for picture in media:
            self.execute(
                "INSERT OR IGNORE INTO media (sha256, media_type, width, height, data) VALUES (?, ?, ?, ?, ?)",
                (picture.sha256, picture.media_type, picture.width, picture.height, picture.data),
            )
            self.execute("INSERT OR IGNORE INTO version_media VALUES (?, ?)", (key, picture.sha256))
        return key

    def _count_words(self, version_id: int, monograph: Monograph) -> None:
        """What is known of the words shown is that of the last import: an older Materia counted none."""
        if monograph.provenance.words is None:
            return
        counted = words_row(monograph.provenance.words)
        self.execute(
            f"UPDATE versions SET {', '.join(f'{name} = :{name}' for name in counted)} WHERE id = :id",  # noqa: S608
            counted | {"id": version_id},
        )

    def _checked(self, uid: str, version_id: int, row: Mapping[str, object], *, removed: bool) -> int:
        """The same text has come from its source: it is the source's from now on."""
        names = ("relayed", "file_name", "sha256", "container", "retrieved")
        self.execute(
            f"UPDATE versions SET {', '.join(f'{name} = :{name}' for name in names)} WHERE id = :id",  # noqa: S608
            {name: row[name] for name in names} | {"id": version_id},
        )
        if removed:
            self.set_removed(uid, None)
        self.record_change(uid, removed=False)
        return version_id
