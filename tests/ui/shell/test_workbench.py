"""The actions of the whole window: themes, text size, keys, menu and full screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from desktop_app.ui.look.dress import dress
from desktop_app.ui.shell.actions import ACTIONS
from desktop_app.ui.shell.key_table import KeyTable

if TYPE_CHECKING:
    from tests.ui.shell.conftest import Opened


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


def test_every_action_has_a_handler_and_says_why_it_is_disabled(opened: Opened) -> None:
    for entry in ACTIONS:
        action = opened.bench.actions_by_id[entry.id]
        assert [sequence.toString() for sequence in action.shortcuts()] == list(entry.keys)
        if entry.needs:
            assert not action.isEnabled()
            assert entry.needs[1:] in action.toolTip()


def test_f1_lists_every_key(opened: Opened) -> None:
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


def test_the_menu_fits_a_small_screen_however_often_it_is_opened(opened: Opened, qapp: QApplication) -> None:
    dress(qapp, opened.appearance)
    menu = opened.bench.toolbar.menu
    for _ in range(3):
        menu.aboutToShow.emit()
    assert menu.sizeHint().height() < 680
    submenus = [submenu for action in menu.actions() if isinstance(submenu := action.menu(), QMenu)]
    shown = [action for each in submenus for action in each.actions()]
    assert opened.bench.actions_by_id["theme-dark"] in shown
    assert opened.bench.actions_by_id["restore-backup"] in shown
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert len(menu.findChildren(QMenu)) == len(submenus)
    qapp.setStyleSheet("")


@pytest.mark.parametrize("place", ["text", "search"])
def test_ctrl_tab_walks_the_sections_from_anywhere(opened: Opened, place: str) -> None:
    opened.window.activateWindow()
    opened.open_first("baclofen withdrawal")
    if place == "search":
        opened.bench.focus_search()
    else:
        opened.view.focus_text()
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(opened.window.focusWidget(), Qt.Key.Key_Tab, control)
    assert opened.view.section_key == "history"
    QTest.keyClick(opened.window.focusWidget(), Qt.Key.Key_Tab, control | shift)
    assert opened.view.section_key == "withdrawal"


def test_full_screen_goes_there_and_back(opened: Opened, qtbot: QtBot) -> None:
    action = opened.bench.actions_by_id["full-screen"]
    action.trigger()
    qtbot.waitUntil(opened.window.isFullScreen)
    assert action.isChecked()
    action.trigger()
    qtbot.waitUntil(lambda: not opened.window.isFullScreen())
