"""Zip archives from strangers, read entry by entry without unpacking: what is in them, and every way they can lie.

Nothing is trusted that the archive says of itself: sizes are counted while reading, names are checked though no file is
ever written, and an entry that cannot be read is refused by itself while the others go on.
The format: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
"""

from __future__ import annotations

import lzma
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, Protocol

from desktop_app.errors import UnreadableInputError
from desktop_app.importers.decoding import without_unprintable
from desktop_app.importers.limits import MB, Limits

ZIP_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
GZIP_SIGNATURE = b"\x1f\x8b"
_CHUNK = 256 * 1024
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError),
    *(ValueError, OverflowError, IndexError, KeyError, NotImplementedError, RuntimeError),
)
"""What the standard library raises for archives that are damaged or use what it does not know."""
_END = b"PK\x05\x06"
_END_SIZE = 22
_LONGEST_COMMENT = 65_535
_LOCATOR_SIZE, _LARGE_END_SIZE = 20, 56
"""Of the records before the end of an archive over 4 GB or 65,535 entries (Zip64)."""
_ENTRY_SIZE = 46
_READ = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_COMPRESSIONS = {9: "Deflate64", 12: "bzip2", 14: "LZMA", 93: "Zstandard", 95: "XZ", 98: "PPMd"}
"""Those that programs offer. Unlike Deflate they yield thousands of times the bytes of one reading at once."""
_OFFICE = frozenset({"[Content_Types].xml", "META-INF/container.xml", "META-INF/manifest.xml"})
_DRIVE = re.compile(r"[A-Za-z]:")


class ExhaustedError(UnreadableInputError):
    """More came out of a file than an honest one of its size holds. Nothing more of it is read."""


class Readable(Protocol):
    """A stream of bytes."""

    def read(self, size: int = -1, /) -> bytes: ...


@dataclass(slots=True)
class Budget:
    """How many bytes may still come out of the outermost file, over all archives in it."""

    left: int
    name: str
    size: int
    """Of the outermost file."""

    @classmethod
    def of(cls, size: int, name: str, limits: Limits) -> Budget:
        return cls(limits.archive_slack + limits.archive_ratio * size, name, size)

    def spend(self, count: int) -> None:
        """Raises ExhaustedError."""
        self.left -= count
        if self.left < 0:
            raise ExhaustedError(
                f"{self.name} unpacks to far more than its size allows. It is no archive of drug information "
                "but made to fill the computer's memory; the rest of it was not read."
            )


