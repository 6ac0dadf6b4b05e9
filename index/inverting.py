"""From lines of terms to postings: which records have a term, and how often.

Every word of every record becomes a key of 32 bits, its term and its record; sorted, equal keys stand together. So many
records are taken at a time as their numbers fit beside that of a term.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial

import numpy as np

from index.columns import Columns, first_of_each, sizes_between, spread
from index.cutting import Cut, Numbers, Terms
from index.whoosh_parts import length_to_byte

TITLE_WEIGHT = 2
NAME_WEIGHT = 3
"""What a word of the title, or of the names, counts as beside one of the text: fields are joined before they saturate
(Robertson, Zaragoza and Taylor, Simple BM25 extension to multiple weighted fields, 2004)."""
_KEY_BITS = 32
_MOST_WORDS = 4_000_000
"""Words of the records that are taken at a time, whose sorting needs some 100 MB."""

_Span = tuple[int, int]
_Counted = tuple[Numbers, Numbers, Numbers]
"""Owners and how often, by term; and how many there are of each term."""


@dataclass(frozen=True, slots=True)
class _Field:
    """Lines, and the record or group that has each, in order of these."""

    lines: Numbers
    owners: Numbers
    weight: int = 1


@dataclass(frozen=True, slots=True)
class _LineTerms:
    """The terms of lines: those of line n are from starts[n] to starts[n + 1]."""

    terms: Numbers
    starts: Numbers
    count: int
    """How many terms there are."""

    @property
    def owner_bits(self) -> int:
        """What a term leaves of a key for the number of its owner; more than enough is left free."""
        return min(16, _KEY_BITS - self.count.bit_length())

    def counted(self, fields: Sequence[_Field], span: _Span) -> _Counted:
        """What the owners from one number up to another have."""
        keys = np.concatenate([keys for field in fields for keys in [self._keys(field, span)] * field.weight])
        keys.sort()
        first = np.flatnonzero(first_of_each(keys))
        often = np.minimum(np.diff(np.append(first, len(keys))), 255).astype(np.uint8)
        keys = keys[first]
        owners = (keys & np.uint32((1 << self.owner_bits) - 1)) + np.uint32(span[0])
        return owners, often, np.bincount(keys >> np.uint32(self.owner_bits), minlength=self.count)

    def _keys(self, field: _Field, span: _Span) -> Numbers:
        """Term and owner for every word of the lines."""
        own = slice(*np.searchsorted(field.owners, span).tolist())
        lines = field.lines[own]
        sizes = self.starts[lines + np.uint32(1)] - self.starts[lines]
        keys = self.terms[spread(self.starts[lines], sizes)]
        keys <<= np.uint32(self.owner_bits)
        keys |= np.repeat((field.owners[own] - span[0]).astype(np.uint32), sizes)
        return keys


def postings(columns: Columns, pieces: Cut, terms: Terms, flat: Numbers, count: int, cores: Executor) -> Columns:
    """For every term the records that have it and how often, of all fields joined; and the groups of names."""
    words, line_terms = _read(pieces, terms, flat, count)
    group_starts = columns["group_starts"].astype(np.int64)
    group_counts = sizes_between(group_starts)
    records = np.arange(len(columns["title"]))
    named = group_counts[columns["group"]]
    record_names = columns["group_lines"][spread(group_starts[columns["group"]], named)]
    fields = (
        _Field(columns["text_lines"], np.repeat(records, sizes_between(columns["text_starts"]))),
        _Field(columns["title"], records, TITLE_WEIGHT),
        _Field(record_names, np.repeat(records, named), NAME_WEIGHT),
    )
    length = np.zeros(len(records), np.int64)
    for field in fields:
        weights = words[field.lines] * field.weight
        length += np.bincount(field.owners, weights=weights, minlength=len(records)).astype(np.int64)
    counted = cores.map(partial(line_terms.counted, fields), spans(length, 1 << line_terms.owner_bits))
    found = _together(list(counted), count)
    lines = np.concatenate([field.lines for field in fields])
    owners = np.concatenate([field.owners for field in fields]).astype(np.uint16)
    found["line_owners"] = owners[in_order(lines)]
    found["line_owner_starts"] = starts_of(np.bincount(lines, minlength=len(words)))
    found["length"] = np.fromiter(map(length_to_byte, length.tolist()), np.uint8, len(records))
    found["total_length"] = np.array([length.sum()], np.uint64)
    names = _Field(columns["group_lines"], np.repeat(np.arange(len(group_counts)), group_counts))
    in_names = [line_terms.counted([names], span) for span in spans(group_counts, 1 << line_terms.owner_bits)]
    groups = _together(in_names, count, np.uint32)
    return found | {f"names_{name}": column for name, column in groups.items()}


def _read(pieces: Cut, terms: Terms, flat: Numbers, count: int) -> tuple[Numbers, _LineTerms]:
    """How many words every line has, and its terms."""
    sequence, starts = pieces.sequence, pieces.starts.astype(np.int64)
    before = np.concatenate([[0], np.cumsum(terms.words[sequence], dtype=np.int64)])
    sizes = sizes_between(terms.starts)[sequence]
    begins = np.concatenate([[0], np.cumsum(sizes)])
    found = np.empty(int(begins[-1]), np.uint32)
    alone = sizes == 1
    found[begins[:-1][alone]] = flat[terms.starts[sequence[alone]]]
    more = np.flatnonzero(sizes > 1)
    sizes = sizes[more]
    found[spread(begins[more], sizes)] = flat[spread(terms.starts[sequence[more]], sizes)]
    return np.diff(before[starts]), _LineTerms(found, begins[starts], count)


def spans(words: Numbers, most: int, most_words: int = _MOST_WORDS) -> list[_Span]:
    """Which records are taken together, by the words of each: few enough, and not too long."""
    ends = np.cumsum(words)
    found: list[_Span] = []
    first = 0
    while first < len(ends):
        before = ends[first - 1] if first else 0
        last = int(np.searchsorted(ends, before + most_words, side="right"))
        last = min(max(last, first + 1), first + most)
        found.append((first, last))
        first = last
    return found


def _together(parts: list[_Counted], count: int, width: type[np.unsignedinteger] = np.uint16) -> Columns:
    """Postings of several parts, each of the owners after those before it, as one."""
    starts = np.concatenate([[0], np.cumsum(sum((counts for _, _, counts in parts), np.zeros(count, np.int64)))])
    columns: Columns = {
        "owners": np.empty(int(starts[-1]), width),
        "often": np.empty(int(starts[-1]), np.uint8),
        "starts": starts.astype(np.uint32),
    }
    into = starts[:-1].copy()
    for owners, often, counts in parts:
        places = spread(into, counts)
        columns["owners"][places] = owners
        columns["often"][places] = often
        into += counts
    return columns


def in_order(numbers: Numbers) -> Numbers:
    """The places of numbers in order of these, of equals the first first. Sorting keys is far faster than argsort."""
    keys = numbers.astype(np.uint64)
    keys <<= np.uint64(32)
    keys |= np.arange(len(keys), dtype=np.uint64)
    keys.sort()
    return keys.astype(np.uint32)


def starts_of(counts: Iterable[int] | Numbers) -> Numbers:
    """Where each of so many begins, and the end of the last."""
    found = np.fromiter(counts, np.int64) if not isinstance(counts, np.ndarray) else counts.astype(np.int64)
    return np.concatenate([[0], np.cumsum(found)]).astype(np.uint32)
