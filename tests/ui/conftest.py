"""What every test of a widget shares: an appearance, and a check that nothing is left running behind it."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Iterator

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QThreadPool, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.ui.appearance import Appearance


@pytest.fixture
def appearance(qapp: QApplication) -> Appearance:
    """The light theme at 100 %."""
    return Appearance("light")


@pytest.fixture(autouse=True)
def nothing_left_behind(qapp: QApplication) -> Iterator[None]:
    """Fail a test that leaves a visible window, a timer of it, a running job or a thread."""
    threads_before = set(threading.enumerate())
    windows_before = set(_visible_windows())
    yield
    QThreadPool.globalInstance().waitForDone(5000)
    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    windows = [window for window in _visible_windows() if window not in windows_before]
    timers = [timer for window in windows for timer in window.findChildren(QTimer) if timer.isActive()]
    threads = [thread for thread in threading.enumerate() if thread not in threads_before and thread.is_alive()]
    threads = [thread for thread in threads if not isinstance(thread, threading._DummyThread)]
    for window in windows:
        window.close()
    assert not windows, f"windows left open: {windows}"
    assert not timers, f"timers left running: {timers}"
    assert not threads, f"threads left running: {threads}"


def _visible_windows() -> list[QWidget]:
    return [window for window in QApplication.topLevelWidgets() if window.isVisible()]
