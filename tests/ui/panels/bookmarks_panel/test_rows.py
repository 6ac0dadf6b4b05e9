"""Folders and bookmarks are shown in order, opened, deleted and brought back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from desktop_app.services.bookmarks import Bookmark, Bookmarks
from desktop_app.ui.panels.bookmarks_model import BookmarkEntry
from desktop_app.ui.panels.bookmarks_panel import BookmarksPanel

if TYPE_CHECKING:
    from tests.ui.panels.bookmarks_panel.conftest import Hand


def test_no_bookmarks_says_how_to_make_one(make_panel: Callable[[], BookmarksPanel]) -> None:
    panel = make_panel()
    assert not panel.shows_list
    assert "No bookmarks yet" in panel.message.words
    assert "Ctrl+D keeps the section you are reading or the text you have selected." in panel.message.words


def test_folders_come_in_order_with_counts_and_loose_bookmarks_last(
    make_panel: Callable[[], BookmarksPanel], clinic: dict[str, int], hand: Hand
) -> None:
    assert hand.shown(make_panel()) == {
        "Spasticity clinic": ["Withdrawal syndrome", "Boxed warning", "Research"],
        "Ward handover": [],
        "Not in a folder": ["Overview"],
    }


def test_enter_and_click_open_a_bookmark(
    qtbot: QtBot, make_panel: Callable[[], BookmarksPanel], clinic: dict[str, int], hand: Hand
) -> None:
    panel = make_panel()
    index = hand.select(panel, clinic["taper"])
    with qtbot.waitSignal(panel.opened) as by_key:
        hand.key(panel, Qt.Key.Key_Return)
    with qtbot.waitSignal(panel.opened) as by_mouse:
        centre = panel.tree.visualRect(index).center()
        QTest.mouseClick(panel.tree.viewport(), Qt.MouseButton.LeftButton, pos=centre)
    for signal in (by_key, by_mouse):
        assert signal.args is not None
        assert isinstance(signal.args[0], Bookmark)
        assert signal.args[0].id == clinic["taper"]


def test_enter_on_a_folder_folds_it_and_the_fold_outlives_a_refresh_and_a_filter(
    make_panel: Callable[[], BookmarksPanel], clinic: dict[str, int], hand: Hand
) -> None:
    panel = make_panel()
    hand.select_folder(panel, clinic["clinic"])
    hand.key(panel, Qt.Key.Key_Return)
    assert panel.folded == [clinic["clinic"]]
    panel.refresh()
    assert not panel.tree.isExpanded(panel.model.index_of_folder(clinic["clinic"]))
    panel.filter_box.setText("taper")
    assert panel.tree.isExpanded(panel.model.index_of_folder(clinic["clinic"])), "what is found is in sight"
    panel.filter_box.clear()
    assert not panel.tree.isExpanded(panel.model.index_of_folder(clinic["clinic"]))

    again = make_panel()
    again.fold(panel.folded)
    assert not again.tree.isExpanded(again.model.index_of_folder(clinic["clinic"]))
    assert again.tree.isExpanded(again.model.index_of_folder(None))


def test_delete_removes_and_undo_brings_back_to_its_place(
    qtbot: QtBot, make_panel: Callable[[], BookmarksPanel], clinic: dict[str, int], bookmarks: Bookmarks, hand: Hand
) -> None:
    panel = make_panel()
    hand.select(panel, clinic["warning"])
    with qtbot.waitSignal(panel.changed), qtbot.waitSignal(panel.notice) as notice:
        hand.key(panel, Qt.Key.Key_Delete)
    assert hand.shown(panel)["Spasticity clinic"] == ["Withdrawal syndrome", "Research"]
    assert clinic["warning"] not in {bookmark.id for bookmark in bookmarks.all()}
    current = panel.model.entry(panel.tree.currentIndex())
    assert isinstance(current, BookmarkEntry)
    assert current.bookmark.id == clinic["research"], "the row below is current, so that Delete can go on"

    assert notice.args is not None
    text, undo = notice.args
    assert text == "Bookmark deleted: Baclofen, Boxed warning."
    undo()
    assert hand.shown(panel)["Spasticity clinic"] == ["Withdrawal syndrome", "Boxed warning", "Research"]
    assert [b.id for b in bookmarks.in_folder(clinic["clinic"])] == [
        clinic["taper"],
        clinic["warning"],
        clinic["research"],
    ]


def test_deleting_a_folder_hides_its_bookmarks_and_undo_restores_all(
    qtbot: QtBot, make_panel: Callable[[], BookmarksPanel], clinic: dict[str, int], bookmarks: Bookmarks, hand: Hand
) -> None:
    panel = make_panel()
    before = bookmarks.all()
    hand.select_folder(panel, clinic["clinic"])
    with qtbot.waitSignal(panel.notice) as notice:
        hand.key(panel, Qt.Key.Key_Delete)
    assert "Spasticity clinic" not in hand.shown(panel)
    assert notice.args is not None
    text, undo = notice.args
    assert text == "Folder deleted: Spasticity clinic, with 3 bookmarks."
    undo()
    assert list(hand.shown(panel)) == ["Spasticity clinic", "Ward handover", "Not in a folder"]
    assert bookmarks.all() == before


def test_bookmarks_in_no_folder_cannot_be_deleted_or_renamed_as_one(
    qtbot: QtBot, make_panel: Callable[[], BookmarksPanel], clinic: dict[str, int], bookmarks: Bookmarks, hand: Hand
) -> None:
    panel = make_panel()
    panel.tree.setFocus()
    panel.tree.setCurrentIndex(panel.model.index_of_folder(None))
    before = bookmarks.all()
    with qtbot.assertNotEmitted(panel.notice):
        hand.key(panel, Qt.Key.Key_Delete)
    hand.key(panel, Qt.Key.Key_F2)
    assert not panel.tree.viewport().findChildren(QLineEdit)
    assert bookmarks.all() == before


def test_export_and_import_go_through_a_file(
    make_panel: Callable[[], BookmarksPanel],
    clinic: dict[str, int],
    bookmarks: Bookmarks,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
    hand: Hand,
) -> None:
    panel = make_panel()
    path = tmp_path / "kept.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    with qtbot.waitSignal(panel.notice) as exported:
        panel.export_bookmarks()
    assert exported.args == ["4 bookmarks exported to kept.json.", None]
    bookmarks.remove(clinic["taper"])
    with qtbot.waitSignal(panel.notice) as imported:
        panel.import_bookmarks()
    assert imported.args == ["1 bookmark added from kept.json.", None]
    assert "Withdrawal syndrome" in hand.shown(panel)["Spasticity clinic"]


def test_a_hidden_panel_reads_when_it_is_shown(
    make_panel: Callable[[], BookmarksPanel], clinic: dict[str, int], bookmarks: Bookmarks, hand: Hand
) -> None:
    panel = make_panel()
    panel.hide()
    bookmarks.remove(clinic["overview"])
    panel.refresh()
    assert "Not in a folder" in hand.shown(panel)
    panel.show()
    assert "Not in a folder" not in hand.shown(panel)
