"""What columns are asked again and again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Record
from index.building import build
from index.columns import Segment, Strings, are_among, distinct, pack, save, sizes_between, spread

pytestmark = pytest.mark.whoosh


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


@given(words=st.lists(st.text("abcé", max_size=3), unique=True, max_size=80), asked=st.text("abcé", max_size=3))
def test_strings_in_order_are_found_by_themselves_and_by_their_beginning(words: list[str], asked: str) -> None:
    words.sort(key=str.encode)
    packed = pack("word", words)
    strings = Strings(packed["word_bytes"].data, packed["word_offsets"].data)
    expected = words.index(asked) if asked in words else None
    assert (strings.find(asked), strings.find(asked)) == (expected, expected)
    low, high = strings.beginning(asked)
    assert words[low:high] == [word for word in words if word.startswith(asked)]


def test_every_place_of_the_sequence_is_in_its_line(tmp_path: Path) -> None:
    lengths = (0, 1, 300, 0, 0, 2, 127, 128, 129, 5, *[0] * 200, 3)
    text = "\n".join(" ".join(f"w{number}" for number in range(length)) for length in lengths)
    save(tmp_path / "s", build([Record("1", "m", "other", "Title", text, ("Name",))]))
    segment = Segment(tmp_path, "s")
    starts = segment["sequence_starts"]
    places = np.arange(int(starts[-1]), dtype=np.uint32)
    expected = np.repeat(np.arange(len(starts) - 1), sizes_between(starts))
    assert segment.lines_at(places).tolist() == expected.tolist()
    assert segment.lines_at(places[::-7]).tolist() == expected[::-7].tolist()


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
