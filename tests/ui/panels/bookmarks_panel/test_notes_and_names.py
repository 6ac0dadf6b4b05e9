"""Notes and names of folders are typed in place, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from desktop_app.errors import StorageError, UserError
from desktop_app.services.bookmarks import Bookmark, Bookmarks
from desktop_app.ui.panels.bookmarks_model import BookmarkEntry
from desktop_app.ui.panels.bookmarks_panel import BookmarksPanel
from desktop_app.ui.panels.note_editor import NoteEditor

if TYPE_CHECKING:
    from tests.ui.panels.bookmarks_panel.conftest import Hand


def test_f2_edits_the_note_and_ctrl_enter_keeps_it(
    qtbot: QtBot, make_panel: Callable[[], BookmarksPanel], clinic: dict[str, int], bookmarks: Bookmarks, hand: Hand
) -> None:
    panel = make_panel()
    hand.select(panel, clinic["taper"])
    hand.key(panel, Qt.Key.Key_F2)
    note = hand.editor(panel)
    assert note.toPlainText() == "In writing"
    QTest.keyClick(note, Qt.Key.Key_Return)
    QTest.keyClicks(note, "Ask about refill")
    with qtbot.waitSignal(panel.changed):
        QTest.keyClick(note, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert bookmarks.get(clinic["taper"]).note == "In writing\nAsk about refill"
    entry = panel.model.entry(panel.model.index_of_bookmark(clinic["taper"]))
    assert isinstance(entry, BookmarkEntry)
    assert entry.bookmark.note == "In writing\nAsk about refill"


@pytest.mark.parametrize(
    "leave",
    [lambda panel: panel.filter_box.setFocus(), BookmarksPanel.close, BookmarksPanel.refresh],
    ids=["leaving the field", "closing the panel", "reading anew"],
)
def test_what_is_being_typed_is_kept(
    make_panel: Callable[[], BookmarksPanel],
    clinic: dict[str, int],
    bookmarks: Bookmarks,
    hand: Hand,
    leave: Callable[[BookmarksPanel], object],
) -> None:
    panel = make_panel()
    hand.select(panel, clinic["research"])
    hand.key(panel, Qt.Key.Key_F2)
    QTest.keyClicks(hand.editor(panel), "Ask pharmacy")
    leave(panel)
    assert bookmarks.get(clinic["research"]).note == "Ask pharmacy"


def test_escape_leaves_the_note_as_it_was(
    qtbot: QtBot, make_panel: Callable[[], BookmarksPanel], clinic: dict[str, int], bookmarks: Bookmarks, hand: Hand
) -> None:
    panel = make_panel()
    hand.select(panel, clinic["taper"])
    hand.key(panel, Qt.Key.Key_F2)
    with qtbot.assertNotEmitted(panel.changed):
        QTest.keyClicks(hand.editor(panel), " and more")
        QTest.keyClick(hand.editor(panel), Qt.Key.Key_Escape)
    assert bookmarks.get(clinic["taper"]).note == "In writing"


def test_a_note_that_cannot_be_stored_is_still_there_at_the_next_edit(
    qtbot: QtBot,
    make_panel: Callable[[], BookmarksPanel],
    clinic: dict[str, int],
    bookmarks: Bookmarks,
    monkeypatch: pytest.MonkeyPatch,
    hand: Hand,
) -> None:
    panel = make_panel()

    def full(bookmark_id: int, note: str) -> Bookmark:
        raise StorageError("The disk is full.")

    with monkeypatch.context() as patch, qtbot.captureExceptions() as raised:
        patch.setattr(bookmarks, "set_note", full)
        hand.select(panel, clinic["research"])
        hand.key(panel, Qt.Key.Key_F2)
        QTest.keyClicks(hand.editor(panel), "Ask pharmacy")
        panel.filter_box.setFocus()
    assert [type(error[1]) for error in raised] == [StorageError]
    qtbot.waitUntil(lambda: not panel.tree.viewport().findChildren(NoteEditor))

    hand.select(panel, clinic["research"])
    hand.key(panel, Qt.Key.Key_F2)
    assert hand.editor(panel).toPlainText() == "Ask pharmacy"
    panel.filter_box.setFocus()
    assert bookmarks.get(clinic["research"]).note == "Ask pharmacy"


def test_f2_renames_a_folder(
    qtbot: QtBot, make_panel: Callable[[], BookmarksPanel], clinic: dict[str, int], bookmarks: Bookmarks, hand: Hand
) -> None:
    panel = make_panel()
    hand.select_folder(panel, clinic["ward"])
    hand.key(panel, Qt.Key.Key_F2)
    line = panel.tree.viewport().findChild(QLineEdit)
    assert line is not None
    assert line.text() == "Ward handover"
    QTest.keyClicks(line, "Night")
    with qtbot.waitSignal(panel.model.folder_renamed):
        QTest.keyClick(line, Qt.Key.Key_Return)
    assert list(hand.shown(panel)) == ["Spasticity clinic", "Night", "Not in a folder"]
    assert [folder.name for folder in bookmarks.folders()] == ["Spasticity clinic", "Night"]


def test_a_folder_cannot_take_the_name_of_another(
    qtbot: QtBot, make_panel: Callable[[], BookmarksPanel], clinic: dict[str, int], hand: Hand
) -> None:
    panel = make_panel()
    index = panel.model.index_of_folder(clinic["ward"])
    with qtbot.captureExceptions() as raised:
        panel.model.setData(index, "Spasticity clinic")
    assert isinstance(raised[0][1], UserError)
    assert list(hand.shown(panel)) == ["Spasticity clinic", "Ward handover", "Not in a folder"]


def test_a_new_folder_is_named_at_once_and_takes_no_name_twice(
    make_panel: Callable[[], BookmarksPanel], bookmarks: Bookmarks
) -> None:
    panel = make_panel()
    panel.new_folder_action.trigger()
    line = panel.tree.viewport().findChild(QLineEdit)
    assert line is not None
    QTest.keyClicks(line, "Ward 7")
    panel.new_folder()
    panel.new_folder()
    assert [folder.name for folder in bookmarks.folders()] == ["Ward 7", "New folder", "New folder 2"]


def test_a_bookmark_just_made_is_shown_with_its_note_open_even_behind_a_filter(
    make_panel: Callable[[], BookmarksPanel], clinic: dict[str, int], bookmarks: Bookmarks, hand: Hand
) -> None:
    panel = make_panel()
    panel.filter_box.setText("boxed")
    panel.show_bookmark(bookmarks.get(clinic["research"]), edit=True)
    assert panel.filter_box.text() == ""
    current = panel.model.entry(panel.tree.currentIndex())
    assert isinstance(current, BookmarkEntry)
    assert current.bookmark.id == clinic["research"]
    assert hand.editor(panel).isVisible()
