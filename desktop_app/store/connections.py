"""Connections to one database file: one per thread, with faults told in the user's words.

The file may be deleted, emptied or exchanged while Materia runs: whatever is read or written looks first at the file
that stands in its place (`store/place.py`). What a connection to another one wrote is never confirmed.

Reading goes through `sqlite3` alone: sqlite_utils takes some 85 ms to import, which the start cannot spare, so it is
imported with the first write.
"""

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from desktop_app.errors import DamagedError, NoLocksError, StorageError
from desktop_app.store import faults, locks
from desktop_app.store.access import frozen
from desktop_app.store.place import Logs, Place, log_paths, logs_lost, logs_of, standing
from desktop_app.store.standing_in import StandIn, stand_in

if TYPE_CHECKING:
    from sqlite_utils import Database

_T = TypeVar("_T")
BUSY_MILLISECONDS = 10_000
"""How long one writer waits for another (of this or another process) before giving up."""
_READINGS = 3
"""How often something is read before it is said that it cannot be."""
_UNFIT = Place(-1, -1, empty=True)
"""Stands for a file that was refused: no file is this one, so that it is looked at again."""


class _Held:
    """A thread's own connection, closed when the thread ends."""

    __slots__ = ("__weakref__", "closed", "connection", "logs", "place")

    def __init__(self, connection: sqlite3.Connection, place: Place | None) -> None:
        self.connection = connection
        self.place = place
        self.logs: Logs = (None, None)
        self.closed = False

    def close(self) -> None:
        self.closed = True
        self.connection.close()

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
        put_back: Callable[[sqlite3.Connection], None] | None = None,
        left: Callable[[sqlite3.Connection], None] | None = None,
    ) -> None:
        """`pragmas` are run on every new connection and must not change the file, which may turn out to be another's.

        `noun` is what the user calls the file. `put_back` writes a file that was deleted anew from a connection that
        still has it; without, nothing can be written then. `left` is given the connection to a file that another has
        taken the place of.
        """
        self.path = path
        self.noun = noun
        self.read_only = read_only
        self.exchanges = 0
        """How often another file has taken the place of the one that was open."""
        self._pragmas = tuple(pragmas)
        self._busy = busy_milliseconds
        self._put_back = put_back
        self._left = left
        self._local = threading.local()
        self._lock = threading.Lock()
        self._placing = threading.RLock()
        self._open: weakref.WeakSet[_Held] = weakref.WeakSet()
        self._closed = False
        self._admit: Callable[[], None] = lambda: None
        self._carry: Callable[[sqlite3.Connection], bool] = lambda _: False
        self._admitted: Place | None = None
        self._stand_in: StandIn | None = None

    def open(self, admit: Callable[[], None], carry: Callable[[sqlite3.Connection], bool]) -> None:
        """Open the file, or have another connection stand in to read it where it cannot be opened to be written.

        `admit` checks it and brings it up to date, here and whenever another file has taken its place; `carry`: see
        `stand_in`. Raises StorageError.
        """
        self._admit, self._carry = admit, carry
        try:
            admit()
        except StorageError as error:
            if self.read_only or not self._have_stood_in(error):
                raise
        self._admitted = self._standing()

    @property
    def trouble(self) -> StorageError | None:
        """Why nothing can be written for now, though it may again."""
        return None if self._stand_in is None else self._stand_in.reason

    def look(self) -> None:
        """See whether the file is still the one that is open, and whether one that could not be written now can.

        A file that was deleted is put back, where that can be done. Raises StorageError for what has to be said.
        """
        if self._stand_in is not None:
            self._try_again()
            return
        if not self.read_only:
            self._ensure_in_place()
        self._connection()

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[sqlite3.Row]:
        """All rows of a query. They are fetched at once: an unfinished cursor would keep writers waiting."""
        with faults.translated(self.path, self.noun):
            if self._stand_in is not None:
                with self._placing:  # nobody closes it meanwhile
                    return self._read(lambda: self._connection().execute(sql, parameters).fetchall())
            return self._read(lambda: self._connection().execute(sql, parameters).fetchall())

    def value(self, sql: str, parameters: Sequence[object] = ()) -> Any:
        """The first column of the first row, or None."""
        rows = self.rows(sql, parameters)
        return rows[0][0] if rows else None

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Several queries that see one and the same state."""
        with faults.translated(self.path, self.noun):
            connection = self._read(self._connection)
            if connection.in_transaction or self._stand_in is not None:  # which nothing changes
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
            if self._stand_in is not None:
                self._try_again()
                if self._stand_in is not None:
                    raise self._stand_in.reason
            self._ensure_in_place()
            connection = self._read(self._connection)
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield Database(connection, execute_plugins=False, recursive_triggers=False)
                connection.commit()
            except BaseException:
                connection.rollback()
                raise
            self._ensure_in_place()  # what went into a file that no longer stands there is not confirmed

    def keep_write_ahead_log(self) -> None:
        """Write to a log first, so that readers and a writer do not wait for each other; the file remembers it.

        While another process uses the file it cannot be switched: a later start will do it, and nothing depends on it.
        """
        if self.read_only or self._stand_in is not None or self.value("PRAGMA journal_mode") == "wal":
            return
        with faults.translated(self.path, self.noun):
            try:
                self._connection().execute("PRAGMA journal_mode=WAL")
            except sqlite3.Error as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    raise
            self._connection().execute("SELECT count(*) FROM sqlite_master").fetchone()  # which makes the log
            with suppress(OSError):
                self._local.held.logs = logs_of(self.path)

    @contextmanager
    def raw(self) -> Iterator[sqlite3.Connection]:
        """This thread's connection itself, for what no query says (copying a whole database)."""
        with faults.translated(self.path, self.noun):
            yield self._connection()

    @contextmanager
    def replacing(self) -> Iterator[sqlite3.Connection]:
        """As `raw`, to put other content into the file; raises StorageError unless the open one stands there."""
        self._ensure_in_place()
        with self.raw() as connection:
            yield connection
        self._ensure_in_place()

    def close(self) -> None:
        """Close the connections of all threads."""
        with self._lock:
            self._closed = True
            for held in list(self._open):
                held.close()
            if self._stand_in is not None:
                self._stand_in.connection.close()

    # -- this thread's connection

    def _connection(self) -> sqlite3.Connection:
        held: _Held | None = getattr(self._local, "held", None)
        if held is not None and (self._closed or (not held.closed and held.connection.in_transaction)):
            return held.connection
        if self._stand_in is not None:
            return self._stand_in.connection
        now = self._standing()
        if held is not None and not held.closed:
            if self._admitted is None or held.place == now:
                return held.connection
            if now is None:
                return held.connection  # reading goes on in what is open
        return self._connected(now).connection

    def _connected(self, now: Place | None) -> _Held:
        with self._placing:
            if self._admitted is not None:
                if now is None:
                    raise StorageError(faults.gone(self.path, self.noun))
                if now != self._admitted:
                    self._take(now)
            held = _Held(*self._connect())
            with self._lock:
                if self._closed:
                    raise RuntimeError(f"{self.path} has been closed")
                self._open.add(held)
            self._local.held = held
            with suppress(OSError):
                held.logs = logs_of(self.path)
            return held

    def _take(self, now: Place) -> None:
        """Another file stands in the place: check it, and work with it from now on."""
        old = next((held for held in self._open if not held.closed), None)
        if old is not None:
            self._part_from_logs(old)
        self._admitted = now
        try:
            self._admit()
        except BaseException:
            self._admitted = _UNFIT
            raise
        self.exchanges += 1
        if old is not None and self._left is not None:
            self._left(old.connection)

    def _part_from_logs(self, old: _Held) -> None:
        """The log of the former file still lies there, and SQLite would take it for that of the new one: what is in it
        goes into the file that it belongs to."""
        with suppress(OSError, sqlite3.Error):
            if any(was is not None and was == now for was, now in zip(old.logs, logs_of(self.path), strict=True)):
                old.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                for log in log_paths(self.path):
                    log.unlink(missing_ok=True)

    def _ensure_in_place(self) -> None:
        """Raises StorageError unless the file that stands there, with its log, is the one that this thread writes."""
        held: _Held | None = getattr(self._local, "held", None)
        if held is None or held.closed or self._admitted is None:
            return
        now = self._standing()
        if now is None:
            with self._placing:
                self._missing(held)
        elif now == held.place:
            if now.empty:
                raise DamagedError(faults.emptied(self.path, self.noun))
            self._look_at_logs(held)

    def _missing(self, held: _Held) -> None:
        if self._put_back is None:
            raise StorageError(faults.gone(self.path, self.noun))
        with faults.translated(self.path, self.noun):
            self._put_back(held.connection)
        self._admitted = self._standing()
        self._connected(self._admitted)

    def _look_at_logs(self, held: _Held) -> None:
        """A log that was deleted is still open, and holds what was written last: that is taken into the database.

        Every connection is then opened anew. One with the old log and one with a new one would destroy the file
        (https://www.sqlite.org/howtocorrupt.html).
        """
        try:
            now = logs_of(self.path)
        except OSError:
            return
        if not logs_lost(held.logs, now):
            held.logs = now
            return
        with self._placing, self._lock:
            try:
                busy = held.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            finally:
                for other in list(self._open):
                    other.close()
        if busy:
            raise StorageError(faults.gone(self.path.with_name(f"{self.path.name}-wal"), self.noun))

    # -- opening

    def _standing(self) -> Place | None:
        try:
            return standing(self.path)
        except OSError as error:
            raise StorageError(faults.unreadable(self.path, self.noun, error.strerror or str(error))) from error

    def _connect(self) -> tuple[sqlite3.Connection, Place | None]:
        connection = sqlite3.connect(
            self._address(),
            uri=True,
            timeout=0,
            isolation_level=None,
            check_same_thread=False,  # close() and a dying thread close connections that are not theirs
        )
        try:
            connection.row_factory = sqlite3.Row
            self._wait_for_locks(connection)
            connection.execute("PRAGMA foreign_keys=ON")
            for pragma in self._pragmas:
                connection.execute(f"PRAGMA {pragma}")
        except BaseException:
            connection.close()
            raise
        return connection, self._standing()

    def _wait_for_locks(self, connection: sqlite3.Connection) -> None:
        """Read something, so that the log is open, without taking a folder that knows no locks for a busy one."""
        try:
            connection.execute("PRAGMA schema_version").fetchone()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                refusal = locks.refusal(self.path, in_use=bool(self._open))
                if refusal:
                    raise NoLocksError(faults.no_locks(self.path, self.noun, refusal)) from error
            else:
                raise
        connection.execute(f"PRAGMA busy_timeout={self._busy}")

    def _address(self) -> str:
        address = self.path.absolute().as_uri()
        if not self.read_only:
            # Made once, and not again: that it is gone would go unnoticed.
            return f"{address}?mode={'rwc' if self._admitted is None else 'rw'}"
        return f"{address}?mode=ro" + ("&immutable=1" if frozen(self.path) else "")

    def _read(self, read: Callable[[], _T]) -> _T:
        """What is read; a read error that passes is none, nor is what looks like damage and is not there again."""
        for _ in range(_READINGS - 1):
            held: _Held | None = getattr(self._local, "held", None)
            within = held is not None and not held.closed and held.connection.in_transaction
            try:
                return read()
            except sqlite3.Error as error:
                if not faults.may_pass(error) or self._closed:
                    raise
                held = getattr(self._local, "held", None)
                if within and held is not None and not held.connection.in_transaction:
                    raise  # SQLite has taken the transaction back
                if not within and held is not None and self._stand_in is None:
                    held.close()  # what it has read is not asked for again
        return read()

    # -- standing in

    def _have_stood_in(self, error: StorageError) -> bool:
        if isinstance(error, DamagedError) or not faults.is_passing(error):
            return False
        with self._placing:
            self._close_all()
            with faults.translated(self.path, self.noun):
                connection = stand_in(self.path, self._carry, locks=not isinstance(error, NoLocksError))
            if connection is None:
                return False
            self._stand_in = StandIn(connection, error)
            return True

    def _try_again(self) -> None:
        """Open the file as it should be; where that is still not possible, go on as before."""
        with self._placing:
            before = self._stand_in
            if before is None or not _may_be_over(before.reason, self.path):
                return
            before.connection.close()
            self._stand_in = self._admitted = None
            try:
                self._admit()
            except StorageError as error:
                if not self._have_stood_in(error):
                    raise
            self._admitted = self._standing()

    def _close_all(self) -> None:
        with self._lock:
            for held in list(self._open):
                held.close()


def _may_be_over(reason: StorageError, path: Path) -> bool:
    return not (locks.refusal(path) if isinstance(reason, NoLocksError) else faults.is_full(path.parent))
