"""One segment: columns of numbers in one file, mapped into memory, with their places in a small file beside it.

Nothing in them can run code: they are raw numbers and text, and a length is checked before it is used.
"""

from __future__ import annotations

import json
import mmap
import os
import zlib
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.blocks import BLOCK, expanded
from index.cutting import Numbers
from index.errors import DamagedIndexError
from index.records import Record, Texts
from index.whoosh_parts import byte_to_length

Columns = dict[str, Numbers]

_ALIGNED = 64
_KEPT_BLOCKS = 1024
_KEPT_TITLES = 1024
_STEP = 16
"""Of strings in order, how many lie between those that are looked at first."""
_KEPT_FOUND = 2048
_PLACES_STEP = 7
"""Of the sequence, every 128th place is known by its line: to search among all lines takes four times as long."""
LENGTHS = np.array([byte_to_length(byte) for byte in range(256)], np.float32)
"""What Whoosh reads of a length in one byte."""


def sizes_between(starts: Numbers) -> Numbers:
    """How many there are between each start and the next."""
    whole = starts.astype(np.int64)
    return whole[1:] - whole[:-1]


def spread(starts: Numbers, counts: Numbers) -> Numbers:
    """The numbers from each start on, as many as its size, all on end."""
    counts = counts.astype(np.int64)
    ends = np.cumsum(counts)
    places = np.arange(int(ends[-1]) if len(ends) else 0, dtype=np.int64)
    places += np.repeat(starts.astype(np.int64) - (ends - counts), counts)
    return places


def first_of_each(ordered: Numbers) -> NDArray[np.bool_]:
    """Where another number begins."""
    is_first = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=is_first[1:])
    return is_first


def distinct(numbers: Numbers) -> Numbers:
    """Each number once, in order. NumPy's own way first imports its masked arrays, which the first search waits for."""
    ordered: Numbers = np.sort(numbers)
    return ordered[first_of_each(ordered)]


def are_among(numbers: Numbers, others: Numbers) -> NDArray[np.bool_]:
    """Whether each number is among the others."""
    others = np.sort(others)
    if not len(others):
        return np.zeros(len(numbers), np.bool_)
    found: NDArray[np.bool_] = others[np.minimum(np.searchsorted(others, numbers), len(others) - 1)] == numbers
    return found


def pack(name: str, strings: Sequence[str]) -> Columns:
    """Columns that hold strings."""
    encoded = [string.encode("utf-8", "surrogatepass") for string in strings]
    starts = np.concatenate([[0], np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded)))])
    return {
        f"{name}_bytes": np.frombuffer(b"".join(encoded), np.uint8),
        f"{name}_offsets": starts.astype(np.uint32),
    }


class Strings:
    """A column of strings; where they are in order, a beginning is a slice."""

    def __init__(self, data: memoryview, starts: memoryview) -> None:
        self._data, self._starts = data, starts
        self._steps: list[bytes] = []
        """Every so manieth string, for those in order."""
        self._found: dict[str, int | None] = {}
        """Strings lately looked for: every keystroke asks for the words before it again."""

    def __len__(self) -> int:
        return len(self._starts) - 1

    def raw(self, number: int) -> bytes:
        """The bytes of a string."""
        return bytes(self._data[self._starts[number] : self._starts[number + 1]])

    def __getitem__(self, number: int) -> str:
        if not 0 <= number < len(self._starts) - 1:
            raise IndexError(number)
        return str(self._data[self._starts[number] : self._starts[number + 1]], "utf-8", "surrogatepass")

    def find(self, string: str) -> int | None:
        """The number of a string, in order."""
        try:
            return self._found[string]
        except KeyError:
            if len(self._found) > _KEPT_FOUND:
                self._found.clear()
        wanted = string.encode("utf-8", "surrogatepass")
        number = self._place(wanted)
        found = number if number < len(self) and self.raw(number) == wanted else None
        self._found[string] = found
        return found

    def beginning(self, prefix: str) -> tuple[int, int]:
        """From and to which number strings in order begin so."""
        wanted = prefix.encode("utf-8", "surrogatepass")
        low = self._place(wanted)
        if low == len(self) or not self.raw(low).startswith(wanted):
            return low, low
        return low, self._place(wanted + b"\xff")

    def _place(self, wanted: bytes) -> int:
        """The number of the first string that is not before this one."""
        if not self._steps:
            self._steps = [self.raw(number) for number in range(0, len(self), _STEP)]
        step = bisect_left(self._steps, wanted)
        first = max(0, step - 1) * _STEP
        return first + bisect_left(range(first, min(len(self), step * _STEP)), wanted, key=self.raw)


