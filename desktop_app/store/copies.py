"""Copies of a database: taken while it is in use, and checked before they are trusted."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from desktop_app.errors import StorageError
from desktop_app.store import faults
from desktop_app.store.schema import Schema

UNFINISHED = ".part"
"""How the name of a copy that is being made ends."""


def copy(source: sqlite3.Connection, target: Path, noun: str) -> None:
    """Copy a database into the file `target`, which is there in full afterwards or, when anything fails, not at all."""
    part = target.with_name(f".{target.name}.{os.getpid()}{UNFINISHED}")
    part.unlink(missing_ok=True)
    try:
        with faults.translated(target, f"copy of the {noun}"), closing(sqlite3.connect(part)) as connection:
            source.backup(connection)
            # A copy is one file: in WAL mode, reading it would make others beside it.
            connection.execute("PRAGMA journal_mode=DELETE")
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as error:
        raise StorageError(f"No copy of the {noun} could be made in {target.parent}: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)


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
