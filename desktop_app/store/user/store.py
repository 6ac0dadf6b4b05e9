"""user.db: bookmarks, history and settings. Precious: written at once, and on the disk before a call returns."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from sqlite3 import Row
from typing import TYPE_CHECKING, Any

from desktop_app.errors import StorageError
from desktop_app.store import copies, faults
from desktop_app.store.access import database_writable
from desktop_app.store.connections import BUSY_MILLISECONDS, Connections
from desktop_app.store.migrations import bring_up_to_date
from desktop_app.store.user.rows import Visit, visit_of
from desktop_app.store.user.schema import USER

if TYPE_CHECKING:
    from sqlite_utils import Database

NOUN = "user data"
VISITS_KEPT = 500
_DURABLE = ("synchronous=FULL",)


class UserStore:
    """The user's own data. Safe to use from any thread, and from several processes at once.

    Where the data folder cannot be written, what is there can be read (nothing, where nothing is), and writing raises
    StorageError. Bookmarks are in `store/user/bookmarks.py`.
    """

    def __init__(self, path: Path, *, busy_milliseconds: int = BUSY_MILLISECONDS) -> None:
        """Open, create or migrate; raises StorageError for a file that is not Materia's, is damaged or newer."""
        self.path = path
        self._connections = Connections(
            path, NOUN, read_only=not database_writable(path), pragmas=_DURABLE, busy_milliseconds=busy_milliseconds
        )
        self._absent = self.read_only and not path.exists()
        if not self._absent:
            try:
                bring_up_to_date(self._connections, USER)
                self._connections.keep_write_ahead_log()
            except BaseException:
                self._connections.close()
                raise

    @property
    def read_only(self) -> bool:
        """Whether nothing can be saved."""
        return self._connections.read_only

    @property
    def data_version(self) -> int:
        """Changes, as seen from one thread, whenever another connection or process has written."""
        return int(self.rows("PRAGMA data_version")[0][0]) if not self._absent else 0

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """All rows of a query; for the other modules of the store."""
        return [] if self._absent else self._connections.rows(sql, parameters)

    @contextmanager
    def writing(self) -> Iterator[Database]:
        """One transaction; for the other modules of the store."""
        if self._absent:
            raise StorageError(faults.read_only(self.path, NOUN))
        with self._connections.writing() as db:
            yield db

    def copy_to(self, target: Path) -> None:
        """Copy everything into a new file of its own, as it is at one moment, while others may be writing."""
        with self._connections.raw() as connection:
            copies.copy(connection, target, NOUN)

    def replace_with(self, copy: Path) -> None:
        """Take over everything from a copy, all of it or nothing; raises StorageError for what is no sound copy."""
        if self.read_only:
            raise StorageError(faults.read_only(self.path, NOUN))
        with copies.opened(copy, USER, NOUN) as source, self._connections.raw() as connection:
            source.backup(connection)
        bring_up_to_date(self._connections, USER)
        self._connections.keep_write_ahead_log()

    def setting(self, key: str) -> Any:
        """The value that was set, or None."""
        rows = self.rows("SELECT value FROM settings WHERE key = ?", (key,))
        return json.loads(rows[0]["value"]) if rows else None

    def settings(self) -> dict[str, Any]:
        """All settings."""
        return {row["key"]: json.loads(row["value"]) for row in self.rows("SELECT key, value FROM settings")}

    def set_settings(self, values: dict[str, Any]) -> None:
        """Set some settings, all of them or none. Values are what JSON can hold."""
        rows = [{"key": key, "value": _json(value)} for key, value in values.items()]
        with self.writing() as db:
            db.table("settings").upsert_all(rows, pk="key")

    def visits(self, limit: int = VISITS_KEPT) -> list[Visit]:
        """What was viewed, newest first."""
        return [visit_of(row) for row in self.rows("SELECT * FROM visits ORDER BY at DESC, id DESC LIMIT ?", (limit,))]

    def add_visit(self, visit: Visit) -> None:
        """Record a view, and forget those beyond the number kept. Viewing the newest place again only renews it."""
        with self.writing() as db:
            newest = self.rows("SELECT * FROM visits ORDER BY at DESC, id DESC LIMIT 1")
            if newest and (newest[0]["uid"], newest[0]["section_key"]) == (visit.uid, visit.section_key):
                db.table("visits").update(newest[0]["id"], {"at": max(visit.at, newest[0]["at"])})
            else:
                db.table("visits").insert(asdict(visit), pk="id")
            self._trim(db)

    def restore_visits(self, visits: Iterable[Visit]) -> None:
        """Bring back what `clear_visits` answered, beside what was viewed since."""
        oldest_first = [asdict(visit) for visit in visits][::-1]
        with self.writing() as db:
            db.table("visits").insert_all(oldest_first, pk="id")
            self._trim(db)

    def clear_visits(self) -> list[Visit]:
        """Forget all views; answers them, newest first, so that it can be undone."""
        with self.writing() as db:
            visits = [visit_of(row) for row in self.rows("SELECT * FROM visits ORDER BY at DESC, id DESC")]
            db.table("visits").delete_where()
        return visits

    def move_uids(self, moves: Iterable[tuple[str, str, Callable[[str], bool]]]) -> None:
        """Carry bookmarks and views over to where what they were made in is kept now: each from an old uid to a new
        one, where the title that was written down with it is one of those that moved."""
        with self.writing() as db:
            for old, new, is_moved in moves:
                for table in ("bookmarks", "visits"):
                    rows = self.rows(f"SELECT id, monograph_title FROM {table} WHERE uid = ?", (old,))  # noqa: S608
                    for row in rows:
                        if is_moved(row["monograph_title"]):
                            db.execute(f"UPDATE {table} SET uid = ? WHERE id = ?", (new, row["id"]))  # noqa: S608

    def knows(self, uids: Iterable[str]) -> bool:
        """Whether a bookmark or view was made in one of these."""
        found = (
            self.rows(f"SELECT 1 FROM {table} WHERE uid = ? LIMIT 1", (uid,))  # noqa: S608
            for uid in uids
            for table in ("bookmarks", "visits")
        )
        return any(found)

    def check(self) -> list[str]:
        """What SQLite finds wrong with the file; empty when it is sound."""
        found = [row[0] for row in self.rows("PRAGMA integrity_check")]
        orphans = self.rows("PRAGMA foreign_key_check")
        found += [f"{row[0]} row {row[1]} without its {row[2]}" for row in orphans]
        return [line for line in found if line != "ok"]

    def close(self) -> None:
        """Close the connections of all threads."""
        self._connections.close()

    def _trim(self, db: Database) -> None:
        db.table("visits").delete_where(
            "id NOT IN (SELECT id FROM visits ORDER BY at DESC, id DESC LIMIT ?)", [VISITS_KEPT]
        )


def _json(value: object) -> str:
    """Readable JSON; half a character, which a text that was typed may hold and SQLite cannot, becomes its escape."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8", "backslashreplace").decode()
