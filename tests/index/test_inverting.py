"""Postings are what counting by hand gives, however many records are taken at a time."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from index import inverting
from index.building import build
from index.columns import Segment, save
from index.inverting import NAME_WEIGHT, TITLE_WEIGHT, spans
from index.records import Record

pytestmark = pytest.mark.whoosh


WORDS = ("dose", "renal", "pain", "cramp", "calm")


def text_of(number: int) -> str:
    return " ".join(WORDS[each % 5] for each in range(number % 7, number % 7 + number % 11))


@pytest.mark.parametrize("bits", [32, 19, 17])
def test_postings_are_what_counting_gives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bits: int) -> None:
    monkeypatch.setattr(inverting, "_KEY_BITS", bits)  # as if there were so many terms more
    records = [
        Record(
            str(number),
            "m",
            "other",
            WORDS[number % 3],
            f"{text_of(number)}\n{text_of(number // 2)}",
            (f"n{number % 400}",),
        )
        for number in range(3000)
    ]
    save(tmp_path / "s", build(records))
    segment = Segment(tmp_path, "s")
    for word in (*WORDS, "n7"):
        expected = {}
        for number, record in enumerate(records):
            often = Counter(record.text.split())[word] + TITLE_WEIGHT * (record.title == word)
            often += NAME_WEIGHT * (record.names == (word,))
            if often:
                expected[number] = often
        term = segment.terms.find(word)
        assert term is not None
        own = slice(int(segment["starts"][term]), int(segment["starts"][term + 1]))
        assert dict(zip(segment["owners"][own].tolist(), segment["often"][own].tolist(), strict=True)) == expected
    term = segment.terms.find("n399")
    assert term is not None
    assert segment["names_owners"][int(segment["names_starts"][term])] == 399


def test_often_is_counted_up_to_a_byte(tmp_path: Path) -> None:
    save(tmp_path / "s", build([Record("1", "m", "other", "", "dose " * 300, ())]))
    segment = Segment(tmp_path, "s")
    assert segment["often"].tolist() == [255]
    assert segment.total_length == 300


def test_spans_are_short_in_records_and_words() -> None:
    assert spans(np.zeros(0), 4) == []
    assert spans(np.array([1, 1, 1, 1, 1]), 2) == [(0, 2), (2, 4), (4, 5)]
    assert spans(np.array([9, 1, 1, 9, 1]), 9, most_words=3) == [(0, 1), (1, 3), (3, 4), (4, 5)]


def test_nothing_is_built_of_nothing() -> None:
    columns = build([])
    assert columns["owners"].tolist() == columns["names_owners"].tolist() == []
