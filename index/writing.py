"""Writing: one transaction, of which all is kept or nothing."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from time import monotonic, sleep
from types import MappingProxyType

from index.building import MOST_RECORDS, MOST_TEXT, build
from index.columns import Segment, save
from index.errors import IndexBusyError
from index.records import Record, Texts
from index.seal import HEADER, Header, read_header, verify, write_header
from index.whoosh_parts import FileLock

LOCK = "writing.lock"
MERGING, MERGING_LOCK = "merging", "merging.lock"
"""Where segments are written together, beside the index, and what whoever does so holds meanwhile."""
_NONE_BUILT: Mapping[str, tuple[int, str]] = MappingProxyType({})

_PATIENCE, _LOOKED_EVERY = 0.5, 0.02
"""Seconds that a writer waits for a merge to put in place what it has built, and after which it looks again."""
_SMALL = 2000
"""Records up to which a commit writes segments together: words of what was removed are then gone, and weigh nothing."""
_MOST_SEGMENTS = 8
"""Segments of an index before small ones are written together."""


class Writer:
    """Collects changes; they take effect together when the `with` block of `Index.writer()` ends."""

    def __init__(self, folder: Path, header: Header, texts: Texts | None = None) -> None:
        self.revision = header.revision
        """Of the library, which the index has seen once this is written. To be set by the caller."""
        self.source = header.source
        """Which library this is. To be set by the caller."""
        self._folder = folder
        self._texts = texts
        self._keeps_text = header.keeps_text
        self._added: dict[str, Record] = {}
        self._size = 0
        self._removed: set[str] = set()
        self._segments = [(name, set(deleted)) for name, deleted in header.segments]

    def add(self, record: Record) -> None:
        """Add a record, or replace the one with its id."""
        self._added[record.id] = record
        self._size += len(record.text)
        if len(self._added) >= MOST_RECORDS or self._size >= MOST_TEXT:
            self._flush()

    def replace(self, monograph: str, records: Iterable[Record]) -> None:
        """Make these the only records of a monograph."""
        self.remove(monograph)
        for record in records:
            self.add(record)

    def remove(self, monograph: str) -> None:
        """Remove every record of a monograph."""
        self._removed.add(monograph)
        self._added = {id_: record for id_, record in self._added.items() if record.monograph != monograph}

    def segments(self) -> list[tuple[str, list[int]]]:
        """Write what is left to write; the segments of the index as it now is, with what is deleted in each."""
        self._flush()
        self._write_together()
        return [(name, sorted(deleted)) for name, deleted in self._segments]

    def _flush(self) -> None:
        # What replaces a whole monograph has no other records to replace, and need not be looked for one by one.
        alone = [id_ for id_, record in self._added.items() if record.monograph not in self._removed]
        for name, deleted in self._segments:
            if self._removed or alone:
                deleted |= _replaced(self._opened(name), self._removed, alone)
        self._segments = [
            (name, deleted) for name, deleted in self._segments if len(deleted) < self._opened(name).count
        ]
        if self._added:
            self._segments.append((self._build(list(self._added.values())), set()))
        self._added, self._removed, self._size = {}, set(), 0

    def _write_together(self) -> None:
        """Few records in several segments become one; so do all of a small index with something deleted."""
        opened = [(self._opened(name), deleted) for name, deleted in self._segments]
        total = sum(segment.count for segment, _ in opened)
        if total > _SMALL:
            opened.sort(key=lambda each: each[0].count)
            small: list[tuple[Segment, set[int]]] = []
            for segment, deleted in opened if len(opened) > _MOST_SEGMENTS else ():
                if sum(each.count for each, _ in small) + segment.count <= _SMALL:
                    small.append((segment, deleted))
            opened = small
        if len(opened) > 1 or any(deleted for _, deleted in opened):
            read = [(segment.name, records_in(segment, deleted)) for segment, deleted in opened]
            gone = {name for name, records in read if records is not None}
            records = [record for _, records in read for record in records or ()]
            self._segments = [each for each in self._segments if each[0] not in gone]
            if records:
                self._segments.append((self._build(records), set()))

    def _opened(self, name: str) -> Segment:
        return Segment(self._folder, name, texts=self._texts)

    def _build(self, records: list[Record]) -> str:
        return save_new(self._folder, records, keeps_text=self._keeps_text)


def save_new(folder: Path, records: Sequence[Record], *, keeps_text: bool) -> str:
    """Build a segment in a folder; its name."""
    name = secrets.token_hex(8)
    save(folder / name, build(records, keeps_text=keeps_text))
    return name


def size_of(folder: Path, name: str) -> int:
    """Bytes of a segment."""
    return (folder / f"{name}.seg").stat().st_size


def _replaced(segment: Segment, monographs: set[str], added: Iterable[str]) -> set[int]:
    """Numbers of the records of these monographs, or with the id of an added one."""
    gone = {
        number
        for monograph in monographs
        if (place := segment.monographs.find(monograph)) is not None
        for number in (segment["monograph_of"] == place).nonzero()[0].tolist()
    }
    ids = {id_.encode("utf-8", "surrogatepass") for id_ in added}
    if not ids:
        return gone
    return gone | {number for number in range(segment.count) if segment.ids.raw(number) in ids}


def records_in(segment: Segment, deleted: set[int]) -> Iterable[Record] | None:
    """The records of a segment; None where the text of any is not to be had: the segment then stays as it is."""
    numbers = [number for number in range(segment.count) if number not in deleted]
    if segment.keeps_text:
        return (record for record in map(segment.record, numbers) if record is not None)
    records = []
    for number in numbers:
        record = segment.record(number)
        if record is None:
            return None
        records.append(record)
    return records


def make_empty(folder: Path, key: bytes, *, keeps_text: bool = True) -> None:
    """Make an index without records in a folder, whatever was there before."""
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder):
        sweep(folder, ())
        write_header(folder, key, (), revision=0, source="", keeps_text=keeps_text)


@contextmanager
def writing(folder: Path, key: bytes, *, committed: Callable[[], None], texts: Texts | None = None) -> Iterator[Writer]:
    """A transaction on the newest state of the index, whoever wrote it."""
    with locked(folder, patience=_PATIENCE):
        header = read_header(folder, key)
        verify(folder, header)
        sweep(folder, header.files)
        writer = Writer(folder, header, texts)
        yield writer
        segments = writer.segments()
        commit(folder, key, replace(header, revision=writer.revision, source=writer.source), segments)
        committed()


def commit(
    folder: Path,
    key: bytes,
    header: Header,
    segments: Sequence[tuple[str, Iterable[int]]],
    built: Mapping[str, tuple[int, str]] = _NONE_BUILT,
) -> None:
    """Make these the segments of the index, in one step. Only for the holder of the lock.

    Size and digest of new files are read, unless `built` has them.
    """
    names = [f"{name}.{ending}" for name, _ in segments for ending in ("seg", "toc")]
    write_header(
        folder,
        key,
        names,
        revision=header.revision,
        source=header.source,
        segments=segments,
        known={**header.files, **built},
        keeps_text=header.keeps_text,
    )
    sweep(folder, names)


def sweep(folder: Path, members: Iterable[str]) -> None:
    """Remove what no header refers to. Only for the holder of the lock; what is still open elsewhere may stay."""
    kept = {HEADER, LOCK, MERGING_LOCK, *members}
    for path in folder.iterdir():
        if path.name in kept:
            continue
        with suppress(OSError):  # open in another process (Windows): the next writer tries again
            if path.name == MERGING:
                _sweep_merging(folder)
            elif path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink()


def _sweep_merging(folder: Path) -> None:
    """Remove what a merge has left, unless one is at it."""
    with suppress(IndexBusyError), locked(folder, MERGING_LOCK):
        shutil.rmtree(folder / MERGING, ignore_errors=True)


@contextmanager
def merging_folder(folder: Path) -> Iterator[Path]:
    """An empty folder for what is built beside the index, which writers leave alone. Raises IndexBusyError.

    It goes with its content when the block ends. What is to be part of the index is moved before, see `commit`.
    """
    with locked(folder, MERGING_LOCK):
        into = folder / MERGING
        shutil.rmtree(into, ignore_errors=True)
        into.mkdir(exist_ok=True)
        try:
            yield into
        finally:
            shutil.rmtree(into, ignore_errors=True)


@contextmanager
def locked(
    folder: Path, name: str = LOCK, *, patience: float = 0.0, stopped: Callable[[], bool] = lambda: False
) -> Iterator[None]:
    """Hold a lock of the index, which no other thread or process has meanwhile.

    Raises IndexBusyError where it is not to be had within `patience` seconds, or until `stopped`.
    """
    lock = FileLock(str(folder / name))
    end = monotonic() + patience
    while not lock.acquire():
        if monotonic() >= end or stopped():
            raise IndexBusyError("The index is being written by another Materia.")
        sleep(_LOOKED_EVERY)
    try:
        yield
    finally:
        lock.release()
