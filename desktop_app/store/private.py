"""What is for its user alone: notes may be about patients, wherever the data folder lies and whoever else may read it.

Where a file system knows no owners (FAT), or the file is another's, nothing can be done, and nothing is said.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

_SIDES = ("", "-wal", "-shm", "-journal")


def make_private_folder(folder: Path) -> None:
    """Make a folder that nobody else may enter, or close one that is there; raises OSError where it cannot be made."""
    folder.mkdir(mode=0o700, exist_ok=True)
    close_to_others(folder)


def make_private_file(path: Path) -> None:
    """Make an empty file that nobody else may read, or close one that is there; raises OSError.

    SQLite gives the files beside a database the permissions that the database has.
    """
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    close_to_others(path)


def close_database(path: Path) -> None:
    """Close a database, and the files beside it, to everybody else."""
    for end in _SIDES:
        close_to_others(path.with_name(path.name + end))


def close_to_others(path: Path) -> None:
    """Take away whatever others may do with a file or folder."""
    with suppress(OSError):
        mode = path.stat().st_mode
        if mode & 0o077 and os.name == "posix":
            path.chmod(mode & 0o700)
