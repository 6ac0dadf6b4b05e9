"""Pieces of the index are written together by another process, which can be stopped, die or find nothing there."""

from __future__ import annotations

import logging
import multiprocessing
import operator
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop_app.importers.drug_names import DrugNames
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, Section
from desktop_app.services.library.library import Library
from desktop_app.services.search.merging import merged_apart
from desktop_app.services.search.search import Search
from desktop_app.store.library.store import LibraryStore
from index import Index
from index.merging import Sources
from index.writing import merging_folder

KEY = b"k" * 32


def never() -> bool:
    return False


class Pieces:
    """A search whose index lies in pieces."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("index.writing._SMALL", 0)
        (folder / "none").mkdir(parents=True)
        store = LibraryStore(folder / "library.db")
        self.library = Library(folder, bundled=folder / "none")
        self.search = Search(self.library, folder, drugs=lambda: DrugNames([]), key=KEY)
        self.index = folder / "index"
        with monkeypatch.context() as unmerged:
            unmerged.setattr(Index, "merge", lambda _: False)
            for word in ("alpha", "beta", "gamma"):
                sections = (Section("dose", Kind.DOSAGE, "Dose", f"<p>Take {word} daily.</p>", 0),)
                store.put(Monograph(word, word, "en", (), sections, ()), imported_at="2026-01-01T00:00:00Z")
                self.search.catch_up()
        store.close()

    @property
    def count(self) -> int:
        return len(list(self.index.glob("*.seg")))

    def found(self) -> set[str]:
        return {hit.uid for hit in self.search.search("take daily").hits}

    def sources(self, into: Path) -> Sources:
        states = tuple((path.stem, ()) for path in sorted(self.index.glob("*.seg")))
        return Sources(self.index, into, states, keeps_text=True)


@pytest.fixture
def pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pieces]:
    made = Pieces(tmp_path / "data", monkeypatch)
    assert made.count == 3
    yield made
    made.search.close()
    made.library.close()
    assert multiprocessing.active_children() == []


ALL = {"alpha", "beta", "gamma"}


def test_another_process_writes_the_pieces_together(pieces: Pieces, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop_app.services.search.search._WORTH_A_PROCESS", 0)
    monkeypatch.setattr("index.merging.MOST_RECORDS", 1)  # in this process, where it would make three of three
    pieces.search.tidy()
    assert pieces.count == 1
    assert pieces.found() == ALL
    pieces.search.tidy()
    assert pieces.count == 1


def test_little_is_written_together_here(pieces: Pieces, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop_app.services.search.merging.start_process", None)
    pieces.search.tidy()
    assert pieces.count == 1
    assert pieces.found() == ALL


def test_a_process_that_is_stopped_ends_and_changes_nothing(pieces: Pieces, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop_app.services.search.search._WORTH_A_PROCESS", 0)
    monkeypatch.setattr("desktop_app.services.search.merging._CHECK_EVERY", 0)
    asked: list[int] = []

    def stopped() -> bool:
        asked.append(len(multiprocessing.active_children()))
        return len(asked) > 2  # once the process is there

    pieces.search.tidy(stopped)
    assert asked[-1] == 1
    assert multiprocessing.active_children() == []
    assert pieces.count == 3
    assert pieces.found() == ALL


def test_a_process_that_dies_changes_nothing(
    pieces: Pieces, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("desktop_app.services.search.search._WORTH_A_PROCESS", 0)
    monkeypatch.setattr("desktop_app.services.search.merging.serve", operator.is_)  # ends without an answer
    with caplog.at_level(logging.WARNING):
        pieces.search.tidy()
    assert "came to an end" in caplog.text
    assert pieces.count == 3


def test_what_cannot_be_written_together_is_recorded(
    pieces: Pieces, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with merging_folder(pieces.index) as into:
        sources = pieces.sources(into)
        gone = Sources(tmp_path, into, sources.segments, keeps_text=True)
        with caplog.at_level(logging.WARNING):
            assert merged_apart(gone, never) is None
        assert "FileNotFoundError" in caplog.text
        nothing = Sources(pieces.index, into, (), keeps_text=True)
        assert merged_apart(nothing, never) is None
        merged = merged_apart(sources, never)
    assert merged is not None
    assert [source.name for source in merged.sources] == [name for name, _ in sources.segments]


def test_an_index_that_must_be_built_anew_is_not_written_together_first(
    pieces: Pieces, monkeypatch: pytest.MonkeyPatch
) -> None:
    rebuilding = threading.Thread(target=pieces.search.catch_up)
    waited: list[bool] = []

    def merge(_: Index, *, stopped: Callable[[], bool], **__: object) -> bool:
        for path in pieces.index.iterdir():
            path.unlink()
        rebuilding.start()
        while not stopped():
            rebuilding.join(0.01)
            assert rebuilding.is_alive()
        waited.append(rebuilding.is_alive())
        return False

    with monkeypatch.context() as damaged:
        damaged.setattr(Index, "merge", merge)
        pieces.search.tidy()
    rebuilding.join()
    assert waited == [True]
    assert pieces.found() == ALL


def test_one_at_a_time_writes_pieces_together(pieces: Pieces, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []

    def merge(_: Index, **__: object) -> bool:
        calls.append(len(calls))
        pieces.search.tidy()
        return True

    monkeypatch.setattr(Index, "merge", merge)
    pieces.search.tidy()
    assert calls == [0]
