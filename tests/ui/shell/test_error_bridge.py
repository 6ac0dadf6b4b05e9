"""From exceptions to notices."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.errors import CancelledError, StorageError
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.parts.notice_bar import NoticeBar
from desktop_app.ui.shell.error_bridge import ErrorBridge


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    window.resize(800, 400)
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def notices(window: QWidget, appearance: Appearance) -> NoticeBar:
    return NoticeBar(appearance, window)


@pytest.fixture
def bridge(notices: NoticeBar, window: QWidget) -> ErrorBridge:
    return ErrorBridge(notices, window)


def _defect() -> Exception:
    try:
        raise ZeroDivisionError("ours")  # noqa: TRY301
    except ZeroDivisionError as error:
        return error


def test_a_user_error_is_shown_in_its_own_words(bridge: ErrorBridge, notices: NoticeBar) -> None:
    bridge.take(StorageError("The disk is full. Free some space."))
    assert notices.text == "The disk is full. Free some space."


def test_what_the_user_stopped_is_not_an_error(bridge: ErrorBridge, notices: NoticeBar) -> None:
    bridge.take(CancelledError("stopped"))
    assert notices.text == ""


def test_a_defect_is_logged_with_its_traceback_and_shown_once(
    bridge: ErrorBridge, notices: NoticeBar, caplog: pytest.LogCaptureFixture
) -> None:
    error = _defect()
    with caplog.at_level(logging.ERROR):
        bridge.take(error)
    assert "ZeroDivisionError" in caplog.text
    assert "failed" in notices.text
    notices.dismiss()
    bridge.take(error)
    assert notices.text == ""


def test_the_report_of_a_defect_can_be_saved(
    bridge: ErrorBridge, notices: NoticeBar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "report.txt"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    bridge.take(_defect())
    button = notices.findChild(QPushButton)
    assert button is not None
    button.click()
    report = target.read_text("utf-8")
    assert "ZeroDivisionError: ours" in report
    assert "Materia " in report
    assert "saved" in notices.text


def test_an_exception_on_another_thread_is_shown_from_the_gui_thread(
    bridge: ErrorBridge, notices: NoticeBar, qtbot: QtBot, window: QWidget
) -> None:
    bridge.install()
    try:

        def fail() -> None:
            raise StorageError("read-only")

        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
        qtbot.waitUntil(lambda: notices.text == "read-only")
    finally:
        bridge.uninstall()


def test_hooks_take_what_nothing_caught_and_are_put_back(bridge: ErrorBridge, notices: NoticeBar) -> None:
    before: tuple[Callable[..., object], Callable[..., object]] = (sys.excepthook, threading.excepthook)
    bridge.install()
    error = StorageError("full")
    sys.excepthook(StorageError, error, None)
    assert notices.text == "full"
    bridge.uninstall()
    assert (sys.excepthook, threading.excepthook) == before
