"""The composition root of the window: builds settings, store, index, jobs and window, and hands each to the next.

What the first paint does not need is imported and opened after it, on a thread.
"""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack, closing, suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMetaObject, QTimer
from PySide6.QtWidgets import QApplication

from desktop_app import __version__
from desktop_app.errors import DamagedError, GoneError, UserError
from desktop_app.services.data_folder import LOGS, USER_DATABASE, data_folder
from desktop_app.services.settings import Settings
from desktop_app.services.window_lock import HeldError, WindowLock
from desktop_app.store.user.store import UserStore
from desktop_app.ui.shell.main_window import MainWindow
from desktop_app.ui.shell.process_age import process_age_ms
from desktop_app.ui.shell.session import Session, load_session

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop_app.ui.look.appearance import Appearance
    from desktop_app.ui.shell.services import Services

_TURN_SECONDS = 0.001
"""How long a thread computes while the window waits. By Python's 5 ms, which each query of a keystroke waits for anew,
the slowest searches while typing during an import take half as long again."""


def run_window(choice: Path | None = None, files: Sequence[Path] = (), *, measure: bool = False) -> int:
    """Open the window on a data folder and stay until it is closed; answers the exit code.

    `files` are imported once the library is there. Where another window has the folder it is given the files, comes
    forward, and this is the end. With `measure`, prints how long the first paint and a searchable index took, and
    closes. Raises UserError when the folder cannot be used, or another window has it and does not answer; where there
    is a display, a small window has said so before.
    """
    if not _has_screen():
        raise UserError(
            "There is no display to open a window on. `materia --help` lists what can be done without a window."
        )
    with ExitStack() as held:
        try:
            folder, user, session = _take(
                choice, held, None if measure else files, show_failure=not measure and _is_seen()
            )
        except _HandedOver:
            return 0
        return _run(folder, user, session, files, measure=measure)


class _HandedOver(Exception):  # noqa: N818  # nothing went wrong
    """Another window has the folder, and has taken the files."""


def _take(
    choice: Path | None, held: ExitStack, files: Sequence[Path] | None = None, *, show_failure: bool
) -> tuple[Path, UserStore, Session]:
    """The data folder, for this window alone, the user's data in it, and how the window was left.

    Raises _HandedOver where another window took the `files` in its place; None: no other is asked.
    """
    folder: Path | None = None
    while True:
        try:
            if folder is None:
                folder = data_folder(choice)
                _lock(folder, held, files)
            with ExitStack() as opening:
                user = opening.enter_context(closing(_opened_user_data(folder)))
                session = load_session(Settings(user))
                held.push(opening.pop_all())
                return folder, user, session
        except UserError as error:
            if not show_failure:
                raise
            _offer_backups(error, folder)


def _lock(folder: Path, held: ExitStack, files: Sequence[Path] | None) -> None:
    lock = WindowLock(folder)
    try:
        lock.acquire()
    except HeldError:
        if files is None:
            raise
        from desktop_app.services.handover import lock_or_hand_over  # of use at a second start only

        if not lock_or_hand_over(lock, files):
            raise _HandedOver from None
    held.callback(lock.release)


def _opened_user_data(folder: Path) -> UserStore:
    path = folder / USER_DATABASE
    if not path.exists() or not path.stat().st_size:  # what tells a loss from a first start is imported only then
        from desktop_app.services.lost import user_data_lost

        if (lost := user_data_lost(folder)) is not None:
            raise lost
    return UserStore(path)


def _offer_backups(error: UserError, folder: Path | None) -> None:
    """Say why Materia cannot start. Raises the error again, unless a backup took the place of damaged or lost user
    data, or it is to be started anew."""
    from desktop_app.services.backup import copies_in, replace_damaged
    from desktop_app.services.lost import new_user_data
    from desktop_app.ui.shell.start_failure import Anew, tell_start_failure

    sentence = _without_commands(error)
    lost = folder is not None and isinstance(error, DamagedError | GoneError)
    copies = copies_in(folder) if folder is not None and lost else []
    while True:
        chosen = tell_start_failure(_application(), sentence, copies, anew=lost)
        if chosen is None or folder is None:
            raise error
        try:
            if isinstance(chosen, Anew):
                new_user_data(folder)
                return
            replace_damaged(folder, chosen)
        except UserError as another:
            sentence = _without_commands(another)
            copies = [copy for copy in copies if copy != chosen]
        else:
            return


def _without_commands(error: UserError) -> str:
    """What a window says: what can be done is offered by its buttons, not by a command."""
    return str(error).partition(" `materia ")[0]


def _has_screen() -> bool:
    """Whether Qt will find something to show windows on; without, it ends the process."""
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in named)


def _is_seen() -> bool:
    """Whether anybody can see the windows."""
    return os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0] not in {"offscreen", "minimal"}


