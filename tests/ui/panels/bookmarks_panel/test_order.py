"""Bookmarks and folders are moved by key, by menu and by dropping them, and stay where they were put."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QModelIndex, Qt
from pytestqt.qtbot import QtBot

from desktop_app.services.bookmarks import Bookmarks
from desktop_app.store.user.store import UserStore
from desktop_app.ui.panels.bookmarks_model import MIME
from desktop_app.ui.panels.bookmarks_panel import BookmarksPanel

if TYPE_CHECKING:
    from tests.ui.panels.bookmarks_panel.conftest import Hand


def test_alt_down_moves_a_bookmark_and_the_order_outlives_a_restart(
    make_panel: Callable[[], BookmarksPanel], clinic: dict[str, int], store: UserStore, hand: Hand
) -> None:
    panel = make_panel()
    hand.select(panel, clinic["taper"])
    hand.key(panel, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert hand.shown(panel)["Spasticity clinic"] == ["Boxed warning", "Withdrawal syndrome", "Research"]
    hand.key(panel, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    hand.key(panel, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    wanted = ["Boxed warning", "Research", "Withdrawal syndrome"]
    assert hand.shown(panel)["Spasticity clinic"] == wanted, "the last stays the last"
    hand.key(panel, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert hand.shown(panel)["Spasticity clinic"] == ["Boxed warning", "Withdrawal syndrome", "Research"]

    path = store.path
    store.close()
    reopened = UserStore(path)
    order = [b.section_title for b in Bookmarks(reopened).in_folder(clinic["clinic"])]
    reopened.close()
    assert order == ["Boxed warning", "Withdrawal syndrome", "Research"]


def test_alt_up_moves_a_folder(
    make_panel: Callable[[], BookmarksPanel], clinic: dict[str, int], bookmarks: Bookmarks, hand: Hand
) -> None:
    panel = make_panel()
    hand.select_folder(panel, clinic["ward"])
    hand.key(panel, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert [folder.name for folder in bookmarks.folders()] == ["Ward handover", "Spasticity clinic"]
    assert list(hand.shown(panel)) == ["Ward handover", "Spasticity clinic", "Not in a folder"]


@pytest.mark.parametrize(
    ("row", "order"),
    [
        (0, ["Research", "Withdrawal syndrome", "Boxed warning"]),
        (1, ["Withdrawal syndrome", "Research", "Boxed warning"]),
        (3, ["Withdrawal syndrome", "Boxed warning", "Research"]),
        (-1, ["Withdrawal syndrome", "Boxed warning", "Research"]),
    ],
)
def test_dropping_between_rows_orders(
    qtbot: QtBot,
    make_panel: Callable[[], BookmarksPanel],
    clinic: dict[str, int],
    bookmarks: Bookmarks,
    row: int,
    order: list[str],
    hand: Hand,
) -> None:
    panel = make_panel()
    mime = panel.model.mimeData([panel.model.index_of_bookmark(clinic["research"])])
    assert mime.hasFormat(MIME)
    with qtbot.waitSignal(panel.changed):
        panel.model.dropMimeData(mime, Qt.DropAction.MoveAction, row, 0, panel.model.index_of_folder(clinic["clinic"]))
    assert hand.shown(panel)["Spasticity clinic"] == order
    assert [b.section_title for b in bookmarks.in_folder(clinic["clinic"])] == order


def test_dropping_on_a_folder_moves_there_and_undo_moves_back_to_the_old_place(
    qtbot: QtBot, make_panel: Callable[[], BookmarksPanel], clinic: dict[str, int], bookmarks: Bookmarks, hand: Hand
) -> None:
    panel = make_panel()
    mime = panel.model.mimeData([panel.model.index_of_bookmark(clinic["taper"])])
    with qtbot.waitSignal(panel.notice) as notice:
        panel.model.dropMimeData(mime, Qt.DropAction.MoveAction, -1, 0, panel.model.index_of_folder(clinic["ward"]))
    assert hand.shown(panel)["Ward handover"] == ["Withdrawal syndrome"]
    assert bookmarks.get(clinic["taper"]).folder_id == clinic["ward"]
    assert notice.args is not None
    assert notice.args[0] == "Baclofen, Withdrawal syndrome moved to Ward handover."
    notice.args[1]()
    assert hand.shown(panel)["Spasticity clinic"] == ["Withdrawal syndrome", "Boxed warning", "Research"]


def test_dropping_between_folders_goes_to_the_end_of_the_upper_one(
    qtbot: QtBot, make_panel: Callable[[], BookmarksPanel], clinic: dict[str, int], hand: Hand
) -> None:
    panel = make_panel()
    mime = panel.model.mimeData([panel.model.index_of_bookmark(clinic["overview"])])
    with qtbot.waitSignal(panel.changed):
        panel.model.dropMimeData(mime, Qt.DropAction.MoveAction, 1, 0, QModelIndex())
    assert hand.shown(panel)["Spasticity clinic"][-1] == "Overview"


def test_the_menu_moves_to_another_folder(
    make_panel: Callable[[], BookmarksPanel], clinic: dict[str, int], bookmarks: Bookmarks, hand: Hand
) -> None:
    panel = make_panel()
    hand.select(panel, clinic["overview"])
    hand.menu_action(panel, "Ward handover")
    assert bookmarks.get(clinic["overview"]).folder_id == clinic["ward"]
    assert "Not in a folder" not in hand.shown(panel)


def test_moving_while_filtered_keeps_the_rows_that_are_out_of_sight_in_order(
    make_panel: Callable[[], BookmarksPanel], clinic: dict[str, int], bookmarks: Bookmarks, hand: Hand
) -> None:
    panel = make_panel()
    bookmarks.set_note(clinic["research"], "taper")
    panel.refresh()
    panel.filter_box.setText("taper")
    assert hand.shown(panel)["Spasticity clinic"] == ["Withdrawal syndrome", "Research"]
    hand.select(panel, clinic["research"])
    hand.key(panel, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    titles = [b.section_title for b in bookmarks.in_folder(clinic["clinic"])]
    assert titles == ["Research", "Withdrawal syndrome", "Boxed warning"]
