"""The nearest spelling of a word that is nowhere in the index: from the index's own words and names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from index.words import Part

NAMED = 1000.0
"""The worth from which a word is one of a drug's name."""
_SHORTEST = 4
"""Characters from which a word is corrected: nearly every shorter word is near to another."""


def corrected(
    text: str,
    parts: Sequence[Part],
    *,
    known: Callable[[Part], bool],
    near: Callable[[str, int], Iterable[tuple[str, float]]],
) -> str | None:
    """The query with each unknown word replaced by the nearest of the index's words, or None.

    `near` gives words that may be within a number of edits, or sound alike, with their worth, of which the greater one
    decides between words equally near. The text must be the one the parts are from.
    """
    wrong = [part for part in parts if len(part.surface) >= _SHORTEST and part.surface.isalpha() and not known(part)]
    if not wrong:
        return None
    changed = text
    for part in sorted(wrong, key=lambda part: part.start, reverse=True):
        nearest = nearest_word(part.surface, near(part.surface, most_edits(part.surface)))
        if nearest is None:
            return None
        changed = changed[: part.start] + nearest + changed[part.end :]
    return changed


def most_edits(word: str) -> int:
    """Edits that a word of this length may need."""
    return 1 if len(word) <= 5 else 2 if len(word) <= 9 else 3


_SOUNDS = (
    (re.compile("ph"), "f"),
    (re.compile("(?:ck|qu|q|k|ch)"), "c"),
    (re.compile("c(?=[eiy])|z"), "s"),
    (re.compile("x"), "cs"),
    (re.compile("y|ie|ee|ea|i"), "i"),
    (re.compile("(?:ae|oe|e)"), "e"),
    (re.compile("rh"), "r"),
    (re.compile("th"), "t"),
    (re.compile(r"(.)\1+"), r"\1"),
    (re.compile(r"(?<=.)[aeiou]+"), "a"),
    (re.compile("h"), ""),
    (re.compile("a$"), ""),
)


def sound(word: str) -> str:
    """How a drug's name sounds, roughly: `zyrtek` and `zirtec` alike."""
    for pattern, spoken in _SOUNDS:
        word = pattern.sub(spoken, word)
    return word


def nearest_word(word: str, vocabulary: Iterable[tuple[str, float]]) -> str | None:
    """The word with the fewest edits; of those equally near, one with the same first letter and the greatest worth.

    A word that sounds alike is as near as one that needs all the edits there may be. A word of a name must be within
    one edit or sound alike, and the only one so near: the drug that was meant may be one that no record is of.
    """
    most = limit = most_edits(word)
    spoken = sound(word)
    best: tuple[int, bool, float, str] | None = None
    rivals: set[str] = set()
    for candidate, worth in vocabulary:
        edits = distance(word, candidate, limit) if abs(len(candidate) - len(word)) <= limit else None
        if worth >= NAMED and edits is not None and edits > 1 and sound(candidate) != spoken:
            continue
        if edits is None and sound(candidate) == spoken and limit == most:
            edits = most
        if edits is None:
            continue
        if best is None or edits < best[0]:
            rivals = set()
        if worth >= NAMED:
            rivals.add(candidate)
        rank = (edits, candidate[0] != word[0], -worth, candidate)
        if best is None or rank < best:
            best, limit = rank, edits
    return best[3] if best and not (best[3] in rivals and len(rivals) > 1) else None


def distance(first: str, second: str, limit: int) -> int | None:
    """Insertions, deletions, replacements and swaps of neighbours between two words; None above the limit."""
    before: list[int] = []
    row = list(range(len(second) + 1))
    for place, letter in enumerate(first, 1):
        previous, before, row = before, row, [place]
        for other_place, other in enumerate(second, 1):
            cost = min(row[-1] + 1, before[other_place] + 1, before[other_place - 1] + (letter != other))
            if place > 1 and other_place > 1 and letter == second[other_place - 2] and first[place - 2] == other:
                cost = min(cost, previous[other_place - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return None
    return row[-1] if row[-1] <= limit else None