def _run(folder: Path, user: UserStore, session: Session, files: Sequence[Path], *, measure: bool) -> int:
    sys.setswitchinterval(_TURN_SECONDS)
    application = _application()
    settings = Settings(user)
    window = MainWindow(session)
    failures: list[UserError] = []

    def opened() -> Services:
        """Runs on a thread."""
        try:
            return _open_services(folder, user)
        except UserError as error:
            if measure:  # nobody is there to read the notice
                from PySide6.QtCore import Qt  # its enumerations cost 14 ms, which the first paint does not pay

                failures.append(error)
                QMetaObject.invokeMethod(window, "close", Qt.ConnectionType.QueuedConnection)
            raise

    parts = _Parts(application, window, folder, user, opened)
    figures: dict[str, float] = {}

    def painted() -> None:
        figures["first_paint_ms"] = round(process_age_ms(), 1)
        QTimer.singleShot(0, window, lambda: parts.build(settings, session, files, ready if measure else None))

    def ready() -> None:
        import json

        figures["search_ready_ms"] = round(process_age_ms(), 1)
        sys.stdout.write(json.dumps(figures) + "\n")
        sys.stdout.flush()
        window.close()

    window.painted.connect(painted)
    window.appear()
    try:
        exit_code = application.exec()
    finally:
        parts.close()
    if failures:
        raise failures[0]
    return exit_code


class _Parts:
    """What comes after the first paint: built in the order of need, closed in the opposite one."""

    def __init__(
        self,
        application: QApplication,
        window: MainWindow,
        folder: Path,
        user: UserStore,
        open_services: Callable[[], Services],
    ) -> None:
        self._application = application
        self._window = window
        self._folder = folder
        self._user = user
        self._open_services = open_services
        self._closers: list[Callable[[], object]] = []

    def build(
        self, settings: Settings, session: Session, files: Sequence[Path], ready: Callable[[], None] | None
    ) -> None:
        """Fill the window, then open library and index on a thread."""
        from PySide6.QtCore import Qt

        from desktop_app.services.crash_reports import CrashReports
        from desktop_app.services.logs import log_to
        from desktop_app.ui.look.appearance import Appearance
        from desktop_app.ui.look.dress import dress
        from desktop_app.ui.look.icons import application_icon
        from desktop_app.ui.shell.collecting import Collecting
        from desktop_app.ui.shell.jobs import Jobs
        from desktop_app.ui.shell.opened_files import OpenedFiles
        from desktop_app.ui.shell.second_starts import SecondStarts
        from desktop_app.ui.shell.upkeep import Upkeep
        from desktop_app.ui.shell.workbench import Workbench

        self._application.setWindowIcon(application_icon())
        appearance = Appearance(session.theme, session.zoom)
        dress(self._application, appearance)
        appearance.changed.connect(lambda: dress(self._application, appearance))
        jobs = Jobs()
        workbench = Workbench(self._window, appearance, jobs, settings, session)
        upkeep = Upkeep(workbench, jobs, self._open_services, folder=self._folder, user=self._user)
        workbench.bridge.install()
        collecting = Collecting(workbench)
        workbench.search_box.textEdited.connect(collecting.put_off)
        self._closers = [upkeep.stop, jobs.drain, workbench.bridge.uninstall, upkeep.close, collecting.stop]
        if ready is not None:
            upkeep.search_ready.connect(ready)
        once = Qt.ConnectionType.SingleShotConnection
        upkeep.search_ready.connect(collecting.begin, once)
        opened = OpenedFiles(self._window)
        opened.ask(files)
        if sys.platform == "darwin":  # elsewhere files come as arguments
            opened.listen_to(self._application)
        upkeep.search_ready.connect(lambda: opened.hand_to(workbench.imports.start), once)
        with suppress(OSError):  # in a folder where nothing can be written nobody can ask for anything
            starts = SecondStarts(self._folder, self._window)
            starts.asked.connect(opened.ask)
            self._closers.insert(0, starts.stop)
        self._window.fill(workbench, workbench.search_box)
        log_to(self._folder / LOGS)
        crashes = CrashReports(self._folder / LOGS)
        report = crashes.begin()
        self._closers.append(crashes.end)
        if report is not None:
            _tell_of_crash(report, appearance, self._window)
        upkeep.start()

    def close(self) -> None:
        """Stop what runs and close what is open."""
        for closer in self._closers:
            closer()


def _application() -> QApplication:
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("materia")
    application.setApplicationDisplayName("Materia")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("materia")
    return application


def _open_services(folder: Path, user: UserStore) -> Services:
    """Runs on a thread. The reader is imported here too, so that the first monograph need not wait for it."""
    from desktop_app.services.backup import Backup
    from desktop_app.services.bookmarks import Bookmarks
    from desktop_app.services.clock import system_clock
    from desktop_app.services.history import History
    from desktop_app.services.library.library import Library
    from desktop_app.services.packets import Packets
    from desktop_app.services.search.search import Search
    from desktop_app.ui.shell.services import Services

    # The store would import it with the first bookmark, on the GUI thread, which would stand still for it.
    import_module("sqlite_utils")
    library = Library(folder)
    return Services(
        library=library,
        search=Search(library, folder),
        user=user,
        bookmarks=Bookmarks(user),
        history=History(user),
        packets=Packets(media=library.media),
        backup=Backup(folder, user),
        clock=system_clock,
    )


def _tell_of_crash(report: str, appearance: Appearance, window: MainWindow) -> None:
    from desktop_app.ui.shell.crash_dialog import CrashDialog

    dialog = CrashDialog(report, appearance, window)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
