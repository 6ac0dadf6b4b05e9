"""The whole window on real services: typing, opening, going back, keeping, and coming back at the next start."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from desktop_app.app import run_window
from desktop_app.errors import UserError
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, Name, NameKind, Provenance, Section
from desktop_app.services.backup import Backup
from desktop_app.services.bookmarks import Bookmarks
from desktop_app.services.clock import system_clock
from desktop_app.services.history import History
from desktop_app.services.importing.job import ImportJob, ImportRequest
from desktop_app.services.library.library import Library
from desktop_app.services.packets import Packets
from desktop_app.services.search.search import Search
from desktop_app.services.settings import Settings
from desktop_app.services.window_lock import WindowLock
from desktop_app.store.library.values import Origin
from desktop_app.store.user.store import UserStore
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.panels.library_details import LibraryDetails
from desktop_app.ui.panels.library_model import Role
from desktop_app.ui.panels.library_others import OtherMonographs
from desktop_app.ui.panels.sources_dialog import SourcesDialog
from desktop_app.ui.reading import reading
from desktop_app.ui.reading.monograph_view import REFERENCES, MonographView
from desktop_app.ui.search.result_rows import HitRow, RecentRow
from desktop_app.ui.shell import session
from desktop_app.ui.shell.actions import ACTIONS
from desktop_app.ui.shell.jobs import Jobs
from desktop_app.ui.shell.key_table import KeyTable
from desktop_app.ui.shell.main_window import MainWindow
from desktop_app.ui.shell.services import Services
from desktop_app.ui.shell.session import load_session
from desktop_app.ui.shell.upkeep import Upkeep
from desktop_app.ui.shell.workbench import Workbench


@dataclass
class Opened:
    """A window with everything behind it."""

    window: MainWindow
    bench: Workbench
    upkeep: Upkeep
    jobs: Jobs
    user: UserStore
    appearance: Appearance

    @property
    def view(self) -> MonographView:
        view = self.bench.reading.view
        assert view is not None
        return view

    def close(self) -> None:
        self.window.close()
        self.upkeep.stop()
        assert self.jobs.drain()
        self.upkeep.close()
        self.user.close()


@pytest.fixture
def tizanidine() -> Monograph:
    sections = (
        Section("overview", Kind.OVERVIEW, "Overview", "<p>Tizanidine relaxes muscles.</p>", 0),
        Section("interactions", Kind.INTERACTIONS, "Interactions", "<p>Fluvoxamine raises its level.</p>", 1),
    )
    names = (Name("tizanidine", NameKind.GENERIC),)
    return Monograph("local:tizanidine", "Tizanidine", "en", names, sections, (), Provenance("authored"))


@pytest.fixture
def open_window(
    tmp_path: Path, qtbot: QtBot, cited_monograph: Monograph, tizanidine: Monograph, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], Opened]]:
    """Opens a window on one data folder, as often as it is called; the library holds two monographs."""
    monkeypatch.setattr(session, "SAVED_AFTER_MS", 20)
    monkeypatch.setattr(reading, "VISITED_AFTER_MS", 20)
    sources = {"baclofen": cited_monograph, "tizanidine": tizanidine}
    bundled, folder, opened = tmp_path / "bundled", tmp_path / "data", []
    for path in (bundled, folder):
        path.mkdir()

    def read(data: bytes, path: Path, *, title: str | None, today: str) -> Monograph:
        source = sources[path.stem]
        return replace(source, title=data.decode()) if data else source

    def services(user: UserStore) -> Services:
        library = Library(folder, bundled=bundled, reader=read)
        if not library.summaries():
            for name in sources:
                file = tmp_path / f"{name}.txt"
                file.touch()
                library.import_file(file)
        return Services(
            library=library,
            search=Search(library, folder),
            user=user,
            bookmarks=Bookmarks(user),
            history=History(user),
            packets=Packets(),
            backup=Backup(folder, user),
            clock=system_clock,
        )

    def open_one() -> Opened:
        user = UserStore(folder / "user.db")
        settings = Settings(user)
        found = load_session(settings)
        window = MainWindow(found)
        qtbot.addWidget(window)
        with qtbot.waitSignal(window.painted):
            window.show()
        appearance, jobs = Appearance(found.theme, found.zoom), Jobs()
        bench = Workbench(window, appearance, jobs, settings, found)
        upkeep = Upkeep(bench, jobs, lambda: services(user))
        window.fill(bench, bench.search_box)
        one = Opened(window, bench, upkeep, jobs, user, appearance)
        opened.append(one)
        with qtbot.waitSignal(upkeep.search_ready, timeout=20_000):
            upkeep.start()
        qtbot.waitUntil(lambda: not jobs.busy)
        return one

    yield open_one
    for one in opened:
        one.close()


@pytest.fixture
def opened(open_window: Callable[[], Opened]) -> Opened:
    return open_window()


def _search(opened: Opened, qtbot: QtBot, text: str) -> None:
    opened.bench.search_box.setFocus()
    opened.bench.search_box.selectAll()
    QTest.keyClicks(opened.bench.search_box, text)
    qtbot.waitUntil(lambda: not opened.bench.searching.pending)
    qtbot.waitUntil(lambda: opened.bench.results.answer is not None and opened.bench.results.answer.query == text)


def _open_first(opened: Opened, qtbot: QtBot, text: str) -> None:
    _search(opened, qtbot, text)
    QTest.keyClick(opened.bench.search_box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not opened.bench.reading.loading and opened.bench.reading.monograph is not None)


def _rows(opened: Opened) -> list[HitRow]:
    model = opened.bench.results.view.model()
    rows = [model.index(n, 0).data(Qt.ItemDataRole.UserRole) for n in range(model.rowCount())]
    return [row for row in rows if isinstance(row, HitRow)]


def test_typing_shows_hits_and_enter_opens_the_first_at_its_first_match(opened: Opened, qtbot: QtBot) -> None:
    _search(opened, qtbot, "baclofen withdr")
    assert _rows(opened)[0].section == "withdrawal"
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


def test_the_search_box_has_the_focus_at_once(opened: Opened, qtbot: QtBot) -> None:
    assert opened.window.isActiveWindow()
    assert opened.bench.search_box.hasFocus()


def test_enter_before_the_answer_opens_it_as_soon_as_it_is_there(opened: Opened, qtbot: QtBot) -> None:
    opened.bench.search_box.setText("fluvoxamine")
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
    _search(opened, qtbot, "fluvoxamin")
    _search(opened, qtbot, "fluvoxamyne")
    answer = opened.bench.results.answer
    assert answer is not None
    assert answer.corrected == "fluvoxamine"
    opened.bench.results.exact_wanted.emit("fluvoxamyne")
    qtbot.waitUntil(lambda: opened.bench.results.answer is not answer)
    exact = opened.bench.results.answer
    assert exact is not None
    assert exact.corrected is None
    assert not exact.hits
    opened.bench.results.exact_wanted.emit("fluvoxamine")
    qtbot.waitUntil(lambda: opened.bench.results.answer is not exact)
    assert opened.bench.search_box.query == "fluvoxamine"
    assert opened.bench.searching.exact


def test_down_goes_into_the_list_up_comes_back_and_esc_clears(opened: Opened, qtbot: QtBot) -> None:
    opened.window.activateWindow()
    _search(opened, qtbot, "withdrawal")
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
    _search(opened, qtbot, "withdrawal")
    bench = opened.bench
    bench.results.enter()
    bench.results.view.setCurrentIndex(bench.results.view.model().index(2, 0))
    chosen = bench.results.view.currentIndex().data(Qt.ItemDataRole.UserRole)
    bench.searching.index_ready()
    qtbot.waitUntil(lambda: not bench.searching.pending)
    kept = bench.results.view.currentIndex().data(Qt.ItemDataRole.UserRole)
    assert (kept.uid, kept.section) == (chosen.uid, chosen.section)


def test_a_new_search_marks_the_open_section_and_clearing_it_unmarks(opened: Opened, qtbot: QtBot) -> None:
    _open_first(opened, qtbot, "baclofen withdrawal")
    _search(opened, qtbot, "stop")
    qtbot.waitUntil(lambda: not opened.jobs.busy)
    text = opened.view.reader.text
    assert {text[start:end].casefold() for start, end in opened.view.reader.hits} <= {"stop", "stopping"}
    assert opened.bench.actions_by_id["next-hit"].isEnabled()
    opened.bench.search_box.clear()
    assert list(opened.view.reader.hits) == []
    assert not opened.bench.actions_by_id["next-hit"].isEnabled()


def test_back_and_forward_walk_the_places(opened: Opened, qtbot: QtBot) -> None:
    back, forward = opened.bench.actions_by_id["back"], opened.bench.actions_by_id["forward"]
    assert not back.isEnabled()
    _open_first(opened, qtbot, "baclofen withdrawal")
    opened.view.open_section("research")
    _open_first(opened, qtbot, "fluvoxamine")
    qtbot.waitUntil(lambda: opened.bench.reading.uid == "local:tizanidine")
    back.trigger()
    qtbot.waitUntil(lambda: opened.view.section_key == "research")
    back.trigger()
    qtbot.waitUntil(lambda: opened.view.section_key == "withdrawal")
    assert not back.isEnabled()
    forward.trigger()
    qtbot.waitUntil(lambda: opened.view.section_key == "research")
    assert forward.isEnabled()


def test_ctrl_d_keeps_the_section_at_once_and_undo_takes_it_back(opened: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    _open_first(opened, qtbot, "baclofen withdrawal")
    opened.bench.actions_by_id["bookmark"].trigger()
    with sqlite3.connect(f"file:{tmp_path / 'data' / 'user.db'}?mode=ro", uri=True) as another:
        assert another.execute("SELECT count(*) FROM bookmarks").fetchone() == (1,)
    another.close()
    assert "Withdrawal syndrome" in opened.bench.notices.text
    assert opened.bench.actions_by_id["undo"].isEnabled()
    opened.bench.actions_by_id["undo"].trigger()
    assert Bookmarks(opened.user).all() == []
    assert opened.bench.notices.text == ""


def test_ctrl_d_keeps_selected_words(opened: Opened, qtbot: QtBot) -> None:
    _open_first(opened, qtbot, "baclofen withdrawal")
    opened.view.open_section("withdrawal", span=(0, 8))
    opened.bench.actions_by_id["bookmark"].trigger()
    assert [bookmark.quote for bookmark in Bookmarks(opened.user).all()] == ["Stopping"]
    opened.bench.actions_by_id["bookmark"].trigger()
    assert opened.bench.notices.text.startswith("Already bookmarked")


def test_the_list_of_references_is_no_section_to_bookmark(opened: Opened, qtbot: QtBot) -> None:
    _open_first(opened, qtbot, "baclofen withdrawal")
    opened.view.open_section(REFERENCES)
    opened.bench.actions_by_id["bookmark"].trigger()
    assert Bookmarks(opened.user).all() == []
    assert "cannot be bookmarked" in opened.bench.notices.text


def test_what_was_read_is_in_the_history_and_clearing_it_can_be_undone(opened: Opened, qtbot: QtBot) -> None:
    history = History(opened.user)
    _open_first(opened, qtbot, "baclofen withdrawal")
    qtbot.waitUntil(lambda: [visit.section_key for visit in history.recent()] == ["withdrawal"])
    opened.bench.actions_by_id["clear-history"].trigger()
    assert history.recent() == []
    opened.bench.undo()
    assert len(history.recent()) == 1


def test_everything_comes_back_at_the_next_start(open_window: Callable[[], Opened], qtbot: QtBot) -> None:
    first = open_window()
    _open_first(first, qtbot, "baclofen withdrawal")
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
    open_window: Callable[[], Opened], qtbot: QtBot, tmp_path: Path
) -> None:
    first = open_window()
    _open_first(first, qtbot, "fluvoxamine")
    first.close()
    library = Library(tmp_path / "data")
    library.remove("local:tizanidine")
    library.close()
    second = open_window()
    assert second.bench.start_page.isVisible()
    assert "local:tizanidine" in second.bench.notices.text


def test_the_session_is_saved_as_it_changes_and_not_only_at_the_end(opened: Opened, qtbot: QtBot) -> None:
    _open_first(opened, qtbot, "baclofen withdrawal")
    settings = Settings(opened.user)
    qtbot.waitUntil(lambda: load_session(settings).section == "withdrawal")
    opened.view.open_section("overview")
    qtbot.waitUntil(lambda: load_session(settings).section == "overview")
    opened.bench.choose_theme("high-contrast")
    qtbot.waitUntil(lambda: load_session(settings).theme == "high-contrast")


def test_themes_are_chosen_in_the_menu_and_exactly_one_is_on(opened: Opened) -> None:
    actions = opened.bench.actions_by_id
    actions["theme-dark"].trigger()
    assert opened.appearance.theme.name == "dark"
    on = [entry.id for entry in ACTIONS if entry.one_of == "theme" and actions[entry.id].isChecked()]
    assert on == ["theme-dark"]


def test_text_size_changes_by_key_and_is_told(opened: Opened) -> None:
    opened.bench.actions_by_id["larger"].trigger()
    assert opened.appearance.zoom == 1.1
    opened.bench.actions_by_id["normal-size"].trigger()
    assert opened.appearance.zoom == 1.0


MINE = """---
materia: 1
title: {title}
slug: zanaflex
language: en
---

