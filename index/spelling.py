"""The nearest spelling of a word that is nowhere in the index: from the index's own words and names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from index.words import Part

_SHORTEST = 4
"""Characters from which a word is corrected: nearly every shorter word is near to another."""


def corrected(
    text: str,
    parts: Sequence[Part],
    *,
    known: Callable[[Part], bool],
    words: Callable[[], Iterable[tuple[str, float]]],
) -> str | None:
    """The query with each unknown word replaced by the nearest of the index's words, or None.

    `words` gives these with their worth, of which the greater one decides between words equally near. The text must
    be the one the parts are from.
    """
    wrong = [part for part in parts if len(part.surface) >= _SHORTEST and part.surface.isalpha() and not known(part)]
    if not wrong:
        return None
    vocabulary = [(word, worth) for word, worth in words() if word.isalpha()]
    changed = text
    for part in sorted(wrong, key=lambda part: part.start, reverse=True):
        nearest = nearest_word(part.surface, vocabulary)
        if nearest is None:
            return None
        changed = changed[: part.start] + nearest + changed[part.end :]
    return changed


def nearest_word(word: str, vocabulary: Iterable[tuple[str, float]]) -> str | None:
    """The word with the fewest edits; of those equally near, one with the same first letter and the greatest worth."""
    limit = 1 if len(word) <= 5 else 2 if len(word) <= 9 else 3
    best: tuple[int, bool, float, str] | None = None
    for candidate, worth in vocabulary:
        if abs(len(candidate) - len(word)) > limit:
            continue
        edits = distance(word, candidate, limit)
        if edits is None:
            continue
        rank = (edits, candidate[0] != word[0], -worth, candidate)
        if best is None or rank < best:
            best, limit = rank, edits
    return best[3] if best else None


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
