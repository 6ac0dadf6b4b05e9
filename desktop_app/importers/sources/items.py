"""What a user names (a file, a folder, an archive) taken apart into items, each of which becomes one monograph.

Cheap beside the reading of the items, which other processes do: here bytes are found, told apart and handed on, one
item in memory at a time. Whatever cannot be handed on is refused in words, and the rest goes on.
"""

from __future__ import annotations

import gzip
import os
import posixpath
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast

from desktop_app.errors import NotFoundError, UnreadableInputError, UserError
from desktop_app.importers.decoding import explained, shown_name
from desktop_app.importers.formats import ARTICLE_TEXT, nature, recognise, refusal
from desktop_app.importers.items import Item, Refused
from desktop_app.importers.limits import LIMITS, Limits
from desktop_app.importers.sources.archives import (
    GZIP_SIGNATURE,
    ZIP_SIGNATURES,
    Budget,
    Counted,
    Entry,
    ExhaustedError,
    ZipArchive,
    is_hidden,
    open_zip,
)
from desktop_app.importers.sources.choice import EVERYTHING, Choice
from desktop_app.importers.sources.companions import Lookup, companions
from desktop_app.importers.sources.inner_archives import unpacked
from desktop_app.importers.sources.json_items import bundles_in, labels_in

TEXT_SUFFIXES = frozenset({".txt", ".text", ".md", ".markdown"})
"""In folders and archives only these are taken for articles: nothing in a plain text says what it is."""
ZIM_SIGNATURE = b"ZIM\x04"
_MOST_REFUSALS = 100
"""Of entries of one archive by themselves; where there are more, they are counted."""
_NAMED = 3


@dataclass(slots=True)
class Progress:
    """How many bytes of the files that were named have been gone through, of how many."""

    done: int = 0
    total: int = 0
    file: Path | None = None
    """The file on disk that the last item came from."""
    moved: Callable[[], object] = lambda: None
    """Called while a large archive is gone through in which nothing may be wanted for a long time; may raise."""


@dataclass(slots=True)
class _LeftOut:
    """What lay in a folder or archive and is not Materia's to read."""

    path: str
    between: str
    """What stands between the path and a name in it."""
    most: int | None = None
    """Named one by one; where there are more of them, they are counted by what they are. None: there is no limit."""
    names: dict[str, tuple[str, UserError]] = field(default_factory=dict)
    """What each is, and why it is not read, by name."""
    used: set[str] = field(default_factory=set)
    """Those that a document showed or cited after all."""

    def add(self, name: str, what: str, error: UserError | None = None) -> None:
        self.names[name] = what, error or UnreadableInputError(f"{name} is {what}.")

    def report(self) -> Iterator[Refused]:
        left = {name: why for name, why in self.names.items() if name not in self.used}
        if self.most is None or len(left) <= self.most:
            for name, (_, error) in left.items():
                yield Refused(f"{self.path}{self.between}{name}", error, left_out=True)
            return
        kinds: dict[str, list[str]] = {}
        for name, (what, _) in left.items():
            kinds.setdefault(what, []).append(name)
        for what, names in kinds.items():
            shown = ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else "")
            yield Refused(self.path, UnreadableInputError(f"Left out as {what}: {shown}."), left_out=True)


def size_of(path: Path) -> int:
    """Bytes of a file, or of all files in a folder; 0 where it cannot be told."""
    with suppress(OSError, ValueError):
        if not path.is_dir():
            return path.stat().st_size
        total = 0
        for folder, _, names in os.walk(path):
            for name in names:
                with suppress(OSError, ValueError):
                    total += Path(folder, name).lstat().st_size
        return total
    return 0


def items_in(
    path: Path, choose: Choice = EVERYTHING, limits: Limits = LIMITS, *, progress: Progress | None = None
) -> Iterator[Item | Refused]:
    """Everything importable in a file or folder, in the same order on every run. Raises nothing a user can cause.

    `choose` narrows the pages of an encyclopedia's archive. `progress` is written while the items are consumed.
    """
    return _Sources(choose, limits, progress or Progress()).named(path)


