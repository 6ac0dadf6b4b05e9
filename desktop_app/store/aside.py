"""Moving a database out of the way: what cannot be opened is kept beside its place, never deleted."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from desktop_app.errors import StorageError

SIDES = ("-wal", "-shm", "-journal", "")
"""How the files of a database end. Its journals go first: beside another one they would be taken for its own."""


def put_aside(live: Path, moment: datetime) -> Path:
    """Move a database, and the files beside it, to a name that is free; answers the new path. Raises StorageError."""
    name, number = f"{live.stem}-damaged-{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}", 1
    aside = live.with_name(f"{name}{live.suffix}")
    while any(aside.with_name(aside.name + end).is_file() for end in SIDES):
        number += 1
        aside = live.with_name(f"{name}-{number}{live.suffix}")
    try:
        for end in SIDES:
            part = live.with_name(live.name + end)
            if part.exists():
                part.replace(aside.with_name(aside.name + end))
    except OSError as error:
        raise StorageError(f"{live} cannot be moved away: {error.strerror}.") from error
    return aside
