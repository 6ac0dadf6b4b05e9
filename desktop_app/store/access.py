"""Whether something may be written, asked before SQLite is."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def folder_writable(folder: Path) -> bool:
    """Whether files can be made in a folder."""
    if not os.access(folder, os.W_OK):
        return False
    if sys.platform == "win32":  # pragma: no cover  # os.access knows no permissions there, only the read-only flag
        import tempfile

        try:
            with tempfile.TemporaryFile(dir=folder):
                return True
        except OSError:
            return False
    return True


def database_writable(path: Path) -> bool:
    """Whether a database can be written: the file, where there is one, and the folder, for its journal."""
    return folder_writable(path.parent) and (not path.exists() or os.access(path, os.W_OK))


def frozen(path: Path) -> bool:
    """Whether nobody can change a database that is in no need of recovery: SQLite may then read it without locks.

    In a folder that cannot be written it has to: a database with a write-ahead log makes files beside itself even to
    be read (https://www.sqlite.org/wal.html#read_only_databases). One that was left in the middle of a change must
    not be read so: the journal that would undo the change would be ignored.
    """
    if folder_writable(path.parent):
        return False
    journals = (path.with_name(path.name + end) for end in ("-wal", "-journal"))
    return not any(journal.exists() and journal.stat().st_size for journal in journals)
