"""Work off the GUI thread: one runner, whose callbacks all arrive on the GUI thread.

Readers run two at a time; writers queue on one thread of their own, because SQLite takes one writer anyway and a
queue keeps the order in which things were asked for. Work of hours, such as an import, has a third kind of thread:
what is written meanwhile must not wait for its end, only for its present transaction. What nobody waits for has a
fourth, so that nothing that somebody waits for stands behind it. The threads live as long as the runner, so that what
is bound to a thread (a database connection) is opened once.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from desktop_app.errors import CancelledError

T = TypeVar("T")
_log = logging.getLogger(__name__)
_THREADS = {"reader": 2, "writer": 1, "lengthy": 1, "unhurried": 1}


@dataclass(slots=True, eq=False)
class _Job:
    id: int
    work: Callable[[JobControl], Any]
    done: Callable[[Any], None] | None
    failed: Callable[[Exception], None] | None
    progress: Callable[[Any], None] | None
    owner: QObject | None
    stop: threading.Event = field(default_factory=threading.Event)
    dropped: bool = False
    over: bool = False
    latest: list[Any] = field(default_factory=list)
    """Progress on its way to the GUI thread, at most one item: a slow window is told the newest, not all."""
    lock: threading.Lock = field(default_factory=threading.Lock)
    """Holds `latest`: without it the newest item could be put down just after the GUI thread looked."""

    def is_wanted(self) -> bool:
        return not self.dropped and (self.owner is None or shiboken6.isValid(self.owner))


class JobControl:
    """What work may ask for while it runs, from its own thread."""

    def __init__(self, job: _Job, report: Callable[[_Report], None]) -> None:
        self._job = job
        self._report = report

    def cancelled(self) -> bool:
        """Whether to stop as soon as possible."""
        return self._job.stop.is_set()

    def check(self) -> None:
        """Raise CancelledError if the work is to stop."""
        if self.cancelled():
            raise CancelledError("The work was stopped; nothing of it was kept.")

    def progress(self, value: Any) -> None:
        """Tell how far the work is."""
        with self._job.lock:
            waiting = bool(self._job.latest)
            self._job.latest[:] = [value]
        if not waiting:
            self._report(_Report(self._job, "progress", None))


@dataclass(frozen=True, slots=True)
class _Report:
    job: _Job
    what: str
    value: Any


class JobHandle:
    """A job that was started, for whoever started it."""

    def __init__(self, job: _Job) -> None:
        self._job = job

    @property
    def id(self) -> int:
        """Grows with every job of a runner."""
        return self._job.id

    @property
    def over(self) -> bool:
        """Whether its last callback has been made (or dropped)."""
        return self._job.over

    def cancel(self) -> None:
        """Ask the work to stop. How it ended is still reported: finished after all, or failed with CancelledError."""
        self._job.stop.set()

    def drop(self) -> None:
        """Ask the work to stop and never hear of it again: its result would be stale."""
        self._job.dropped = True
        self._job.stop.set()


class Jobs(QObject):
    """Runs work on threads. Belongs to the GUI thread, outlives what it runs, and is drained at close."""

    unhandled = Signal(object)
    """An exception of a job that named nobody to take it."""
    _reported = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queues: dict[str, SimpleQueue[_Job | None]] = {kind: SimpleQueue() for kind in _THREADS}
        self._threads: dict[str, threading.Thread] = {}
        self._running: dict[int, _Job] = {}
        self._last_id = 0
        self._closed = False
        self._reported.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[JobControl], T],
        *,
        done: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        progress: Callable[[Any], None] | None = None,
        writes: bool = False,
        lengthy: bool = False,
        unhurried: bool = False,
        owner: QObject | None = None,
    ) -> JobHandle:
        """Run `work` on a thread and call back on the GUI thread.

        `writes` puts it in the one queue of writers, `lengthy` and `unhurried` in ones of their own. When `owner` is
        deleted meanwhile, no callback is made.
        """
        self._last_id += 1
        job = _Job(self._last_id, work, done, failed, progress, owner)
        if self._closed:
            job.dropped = job.over = True
            return JobHandle(job)
        self._running[job.id] = job
        kind = "unhurried" if unhurried else "lengthy" if lengthy else "writer" if writes else "reader"
        self._start_threads(kind)
        self._queues[kind].put(job)
        return JobHandle(job)

    @property
    def busy(self) -> bool:
        """Whether any job is waiting or running."""
        return bool(self._running)

    def drain(self, seconds: float = 10.0) -> bool:
        """Stop everything and wait for the threads to end; no callback is made after this. True when they ended."""
        self._closed = True
        for job in self._running.values():
            job.dropped = True
            job.stop.set()
        for name in self._threads:
            self._queues[name.partition("-")[0]].put(None)
        end = time.monotonic() + seconds
        for thread in self._threads.values():
            thread.join(max(0.0, end - time.monotonic()))
        late = [name for name, thread in self._threads.items() if thread.is_alive()]
        if late:
            _log.error("jobs did not stop within %.0f s: %s", seconds, ", ".join(late))
        self._running.clear()
        return not late

    def _start_threads(self, kind: str) -> None:
        for number in range(_THREADS[kind]):
            name = f"{kind}-{number}"
            if name not in self._threads:
                thread = threading.Thread(
                    target=_serve, args=(self._queues[kind], self._report), name=f"materia-{name}", daemon=True
                )
                self._threads[name] = thread
                thread.start()

    def _report(self, report: _Report) -> None:
        if shiboken6.isValid(self):
            self._reported.emit(report)

    def _deliver(self, report: _Report) -> None:
        job = report.job
        if report.what == "progress":
            with job.lock:
                latest = job.latest.pop()
            if job.progress is not None and job.is_wanted():
                job.progress(latest)
            return
        job.over = True
        self._running.pop(job.id, None)
        if not job.is_wanted():
            return
        if report.what == "done":
            if job.done is not None:
                job.done(report.value)
        elif job.failed is not None:
            job.failed(report.value)
        elif not isinstance(report.value, CancelledError):
            self.unhandled.emit(report.value)


def _serve(queue: SimpleQueue[_Job | None], report: Callable[[_Report], None]) -> None:
    while (job := queue.get()) is not None:
        if job.dropped:
            report(_Report(job, "failed", CancelledError("The work was stopped before it began.")))
            continue
        try:
            value = job.work(JobControl(job, report))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told to whoever started the work
            report(_Report(job, "failed", error))
        else:
            report(_Report(job, "done", value))
        del job
