"""Writing: one transaction, of which all is kept or nothing."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from index.building import MOST_RECORDS, MOST_TEXT, build
from index.columns import Segment, save
from index.errors import IndexBusyError
from index.records import Record, Texts
from index.seal import HEADER, Header, read_header, verify, write_header
from index.whoosh_parts import FileLock

LOCK = "writing.lock"

_SMALL = 2000
"""Records up to which a commit writes segments together: words of what was removed are then gone, and weigh nothing."""
_MOST_SEGMENTS = 8
"""Segments of an index before small ones are written together."""
_GROWTH = 4
"""How many times as large a segment may be as those before it to be written together with them."""
_LARGE, _LARGE_THOROUGH = 16_000_000, 40_000_000
"""Bytes of a segment that is left as it is: writing it again takes much time and memory. Every segment costs a search
time, though: 161 MB of text in nine take twice as long as in one, in three half as long again. So the larger limits
are for when there is time."""
_MOST_AT_ONCE, _MOST_AT_ONCE_THOROUGH = 32_000_000, 96_000_000
"""Bytes of the segments that are written together at once: building one takes some five times its size in memory."""
_MOST_DELETED = 0.2
"""Share of deleted records from which a segment is worth writing anew."""


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

    def merge(self, *, thorough: bool = False) -> None:
        """Write those segments together of which `worth_merging` says so."""
        opened = [(self._opened(name), deleted) for name, deleted in self._segments]
        chosen = worth_merging(
            [(segment.count, len(deleted)) for segment, deleted in opened],
            [size_of(self._folder, segment.name) for segment, _ in opened],
            thorough=thorough,
        )
        for number in chosen:
            segment, deleted = opened[number]
            records = _records(segment, deleted)
            if records is not None:
                self._segments.remove((segment.name, deleted))
                for record in records:
                    self.add(record)

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
            read = [(segment.name, _records(segment, deleted)) for segment, deleted in opened]
            gone = {name for name, records in read if records is not None}
            records = [record for _, records in read for record in records or ()]
            self._segments = [each for each in self._segments if each[0] not in gone]
            if records:
                self._segments.append((self._build(records), set()))

    def _opened(self, name: str) -> Segment:
        return Segment(self._folder, name, texts=self._texts)

    def _build(self, records: list[Record]) -> str:
        name = secrets.token_hex(8)
        save(self._folder / name, build(records, keeps_text=self._keeps_text))
        return name


def size_of(folder: Path, name: str) -> int:
    """Bytes of a segment."""
    return (folder / f"{name}.seg").stat().st_size


def worth_merging(
    segments: Sequence[tuple[int, int]], sizes: Sequence[int] | None = None, *, thorough: bool = False
) -> list[int]:
    """Which segments, by their records and how many of these are deleted, are to be written together or anew.

    `sizes` are their bytes: large ones are left as they are, unless much of them is deleted; `thorough` holds fewer for
    large.

    A segment is written again only when those smaller than it have grown to a part of it, so that what is written
    in all stays within a few times what is there.
    """
    chosen: list[int] = []
    total, needed, held = 0, False, 0
    large = _LARGE_THOROUGH if thorough else _LARGE
    most = _MOST_AT_ONCE_THOROUGH if thorough else _MOST_AT_ONCE
    for number in sorted(range(len(segments)), key=lambda number: segments[number][0]):
        count, deleted = segments[number]
        is_worn = deleted > _MOST_DELETED * count
        size = 0 if sizes is None else sizes[number]
        if (size > large and not is_worn) or (chosen and held + size > most):
            continue
        if is_worn or not chosen or _GROWTH * total >= count:
            needed = needed or is_worn or bool(chosen)
            chosen.append(number)
            held += size
            total += count - deleted
        elif not needed:  # the one before is too small to be worth writing this one again
            chosen, held, total = [number], size, count - deleted
    return chosen if needed else []


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


def _records(segment: Segment, deleted: set[int]) -> Iterable[Record] | None:
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
    with _locked(folder):
        sweep(folder, ())
        write_header(folder, key, (), revision=0, source="", keeps_text=keeps_text)


@contextmanager
def writing(folder: Path, key: bytes, *, committed: Callable[[], None], texts: Texts | None = None) -> Iterator[Writer]:
    """A transaction on the newest state of the index, whoever wrote it."""
    with _locked(folder):
        header = read_header(folder, key)
        verify(folder, header)
        sweep(folder, header.files)
        writer = Writer(folder, header, texts)
        yield writer
        segments = writer.segments()
        names = [f"{name}.{ending}" for name, _ in segments for ending in ("seg", "toc")]
        write_header(
            folder,
            key,
            names,
            revision=writer.revision,
            source=writer.source,
            segments=segments,
            known=header.files,
            keeps_text=header.keeps_text,
        )
        sweep(folder, names)
        committed()


def sweep(folder: Path, members: Iterable[str]) -> None:
    """Remove what no header refers to. Only for the holder of the lock; what is still open elsewhere may stay."""
    kept = {HEADER, LOCK, *members}
    for path in folder.iterdir():
        if path.name in kept:
            continue
        with suppress(OSError):  # open in another process (Windows): the next writer tries again
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink()


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    lock = FileLock(str(folder / LOCK))
    if not lock.acquire():
        raise IndexBusyError("The index is being written by another Materia.")
    try:
        yield
    finally:
        lock.release()
