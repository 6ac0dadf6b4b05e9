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
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.unspaced import has_unspaced, parted
from index.words import HYPHEN, JOINED, RECIPROCAL_UNIT, UNIT, UNIT_NAMES, plain_chunks
from index.writings import (
    COUNTED,
    ENDS_MEASURED,
    FORM,
    POWER,
    RECIPROCAL,
    SUPERSCRIPT,
    TIMES_SIGNS,
    VULGAR,
    listed,
    plain,
)

Numbers = NDArray[Any]

LINE_END = "\n"
"""The piece that ends every line in a sequence of pieces. It is piece 0."""

_BULLETS = frozenset("-\u2013 \u00a0")
"""What a line may begin with whose first sign is no minus."""
_NAMED = ("cyp", "ugt", "oatp", "slco", "sult", "nat")
_LINK = r"(?:[-\u2010-\u2014]|to|or)"
_SIMPLE = re.compile(r"[^\w+%]*([A-Za-z]+)[.,;:)\]\"]*\Z")
"""A piece of one plain word, which is most of them."""
_HYPHENATED = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+){1,9}\Z")
_PARTED = re.compile(r"[A-Za-z]+(?:[.,:;)(][A-Za-z]+){1,9}\Z")
_PARTING = re.compile(r"[.,:;)(]")


_MOST_JOINED = 60
"""Words that are read as one piece."""


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
    flat, cells = array("I"), array("I")
    for line in lines:
        if line[:1] in _BULLETS:
            line = listed(line)
        if "\t" in line:
            for cell in line.split("\t"):
                cells.append(len(flat))
                flat.extend(map(number, cell.split()))
        else:
            flat.extend(map(number, line.split()))
        flat.append(0)
    sequence = np.frombuffer(flat, np.uint32) if flat else np.zeros(0, np.uint32)
    begins_cell = np.zeros(len(sequence) + 1, np.bool_)
    begins_cell[np.frombuffer(cells, np.uint32) if cells else []] = True
    sequence, begins_cell = _parted(words, sequence, begins_cell[: len(sequence)])
    names = list(words)
    joined = _joined(names, sequence, begins_cell)
    runs = np.flatnonzero(joined[1:] & ~joined[:-1]) if len(joined) else joined
    if len(runs) or (len(joined) and joined[0]):
        sequence = _merged(words, names, sequence, joined)
    ends = np.flatnonzero(sequence == 0)
    return Cut(list(words), sequence, np.concatenate([[0], ends + 1]).astype(np.uint32))


def _parted(words: Numbering, sequence: Numbers, begins_cell: NDArray[np.bool_]) -> tuple[Numbers, NDArray[np.bool_]]:
    """The sequence with the letters of scripts without spaces each by itself, and where cells begin in it."""
    pieces = {
        number: list(map(words.__getitem__, parted(word))) for word, number in list(words.items()) if has_unspaced(word)
    }
    if not pieces:
        return sequence, begins_cell
    sizes = np.ones(len(words), np.int64)
    sizes[list(pieces)] = [len(own) for own in pieces.values()]
    counts = sizes[sequence]
    found = np.repeat(sequence, counts)
    firsts = np.cumsum(counts) - counts
    for place in np.flatnonzero(counts > 1).tolist():
        found[firsts[place] : firsts[place] + counts[place]] = pieces[int(sequence[place])]
    begins = np.zeros(len(found), np.bool_)
    begins[firsts[begins_cell]] = True
    return found, begins


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
    THREE_FIGURES = auto()
    COUNTED = auto()
    FORM = auto()
    POWER_BEGIN = auto()
    POWER_END = auto()
    TIMES_WHOLE = auto()
    TIMES_BEGIN = auto()
    TIMES_END = auto()
    RECIPROCAL = auto()
    MEASURED_END = auto()
    SIGN_BEGIN = auto()
    FRACTION_BEGIN = auto()
    NAME_END = auto()
    NAME_BEGIN = auto()
    SHORT_END = auto()
    SHORT_BEGIN = auto()


