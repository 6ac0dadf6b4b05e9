"""An index that keeps no text asks for it, and shows none that is not what was indexed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from index import DamagedIndexError, Index, Record

KEY = b"k" * 32
QUERIES = (
    "baclofen withdrawal",
    "5 mg",
    "half-life",
    "lioresal",
    '"muscle relaxant"',
    "drowsiness",
    "dosage 20 mg/day",
)


class Library:
    """Texts by id, and how often they were asked for."""

    def __init__(self, records: list[Record]) -> None:
        self.texts = {record.id: record.text for record in records}
        self.asked: list[str] = []

    def __call__(self, id_: str) -> str | None:
        self.asked.append(id_)
        return self.texts.get(id_)


@pytest.fixture
def library(records: list[Record]) -> Library:
    return Library(records)


@pytest.fixture
def lean(make_index: Callable[..., Index], records: list[Record], library: Library) -> Index:
    return make_index(*records, texts=library)


def test_it_answers_what_one_with_text_answers(lean: Index, index: Index) -> None:
    for query in QUERIES:
        assert lean.search(query).hits == index.search(query).hits
        assert lean.search(query).hits[0].snippet, query
    assert lean.suggest("li") == index.suggest("li") == ["Lioresal", "life"]
    assert lean.search("bacl").hits[0].title == "Overview"
    lean.check()


def test_only_what_is_shown_is_asked_for(lean: Index, library: Library) -> None:
    assert len(lean.search("baclofen", limit=2, snippets=False).hits) == 2
    assert not library.asked
    assert [hit.id for hit in lean.search("baclofen", limit=2).hits] == library.asked


@pytest.mark.parametrize(
    "now", [None, "", "Do not stop baclofen abruptly: withdrawal may cause seizures.", "withdrawal\nwithdrawal"]
)
def test_of_another_text_nothing_is_shown(lean: Index, library: Library, now: str | None) -> None:
    before = lean.search("withdrawal seizures").hits[0]
    library.texts = {id_: text for id_, text in library.texts.items() if id_ != before.id}
    if now is not None:
        library.texts[before.id] = now
    after = lean.search("withdrawal seizures").hits[0]
    assert after == replace(before, snippet="", matched=("Withdrawal",))
    assert after.count > 0


def test_segments_are_written_together_with_the_texts_given(
    make_index: Callable[..., Index], records: list[Record], library: Library, index: Index
) -> None:
    lean = make_index(texts=library)
    for record in records:
        with lean.writer() as writer:
            writer.add(record)
    assert len(list(lean.path.glob("*.seg"))) == 1
    assert lean.search("baclofen").hits == index.search("baclofen").hits


def test_a_segment_is_left_as_it_is_where_a_text_has_changed(
    make_index: Callable[..., Index], records: list[Record], library: Library
) -> None:
    first, second, third, *_ = records
    lean = make_index(first, texts=library)
    library.texts[first.id] = "Now it says something else."
    for record in (second, third):
        with lean.writer() as writer:
            writer.add(record)
    assert len(list(lean.path.glob("*.seg"))) == 2
    assert [hit.id for hit in lean.search("spasticity").hits] == [first.id]
    assert {hit.id for hit in lean.search("start OR abruptly").hits} == {second.id, third.id}
    assert not lean.merge()
    assert len(list(lean.path.glob("*.seg"))) == 2
    library.texts[first.id] = first.text
    assert lean.merge()
    assert len(list(lean.path.glob("*.seg"))) == 1
    assert {hit.id for hit in lean.search("spasticity OR start OR abruptly").hits} == {first.id, second.id, third.id}


def test_without_anything_to_ask_it_must_be_built_anew(lean: Index, library: Library) -> None:
    with pytest.raises(DamagedIndexError, match="keeps no text"):
        Index.open(lean.path, key=KEY)
    with Index.open(lean.path, key=KEY, texts=library) as again:
        assert again.search("withdrawal").hits[0].snippet


def test_one_with_text_does_not_ask(index: Index, library: Library) -> None:
    with Index.open(index.path, key=KEY, texts=library) as again:
        assert again.search("withdrawal").hits[0].snippet
        with again.writer() as writer:
            writer.add(Record("x", "x", "other", "", "It keeps its text.", ()))
        assert again.search("keeps its text").hits[0].snippet == "It <mark>keeps</mark> its <mark>text</mark>."
    assert not library.asked


def test_a_line_that_is_no_title_is_not_held(tmp_path: Path, records: list[Record], library: Library) -> None:
    with Index.create(tmp_path, key=KEY, texts=library) as lean:
        with lean.writer() as writer:
            for record in records:
                writer.add(record)
        written = b"".join(path.read_bytes() for path in tmp_path.glob("*.seg"))
    assert b"Withdrawal syndrome" in written
    assert b"muscle relaxant" not in written
