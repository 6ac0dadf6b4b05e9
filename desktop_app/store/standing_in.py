"""Reading a database where nothing can be written beside it, or where its folder knows no locks.

A database with a write-ahead log needs files beside itself even to be read, and every database needs locks. One
connection that has the file to itself needs neither: all threads share it, and it never writes. One of an older schema
is carried over in memory, where it is small enough.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from desktop_app.errors import StorageError

_LARGEST_IN_MEMORY = 400_000_000
"""Bytes."""
_HEAD, _LOGGED = 19, b"\2"
"""Of the header of a database that has a write-ahead log (https://www.sqlite.org/fileformat.html)."""


@dataclass(frozen=True, slots=True)
class StandIn:
    """What is read from, and why nothing can be written."""

    connection: sqlite3.Connection
    reason: StorageError


def stand_in(path: Path, carry: Callable[[sqlite3.Connection], bool], *, locks: bool) -> sqlite3.Connection | None:
    """A connection to read with; None where there is nothing to be read so.

    `carry` brings the copy in memory that it is given up to date; given any other, it answers whether that is needed.
    """
    try:
        if not path.stat().st_size:
            return None
        connection = _alone(path, locks=locks)
    except (OSError, sqlite3.Error):
        return None
    try:
        if carry(connection):
            if path.stat().st_size > _LARGEST_IN_MEMORY:
                connection.close()
                return None
            file, connection = connection, sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
            connection.row_factory = sqlite3.Row
            file.backup(connection)
            file.close()
            carry(connection)
        connection.execute("PRAGMA query_only=ON")
    except BaseException:
        connection.close()
        raise
    return connection


def _alone(path: Path, *, locks: bool) -> sqlite3.Connection:
    """A connection that has the file to itself; without locks, SQLite reads no file that has a log."""
    if locks:
        return _opened(f"{path.absolute().as_uri()}?mode=rw")
    with path.open("rb") as file:
        logged = file.read(_HEAD)[-1:] == _LOGGED
    if not logged:
        return _opened(f"{path.absolute().as_uri()}?mode=rw&nolock=1")
    log = path.with_name(f"{path.name}-wal")
    if not log.exists() or not log.stat().st_size:
        return _opened(f"{path.absolute().as_uri()}?mode=ro&immutable=1")
    return _with_its_log(path, log)


def _with_its_log(path: Path, log: Path) -> sqlite3.Connection:
    """What a database and its log hold, in memory, by way of a folder that knows locks."""
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    with tempfile.TemporaryDirectory(prefix="materia-") as folder:
        copy = Path(folder) / path.name
        shutil.copyfile(path, copy)
        shutil.copyfile(log, copy.with_name(log.name))
        with closing(_opened(f"{copy.as_uri()}?mode=rw")) as file:
            file.backup(connection)
    return connection


def _opened(address: str) -> sqlite3.Connection:
    connection = sqlite3.connect(address, uri=True, timeout=1, isolation_level=None, check_same_thread=False)
    try:
        connection.row_factory = sqlite3.Row
        # Set before the first read: the index of the log is then kept in memory (https://www.sqlite.org/wal.html#noshm).
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection
