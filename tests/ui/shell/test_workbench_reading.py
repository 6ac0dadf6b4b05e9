"""Reading in the whole window: places, bookmarks, history, and where a monograph came from."""

from __future__ import annotations

import gc
import sqlite3
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolButton
from pytestqt.qtbot import QtBot

from desktop_app.monograph.model import Monograph
from desktop_app.services.bookmarks import Bookmarks
from desktop_app.services.history import History
from desktop_app.ui.panels.library_details import LibraryDetails
from desktop_app.ui.panels.library_model import Role
from desktop_app.ui.panels.library_others import OtherMonographs
from desktop_app.ui.reading import reading
from desktop_app.ui.reading.monograph_view import REFERENCES
from desktop_app.ui.reading.reading import Wanted

if TYPE_CHECKING:
    from tests.ui.shell.conftest import Opened


def test_back_and_forward_walk_the_places(opened: Opened, qtbot: QtBot) -> None:
    back, forward = opened.bench.actions_by_id["back"], opened.bench.actions_by_id["forward"]
    assert not back.isEnabled()
    opened.open_first("baclofen withdrawal")
    opened.view.open_section("research")
    opened.open_first("drowsiness")
    qtbot.waitUntil(lambda: opened.bench.reading.uid == "local:tizanidine")
    back.trigger()
    qtbot.waitUntil(lambda: opened.view.section_key == "research")
    back.trigger()
    qtbot.waitUntil(lambda: opened.view.section_key == "withdrawal")
    assert not back.isEnabled()
    forward.trigger()
    qtbot.waitUntil(lambda: opened.view.section_key == "research")
    assert forward.isEnabled()


def test_ctrl_d_keeps_the_section_at_once_and_undo_takes_it_back(opened: Opened, tmp_path: Path) -> None:
    opened.open_first("baclofen withdrawal")
    opened.bench.actions_by_id["bookmark"].trigger()
    with sqlite3.connect(f"file:{tmp_path / 'data' / 'user.db'}?mode=ro", uri=True) as another:
        assert another.execute("SELECT count(*) FROM bookmarks").fetchone() == (1,)
    another.close()
    assert "Withdrawal syndrome" in opened.bench.notices.text
    assert opened.bench.actions_by_id["undo"].isEnabled()
    opened.bench.actions_by_id["undo"].trigger()
    assert Bookmarks(opened.user).all() == []
    assert opened.bench.notices.text == ""


def test_ctrl_d_keeps_selected_words(opened: Opened) -> None:
    opened.open_first("baclofen withdrawal")
    opened.view.open_section("withdrawal", span=(0, 8))
    opened.bench.actions_by_id["bookmark"].trigger()
    assert [bookmark.quote for bookmark in Bookmarks(opened.user).all()] == ["Stopping"]
    opened.bench.actions_by_id["bookmark"].trigger()
    assert opened.bench.notices.text.startswith("Already bookmarked")


def test_a_bookmarked_section_says_so_and_shows_its_note(opened: Opened) -> None:
    opened.open_first("baclofen withdrawal")
    action = opened.bench.actions_by_id["bookmark"]
    assert action.text() == "Bookmark"
    action.trigger()
    assert action.text() == "Bookmarked"
    assert "Bookmarked" in [button.accessibleName() for button in opened.bench.toolbar.findChildren(QToolButton)]
    bookmarks = Bookmarks(opened.user)
    bookmarks.set_note(bookmarks.all()[0].id, "Ask the ward first.")
    opened.bench.panels.refresh_bookmarks()
    notes = [label.text() for label in opened.view.margin.findChildren(QLabel)]
    assert "Ask the ward first." in notes
    assert opened.view.reader.highlights.passages == []
    opened.view.open_section("research")
    assert action.text() == "Bookmark"
    opened.view.open_section("withdrawal")
    opened.bench.actions_by_id["undo"].trigger()
    assert action.text() == "Bookmark"


def test_the_note_of_a_section_stays_beside_it_when_its_key_is_another(opened: Opened) -> None:
    opened.open_first("baclofen withdrawal")
    monograph = opened.view.monograph
    assert monograph is not None
    former = replace(
        monograph,
        sections=tuple(
            replace(each, key="former") if each.key == "withdrawal" else each for each in monograph.sections
        ),
    )
    Bookmarks(opened.user).add(former, "former", note="Kept over a new version.")
    opened.bench.panels.refresh_bookmarks()
    assert "Kept over a new version." in [label.text() for label in opened.view.margin.findChildren(QLabel)]
    assert opened.bench.actions_by_id["bookmark"].text() == "Bookmarked"


