"""Which records of one segment have a term, a beginning, a name or a run of terms, and how often."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from index.columns import Segment, spread
from index.cutting import Numbers
from index.words import JOINED, STEM

_LOOKED_UP = 1024
_MANY = 8
"""Part of the records from which what many words have is given for all records."""
_FEW = 32
"""Part of the records up to which postings are put in order rather than counted for all records."""
NONE = np.zeros(0, np.int64)


def term_numbers(segment: Segment, terms: Iterable[str], prefix: str | None) -> tuple[list[int], list[tuple[int, int]]]:
    """Numbers of terms, a stem standing for all that have it; and slices of those with the beginning."""
    key = (tuple(terms), prefix)
    known = segment.looked_up.get(key)
    if known is None:
        if len(segment.looked_up) > _LOOKED_UP:
            segment.looked_up.clear()
        known = segment.looked_up[key] = _look_up(segment, key[0], prefix)
    return known


def _look_up(segment: Segment, terms: Iterable[str], prefix: str | None) -> tuple[list[int], list[tuple[int, int]]]:
    numbers: dict[int, None] = {}
    for term in terms:
        if term.startswith(STEM):
            stem = segment.stems.find(term[1:])
            if stem is not None:
                starts = segment["stem_starts"]
                own = segment["stem_terms"][int(starts[stem]) : int(starts[stem + 1])]
                numbers.update(dict.fromkeys(own.tolist()))
        elif (number := segment.terms.find(term)) is not None:
            numbers[number] = None
    slices = [] if prefix is None else [segment.terms.beginning(each) for each in (prefix, JOINED + prefix)]
    slices = [(low, high) for low, high in slices if low < high]
    return [number for number in numbers if not any(low <= number < high for low, high in slices)], slices


def postings(segment: Segment, terms: Iterable[str], prefix: str | None = None) -> tuple[Numbers, Numbers]:
    """The records that have any of the terms, or one that begins so, and how often."""
    records, often = counted(segment, terms, prefix)
    return (records, often) if records is not None else _having(often)


def counted(segment: Segment, terms: Iterable[str], prefix: str | None = None) -> tuple[Numbers | None, Numbers]:
    """The records that have any of the terms, or one that begins so, and how often; None for all, where many have."""
    numbers, slices = term_numbers(segment, terms, prefix)
    starts = segment["starts"]
    ranges = [(int(starts[number]), int(starts[number + 1])) for number in numbers]
    common = segment.common.get(prefix) if prefix is not None else None
    if common is None:
        ranges += [(int(starts[low]), int(starts[high])) for low, high in slices]
    if not ranges and common is None:
        return NONE, NONE
    if len(ranges) == 1 and not slices:
        start, end = ranges[0]
        return segment["owners"][start:end], segment["often"][start:end]
    owners = np.concatenate([segment["owners"][:0], *(segment["owners"][start:end] for start, end in ranges)])
    times = np.concatenate([segment["often"][:0], *(segment["often"][start:end] for start, end in ranges)])
    if common is not None:
        often = segment["common_often"][common * segment.count : (common + 1) * segment.count]
        if len(owners):
            often = often + np.bincount(owners, weights=times, minlength=segment.count)
        return None, often
    if len(owners) * _FEW < segment.count:
        records, at = np.unique(owners, return_inverse=True)
        return records, np.bincount(at, weights=times)
    often = np.bincount(owners, weights=times, minlength=segment.count)
    return (None, often) if slices and len(owners) * _MANY > segment.count else _having(often)


def _having(often: Numbers) -> tuple[Numbers, Numbers]:
    """The records that have any, and how many. Of truth values what is not nothing is found many times faster."""
    records = np.flatnonzero(often > 0)
    return records, often[records]


def stem_ranges(segment: Segment, stem: int) -> list[tuple[int, int]]:
    """From and to where the postings of every form of a stem stand."""
    starts, ends = segment["stem_starts"], segment["starts"]
    terms = segment["stem_terms"][int(starts[stem]) : int(starts[stem + 1])]
    return list(zip(ends[terms].tolist(), ends[terms + 1].tolist(), strict=True))


def named(segment: Segment, terms: Iterable[str], prefix: str | None) -> tuple[Numbers, Numbers]:
    """The records of which a name has any of the terms."""
    numbers, slices = term_numbers(segment, terms, prefix)
    starts = segment["names_starts"]
    has = np.zeros(len(segment["group_starts"]) - 1, np.bool_)
    for low, high in [*slices, *((number, number + 1) for number in numbers)]:
        has[segment["names_owners"][int(starts[low]) : int(starts[high])]] = True
    records = np.flatnonzero(has[segment["group"]])
    return records, np.ones(len(records))


def facet(segment: Segment, name: str, value: str) -> Numbers:
    """The records of a kind, of a monograph, or with exactly this name."""
    if name == "name":
        number = segment.names.find(value)
        if number is None:
            return NONE
        starts = segment["name_starts"]
        has = np.zeros(len(segment["group_starts"]) - 1, np.bool_)
        has[segment["name_groups"][int(starts[number]) : int(starts[number + 1])]] = True
        return np.flatnonzero(has[segment["group"]])
    number = (segment.kinds if name == "kind" else segment.monographs).find(value)
    return NONE if number is None else np.flatnonzero(segment[f"{name}_of"] == number)


def sequence_at(segment: Segment, places: Numbers) -> Numbers:
    """The pieces at places of the sequence."""
    pieces: Numbers = segment["sequence_low"][places] | (
        segment["sequence_high"][places].astype(np.uint32) << np.uint32(16)
    )
    return pieces


def run_places(segment: Segment, terms: Sequence[str]) -> tuple[Numbers, Numbers]:
    """Where in the sequence, and in which word of the piece there, each run of the terms begins."""
    tables = [_piece_words(segment, term) for term in terms]
    if any(table is None for table in tables):
        return NONE, NONE
    counts = segment["piece_words"]
    starts = segment["occurrence_starts"].astype(np.int64)
    sizes = [int((starts[pieces + 1] - starts[pieces]).sum()) for pieces, _ in tables]  # type: ignore[misc]
    rarest = int(np.argmin(sizes))
    pieces, words = tables[rarest]  # type: ignore[misc]
    size = starts[pieces + 1] - starts[pieces]
    at = segment["occurrences"][spread(starts[pieces], size)].astype(np.int64)
    word = np.repeat(words.astype(np.int64), size)
    last = len(segment["sequence_low"]) - 1
    begin, begin_word = at, word
    for terms_on in (range(rarest + 1, len(terms)), range(rarest - 1, -1, -1)):
        forward = terms_on.step > 0
        now, now_word, kept = begin, begin_word, np.arange(len(begin))
        for number in terms_on:
            now, now_word = _next(segment, counts, now, now_word, last, forward=forward)
            table_pieces, table_words = tables[number]  # type: ignore[misc]
            wanted = np.zeros(len(counts), np.uint64)
            np.bitwise_or.at(wanted, table_pieces, np.uint64(1) << np.minimum(table_words, 63).astype(np.uint64))
            ok = (wanted[sequence_at(segment, now)] >> np.minimum(now_word, 63).astype(np.uint64)) & np.uint64(1) > 0
            now, now_word, kept = now[ok], now_word[ok], kept[ok]
        begin, begin_word = (begin[kept], begin_word[kept]) if forward else (now, now_word)
    return begin, begin_word


def _piece_words(segment: Segment, term: str) -> tuple[Numbers, Numbers] | None:
    """The pieces that have a term, and in which of their words."""
    numbers, _ = term_numbers(segment, (term,), None)
    if not numbers:
        return None
    starts = segment["term_piece_starts"]
    slices = [slice(int(starts[number]), int(starts[number + 1])) for number in numbers]
    pieces = np.concatenate([segment["term_pieces"][each] for each in slices])
    return pieces.astype(np.int64), np.concatenate([segment["term_places"][each] for each in slices])


def _next(
    segment: Segment, counts: Numbers, at: Numbers, word: Numbers, last: int, *, forward: bool
) -> tuple[Numbers, Numbers]:
    """The next or previous word of each; at the end of a line that end itself, which is no word."""
    if forward:
        inside = word + 1 < counts[sequence_at(segment, at)]
        at, word = np.where(inside, at, np.minimum(at + 1, last)), np.where(inside, word + 1, 0)
    else:
        inside = word > 0
        at, word = np.where(inside, at, np.maximum(at - 1, 0)), word - 1
    while True:
        pieces = sequence_at(segment, at)
        silent = (counts[pieces] == 0) & (pieces != 0)
        if not silent.any():
            break
        at = np.where(silent, np.clip(at + (1 if forward else -1), 0, last), at)
        if not forward and bool((silent & (at == 0)).any()):
            break
    if not forward:
        word = np.where(inside, word, counts[sequence_at(segment, at)].astype(np.int64) - 1)
    return at, np.maximum(word, 0)


def run_postings(segment: Segment, terms: Sequence[str]) -> tuple[Numbers, Numbers]:
    """The records in a line of which the terms follow each other, and how often."""
    places, _ = run_places(segment, terms)
    if not len(places):
        return NONE, NONE
    lines, often = np.unique(np.searchsorted(segment["sequence_starts"], places, side="right") - 1, return_counts=True)
    starts = segment["line_owner_starts"].astype(np.int64)
    sizes = starts[lines + 1] - starts[lines]
    owners = segment["line_owners"][spread(starts[lines], sizes)]
    return _having(np.bincount(owners, weights=np.repeat(often, sizes), minlength=segment.count))
