"""Copies of a database: taken while it is in use, and checked before they are trusted."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from desktop_app.errors import StorageError
from desktop_app.store import faults
from desktop_app.store.private import make_private_file
from desktop_app.store.schema import Schema

UNFINISHED = ".part"
"""How the name of a copy that is being made ends."""


def copy(source: sqlite3.Connection, target: Path, noun: str, *, over: bool = True) -> None:
    """Copy a database into the file `target`, which is there in full afterwards or, when anything fails, not at all.

    The copy is for its user alone, whatever it is a copy of. Unless it may go `over` it, a file that has come to stand
    there meanwhile stays.
    """
    part = target.with_name(f".{target.name}.{os.getpid()}{UNFINISHED}")
    try:
        part.unlink(missing_ok=True)
        make_private_file(part)
        with faults.translated(target, f"copy of the {noun}"), closing(sqlite3.connect(part)) as connection:
            source.backup(connection)
            # A copy is one file: in WAL mode, reading it would make others beside it.
            connection.execute("PRAGMA journal_mode=DELETE")
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        _put(part, target, over=over)
    except OSError as error:
        raise StorageError(f"No copy of the {noun} could be made in {target.parent}: {error.strerror}.") from error
    finally:
        with suppress(OSError):  # a disk that has failed; a later copy tidies up
            part.unlink(missing_ok=True)


def _put(part: Path, target: Path, *, over: bool) -> None:
    if not over:
        try:
            os.link(part, target)
        except FileExistsError:
            return
        except OSError:  # a file system without links
            if target.exists():
                return
        else:
            _sync_folder(target.parent)
            return
    part.replace(target)
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """Have the name of a new file on the disk too: without, a loss of power takes the file away again (not Windows)."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def opened(path: Path, schema: Schema, noun: str) -> Iterator[sqlite3.Connection]:
    """A copy, opened for reading; raises StorageError unless it is a sound one that this Materia can read."""
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    with faults.translated(path, noun), closing(sqlite3.connect(address, uri=True)) as connection:
        (application_id,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if application_id != schema.application_id:
            raise StorageError(faults.foreign(path, noun))
        if version > schema.version:
            raise StorageError(faults.newer(path, noun))
        if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise StorageError(f"The copy {path} is damaged. Choose another.")
        yield connection
