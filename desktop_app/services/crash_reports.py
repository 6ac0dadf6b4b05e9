"""What is left of a crash: the next start can say that there was one, and has a report to save.

Python's own exceptions are caught and logged. What ends the process itself, in Qt or another library, can only be
written down by `faulthandler`, in the moment it happens, into a file that is already open.
"""

from __future__ import annotations

import faulthandler
import os
import platform
import time
from contextlib import suppress
from io import FileIO
from pathlib import Path

from desktop_app import __version__
from desktop_app.store.private import make_private_file, make_private_folder

RUNNING = "running.txt"
LAST = "crash.txt"
_LONGEST = 200_000
"""Characters of a report."""


class CrashReports:
    """Of one data folder, for the window that has it. Where nothing can be written, there are no reports."""

    def __init__(self, logs: Path) -> None:
        self._running, self._last = logs / RUNNING, logs / LAST
        self._file: FileIO | None = None

    def begin(self) -> str | None:
        """The report of the last run, if it crashed; from now on a crash of this one is written down.

        A run that was killed, or lost its power, leaves no trace in Materia: that is no crash of it.
        """
        report = None
        with suppress(OSError):
            left = self._running.read_text("utf-8", errors="replace")
            head, _, trace = left.partition("\n\n")
            if trace.strip():
                report = f"{head}\n\n{trace.strip()[:_LONGEST]}\n"
                make_private_file(self._last)
                self._last.write_text(report, "utf-8")
        try:
            self._running.parent.mkdir(parents=True, exist_ok=True)
            make_private_folder(self._running.parent)
            make_private_file(self._running)
            # Unbuffered: what a full disk did not take would be written again at the end, and fail again.
            file = self._running.open("wb", buffering=0)
        except OSError:
            return report
        try:
            file.write(_head().encode())
            os.fsync(file.fileno())
        except OSError:
            file.close()
            return report
        self._file = file
        faulthandler.enable(file)
        return report

    def end(self) -> None:
        """This run ended as it should."""
        if self._file is not None:
            faulthandler.disable()
            self._file.close()
            self._file = None
            with suppress(OSError):
                self._running.unlink()


def _head() -> str:
    started = time.strftime("%Y-%m-%dT%H:%M:%S")
    return f"Materia {__version__}, started {started}\nPython {platform.python_version()}, {platform.platform()}\n\n"
