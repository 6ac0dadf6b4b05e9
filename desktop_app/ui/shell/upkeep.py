"""What goes on behind the window: opening the library, keeping the index up to date, noticing what others changed."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.errors import CancelledError, DamagedError, StorageError, UserError
from desktop_app.services.space import is_full
from desktop_app.ui.shell.jobs import JobControl, JobHandle, Jobs
from desktop_app.ui.shell.services import Services
from desktop_app.ui.shell.workbench import Workbench

if TYPE_CHECKING:
    from desktop_app.store.user.store import UserStore

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

    def __init__(
        self,
        workbench: Workbench,
        jobs: Jobs,
        open_services: Callable[[], Services],
        *,
        folder: Path | None = None,
        user: UserStore | None = None,
    ) -> None:
        """`folder` and the user's data in it are there before the services are, and when these cannot be had."""
        super().__init__(workbench)
        self._folder = folder
        self._user = user
        self._workbench = workbench
        self._jobs = jobs
        self._open_services = open_services
        self._services: Services | None = None
        self._catching_up: JobHandle | None = None
        self._again = False
        self._began = 0.0
        self._rest = QTimer(self, singleShot=True)
        self._rest.timeout.connect(self._rested)
        self._seen = "", 0
        """Identity and revision of the library that is shown."""
        self._lost = False
        self._user_version = 0
        self._looks = QTimer(self)
        self._looks.setInterval(LOOKED_EVERY_MS)
        self._looks.timeout.connect(self.look)
        workbench.import_finished.connect(self.look)
        workbench.searching.index_lost.connect(self._index_lost)
        workbench.library_wanted_again.connect(self._try_again)
        workbench.new_library_wanted.connect(self._start_new_library)

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
        """See whether the library or the bookmarks have changed, here or by another process, and whether both can still
        be read and written."""
        services = self._services
        if services is None:
            return
        try:
            services.library.look()
            seen = services.library.identity, services.library.revision
        except UserError as error:
            self._library_lost(error)
        else:
            self._lost = False
            self._workbench.hide_loss()
            if seen != self._seen:
                self._library_changed(seen)
        self._look_at_user_data(services)

    def _look_at_user_data(self, services: Services) -> None:
        try:
            remarks = services.user.look()
            version = services.user.data_version
        except UserError as error:
            self._workbench.bridge.take_once(error)
            return
        for words in remarks:
            self._workbench.notices.warn(words)
        if version != self._user_version:
            self._user_version = version
            self._workbench.user_data_changed()
        self._tell_trouble(services)

    def _tell_trouble(self, services: Services) -> None:
        """Say for as long as it is so that nothing can be kept."""
        trouble = services.user.trouble or services.library.trouble
        full = is_full(services.library.folder)
        if full:
            self._workbench.status.set_trouble("Disk full: nothing more is kept", str(trouble or ""))
        else:
            self._workbench.status.set_trouble("Nothing can be kept" if trouble else "", str(trouble or ""))
        if trouble is not None:
            self._workbench.bridge.take_once(trouble)
        elif not full:
            self._workbench.bridge.forget_once()

    def _opened(self, services: Services) -> None:
        self._services = services
        self._seen = services.library.identity, services.library.revision
        self._user_version = services.user.data_version
        self._workbench.hide_loss()
        self._workbench.use(services)
        self._looks.start()
        self._jobs.run(lambda _: services.library.ensure_bundled(), done=self._bundled, failed=self._no_bundled,
                       writes=True, owner=self)  # fmt: skip
        self._catch_up()
        self._workbench.imports.look_for_interrupted()
        self._jobs.run(lambda _: services.backup.automatic(), failed=self._workbench.bridge.take_once, owner=self)
        self._tell_trouble(services)

    def _bundled(self, _: None) -> None:
        self.look()

    def _no_bundled(self, error: Exception) -> None:
        self._workbench.bridge.take_once(error)

    def _failed(self, error: Exception) -> None:
        self._workbench.status.set_index("Library not available")
        if isinstance(error, StorageError):
            self._library_lost(error)
        else:
            self._workbench.bridge.take(error)

    def _library_lost(self, error: UserError) -> None:
        """A page of its own says it, until the library can be read. One that is gone from under the window can be read
        on: a notice says so."""
        if self._services is not None and not isinstance(error, DamagedError):
            self._workbench.bridge.take_once(error)
            return
        if self._services is not None:
            self._folder, self._user = self._services.library.folder, self._services.user
        if self._folder is None:
            self._workbench.bridge.take(error)
        elif not self._lost:
            from desktop_app.services.lost import loss_of

            self._lost = True
            self._workbench.show_loss(loss_of(self._folder, self._user, error))

    def _try_again(self) -> None:
        self._lost = False
        if self._services is None:
            self.start()
        else:
            self.look()

    def _start_new_library(self) -> None:
        """In the place of the one that is lost, which is kept beside it."""
        folder = self._folder
        assert folder is not None, "the page that asks for it is of a folder"

        def done(aside: object) -> None:
            kept = f" The damaged file is kept as {aside}." if aside is not None else ""
            self._workbench.notices.warn(f"This is a new library. Import what you had from its files.{kept}")
            self._try_again()

        from desktop_app.services.lost import new_library

        self._jobs.run(lambda _: new_library(folder), done=done, failed=self._workbench.bridge.take, writes=True,
                       owner=self)  # fmt: skip

    def _library_changed(self, seen: tuple[str, int]) -> None:
        assert self._services is not None
        library = self._services.library
        identity, revision = self._seen
        self._seen = seen
        if seen[0] == identity:
            changes = library.changed_since(revision)
        else:
            open_uid = self._workbench.reading.uid
            changes = [(open_uid, library.summary(open_uid) is None)] if open_uid else []
            self._workbench.notices.warn(
                "Another library.db was put in the place of the one that was open. It is read now."
            )
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
        ready = self._services is not None and self._services.search.ready
        behind = "Index not up to date" if ready else "Index not available: only names are searched"
        self._workbench.status.set_index(behind)
        if not isinstance(error, CancelledError):
            self._workbench.bridge.take_once(error)
