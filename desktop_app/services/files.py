"""Writing a file so that it is there in full or as it was before."""

from __future__ import annotations

import os
from pathlib import Path

from desktop_app.errors import StorageError


def write_atomically(path: Path, data: bytes) -> None:
    """Replace or create `path`; raises StorageError, and then nothing has changed."""
    import tempfile  # the start, which writes no files, does not wait for it

    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-", suffix=".part")
    except OSError as error:
        raise _cannot_write(path, error) from error
    part = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise _cannot_write(path, error) from error


def _cannot_write(path: Path, error: OSError) -> StorageError:
    return StorageError(f"{path} cannot be written: {error.strerror}. Choose another place, or free some space.")
