"""How many places of a text match, found among numbers: as many as reading the text marks, see `matching`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.columns import Segment, are_among, spread
from index.cutting import Numbers
from index.runs import Run
from index.words import JOINED

TERMS = 1 << 32
"""More than there are terms: what is between the numbers of owners where term and owner are one number."""
_JOINED = JOINED.encode()
_LONGEST = 1 << 16
"""More words than any match has."""
_KEPT_SPANS = 4096

_Spans = tuple[Numbers, Numbers, Numbers]
"""The first word of each match and the one after its last, as they are numbered in all pieces; and its piece."""


@dataclass(frozen=True, slots=True)
class DrugNames:
    """What repeats the names of the drug of each owner, in terms."""

    words: Numbers
    """Words of its names: each as a term and its owner in one number."""
    wholes: frozenset[tuple[int, ...]]
    """Names of several words, of which one alone is no name; the owner comes first."""


def places_counted(
    segment: Segment,
    pieces: Numbers,
    owners: Numbers,
    matched: NDArray[np.bool_],
    hits: Numbers,
    runs: Sequence[Run],
    names: DrugNames,
) -> Numbers:
    """How many places count of each owner of pieces.

    `matched` says of every term whether it is a word of the query, `hits` which pieces have one. What only repeats the
    drug's names counts beside another match.
    """
    words = segment["piece_words"][pieces].astype(np.int64)
    before = np.cumsum(words) - words
    size = words[hits]
    single = hits[size == 1]
    found = [(before[single], before[single] + 1, single)]
    if len(single) < len(hits):
        found.append(_in_longer(segment, pieces, before, matched, hits[size > 1]))
    if runs:
        first = np.array([run.first for run in runs])
        last = np.array([run.last for run in runs])
        starts = before[first] + np.array([run.first_word for run in runs])
        found.append((starts, before[last] + np.array([run.last_word for run in runs]) + 1, first))
    spans = found[0] if len(found) == 1 else _apart(*map(np.concatenate, zip(*found, strict=True)))
    starts, ends, at = spans
    most = int(owners[-1]) + 1 if len(owners) else 0
    of = owners[at]
    if (len(names.words) or names.wholes) and len(at):
        is_name = _are_names(segment, pieces, before, words, spans, of, names)
        touching = (ends[:-1] == starts[1:]) & (of[:-1] == of[1:])
        beside = np.zeros(len(at), np.bool_)
        beside[1:] |= touching & ~is_name[:-1]
        beside[:-1] |= touching & ~is_name[1:]
        of = of[~is_name | beside]
    return np.bincount(of, minlength=most)


def _in_longer(segment: Segment, pieces: Numbers, before: Numbers, matched: NDArray[np.bool_], hits: Numbers) -> _Spans:
    """The matches in pieces of several words."""
    distinct, which = np.unique(pieces[hits], return_inverse=True)
    inside = [_spans_in(segment, piece, matched) for piece in distinct.tolist()]
    counts = np.array([len(spans) for spans in inside])
    flat = np.array([span for spans in inside for span in spans], np.int64).reshape(-1, 2)
    chosen = flat[spread((np.cumsum(counts) - counts)[which], counts[which])]
    at = np.repeat(hits, counts[which])
    return before[at] + chosen[:, 0], before[at] + chosen[:, 1], at


def _spans_in(segment: Segment, piece: int, matched: NDArray[np.bool_]) -> set[tuple[int, int]]:
    """From and to which word of a piece each match goes."""
    known = segment.term_spans.get(piece)
    if known is None:
        starts = segment["piece_starts"]
        own = slice(int(starts[piece]), int(starts[piece + 1]))
        words = segment["piece_at"][own].tolist()
        terms = segment["piece_terms"][own].tolist()
        names = [segment.terms.raw(term) for term in terms]
        ends = [word + _width(names, words, number) for number, word in enumerate(words)]
        if len(segment.term_spans) > _KEPT_SPANS:
            segment.term_spans.clear()
        known = segment.term_spans[piece] = tuple(zip(terms, words, ends, strict=True))
    return {(word, end) for term, word, end in known if matched[term]}


def _width(names: Sequence[bytes], words: Sequence[int], number: int) -> int:
    """Of how many words a term of a piece is: more than one is the whole of a hyphenated word, or number and unit."""
    name = names[number]
    if name.startswith(_JOINED):
        left, width = len(name) - len(_JOINED), 0
        while left > 0:
            left -= len(names[_surface(names, words, words[number] + width)])
            width += 1
        return width
    surface = names[_surface(names, words, words[number])]
    unit = name[len(surface) :]
    if not name[:1].isdigit() or not name.startswith(surface) or not unit:
        return 1
    return 1 + any(word == words[number] + 1 and other == unit for other, word in zip(names, words, strict=True))


def _surface(names: Sequence[bytes], words: Sequence[int], word: int) -> int:
    """The term of a piece that is a word itself: the first, but for one that begins with it or joins it to others."""
    first = words.index(word)
    if first + 1 < len(words) and words[first + 1] == word:
        whole, second = names[first], names[first + 1]
        if whole.startswith(_JOINED) or (whole[:1].isdigit() and whole != second and whole.startswith(second)):
            return first + 1
    return first


def _apart(starts: Numbers, ends: Numbers, at: Numbers) -> _Spans:
    """Matches in order; of overlapping ones the longer, as `matching.apart` has it."""
    order = np.argsort(starts * _LONGEST - (ends - starts))
    starts, ends, at = starts[order], ends[order], at[order]
    into = np.flatnonzero(starts[1:] < np.maximum.accumulate(ends)[:-1]) + 1
    if len(into):
        kept = np.ones(len(at), np.bool_)
        before, reached = -1, 0
        own = zip(into.tolist(), starts[into].tolist(), ends[into].tolist(), ends[into - 1].tolist(), strict=True)
        for number, start, end, end_before in own:
            if number - 1 != before:  # what comes before overlaps nothing, and stays
                reached = end_before
            before = number
            if start >= reached:
                reached = end
            else:
                kept[number] = False
        starts, ends, at = starts[kept], ends[kept], at[kept]
    return starts, ends, at


def _are_names(
    segment: Segment, pieces: Numbers, before: Numbers, words: Numbers, spans: _Spans, of: Numbers, names: DrugNames
) -> NDArray[np.bool_]:
    """Which matches are names of their owner's drug, or words of these."""
    starts, ends, at = spans
    firsts = segment["piece_starts"][pieces[at]].astype(np.int64)
    found = are_among(segment["piece_terms"][firsts] + of * TERMS, names.words)
    longer = np.flatnonzero((ends - starts > 1) | (words[at] > 1))
    if len(longer):
        known = set(names.words.tolist())
        for number in longer.tolist():
            owner = int(of[number])
            inside = _words_from(segment, pieces, before, int(at[number]), int(starts[number]), int(ends[number]))
            is_whole = (owner, *inside) in names.wholes
            found[number] = is_whole or all(term + owner * TERMS in known for term in inside)
    return found


def _words_from(segment: Segment, pieces: Numbers, before: Numbers, piece: int, start: int, end: int) -> list[int]:
    """The terms that are the words from one up to another, the first of which is in this piece."""
    found: list[int] = []
    while len(found) < end - start:
        starts = segment["piece_starts"]
        own = slice(int(starts[pieces[piece]]), int(starts[pieces[piece] + 1]))
        terms, words = segment["piece_terms"][own].tolist(), segment["piece_at"][own].tolist()
        names = [segment.terms.raw(term) for term in terms]
        inside = range(start - int(before[piece]), end - int(before[piece]))
        found += [terms[_surface(names, words, word)] for word in dict.fromkeys(words) if word in inside]
        piece += 1
    return found
