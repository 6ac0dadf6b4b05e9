"""Scripts without space between words: Chinese, Japanese, Thai and their like; and Korean, whose words run together.

Such a run is cut into its letters. Each is a word, and has besides a term for itself and the next letter of the run, so
that letters are found in a row only where nothing stands between them, not even a full stop.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

UNSPACED = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u0edc-\u0eff\u1000-\u103f\u1050-\u109f\u1100-\u11ff\u1780-\u17d3"
    "\u2e80-\u2fd5\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303b\u3041-\u3096\u309d-\u309f\u30a1-\u30fa"
    "\u30fc-\u312f\u3131-\u318e\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97c\uac00-\ud7fb"
    "\uf900-\ufaff\uff66-\uff9d\uffa0-\uffdc\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
"""A class of characters: Thai, Lao, Burmese, Khmer, Han, kana, bopomofo and Hangul; no figures, no punctuation."""
UNIT = (
    r"(?:[\u1100-\u115f\ua960-\ua97c][\u1160-\u11a7\ud7b0-\ud7c6]+"
    r"[\u11a8-\u11ff\ud7cb-\ud7fb]*"
    rf"|[{UNSPACED}])[\u3099\u309a\uff9e\uff9f]?"
)
"""One letter with its voicing, or a syllable of Hangul written in letters."""
NEXT = "\ud800"
"""In a piece, between a letter and the next one of its run, which is there only to be known; else it is nothing."""
_ANY = re.compile(f"[{UNSPACED}]")
_RUN = re.compile(f"(?:{UNIT})+")
_UNIT = re.compile(UNIT)
_SPACED = re.compile(r"\S+")
_LOOKING = re.compile(f"({UNIT}){NEXT}({UNIT})")


class Unit(NamedTuple):
    """A letter of a run."""

    term: str
    start: int
    end: int
    joint: str
    """The term of it and the next one; empty for the last."""


def has_unspaced(text: str) -> bool:
    """Whether a text has such letters."""
    return not text.isascii() and _ANY.search(text) is not None


def without_unspaced(text: str) -> str:
    """A text of the same length with the end of a line for each such letter."""
    return _RUN.sub(lambda run: "\n" * len(run[0]), text)


def units(text: str) -> Iterator[list[Unit]]:
    """The letters of every run; of a piece that has the next letter too, the first letter."""
    looking = _LOOKING.fullmatch(text)
    if looking is not None:
        term = _folded(looking[1])
        yield [Unit(term, *looking.span(1), term + _folded(looking[2]))]
        return
    for run in _RUN.finditer(text):
        letters = [(_folded(unit[0]), *unit.span()) for unit in _UNIT.finditer(text, *run.span())]
        following = [*(term for term, _, _ in letters[1:]), ""]
        yield [
            Unit(term, start, end, term + after if after else "")
            for (term, start, end), after in zip(letters, following, strict=True)
        ]


def parted(word: str) -> list[str]:
    """What stands between spaces as pieces: each letter of a run with the next one, and all else as it is."""
    pieces: list[str] = []
    position = 0
    for run in _RUN.finditer(word):
        if run.start() > position:
            pieces.append(word[position : run.start()])
        letters = _UNIT.findall(word, *run.span())
        pieces += [letter + NEXT + after for letter, after in pairwise(letters)]
        pieces.append(letters[-1])
        position = run.end()
    if position < len(word):
        pieces.append(word[position:])
    return pieces


def places(text: str) -> Iterator[tuple[str, int, int]]:
    """The pieces of a text, see `parted`, each with where it begins and ends without the letter after it."""
    for spaced in _SPACED.finditer(text):
        start = spaced.start()
        for piece in parted(spaced[0]):
            end = start + len(piece.partition(NEXT)[0])
            yield piece, start, end
            start = end


def _folded(unit: str) -> str:
    return unicodedata.normalize("NFKC", unit).casefold()
