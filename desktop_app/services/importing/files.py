"""From what was asked to be imported to the items in it, each with the file on disk that it came from."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from desktop_app.errors import UnreadableInputError, UserError
from desktop_app.importers.decoding import shown_name
from desktop_app.importers.items import Item, Refused
from desktop_app.importers.sources.items import Progress
from desktop_app.services.clock import stamp
from desktop_app.services.importing.workers import Task, defect
from desktop_app.store.library.values import Origin

_log = logging.getLogger(__name__)
_PART = 8 * 1024 * 1024
Check = Callable[[], None]
"""Raises to stop the work, and waits while it is paused."""


class Sources(Protocol):
    """What finds items in files: `importers.sources`, or a stand-in of a test."""

    def size_of(self, path: Path) -> int:
        """Bytes of a file, or of all files in a folder."""
        ...

    def items_in(self, path: Path, progress: Progress) -> Iterator[Item | Refused]:
        """The items in a file or folder, in the same order on every run; `progress` is written on the way."""
        ...


@dataclass(frozen=True, slots=True)
class Named:
    """A file or folder to import."""

    path: Path
    shown: str
    """As the user named it, in text that can be kept."""


def tasks_in(
    sources: Sources,
    named: Named,
    progress: Progress,
    *,
    recorded: Collection[int],
    check: Check,
    skipped: Callable[[], None],
) -> Iterator[Task]:
    """The items of a file or folder that are not recorded yet: see `mark_of`. What cannot be read is a refused item."""
    origins = _Origins(check)
    for item in _items(sources, named, progress, check):
        check()
        file = progress.file or named.path
        path = _shown_path(named, file, item)
        sha256 = hashlib.sha256(item.data).hexdigest() if isinstance(item, Item) else ""
        if mark_of(path, sha256) in recorded:
            skipped()
            continue
        try:
            origin = origins.of(file) if isinstance(item, Item) else None
        except OSError as error:
            yield Task(Refused(path, _unreadable(file, error)), file, path, sha256)
        else:
            yield Task(item, file, path, sha256, origin)


def mark_of(path: str, sha256: str) -> int:
    """What an item is recognised by when an import goes on; of this process only. There may be a million of them."""
    return hash((path, sha256))


def origin_of(file: Path, check: Check) -> Origin:
    """A file on disk as the library remembers it. Raises OSError."""
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        status = os.fstat(opened.fileno())
        while part := opened.read(_PART):
            digest.update(part)
            check()
    modified = stamp(datetime.fromtimestamp(status.st_mtime, UTC))
    return Origin(plain(file.name), plain(str(file.absolute())), digest.hexdigest(), status.st_size, modified)


def plain(text: str) -> str:
    """A name or path that can be kept and shown."""
    return shown_name(text)


class _Origins:
    """Files as the library remembers them: each is read for its hash once, before its first item."""

    def __init__(self, check: Check) -> None:
        self._check = check
        self._last: tuple[Path, Origin] | None = None

    def of(self, file: Path) -> Origin:
        if self._last is None or self._last[0] != file:
            self._last = file, origin_of(file, self._check)
        return self._last[1]


def _items(sources: Sources, named: Named, progress: Progress, check: Check) -> Iterator[Item | Refused]:
    """Importers raise nothing here that a user can cause; a disk that fails in the middle is told all the same, and so
    is a defect: what else is to be imported goes on."""
    try:
        yield from sources.items_in(named.path, progress)
    except OSError as error:
        yield Refused(named.path.name, _unreadable(progress.file or named.path, error))
    except UserError as error:
        check()  # it may be that the work is to stop
        yield Refused(named.path.name, error)
    except Exception:  # noqa: BLE001  # as above
        _log.exception("The items of a file could not be found")
        yield Refused(named.path.name, defect((progress.file or named.path).name))


def _unreadable(file: Path, error: OSError) -> UserError:
    return UnreadableInputError(
        f"{file.name} cannot be read ({error.strerror}). Copy it to this computer and try again."
    )


def _shown_path(named: Named, file: Path, item: Item | Refused) -> str:
    """The item by the path that the user gave, what lies between, and its own path in the file."""
    path, name = plain(item.path), plain(file.name)
    if path != name and not path.startswith(f"{name} › "):  # a folder, or a file that could not be opened
        root = plain(named.path.name)
        inside = path.removeprefix(f"{root}/")
        return named.shown if inside == path else str(Path(named.shown) / inside)
    shown = named.shown
    if file != named.path:
        shown = plain(str(Path(shown) / file.relative_to(named.path)))
    if path == name:
        return shown
    return f"{shown} › {path.removeprefix(f'{name} › ')}"
