"""The one table of actions."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtGui import QKeySequence

from desktop_app.ui.look.icons import icon_names
from desktop_app.ui.shell.actions import ACTIONS, action, key_rows, key_table_markdown, menu_ids


def test_no_two_actions_share_an_id_or_a_key() -> None:
    assert not [key for key, count in Counter(entry.id for entry in ACTIONS).items() if count > 1]
    keys = Counter(QKeySequence(key).toString() for entry in ACTIONS for key in entry.keys)
    assert not [key for key, count in keys.items() if count > 1]


def test_every_key_is_one_that_qt_understands() -> None:
    for entry in ACTIONS:
        for key in entry.keys:
            assert QKeySequence(key).toString() == key, key


def test_every_icon_is_drawn_and_every_entry_of_the_menu_is_an_action() -> None:
    assert {entry.icon for entry in ACTIONS if entry.icon} <= set(icon_names())
    for action_id in menu_ids():
        assert action(action_id).id == action_id
    assert len(set(menu_ids())) == len(menu_ids())


def test_every_action_can_be_reached_by_a_key_or_in_the_menu() -> None:
    assert not [entry.id for entry in ACTIONS if not entry.keys and entry.id not in menu_ids()]


def test_an_action_that_does_not_exist_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        action("compare-with-the-moon")


def test_the_key_table_lists_every_key_of_every_action() -> None:
    shown = "\n".join(keys for _, entries in key_rows() for keys, _ in entries)
    for entry in ACTIONS:
        for key in entry.keys:
            assert key in shown
    markdown = key_table_markdown()
    assert markdown.startswith("| Keys | What they do |\n|---|---|\n")
    assert "| Ctrl+K or Ctrl+L | Search |" in markdown
