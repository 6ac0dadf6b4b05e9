"""Asking at every keystroke: the newest question is answered, and none of the others piles up."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.monograph.model import Monograph
from desktop_app.services.search.search import Answer, SectionHit
from desktop_app.ui.search.searching import Searching
from desktop_app.ui.shell.jobs import Jobs


class SlowSearch:
    """Answers when it is let, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, bool]] = []
        self.limits: list[int] = []
        self.go = threading.Event()
        self.ready = True
        self.breaks = ""
        self.answer = Answer("", None, (), 0, (), ())

    def search(self, text: str, *, limit: int, synonyms: bool) -> Answer:
        self.asked.append((text, synonyms))
        self.limits.append(limit)
        assert self.go.wait(60)
        if text == self.breaks:
            self.ready = False
        if text == "error":
            raise OSError("gone")
        return replace(self.answer, query=text)

    def spans(self, text: str, monograph: Monograph, *, synonyms: bool) -> dict[str, list[tuple[int, int]]]:
        return {f"{text} {synonyms}": [(0, 1)]}


@pytest.fixture
def slow() -> SlowSearch:
    return SlowSearch()


@pytest.fixture
def searching(qtbot: QtBot, slow: SlowSearch) -> Iterator[Searching]:
    jobs = Jobs()
    made = Searching(jobs)
    made.use(slow)  # type: ignore[arg-type]
    yield made
    slow.go.set()
    assert jobs.drain(60)


def test_while_one_search_is_under_way_only_the_newest_waits(
    searching: Searching, slow: SlowSearch, qtbot: QtBot
) -> None:
    answers: list[str] = []
    searching.answered.connect(lambda answer, _: answers.append(answer.query))
    for end in range(1, 9):
        searching.ask("baclofen"[:end])
    qtbot.waitUntil(lambda: bool(slow.asked))
    assert searching.pending
    slow.go.set()
    qtbot.waitUntil(lambda: not searching.pending)
    assert [text for text, _ in slow.asked] == ["b", "baclofen"]
    assert answers == ["baclofen"]


def test_what_was_cleared_meanwhile_is_not_answered(searching: Searching, slow: SlowSearch, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(searching.answered), qtbot.waitSignal(searching.cleared):
        searching.ask("baclofen")
        searching.ask("  ")
        assert not searching.pending
        slow.go.set()
        qtbot.waitUntil(lambda: not searching._jobs.busy)


def test_an_index_found_damaged_is_told_and_names_are_still_answered(
    searching: Searching, slow: SlowSearch, qtbot: QtBot
) -> None:
    slow.go.set()
    slow.breaks = "baclofen"
    ready: list[bool] = []
    searching.answered.connect(lambda _, sections: ready.append(sections))
    with qtbot.waitSignals([searching.index_lost, searching.answered]):
        searching.ask("baclofen")
    with qtbot.assertNotEmitted(searching.index_lost), qtbot.waitSignal(searching.answered):
        searching.ask("baclofen again")
    assert ready == [False, False]


def test_a_search_that_fails_says_so_and_the_next_one_is_made(
    searching: Searching, slow: SlowSearch, qtbot: QtBot
) -> None:
    slow.go.set()
    with qtbot.waitSignal(searching.failed):
        searching.ask("error")
    with qtbot.waitSignal(searching.answered):
        searching.ask("baclofen")


def test_exactly_as_typed_also_where_hits_are_marked(
    searching: Searching, slow: SlowSearch, qtbot: QtBot, cited_monograph: Monograph
) -> None:
    slow.go.set()
    slow.answer = replace(slow.answer, corrected="baclofen")
    with qtbot.waitSignal(searching.answered):
        searching.ask("baclofin")
    assert searching.hits_in(cited_monograph) == {"baclofen True": [(0, 1)]}
    slow.answer = replace(slow.answer, corrected=None)
    with qtbot.waitSignal(searching.answered):
        searching.ask("baclofin", exact=True)
    assert slow.asked[-1] == ("baclofin", False)
    assert searching.hits_in(cited_monograph) == {"baclofin False": [(0, 1)]}


def section_hit(section: str) -> SectionHit:
    return SectionHit("local:x", "X", section, section, "dosage", 1.0, "", (), "Materia monograph", "", 1)


def test_more_hits_follow_those_that_were_told(searching: Searching, slow: SlowSearch, qtbot: QtBot) -> None:
    slow.go.set()
    told: list[list[str]] = []
    searching.answered.connect(lambda answer, _: told.append([hit.section for hit in answer.hits]))
    searching.ask_for_more()
    assert not searching.pending, "nothing is told yet"
    a, b, c = map(section_hit, "abc")
    slow.answer = replace(slow.answer, hits=(a, b), more=True)
    with qtbot.waitSignal(searching.answered):
        searching.ask("baclofen")
    slow.answer = replace(slow.answer, hits=(b, c, a), more=False)
    with qtbot.waitSignal(searching.answered):
        searching.ask_for_more()
    assert told[-1] == ["a", "b", "c"]
    assert slow.limits[0] < slow.limits[1]
    searching.ask_for_more()
    assert not searching.pending, "there is no more"
    with qtbot.waitSignal(searching.answered):
        searching.index_ready()
    assert told[-1] == ["b", "c", "a"], "the index is another now"
    assert slow.limits[2] == slow.limits[1]
    with qtbot.waitSignal(searching.answered):
        searching.ask("baclofen withdrawal")
    assert slow.limits[3] == slow.limits[0]
