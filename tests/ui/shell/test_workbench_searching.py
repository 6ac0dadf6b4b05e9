"""Typing in the whole window: hits, corrections, and where the keyboard goes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.services.history import History
from desktop_app.ui.search.result_rows import RecentRow

if TYPE_CHECKING:
    from tests.ui.shell.conftest import Opened


def test_typing_shows_hits_and_enter_opens_the_first_at_its_first_match(opened: Opened, qtbot: QtBot) -> None:
    opened.search("baclofen withdr")
    assert opened.rows[0].section == "withdrawal"
    QTest.keyClick(opened.bench.search_box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: opened.bench.reading.uid == "article:en:Baclofen")
    assert opened.view.section_key == "withdrawal"
    position, count = opened.view.hit_position
    assert position == 1
    assert count >= 2
    opened.bench.actions_by_id["next-hit"].trigger()
    assert opened.view.hit_position[0] == 2
    opened.bench.actions_by_id["previous-hit"].trigger()
    assert opened.view.hit_position[0] == 1


def test_the_search_box_has_the_focus_at_once(opened: Opened) -> None:
    assert opened.window.isActiveWindow()
    assert opened.bench.search_box.hasFocus()


def test_enter_before_the_answer_opens_it_as_soon_as_it_is_there(opened: Opened, qtbot: QtBot) -> None:
    opened.bench.search_box.setText("drowsiness")
    QTest.keyClick(opened.bench.search_box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: opened.bench.reading.uid == "local:tizanidine")
    assert opened.view.section_key == "interactions"


def test_only_the_answer_to_the_newest_question_is_shown(opened: Opened, qtbot: QtBot) -> None:
    shown: list[str] = []
    opened.bench.searching.answered.connect(lambda answer, _: shown.append(answer.query))
    for text in ("t", "ti", "tiz", "tizan", "alcohol"):
        opened.bench.search_box.setText(text)
    qtbot.waitUntil(lambda: "alcohol" in shown)
    qtbot.waitUntil(lambda: not opened.jobs.busy)
    assert shown == ["alcohol"]


def test_a_misspelling_is_searched_as_the_nearest_word_and_said_so(opened: Opened, qtbot: QtBot) -> None:
    opened.search("drowsines")
    opened.search("drowsyness")
    answer = opened.bench.results.answer
    assert answer is not None
    assert answer.corrected == "drowsiness"
    opened.bench.results.exact_wanted.emit("drowsyness")
    qtbot.waitUntil(lambda: opened.bench.results.answer is not answer)
    exact = opened.bench.results.answer
    assert exact is not None
    assert exact.corrected is None
    assert not exact.hits
    opened.bench.results.exact_wanted.emit("drowsiness")
    qtbot.waitUntil(lambda: opened.bench.results.answer is not exact)
    assert opened.bench.search_box.query == "drowsiness"
    assert opened.bench.searching.exact


def test_down_goes_into_the_list_up_comes_back_and_esc_clears(opened: Opened, qtbot: QtBot) -> None:
    opened.window.activateWindow()
    opened.search("withdrawal")
    QTest.keyClick(opened.bench.search_box, Qt.Key.Key_Down)
    view = opened.bench.results.view
    qtbot.waitUntil(view.hasFocus)
    while view.currentIndex().row() > 1:
        QTest.keyClick(view, Qt.Key.Key_Up)
    QTest.keyClick(view, Qt.Key.Key_Up)
    qtbot.waitUntil(opened.bench.search_box.hasFocus)
    QTest.keyClick(opened.bench.search_box, Qt.Key.Key_Escape)
    assert opened.bench.search_box.text() == ""
    assert opened.bench.results.answer is None


def test_the_row_that_was_gone_to_stays_chosen_when_the_answer_changes(opened: Opened, qtbot: QtBot) -> None:
    opened.search("withdrawal")
    bench = opened.bench
    bench.results.enter()
    bench.results.view.setCurrentIndex(bench.results.view.model().index(2, 0))
    chosen = bench.results.view.currentIndex().data(Qt.ItemDataRole.UserRole)
    bench.searching.index_ready()
    qtbot.waitUntil(lambda: not bench.searching.pending)
    kept = bench.results.view.currentIndex().data(Qt.ItemDataRole.UserRole)
    assert (kept.uid, kept.section) == (chosen.uid, chosen.section)


def test_a_new_search_marks_the_open_section_and_clearing_it_unmarks(opened: Opened, qtbot: QtBot) -> None:
    opened.open_first("baclofen withdrawal")
    opened.search("stop")
    text = opened.view.reader.text

    def marked() -> set[str]:
        return {text[start:end].casefold() for start, end in opened.view.reader.hits}

    qtbot.waitUntil(lambda: "withdrawal" not in marked())
    assert marked() <= {"stop", "stopping"}
    assert opened.bench.actions_by_id["next-hit"].isEnabled()
    opened.bench.search_box.clear()
    assert list(opened.view.reader.hits) == []
    assert not opened.bench.actions_by_id["next-hit"].isEnabled()


def test_an_example_of_the_start_page_fills_the_box_and_searches(opened: Opened, qtbot: QtBot) -> None:
    opened.bench.start_page.example_chosen.emit('"stopping baclofen"')
    qtbot.waitUntil(lambda: opened.bench.results.answer is not None)
    assert opened.bench.search_box.text() == '"stopping baclofen"'
    assert "2 were added here" in opened.bench.start_page.words


def test_what_was_typed_before_the_window_was_ready_is_searched(
    open_window: Callable[[], Opened], qtbot: QtBot, qapp: QApplication
) -> None:
    first = open_window()
    first.bench.search_box.setText("alcohol")
    first.close()
    second = open_window()
    qtbot.waitUntil(lambda: second.bench.results.answer is not None)
    assert [row.section for row in second.rows] == ["research"]


def test_a_search_that_led_somewhere_is_offered_again_until_the_history_is_cleared(
    opened: Opened, qtbot: QtBot
) -> None:
    opened.open_first("baclofen withdrawal")
    qtbot.waitUntil(lambda: History(opened.user).searches() == ("baclofen withdrawal",))
    opened.bench.search_box.clear()
    assert [row.query for row in opened.bench.results._model.rows if isinstance(row, RecentRow)] == [
        "baclofen withdrawal"
    ]
    QTest.keyClick(opened.bench.search_box, Qt.Key.Key_Down)
    QTest.keyClick(opened.bench.results.view, Qt.Key.Key_Return)
    assert opened.bench.search_box.text() == "baclofen withdrawal"
    qtbot.waitUntil(lambda: bool(opened.rows))
    opened.bench.search_box.clear()
    opened.bench.actions_by_id["clear-history"].trigger()
    assert list(opened.bench.results._model.rows) == []
    opened.bench.undo()
    assert len(opened.bench.results._model.rows) == 2


def test_a_chip_limits_the_search_in_the_box_and_takes_it_back(opened: Opened, qtbot: QtBot) -> None:
    opened.search("withdrawal")
    kinds = {row.section for row in opened.rows}
    assert len(kinds) > 1
    opened.bench.results.kind_toggled.emit("withdrawal")
    assert opened.bench.search_box.text() == "in:withdrawal withdrawal"
    qtbot.waitUntil(lambda: {row.section for row in opened.rows} == {"withdrawal"})
    assert ("Withdrawal", "1", True) in opened.bench.results.chips.texts
    opened.bench.results.kind_toggled.emit("withdrawal")
    assert opened.bench.search_box.text() == "withdrawal"
    qtbot.waitUntil(lambda: {row.section for row in opened.rows} == kinds)


@pytest.mark.parametrize(
    "pasted",
    ["x" * 10_000, "baclofen\n\r\t\0withdrawal", "\u202eباكلوفين", "🤒" * 5_000, '"' * 999, "-" * 999, "OR " * 400],
)
def test_whatever_is_pasted_does_no_harm(opened: Opened, qtbot: QtBot, pasted: str) -> None:
    QApplication.clipboard().setText(pasted)
    opened.bench.search_box.paste()
    qtbot.waitUntil(lambda: not opened.bench.searching.pending)
    assert len(opened.bench.search_box.query) <= 1000
    opened.bench.open_first_hit()
    opened.bench.save_session()
    assert opened.bench.notices.text == ""
    opened.search("baclofen withdrawal")
    assert opened.rows


def test_a_damaged_index_is_built_anew_and_what_was_asked_is_answered(
    opened: Opened, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "data" / "index" / "materia-index.json").write_text("x")
    with qtbot.waitSignals([opened.bench.searching.index_lost, opened.upkeep.search_ready]):
        opened.bench.search_box.setText("withdrawal")
    qtbot.waitUntil(lambda: bool(opened.rows))
