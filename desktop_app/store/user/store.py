"""user.db: bookmarks, history and settings. Precious: written at once, and on the disk before a call returns."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from sqlite3 import Connection, Row
from typing import TYPE_CHECKING, Any

from desktop_app.errors import StorageError
from desktop_app.store import copies, faults
from desktop_app.store.access import database_writable
from desktop_app.store.connections import BUSY_MILLISECONDS, Connections
from desktop_app.store.migrations import bring_up_to_date, carried_over
from desktop_app.store.private import close_database, close_to_others, make_private_file
from desktop_app.store.user.rows import Visit, visit_of
from desktop_app.store.user.schema import USER

if TYPE_CHECKING:
    from sqlite_utils import Database

NOUN = "user data"
VISITS_KEPT = 500
_DURABLE = ("synchronous=FULL",)


class UserStore:
    """The user's own data. Safe to use from any thread, and from several processes at once.

    Where nothing can be written (a read-only folder, a full disk), what is there can be read (nothing, where nothing
    is), and writing raises StorageError. Bookmarks are in `store/user/bookmarks.py`.
    """

    def __init__(self, path: Path, *, busy_milliseconds: int = BUSY_MILLISECONDS) -> None:
        """Open, create or migrate; raises StorageError for a file that is not Materia's, is damaged or newer."""
        self.path = path
        self._connections = Connections(
            path,
            NOUN,
            read_only=not database_writable(path),
            pragmas=_DURABLE,
            busy_milliseconds=busy_milliseconds,
            put_back=self._put_back,
            left=self._keep_what_was_left,
        )
        self._remarks: list[str] = []
        self._absent = self.read_only and not path.exists()
        self._why_absent = StorageError(faults.read_only(path, NOUN))
        if not self._absent:
            try:
                self._open()
            except StorageError as error:
                self._connections.close()
                if not faults.is_passing(error) or (path.exists() and path.stat().st_size):
                    raise
                self._absent, self._why_absent = True, error
            except BaseException:
                self._connections.close()
                raise

    @property
    def read_only(self) -> bool:
        """Whether nothing can be saved."""
        return self._connections.read_only

    @property
    def trouble(self) -> StorageError | None:
        """Why nothing can be saved for now, though it may again: a full disk, a folder without locks."""
        return self._why_absent if self._absent and not self.read_only else self._connections.trouble

    @property
    def data_version(self) -> int:
        """Changes, as seen from one thread, whenever another connection or process has written."""
        return (
            (self._connections.exchanges << 32) + int(self.rows("PRAGMA data_version")[0][0]) if not self._absent else 0
        )

    def look(self) -> list[str]:
        """See whether the file is still the one that is open, and whether it can be written again; answers what has
        happened since the last look, in sentences. Raises StorageError where nothing can be saved any more."""
        if self._absent:
            self._try_again()
        else:
            self._connections.look()
        remarks, self._remarks = self._remarks, []
        return remarks

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """All rows of a query; for the other modules of the store."""
        return [] if self._absent else self._connections.rows(sql, parameters)

    @contextmanager
    def writing(self) -> Iterator[Database]:
        """One transaction; for the other modules of the store."""
        if self._absent:
            self._try_again()
        if self._absent:
            raise self._why_absent
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
        if self.trouble is not None:
            self.look()
        if self.trouble is not None:
            raise self.trouble
        with copies.opened(copy, USER, NOUN) as source, self._connections.replacing() as connection:
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
        """What was viewed, the last first. The clock may have been set back: times do not tell the order, ids do."""
        return [visit_of(row) for row in self.rows("SELECT * FROM visits ORDER BY id DESC LIMIT ?", (limit,))]

    def add_visit(self, visit: Visit) -> None:
        """Record a view, and forget those beyond the number kept. Viewing the last place again only renews it."""
        with self.writing() as db:
            last = self.rows("SELECT * FROM visits ORDER BY id DESC LIMIT 1")
            if last and (last[0]["uid"], last[0]["section_key"]) == (visit.uid, visit.section_key):
                db.table("visits").update(last[0]["id"], {"at": max(visit.at, last[0]["at"])})
            else:
                db.table("visits").insert(asdict(visit), pk="id")
            self._trim(db)

    def restore_visits(self, visits: Iterable[Visit]) -> None:
        """Bring back what `clear_visits` answered, before what was viewed since."""
        with self.writing() as db:
            oldest_first = [asdict(visit) for visit in (*self.visits(), *visits)][::-1]
            db.table("visits").delete_where()
            db.table("visits").insert_all(oldest_first, pk="id")
            self._trim(db)

    def clear_visits(self) -> list[Visit]:
        """Forget all views; answers them, the last first, so that it can be undone."""
        with self.writing() as db:
            visits = self.visits()
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

    def _open(self) -> None:
        if not self.read_only and self.path.parent.is_dir():
            with suppress(OSError):  # what keeps the file from being made, SQLite says too
                make_private_file(self.path)
        self._connections.open(self._admit, partial(carried_over, schema=USER))

    def _admit(self) -> None:
        """Check a file and bring it up to date: the one that is opened, or that has taken its place."""
        bring_up_to_date(self._connections, USER)
        self._connections.keep_write_ahead_log()
        if not self.read_only:
            close_database(self.path)
            for copy in self.path.parent.glob(f"{self.path.stem}-*{self.path.suffix}*"):  # made before a migration
                close_to_others(copy)

    def _try_again(self) -> None:
        """Make user data where there was none and none could be made."""
        if self.read_only or faults.is_full(self.path.parent):
            return
        fresh = UserStore(self.path)
        if fresh._absent:
            self._why_absent = fresh._why_absent
        else:
            self._connections, self._absent = fresh._connections, False

    def _put_back(self, connection: Connection) -> None:
        """Write the file anew that was deleted while it was open: the connection still has all of it."""
        copies.copy(connection, self.path, NOUN, over=False)
        self._remarks.append(
            f"{self.path.name} was moved or deleted while Materia had it open. All that was in it has been put back: "
            "bookmarks, notes, history and settings are as they were."
        )

    def _keep_what_was_left(self, connection: Connection) -> None:
        """Another file has taken the place: what only the former one held is not lost with it."""
        words = (
            f"Another {self.path.name} was put in the place of the one that Materia had open. Bookmarks and notes are "
            "now those of the new file."
        )
        with suppress(sqlite3.Error, StorageError):
            if self._holds_all_of(connection):
                words += " It holds all that was in the former one."
            else:
                moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
                kept = self.path.with_name(f"{self.path.stem}-exchanged-{moment}{self.path.suffix}")
                copies.copy(connection, kept, NOUN)
                words += f" What was in the former one is kept as {kept.name} beside it."
        self._remarks.append(words)

    def _holds_all_of(self, other: Connection) -> bool:
        for table in ("bookmarks", "folders"):
            there = {tuple(row) for row in other.execute(f"SELECT * FROM {table}")}  # noqa: S608  # the two above
            if not there <= {tuple(row) for row in self.rows(f"SELECT * FROM {table}")}:  # noqa: S608
                return False
        return True

    def _trim(self, db: Database) -> None:
        db.table("visits").delete_where("id NOT IN (SELECT id FROM visits ORDER BY id DESC LIMIT ?)", [VISITS_KEPT])


def _json(value: object) -> str:
    """Readable JSON; half a character, which a text that was typed may hold and SQLite cannot, becomes its escape."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8", "backslashreplace").decode()
