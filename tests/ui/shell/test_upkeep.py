"""What goes on behind the window keeps nobody waiting, and ends with it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.services.search.search import Search
from desktop_app.ui.shell import upkeep

if TYPE_CHECKING:
    from tests.ui.shell.conftest import Opened


def test_the_index_is_tidied_behind_the_window_and_no_longer_than_it_is_there(
    opened: Opened, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, ended = threading.Event(), threading.Event()

    def tidy(_: Search, stopped: Callable[[], bool]) -> None:
        begun.set()
        while not stopped():
            ended.wait(0.01)
        ended.set()

    monkeypatch.setattr(upkeep, "_READY_AFTER_MS", 0)
    monkeypatch.setattr(Search, "tidy", tidy)
    opened.bench.searching.index_lost.emit()
    qtbot.waitUntil(begun.is_set)

    opened.open_first("baclofen")
    opened.open_first("tizanidine")
    assert opened.rows
    assert not ended.is_set()

    assert opened.jobs.drain()
    assert ended.is_set()
