"""When the popup opens and closes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QElapsedTimer, QObject
from pytestqt.qtbot import QtBot

from desktop_app.ui.reading.citation_pointer import CLOSE_AFTER_MS, MOVE_AFTER_MS, OPEN_AFTER_MS, CitationPointer
from desktop_app.ui.reading.links import Link

ONE, TWO = Link("cite:1", 5, 6), Link("cite:2", 9, 10)
EARLY = 5
"""A coarse timer may be this many per cent early."""


@pytest.fixture
def pointer(qtbot: QtBot) -> Iterator[CitationPointer]:
    owner = QObject()
    yield CitationPointer(owner)
    owner.deleteLater()


def waited(qtbot: QtBot, signal: object, move: Callable[[], None]) -> int:
    """Milliseconds from just before a move of the pointer until the signal."""
    clock = QElapsedTimer()
    clock.start()
    with qtbot.waitSignal(signal):
        move()
    return clock.elapsed()


def test_pointing_opens_after_a_moment_and_not_before(qtbot: QtBot, pointer: CitationPointer) -> None:
    assert waited(qtbot, pointer.opened, lambda: pointer.point(ONE)) >= OPEN_AFTER_MS * (100 - EARLY) // 100
    assert pointer.shown == ONE


def test_passing_over_a_mark_opens_nothing(qtbot: QtBot, pointer: CitationPointer) -> None:
    pointer.point(ONE)
    pointer.point(None)
    with qtbot.assertNotEmitted(pointer.opened, wait=OPEN_AFTER_MS + 100):
        pass


def test_moving_to_another_mark_while_open_is_quicker(qtbot: QtBot, pointer: CitationPointer) -> None:
    pointer.open(ONE, keyboard=False)
    assert waited(qtbot, pointer.opened, lambda: pointer.point(TWO)) >= MOVE_AFTER_MS * (100 - EARLY) // 100
    assert pointer.shown == TWO


def test_it_closes_a_moment_after_the_pointer_has_left_mark_and_popup(qtbot: QtBot, pointer: CitationPointer) -> None:
    pointer.open(ONE, keyboard=False)
    pointer.point(None)
    pointer.enter_popup()
    with qtbot.assertNotEmitted(pointer.closed, wait=CLOSE_AFTER_MS + 100):
        pass
    assert waited(qtbot, pointer.closed, pointer.leave_popup) >= CLOSE_AFTER_MS * (100 - EARLY) // 100


def test_returning_to_the_mark_keeps_it_open(qtbot: QtBot, pointer: CitationPointer) -> None:
    pointer.open(ONE, keyboard=False)
    pointer.point(None)
    pointer.point(ONE)
    with qtbot.assertNotEmitted(pointer.closed, wait=CLOSE_AFTER_MS + 100):
        pass


def test_what_the_keyboard_opened_the_pointer_does_not_close(qtbot: QtBot, pointer: CitationPointer) -> None:
    pointer.open(ONE, keyboard=True)
    pointer.point(None)
    pointer.leave_popup()
    with qtbot.assertNotEmitted(pointer.closed, wait=CLOSE_AFTER_MS + 100):
        pass


def test_closing_forgets_what_was_pending(qtbot: QtBot, pointer: CitationPointer) -> None:
    pointer.open(ONE, keyboard=False)
    pointer.point(TWO)
    pointer.close()
    with qtbot.assertNotEmitted(pointer.opened, wait=OPEN_AFTER_MS + 100):
        pass
    assert pointer.shown is None
