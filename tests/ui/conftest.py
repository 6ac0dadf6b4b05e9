"""What every test of a widget shares: an appearance, and a check that nothing is left running behind it."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Callable, Iterator
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QThreadPool, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import (
    Monograph,
    Name,
    NameKind,
    Provenance,
    Reference,
    ReferenceStatus,
    Section,
)
from desktop_app.ui.look.appearance import Appearance

PATIENCE_MS = 60_000
"""What ends a wait is its condition; this ends a test that waits in vain. A busy machine exceeds pytest-qt's 5 s."""

_MODULES_HAVE = 50_000
"""Fewer objects than Qt, Materia and their tests are made of once imported."""


class PatientBot(QtBot):
    """Gives every wait that names no time of its own as long as a busy machine may need."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE_MS) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE_MS, **more: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **more)

    def waitSignals(self, signals: Any, *, timeout: int = PATIENCE_MS, **more: Any) -> Any:
        return super().waitSignals(signals, timeout=timeout, **more)

    def waitExposed(self, widget: QWidget, *, timeout: int = PATIENCE_MS) -> Any:
        return super().waitExposed(widget, timeout=timeout)

    def waitActive(self, widget: QWidget, *, timeout: int = PATIENCE_MS) -> Any:
        return super().waitActive(widget, timeout=timeout)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """pytest-qt's, with more patience."""
    return PatientBot(request)


@pytest.fixture
def appearance(qapp: QApplication) -> Appearance:
    """The light theme at 100 %."""
    return Appearance("light")


@pytest.fixture(autouse=True)
def nothing_left_behind(qapp: QApplication) -> Iterator[None]:
    """Fail a test that leaves a visible window, a timer of it, a running job or a thread."""
    if len(gc.get_objects()) > _MODULES_HAVE:  # what stays, modules and all tests, is not gone through after each test
        gc.collect()
        gc.freeze()
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


@pytest.fixture
def cited_monograph() -> Monograph:
    """References given, matched, missing and tied to no mark; a warning, a long and an empty section."""
    withdrawal = (
        '<p>Stopping baclofen at once can cause withdrawal.<a href="cite:24">24</a> Taper the dose slowly over weeks, '
        'for withdrawal is worse after a sudden stop.<a href="cite:26">26</a><a href="cite:27">27</a></p>'
        '<p>Effects last for days.<a href="cite:?">source needed</a> GABA<sub>B</sub> receptors.'
        '<a href="cite:26">26</a> See <a href="section:warning">the warning</a>.</p>'
    )
    sections = (
        Section("overview", Kind.OVERVIEW, "Overview", '<p>A muscle relaxant.<a href="cite:25">25</a></p>', 0),
        Section("warning", Kind.BOXED_WARNING, "Boxed warning", "<p>Never stop suddenly: withdrawal.</p>", 1),
        Section("withdrawal", Kind.WITHDRAWAL, "Withdrawal syndrome", withdrawal + "<p>More text.</p>" * 60, 2),
        Section("history", Kind.HISTORY, "History", "", 3),
        Section("research", Kind.RESEARCH, "Research", '<p>Alcohol.<a href="cite:26">26</a></p>', 4),
    )
    leggio = {
        "type": "article-journal",
        "title": "Effectiveness and safety of baclofen",
        "author": [{"family": "Leggio", "given": "L"}],
        "container-title": "CNS Neurol Disord Drug Targets",
        "issued": {"date-parts": [[2010]]},
        "volume": "9",
        "issue": "1",
        "page": "33-44",
    }
    references = (
        Reference("24", "24", ReferenceStatus.MISSING),
        Reference("25", "25", ReferenceStatus.GIVEN, raw="Grenier B. Severe hyperthermia. 1996."),
        Reference("26", "26", ReferenceStatus.MATCHED, raw="Leggio L", csl=leggio, doi="10.2174/187152710790966614",
                  pmid="20201813", reason="order, 3 uses, shares alcohol", probability=0.992),
        Reference("27", "27", ReferenceStatus.MISSING),
        Reference("u1", "", ReferenceStatus.GIVEN, raw="Wuis EW. Plasma kinetics. 1989.", candidates=("24", "27")),
    )  # fmt: skip
    names = (
        Name("Lioresal", NameKind.BRAND),
        Name("baclofen", NameKind.GENERIC),
        Name("baclofin", NameKind.MISSPELLING),
    )
    provenance = Provenance("article-text", effective_date="2019-04-02", notice="Not reviewed by a clinician.")
    return Monograph("article:en:Baclofen", "Baclofen", "en", names, sections, references, provenance)


def _visible_windows() -> list[QWidget]:
    return [window for window in QApplication.topLevelWidgets() if window.isVisible()]
