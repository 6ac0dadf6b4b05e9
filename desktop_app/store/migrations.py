"""Opening a database at the schema this Materia knows: created, brought up to date, or refused.

`PRAGMA application_id` says that the file is Materia's and `user_version` how many migrations it has seen, so that an
up-to-date file is recognised by two reads, without sqlite_utils. The migrations themselves are recorded by
sqlite_utils, in the same transaction as the change.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from desktop_app.errors import DamagedError, StorageError
from desktop_app.store import copies, faults
from desktop_app.store.connections import Connections
from desktop_app.store.schema import Schema

if TYPE_CHECKING:
    from sqlite_utils import Database, Migrations


def bring_up_to_date(connections: Connections, schema: Schema) -> None:
    """Create the schema in a new file, migrate an older one after copying it, refuse a newer or foreign one."""
    if _is_current(connections, schema):
        return
    if connections.read_only:
        raise StorageError(
            f"The {connections.noun} in {connections.path.parent} was written by an older Materia and is read-only, so "
            "it cannot be brought up to date. Open it once where it can be written."
        )
    older = connections.value("PRAGMA user_version")
    if older:
        _copy_aside(connections, older)
    _migrate(connections, schema)


def _is_current(connections: Connections, schema: Schema) -> bool:
    with connections.reading():  # else the tables could be another's that is being made just now
        application_id = connections.value("PRAGMA application_id")
        version = connections.value("PRAGMA user_version")
        tables = connections.value("SELECT count(*) FROM sqlite_master")
    if application_id != schema.application_id:
        if application_id or version or tables:
            raise DamagedError(faults.foreign(connections.path, connections.noun))
        return False
    if version > schema.version:
        raise StorageError(faults.newer(connections.path, connections.noun))
    return bool(version == schema.version)


def carried_over(connection: sqlite3.Connection, schema: Schema) -> bool:
    """Bring a database that is in memory up to date; whether one in a file would have to be.

    Raises StorageError for what this Materia cannot read.
    """
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if connection.execute("PRAGMA application_id").fetchone()[0] != schema.application_id:
        raise StorageError(f"This is a database, but not Materia's {schema.name}.")
    if version >= schema.version:
        return False
    if not connection.execute("PRAGMA database_list").fetchone()[2]:
        from sqlite_utils import Database

        _recorded(schema).apply(Database(connection, execute_plugins=False))
        connection.execute(f"PRAGMA user_version={schema.version}")
    return True


def _migrate(connections: Connections, schema: Schema) -> None:
    migrations = _recorded(schema)
    with connections.writing() as db:
        # Another process may have done it while this one waited for the lock.
        if _is_current(connections, schema):
            return
        migrations.apply(db)
        db.execute(f"PRAGMA application_id={schema.application_id}")
        db.execute(f"PRAGMA user_version={schema.version}")


def _recorded(schema: Schema) -> Migrations:
    from sqlite_utils import Migrations

    migrations = Migrations(schema.name)
    for name, step in schema.steps:
        migrations(name=name)(_Step(name, step))
    return migrations


class _Step:
    """A step as sqlite_utils wants it: a callable with a name."""

    def __init__(self, name: str, step: Callable[[Database], None]) -> None:
        self.__name__ = name
        self._step = step

    def __call__(self, db: Database, /) -> None:
        self._step(db)


def _copy_aside(connections: Connections, version: int) -> None:
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    path = connections.path
    with connections.raw() as connection:
        copies.copy(connection, path.with_name(f"{path.stem}-schema{version}-{stamp}{path.suffix}"), connections.noun)
