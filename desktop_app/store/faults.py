"""What SQLite and the disk report, in sentences a user can act on."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desktop_app.errors import DamagedError, NoLocksError, StorageError

_PRIMARY = 0xFF
"""Extended result codes keep the primary code in the low byte (https://www.sqlite.org/rescode.html)."""
_DAMAGE = frozenset({sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT})
_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_READS = frozenset({sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_IOERR_SHORT_READ, sqlite3.SQLITE_IOERR | 33 << 8})
"""The last is SQLITE_IOERR_CORRUPTFS, which Python does not name: EIO while reading, on every POSIX system."""
_SCARCE = 256 * 1024
"""Bytes: a disk with less is full, for the index of a write-ahead log alone takes 32 KB."""


@contextmanager
def translated(path: Path, noun: str) -> Iterator[None]:
    """Turn what the environment did to the database at `path` into a StorageError; our own mistakes pass unchanged.

    `noun` is what the user calls the file: "library", "user data".
    """
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", None)
        sentence = None if code is None else _sentence(code, path, noun)
        if code is None or sentence is None:
            raise
        raise (DamagedError if code & _PRIMARY in _DAMAGE else StorageError)(sentence) from error


def may_pass(error: sqlite3.Error) -> bool:
    """Whether reading again may do: the disk failed, or what came from it looked like damage."""
    code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY
    return code == sqlite3.SQLITE_IOERR or code in _DAMAGE


def is_passing(error: StorageError) -> bool:
    """Whether the environment keeps a database from being opened as it should be: it can perhaps be read all the same.

    Not so where it is only being written just now, or where the file itself is the reason.
    """
    cause = error.__cause__
    if isinstance(error, NoLocksError) or isinstance(cause, OSError):
        return True
    return isinstance(cause, sqlite3.Error) and cause.sqlite_errorcode & _PRIMARY not in _BUSY | _DAMAGE


def is_full(folder: Path) -> bool:
    """Whether the disk has next to no space left, or no place for one more file."""
    try:
        if sys.platform == "win32":  # pragma: no cover  # the other system's half
            return shutil.disk_usage(folder).free < _SCARCE
        found = os.statvfs(folder)
    except OSError:
        return False
    return found.f_bavail * found.f_frsize < _SCARCE or (found.f_files > 0 and found.f_favail == 0)


def _sentence(extended: int, path: Path, noun: str) -> str | None:
    code = extended & _PRIMARY
    if code in {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN} and extended not in _READS and is_full(path.parent):
        code = sqlite3.SQLITE_FULL
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
            doing = "read from" if extended in _READS else "written to or read from"
            return (
                f"The disk failed while the {noun} in {path.parent} was being {doing} (input/output error). The "
                "file may well be sound. Check the disk and its connection, then try again."
            )
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


def gone(path: Path, noun: str) -> str:
    """The sentence for a file that was deleted or moved away while it was open."""
    return (
        f"{path.name} with the {noun} is not in {path.parent} any more: it was moved or deleted while Materia had "
        "it open. Nothing more can be saved in it. Put it back, or start Materia again."
    )


def emptied(path: Path, noun: str) -> str:
    """The sentence for a file that another program emptied while it was open."""
    return (
        f"{path} with the {noun} was emptied by another program while Materia had it open. Nothing more can be saved "
        "in it. Close Materia and start it again: it offers the copies that there are."
    )


def unreadable(path: Path, noun: str, reason: str) -> str:
    """The sentence for a folder of which the system does not tell what is in it."""
    return f"The {noun} {path} cannot be reached: {reason}. Check the disk and its connection, then try again."


def no_locks(path: Path, noun: str, reason: str) -> str:
    """The sentence for a folder in which no file can be locked."""
    return (
        f"The file system of {path.parent} refuses locks ({reason}), so nothing can be written to the {noun} safely. "
        "What is there can be read. Have locks switched on for it, or choose another folder with --data-dir."
    )


def _way_out(noun: str) -> str:
    if noun == "user data":
        return "`materia bookmark restore` goes back to its last backup, or starts anew. The damaged file is kept."
    return "`materia library new` keeps it beside a new one."