def test_the_list_of_references_is_no_section_to_bookmark(opened: Opened) -> None:
    opened.open_first("baclofen withdrawal")
    opened.view.open_section(REFERENCES)
    opened.bench.actions_by_id["bookmark"].trigger()
    assert Bookmarks(opened.user).all() == []
    assert "cannot be bookmarked" in opened.bench.notices.text


def test_what_was_read_is_in_the_history_and_clearing_it_can_be_undone(opened: Opened, qtbot: QtBot) -> None:
    history = History(opened.user)
    opened.open_first("baclofen withdrawal")
    qtbot.waitUntil(lambda: [visit.section_key for visit in history.recent()] == ["withdrawal"])
    opened.bench.actions_by_id["clear-history"].trigger()
    assert history.recent() == []
    opened.bench.undo()
    assert len(history.recent()) == 1


def test_a_monograph_that_is_removed_while_open_is_closed_in_words(opened: Opened) -> None:
    opened.open_first("drowsiness")
    assert opened.upkeep._services is not None
    opened.upkeep._services.library.remove("local:tizanidine")
    opened.upkeep.look()
    assert opened.bench.reading.monograph is None
    assert "removed" in opened.bench.notices.text
    assert not opened.bench.actions_by_id["print"].isEnabled()


def test_where_a_monograph_came_from_is_told_from_its_header_and_an_older_version_read(
    opened: Opened, qtbot: QtBot, tizanidine: Monograph
) -> None:
    assert opened.bench._services is not None
    library = opened.bench._services.library
    newer = replace(tizanidine, sections=(replace(tizanidine.sections[0], html="<p>Newer words.</p>"),))
    library.store.put(newer, imported_at="2026-11-01T00:00:00Z")
    opened.open_first("tizanidine")
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


def test_an_older_version_stays_open_when_a_newer_one_comes(
    opened: Opened, qtbot: QtBot, tizanidine: Monograph
) -> None:
    assert opened.bench._services is not None
    library = opened.bench._services.library
    for words in ("Newer words.", "Newest words."):
        newer = replace(tizanidine, sections=(replace(tizanidine.sections[0], html=f"<p>{words}</p>"),))
        library.store.put(newer, imported_at="2026-11-01T00:00:00Z")
        opened.bench.reading.open(reading.Wanted("local:tizanidine", version=1))
        opened.upkeep.look()
        qtbot.waitUntil(lambda: not opened.bench.reading.loading)
        assert opened.bench.reading.monograph is not None
        assert opened.bench.reading.monograph.sections == tizanidine.sections
    library.store.put(tizanidine, imported_at="2026-11-02T00:00:00Z")
    opened.upkeep.look()
    qtbot.waitUntil(lambda: not opened.bench.reading.loading)
    assert "kept version 1" in opened.view.header.notice.text()


def test_where_one_is_going_is_not_lost_when_what_is_open_changes(
    opened: Opened, qtbot: QtBot, tizanidine: Monograph
) -> None:
    assert opened.bench._services is not None
    opened.open_first("tizanidine")
    newer = replace(tizanidine, sections=(replace(tizanidine.sections[0], html="<p>Newer words.</p>"),))
    opened.bench._services.library.store.put(newer, imported_at="2026-11-01T00:00:00Z")
    opened.bench.reading.open(reading.Wanted("article:en:Baclofen"))
    opened.upkeep.look()
    qtbot.waitUntil(lambda: not opened.bench.reading.loading)
    assert opened.bench.reading.uid == "article:en:Baclofen"


def test_the_header_counts_the_monographs_of_a_drug_and_leads_to_another(
    opened: Opened, qtbot: QtBot, tizanidine: Monograph
) -> None:
    assert opened.bench._services is not None
    library = opened.bench._services.library
    opened.open_first("tizanidine")
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


def test_opening_thirty_monographs_leaves_no_object_of_qt_behind(opened: Opened, qtbot: QtBot) -> None:
    def read(times: int) -> dict[str, int]:
        for number in range(times):
            opened.bench.reading.open(Wanted(uids[number % len(uids)], first_hit=True))
            qtbot.waitUntil(lambda: not opened.bench.reading.loading)
            assert opened.bench.reading.monograph is not None
            for section in opened.bench.reading.monograph.sections:
                opened.view.open_section(section.key)
        gc.collect()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        return Counter(type(each).__name__ for each in (opened.window, *opened.window.findChildren(QObject)))

    uids = ["article:en:Baclofen", "local:tizanidine"]
    before = read(4)
    assert read(30) == before
