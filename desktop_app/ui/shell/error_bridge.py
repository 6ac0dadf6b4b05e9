"""From an exception to something a user can act on: the one bridge between errors and the window."""

from __future__ import annotations

import logging
import platform
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, qVersion
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_app import __version__
from desktop_app.errors import CancelledError, UserError
from desktop_app.ui.parts.notice_bar import NoticeBar

_log = logging.getLogger(__name__)
_OUR_FAULT = "Something in Materia failed. Your bookmarks and notes are safe. A report for its makers can be saved."


class ErrorBridge(QObject):
    """Shows a `UserError` as a notice; logs everything else and offers a report of it, once per fault.

    `take` may be called from any thread: the notice is shown from the GUI thread.
    """

    _taken = Signal(object)

    def __init__(self, notices: NoticeBar, parent: QWidget) -> None:
        super().__init__(parent)
        self._notices = notices
        self._window = parent
        self._shown: set[str] = set()
        self._said: set[str] = set()
        self._hooks: tuple[Callable[..., object], Callable[..., object]] | None = None
        self._taken.connect(self._show, Qt.ConnectionType.AutoConnection)

    def take(self, error: BaseException) -> None:
        """Deal with an exception that ended what the user asked for."""
        if isinstance(error, CancelledError):
            return
        if not isinstance(error, UserError):
            _log.error("unexpected failure", exc_info=error)
        self._taken.emit(error)

    def take_once(self, error: BaseException) -> None:
        """The same, for what goes on by itself: the same sentence is not said again and again."""
        words = str(error)
        if isinstance(error, UserError) and words in self._said:
            return
        self._said.add(words)
        self.take(error)

    def forget_once(self) -> None:
        """What `take_once` said is over: if it comes again, it is said again."""
        self._said.clear()

    def install(self) -> None:
        """Take every exception that nothing else caught, on every thread, until `uninstall`."""
        self._hooks = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._uncaught
        threading.excepthook = self._uncaught_in_thread

    def uninstall(self) -> None:
        """Put back the hooks that were there before."""
        if self._hooks is not None:
            sys.excepthook, threading.excepthook = self._hooks
            self._hooks = None

    def _uncaught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt | SystemExit):
            sys.__excepthook__(kind, error, trace)
        else:
            self.take(error)

    def _uncaught_in_thread(self, hook: threading.ExceptHookArgs) -> None:
        if hook.exc_value is not None and not isinstance(hook.exc_value, SystemExit):
            self.take(hook.exc_value)

    def _show(self, error: BaseException) -> None:
        if isinstance(error, UserError):
            self._notices.warn(str(error))
            return
        place = _place_of(error)
        if place not in self._shown:
            self._shown.add(place)
            self._notices.warn(_OUR_FAULT, "Save report…", lambda: self._save(report_of(error)))

    def _save(self, report: str) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self._window, "Save report", "materia-report.txt", "Text (*.txt)")
        if not chosen:
            return
        try:
            Path(chosen).write_text(report, "utf-8")
        except OSError as error:
            self._notices.warn(f"The report could not be saved: {error.strerror}. Choose another folder.")
        else:
            self._notices.tell(f"Report saved as {chosen}.")


def report_of(error: BaseException) -> str:
    """What a maker of Materia needs to know of a fault, and nothing of what the user read or searched for."""
    head = (
        f"Materia {__version__}",
        f"Python {platform.python_version()}, Qt {qVersion()}, {platform.platform()}",
        "",
    )
    return "\n".join(head) + "".join(traceback.format_exception(error))


def _place_of(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f"{type(error).__name__} {frames[-1].filename}:{frames[-1].lineno}" if frames else type(error).__name__
