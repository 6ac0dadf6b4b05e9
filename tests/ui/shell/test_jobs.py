"""Work off the GUI thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QObject, QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.errors import CancelledError, UserError
from desktop_app.ui.shell.jobs import JobControl, Jobs

PATIENCE = 60.0
"""Seconds, of which a machine that is not busy needs none."""


@pytest.fixture
def jobs(qapp: QApplication) -> Iterator[Jobs]:
    jobs = Jobs()
    yield jobs
    assert jobs.drain(PATIENCE)


def test_work_runs_elsewhere_and_its_result_arrives_on_the_gui_thread(jobs: Jobs, qtbot: QtBot) -> None:
    seen: list[tuple[str, bool]] = []
    main = threading.current_thread()

    def work(control: JobControl) -> bool:
        return threading.current_thread() is main

    jobs.run(work, done=lambda on_main: seen.append(("work", on_main)))
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [("work", False)]
    assert QThread.currentThread().isMainThread()


def test_an_exception_reaches_the_one_who_asked(jobs: Jobs, qtbot: QtBot) -> None:
    seen: list[Exception] = []

    def work(control: JobControl) -> None:
        raise UserError("no")

    jobs.run(work, done=lambda _: seen.append(AssertionError()), failed=seen.append)
    qtbot.waitUntil(lambda: bool(seen))
    assert isinstance(seen[0], UserError)


def test_an_exception_that_nobody_takes_is_announced(jobs: Jobs, qtbot: QtBot) -> None:
    def work(control: JobControl) -> None:
        raise ValueError("ours")

    with qtbot.waitSignal(jobs.unhandled) as blocker:
        jobs.run(work)
    assert isinstance(blocker.args[0], ValueError)


def test_writers_run_one_after_the_other_in_the_order_asked_for(jobs: Jobs, qtbot: QtBot) -> None:
    order: list[int] = []
    inside = threading.Semaphore(1)

    def work(number: int) -> int:
        assert inside.acquire(blocking=False)
        order.append(number)
        threading.Event().wait(0.001)
        inside.release()
        return number

    done: list[int] = []
    for number in range(8):
        jobs.run(lambda _, number=number: work(number), done=done.append, writes=True)  # type: ignore[misc]
    qtbot.waitUntil(lambda: len(done) == 8)
    assert order == list(range(8))


def test_a_cancelled_job_says_so_and_a_dropped_one_says_nothing(jobs: Jobs, qtbot: QtBot) -> None:
    seen: list[str] = []
    begun = threading.Barrier(3)

    def work(control: JobControl) -> None:
        begun.wait(PATIENCE)
        while True:
            control.check()
            threading.Event().wait(0.005)

    def failed(name: str, error: Exception) -> None:
        assert isinstance(error, CancelledError)
        seen.append(name)

    cancelled = jobs.run(work, failed=lambda error: failed("cancelled", error))
    dropped = jobs.run(work, failed=lambda error: failed("dropped", error))
    begun.wait(PATIENCE)
    dropped.drop()
    cancelled.cancel()
    qtbot.waitUntil(lambda: cancelled.over and dropped.over)
    assert seen == ["cancelled"]


def test_progress_arrives_in_order_and_ends_with_the_newest(jobs: Jobs, qtbot: QtBot) -> None:
    seen: list[int] = []

    def work(control: JobControl) -> None:
        for number in range(1000):
            control.progress(number)

    handle = jobs.run(work, progress=seen.append)
    qtbot.waitUntil(lambda: handle.over)
    assert seen == sorted(seen)
    assert seen[-1] == 999


def test_nothing_is_called_back_when_the_owner_was_deleted_meanwhile(jobs: Jobs, qtbot: QtBot) -> None:
    import shiboken6

    seen: list[object] = []
    go = threading.Event()
    owner = QObject()
    handle = jobs.run(lambda _: go.wait(PATIENCE), done=seen.append, owner=owner)
    shiboken6.delete(owner)
    go.set()
    qtbot.waitUntil(lambda: handle.over)
    assert seen == []


def test_draining_stops_what_runs_drops_what_waits_and_ends_the_threads(qapp: QApplication, qtbot: QtBot) -> None:
    jobs = Jobs()
    seen: list[object] = []
    begun = threading.Event()

    def work(control: JobControl) -> None:
        begun.set()
        while not control.cancelled():
            threading.Event().wait(0.005)

    for _ in range(5):
        jobs.run(work, done=seen.append, failed=seen.append)
    assert begun.wait(PATIENCE)
    assert jobs.drain(PATIENCE)
    assert not jobs.busy
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("materia-")]
    qtbot.wait(20)
    assert seen == []
    assert jobs.run(work).over


def test_a_job_that_will_not_stop_does_not_hold_up_closing_for_ever(qapp: QApplication) -> None:
    jobs = Jobs()
    begun, go = threading.Event(), threading.Event()
    jobs.run(_stubborn(begun, go))
    assert begun.wait(PATIENCE)
    assert not jobs.drain(0.05)
    go.set()
    for thread in list(jobs._threads.values()):
        thread.join(PATIENCE)


def test_a_job_that_outlives_its_runner_reports_to_nobody(qapp: QApplication, qtbot: QtBot) -> None:
    import shiboken6

    jobs = Jobs()
    begun, go = threading.Event(), threading.Event()
    jobs.run(_stubborn(begun, go))
    assert begun.wait(PATIENCE)
    assert not jobs.drain(0.02)
    threads = list(jobs._threads.values())
    shiboken6.delete(jobs)
    go.set()
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive()


def _stubborn(begun: threading.Event, go: threading.Event) -> Callable[[JobControl], None]:
    def work(control: JobControl) -> None:
        begun.set()
        go.wait(PATIENCE)

    return work


def test_lengthy_work_keeps_no_writer_waiting(jobs: Jobs, qtbot: QtBot) -> None:
    go_on, order = threading.Event(), []
    jobs.run(lambda _: go_on.wait(PATIENCE), done=lambda _: order.append("lengthy"), writes=True, lengthy=True)
    jobs.run(lambda _: None, done=lambda _: order.append("short"), writes=True)
    jobs.run(lambda _: None, done=lambda _: order.append("second lengthy"), writes=True, lengthy=True)
    qtbot.waitUntil(lambda: order == ["short"])
    go_on.set()
    qtbot.waitUntil(lambda: len(order) == 3)
    assert order == ["short", "lengthy", "second lengthy"]


def test_unhurried_work_keeps_nobody_waiting(jobs: Jobs, qtbot: QtBot) -> None:
    go_on, order = threading.Event(), []
    for _ in range(2):
        jobs.run(lambda _: go_on.wait(PATIENCE), done=lambda _: order.append("unhurried"), unhurried=True)
    jobs.run(lambda _: "read", done=order.append)
    jobs.run(lambda _: "written", done=order.append, writes=True)
    jobs.run(lambda _: "imported", done=order.append, lengthy=True)
    qtbot.waitUntil(lambda: sorted(order) == ["imported", "read", "written"])
    go_on.set()
    qtbot.waitUntil(lambda: order[3:] == ["unhurried"] * 2)
