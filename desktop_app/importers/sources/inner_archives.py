"""An archive in an archive, unpacked so that one can go about in it: in memory, or where it is large on the disk.

What is on the disk is gone as soon as it was read, or the process has ended, whatever ends it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from desktop_app.errors import UnreadableInputError
from desktop_app.importers.limits import MB, Limits
from desktop_app.importers.sources.archives import Budget, Counted

_CHUNK = 1024 * 1024
_LARGE_FILES = Path("/var/tmp")  # noqa: S108  # what is made in it has no name
"""Where systems want large temporary files: `/tmp` may be memory (https://systemd.io/TEMPORARY_DIRECTORIES)."""


@contextmanager
def unpacked(
    stream: Counted, budget: Budget, limits: Limits, moved: Callable[[], object]
) -> Iterator[tuple[IO[bytes], int]]:
    """The archive that `stream` holds, and its size in bytes. `moved` is called on the way, and may raise.

    Raises UnreadableInputError where it is larger than an honest one, or than the disk has room for.
    """
    most = limits.inner_archive_bytes + limits.inner_archive_ratio * budget.size
    folder = _folder()
    with tempfile.SpooledTemporaryFile(max_size=limits.inner_archive_memory, dir=folder) as file:
        size, room = 0, most
        while data := stream.read(_CHUNK):
            moved()
            if size <= limits.inner_archive_memory < size + len(data):
                room = size + shutil.disk_usage(folder).free // 2
            size += len(data)
            if size > most:
                raise _refused(stream.name, f"has more than {most // MB:,} MB")
            if size > room or not _written(file, data):
                raise _refused(stream.name, f"needs more room than there is for temporary files in {folder}")
        file.seek(0)
        yield cast("IO[bytes]", file), size


def _written(file: tempfile.SpooledTemporaryFile[bytes], data: bytes) -> bool:
    try:
        file.write(data)
    except OSError:
        return False
    return True


def _folder() -> str:
    chosen = any(os.environ.get(name) for name in ("TMPDIR", "TEMP", "TMP"))
    return str(_LARGE_FILES) if not chosen and os.access(_LARGE_FILES, os.W_OK) else tempfile.gettempdir()


def _refused(name: str, why: str) -> UnreadableInputError:
    return UnreadableInputError(
        f"{name} lies in another archive and {why}. Unpack the outer archive and import what is in it."
    )
