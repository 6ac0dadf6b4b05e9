"""What columns are asked again and again."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.columns import are_among, distinct, spread

NUMBERS = st.lists(st.integers(0, 20), max_size=12)


@given(NUMBERS)
def test_distinct_numbers_are_in_order(numbers: list[int]) -> None:
    assert distinct(np.array(numbers, np.int64)).tolist() == sorted(set(numbers))


@given(NUMBERS, NUMBERS)
def test_numbers_are_found_among_others(numbers: list[int], others: list[int]) -> None:
    found = are_among(np.array(numbers, np.int64), np.array(others, np.int64))
    assert found.tolist() == [number in others for number in numbers]


@pytest.mark.parametrize(("starts", "counts", "expected"), [([5, 0], [2, 1], [5, 6, 0]), ([3], [0], []), ([], [], [])])
def test_numbers_are_spread_from_each_start(starts: list[int], counts: list[int], expected: list[int]) -> None:
    assert spread(np.array(starts, np.int64), np.array(counts, np.int64)).tolist() == expected


def test_the_first_search_imports_no_masked_arrays() -> None:
    """They are half of what it would take."""
    program = """
import sys, tempfile
from index import Index, Record
with tempfile.TemporaryDirectory() as folder, Index.create(folder, key=b"k" * 32) as index:
    with index.writer() as writer:
        for number in range(3):
            writer.add(Record(str(number), "m", "other", "Dosage", "Renal dose, or half-life", ("Baclofen",)))
    before = "numpy.ma" in sys.modules
    assert index.search("baclofen renal half-life").hits[0].snippet
    print(before, "numpy.ma" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
