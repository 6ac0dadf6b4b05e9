"""Writing a file so that it is there in full or as it was before."""

from __future__ import annotations

import contextlib
import os
import threading
from pathlib import Path

from desktop_app.errors import StorageError


def write_atomically(path: Path, data: bytes) -> None:
    """Replace or create `path`; raises StorageError, and then nothing has changed."""
    # Not tempfile: it makes files that only their owner may read, and an export is often for somebody else.
    part = path.with_name(f".{path.name}-{os.getpid()}-{threading.get_ident()}.part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise _cannot_write(path, error) from error


def _cannot_write(path: Path, error: OSError) -> StorageError:
    return StorageError(f"{path} cannot be written: {error.strerror}. Choose another place, or free some space.")
