"""References in ascending order of numbers they have lost: how likely each has each number.

Every strictly increasing assignment of numbers to references is possible; its weight is the exponential of the summed
evidence. The forward-backward method (L. R. Rabiner, Proc. IEEE 77:257, 1989) sums over all of them at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, inf, log1p


def posteriors(evidence: Sequence[Sequence[float]]) -> list[list[float]]:
    """Probability of each column (number) for each row (reference).

    `evidence[row][column]` is a log-likelihood; rows must not outnumber columns.
    """
    rows = len(evidence)
    if not rows:
        return []
    columns = len(evidence[0])
    forward = _sweep(evidence)
    backward = _sweep([row[::-1] for row in reversed(evidence)])
    result = []
    for row in range(rows):
        own = evidence[row]
        mirrored = backward[rows - 1 - row]
        joint = [
            forward[row][column] + mirrored[columns - 1 - column] - own[column] if own[column] > -inf else -inf
            for column in range(columns)
        ]
        top = max(joint)
        weights = [exp(value - top) if value > -inf else 0.0 for value in joint] if top > -inf else [0.0] * columns
        total = sum(weights) or 1.0
        result.append([weight / total for weight in weights])
    return result


def _sweep(evidence: Sequence[Sequence[float]]) -> list[list[float]]:
    """Log weight of all assignments of the rows so far that end in each column."""
    rows, columns = len(evidence), len(evidence[0])
    result: list[list[float]] = []
    for row in range(rows):
        own = evidence[row]
        line = [-inf] * columns
        before = 0.0 if row == 0 else -inf
        for column in range(row, columns - (rows - 1 - row)):
            if row:
                before = _add(before, result[row - 1][column - 1])
            line[column] = own[column] + before
        result.append(line)
    return result


def _add(left: float, right: float) -> float:
    """log(exp(left) + exp(right))"""
    if left < right:
        left, right = right, left
    return left if right == -inf else left + log1p(exp(right - left))