_FIGURE = re.compile(rf"[\d{VULGAR}{SUPERSCRIPT}]")
_FIGURE_TESTS = (
    (int(_Bit.NUMBER_END), re.compile(rf"[\d{VULGAR}{SUPERSCRIPT}]\)?\Z").search),
    (int(_Bit.NUMBER_BEGIN), re.compile(rf"[-\u2010\u2013\u2212]?\.?[\d{VULGAR}]").match),
    (int(_Bit.LINK_BEGIN), re.compile(rf"{_LINK}\.?[\d{VULGAR}]", re.IGNORECASE).match),
    (int(_Bit.LINK_END), re.compile(rf"[\d{VULGAR}{SUPERSCRIPT}]{_LINK}\Z", re.IGNORECASE).search),
    (int(_Bit.THREE_FIGURES), re.compile(r"\d{3}(?!\d)").match),
    (int(_Bit.POWER_BEGIN), re.compile(POWER).match),
    (int(_Bit.POWER_END), re.compile(rf"{POWER}\Z").search),
    (int(_Bit.TIMES_BEGIN), re.compile(rf"[{TIMES_SIGNS}]+10", re.IGNORECASE).match),
    (int(_Bit.TIMES_END), re.compile(rf"[\d{VULGAR}][{TIMES_SIGNS}]+\Z", re.IGNORECASE).search),
    (int(_Bit.SIGN_BEGIN), re.compile(r"[-\u2013\u2212]\.?\d").match),
    (int(_Bit.FRACTION_BEGIN), re.compile(rf"[{VULGAR}]|\d{{1,2}}/\d").match),
)
"""For words with a figure."""
_TESTS = (
    (int(_Bit.UNIT_BEGIN), re.compile(rf"{HYPHEN}?{UNIT}(?!\w)", re.IGNORECASE).match),
    (int(_Bit.LINK_WHOLE), re.compile(rf"{_LINK}\Z", re.IGNORECASE).match),
    (int(_Bit.PER_WHOLE), re.compile(r"per\Z", re.IGNORECASE).match),
    (int(_Bit.PER_BEGIN), re.compile("/").match),
    (int(_Bit.PER_END), re.compile(r"(?:/|[^\W_]per)\Z", re.IGNORECASE).search),
    (int(_Bit.COUNTED), lambda word: word.lower() in COUNTED or None),
    (int(_Bit.FORM), re.compile(FORM, re.IGNORECASE).match),
    (int(_Bit.TIMES_WHOLE), re.compile(rf"[{TIMES_SIGNS}]+\Z", re.IGNORECASE).match),
    (int(_Bit.RECIPROCAL), re.compile(RECIPROCAL_UNIT, re.IGNORECASE).match),
    (int(_Bit.MEASURED_END), ENDS_MEASURED.search),
    (int(_Bit.NAME_END), re.compile(rf"(?:^|[\W_])(?:{'|'.join(_NAMED)}|5)\Z", re.IGNORECASE).search),
    (int(_Bit.NAME_BEGIN), re.compile(r"\d{1,2}[A-Z]|450|HT", re.IGNORECASE).match),
    (int(_Bit.SHORT_END), re.compile(r"(?:^|[\W_])[isp]\.\Z", re.IGNORECASE).search),
    (int(_Bit.SHORT_BEGIN), re.compile(r"[vmco](?![^\W_])", re.IGNORECASE).match),
)


_TELLING = frozenset((*UNIT_NAMES, "to", "or", "per", *_NAMED, "ht", *COUNTED))
"""One of these is the first or the last word, or a form begins it, of what has letters alone and is read together with
its neighbours."""
_FORMS = re.compile(FORM, re.IGNORECASE)
_UNIT_END = re.compile(rf"(?:(?<![^\W\d_]){UNIT}|{RECIPROCAL}|\^-1)\Z", re.IGNORECASE)
_AROUND = '()[].,;:"'
_TELLS = re.compile(r"[\d^*/%']|(?:(?<![a-z])x+|per)\Z", re.IGNORECASE)
"""In what is ASCII without these, only its first and last word can tell, or that it is a form."""
_LETTERS = re.compile("[A-Za-z]+")
_ALIKE_FIGURES = str.maketrans("36789", "99999")
"""No rule tells these figures from one another; `10`, `450`, `m2` and `5` are told from others."""


_LONGEST_WORD = 200
"""Characters: of a longer word only its two ends are looked at, for some tests need the square of its length."""
_BEGINS = sum(bit for bit in _Bit if bit.name and bit.name.endswith("_BEGIN"))
_ENDINGS = sum(bit for bit in _Bit if bit.name and bit.name.endswith("_END"))


def _bits(word: str) -> int:
    if len(word) > _LONGEST_WORD:
        half = _LONGEST_WORD // 2
        return (_bits(word[:half]) & _BEGINS) | (_bits(word[-half:]) & _ENDINGS)
    if word.isascii():
        bare = word.strip(_AROUND)
        if len(bare) > 1 and _TELLS.search(bare) is None:
            parts = [bare] if bare.isalpha() else _LETTERS.findall(bare)
            if not parts or (parts[0].lower() not in _TELLING and parts[-1].lower() not in _TELLING):
                return _Bit.FORM if _FORMS.match(word) else 0
        word = word.translate(_ALIKE_FIGURES)
    return _tested(word)


