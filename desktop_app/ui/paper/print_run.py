"""Lays out and paints a long document a little at a time, between the events of the window.

A worker thread would not help: Qt's text layout and painting hold the interpreter. A page takes a few milliseconds, so
the window stays alive, shows how far the work is, and can stop it.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from desktop_app.errors import UserError


class PrintRun(QObject):
    """Advances an iterator of painted pages, or of any other steps, until it ends."""

    advanced = Signal(int)
    """How many pages are painted, or what else the iterator yields."""
    finished = Signal()
    failed = Signal(object)
    """A `UserError`; anything else is a defect and is raised."""

    def __init__(self, steps: Iterator[int], parent: QObject) -> None:
        super().__init__(parent)
        self._steps = steps
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._advance)
        self._timer.start()

    @property
    def running(self) -> bool:
        """Whether there are pages left to paint."""
        return self._timer.isActive()

    def stop(self) -> None:
        """Stop now; a file that was to be written is not."""
        self._timer.stop()
        close = getattr(self._steps, "close", None)
        if close is not None:
            close()

    def advance_for(self, milliseconds: int) -> None:
        """Go on now, for so long, without letting the window in between."""
        clock = QElapsedTimer()
        clock.start()
        while self.running and clock.elapsed() < milliseconds:
            self._advance()

    def finish(self) -> None:
        """Go on now to the end."""
        while self.running:
            self._advance()

    def _advance(self) -> None:
        try:
            done = next(self._steps)
        except StopIteration:
            self._timer.stop()
            self.finished.emit()
        except UserError as error:
            self._timer.stop()
            self.failed.emit(error)
        except BaseException:
            self._timer.stop()
            raise
        else:
            self.advanced.emit(done)
