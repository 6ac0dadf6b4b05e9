"""Lines cut into pieces that can be analysed one by one: each distinct piece once, whatever number of texts have it.

A piece is what stands between spaces, or several of these where `words.chunks` reads across the space between them
(`5 mg`, `5 to 10 mg`, `mg per mL`). The terms of a line are then those of its pieces, one after the other.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntFlag, auto
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.words import HYPHEN, JOINED, UNIT, UNIT_NAMES, chunks

Numbers = NDArray[Any]

LINE_END = "\n"
"""The piece that ends every line in a sequence of pieces. It is piece 0."""

_LINK = r"(?:[-\u2010-\u2014]|to|or)"
_SIMPLE = re.compile(r"[^\w+]*([A-Za-z]+)[.,;:)\]\"]*\Z")
"""A piece of one plain word, which is most of them."""
_HYPHENATED = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+){1,9}\Z")
_PARTED = re.compile(r"[A-Za-z]+(?:[.,:;)(][A-Za-z]+){1,9}\Z")
_PARTING = re.compile(r"[.,:;)(]")


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


class _Bit(IntFlag):
    """What a word is where it may be read together with its neighbours."""

    NUMBER_END = auto()
    NUMBER_BEGIN = auto()
    UNIT_BEGIN = auto()
    UNIT_END = auto()
    LINK_WHOLE = auto()
    LINK_BEGIN = auto()
    LINK_END = auto()
    PER_WHOLE = auto()
    PER_BEGIN = auto()
    PER_END = auto()


_TESTS = (
    (_Bit.NUMBER_END, re.compile(r"\d\Z").search),
    (_Bit.NUMBER_BEGIN, re.compile(r"\.?\d").match),
    (_Bit.UNIT_BEGIN, re.compile(rf"{HYPHEN}?{UNIT}(?!\w)", re.IGNORECASE).match),
    (_Bit.LINK_WHOLE, re.compile(rf"{_LINK}\Z", re.IGNORECASE).match),
    (_Bit.LINK_BEGIN, re.compile(rf"{_LINK}\.?\d", re.IGNORECASE).match),
    (_Bit.LINK_END, re.compile(rf"\d{_LINK}\Z", re.IGNORECASE).search),
    (_Bit.PER_WHOLE, re.compile(r"per\Z", re.IGNORECASE).match),
    (_Bit.PER_BEGIN, re.compile("/").match),
    (_Bit.PER_END, re.compile(r"(?:/|[^\W_]per)\Z", re.IGNORECASE).search),
)


_ENDS = (*UNIT_NAMES, "to", "or", "per")
"""One of these ends every word of letters alone that may be read together with its neighbours."""


def _bits(word: str) -> int:
    if word.isascii() and word.isalpha() and not word.lower().endswith(_ENDS):
        return 0
    ends = _Bit.UNIT_END if word.casefold().endswith(UNIT_NAMES) else 0
    return sum((bit for bit, test in _TESTS if test(word) is not None), ends)


def _joined(words: list[str], sequence: Numbers) -> NDArray[np.bool_]:
    """For every place in a sequence whether `words.chunks` may read on from it to the next."""
    bits = np.fromiter(map(_bits, words), np.uint16, len(words))[sequence]

    def at(bit: int) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = (bits & np.uint16(bit)) != 0
        return found

    def after(flags: NDArray[np.bool_], by: int = 1) -> NDArray[np.bool_]:
        moved = np.zeros_like(flags)
        moved[:-by] = flags[by:]
        return moved

    number_begin, number_end, unit_end = at(_Bit.NUMBER_BEGIN), at(_Bit.NUMBER_END), at(_Bit.UNIT_END)
    measure = at(_Bit.NUMBER_BEGIN | _Bit.UNIT_BEGIN)
    ranged = number_end & after(at(_Bit.LINK_WHOLE)) & after(number_begin, 2)
    per = unit_end & after(at(_Bit.PER_WHOLE)) & after(measure, 2)
    joined = (number_end & after(at(_Bit.UNIT_BEGIN | _Bit.LINK_BEGIN))) | ranged | per
    joined |= at(_Bit.LINK_END) & after(number_begin)
    joined |= unit_end & after(at(_Bit.PER_BEGIN))
    joined |= at(_Bit.PER_END) & after(measure)
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
    known: dict[str, list[tuple[int, int]]] = {}
    for piece in pieces:
        simple = _SIMPLE.match(piece)
        if simple is not None:
            flat.append(terms[simple[1].lower()])
            places.append(0)
            words.append(1)
        else:
            bare = piece.lstrip("([").rstrip(".,;:)]")
            found = known.get(bare)
            if found is None:
                found = known[bare] = [(terms[term], place) for term, place in piece_terms(bare)]
            for number, place in found:
                flat.append(number)
                places.append(place)
            words.append(found[-1][1] + 1 if found else 0)
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
    """The distinct terms of a piece, each with the number of its word; stems left out.

    What `words.chunks` finds, and for plain words in a row the same without asking it.
    """
    if _HYPHENATED.match(piece) is not None:
        parts = piece.lower().split("-")
        return [(JOINED + "".join(parts), 0), *zip(parts, range(len(parts)), strict=True)]
    if _PARTED.match(piece) is not None:
        parts = _PARTING.split(piece.lower())
        return list(zip(parts, range(len(parts)), strict=True))
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