@lru_cache(maxsize=32768)
def _tested(word: str) -> int:
    word = plain(word).strip()
    bits = _Bit.UNIT_END if _UNIT_END.search(word) is not None else 0
    if _FIGURE.search(word) is not None:
        bits += sum([bit for bit, test in _FIGURE_TESTS if test(word) is not None])
    return bits + sum([bit for bit, test in _TESTS if test(word) is not None])


def _joined(words: list[str], sequence: Numbers, begins_cell: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """For every place in a sequence whether `words.chunks` may read on from it to the next."""
    bits = np.fromiter(map(_bits, words), np.uint32, len(words))[sequence]

    def at(bit: int) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = (bits & np.uint32(bit)) != 0
        return found

    def after(flags: NDArray[np.bool_], by: int = 1) -> NDArray[np.bool_]:
        moved = np.zeros_like(flags)
        moved[:-by] = flags[by:]
        return moved

    number_begin, number_end, unit_end = at(_Bit.NUMBER_BEGIN), at(_Bit.NUMBER_END), at(_Bit.UNIT_END)
    measure = at(_Bit.NUMBER_BEGIN | _Bit.UNIT_BEGIN)
    grouped = at(_Bit.THREE_FIGURES) & ~begins_cell
    thousand = number_end & after(grouped)
    power, power_end = at(_Bit.POWER_BEGIN), at(_Bit.POWER_END)
    in_three = number_end & after(at(_Bit.LINK_WHOLE)) & after(number_begin, 2)
    in_three |= (unit_end | power_end) & after(at(_Bit.PER_WHOLE)) & after(measure, 2)
    in_three |= number_end & after(at(_Bit.TIMES_WHOLE)) & after(power, 2)
    in_three |= at(_Bit.COUNTED) & after(thousand)
    in_three |= after(at(_Bit.UNIT_BEGIN)) & grouped & after(at(_Bit.FORM), 2)
    joined = (number_end & after(at(_Bit.UNIT_BEGIN | _Bit.LINK_BEGIN | _Bit.TIMES_BEGIN))) | in_three | thousand
    joined |= at(_Bit.LINK_END) & after(number_begin)
    joined |= (unit_end | power_end) & after(at(_Bit.PER_BEGIN))
    joined |= at(_Bit.PER_END) & after(measure)
    joined |= at(_Bit.TIMES_END) & after(power)
    joined |= unit_end & after(at(_Bit.RECIPROCAL))
    joined |= at(_Bit.MEASURED_END) & after(at(_Bit.SIGN_BEGIN))
    joined |= number_end & after(at(_Bit.FRACTION_BEGIN) & ~begins_cell)
    joined |= at(_Bit.NAME_END) & after(at(_Bit.NAME_BEGIN) & ~begins_cell)
    joined |= at(_Bit.SHORT_END) & after(at(_Bit.SHORT_BEGIN) & ~begins_cell)
    joined |= grouped & after(at(_Bit.FORM))
    beside = after(thousand)
    beside[1:] |= thousand[:-1]
    joined |= number_end & after(number_begin & ~begins_cell) & beside
    joined[1:] |= in_three[:-1]
    return joined


def _merged(words: Numbering, names: list[str], sequence: Numbers, joined: NDArray[np.bool_]) -> Numbers:
    """The sequence with each run of joined words as one piece, numbered after all words."""
    continues = np.zeros(len(joined), np.bool_)
    continues[1:] = joined[:-1]
    starts = np.flatnonzero(joined & ~continues)
    ends = np.flatnonzero(~joined & continues)
    if len(long := np.flatnonzero(ends - starts >= _MOST_JOINED)):  # a list of numbers, which is no one thing
        for number in long.tolist():
            joined[int(starts[number]) : int(ends[number])] = False
        return _merged(words, names, sequence, joined)
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
    piece = plain(piece)
    if _HYPHENATED.match(piece) is not None:
        parts = piece.lower().split("-")
        return [(JOINED + "".join(parts), 0), *zip(parts, range(len(parts)), strict=True)]
    if _PARTED.match(piece) is not None:
        parts = _PARTING.split(piece.lower())
        return list(zip(parts, range(len(parts)), strict=True))
    found: dict[tuple[str, int], None] = {}
    place = 0
    for chunk in plain_chunks(piece):
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
