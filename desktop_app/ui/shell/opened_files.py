"""Files that macOS asks the program to open: by a double click, or dropped on its icon. No arguments say so there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QFileOpenEvent


class OpenedFiles(QObject):
    """Keeps what is asked for until somebody can take it; then hands on each request as it comes."""

    def __init__(self, application: QObject) -> None:
        super().__init__(application)
        self._waiting: list[Path] = []
        self._taker: Callable[[Sequence[Path]], object] | None = None
        application.installEventFilter(self)

    def hand_to(self, taker: Callable[[Sequence[Path]], object]) -> None:
        """Who is told of files from now on, those first that were asked for before."""
        self._taker = taker
        if self._waiting:
            waiting, self._waiting = self._waiting, []
            taker(waiting)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Requests to open a file go no further."""
        if not isinstance(event, QFileOpenEvent) or not event.file():
            return super().eventFilter(watched, event)
        path = Path(event.file())
        if self._taker is None:
            self._waiting.append(path)
        else:
            self._taker([path])
        return True
