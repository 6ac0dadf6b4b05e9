"""What SQLite and the disk report, in sentences a user can act on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desktop_app.errors import DamagedError, StorageError

_PRIMARY = 0xFF
"""Extended result codes keep the primary code in the low byte (https://www.sqlite.org/rescode.html)."""
_DAMAGE = frozenset({sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT})


@contextmanager
def translated(path: Path, noun: str) -> Iterator[None]:
    """Turn what the environment did to the database at `path` into a StorageError; our own mistakes pass unchanged.

    `noun` is what the user calls the file: "library", "user data".
    """
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", None)
        sentence = None if code is None else _sentence(code & _PRIMARY, path, noun)
        if code is None or sentence is None:
            raise
        raise (DamagedError if code & _PRIMARY in _DAMAGE else StorageError)(sentence) from error


def _sentence(code: int, path: Path, noun: str) -> str | None:
    match code:
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_AUTH:
            return read_only(path, noun)
        case sqlite3.SQLITE_FULL:
            return (
                f"The disk is full: nothing could be written to the {noun} in {path.parent}, and nothing in it was "
                "changed. Free some space, then try again."
            )
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return (
                f"The {noun} in {path.parent} is being written by another Materia. Wait until it has finished, "
                "then try again."
            )
        case sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_CORRUPT:
            return f"{path} is damaged or does not hold Materia's {noun}. {_way_out(noun)}"
        case sqlite3.SQLITE_CANTOPEN:
            return f"The {noun} {path} cannot be opened. Check that the folder exists and that you may write in it."
        case sqlite3.SQLITE_IOERR:
            return f"The disk failed while the {noun} in {path.parent} was in use. Check the disk, then try again."
        case _:
            return None


def read_only(path: Path, noun: str) -> str:
    """The sentence for a folder or file in which nothing may be written."""
    return (
        f"The {noun} in {path.parent} is read-only, so nothing can be saved there. Ask for permission to write in that "
        "folder, or choose another with --data-dir."
    )


def foreign(path: Path, noun: str) -> str:
    """The sentence for a database that another program wrote."""
    return f"{path} is a database, but not Materia's {noun}. {_way_out(noun)}"


def newer(path: Path, noun: str) -> str:
    """The sentence for a schema from the future."""
    return (
        f"The {noun} in {path.parent} was written by a newer Materia. Update this Materia, or choose another data "
        "folder with --data-dir."
    )


def _way_out(noun: str) -> str:
    if noun == "user data":
        return "Restore it from a copy in the backups folder beside it, or move it away to start anew."
    return "Move it away, and Materia starts a new one."
