"""Connections to one database file: one per thread, with faults told in the user's words.

Reading goes through `sqlite3` alone: sqlite_utils takes some 85 ms to import, which the start cannot spare, so it is
imported with the first write.
"""

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_app.errors import StorageError
from desktop_app.store import faults
from desktop_app.store.access import frozen

if TYPE_CHECKING:
    from sqlite_utils import Database

BUSY_MILLISECONDS = 10_000
"""How long one writer waits for another (of this or another process) before giving up."""


class _Held:
    """A thread's own connection, closed when the thread ends."""

    __slots__ = ("__weakref__", "connection")

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def __del__(self) -> None:
        self.connection.close()


class Connections:
    """One database file, as any number of threads see it."""

    def __init__(
        self,
        path: Path,
        noun: str,
        *,
        read_only: bool = False,
        pragmas: Sequence[str] = (),
        busy_milliseconds: int = BUSY_MILLISECONDS,
    ) -> None:
        """`pragmas` are run on every new connection and must not change the file, which may turn out to be another's.

        `noun` is what the user calls the file.
        """
        self.path = path
        self.noun = noun
        self.read_only = read_only
        self._pragmas = tuple(pragmas)
        self._busy = busy_milliseconds
        self._local = threading.local()
        self._lock = threading.Lock()
        self._open: weakref.WeakSet[_Held] = weakref.WeakSet()
        self._closed = False

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[sqlite3.Row]:
        """All rows of a query. They are fetched at once: an unfinished cursor would keep writers waiting."""
        with faults.translated(self.path, self.noun):
            return self._connection().execute(sql, parameters).fetchall()

    def value(self, sql: str, parameters: Sequence[object] = ()) -> Any:
        """The first column of the first row, or None."""
        rows = self.rows(sql, parameters)
        return rows[0][0] if rows else None

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Several queries that see one and the same state."""
        with faults.translated(self.path, self.noun):
            connection = self._connection()
            if connection.in_transaction:
                yield
                return
            connection.execute("BEGIN")
            try:
                yield
            finally:
                connection.rollback()

    @contextmanager
    def writing(self) -> Iterator[Database]:
        """One transaction: committed at the end, and nothing of it is kept when anything is raised.

        It takes the write lock at once. A transaction that began by reading could not wait for another writer:
        SQLite would refuse it at its first write (https://www.sqlite.org/lang_transaction.html).
        """
        from sqlite_utils import Database

        if self.read_only:
            raise StorageError(faults.read_only(self.path, self.noun))
        with faults.translated(self.path, self.noun):
            connection = self._connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield Database(connection, execute_plugins=False, recursive_triggers=False)
                connection.commit()
            except BaseException:
                connection.rollback()
                raise

    def keep_write_ahead_log(self) -> None:
        """Write to a log first, so that readers and a writer do not wait for each other; the file remembers it.

        While another process uses the file it cannot be switched: a later start will do it, and nothing depends on it.
        """
        if self.read_only or self.value("PRAGMA journal_mode") == "wal":
            return
        with faults.translated(self.path, self.noun):
            try:
                self._connection().execute("PRAGMA journal_mode=WAL")
            except sqlite3.Error as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    raise

    @contextmanager
    def raw(self) -> Iterator[sqlite3.Connection]:
        """This thread's connection itself, for what no query says (copying a whole database)."""
        with faults.translated(self.path, self.noun):
            yield self._connection()

    def close(self) -> None:
        """Close the connections of all threads."""
        with self._lock:
            self._closed = True
            for held in list(self._open):
                held.connection.close()

    def _connection(self) -> sqlite3.Connection:
        held: _Held | None = getattr(self._local, "held", None)
        if held is None:
            held = _Held(self._connect())
            with self._lock:
                if self._closed:
                    raise RuntimeError(f"{self.path} has been closed")
                self._open.add(held)
            self._local.held = held
        return held.connection

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._address(),
            uri=self.read_only,
            timeout=self._busy / 1000,
            isolation_level=None,
            check_same_thread=False,  # close() and a dying thread close connections that are not theirs
        )
        try:
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA foreign_keys=ON")
            for pragma in self._pragmas:
                connection.execute(f"PRAGMA {pragma}")
        except BaseException:
            connection.close()
            raise
        return connection

    def _address(self) -> str:
        if not self.read_only:
            return str(self.path)
        return f"{self.path.absolute().as_uri()}?mode=ro" + ("&immutable=1" if frozen(self.path) else "")
