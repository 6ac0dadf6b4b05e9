"""A change writes what has changed, and segments are written together when it pays."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from index import DamagedIndexError, Index, Record
from index.building import build
from index.columns import Segment, save

pytestmark = pytest.mark.whoosh


MakeIndex = Callable[..., Index]


def many(count: int, monographs: int = 100) -> list[Record]:
    return [
        Record(f"{number}", f"m{number % monographs}", "dosage", "Dose", f"word{number} dose of a drug", ("Drug",))
        for number in range(count)
    ]


@pytest.fixture
def large(make_index: MakeIndex) -> Index:
    """An index of more records than are written anew with every change."""
    return make_index(*many(2500))


def segments(index: Index) -> set[str]:
    return {path.name for path in index.path.glob("*.seg")}


def test_changed_monograph_is_written_beside_the_rest(large: Index) -> None:
    before = segments(large)
    with large.writer() as writer:
        writer.replace("m7", [Record("7", "m7", "dosage", "Dose", "entirely new", ("Drug",))])
    assert before < segments(large)
    assert large.search("entirely new").hits[0].id == "7"
    assert large.search('"word7"', relax=False, corrections=False).hits == []
    assert large.search('"word107"', relax=False, corrections=False).hits == []
    assert large.search("word8 dose", relax=False).total == 1
    assert large.search("dose", limit=3).total == 2476
    large.check()


def test_many_small_changes_stay_few_segments(large: Index) -> None:
    for number in range(12):
        with large.writer() as writer:
            writer.replace(f"m{number}", [Record(f"new{number}", f"m{number}", "dosage", "D", f"fresh{number}", ())])
    assert len(segments(large)) <= 9
    assert [large.search(f'"fresh{number}"').total for number in range(12)] == [1] * 12
    assert large.search("fresh").total == 12


def test_merging_leaves_the_records_and_forgets_the_deleted(large: Index) -> None:
    with large.writer() as writer:
        for number in range(40):
            writer.replace(f"m{number}", [Record(f"new{number}", f"m{number}", "dosage", "D", "fresh dose", ())])
    before = large.search("dose", limit=5).total
    assert len(segments(large)) == 2
    large.merge()
    assert len(segments(large)) == 1
    assert large.search("dose", limit=5).total == before
    stamp = segments(large)
    large.merge()
    assert segments(large) == stamp


def test_whole_segment_that_is_replaced_goes(large: Index) -> None:
    with large.writer() as writer:
        for number in range(100):
            writer.remove(f"m{number}")
    assert segments(large) == set()
    assert large.search("dose").hits == []


def test_records_beyond_one_segment_start_another(make_index: MakeIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.writing.MOST_RECORDS", 900)
    index = make_index(*many(2500))
    assert len(segments(index)) == 3
    assert index.search("dose", limit=1).total == 2500
    assert index.search("word2 dose", relax=False).hits[0].id == "2"
    assert {hit.id for hit in index.search("word1 OR word1000 OR word2400", relax=False).hits} >= {"1", "1000", "2400"}
    question = index.search("word3 or word1003 with any dose for drug and word2403")
    assert {hit.id for hit in question.hits[:3]} == {"3", "1003", "2403"}
    with index.writer() as writer:
        writer.add(Record("1", "m1", "dosage", "Dose", "another", ()))
        for record in many(950)[10:]:
            writer.add(record)
    assert index.search("another").total == 1
    assert index.search("dose", limit=1).total == 2500


def test_searching_goes_on_during_a_commit(large: Index) -> None:
    inside, done = threading.Event(), threading.Event()

    def write() -> None:
        with large.writer() as writer:
            writer.remove("m3")
            inside.set()
            done.wait(10)

    thread = threading.Thread(target=write)
    thread.start()
    inside.wait(10)
    assert large.search("dose", limit=1).total == 2500
    done.set()
    thread.join()
    assert large.search("dose", limit=1).total == 2475


def test_text_that_cannot_be_read_is_damage(tmp_path: Path) -> None:
    columns = build(many(3))
    columns["blocks"] = columns["blocks"].copy()
    columns["blocks"][5] ^= 255
    save(tmp_path / "s", columns)
    with pytest.raises(DamagedIndexError):
        Segment(tmp_path, "s").check()


def test_long_texts_are_read_in_blocks(make_index: MakeIndex) -> None:
    text = "\n".join(f"Line {number} has renal text. " * 40 for number in range(2500))
    index = make_index(Record("a", "m", "dosage", "T", text, ()))
    index.check()
    assert "<mark>2499</mark>" in index.search("line 2499").hits[0].snippet
