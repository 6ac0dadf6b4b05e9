"""Writing a file so that it is there in full or as it was before."""

from __future__ import annotations

import contextlib
import errno
import os
import threading
from pathlib import Path

from desktop_app.errors import StorageError
from desktop_app.store.private import make_private_file

_REASONS = {
    errno.EACCES: "you may not write there",
    errno.EPERM: "you may not write there",
    errno.EROFS: "the folder is read-only",
    errno.ENOSPC: "the disk is full",
    errno.ENOENT: "the folder does not exist",
    errno.ENOTDIR: "the folder does not exist",
    errno.EISDIR: "there is a folder of that name",
    errno.ENAMETOOLONG: "the name is too long",
    errno.EINVAL: "this is not a file name",
}
if hasattr(errno, "EDQUOT"):  # not on Windows
    _REASONS[errno.EDQUOT] = "your disk quota is used up"


def write_atomically(path: Path, data: bytes, *, private: bool = False) -> None:
    """Replace or create `path`; raises StorageError, and then nothing has changed. `private`: for its user alone.

    A link is followed: what it leads to is replaced, not the link. A device or a pipe is refused, for it would have to
    be replaced by a file.
    """
    part: Path | None = None
    try:
        target = _target(path)
        # Not tempfile: it makes files that only their owner may read, and an export is often for somebody else.
        part = target.with_name(f".{target.name[:40]}-{os.getpid()}-{threading.get_ident()}.part")
        if private:
            make_private_file(part)
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        if part is not None:
            with contextlib.suppress(OSError, ValueError):
                part.unlink(missing_ok=True)
        raise StorageError(f"{path} was not written: {reason_of(error)}. Choose another folder or name.") from error


def _target(path: Path) -> Path:
    target = Path(os.path.realpath(path))
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if target.exists() and not target.is_file():
        raise ValueError("it is not a file but a device or a pipe")
    return target


def reason_of(error: OSError | ValueError) -> str:
    """Why a file could not be written, in words."""
    if not isinstance(error, OSError):
        return str(error)
    return _REASONS.get(error.errno or 0, error.strerror or str(error))
