"""What speaks for and against a reference having a certain number, as figures that a fitted weight multiplies.

The weights in `match_weights.py` were fitted on articles whose numbers are known; see there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log1p, log2

from desktop_app.citations.cited_text import Cited, CitedText, CitedWork

FEATURES = (
    "one use, one here",  # reference without letters, number cited once here, in order
    "all uses here",  # k letters, k uses here (one more where the first use is lost)
    "all uses here, log2 of uses",
    "one use more than here",
    "one use more than here, by share lost",
    "more uses than here",
    "more uses than here, by share lost",
    "first use here out of order, but no use more",
    "fewer uses than here",
    "uses unclear",
    "number not here",
    "number not here, by share lost",
    "number not here, several uses",
    "number after the last here",
    "title in clause",
    "title in sentence besides",
    "title in sentences around besides",
    "title in paragraph besides",
    "title in clause, logarithm",
    "title in sentence, logarithm",
    "title elsewhere in the article",
    "rarest word shared",
    "sentence and container",
    "author named in sentence",
    "year in sentence",
    "year in sentence is later",
    "title and neighbouring numbers",
    "heading and title",
    "names shared",
    "pairs of words shared",
    "margin over the reference's other numbers",
    "margin over the number's other references",
    "number not here, best likeness elsewhere",
)
_TAIL = 3
"""Numbers that there may be after the last in the text, for each reference: those of lost tables and lists."""
_NEAR = 2


@dataclass(frozen=True, slots=True)
class Evidence:
    """Features of every pair: `features[reference][number - 1]`, sparse as (feature, value)."""

    features: list[list[list[tuple[int, float]]]]
    shared: list[list[tuple[str, ...]]]
    """The stems that a pair shares, rarest first."""
    size: int


def gather(text: CitedText) -> Evidence:
    """Compare every reference with every number."""
    size = text.last + _TAIL * len(text.works)
    unseen = Cited()
    cited = [text.numbers.get(number, unseen) for number in range(1, size + 1)]
    words = [[_Words(work, seen, text) for seen in cited] for work in text.works]
    scores = [[pair.score for pair in row] for row in words]
    by_number = [_two_best([row[column] for row in scores]) for column in range(size)]
    features: list[list[list[tuple[int, float]]]] = []
    for work, row, own in zip(text.works, words, scores, strict=True):
        best = _two_best(own)
        line = []
        for column, pair in enumerate(row):
            near = [
                row[other].score
                for other in range(max(0, column - _NEAR), min(size, column + _NEAR + 1))
                if other != column and cited[other].uses and not cited[other].late
            ]
            values = dict(_count_features(work, cited[column], text.lost))
            if column + 1 > text.last:
                values[13] = 1.0
            values.update(pair.features())
            values[26] = max(near, default=0.0)
            if cited[column].uses:
                values[30] = _margin(pair.score, best)
                values[31] = _margin(pair.score, by_number[column])
            else:
                values[32] = best[0]
            line.append([(feature, value) for feature, value in values.items() if value])
        features.append(line)
    shared = [[pair.shared for pair in row] for row in words]
    return Evidence(features, shared, size)


def weigh(evidence: Evidence, weights: Sequence[float]) -> list[list[float]]:
    """Summed weighted features of every pair."""
    return [[sum(weights[feature] * value for feature, value in pair) for pair in row] for row in evidence.features]


def _count_features(work: CitedWork, cited: Cited, lost: float) -> list[tuple[int, float]]:
    here = len(cited.uses)
    uses = work.uses
    if not here:
        return [(10, 1.0), (11, lost), (12, log2(uses) if uses else 0.0)]
    if uses is None:
        return [(9, 1.0)]
    more = uses - here - cited.late
    if uses < here:
        return [(8, 1.0)]
    if more < 0:
        return [(7, 1.0)]
    if more == 0:
        return [(0, 1.0)] if uses == 1 else [(1, 1.0), (2, log2(uses))]
    return [(3, 1.0), (4, lost)] if more == 1 else [(5, 1.0), (6, lost)]


class _Words:
    """The likeness of one reference to what is said around one number."""

    __slots__ = ("_values", "score", "shared")

    def __init__(self, work: CitedWork, cited: Cited, text: CitedText) -> None:
        self._values: dict[int, float] = {}
        self.score = 0.0
        self.shared: tuple[str, ...] = ()
        if not cited.uses:
            return
        weight = {stem: text.rarity[stem] for stem in work.title if stem in text.rarity}
        best: tuple[float, ...] = (0.0,) * 4
        for use in cited.uses:
            clause = sum(weight[stem] for stem in weight if stem in use.clause)
            sentence = sum(weight[stem] for stem in weight if stem in use.sentence)
            around = sum(weight[stem] for stem in weight if stem in use.around)
            paragraph = sum(weight[stem] for stem in weight if stem in use.paragraph)
            best = (
                max(best, (sentence + clause, clause, sentence, around, paragraph))
                if len(best) == 5
                else (sentence + clause, clause, sentence, around, paragraph)
            )
        _, clause, sentence, around, paragraph = best
        everywhere = frozenset[str]().union(*(use.sentence for use in cited.uses))
        found = sorted((stem for stem in weight if stem in everywhere), key=lambda stem: -weight[stem])
        self.score = log1p(sentence + 0.5 * clause)
        self.shared = tuple(found)
        values = self._values
        values[14] = clause / 5
        values[15] = (sentence - clause) / 5
        values[16] = (around - sentence) / 5
        values[17] = (paragraph - around) / 5
        values[18] = log1p(clause)
        values[19] = log1p(sentence)
        values[20] = (sum(weight.values()) - sum(weight[stem] for stem in found)) / 5
        values[21] = weight[found[0]] if found else 0.0
        values[22] = log1p(max(sum(text.rarity[stem] for stem in work.rest & use.sentence) for use in cited.uses))
        values[23] = float(any(work.authors & use.names for use in cited.uses))
        if work.year:
            values[24] = float(any(work.year in use.years for use in cited.uses))
            latest = min((max(use.years, default=0) for use in cited.uses), default=0)
            values[25] = float(latest > work.year + 1)
        values[27] = float(any(use.heading & weight.keys() for use in cited.uses))
        values[28] = float(min(3, max(len(work.names & use.names) for use in cited.uses)))
        values[29] = float(min(3, max(len(work.pairs & use.pairs) for use in cited.uses)))

    def features(self) -> dict[int, float]:
        """By place in `FEATURES`."""
        return self._values


def _two_best(values: Sequence[float]) -> tuple[float, float]:
    best = second = 0.0
    for value in values:
        if value > best:
            best, second = value, best
        elif value > second:
            second = value
    return best, second


def _margin(value: float, best: tuple[float, float]) -> float:
    """How far a value is above all others (positive), or below the best of them (negative)."""
    return value - (best[1] if value >= best[0] else best[0])
