"""Which records of one segment have a term, a beginning, a name or a run of terms, and how often."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from index.columns import Segment, are_among, distinct, spread
from index.cutting import Numbers
from index.words import JOINED, STEM

_LOOKED_UP = 1024
_KEPT_STEMS = 256
"""Records of which the stems are kept: the best of one keystroke are mostly those of the next."""
_MANY = 8
"""Part of the records from which what many words have is given for all records."""
_FEW = 32
"""Part of the records up to which postings are put in order rather than counted for all records."""
_PIECE = 256
"""More than there are words in a piece."""
NONE = np.zeros(0, np.int64)
_Places = tuple[Numbers, Numbers]
"""Places of the sequence, or pieces, each with one of the words there."""


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
    if prefix is not None:
        numbers, _ = term_numbers(segment, terms, None)
        slices = [segment.terms.beginning(each) for each in (prefix, JOINED + prefix)]
        slices = [(low, high) for low, high in slices if low < high]
        return [number for number in numbers if not any(low <= number < high for low, high in slices)], slices
    found: dict[int, None] = {}
    for term in terms:
        if term.startswith(STEM):
            stem = segment.stems.find(term[1:])
            if stem is not None:
                starts = segment["stem_starts"]
                own = segment["stem_terms"][int(starts[stem]) : int(starts[stem + 1])]
                found.update(dict.fromkeys(own.tolist()))
        elif (number := segment.terms.find(term)) is not None:
            found[number] = None
    return list(found), []


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
        return None, _added(often.astype(np.float32), owners, times) if len(owners) else often
    if len(owners) * _FEW < segment.count:
        records, at = np.unique(owners, return_inverse=True)
        return records, np.bincount(at, weights=times)
    often = _added(np.zeros(segment.count, np.float32), owners, times)
    return (None, often) if slices and len(owners) * _MANY > segment.count else _having(often)


def _added(often: Numbers, owners: Numbers, times: Numbers) -> Numbers:
    """How often, with so many times more for owners. With types all alike this is faster than `bincount`."""
    np.add.at(often, owners.astype(np.intp), times.astype(np.float32))
    return often


def _having(often: Numbers) -> tuple[Numbers, Numbers]:
    """The records that have any, and how many. Of truth values what is not nothing is found many times faster."""
    records = np.flatnonzero(often > 0)
    return records, often[records]


def stem_ranges(segment: Segment, stem: int) -> list[tuple[int, int]]:
    """From and to where the postings of every form of a stem stand."""
    starts, ends = segment["stem_starts"], segment["starts"]
    terms = segment["stem_terms"][int(starts[stem]) : int(starts[stem + 1])]
    return list(zip(ends[terms].tolist(), ends[terms + 1].tolist(), strict=True))


def stems_in(segment: Segment, record: int) -> Numbers:
    """The stems of a record's title and text, in order."""
    known = segment.stems_in.get(record)
    if known is None:
        starts, piece_starts = segment["sequence_starts"], segment["piece_starts"]
        lines = np.append(segment.lines_of(record), segment["title"][record])
        pieces = sequence_at(segment, spread(starts[lines], starts[lines + 1] - starts[lines]))
        terms = segment["piece_terms"][spread(piece_starts[pieces], piece_starts[pieces + 1] - piece_starts[pieces])]
        known = distinct(segment.stem_of(record)[terms])
        if len(segment.stems_in) >= _KEPT_STEMS:
            del segment.stems_in[next(iter(segment.stems_in))]
        segment.stems_in[record] = known
    return known


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
    """Where in the sequence, and in which word of the piece there, each run of the terms begins.

    What is all in one piece is found among the distinct pieces; only what goes on in the next one is looked for
    wherever it stands.
    """
    tables = [table for term in terms if (table := _piece_words(segment, term)) is not None]
    if len(tables) < len(terms):
        return NONE, NONE
    counts = segment["piece_words"]
    inside = tables[0][0] * _PIECE + tables[0][1]
    for number, (pieces, words) in enumerate(tables[1:], 1):
        inside = inside[are_among(inside, (pieces * _PIECE + words - number)[words >= number])]
    inside = distinct(inside)
    whole_at, whole_word = _everywhere(segment, inside // _PIECE, inside % _PIECE)
    leaving = []
    for number, (pieces, words) in enumerate(tables):
        leaves = (words < number) | (words - number + len(terms) > counts[pieces])
        leaving.append((pieces[leaves], words[leaves]))
    starts = segment["occurrence_starts"]
    sizes = [int((starts[pieces + 1].astype(np.int64) - starts[pieces]).sum()) for pieces, _ in leaving]
    rarest = int(np.argmin(sizes))
    found = [_everywhere(segment, *leaving[rarest])]
    for numbers in (range(rarest + 1, len(terms)), range(rarest - 1, -1, -1)):
        now, kept = found[0], np.arange(len(found[0][0]))
        for number in numbers:
            on, now = _next(segment, now, tables[number], forward=numbers.step > 0)
            kept = kept[on]
        found = [(found[0][0][kept], found[0][1][kept])] if numbers.step > 0 else [now]
    return np.concatenate([whole_at, found[0][0]]), np.concatenate([whole_word, found[0][1]])


def _everywhere(segment: Segment, pieces: Numbers, words: Numbers) -> tuple[Numbers, Numbers]:
    """All places of pieces in the sequence, each with the word that goes with its piece."""
    starts = segment["occurrence_starts"]
    begins = starts[pieces].astype(np.int64)
    sizes = starts[pieces + 1] - begins
    return segment["occurrences"][spread(begins, sizes)].astype(np.int64), np.repeat(words, sizes)


def _piece_words(segment: Segment, term: str) -> tuple[Numbers, Numbers] | None:
    """The pieces that have a term, and in which of their words."""
    numbers, _ = term_numbers(segment, (term,), None)
    if not numbers:
        return None
    starts = segment["term_piece_starts"]
    slices = [slice(int(starts[number]), int(starts[number + 1])) for number in numbers]
    pieces = np.concatenate([segment["term_pieces"][each] for each in slices])
    words = np.concatenate([segment["term_places"][each] for each in slices])
    return pieces.astype(np.int64), words.astype(np.int64)


def _next(segment: Segment, now: _Places, table: _Places, *, forward: bool) -> tuple[Numbers, _Places]:
    """Which places have a word after them, or before, that is in a table of pieces and words; and the places of these.

    Pieces without words are read over; the end of a line is none of them.
    """
    counts = segment["piece_words"]
    wanted = np.zeros(len(counts), np.uint64)
    np.bitwise_or.at(wanted, table[0], np.uint64(1) << np.minimum(table[1], 63).astype(np.uint64))
    at, word = now
    if forward:
        moving = word + 1 == counts[sequence_at(segment, at)]
        at, word = at + moving, np.where(moving, 0, word + 1)
    else:
        moving = word == 0
        at = at - moving
    on = np.arange(len(at))
    silent = (counts == 0) & (np.arange(len(counts)) > 0)
    wanted[silent] = ~np.uint64(0)
    while True:
        there = (at >= 0) & (at < len(segment["sequence_low"]))
        if not there.all():
            on, at, word, moving = on[there], at[there], word[there], moving[there]
        pieces = sequence_at(segment, at)
        kept = np.flatnonzero(wanted[pieces])
        on, at, word, moving, pieces = on[kept], at[kept], word[kept], moving[kept], pieces[kept]
        passed = counts[pieces] == 0
        if not passed.any():
            break
        at = at + passed if forward else at - passed
    if not forward:
        word = np.where(moving, counts[pieces].astype(np.int64), word) - 1
    kept = np.flatnonzero((wanted[pieces] >> np.minimum(word, 63).astype(np.uint64)) & np.uint64(1))
    return on[kept], (at[kept], word[kept])


def run_postings(segment: Segment, terms: Sequence[str]) -> tuple[Numbers, Numbers]:
    """The records in a line of which the terms follow each other, and how often."""
    places, _ = run_places(segment, terms)
    if not len(places):
        return NONE, NONE
    lines = segment.lines_at(np.sort(places.astype(np.uint32)))
    starts = segment["line_owner_starts"]
    begins = starts[lines].astype(np.int64)
    owners = segment["line_owners"][spread(begins, starts[lines + 1] - begins)]
    return _having(np.bincount(owners, minlength=segment.count))