@dataclass(slots=True)
class _Sources:
    choose: Choice
    limits: Limits
    progress: Progress
    files: int = 0

    def named(self, path: Path) -> Iterator[Item | Refused]:
        try:
            is_folder = path.is_dir()
        except (OSError, ValueError):
            is_folder = False
        if not is_folder:
            yield from self._file(path, shown_name(path.name or str(path)), None)
            return
        found = False
        for item in self._folder(path, shown_name(path.name) or str(path), 1):
            found = found or isinstance(item, Item) or not item.left_out
            yield item
        if not found:
            shown = shown_name(path.name)
            words = f"The folder {shown} holds nothing that Materia reads. Choose another, or the file itself."
            yield Refused(shown, UnreadableInputError(words))

    def _folder(self, folder: Path, shown: str, depth: int) -> Iterator[Item | Refused]:
        if depth > self.limits.folder_depth:
            yield Refused(shown, UnreadableInputError(f"{shown} lies more than {depth - 1} folders deep: left out."))
            return
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            yield Refused(shown, explained(error, shown))
            return
        left = _LeftOut(shown, "/")
        folders = []
        for entry in entries:
            name = shown_name(entry.name)
            if is_hidden(entry.name):
                left.add(name, "hidden")
            elif entry.is_symlink():
                left.add(name, "a link; what it leads to is read where it lies")
            elif entry.is_dir(follow_symlinks=False):
                folders.append(entry)
            elif not entry.is_file(follow_symlinks=False):
                left.add(name, "no file", UnreadableInputError(f"{name} is not a file that can be read."))
            else:
                self.files += 1
                if self.files > self.limits.folder_files:
                    words = f"There are more than {self.limits.folder_files:,} files in the folder. Import its parts."
                    yield Refused(shown, UnreadableInputError(words))
                    return
                yield from self._file(Path(entry.path), f"{shown}/{name}", left)
        yield from left.report()
        for entry in folders:
            yield from self._folder(Path(entry.path), f"{shown}/{shown_name(entry.name)}", depth + 1)

    def _file(self, path: Path, shown: str, left: _LeftOut | None) -> Iterator[Item | Refused]:
        """`left` takes what is no format of Materia's; None: the user named the file itself."""
        before, size = self.progress.done, 0
        self.progress.file = path
        try:
            with _opened_file(path, shown) as file:
                size = os.fstat(file.fileno()).st_size
                for item in self._opened(path, file, size, left):
                    if isinstance(item, Item):
                        self.progress.done = max(self.progress.done, before + min(size, file.tell()))
                    yield item
        except UserError as error:
            yield Refused(shown, error)
        self.progress.done = before + size

    def _opened(self, path: Path, file: IO[bytes], size: int, left: _LeftOut | None) -> Iterator[Item | Refused]:
        name = shown_name(path.name)
        budget = Budget.of(size, name, self.limits)
        plain = Counted(file, name, None)
        opening = plain.peek(self.limits.opening_bytes)
        if opening.startswith(ZIM_SIGNATURE):
            yield from self._zim(path, name, size)
        elif opening.startswith(ZIP_SIGNATURES):
            yield from self._zip(file, size, name, "", 1, budget)
        elif opening.startswith(GZIP_SIGNATURE):
            yield from self._gzip(plain, name, "", 1, budget, _beside_file(path, self.limits, left), left)
        else:
            yield from self._document(plain, name, "", _beside_file(path, self.limits, left), left)

    def _zim(self, path: Path, name: str, size: int) -> Iterator[Item | Refused]:
        from desktop_app.importers.sources.zim import pages_in

        before = self.progress.done

        def moved(share: float) -> None:
            self.progress.done = before + int(size * share)
            self.progress.moved()

        yield from pages_in(path, name, self.choose, self.limits, moved=moved)

    def _zip(
        self, file: IO[bytes], size: int, name: str, container: str, depth: int, budget: Budget
    ) -> Iterator[Item | Refused]:
        inside = _joined(container, name)
        archive = open_zip(file, size, name, self.limits)
        left = _LeftOut(inside, " › ", _MOST_REFUSALS)
        for entry_name, error in archive.refused[:_MOST_REFUSALS]:
            yield Refused(_joined(inside, entry_name), error)
        if (more := len(archive.refused) - _MOST_REFUSALS) > 0:
            words = f"{more:,} more files in it were not read for such reasons."
            yield Refused(inside, UnreadableInputError(words))
        for entry_name in archive.hidden:
            left.add(entry_name, "hidden")
        by_name = {entry.name.casefold(): entry for entry in archive.entries}
        found = bool(archive.refused)
        for entry in archive.entries:
            try:
                for item in self._entry(archive, entry, by_name, inside, depth, budget, left):
                    found = True
                    yield item
            except ExhaustedError:
                raise
            except UserError as error:
                found = True
                yield Refused(_joined(inside, entry.name), error)
        if not found:
            yield Refused(inside, UnreadableInputError(f"{name} holds nothing that Materia reads."))
        yield from left.report()

    def _inner_zip(
        self, stream: Counted, name: str, container: str, depth: int, budget: Budget
    ) -> Iterator[Item | Refused]:
        if depth > self.limits.archive_depth:
            yield Refused(_joined(container, name), self._too_deep(name))
            return
        with unpacked(stream, budget, self.limits, self.progress.moved) as (file, size):
            yield from self._zip(file, size, name, container, depth, budget)

    def _entry(
        self,
        archive: ZipArchive,
        entry: Entry,
        by_name: dict[str, Entry],
        inside: str,
        depth: int,
        budget: Budget,
        left: _LeftOut,
    ) -> Iterator[Item | Refused]:
        stream = archive.open(entry, budget)
        opening = stream.peek(self.limits.opening_bytes)
        container = _joined(inside, entry.folder) if entry.folder else inside
        lookup = _beside_entry(archive, entry, by_name, budget, self.limits, left)
        if opening.startswith(ZIP_SIGNATURES):
            yield from self._inner_zip(stream, entry.bare_name, container, depth + 1, budget)
        elif opening.startswith(GZIP_SIGNATURE):
            yield from self._gzip(stream, entry.bare_name, container, depth + 1, budget, lookup, left)
        else:
            yield from self._document(stream, entry.bare_name, container, lookup, left, entry.name)

    def _gzip(
        self,
        packed: Counted,
        name: str,
        container: str,
        depth: int,
        budget: Budget,
        lookup: Lookup,
        left: _LeftOut | None,
    ) -> Iterator[Item | Refused]:
        inside = _joined(container, name)
        if depth > self.limits.archive_depth:
            yield Refused(inside, self._too_deep(name))
            return
        inner = name[:-3] if name.lower().endswith(".gz") else name
        stream = Counted(gzip.GzipFile(fileobj=cast("IO[bytes]", packed)), inner, budget)
        opening = stream.peek(self.limits.opening_bytes)
        if opening.startswith(ZIP_SIGNATURES):
            yield from self._inner_zip(stream, inner, inside, depth + 1, budget)
        elif opening.startswith(GZIP_SIGNATURE):
            yield from self._gzip(stream, inner, inside, depth + 1, budget, lookup, left)
        else:
            yield from self._document(stream, inner, inside, lookup, left, name)

    def _document(
        self,
        stream: Counted,
        name: str,
        container: str,
        lookup: Lookup,
        left: _LeftOut | None,
        path_in_left: str | None = None,
    ) -> Iterator[Item | Refused]:
        opening = stream.peek(self.limits.opening_bytes)
        found = recognise(opening)
        if left is not None and (found is None or (found == ARTICLE_TEXT and not _is_named_text(name))):
            left.add(path_in_left or name, nature(opening), _not_taken(name, opening, found))
        elif found is None:
            yield Refused(_joined(container, name), refusal(name, opening))
        elif found == "openfda":
            yield from labels_in(stream, name, container, self.limits)
        elif found == "epi":
            yield from bundles_in(stream, name, container, self.limits)
        else:
            data = stream.read_all(self.limits.document_bytes)
            beside = companions(data, found, name, lookup, self.limits)
            yield Item(name, data, found, container, beside)

    def _too_deep(self, name: str) -> UnreadableInputError:
        return UnreadableInputError(
            f"{name} lies in more than {self.limits.archive_depth - 1} archives. Unpack the outer ones and import that."
        )


