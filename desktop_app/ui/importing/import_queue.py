"""Imports in the background, one after the other: this window's side of `services.importing`."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_app.errors import CancelledError
from desktop_app.services.importing.job import ImportJob, ImportProgress, ImportRequest
from desktop_app.ui.shell.jobs import JobControl, Jobs

if TYPE_CHECKING:
    from desktop_app.services.importing.report import ImportReport
    from desktop_app.services.library.library import Library


class ImportQueue(QObject):
    """Belongs to the window, not to the page that shows it: an import goes on when the page is closed."""

    changed = Signal()
    """An import began, ended, was paused or went on, or another one waits."""
    progressed = Signal(object)
    """`ImportProgress`"""
    finished = Signal(object)
    """`ImportReport`, also of an import that was stopped."""
    failed = Signal(object)
    """An exception: the import can be gone on with."""

    def __init__(self, library: Library, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._jobs = jobs
        self._running: ImportJob | None = None
        self._paths: tuple[str, ...] = ()
        self._waiting: deque[tuple[ImportJob, tuple[str, ...]]] = deque()
        self._progress: ImportProgress | None = None
        self._number = 0
        self._closed = False

    @property
    def number(self) -> int:
        """Of the import that began last: 1 for the first. 0 before it."""
        return self._number

    @property
    def running(self) -> bool:
        """Whether an import is at work or paused."""
        return self._running is not None

    @property
    def paused(self) -> bool:
        """Whether it waits for `go_on`."""
        return self._running is not None and self._running.paused

    @property
    def job_id(self) -> int | None:
        """Of the import that is running, once it is recorded."""
        return self._running.id if self._running is not None else None

    @property
    def paths(self) -> tuple[str, ...]:
        """What the import that is running was asked for."""
        return self._paths

    @property
    def waiting(self) -> int:
        """How many imports come after it."""
        return len(self._waiting)

    @property
    def progress(self) -> ImportProgress | None:
        """How far the running one is; None when it has only just begun."""
        return self._progress

    def add(self, request: ImportRequest) -> None:
        """Import this as soon as what was asked for before is done."""
        self._add(ImportJob(self._library, request), request.paths)

    def resume(self, job_id: int, paths: tuple[str, ...]) -> None:
        """Go on with an import that was interrupted."""
        self._add(ImportJob(self._library, resume=job_id), paths)

    def pause(self) -> None:
        """Wait, after what is being read."""
        if self._running is not None:
            self._running.pause()
            self.changed.emit()

    def go_on(self) -> None:
        """End the pause."""
        if self._running is not None:
            self._running.go_on()
            self.changed.emit()

    def cancel(self) -> None:
        """Stop the running import. What it has stored stays; what waits comes next."""
        if self._running is not None:
            self._running.cancel()

    def interrupt(self) -> None:
        """Materia is being closed: stop after the present item, to be gone on with at the next start."""
        self._closed = True
        if self._running is not None:
            self._running.interrupt()

    def _add(self, job: ImportJob, paths: tuple[str, ...]) -> None:
        self._waiting.append((job, paths))
        if self._running is not None:
            # Recorded now: whatever ends Materia before its turn, it is not forgotten.
            self._jobs.run(lambda _: job.record(), failed=self.failed.emit, writes=True, owner=self)
        self._next()

    def _next(self) -> None:
        if self._running is None and self._waiting and not self._closed:
            job, self._paths = self._waiting.popleft()
            self._running, self._progress = job, None
            self._number += 1

            def work(control: JobControl) -> ImportReport:
                def told(progress: ImportProgress) -> None:
                    if control.cancelled():
                        job.interrupt()
                    control.progress(progress)

                return job.run(told)

            self._jobs.run(
                work,
                done=self._done,
                failed=self._failed,
                progress=self._progressed,
                writes=True,
                lengthy=True,
                owner=self,
            )
        self.changed.emit()

    def _progressed(self, progress: ImportProgress) -> None:
        self._progress = progress
        self.progressed.emit(progress)

    def _done(self, report: ImportReport) -> None:
        self._running = None
        self.finished.emit(report)
        self._next()

    def _failed(self, error: Exception) -> None:
        self._running = None
        if not isinstance(error, CancelledError):
            self.failed.emit(error)
        self._next()
