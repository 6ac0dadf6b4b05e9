"""Indexes to search, made of small records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index import Index, Record

KEY = b"k" * 32

BACLOFEN = ("Baclofen", "Lioresal", "Gablofen")
TEXTS = [
    ("overview", "Overview", "Baclofen is a muscle relaxant. It is used for spasticity."),
    (
        "dosage",
        "Dosage",
        "Start with 5 mg three times daily. The usual dose is 20 mg/day.\nDo not exceed 80 mg per day.",
    ),
    ("withdrawal", "Withdrawal syndrome", "Do not stop baclofen abruptly: withdrawal can cause seizures."),
    ("pharmacokinetics", "Pharmacokinetics", "The half-life is 2 to 4 hours. A GABAB agonist (γ-aminobutyric acid)."),
]


@pytest.fixture
def key() -> bytes:
    """The key that seals the indexes of a test."""
    return KEY


@pytest.fixture
def records() -> list[Record]:
    """A monograph of baclofen and one of tizanidine that mentions it."""
    made = [
        Record(f"local:baclofen#{kind}", "local:baclofen", kind, title, text, BACLOFEN) for kind, title, text in TEXTS
    ]
    interactions = "Baclofen, baclofen and again baclofen may add to drowsiness. CYP1A2 inhibitors: avoid."
    names = ("Tizanidine", "Zanaflex")
    made.append(Record("spl:1#i", "spl:1", "interactions", "Interactions", interactions, names))
    return made


@pytest.fixture
def make_index(tmp_path: Path) -> Iterator[Callable[..., Index]]:
    """Makes an index of the records given, in a folder of its own."""
    made: list[Index] = []

    def make(*records: Record, **options: object) -> Index:
        index = Index.create(tmp_path / f"index{len(made)}", key=KEY, **options)  # type: ignore[arg-type]
        made.append(index)
        with index.writer() as writer:
            for record in records:
                writer.add(record)
        return index

    yield make
    for index in made:
        index.close()


@pytest.fixture
def index(make_index: Callable[..., Index], records: list[Record]) -> Index:
    """The index of `records`."""
    return make_index(*records)
