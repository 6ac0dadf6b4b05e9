"""Which file stands in the place of a database: it can be deleted, emptied or exchanged while Materia has it open.

A connection keeps to the file that it opened, also when that has no name any more: what is written into it then is
gone when it is closed. So the file that stands there is looked at, before each write and regularly.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

_LOGS = ("-wal", "-shm")


@dataclass(frozen=True, slots=True)
class Place:
    """A file, told from any other: device and number (`st_ino`; the file index on Windows)."""

    device: int
    number: int
    empty: bool = field(compare=False)
    """Without a byte: a database that has been opened once is never so."""


def standing(path: Path) -> Place | None:
    """The file of this name; None where there is none. Raises OSError where that cannot be told."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return Place(found.st_dev, found.st_ino, found.st_size == 0)


Logs = tuple[Place | None, ...]


def logs_of(path: Path) -> Logs:
    """The write-ahead log of a database and its index, which hold what was written last. Raises OSError."""
    return tuple(standing(log) for log in log_paths(path))


def log_paths(path: Path) -> tuple[Path, ...]:
    """Where they lie."""
    return tuple(path.with_name(path.name + end) for end in _LOGS)


def logs_lost(before: Logs, now: Logs) -> bool:
    """Whether a log that was there is not, or is another. That one has come is what the first write does."""
    return any(old is not None and old != new for old, new in zip(before, now, strict=True))
