"""What the whole window was left with is there again at the next start."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from pytestqt.qtbot import QtBot

from desktop_app.services.library.library import Library
from desktop_app.services.settings import Settings
from desktop_app.ui.shell.session import load_session

if TYPE_CHECKING:
    from tests.ui.shell.conftest import Opened


def test_everything_comes_back_at_the_next_start(open_window: Callable[[], Opened], qtbot: QtBot) -> None:
    first = open_window()
    first.open_first("baclofen withdrawal")
    first.view.open_section("research")
    first.bench.choose_theme("dark")
    first.appearance.set_zoom(1.25)
    first.bench.actions_by_id["popup"].trigger()
    first.bench.panels.show_tab("bookmarks")
    first.window.resize(780, 600)
    first.bench._splitter.setSizes([300, 479])
    first.bench._splitter.splitterMoved.emit(300, 1)
    first.close()
    second = open_window()
    qtbot.waitUntil(lambda: second.bench.reading.monograph is not None)
    assert second.view.section_key == "research"
    assert second.bench.search_box.text() == "baclofen withdrawal"
    assert second.appearance.theme.name == "dark"
    assert second.appearance.zoom == 1.25
    assert not second.view.popup_enabled
    assert second.bench.sidebar.tab == "bookmarks"
    assert second.bench.sidebar.width() == 300
    assert (second.window.width(), second.window.height()) == (780, 600)
    assert not second.bench.actions_by_id["popup"].isChecked()


def test_a_monograph_that_is_gone_at_the_next_start_is_said_and_the_start_page_shown(
    open_window: Callable[[], Opened], tmp_path: Path
) -> None:
    first = open_window()
    first.open_first("drowsiness")
    first.close()
    library = Library(tmp_path / "data")
    library.remove("local:tizanidine")
    library.close()
    second = open_window()
    assert second.bench.start_page.isVisible()
    assert "local:tizanidine" in second.bench.notices.text


def test_the_session_is_saved_as_it_changes_and_not_only_at_the_end(opened: Opened, qtbot: QtBot) -> None:
    opened.open_first("baclofen withdrawal")
    settings = Settings(opened.user)
    qtbot.waitUntil(lambda: load_session(settings).section == "withdrawal")
    opened.view.open_section("overview")
    qtbot.waitUntil(lambda: load_session(settings).section == "overview")
    opened.bench.choose_theme("high-contrast")
    qtbot.waitUntil(lambda: load_session(settings).theme == "high-contrast")
