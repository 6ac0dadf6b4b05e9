"""A second start brings the window forward and hands it files, through the window's own event loop."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.services.handover import lock_or_hand_over
from desktop_app.services.window_lock import HeldError, WindowLock
from desktop_app.ui.shell.second_starts import SecondStarts


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[QWidget]:
    """Has the data folder."""
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    with WindowLock(tmp_path):
        yield widget


@pytest.fixture
def elsewhere() -> Iterator[ThreadPoolExecutor]:
    """Where second starts run: the window's thread is this one."""
    with ThreadPoolExecutor() as threads:
        yield threads


def start(elsewhere: ThreadPoolExecutor, folder: Path, *files: Path, patience: float = 30) -> Future[bool]:
    return elsewhere.submit(lock_or_hand_over, WindowLock(folder), files, patience=patience)


def test_files_are_handed_over_and_the_window_comes_forward(
    qtbot: QtBot, tmp_path: Path, window: QWidget, elsewhere: ThreadPoolExecutor
) -> None:
    asked: list[object] = []
    starts = SecondStarts(tmp_path, window)
    starts.asked.connect(asked.append)
    window.showMinimized()
    second = start(elsewhere, tmp_path, tmp_path / "a b.pdf")
    qtbot.waitUntil(second.done, timeout=20_000)
    assert not second.result()
    assert asked == [[tmp_path / "a b.pdf"]]
    assert not window.isMinimized()
    assert window.isVisible()
    starts.stop()


def test_what_was_asked_before_the_window_looked_is_answered(
    qtbot: QtBot, tmp_path: Path, window: QWidget, elsewhere: ThreadPoolExecutor
) -> None:
    second = start(elsewhere, tmp_path)
    qtbot.waitUntil(lambda: any(tmp_path.glob("requests/*.json")))
    dialog = QDialog(window)
    dialog.open()  # even then
    starts = SecondStarts(tmp_path, window)
    qtbot.waitUntil(second.done, timeout=20_000)
    assert not second.result()
    dialog.close()
    starts.stop()


def test_a_window_that_is_being_closed_answers_nobody(
    qtbot: QtBot, tmp_path: Path, window: QWidget, elsewhere: ThreadPoolExecutor
) -> None:
    starts = SecondStarts(tmp_path, window)
    starts.stop()
    second = start(elsewhere, tmp_path, patience=0.3)
    qtbot.waitUntil(second.done, timeout=20_000)
    with pytest.raises(HeldError, match="already open"):
        second.result()


def test_where_no_request_can_be_made_that_is_said_at_once(tmp_path: Path, window: QWidget) -> None:
    (tmp_path / "requests").write_text("")
    with pytest.raises(OSError, match="requests"):
        SecondStarts(tmp_path, window)
