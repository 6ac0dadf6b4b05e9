"""Writing segments together while the index is searched and written to: most of it beside the index, without its lock.

What the records of some segments become is built in a folder of its own, by any process. Only then the header is
changed, in one step as for any commit: in the time that takes, records that were removed meanwhile are removed from
what was built, and where another writer has replaced one of the segments, all stays as it is. A process that ends in
between leaves a folder that no header knows, which the next writer removes.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Self

from index.building import MOST_RECORDS, MOST_TEXT
from index.columns import Segment
from index.records import Record, Texts
from index.seal import read_header, sum_of, verify
from index.writing import commit, locked, records_in, save_new, size_of

_GROWTH = 4
"""How many times as large a segment may be as those before it to be written together with them."""
_LARGE, _LARGE_THOROUGH = 10_000_000, 40_000_000
"""Bytes of a segment that is left as it is: writing it again takes much time and memory, and what an import writes in
one step should not be written again by the next. Every segment costs a search time, though: 161 MB of text in nine
take twice as long as in one, in three half as long again. So the larger limits are for when there is time."""
_MOST_AT_ONCE, _MOST_AT_ONCE_THOROUGH = 20_000_000, 96_000_000
"""Bytes of the segments that are written together at once: building one takes some five times its size in memory."""
_MOST_DELETED = 0.2
"""Share of deleted records from which a segment is worth writing anew."""
_PATIENCE = 60.0
"""Seconds that what was built waits for its turn: an import writes for some seconds at a time."""

SegmentState = tuple[str, tuple[int, ...]]
"""Name of a segment, and the numbers of its deleted records in order."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Segments that are to be written together. Pickles, to be handed to another process."""

    folder: Path
    into: Path
    """Folder for what is built of them."""
    segments: tuple[SegmentState, ...]
    keeps_text: bool

    @classmethod
    def of(cls, segments: Sequence[Segment], folder: Path, into: Path) -> Self:
        """These segments, as they are now."""
        states = tuple((segment.name, tuple(segment.deleted.tolist())) for segment in segments)
        return cls(folder, into, states, all(segment.keeps_text for segment in segments))

    @property
    def size(self) -> int:
        """Bytes of the segments."""
        return sum(size_of(self.folder, name) for name, _ in self.segments)


@dataclass(frozen=True, slots=True)
class Source:
    """A segment whose records are in what was built."""

    name: str
    deleted: tuple[int, ...]
    """Numbers of the records that are not, in order."""
    live: int
    """How many are."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What has been built, and of what."""

    sources: tuple[Source, ...]
    segments: tuple[tuple[str, int], ...]
    """Names of the new segments and how many records each has: those of the sources, in their order."""
    files: Mapping[str, tuple[int, str]]
    """Size and digest by name, as the header has them."""


Build = Callable[[Sources], Merged | None]
"""Does what `write_together` does, in this process or another; None where there is nothing to put in place."""


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


def write_together(sources: Sources, texts: Texts | None = None) -> Merged | None:
    """Build the records of segments anew, as few segments as hold them. Changes nothing of the index.

    Segments of which a text is not to be had are left out; None where nothing would be gained by the others. Raises
    OSError where one has gone.
    """
    taken: list[Source] = []

    def records() -> Iterator[Record]:
        for name, deleted in sources.segments:
            segment = Segment(sources.folder, name, texts=texts)
            own = records_in(segment, set(deleted))
            if own is not None:
                taken.append(Source(name, deleted, segment.count - len(deleted)))
                yield from own

    built = [
        (save_new(sources.into, group, keeps_text=sources.keeps_text), len(group)) for group in _grouped(records())
    ]
    if len(taken) < 2 and not any(source.deleted for source in taken):
        return None
    files = {file: sum_of(sources.into / file) for name, _ in built for file in (f"{name}.seg", f"{name}.toc")}
    return Merged(tuple(taken), tuple(built), files)


def _grouped(records: Iterable[Record]) -> Iterator[list[Record]]:
    """As many records as one segment takes at a time."""
    group: list[Record] = []
    size = 0
    for record in records:
        group.append(record)
        size += len(record.text)
        if len(group) >= MOST_RECORDS or size >= MOST_TEXT:
            yield group
            group, size = [], 0
    if group:
        yield group


def put_in_place(
    folder: Path, key: bytes, merged: Merged, built_in: Path, stopped: Callable[[], bool] = lambda: False
) -> bool:
    """Make what was built part of the index instead of its sources; False where one of these is no longer part of it.

    Waits for other writers. Raises IndexBusyError where they take too long, or it was `stopped`.
    """
    with locked(folder, patience=_PATIENCE, stopped=stopped):
        header = read_header(folder, key)
        verify(folder, header)
        segments = with_merged(header.segments, merged)
        if segments is None:
            return False
        for file in merged.files:
            (built_in / file).replace(folder / file)
        commit(folder, key, header, segments, built=merged.files)
        return True


def with_merged(segments: Iterable[SegmentState], merged: Merged) -> list[SegmentState] | None:
    """The segments of an index once what was built is part of it, with what was deleted meanwhile deleted there too.

    None where a source has gone.
    """
    now = dict(segments)
    ends = list(accumulate(count for _, count in merged.segments))
    gone: list[list[int]] = [[] for _ in ends]
    base = 0
    for source in merged.sources:
        deleted = now.pop(source.name, None)
        if deleted is None:
            return None
        for number in sorted(set(deleted).difference(source.deleted)):
            place = base + number - bisect_left(source.deleted, number)
            segment = bisect_right(ends, place)
            gone[segment].append(place - (ends[segment - 1] if segment else 0))
        base += source.live
    new = zip(merged.segments, gone, strict=True)
    return [*now.items(), *((name, tuple(deleted)) for (name, count), deleted in new if len(deleted) < count)]