@dataclass(slots=True)
class Counted:
    """A stream whose bytes are taken from a budget while they are read. Raises UnreadableInputError alone."""

    stream: Readable
    name: str
    """For errors."""
    budget: Budget | None
    """None: a file on the disk, out of which comes what it has."""
    read_before: bytes = b""

    def read(self, size: int = -1, /) -> bytes:
        if self.read_before:
            if size < 0 or size >= len(self.read_before):
                data, self.read_before = self.read_before, b""
            else:
                data, self.read_before = self.read_before[:size], self.read_before[size:]
            return data
        return self._read(_CHUNK if size < 0 else min(size, _CHUNK))

    def peek(self, size: int) -> bytes:
        """The next bytes, as many as there are up to `size`; they will be read again."""
        pieces, missing = [self.read_before], size - len(self.read_before)
        while missing > 0 and (data := self._read(min(missing, _CHUNK))):
            pieces.append(data)
            missing -= len(data)
        self.read_before = b"".join(pieces)
        return self.read_before[:size]

    def read_all(self, limit: int) -> bytes:
        """Everything that is left; raises UnreadableInputError where that is more than `limit`."""
        if len(self.peek(limit + 1)) > limit:
            raise UnreadableInputError(
                f"{self.name} is larger than {max(1, limit // MB)} MB, too large for what it is. "
                "Split it and import the parts."
            )
        data, self.read_before = self.read_before, b""
        return data

    def _read(self, size: int) -> bytes:
        with damage_said(self.name):
            data = self.stream.read(size)
        if self.budget is not None:
            self.budget.spend(len(data))
        return data


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in a zip archive that may be read."""

    info: zipfile.ZipInfo
    name: str
    """Its path in the archive, with `/`, as it can be shown."""

    @property
    def folder(self) -> str:
        return self.name.rpartition("/")[0]

    @property
    def bare_name(self) -> str:
        return self.name.rpartition("/")[2]


@dataclass(slots=True)
class ZipArchive:
    """An opened archive: its entries, and those that are refused."""

    file: zipfile.ZipFile
    entries: list[Entry] = field(default_factory=list)
    refused: list[tuple[str, UnreadableInputError]] = field(default_factory=list)
    """Name and reason."""
    hidden: list[str] = field(default_factory=list)

    def open(self, entry: Entry, budget: Budget) -> Counted:
        """Raises UnreadableInputError."""
        with damage_said(entry.name):
            return Counted(self.file.open(entry.info), entry.name, budget)


@contextmanager
def damage_said(name: str) -> Iterator[None]:
    """Whatever goes wrong while an archive is read becomes an UnreadableInputError that names it."""
    try:
        yield
    except UnreadableInputError:
        raise
    except _DAMAGE as error:
        raise UnreadableInputError(
            f"{name} is damaged or incomplete ({_in_words(error)}). Download or copy it again."
        ) from error


def open_zip(file: IO[bytes], size: int, name: str, limits: Limits) -> ZipArchive:
    """The archive in `file`, which has `size` bytes. Raises UnreadableInputError for one that is refused as a whole."""
    with damage_said(name):
        _check_contents(file, size, name, limits)
        archive = ZipArchive(zipfile.ZipFile(file))
    infos = archive.file.infolist()
    names = {info.filename for info in infos}
    if names & _OFFICE:
        raise UnreadableInputError(
            f"{name} is an office document or an electronic book, which Materia does not read. "
            "Save its text as plain text (UTF-8) and import that."
        )
    if sum(info.compress_size for info in infos) > size:
        raise UnreadableInputError(
            f"{name} holds files that overlap. It is no archive of drug information but made to fill the computer's "
            "memory; it was not read."
        )
    _sort_out(archive, infos, limits)
    return archive


def _check_contents(file: IO[bytes], size: int, name: str, limits: Limits) -> None:
    """Before anything is built: how long the table of contents is, and how many entries really stand in it."""
    # Found exactly where `zipfile` finds it: what it then builds must be what was counted here.
    file.seek(max(0, size - _END_SIZE - _LONGEST_COMMENT - 1))
    tail = file.read(_END_SIZE + _LONGEST_COMMENT + 1)
    at = len(tail) - _END_SIZE
    if at < 0 or not (tail.startswith(_END, at) and tail.endswith(b"\0\0")):
        at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        raise zipfile.BadZipFile("the end of the archive is missing")
    count, length = struct.unpack_from("<HL", tail, at + 10)
    end = size - len(tail) + at
    file.seek(max(0, end - _LOCATOR_SIZE - _LARGE_END_SIZE))
    large = file.read(_LARGE_END_SIZE + _LOCATOR_SIZE)
    if large[:4] == b"PK\x06\x06" and large[_LARGE_END_SIZE:][:4] == b"PK\x06\x07":
        count, length = struct.unpack_from("<QQ", large, 32)
        end -= _LOCATOR_SIZE + _LARGE_END_SIZE
    if count > limits.archive_entries or length > limits.archive_names_bytes:
        raise _too_many(name, count, limits)
    if length // _ENTRY_SIZE > limits.archive_entries:
        file.seek(max(0, end - length))
        found = _entries_in(file.read(length))
        if found > limits.archive_entries:
            raise _too_many(name, found, limits)


def _entries_in(contents: bytes) -> int:
    count = position = 0
    while position + _ENTRY_SIZE <= len(contents):
        position += _ENTRY_SIZE + sum(struct.unpack_from("<HHH", contents, position + 28))
        count += 1
    return count


def _too_many(name: str, count: int, limits: Limits) -> UnreadableInputError:
    how_many = f"{count:,} files" if count > limits.archive_entries else "more names than can be read"
    return UnreadableInputError(
        f"{name} says that it holds {how_many}, where {limits.archive_entries:,} are the most. "
        "Unpack it and import its folders one by one."
    )


def _sort_out(archive: ZipArchive, infos: list[zipfile.ZipInfo], limits: Limits) -> None:
    seen = set[str]()
    for info in sorted(infos, key=lambda info: info.header_offset):
        name = info.filename.replace("\\", "/")
        shown = without_unprintable(name)
        if name.endswith("/") and not info.file_size:
            continue
        why = _reason_against(info, name, limits)
        if why is None and name in seen:
            why = "the archive holds another file of this name, which was read"
        if why is not None:
            shown = shown if len(shown) <= 200 else f"{shown[:200]}…"
            archive.refused.append((shown, UnreadableInputError(f"{shown} was not read: {why}.")))
        elif is_hidden(name):
            archive.hidden.append(shown)
        else:
            seen.add(name)
            archive.entries.append(Entry(info, shown))


def is_hidden(name: str) -> bool:
    """Whether a path leads through what systems hide: `.DS_Store`, `__MACOSX/…`, `Thumbs.db`."""
    parts = name.split("/")
    return any(part.startswith(".") or part == "__MACOSX" for part in parts) or parts[-1] in {
        "Thumbs.db",
        "desktop.ini",
    }


def _reason_against(info: zipfile.ZipInfo, name: str, limits: Limits) -> str | None:
    parts = name.split("/")
    if len(name) > limits.entry_name_characters:
        return f"its name has {len(name):,} characters"
    if name.startswith("/") or _DRIVE.match(name) or ".." in parts or "\0" in name or not parts[-1]:
        return "its name leads out of the archive"
    mode = info.external_attr >> 16
    if stat.S_ISLNK(mode):
        return "it is a link"
    if mode and stat.S_IFMT(mode) and not stat.S_ISREG(mode):
        return "it is no file"
    if info.flag_bits & 0x1:
        return "it is encrypted. Unpack the archive with its password and import the folder"
    if info.compress_type not in _READ:
        kind = _COMPRESSIONS.get(info.compress_type, f"method {info.compress_type}")
        return f"it is compressed in a way that Materia does not read ({kind})"
    return None


def _in_words(error: Exception) -> str:
    if isinstance(error, EOFError):
        return "it ends too early"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    words = " ".join(without_unprintable(str(error)).split()).rstrip(".")
    return words[:160] or type(error).__name__
