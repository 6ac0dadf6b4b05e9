"""Segments are written together beside the index, which is searched and written to meanwhile."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from index import Index, IndexBusyError, Record
from index.merging import Merged, Source, Sources, put_in_place, with_merged, worth_merging, write_together
from index.seal import read_header
from index.writing import MERGING, locked, merging_folder

MakeIndex = Callable[..., Index]
KEY = b"k" * 32


def records(first: int, end: int) -> list[Record]:
    return [
        Record(f"{number}", f"m{number % 100}", "dosage", "Dose", f"word{number} dose of a drug", ("Drug",))
        for number in range(first, end)
    ]


def add(index: Index, *added: Record) -> None:
    with index.writer() as writer:
        for record in added:
            writer.add(record)


def ids(index: Index) -> list[str]:
    return sorted(hit.id for hit in index.search("dose", limit=10_000, snippets=False).hits)


def segments(index: Index) -> set[str]:
    return {path.stem for path in index.path.glob("*.seg")}


@pytest.fixture
def pieces(make_index: MakeIndex) -> Index:
    """An index in three segments."""
    index = make_index(*records(0, 2100))
    add(index, *records(2100, 4100))
    add(index, *records(4100, 6000))
    assert len(segments(index)) == 3
    return index


def test_everything_is_there_afterwards(pieces: Index) -> None:
    before = ids(pieces)
    assert pieces.merge()
    assert len(segments(pieces)) == 1
    assert ids(pieces) == before
    pieces.check()
    assert not pieces.merge()


def test_what_is_written_meanwhile_stays_written(pieces: Index) -> None:
    with pieces.writer() as writer:
        writer.remove("m5")
    before = set(ids(pieces))

    def build(sources: Sources) -> Merged | None:
        merged = write_together(sources)
        with pieces.writer() as writer:
            writer.remove("m7")
            writer.replace("m8", [Record("8", "m8", "dosage", "Dose", "a new dose", ())])
            writer.add(Record("5999", "m99", "dosage", "Dose", "another dose", ()))
        assert set(ids(pieces)) == expected, "searching goes on"
        return merged

    gone = {id_ for id_ in before if int(id_) % 100 in {7, 8}}
    expected = before - gone | {"8"}
    assert pieces.merge(build=build)
    assert len(segments(pieces)) == 2
    assert set(ids(pieces)) == expected
    assert pieces.search("new dose", relax=False).hits[0].id == "8"
    assert pieces.search("another dose", relax=False).hits[0].id == "5999"
    assert not pieces.search('"word5999"', corrections=False).hits
    pieces.check()


def test_a_commit_that_writes_a_source_anew_comes_first(pieces: Index) -> None:
    def build(sources: Sources) -> Merged | None:
        merged = write_together(sources)
        with pieces.writer() as writer:
            for number in range(100):
                writer.replace(f"m{number}", [Record(f"{number}", f"m{number}", "dosage", "D", "the only dose", ())])
        return merged

    assert not pieces.merge(build=build)
    assert ids(pieces) == sorted(map(str, range(100)))
    assert not (pieces.path / MERGING).exists()


def test_more_records_than_one_segment_takes_become_several(pieces: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.merging.MOST_RECORDS", 2500)
    before = set(ids(pieces))

    def build(sources: Sources) -> Merged | None:
        merged = write_together(sources)
        assert merged is not None
        assert [count for _, count in merged.segments] == [2500, 2500, 1000]
        with pieces.writer() as writer:
            writer.remove("m3")
        return merged

    assert pieces.merge(build=build)
    assert set(ids(pieces)) == {id_ for id_ in before if int(id_) % 100 != 3}


def test_what_was_built_of_records_that_went_meanwhile_is_left_out(
    pieces: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.merging.MOST_RECORDS", 1000)

    def build(sources: Sources) -> Merged | None:
        merged = write_together(sources)
        add(pieces, *(Record(f"{number}", "m", "dosage", "Dose", "a new dose", ()) for number in range(1000)))
        return merged

    before = ids(pieces)
    assert pieces.merge(build=build)
    assert len(segments(pieces)) == 6, "five of the six that were built, and one with what is new"
    assert ids(pieces) == before


def test_deleted_records_are_found_again_by_their_new_numbers() -> None:
    chance = random.Random(5)
    for _ in range(300):
        old = {f"s{number}": [f"{number}-{record}" for record in range(chance.randint(1, 9))] for number in range(4)}
        gone = {name: {at for at in range(len(own)) if chance.random() < 0.3} for name, own in old.items()}
        sources = [name for name in old if chance.random() < 0.7]
        alive = [own for name in sources for at, own in enumerate(old[name]) if at not in gone[name]]
        size = chance.randint(1, 12)
        new = {f"n{start}": alive[start : start + size] for start in range(0, len(alive), size)}
        merged = Merged(
            tuple(Source(name, tuple(sorted(gone[name])), len(old[name]) - len(gone[name])) for name in sources),
            tuple((name, len(own)) for name, own in new.items()),
            {},
        )
        now = {name: gone[name] | {at for at in range(len(own)) if chance.random() < 0.2} for name, own in old.items()}
        found = with_merged([(name, tuple(sorted(deleted))) for name, deleted in now.items()], merged)
        assert found is not None
        held = {**old, **new}
        assert not {name for name, deleted in found if name in new and len(deleted) == len(new[name])}
        assert not {name for name, _ in found}.intersection(sources)
        left = [own for name, deleted in found for at, own in enumerate(held[name]) if at not in deleted]
        assert sorted(left) == sorted(own for name in old for at, own in enumerate(old[name]) if at not in now[name])


def test_writers_leave_alone_what_is_being_built_and_remove_what_was_left(pieces: Index) -> None:
    left = pieces.path / MERGING
    left.mkdir()
    (left / "half.seg").write_text("x")
    add(pieces, *records(6000, 6001))
    assert not left.exists()
    with merging_folder(pieces.path) as into:
        (into / "half.seg").write_text("x")
        add(pieces, *records(6001, 6002))
        assert (into / "half.seg").exists()
        with pytest.raises(IndexBusyError):
            pieces.merge()
    assert not left.exists()
    assert pieces.merge()


def test_what_was_built_waits_for_a_writer(pieces: Index) -> None:
    writing, built = threading.Event(), threading.Event()

    def write() -> None:
        with pieces.writer() as writer:
            writing.set()
            built.wait(10)
            writer.remove("m7")

    thread = threading.Thread(target=write)
    thread.start()
    writing.wait(10)

    def build(sources: Sources) -> Merged | None:
        merged = write_together(sources)
        threading.Timer(0.1, built.set).start()
        return merged

    assert pieces.merge(build=build)
    thread.join()
    assert not [id_ for id_ in ids(pieces) if int(id_) % 100 == 7]
    assert len(segments(pieces)) == 1


def test_what_is_stopped_changes_nothing(pieces: Index) -> None:
    before = segments(pieces)
    assert not pieces.merge(stopped=lambda: True)
    assert not pieces.merge(build=lambda _: None)
    header = read_header(pieces.path, KEY)
    with merging_folder(pieces.path) as into:
        merged = write_together(Sources(pieces.path, into, header.segments, keeps_text=True))
        assert merged is not None
        with locked(pieces.path), pytest.raises(IndexBusyError):
            put_in_place(pieces.path, KEY, merged, into, stopped=lambda: True)
    assert segments(pieces) == before
    assert not (pieces.path / MERGING).exists()


def test_a_writer_waits_until_what_was_built_is_in_place(pieces: Index) -> None:
    held, released = threading.Event(), threading.Event()

    def hold() -> None:
        with locked(pieces.path):
            held.set()
            released.wait(10)

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(10)
    threading.Timer(0.05, released.set).start()
    add(pieces, *records(6000, 6001))
    thread.join()
    assert "6000" in ids(pieces)


def test_small_segments_are_merged_and_large_ones_left() -> None:
    assert worth_merging([(30_000, 0)]) == []
    assert worth_merging([(30_000, 0), (20, 0)]) == []
    assert worth_merging([(30_000, 0), (20, 0), (30, 0)]) == [1, 2]
    assert worth_merging([(30_000, 9_000)]) == [0]
    assert worth_merging([(1000, 0), (300, 0)]) == [1, 0]
    assert worth_merging([]) == []
    large = 20_000_000
    assert worth_merging([(30_000, 0), (30_000, 0)], [large, large]) == []
    assert worth_merging([(30_000, 0), (20, 0), (30, 0)], [large, 10, 10]) == [1, 2]
    assert worth_merging([(30_000, 9_000), (30_000, 0)], [large, large]) == [0]
    assert worth_merging([(900, 0)] * 4, [9_000_000] * 4) == [0, 1]


def test_with_time_larger_segments_are_written_together_too() -> None:
    assert worth_merging([(900, 0)] * 9, [16_000_001] * 9) == []
    assert worth_merging([(900, 0)] * 9, [16_000_001] * 9, thorough=True) == [0, 1, 2, 3, 4]
    assert worth_merging([(9000, 0)] * 2, [80_000_000] * 2, thorough=True) == []


def test_a_small_segment_does_not_keep_larger_ones_apart() -> None:
    assert worth_merging([(9000, 0), (20, 0), (9000, 0)]) == [0, 2]


_KILLED_AT_EVERY_STEP = """
import os, shutil, signal, sys
from pathlib import Path
import index.writing
from index import Index, Record

