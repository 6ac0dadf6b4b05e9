"""What comes back at the next start."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.errors import StorageError
from desktop_app.ui.shell import session
from desktop_app.ui.shell.session import Session, SessionKeeper, load_session, session_from


class Kept:
    """Settings in memory that count how often they are written."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.writes = 0
        self.full = False

    def get(self, key: str, default: Any = None) -> Any:
        if self.full:
            raise StorageError("damaged")
        return self.values.get(key, default)

    def set(self, key: str, value: Any) -> None:
        if self.full:
            raise StorageError("The disk is full.")
        self.writes += 1
        self.values[key] = value


def test_a_session_survives_being_stored() -> None:
    known = Session(theme="dark", zoom=1.5, uid="article:en:Baclofen", section="withdrawal", scroll=12, popup=False)
    assert session_from(asdict(known)) == known


@pytest.mark.parametrize(
    "stored", [None, [], "dark", {"theme": 3, "zoom": "big", "popup": 1, "scroll": True, "colour": "red"}]
)
def test_what_is_stored_wrongly_falls_back_to_the_default(stored: object) -> None:
    assert session_from(stored) == Session()


def test_a_whole_number_is_a_zoom_too() -> None:
    assert session_from({"zoom": 2}).zoom == 2.0


def test_many_changes_are_one_write_and_no_change_is_none(
    qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "SAVED_AFTER_MS", 20)
    kept, now = Kept(), [Session()]
    owner = QObject()
    keeper = SessionKeeper(kept, lambda: now[0], owner)
    for number in range(50):
        now[0] = Session(scroll=number)
        keeper.touch()
    qtbot.waitUntil(lambda: kept.writes > 0)
    assert load_session(kept).scroll == 49
    keeper.touch()
    qtbot.wait(60)
    assert kept.writes == 1


def test_settings_that_cannot_be_used_disturb_nobody(qapp: QApplication) -> None:
    kept = Kept()
    kept.full = True
    owner = QObject()
    SessionKeeper(kept, Session, owner).save_now()
    assert load_session(kept) == Session()
