"""Forward-backward over increasing assignments, against counting them all."""

from __future__ import annotations

from itertools import combinations
from math import exp, inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.citations.alignment import posteriors


@st.composite
def evidences(draw: st.DrawFn) -> list[list[float]]:
    """A few rows, at least as many columns."""
    rows = draw(st.integers(1, 4))
    columns = draw(st.integers(rows, 6))
    return draw(st.lists(st.lists(st.floats(-6, 6), min_size=columns, max_size=columns), min_size=rows, max_size=rows))


@given(evidences())
def test_same_probabilities_as_summing_over_every_assignment(evidence: list[list[float]]) -> None:
    rows, columns = len(evidence), len(evidence[0])
    expected = [[0.0] * columns for _ in range(rows)]
    total = 0.0
    for chosen in combinations(range(columns), rows):
        weight = exp(sum(evidence[row][column] for row, column in enumerate(chosen)))
        total += weight
        for row, column in enumerate(chosen):
            expected[row][column] += weight
    for row, line in enumerate(posteriors(evidence)):
        assert line == pytest.approx([value / total for value in expected[row]], abs=1e-9)


def test_nothing_to_align() -> None:
    assert posteriors([]) == []


def test_what_is_impossible_has_no_chance() -> None:
    assert posteriors([[-inf, 0.0]]) == [[0.0, 1.0]]
    assert posteriors([[-inf, -inf]]) == [[0.0, 0.0]]
