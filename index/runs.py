"""Where phrases stand among the pieces of a few records, by numbers alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.columns import Segment, are_among, spread
from index.cutting import Numbers
from index.postings import term_numbers
from index.query import Phrase


@dataclass(frozen=True, slots=True)
class Run:
    """A phrase at one place: in which piece its first and its last word stand, and which word of that piece."""

    phrase: int
    first: int
    first_word: int
    last: int
    last_word: int


def runs(segment: Segment, phrases: Sequence[Phrase], pieces: Numbers) -> list[Run]:
    """Every place of the phrases in these pieces, in which piece 0 ends a line; no phrase runs on into the next."""
    starts = segment["term_piece_starts"]
    numbers = {
        term: np.array(term_numbers(segment, (term,), None)[0], np.int64) for phrase in phrases for term in phrase.terms
    }
    having = np.zeros(len(segment["piece_words"]), np.bool_)
    for each in {number for known in numbers.values() for number in known.tolist()}:
        having[segment["term_pieces"][int(starts[each]) : int(starts[each + 1])]] = True
    inside = np.flatnonzero(having[pieces])
    if not len(inside):
        return []
    sizes = segment["piece_words"][pieces].astype(np.int64)
    sizes[pieces == 0] = 1
    before = np.cumsum(sizes) - sizes
    begin = segment["piece_starts"][pieces[inside]].astype(np.int64)
    counts = segment["piece_starts"][pieces[inside] + 1].astype(np.int64) - begin
    at = spread(begin, counts)
    terms, words = segment["piece_terms"][at], segment["piece_at"][at].astype(np.int64)
    owners = np.repeat(inside, counts)
    places = before[owners] + words
    found = []
    for number, phrase in enumerate(phrases):
        of_term = {term: np.flatnonzero(are_among(terms, numbers[term])) for term in set(phrase.terms)}
        first = of_term[phrase.terms[0]]
        for offset, term in enumerate(phrase.terms[1:], 1):
            first = first[are_among(places[first] + offset, places[of_term[term]])]
        last = of_term[phrase.terms[-1]]
        last = last[np.searchsorted(places[last], places[first] + len(phrase.terms) - 1)] if len(first) else first
        found += [
            Run(number, *where)
            for where in zip(
                owners[first].tolist(), words[first].tolist(), owners[last].tolist(), words[last].tolist(), strict=True
            )
        ]
    return found
