"""Files that the program is asked to open: at its start, by a second start, or by macOS, which gives no arguments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QFileOpenEvent


class OpenedFiles(QObject):
    """Keeps what is asked for until somebody can take it; then hands on each request as it comes."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._waiting: list[Path] = []
        self._taker: Callable[[Sequence[Path]], object] | None = None

    def listen_to(self, application: QObject) -> None:
        """Take what macOS asks for: by a double click, or dropped on the program's icon."""
        application.installEventFilter(self)

    def ask(self, files: Sequence[Path]) -> None:
        """Ask for files to be opened."""
        if self._taker is None:
            self._waiting.extend(files)
        elif files:
            self._taker(files)

    def hand_to(self, taker: Callable[[Sequence[Path]], object]) -> None:
        """Who is told of files from now on, those first that were asked for before."""
        self._taker = taker
        waiting, self._waiting = self._waiting, []
        self.ask(waiting)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Requests to open a file go no further."""
        if not isinstance(event, QFileOpenEvent) or not event.file():
            return super().eventFilter(watched, event)
        self.ask([Path(event.file())])
        return True
