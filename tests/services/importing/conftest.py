"""What imports are tried with: sources whose lines are items, and what reads them."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop_app.errors import UnreadableInputError, UserError
from desktop_app.importers.items import Item, Refused
from desktop_app.importers.sources.items import Progress
from desktop_app.services.importing.files import plain
from desktop_app.services.importing.job import ImportJob, ImportRequest
from desktop_app.services.importing.workers import Read
from desktop_app.services.library.library import Library

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


class Lines:
    """Sources of a test: each line of a `.many` file is an item; any other file is one."""

    def __init__(self, stop_after: int = 10**9) -> None:
        self._left = stop_after

    def size_of(self, path: Path) -> int:
        return path.stat().st_size if path.exists() else 0

    def items_in(self, path: Path, progress: Progress) -> Iterator[Item | Refused]:
        if not path.is_dir():
            yield from self._in_file(path, progress)
            return
        for file in sorted(path.rglob("*")):
            if file.name.startswith("."):
                yield Refused(str(file), UserError("Hidden."), left_out=True)
            elif file.is_file():
                yield from self._in_file(file, progress)
        if not any(path.iterdir()):
            yield Refused(path.name, UnreadableInputError("The folder is empty."))

    def _in_file(self, file: Path, progress: Progress) -> Iterator[Item | Refused]:
        progress.file = file
        if not file.exists():
            raise UnreadableInputError(f"{file.name} is not there.")
        data = file.read_bytes()
        if file.suffix != ".many":
            yield Item(plain(file.name), data, "stand-in")
            return
        lines = data.splitlines()
        for number, line in enumerate(lines):
            progress.done += len(line) + 1
            self._left -= 1
            if self._left < 0:
                raise KeyboardInterrupt
            if line == b"torn":
                yield Refused(f"{file.name} › {number}", UnreadableInputError("The entry is damaged."))
            elif line == b"hidden":
                yield Refused(f"{file.name} › {number}", UserError("Hidden."), left_out=True)
            elif line == b"broken":
                raise UnreadableInputError("The archive ends in the middle.")
            elif line == b"fault":
                raise LookupError("a defect")
            elif line == b"unplugged":
                raise OSError(5, "Input/output error")
            else:
                yield Item(str(number), line, "stand-in", container=file.name)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Read:
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    found: Read = importlib.import_module("stand_in_reader").read
    return found


@pytest.fixture
def lines() -> Lines:
    return Lines()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    folder = tmp_path / "data"
    folder.mkdir()
    opened = Library(folder, bundled=tmp_path / "none", clock=lambda: NOW)
    yield opened
    opened.close()


@pytest.fixture
def job(library: Library, read: Read, tmp_path: Path) -> Callable[..., ImportJob]:
    def job(
        *names: str, sources: Lines | None = None, stop_after: int = 10**9, read_with: Read = read, **more: object
    ) -> ImportJob:
        request = ImportRequest(names, folder=str(tmp_path)) if names else None
        return ImportJob(library, request, sources=sources or Lines(stop_after), read=read_with, workers=2, **more)  # type: ignore[arg-type]

    return job
