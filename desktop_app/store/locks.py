"""Whether a folder knows locks: some network file systems do not, and SQLite takes that for another writer's lock."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

if sys.platform == "win32":  # pragma: no cover  # the other system's half

    def refusal(path: Path, *, in_use: bool = False) -> str:  # noqa: ARG001  # as the other half has it
        """Why this file cannot be locked, in the system's words; empty where it can, or others have it locked."""
        return ""

else:
    import errno
    import fcntl

    _REFUSED = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EINVAL}
    _SHARED_FIRST, _SHARED_SIZE = 0x40000002, 510
    """Bytes that SQLite locks to read (https://www.sqlite.org/fileformat.html, "The lock-byte page")."""

    def refusal(path: Path, *, in_use: bool = False) -> str:
        """Why this file cannot be locked, in the system's words; empty where it can, or others have it locked.

        Where connections of this process have it open, one beside it is tried: closing it a second time would take
        away their locks.
        """
        try:
            with tempfile.TemporaryFile(dir=path.parent) if in_use else path.open("rb") as file:
                fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB, _SHARED_SIZE, _SHARED_FIRST)
        except OSError as error:
            return os.strerror(error.errno) if error.errno in _REFUSED else ""
        return ""