def save(path: Path, columns: Columns) -> list[str]:
    """Write columns to two files; their names."""
    places: dict[str, tuple[str, int, int]] = {}
    values = path.with_suffix(".seg")
    with values.open("wb") as file:
        for name, column in columns.items():
            column = np.ascontiguousarray(column)
            file.write(b"\0" * (-file.tell() % _ALIGNED))
            places[name] = (column.dtype.str, file.tell(), len(column))
            file.write(column.tobytes())
        file.write(b"\n")
        file.flush()
        os.fsync(file.fileno())
    table = path.with_suffix(".toc")
    table.write_text(json.dumps(places))
    return [values.name, table.name]


class Segment:
    """The columns of a segment, open for reading."""

    def __init__(self, folder: Path, name: str, deleted: Sequence[int] = (), texts: Texts | None = None) -> None:
        self.name = name
        self._texts = texts
        places: dict[str, Any] = json.loads((folder / f"{name}.toc").read_text())
        with (folder / f"{name}.seg").open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._columns = {
            key: np.frombuffer(self._map, np.dtype(kind), count, offset) if count else np.zeros(0, np.dtype(kind))
            for key, (kind, offset, count) in places.items()
        }
        self.terms = self.strings("term")
        self.stems = self.strings("stem")
        self.names = self.strings("name")
        self.ids = self.strings("id")
        self.monographs, self.kinds, self.languages = map(self.strings, ("monograph", "kind", "language"))
        spoken = self.strings("spoken")
        self.spoken = tuple(spoken[number] for number in range(len(spoken)))
        """The languages in which texts are analysed, as `language_of` gives them."""
        common = self.strings("common")
        self.common = {common[number]: number for number in range(len(common))}
        self.count = len(self["title"])
        self.length = LENGTHS[self["length"]]
        self.total_length = int(self["total_length"][0])
        self.deleted = np.array(deleted, np.int64)
        self.live = np.ones(self.count, np.bool_)
        self.live[self.deleted] = False
        self.looked_up: dict[tuple[tuple[str, ...], str | None], tuple[list[int], list[tuple[int, int]]]] = {}
        """Terms lately found: every keystroke asks for the words before it again."""
        self.headings: dict[int, tuple[int, int, frozenset[int]]] = {}
        """Words of headings lately seen: most sections share few of them."""
        self.stems_in: dict[int, Numbers] = {}
        """The stems of records lately asked for."""
        self.term_spans: dict[int, tuple[tuple[int, int, int], ...]] = {}
        """The terms of pieces lately seen, each with the words of the piece from and to which it goes."""
        self._line_steps: Numbers | None = None
        """For every so manieth place of the sequence the line before it."""
        self._titles: dict[int, str] = {}
        self._stem_having: Numbers | None = None
        self._sections: Numbers | None = None
        self._blocks: OrderedDict[int, bytes] = OrderedDict()
        self._dictionary = self["dictionary"].tobytes()

    def __getitem__(self, name: str) -> Numbers:
        return self._columns[name]

    @property
    def stem_having(self) -> Numbers:
        """For every stem, about how many records have it: as many as have its terms, counted for each."""
        if self._stem_having is None:
            sizes = sizes_between(self["starts"])[self["stem_terms"]]
            ends = np.concatenate([[0], np.cumsum(sizes)])[self["stem_starts"].astype(np.int64)]
            self._stem_having = np.minimum(np.diff(ends), self.count)
        return self._stem_having

    @property
    def sections(self) -> Numbers:
        """For every monograph, how many records it has."""
        if self._sections is None:
            self._sections = np.bincount(self["monograph_of"], minlength=len(self.monographs))
        return self._sections

    def stem_of(self, record: int) -> Numbers:
        """The stem of every term in the language of a record."""
        return self._stems_in(int(self["spoken_by"][record]))

    def has(self, language: str, word: str) -> bool:
        """Whether a record in a language has a word, other than as one that says nothing."""
        number = self.terms.find(word) if language in self.spoken else None
        if number is None:
            return False
        return self.stems.raw(int(self._stems_in(self.spoken.index(language))[number])) != b""

    def _stems_in(self, language: int) -> Numbers:
        count = len(self.terms)
        return self["stem_of"][language * count : (language + 1) * count]

    def strings(self, name: str) -> Strings:
        """A column of strings."""
        return Strings(self[f"{name}_bytes"].data, self[f"{name}_offsets"].data)

    def close(self) -> None:
        """Let go of the file, once nothing reads it any more."""
        self._columns.clear()

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return len(self._map)

    def give_back(self) -> None:
        """Give the memory back that pages of the file take in this process; the system still has them at hand."""
        if hasattr(mmap, "MADV_DONTNEED"):  # not on Windows, which trims what a process holds by itself
            self._map.madvise(mmap.MADV_DONTNEED)

    @property
    def keeps_text(self) -> bool:
        """Whether the text is in the segment, rather than only in what `texts` gives."""
        return "line_sums" not in self._columns

    def line(self, number: int) -> str:
        """The text of a line; where the segment keeps none, only of one that is a title or a name."""
        if not self.keeps_text:
            return self.strings("heading")[int(np.searchsorted(self["heading_lines"], number))]
        start, end = int(self["line_starts"][number]), int(self["line_starts"][number + 1])
        if start == end:
            return ""
        first, last = start // BLOCK, (end - 1) // BLOCK
        data = b"".join(self._block(block) for block in range(first, last + 1))
        return data[start - first * BLOCK : end - first * BLOCK].decode("utf-8", "surrogatepass")

    def title_of(self, number: int) -> str:
        """The title of a record."""
        line = int(self["title"][number])
        known = self._titles.get(line)
        if known is None:
            if len(self._titles) > _KEPT_TITLES:
                self._titles.clear()
            known = self._titles[line] = self.line(line)
        return known

    def language(self, number: int) -> str:
        """The language of a record, as it was given."""
        return self.languages[int(self["language_of"][number])]

    def monograph(self, number: int) -> str:
        """The monograph of a record."""
        return self.monographs[int(self["monograph_of"][number])]

    def text_of(self, number: int) -> list[str] | None:
        """The lines of a record's text; None where the segment keeps none and what it is given now is another."""
        numbers = self.lines_of(number)
        if self.keeps_text:
            return list(map(self.line, numbers.tolist()))
        text = None if self._texts is None else self._texts(self.ids[number])
        if text is None:
            return None
        lines = text.split("\n")
        sums = [zlib.crc32(line.encode("utf-8", "surrogatepass")) for line in lines]
        return lines if sums == self["line_sums"][numbers].tolist() else None

    def lines_of(self, number: int) -> Numbers:
        """Numbers of the lines of a record's text."""
        starts = self["text_starts"]
        return self["text_lines"][int(starts[number]) : int(starts[number + 1])]

    def lines_at(self, places: Numbers) -> Numbers:
        """The lines that places of the sequence are in; fastest where these are in order."""
        starts = self["sequence_starts"]
        if self._line_steps is None:
            steps = np.zeros(int(starts[-1] >> _PLACES_STEP) + 2, np.int32)
            steps[(starts[:-1] >> _PLACES_STEP) + 1] = np.arange(len(starts) - 1)
            self._line_steps = np.maximum.accumulate(steps)
        lines: Numbers = self._line_steps[places >> _PLACES_STEP].astype(np.int64)
        later = np.flatnonzero(starts[lines + 1] <= places)
        while len(later):
            lines[later] += 1
            later = later[starts[lines[later] + 1] <= places[later]]
        return lines

    def group_lines(self, group: int) -> Numbers:
        """Numbers of the lines that are the names of a group."""
        starts = self["group_starts"]
        return self["group_lines"][int(starts[group]) : int(starts[group + 1])]

    def names_of(self, group: int) -> tuple[str, ...]:
        """The names of a group."""
        return tuple(map(self.line, self.group_lines(group).tolist()))

    def record(self, number: int) -> Record | None:
        """A record as it was added; None where its text is not to be had, see `text_of`."""
        text = self.text_of(number)
        if text is None:
            return None
        return Record(
            self.ids[number],
            self.monograph(number),
            self.kinds[int(self["kind_of"][number])],
            self.line(int(self["title"][number])),
            "\n".join(text),
            self.names_of(int(self["group"][number])),
            self.language(number),
        )

    def check(self) -> None:
        """Read all of the text once. Raises DamagedIndexError."""
        try:
            lines = range(len(self["line_starts"]) - 1) if self.keeps_text else self["heading_lines"].tolist()
            for number in lines:
                self.line(number)
        except (zlib.error, UnicodeDecodeError, IndexError, ValueError) as error:
            raise DamagedIndexError("The text in the index cannot be read.") from error

    def _block(self, number: int) -> bytes:
        known = self._blocks.get(number)
        if known is None:
            starts = self["block_starts"]
            known = expanded(self["blocks"][int(starts[number]) : int(starts[number + 1])].data, self._dictionary)
            self._blocks[number] = known
            if len(self._blocks) > _KEPT_BLOCKS:
                self._blocks.popitem(last=False)
        return known
