"""Lines cut into pieces that can be analysed one by one: each distinct piece once, whatever number of texts have it.

A piece is what stands between spaces, or several of these where `words.chunks` reads across the space between them
(`5 mg`, `5 to 10 mg`, `mg per mL`). The terms of a line are then those of its pieces, one after the other.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.words import HYPHEN, UNIT, chunks

Numbers = NDArray[Any]

LINE_END = "\n"
"""The piece that ends every line in a sequence of pieces. It is piece 0."""

_LINK = r"(?:[-\u2010-\u2014]|to|or)"
_NUMBER_END = re.compile(r"\d\Z")
_NUMBER_BEGIN = re.compile(r"\.?\d")
_UNIT_BEGIN = re.compile(rf"{HYPHEN}?{UNIT}(?!\w)", re.IGNORECASE)
_UNIT_END = re.compile(rf"{UNIT}\Z", re.IGNORECASE)
_LINK_WHOLE = re.compile(rf"{_LINK}\Z", re.IGNORECASE)
_LINK_BEGIN = re.compile(rf"{_LINK}\.?\d", re.IGNORECASE)
_LINK_END = re.compile(rf"\d{_LINK}\Z", re.IGNORECASE)
_PER_WHOLE = re.compile(r"per\Z", re.IGNORECASE)
_PER_BEGIN = re.compile("/")
_PER_END = re.compile(r"(?:/|[^\W_]per)\Z", re.IGNORECASE)
_SIMPLE = re.compile(r"[^\w+]*([A-Za-z]+)[.,;:)\]\"]*\Z")
"""A piece of one plain word, which is most of them."""


class Numbering(dict[str, int]):
    """Numbers what it is asked for in order of first appearance."""

    def __missing__(self, key: str) -> int:
        number = self[key] = len(self)
        return number


@dataclass(frozen=True, slots=True)
class Cut:
    """Lines as sequences of pieces."""

    pieces: list[str]
    sequence: Numbers
    """Number of the piece, for all lines on end; every line ends with a LINE_END."""
    starts: Numbers
    """Where each line begins in the sequence, and the end of the last."""


def cut(lines: Iterable[str]) -> Cut:
    """Cut lines into pieces."""
    words = Numbering()
    number = words.__getitem__
    number(LINE_END)
    flat = array("I")
    for line in lines:
        flat.extend(map(number, line.split()))
        flat.append(0)
    sequence = np.frombuffer(flat, np.uint32) if flat else np.zeros(0, np.uint32)
    names = list(words)
    joined = _joined(names, sequence)
    runs = np.flatnonzero(joined[1:] & ~joined[:-1]) if len(joined) else joined
    if len(runs) or (len(joined) and joined[0]):
        sequence = _merged(words, names, sequence, joined)
    ends = np.flatnonzero(sequence == 0)
    return Cut(list(words), sequence, np.concatenate([[0], ends + 1]).astype(np.uint32))


def _joined(words: list[str], sequence: Numbers) -> NDArray[np.bool_]:
    """For every place in a sequence whether `words.chunks` may read on from it to the next."""

    def at(pattern: re.Pattern[str], *, search: bool = False) -> NDArray[np.bool_]:
        test = pattern.search if search else pattern.match
        flags = np.fromiter((test(word) is not None for word in words), np.bool_, len(words))
        return flags[sequence]

    def after(flags: NDArray[np.bool_], by: int = 1) -> NDArray[np.bool_]:
        moved = np.zeros_like(flags)
        moved[:-by] = flags[by:]
        return moved

    number_end, number_begin = at(_NUMBER_END, search=True), at(_NUMBER_BEGIN)
    unit_begin = at(_UNIT_BEGIN)
    unit_end = at(_UNIT_END, search=True)
    measure = number_begin | unit_begin
    ranged = number_end & after(at(_LINK_WHOLE)) & after(number_begin, 2)
    per = unit_end & after(at(_PER_WHOLE)) & after(measure, 2)
    joined = (number_end & (after(unit_begin) | after(at(_LINK_BEGIN)))) | ranged | per
    joined |= at(_LINK_END, search=True) & after(number_begin)
    joined |= unit_end & after(at(_PER_BEGIN))
    joined |= at(_PER_END, search=True) & after(measure)
    joined[1:] |= (ranged | per)[:-1]
    return joined


def _merged(words: Numbering, names: list[str], sequence: Numbers, joined: NDArray[np.bool_]) -> Numbers:
    """The sequence with each run of joined words as one piece, numbered after all words."""
    continues = np.zeros(len(joined), np.bool_)
    continues[1:] = joined[:-1]
    starts = np.flatnonzero(joined & ~continues)
    ends = np.flatnonzero(~joined & continues)
    merged = sequence.copy()
    known: dict[bytes, int] = {}
    packed = sequence.tobytes()
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        run = packed[4 * start : 4 * end + 4]
        piece = known.get(run)
        if piece is None:
            piece = known[run] = words[" ".join([names[word] for word in sequence[start : end + 1].tolist()])]
        merged[start] = piece
    return merged[~continues]


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of pieces: those of piece n are from starts[n] to starts[n + 1]."""

    names: list[str]
    flat: Numbers
    places: Numbers
    """Of each term, the number of its word within the piece."""
    starts: Numbers
    words: Numbers
    """How many words each piece has."""


def terms_of(pieces: Iterable[str]) -> Terms:
    """Analyse pieces. Stems are left out: they follow from the terms."""
    terms = Numbering()
    flat, places, starts, words = array("I"), array("B"), array("I", [0]), array("B")
    for piece in pieces:
        simple = _SIMPLE.match(piece)
        if simple is not None:
            flat.append(terms[simple[1].lower()])
            places.append(0)
            words.append(1)
        else:
            count = 0
            for term, place in piece_terms(piece):
                flat.append(terms[term])
                places.append(place)
                count = place + 1
            words.append(count)
        starts.append(len(flat))
    return Terms(
        list(terms),
        np.array(flat, np.uint32),
        np.array(places, np.uint8),
        np.array(starts, np.uint32),
        np.array(words, np.uint8),
    )


MOST_WORDS = 255
"""Words of a piece that are indexed."""


def piece_terms(piece: str) -> list[tuple[str, int]]:
    """The distinct terms of a piece, each with the number of its word; stems left out."""
    found: dict[tuple[str, int], None] = {}
    place = 0
    for chunk in chunks(piece):
        if chunk.whole is not None:
            found[chunk.whole, place] = None
        for part in chunk.parts:
            if place == MOST_WORDS:
                return list(found)
            found[part.surface, place] = None
            for term in part.extra:
                found[term, place] = None
            place += 1
    return list(found)
