"""What goes on behind the window: opening the library, keeping the index up to date, noticing what others changed."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.errors import CancelledError, UserError
from desktop_app.ui.shell.jobs import JobControl, JobHandle, Jobs
from desktop_app.ui.shell.services import Services
from desktop_app.ui.shell.workbench import Workbench

_log = logging.getLogger(__name__)
LOOKED_EVERY_MS = 3000
_READY_AFTER_MS = 3000
"""Once whoever opens the window to ask something at once has been answered."""
_RESTS, _RESTS_MS = 4, 3000
"""While an import goes on, the index rests so many times as long as it took, and so long at least: documents come
faster than it would pay to take them in one by one."""


class Upkeep(QObject):
    """Starts with the first paint, ends with the window."""

    search_ready = Signal()
    """The index holds what the library holds."""

    def __init__(self, workbench: Workbench, jobs: Jobs, open_services: Callable[[], Services]) -> None:
        super().__init__(workbench)
        self._workbench = workbench
        self._jobs = jobs
        self._open_services = open_services
        self._services: Services | None = None
        self._catching_up: JobHandle | None = None
        self._again = False
        self._began = 0.0
        self._rest = QTimer(self, singleShot=True)
        self._rest.timeout.connect(self._rested)
        self._revision = 0
        self._user_version = 0
        self._looks = QTimer(self)
        self._looks.setInterval(LOOKED_EVERY_MS)
        self._looks.timeout.connect(self.look)
        workbench.import_finished.connect(self.look)
        workbench.searching.index_lost.connect(self._index_lost)

    def stop(self) -> None:
        """Look no more."""
        self._looks.stop()
        self._rest.stop()

    def close(self) -> None:
        """Close what was opened. No job may be running any more."""
        if self._services is not None:
            self._services.search.close()
            self._services.library.close()

    def start(self) -> None:
        """Open everything on a thread; imports alone take longer than the first paint."""
        self._jobs.run(lambda _: self._open_services(), done=self._opened, failed=self._failed, owner=self)

    def look(self) -> None:
        """See whether the library or the bookmarks have changed, here or by another process."""
        services = self._services
        if services is None:
            return
        try:
            revision = services.library.revision
            user_version = services.user.data_version
        except UserError as error:
            self._looks.stop()
            self._workbench.bridge.take(error)
            return
        if revision != self._revision:
            self._library_changed()
        if user_version != self._user_version:
            self._user_version = user_version
            self._workbench.user_data_changed()

    def _opened(self, services: Services) -> None:
        self._services = services
        self._revision = services.library.revision
        self._user_version = services.user.data_version
        self._workbench.use(services)
        self._looks.start()
        self._jobs.run(lambda _: services.library.ensure_bundled(), done=self._bundled, failed=self._no_bundled,
                       writes=True, owner=self)  # fmt: skip
        self._catch_up()
        self._workbench.imports.look_for_interrupted()
        self._jobs.run(lambda _: services.backup.automatic(), failed=self._workbench.bridge.take, owner=self)

    def _bundled(self, _: None) -> None:
        self.look()

    def _no_bundled(self, error: Exception) -> None:
        self._workbench.bridge.take(error)

    def _failed(self, error: Exception) -> None:
        self._workbench.status.set_index("Library not available")
        self._workbench.bridge.take(error)

    def _library_changed(self) -> None:
        assert self._services is not None
        library = self._services.library
        changes = library.changed_since(self._revision)
        self._revision = library.revision
        self._workbench.refresh_library()
        self._workbench.reading.library_changed(changes)
        self._catch_up()

    def _catch_up(self) -> None:
        """Bring the index up to date; what changes meanwhile is taken in right after."""
        services = self._services
        assert services is not None
        if self._catching_up is not None:
            self._again = True
            return
        if self._rest.isActive() and self._workbench.imports.running:
            self._again = True
            return
        self._rest.stop()
        self._again = False
        self._began = time.monotonic()

        def work(control: JobControl) -> None:
            services.search.catch_up(progress=control.progress, cancelled=control.cancelled)

        def progressed(progress: object) -> None:
            doing, done, total = (getattr(progress, name, "") for name in ("doing", "done", "total"))
            self._workbench.status.set_work(f"{doing} ({done} of {total})")

        self._catching_up = self._jobs.run(
            work, done=self._caught_up, failed=self._not_caught_up, progress=progressed, writes=True, owner=self
        )

    def _index_lost(self) -> None:
        """A search found the index damaged: it is built anew, and what was asked is asked again."""
        self._workbench.status.set_index("Index is being built anew: only names are searched")
        self._catch_up()

    def _caught_up(self, _: None) -> None:
        self._catching_up = None
        self._workbench.status.set_work("")
        if self._workbench.imports.running:
            took = time.monotonic() - self._began
            self._rest.start(max(_RESTS_MS, round(took * _RESTS * 1000)))
        if self._again:
            self._catch_up()
        if self._catching_up is not None:
            return
        self._workbench.status.set_index("Index ready")
        self._workbench.searching.index_ready()
        self.search_ready.emit()
        QTimer.singleShot(_READY_AFTER_MS, self, self._get_ready)

    def _rested(self) -> None:
        if self._again and self._catching_up is None:
            self._catch_up()

    def _get_ready(self) -> None:
        assert self._services is not None
        search = self._services.search
        self._jobs.run(lambda _: search.get_ready(), failed=self._workbench.bridge.take, owner=self)
        if not self._workbench.imports.running:
            self._jobs.run(lambda control: search.tidy(control.cancelled), failed=self._workbench.bridge.take,
                           unhurried=True, owner=self)  # fmt: skip

    def _not_caught_up(self, error: Exception) -> None:
        self._catching_up = None
        self._workbench.status.set_work("")
        self._workbench.status.set_index("Index not available: only names are searched")
        if not isinstance(error, CancelledError):
            self._workbench.bridge.take(error)
