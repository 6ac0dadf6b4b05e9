"""A section whose own heading is what was asked for comes before one that only mentions it.

The words of a heading count as text too, but in a long section they count for little: "baclofen withdrawal" has to
land in the section called Withdrawal, however often another, shorter one says the word. The lift is the share of the
heading that the query explains, so that long titles, which say many things, are hardly moved by one of them. What only
one record is called, and that the only one of its monograph, is no heading but the title of a text, and lifts it only
where the query says all of it. On five public judged collections of titled abstracts, lifting by a part of such a title
costs 1 % of nDCG@10, and lifting for whole questions, which say so much that many a title is among it, another 3 %:
these are not for this module.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.columns import Segment, spread
from index.cutting import Numbers
from index.evaluating import Evaluator, Matches
from index.postings import sequence_at, term_numbers
from index.query import Node, OtherNames, Word, leaves

_HEADINGS = 2
"""So many records are called alike where it is a heading."""
_LOOKED_AT = 100
"""Only the best can be lifted: a heading decides between good answers, it does not make one."""
_KEPT = 4096
_Asked = tuple[list[int], list[tuple[int, int]]]
"""A word of the query: numbers of terms, and slices of those that begin like it."""


def lifted_by_headings(evaluator: Evaluator, nodes: Sequence[Node], best: Matches, tier: float) -> Matches:
    """The best records with the scores of those lifted whose headings the query names; what lies `tier` apart stays."""
    spoken = [node for node in nodes if not isinstance(node, OtherNames)]
    words = [leaf for node in spoken for leaf in leaves(node) if isinstance(leaf, Word)]
    if not words or not len(best.records):
        return best
    scores = best.scores.copy()
    looked_at = best.records[:_LOOKED_AT]
    for segment, base in zip(evaluator.corpus.segments, evaluator.corpus.bases, strict=True):
        own = np.flatnonzero((looked_at >= base) & (looked_at < base + segment.count))
        if len(own):
            numbers = looked_at[own] - base
            lines = segment["title"][numbers].tolist()
            asked = [term_numbers(segment, word.terms, word.prefix) for word in words]
            explained = {line: _explained(segment, line, asked) for line in set(lines)}
            shares = np.array([explained[line][0] for line in lines], np.float32)
            is_heading = np.array([explained[line][1] >= _HEADINGS for line in lines])
            is_heading |= segment.sections[segment["monograph_of"][numbers]] > 1
            shares[~is_heading & (shares < 1)] = 0
            scores[own] += scores[own] % np.float32(tier) * shares
    return Matches(best.records, scores)


def _explained(segment: Segment, line: int, words: Sequence[_Asked]) -> tuple[float, int]:
    """The share of a heading's words that the query has, and how many records are called so."""
    count, alike, there = _heading(segment, line)
    if not count:
        return 0.0, alike
    said = sum(_is_there(there, *word) for word in words)
    return min(1.0, said / count), alike


def _heading(segment: Segment, line: int) -> tuple[int, int, frozenset[int]]:
    """How many words a heading has, how many records have it, and its terms."""
    known = segment.headings.get(line)
    if known is None:
        starts = segment["sequence_starts"][line : line + 2].astype(np.int64)
        pieces = sequence_at(segment, np.arange(starts[0], starts[1]))
        own = segment["piece_starts"]
        terms: Numbers = segment["piece_terms"][spread(own[pieces], own[pieces + 1] - own[pieces])]
        if len(segment.headings) > _KEPT:
            segment.headings.clear()
        known = segment.headings[line] = (
            int(segment["piece_words"][pieces].sum()),
            int(np.count_nonzero(segment["title"] == line)),
            frozenset(terms.tolist()),
        )
    return known


def _is_there(there: frozenset[int], numbers: list[int], slices: list[tuple[int, int]]) -> bool:
    return any(number in there for number in numbers) or any(
        low <= term < high for low, high in slices for term in there
    )
