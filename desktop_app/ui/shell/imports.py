"""Imports from the window: starting them, telling of them while other things are read, and taking up what was cut."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget

from desktop_app.errors import UserError
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.parts.notice_bar import NoticeBar
from desktop_app.ui.parts.outside import open_outside
from desktop_app.ui.shell.jobs import Jobs
from desktop_app.ui.shell.services import Services
from desktop_app.ui.shell.status_bar import StatusBar

if TYPE_CHECKING:
    from desktop_app.services.importing.job import ImportProgress, UnfinishedJob
    from desktop_app.services.importing.report import ImportReport
    from desktop_app.ui.importing.import_page import ImportPage
    from desktop_app.ui.importing.import_queue import ImportQueue


class Imports(QObject):
    """Handlers of the actions that import. The page is made when it is first wanted."""

    opened = Signal(str)
    """The uid of a document of a report."""
    left = Signal()
    """The page was closed: what was in the pane before should be there again."""
    library_changed = Signal()
    failed = Signal(object)

    def __init__(
        self, host: QStackedWidget, jobs: Jobs, notices: NoticeBar, status: StatusBar, appearance: Appearance
    ) -> None:
        super().__init__(host)
        self._host = host
        self._jobs = jobs
        self._notices = notices
        self._status = status
        self._appearance = appearance
        self._services: Services | None = None
        self._queue: ImportQueue | None = None
        self._page: ImportPage | None = None
        self._interrupted: list[UnfinishedJob] = []
        self._last: ImportReport | None = None
        status.import_wanted.connect(self.show_report)

    @property
    def queue(self) -> ImportQueue | None:
        """What runs; None until the services are there."""
        return self._queue

    @property
    def page(self) -> ImportPage | None:
        """The page, once it has been wanted."""
        return self._page

    @property
    def running(self) -> bool:
        """Whether an import is at work or paused."""
        return self._queue is not None and self._queue.running

    def use(self, services: Services) -> None:
        """Take the services, which come after the first paint."""
        self._services = services

    def look_for_interrupted(self) -> None:
        """See whether an import did not come to its end the last time."""
        services = self._services
        if services is None or services.library.read_only:
            return
        from desktop_app.services.importing.job import unfinished

        library = services.library
        self._jobs.run(lambda _: unfinished(library), done=self._offer, failed=self.failed.emit, owner=self)

    def import_files(self) -> None:
        """Where files are chosen, and where they are to be had."""
        page = self._open_page()
        if page is not None:
            page.show_add()
            page.take_focus()

    def show_imports(self) -> None:
        """The reports of all imports."""
        page = self._open_page()
        if page is not None:
            page.show_past()
            page.take_focus()

    def show_report(self) -> None:
        """What is running, or what ran last."""
        page = self._open_page()
        if page is not None:
            page.show_report()
            page.take_focus()

    def start(self, paths: Sequence[Path]) -> None:
        """Import what was dropped on the window."""
        page = self._open_page()
        if page is not None:
            page.start(paths)

    def interrupt(self) -> None:
        """Materia is being closed."""
        if self._queue is not None:
            self._queue.interrupt()

    def _open_page(self) -> ImportPage | None:
        services = self._services
        if services is None:
            return None
        if services.library.read_only:
            self._notices.warn("Nothing can be added: the library can only be read here.")
            return None
        if self._page is None:
            from desktop_app.ui.importing.import_page import ImportPage

            page = ImportPage(services.library, self._made_queue(services), self._jobs, self._appearance, self._host)
            page.opened.connect(self.opened)
            page.closed.connect(self.left)
            page.told.connect(self._notices.tell)
            page.failed.connect(self.failed)
            page.link_clicked.connect(open_outside)
            page.take_out_wanted.connect(self._take_out)
            page.go_on_wanted.connect(lambda job: self._go_on([job]))
            page.leave_wanted.connect(lambda job: self._leave([job]))
            page.set_interrupted(self._interrupted)
            if self._last is not None and not self.running:
                page.show_finished(self._last)
            self._host.addWidget(page)
            self._page = page
        self._host.setCurrentWidget(self._page)
        return self._page

    def _made_queue(self, services: Services) -> ImportQueue:
        if self._queue is None:
            from desktop_app.ui.importing.import_queue import ImportQueue

            self._queue = ImportQueue(services.library, self._jobs, self)
            self._queue.changed.connect(self._tell)
            self._queue.progressed.connect(self._tell)
            self._queue.finished.connect(self._finished)
            self._queue.failed.connect(self._cut_short)
        return self._queue

    def _tell(self, _: ImportProgress | None = None) -> None:
        from desktop_app.ui.importing.import_words import status_words

        queue = self._queue
        assert queue is not None
        self._status.set_import(status_words(queue.progress, paused=queue.paused) if queue.running else "")

    def _finished(self, report: ImportReport) -> None:
        from desktop_app.ui.importing.import_words import counts_words, names_of

        self._tell()
        self._last = report
        self.library_changed.emit()
        if self._page is None or not self._page.isVisible():
            verb = "finished" if report.state == "done" else "stopped"
            words = f"The import of {names_of(report.paths)} has {verb}: {counts_words(report)}."
            self._notices.ask(words, ("Show report", self.show_report))

    def _cut_short(self, error: Exception) -> None:
        """The disk is full, or another Materia is importing: it is said, and can be gone on with."""
        self._tell()
        self.library_changed.emit()
        self.failed.emit(error)
        if isinstance(error, UserError) and not self.running:
            self._look_again()

    def _look_again(self) -> None:
        """What can be gone on with, without another notice."""
        from desktop_app.services.importing.job import unfinished

        assert self._services is not None
        library = self._services.library
        self._jobs.run(lambda _: unfinished(library), done=self._list, failed=self.failed.emit, owner=self)

    def _list(self, found: list[UnfinishedJob]) -> None:
        self._interrupted = found
        if self._page is not None:
            self._page.set_interrupted(found)

    def _offer(self, found: list[UnfinishedJob]) -> None:
        self._list(found)
        if not found:
            return
        from desktop_app.ui.importing.import_words import interrupted_words

        if len(found) == 1:
            words = interrupted_words(found[0].paths, found[0].done)
        else:
            words = f"{len(found)} imports were interrupted."
        self._notices.ask(words, ("Go on", lambda: self._go_on(found)), ("Leave it", lambda: self._leave(found)))

    def _go_on(self, jobs: Sequence[UnfinishedJob]) -> None:
        assert self._services is not None
        queue = self._made_queue(self._services)
        self._list([job for job in self._interrupted if job not in jobs])
        for job in jobs:
            queue.resume(job.id, job.paths)
        if self._page is not None and self._page.isVisible():
            self._page.show_report()

    def _take_out(self, job_id: int) -> None:
        from desktop_app.services.counting import counted
        from desktop_app.services.importing.job import take_out

        assert self._services is not None
        library = self._services.library

        def done(uids: list[str]) -> None:
            self.library_changed.emit()
            self._notices.ask(f"{counted(len(uids), 'monograph')} taken out again.", ("Undo", undo))

        def undo() -> None:
            self._jobs.run(lambda _: library.restore_import(job_id), done=lambda _: self.library_changed.emit(),
                           failed=self.failed.emit, writes=True, owner=self)  # fmt: skip

        self._jobs.run(lambda _: take_out(library, job_id), done=done, failed=self.failed.emit, writes=True, owner=self)

    def _leave(self, jobs: Sequence[UnfinishedJob]) -> None:
        from desktop_app.services.importing.job import dismiss

        assert self._services is not None
        library = self._services.library
        self._list([job for job in self._interrupted if job not in jobs])

        def work(_: object) -> None:
            for job in jobs:
                dismiss(library, job.id)

        self._jobs.run(work, failed=self.failed.emit, writes=True, owner=self)
        self._notices.tell("What was imported until then stays in the library.")
