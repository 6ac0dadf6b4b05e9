"""Garbage is collected while nobody types, on the window's thread, and all of it in the end."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop_app.ui.shell import collecting
from desktop_app.ui.shell.collecting import Collecting


class Knot:
    """Holds itself: only a collection ends it."""

    def __init__(self) -> None:
        self.own = self


@pytest.fixture
def collector(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Collecting]:
    """One that looks when asked to, has begun, and takes any time without a key for a rest."""
    monkeypatch.setattr(collecting, "_REST_SECONDS", 0.0)
    owner = QObject()
    made = Collecting(owner)
    made.look()
    assert not gc.isenabled()
    yield made
    made.stop()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def knots(count: int) -> list[weakref.ref[Knot]]:
    return [weakref.ref(Knot()) for _ in range(count)]


def left(made: list[weakref.ref[Knot]]) -> int:
    return sum(each() is not None for each in made)


def test_what_the_window_is_made_of_is_not_gone_through(collector: Collecting) -> None:
    assert gc.get_freeze_count() > 1000


def test_garbage_is_collected_in_a_rest_once_it_is_worth_it(collector: Collecting) -> None:
    few = knots(100)
    collector.look()
    assert left(few) == 100
    more = knots(collecting._WORTH)
    collector.look()
    assert left(few) == left(more) == 0


def test_while_somebody_types_only_much_of_it_is(collector: Collecting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collecting, "_REST_SECONDS", 3600.0)
    collector.put_off()
    made = knots(collecting._WORTH)
    collector.look()
    assert left(made) == collecting._WORTH
    monkeypatch.setattr(collecting, "_MUCH", collecting._WORTH)
    collector.look()
    assert left(made) == 0


def test_garbage_that_has_survived_is_collected_once_as_much_has_come_anew(collector: Collecting) -> None:
    held = [Knot() for _ in range(10 * collecting._WORTH)]
    refs = [weakref.ref(each) for each in held]
    collector.look()  # from here on they are old
    held.clear()
    new = knots(collecting._WORTH)
    collector.look()
    assert left(new) == 0
    assert left(refs) == len(refs), "going through all of it is not worth it yet"
    for _ in range(10):
        knots(2 * collecting._WORTH)
        collector.look()
    assert left(refs) == 0


def test_no_other_thread_collects(collector: Collecting) -> None:
    seen: list[str] = []

    def heard(phase: str, _: object) -> None:
        seen.append(f"{phase} {threading.current_thread().name}")

    gc.callbacks.append(heard)
    try:
        thread = threading.Thread(target=lambda: [Knot() for _ in range(50_000)])
        thread.start()
        thread.join()
        assert not seen
        collector.look()
        assert set(seen) == {"start MainThread", "stop MainThread"}
    finally:
        gc.callbacks.remove(heard)


def test_it_begins_with_the_first_rest(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collecting, "LOOKED_EVERY_MS", 1)
    owner = QObject()
    made = Collecting(owner)
    monkeypatch.setattr(collecting, "_REST_SECONDS", 3600.0)
    made.begin()
    made.look()
    assert gc.isenabled()
    monkeypatch.setattr(collecting, "_REST_SECONDS", 0.0)
    qtbot.waitUntil(lambda: not gc.isenabled())
    made.stop()
    made.stop()
    assert gc.isenabled()


def test_the_window_collects_so_from_when_it_is_ready_until_it_is_closed(tmp_path: Path) -> None:
    code = (
        "import gc, sys; from pathlib import Path\n"
        "from PySide6.QtCore import QTimer\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from desktop_app.app import run_window\n"
        "from desktop_app.ui.shell import collecting\n"
        "collecting._REST_SECONDS, collecting.LOOKED_EVERY_MS = 0.0, 10\n"
        "application, before = QApplication([]), gc.isenabled()\n"
        "timer = QTimer(); timer.start(20)\n"
        "timer.timeout.connect(lambda: gc.isenabled() or application.closeAllWindows())\n"
        "run_window(Path(sys.argv[1]))\n"
        "print(before, gc.isenabled(), gc.get_freeze_count())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == ["True", "True", "0"]
