"""The library, or some of its monographs, as one file that another Materia imports.

A zip archive of one JSON file for each monograph as it is now, and of its pictures: see `importers/exported.py`.
Older versions stay here, and so does the index, which each Materia builds for itself.
"""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.errors import CancelledError, NotFoundError, StorageError
from desktop_app.importers.exported import exported, picture_name
from desktop_app.services.files import reason_of

if TYPE_CHECKING:
    from desktop_app.services.library.library import Library, Progress

_NO_NAME = re.compile(r"[^\w.-]+")
_WHEN = (1980, 1, 1, 0, 0, 0)
"""Every entry has the same date, so that the same library makes the same file."""


def export_library(
    library: Library,
    target: Path,
    uids: Iterable[str] | None = None,
    *,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> int:
    """Write these monographs, or all, into the file `target`, which is there in full afterwards or is as it was.

    Of the whole library, what came with Materia is left out: every Materia has it. Answers how many. Raises
    StorageError, NotFoundError for a uid that is not there, and CancelledError.
    """
    from desktop_app.services.library.library import Progress

    wanted = library.store.lists.own_uids() if uids is None else list(dict.fromkeys(uids))
    if not wanted:
        raise NotFoundError("There is nothing to export: the library is empty, or holds only what comes with Materia.")
    part = target.with_name(f".{target.name[:40]}-{os.getpid()}.part")
    try:
        if target.is_dir():
            raise StorageError(f"{target} is a folder. Give the name of a file.")
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            pictures: set[str] = set()
            for done, uid in enumerate(wanted):
                if cancelled is not None and cancelled():
                    raise CancelledError("The export was stopped; no file was written.")
                monograph = library.open(uid)
                if progress is not None:
                    progress(Progress(done, len(wanted), f"Writing {monograph.title}"))
                media = library.media_of(uid)
                _write(archive, _entry_name(done, uid), exported(monograph, media), zipfile.ZIP_DEFLATED)
                for picture in media:
                    if picture.sha256 not in pictures:
                        pictures.add(picture.sha256)
                        _write(archive, picture_name(picture), picture.data, zipfile.ZIP_STORED)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as error:
        raise StorageError(f"{target} was not written: {reason_of(error)}. Choose another folder or name.") from error
    finally:
        with suppress(OSError):  # a folder in which nothing can be made is one in which nothing can be removed
            part.unlink(missing_ok=True)
    return len(wanted)


def _write(archive: zipfile.ZipFile, name: str, data: bytes, method: int) -> None:
    entry = zipfile.ZipInfo(name, _WHEN)
    entry.compress_type = method
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, data)


def _entry_name(number: int, uid: str) -> str:
    """Readable, unique, and a name on every system."""
    return f"{number + 1:06}-{_NO_NAME.sub('-', uid).strip('-.')[:80]}.json"