index.writing._SMALL = 0  # a few records in several segments do not become one by themselves
key, folder = b"k" * 32, Path(sys.argv[1])

def ids(index):
    return sorted(hit.id for hit in index.search("dose", limit=10_000, snippets=False).hits)

def merge(last):
    left = last
    def step(event, arguments):
        nonlocal left
        if event in {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "shutil.rmtree"}:
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)
    index = Index.open(copy, key=key)
    sys.addaudithook(step)
    index.merge()
    os._exit(0)

with Index.create(folder, key=key) as index:
    for first in range(0, 90, 30):
        with index.writer() as writer:
            for number in range(first, first + 30):
                writer.add(Record(f"{number}", "m", "dosage", "Dose", f"word{number} dose", ("Drug",)))
    expected = ids(index)
assert len(list(folder.glob("*.seg"))) == 3
step, survived = 0, False
while not survived:
    step += 1
    copy = folder.with_name("copy")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy)
    child = os.fork()
    if not child:
        merge(step)
    survived = os.waitpid(child, 0)[1] == 0
    with Index.open(copy, key=key) as index:
        assert ids(index) == expected, step
        with index.writer() as writer:
            writer.add(Record("new", "new", "dosage", "Dose", "another dose", ()))
        assert ids(index) == sorted([*expected, "new"]), step
        index.check()
        known = {f"{name}.{end}" for name in {path.stem for path in copy.glob("*.seg")} for end in ("seg", "toc")}
        left = {path.name for path in copy.iterdir()} - known
        assert left <= {"materia-index.json", "writing.lock", "merging.lock"}, (step, left)
        segments = len(list(copy.glob("*.seg")))
    assert not survived or segments == 2, segments
print(step)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
def test_killed_at_any_step_the_index_is_whole_and_what_is_left_goes(tmp_path: Path) -> None:
    script = [sys.executable, "-c", _KILLED_AT_EVERY_STEP, str(tmp_path / "index")]
    ran = subprocess.run(script, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    assert ran.returncode == 0, ran.stderr
    assert int(ran.stdout) > 20
