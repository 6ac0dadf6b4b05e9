"""The history tab over a real user.db: what was read, by day, latest first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, Section
from desktop_app.services.history import History, Visit
from desktop_app.store.user.store import UserStore
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.panels.history_model import DayEntry, HistoryModel, VisitEntry, day_words, local_time
from desktop_app.ui.panels.history_panel import HistoryPanel

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
BACLOFEN = Monograph(
    "article:en:Baclofen",
    "Baclofen",
    "en",
    (),
    (
        Section("withdrawal", Kind.WITHDRAWAL, "Withdrawal syndrome", "<p>x</p>", 0),
        Section("boxed-warning", Kind.BOXED_WARNING, "Boxed warning", "<p>x</p>", 1),
    ),
    (),
)


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    store = UserStore(tmp_path / "user.db")
    moments = iter([NOW - timedelta(days=20), NOW - timedelta(days=1), NOW - timedelta(hours=1)])
    history = History(store, clock=lambda: next(moments))
    for key in ("withdrawal", "boxed-warning", "withdrawal"):
        history.visit(BACLOFEN, key)
    yield history
    store.close()


@pytest.fixture
def make_panel(qtbot: QtBot, history: History, appearance: Appearance) -> Callable[[], HistoryPanel]:
    def make() -> HistoryPanel:
        panel = HistoryPanel(history, appearance, clock=lambda: NOW)
        qtbot.addWidget(panel)
        panel.resize(328, 600)
        panel.show()
        panel.activateWindow()
        qtbot.waitUntil(panel.isActiveWindow)
        return panel

    return make


def words(panel: HistoryPanel) -> list[str]:
    model = panel.view.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def test_visits_stand_under_their_days_latest_first(make_panel: Callable[[], HistoryPanel]) -> None:
    assert words(make_panel()) == [
        "Today",
        "Baclofen, Withdrawal syndrome",
        "Yesterday",
        "Baclofen, Boxed warning",
        (NOW - timedelta(days=20)).astimezone().date().isoformat(),
        "Baclofen, Withdrawal syndrome",
    ]


def test_a_visit_says_when_and_marks_a_boxed_warning(make_panel: Callable[[], HistoryPanel]) -> None:
    model = make_panel().view.model()
    assert isinstance(model, HistoryModel)
    today, yesterday = model.entry(model.index(1)), model.entry(model.index(3))
    assert isinstance(today, VisitEntry)
    assert isinstance(yesterday, VisitEntry)
    assert today.time == (NOW - timedelta(hours=1)).astimezone().strftime("%H:%M")
    assert (today.boxed, yesterday.boxed) == (False, True)


def test_two_of_one_title_are_told_apart_by_their_sources(qtbot: QtBot, tmp_path: Path, appearance: Appearance) -> None:
    store = UserStore(tmp_path / "other.db")
    history = History(store, clock=lambda: NOW)
    for uid, title in (("article:en:Baclofen", "Baclofen"), ("spl:1", "Baclofen"), ("spl:2", "Tizanidine")):
        history.visit(replace(BACLOFEN, uid=uid, title=title), "withdrawal")
    asked: list[list[str]] = []

    def sources(uids: Sequence[str]) -> dict[str, str]:
        asked.append(sorted(uids))
        return {"spl:1": "US drug label · Teva"}

    panel = HistoryPanel(history, appearance, clock=lambda: NOW, sources=sources)
    qtbot.addWidget(panel)
    panel.resize(328, 600)
    panel.show()
    assert words(panel)[1:] == [
        "Tizanidine, Withdrawal syndrome",
        "Baclofen, Withdrawal syndrome, US drug label · Teva",
        "Baclofen, Withdrawal syndrome",
    ]
    assert asked[-1] == ["article:en:Baclofen", "spl:1"]
    heights = [panel.view.visualRect(panel.view.model().index(row, 0)).height() for row in (1, 2, 3)]
    assert heights[0] == heights[2] < heights[1]
    assert not panel.grab().isNull()
    store.close()


def test_keys_walk_visits_only_and_enter_opens(qtbot: QtBot, make_panel: Callable[[], HistoryPanel]) -> None:
    panel = make_panel()
    panel.view.setFocus()
    assert panel.view.currentIndex().row() == 1, "the first visit, not the day above it"
    QTest.keyClick(panel.view, Qt.Key.Key_Down)
    assert panel.view.currentIndex().row() == 3
    with qtbot.waitSignal(panel.opened) as opened:
        QTest.keyClick(panel.view, Qt.Key.Key_Return)
    assert opened.args is not None
    visit = opened.args[0]
    assert isinstance(visit, Visit)
    assert (visit.uid, visit.section_key) == ("article:en:Baclofen", "boxed-warning")


def test_a_click_opens_a_visit_and_not_a_day(qtbot: QtBot, make_panel: Callable[[], HistoryPanel]) -> None:
    panel = make_panel()
    viewport = panel.view.viewport()
    model = panel.view.model()
    with qtbot.assertNotEmitted(panel.opened):
        QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=panel.view.visualRect(model.index(0, 0)).center())
    with qtbot.waitSignal(panel.opened):
        QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=panel.view.visualRect(model.index(1, 0)).center())


def test_clearing_can_be_taken_back(qtbot: QtBot, make_panel: Callable[[], HistoryPanel], history: History) -> None:
    panel = make_panel()
    before = history.recent()
    with qtbot.waitSignal(panel.notice) as notice:
        panel.clear_action.trigger()
    assert history.recent() == []
    assert "Nothing read yet" in panel.message.words
    assert not panel.clear_action.isEnabled()
    assert notice.args is not None
    text, undo = notice.args
    assert text == "History cleared: 3 views forgotten."
    undo()
    assert history.recent() == before
    assert panel.shows_list


def test_the_filter_keeps_days_with_hits(make_panel: Callable[[], HistoryPanel]) -> None:
    panel = make_panel()
    panel.filter_box.setText("boxed BACLOFEN")
    assert words(panel) == ["Yesterday", "Baclofen, Boxed warning"]
    panel.filter_box.setText("digoxin")
    assert "“digoxin”" in panel.message.words


def test_days_are_those_of_the_local_clock() -> None:
    tokyo = NOW.astimezone(timezone(timedelta(hours=9)))
    assert local_time("2026-11-21T20:30:00Z", tokyo).strftime("%Y-%m-%d %H:%M") == "2026-11-22 05:30"
    assert local_time("2026-11-21T20:30:00", tokyo).hour == 5, "a time without zone was stored in UTC"


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, "Today"), (1, "Yesterday"), (2, "Friday, 2026-11-20"), (7, "2026-11-15"), (-1, "2026-11-23")],
)
def test_days_are_named_as_people_do(days: int, said: str) -> None:
    today = NOW.date()
    assert day_words(today - timedelta(days=days), today) == said


def test_the_model_keeps_qts_rules(qtmodeltester: ModelTester, history: History) -> None:
    model = HistoryModel()
    model.set_rows(history.recent(), now=NOW)
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    first = model.entry(model.index(0))
    assert isinstance(first, DayEntry)
    assert (first.words, first.count) == ("Today", 1)
    assert model.index(1).data(Qt.ItemDataRole.AccessibleTextRole) == "Baclofen, Withdrawal syndrome, 11:00"
    model.set_filter("boxed")
    assert model.rowCount() == 2
    assert model.total == 3
