"""Words of drugs' names that a misspelt word may have been, with how far each is from it.

The cost of a name is its edits: letters put in, left out, replaced, or swapped with a neighbour. A difference that is
not heard (`ph` for `f`, `y` for `i`, one letter for two) costs half an edit. Two names whose costs lie within half an
edit of each other are about equally near: which of them was meant cannot be told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from index.spelling import distance, most_edits, sound

UNHEARD = 0.5
"""The cost of differences that are not heard."""
_SOUNDING = 1.5
"""The cost of a name that only sounds alike, roughly."""
_LETTERS = 26
_LONGEST = 60
"""Letters of a word that may be a name."""
_HEARD = (
    (re.compile("ph"), "f"),
    (re.compile("ck|qu|ch|q|k"), "c"),
    (re.compile("c(?=[eiy])|z"), "s"),
    (re.compile("x"), "cs"),
    (re.compile("y|ie|ei|ee|ea"), "i"),
    (re.compile("ae|oe"), "e"),
    (re.compile("rh"), "r"),
    (re.compile("th"), "t"),
    (re.compile("ou|oo"), "u"),
    (re.compile("j"), "g"),
    (re.compile(r"(.)\1+"), r"\1"),
    (re.compile("(?<=[a-z]{2})e$"), ""),
)


def heard(word: str) -> str:
    """A word as it is heard, vowels kept: `cefalexin` and `sefalexin` alike, `cephalexin` too."""
    for pattern, spoken in _HEARD:
        word = pattern.sub(spoken, word)
    return word


@dataclass(frozen=True, slots=True)
class Near:
    """A word of a name, near to a word that was typed."""

    word: str
    cost: float
    """Edits, see the module."""


class NameWords:
    """All words of names, asked for those near to a word. Takes some 0.2 s for 20,000 words to make, a millisecond or
    two to ask."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted({word for word in words if word.isascii() and word.isalpha()})
        self._heard = [heard(word) for word in self._words]
        self._sounds: dict[str, list[int]] = {}
        for number, word in enumerate(self._words):
            self._sounds.setdefault(sound(word), []).append(number)
        self._spelt_letters = _Letters(self._words)
        self._heard_letters = _Letters(self._heard)

    def near(self, word: str, *, unfinished: bool = False, edits: int | None = None) -> list[Near]:
        """Words within so many edits, by default those that a word of this length may need, the nearest first.

        Of a word that is `unfinished`, the beginnings of words count too, where they are within one edit.
        """
        if not (word.isascii() and word.isalpha() and len(word) <= _LONGEST):
            return []
        most = most_edits(word) if edits is None else edits
        costs = self._costs(word, 1)
        if min(costs.values(), default=most) > 1 or edits is not None:  # what is farther is no nearer then
            costs = {**self._costs(word, most), **costs}
        if unfinished and len(word) > most + 4 and min(costs.values(), default=most) > 1:
            for number in self._spelt_letters.longer_with(word, 1):
                if number not in costs and _begins_like(word, self._words[number]):
                    costs[number] = _SOUNDING
        found = [Near(self._words[number], cost) for number, cost in costs.items()]
        return sorted(found, key=lambda near: (near.cost, near.word[0] != word[0], near.word))

    def _costs(self, word: str, limit: int) -> dict[int, float]:
        """Of the words within so many edits, by their numbers."""
        costs: dict[int, float] = {}
        for number in self._spelt_letters.within(word, limit):
            if (apart := distance(word, self._words[number], limit)) is not None:
                costs[number] = float(apart)
        spoken, reach = heard(word), max(1, limit - 1)
        for number in self._heard_letters.within(spoken, reach):
            if (apart := distance(spoken, self._heard[number], reach)) is not None:
                costs[number] = min(costs.get(number, apart + UNHEARD), apart + UNHEARD)
        for number in self._sounds.get(sound(word), ()):
            costs[number] = min(costs.get(number, _SOUNDING), _SOUNDING)
        return costs


def _begins_like(word: str, longer: str) -> bool:
    """Whether a longer word begins with what is at most one edit from a word."""
    size = len(word)
    return any(
        size + more <= len(longer) and distance(word, longer[: size + more], 1) is not None for more in (0, 1, -1)
    )


class _Letters:
    """How many of each letter words have, which bounds the edits between them from below."""

    def __init__(self, words: list[str]) -> None:
        self._counts = np.array([_counts(word) for word in words], np.int8).reshape(len(words), _LETTERS)
        self._lengths = self._counts.sum(axis=1, dtype=np.int16)

    def within(self, word: str, edits: int) -> list[int]:
        """Numbers of the words that may be within so many edits."""
        close = np.flatnonzero(np.abs(self._lengths - len(word)) <= edits)
        more = self._counts[close] - np.array(_counts(word), np.int8)
        surplus = np.maximum(more, 0).sum(axis=1, dtype=np.int16)
        needed = np.maximum(surplus, surplus - more.sum(axis=1, dtype=np.int16))
        return [int(number) for number in close[needed <= edits]]

    def longer_with(self, word: str, edits: int) -> list[int]:
        """Numbers of the longer words that have all letters of a word but so many."""
        longer = np.flatnonzero(self._lengths > len(word) + edits)
        lacking = np.maximum(np.array(_counts(word), np.int8) - self._counts[longer], 0).sum(axis=1, dtype=np.int16)
        return [int(number) for number in longer[lacking <= edits]]


def _counts(word: str) -> list[int]:
    counts = [0] * _LETTERS
    for letter in word:
        if "a" <= letter <= "z":
            counts[ord(letter) - ord("a")] += 1
    return counts
