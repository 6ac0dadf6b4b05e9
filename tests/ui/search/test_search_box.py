"""The box shows what is searched."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.search.query_text import MOST_CHARACTERS
from desktop_app.ui.search.search_box import SearchBox


def test_what_is_pasted_is_shown_as_it_is_searched(qtbot: QtBot, appearance: Appearance) -> None:
    box = SearchBox(appearance)
    qtbot.addWidget(box)
    box.setText("0.05  mg")
    box.setCursorPosition(5)
    QGuiApplication.clipboard().setText("5\u00a0\x7f\x01mg\u202e")
    box.paste()
    assert box.text() == box.query == "0.05 5   mg  mg"
    assert box.cursorPosition() == 12
    box.selectAll()
    QGuiApplication.clipboard().setText("withdrawal " * 1000)
    box.paste()
    assert len(box.text()) == MOST_CHARACTERS
    box.setText("باكلوفين 💊")
    assert box.text() == box.query == "باكلوفين 💊"
