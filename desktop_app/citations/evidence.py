"""What speaks for and against each number of each reference, as figures that fitted weights multiply."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2

from desktop_app.citations.cited_text import Cited, CitedText, CitedWork
from desktop_app.citations.likeness import UNSEEN, Feature, Likeness, liken

TAIL = 3
"""Numbers that there may be after the last in the text, for each reference: those of lost tables and lists."""
_FAR = 6
_NEAR = 2
"""How far a neighbouring number may be."""

Pair = list[tuple[Feature, float]]
"""The features of one reference and one number that are not nought."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Of every reference (row) for every number (column, from number 1)."""

    features: list[list[Pair]]
    likenesses: list[list[Likeness]]


def gather(text: CitedText) -> Evidence:
    """Compare every reference with every number that it could have."""
    size = text.last + TAIL * len(text.works)
    cited = [text.numbers.get(number, Cited()) for number in range(1, size + 1)]
    likenesses = [[liken(work, seen, text) if seen.uses else UNSEEN for seen in cited] for work in text.works]
    by_number = [_two_best([row[column].score for row in likenesses]) for column in range(size)]
    features: list[list[Pair]] = []
    for work, row in zip(text.works, likenesses, strict=True):
        by_work = _two_best([likeness.score for likeness in row])
        line: list[Pair] = []
        for column, (seen, likeness) in enumerate(zip(cited, row, strict=True)):
            values = _count(work, seen, text.lost) | likeness.features
            values[Feature.NEIGHBOURS] = _neighbours(row, cited, column)
            values[Feature.SURROUNDINGS] = _surroundings(row, cited, column)
            values[Feature.AFTER_LAST] = float(column >= text.last)
            if seen.uses:
                values[Feature.MARGIN_OF_REFERENCE] = _margin(likeness.score, by_work)
                values[Feature.MARGIN_OF_NUMBER] = _margin(likeness.score, by_number[column])
            else:
                values[Feature.NOT_HERE_BEST_ELSEWHERE] = by_work[0]
            line.append([(feature, value) for feature, value in values.items() if value])
        features.append(line)
    return Evidence(features, likenesses)


def weigh(evidence: Evidence, weights: Mapping[Feature, float]) -> list[list[float]]:
    """Summed weighted features of every pair."""
    table = [weights[feature] for feature in Feature]
    return [[sum(table[feature] * value for feature, value in pair) for pair in row] for row in evidence.features]


def _count(work: CitedWork, cited: Cited, lost: float) -> dict[Feature, float]:
    """What the letters of the reference and the uses of the number say of each other."""
    here = len(cited.uses)
    uses = work.uses
    if not here:
        many = log2(uses) if uses else 0.0
        return {Feature.NOT_HERE: 1.0, Feature.NOT_HERE_LOST: lost, Feature.NOT_HERE_LOG_USES: many}
    if uses is None:
        return {Feature.USES_UNCLEAR: 1.0}
    more = uses - here - cited.late
    if uses < here:
        return {Feature.FEWER_USES: 1.0}
    if more < 0:
        return {Feature.NO_USE_FOR_THE_LOST_FIRST: 1.0}
    if more == 1:
        return {Feature.ONE_USE_MORE: 1.0, Feature.ONE_USE_MORE_LOST: lost}
    if more > 1:
        return {Feature.MORE_USES: 1.0, Feature.MORE_USES_LOST: lost}
    if uses == 1:
        return {Feature.ONE_USE_ONE_HERE: 1.0}
    return {
        Feature.ALL_USES_HERE: 1.0,
        Feature.ALL_USES_HERE_LOG: log2(uses),
        Feature.ALL_USES_HERE_LOST: lost,
        Feature.ALL_USES_HERE_LOG_LOST: log2(uses) * lost,
    }


def _neighbours(row: Sequence[Likeness], cited: Sequence[Cited], column: int) -> float:
    """Likeness of the numbers just before and after that first stand in order: they tell what is said around here."""
    return max(
        (
            row[other].score
            for other in range(max(0, column - _NEAR), min(len(row), column + _NEAR + 1))
            if other != column and cited[other].uses and not cited[other].late
        ),
        default=0.0,
    )


def _surroundings(row: Sequence[Likeness], cited: Sequence[Cited], column: int) -> float:
    """Mean likeness of the numbers farther around that first stand in order."""
    scores = [
        row[other].score
        for other in range(max(0, column - _FAR), min(len(row), column + _FAR + 1))
        if other != column and cited[other].uses and not cited[other].late
    ]
    return sum(scores) / len(scores) if scores else 0.0


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