def _opened_file(path: Path, shown: str) -> IO[bytes]:
    """A regular file; raises UserError for everything else, and before anything is read of a device or a pipe."""
    try:
        # A pipe without a writer would block the opening.
        file = open(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)), "rb")  # noqa: SIM115, PTH123
    except OSError as error:
        raise explained(error, shown) from error
    except ValueError as error:
        raise NotFoundError(f"{shown!r} is not a file name. Check the name.") from error
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise UnreadableInputError(f"{shown} is not a file that can be read. Choose another.")
    return file


def _beside_file(path: Path, limits: Limits, left: _LeftOut | None) -> Lookup:
    """Files of the folder that a document lies in, and of folders in it; never through a link, never outside."""

    def read(name: str) -> bytes | None:
        inside = posixpath.normpath(name)
        if (
            inside.startswith(("../", "/"))
            or inside in {".", ".."}
            or "\\" in inside
            or ":" in inside
            or "\0" in inside
        ):
            return None
        target = path.parent / inside
        try:
            if target.resolve() != path.parent.resolve() / inside or not target.is_file():
                return None
            with target.open("rb") as file:
                data = file.read(limits.picture_bytes + 1)
        except OSError:
            return None
        if left is not None:
            left.used.add(shown_name(inside))
        return data if len(data) <= limits.picture_bytes else None

    return read


def _beside_entry(
    archive: ZipArchive, entry: Entry, by_name: dict[str, Entry], budget: Budget, limits: Limits, left: _LeftOut
) -> Lookup:
    """Entries of the folder that a document lies in, and of folders in it; letters may differ in case."""

    def read(name: str) -> bytes | None:
        inside = posixpath.normpath(posixpath.join(entry.folder, name))
        if entry.folder and not inside.startswith(f"{entry.folder}/"):
            return None
        found = by_name.get(inside.casefold())
        if found is None:
            return None
        data = archive.open(found, budget).read_all(limits.picture_bytes)
        left.used.add(found.name)
        return data

    return read


def _not_taken(name: str, opening: bytes, found: str | None) -> UserError:
    """Why a document beside others is not read; what might be an article is, when it is named alone."""
    if found is None:
        return refusal(name, opening)
    words = f"{name} is {nature(opening)}. To read it as an article, import this file by itself."
    return UnreadableInputError(words)


def _is_named_text(name: str) -> bool:
    return posixpath.splitext(name)[1].lower() in TEXT_SUFFIXES


def _joined(container: str, name: str) -> str:
    return f"{container} › {name}" if container else name