# Dosage

Start low.
"""


def _drop(opened: Opened, path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left, no_key = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    opened.bench.dragEnterEvent(QDragEnterEvent(QPointF(10, 10).toPoint(), copy, mime, left, no_key))
    assert opened.bench._drop_sign.isVisible()
    opened.bench.dropEvent(QDropEvent(QPointF(10, 10), copy, mime, left, no_key))
    assert not opened.bench._drop_sign.isVisible()


def test_dropped_files_are_imported_indexed_and_found(opened: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "mine.md"
    file.write_text(MINE.format(title="Zanaflex"))
    with qtbot.waitSignal(opened.upkeep.search_ready, timeout=20_000):
        _drop(opened, file)
    page = opened.bench.imports.page
    assert page is not None
    assert page.isVisible()
    assert "1 new" in page.report.words
    _search(opened, qtbot, "zanaflex")
    assert _rows(opened)[0].text == "Zanaflex"


def test_an_import_goes_on_while_its_page_is_closed_and_the_status_bar_leads_back(
    opened: Opened, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "mine.md"
    file.write_text(MINE.format(title="Zanaflex"))
    _open_first(opened, qtbot, "baclofen withdrawal")
    opened.bench.actions_by_id["import"].trigger()
    imports = opened.bench.imports
    assert imports.page is not None
    assert imports.page.isVisible()
    imports.start([file])
    qtbot.waitUntil(lambda: imports.running)
    assert imports.queue is not None
    imports.queue.pause()
    assert opened.bench.status.import_words.startswith("Import paused")
    QTest.keyClick(imports.page, Qt.Key.Key_Escape)
    assert opened.view.isVisible(), "back to what was read before"
    assert imports.running
    opened.bench.status._import.click()
    assert imports.page.isVisible()
    imports.page.close_button.click()
    imports.queue.go_on()
    qtbot.waitUntil(lambda: not imports.running, timeout=20_000)
    assert "has finished: 1 new" in opened.bench.notices.text
    assert opened.bench.status.import_words == ""
    opened.bench.notices._button.click()
    assert imports.page.isVisible()
    with qtbot.waitSignal(imports.opened):
        imports.page.opened.emit("local:zanaflex")
    qtbot.waitUntil(lambda: opened.bench.reading.uid == "local:zanaflex")
    assert opened.view.isVisible()


def test_an_import_that_the_end_of_materia_cut_short_is_offered_at_the_next_start(
    open_window: Callable[[], Opened], qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "mine.md"
    file.write_text(MINE.format(title="Zanaflex"))
    first = open_window()
    first.bench.imports.start([file])
    qtbot.waitUntil(lambda: first.bench.imports.running)
    assert first.bench.imports.queue is not None
    first.bench.imports.queue.pause()
    first.close()
    second = open_window()
    assert "mine.md was interrupted before its first document" in second.bench.notices.text
    second.bench.notices._button.click()
    assert second.bench.notices.text == ""
    qtbot.waitUntil(lambda: "has finished: 1 new" in second.bench.notices.text, timeout=20_000)
    second.close()
    third = open_window()
    assert third.bench.notices.text == ""


def test_an_interrupted_import_can_be_left_as_it_is(
    open_window: Callable[[], Opened], qtbot: QtBot, tmp_path: Path
) -> None:
    library = Library(tmp_path / "data")
    ImportJob(library, ImportRequest.of([tmp_path / "mine.md"])).record()
    library.close()
    first = open_window()
    first.bench.notices._other_button.click()
    qtbot.waitUntil(lambda: not first.jobs.busy)
    assert "stays in the library" in first.bench.notices.text
    first.close()
    assert open_window().bench.notices.text == ""


def test_what_another_process_imports_is_noticed(
    opened: Opened, qtbot: QtBot, tmp_path: Path, tizanidine: Monograph
) -> None:
    _open_first(opened, qtbot, "fluvoxamine")
    sections = (replace(tizanidine.sections[0], html="<p>Ciprofloxacin is new here.</p>"), *tizanidine.sections[1:])
    other = Library(tmp_path / "data", reader=lambda *_, **__: replace(tizanidine, sections=sections))
    other.import_file(tmp_path / "tizanidine.txt")
    other.close()
    with qtbot.waitSignal(opened.upkeep.search_ready, timeout=20_000):
        opened.upkeep.look()
    _search(opened, qtbot, "ciprofloxacin")
    assert [row.section for row in _rows(opened)] == ["overview"]
    qtbot.waitUntil(lambda: not opened.bench.reading.loading)
    assert opened.bench.reading.monograph is not None
    assert "Ciprofloxacin" in opened.bench.reading.monograph.sections[0].html


def test_a_monograph_that_is_removed_while_open_is_closed_in_words(opened: Opened, qtbot: QtBot) -> None:
    _open_first(opened, qtbot, "fluvoxamine")
    assert opened.upkeep._services is not None
    opened.upkeep._services.library.remove("local:tizanidine")
    opened.upkeep.look()
    assert opened.bench.reading.monograph is None
    assert "removed" in opened.bench.notices.text
    assert not opened.bench.actions_by_id["print"].isEnabled()


def test_every_action_has_a_handler_and_says_why_it_is_disabled(opened: Opened) -> None:
    for entry in ACTIONS:
        action = opened.bench.actions_by_id[entry.id]
        assert [sequence.toString() for sequence in action.shortcuts()] == list(entry.keys)
        if entry.needs:
            assert not action.isEnabled()
            assert entry.needs[1:] in action.toolTip()


def test_f1_lists_every_key(opened: Opened, qtbot: QtBot) -> None:
    opened.bench.actions_by_id["keys"].trigger()
    table = opened.window.findChild(KeyTable)
    assert table is not None
    for entry in ACTIONS:
        for key in entry.keys:
            assert key in table.words.replace("\N{NO-BREAK SPACE}", " "), key
    table.close()


def test_the_menu_holds_the_actions_themselves(opened: Opened) -> None:
    menu = opened.bench.toolbar.menu
    menu.aboutToShow.emit()
    assert opened.bench.actions_by_id["import"] in menu.actions()


def test_an_example_of_the_start_page_fills_the_box_and_searches(opened: Opened, qtbot: QtBot) -> None:
    opened.bench.start_page.example_chosen.emit('"stopping baclofen"')
    qtbot.waitUntil(lambda: opened.bench.results.answer is not None)
    assert opened.bench.search_box.text() == '"stopping baclofen"'
    assert "2 were added here" in opened.bench.start_page.words


def test_full_screen_goes_there_and_back(opened: Opened, qtbot: QtBot) -> None:
    action = opened.bench.actions_by_id["full-screen"]
    action.trigger()
    qtbot.waitUntil(opened.window.isFullScreen)
    assert action.isChecked()
    action.trigger()
    qtbot.waitUntil(lambda: not opened.window.isFullScreen())


def test_what_was_typed_before_the_window_was_ready_is_searched(
    open_window: Callable[[], Opened], qtbot: QtBot, qapp: QApplication
) -> None:
    first = open_window()
    first.bench.search_box.setText("alcohol")
    first.close()
    second = open_window()
    qtbot.waitUntil(lambda: second.bench.results.answer is not None)
    assert [row.section for row in _rows(second)] == ["research"]


def test_start_up_is_measured(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from desktop_app.app import run_window\n"
        "sys.exit(run_window(Path(sys.argv[1]), measure=True))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True, timeout=60
    )
    figures = json.loads(done.stdout)
    assert 0 < figures["first_paint_ms"] < figures["search_ready_ms"]
    assert (tmp_path / "logs" / "materia.log").read_text() == ""


def test_files_that_a_window_is_opened_with_are_imported_in_it(tmp_path: Path) -> None:
    monograph, folder = tmp_path / "examplomycin.md", tmp_path / "data"
    monograph.write_text("---\nmateria: 1\ntitle: Examplomycin\nslug: examplomycin\n---\n\nNothing.\n", "utf-8")
    code = (
        "import sys; from pathlib import Path\n"
        "from PySide6.QtCore import QTimer\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from desktop_app.app import run_window\n"
        "from desktop_app.services.library.library import Library\n"
        "application, folder = QApplication([]), Path(sys.argv[1])\n"
        "def look():\n"
        "    library = Library(folder)\n"
        "    uids = [summary.uid for summary in library.summaries()]\n"
        "    if 'local:examplomycin' in uids: application.closeAllWindows()\n"
        "    library.close()\n"
        "timer = QTimer(); timer.timeout.connect(look); timer.start(200)\n"
        "sys.exit(run_window(folder, [Path(sys.argv[2])]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder), str(monograph)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_second_window_on_one_folder_is_refused_in_words(tmp_path: Path, qapp: QApplication) -> None:
    with WindowLock(tmp_path), pytest.raises(UserError, match="already open"):
        run_window(tmp_path)


def test_a_start_that_is_measured_ends_where_the_library_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "library.db").write_bytes(b"no database" * 500)
    command = [sys.executable, "-P", "-m", "desktop_app", "--data-dir", str(tmp_path), "--measure-startup"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("materia: ")
    assert len(done.stderr.splitlines()) == 1


def test_a_search_that_led_somewhere_is_offered_again_until_the_history_is_cleared(
    opened: Opened, qtbot: QtBot
) -> None:
    _open_first(opened, qtbot, "baclofen withdrawal")
    qtbot.waitUntil(lambda: History(opened.user).searches() == ("baclofen withdrawal",))
    opened.bench.search_box.clear()
    assert [row.query for row in opened.bench.results._model.rows if isinstance(row, RecentRow)] == [
        "baclofen withdrawal"
    ]
    QTest.keyClick(opened.bench.search_box, Qt.Key.Key_Down)
    QTest.keyClick(opened.bench.results.view, Qt.Key.Key_Return)
    assert opened.bench.search_box.text() == "baclofen withdrawal"
    qtbot.waitUntil(lambda: bool(_rows(opened)))
    opened.bench.search_box.clear()
    opened.bench.actions_by_id["clear-history"].trigger()
    assert list(opened.bench.results._model.rows) == []
    opened.bench.undo()
    assert len(opened.bench.results._model.rows) == 2


def test_a_chip_limits_the_search_in_the_box_and_takes_it_back(opened: Opened, qtbot: QtBot) -> None:
    _search(opened, qtbot, "withdrawal")
    kinds = {row.section for row in _rows(opened)}
    assert len(kinds) > 1
    opened.bench.results.kind_toggled.emit("withdrawal")
    assert opened.bench.search_box.text() == "in:withdrawal withdrawal"
    qtbot.waitUntil(lambda: {row.section for row in _rows(opened)} == {"withdrawal"})
    assert ("Withdrawal", "1", True) in opened.bench.results.chips.texts
    opened.bench.results.kind_toggled.emit("withdrawal")
    assert opened.bench.search_box.text() == "withdrawal"
    qtbot.waitUntil(lambda: {row.section for row in _rows(opened)} == kinds)


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
    _search(opened, qtbot, "baclofen withdrawal")
    assert _rows(opened)


def test_a_damaged_index_is_built_anew_and_what_was_asked_is_answered(
    opened: Opened, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "data" / "index" / "materia-index.json").write_text("x")
    with qtbot.waitSignals([opened.bench.searching.index_lost, opened.upkeep.search_ready], timeout=20_000):
        opened.bench.search_box.setText("withdrawal")
    qtbot.waitUntil(lambda: bool(_rows(opened)))


def test_where_a_monograph_came_from_is_told_from_its_header_and_an_older_version_read(
    opened: Opened, qtbot: QtBot, tizanidine: Monograph
) -> None:
    assert opened.bench._services is not None
    library = opened.bench._services.library
    newer = replace(tizanidine, sections=(replace(tizanidine.sections[0], html="<p>Newer words.</p>"),))
    library.store.put(newer, imported_at="2026-11-01T00:00:00Z")
    _open_first(opened, qtbot, "tizanidine")
    opened.view.header.origin.click()
    details = opened.window.findChild(LibraryDetails)
    assert details is not None
    assert "Version 1" in details.text.toPlainText()
    details.text.anchorClicked.emit(QUrl("version:1"))
    qtbot.waitUntil(lambda: "kept version 1" in opened.view.header.notice.text())
    assert opened.bench.reading.monograph is not None
    assert opened.bench.reading.monograph.sections == tizanidine.sections
    opened.bench.reading.open(reading.Wanted("local:tizanidine"))
    qtbot.waitUntil(lambda: not opened.view.header.notice.text())


def test_the_header_counts_the_monographs_of_a_drug_and_leads_to_another(
    opened: Opened, qtbot: QtBot, tizanidine: Monograph
) -> None:
    assert opened.bench._services is not None
    library = opened.bench._services.library
    _open_first(opened, qtbot, "tizanidine")
    assert not opened.view.header.others.isVisible()
    library.store.put(replace(tizanidine, uid="spl:1"), imported_at="2026-11-01T00:00:00Z")
    opened.upkeep.look()
    assert opened.view.header.others.text().startswith("1 of 2"), "it counts anew when something is imported"
    opened.view.header.others.click()
    others = next(widget for widget in QApplication.topLevelWidgets() if isinstance(widget, OtherMonographs))
    uid = others.view.model().index(1, 0).data(Role.ENTRY).uid
    assert uid != opened.bench.reading.uid
    others.view.setCurrentIndex(others.view.model().index(1, 0))
    QTest.keyClick(others.view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: opened.bench.reading.uid == uid)
    qtbot.waitUntil(lambda: not opened.jobs.busy)


def test_a_source_that_is_removed_is_searched_no_more_until_it_is_restored(
    opened: Opened, qtbot: QtBot, tizanidine: Monograph
) -> None:
    assert opened.bench._services is not None
    label = replace(
        tizanidine, uid="spl:1", sections=(replace(tizanidine.sections[0], html="<p>Hydrochloride tablets.</p>"),)
    )
    origin = Origin("march.zip", "/in/march.zip", "ab" * 32, 10, "")
    opened.bench._services.library.store.put(label, imported_at="2026-11-01T00:00:00Z", origin=origin)
    with qtbot.waitSignal(opened.upkeep.search_ready, timeout=20_000):
        opened.upkeep.look()
    _search(opened, qtbot, "hydrochloride")
    assert [row.uid for row in _rows(opened)] == ["spl:1"]
    opened.bench.actions_by_id["sources"].trigger()
    sources = opened.window.findChild(SourcesDialog)
    assert sources is not None
    with qtbot.waitSignal(opened.upkeep.search_ready, timeout=20_000):
        sources.remove_button.click()
    sources.close()
    assert "1 monograph with it" in opened.bench.notices.text
    _search(opened, qtbot, "hydrochloride tab")
    assert not _rows(opened)
    with qtbot.waitSignal(opened.upkeep.search_ready, timeout=20_000):
        opened.bench.undo()
    _search(opened, qtbot, "hydrochloride tablets")
    assert [row.uid for row in _rows(opened)] == ["spl:1"]


def test_the_library_is_exported_from_the_menu(
    opened: Opened, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "out.zip"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    opened.bench.actions_by_id["export-library"].trigger()
    qtbot.waitUntil(lambda: "2 monographs written" in opened.bench.notices.text)
    assert target.stat().st_size > 0
