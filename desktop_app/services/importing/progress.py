"""How far an import is: counted, timed, and told to whoever watches, but not too often."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from desktop_app.importers.sources.items import Progress
from desktop_app.services.importing.workers import Task

_TOLD_EVERY = 0.1
"""Seconds between reports of progress."""
_RATE_OVER = 15.0
"""Seconds over which the rate is counted."""
_RATE_EVERY = 8
"""Items between two looks at the clock for it."""


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """How far an import is."""

    done: int
    """Items that are over, however they ended; also those of a run that was interrupted."""
    failed: int
    part: float | None
    """Of all files, 0 to 1, by their bytes; None while they are still being looked for."""
    rate: float
    """Items a second, lately."""
    seconds_left: float | None
    """None where it cannot be told yet."""
    doing: str
    """In words."""


class Telling:
    """Counts, and tells how far the import is, but not too often."""

    def __init__(self) -> None:
        self.progress: Callable[[ImportProgress], None] | None = None
        self.done = 0
        self.failed = 0
        self.doing = ""
        self._position = Progress()
        self._told = 0.0
        self._began = time.monotonic()
        self._began_at = 0.0
        self._began_part = 0.0
        self._recent: deque[tuple[float, int]] = deque()

    def begin(self, total: int) -> Progress:
        """So many bytes are to be read; answers where it is to be written how many have been."""
        self._position = Progress(total=total)
        self._began = time.monotonic()
        return self._position

    def skipped(self) -> None:
        """An item was dealt with before the import was interrupted: what that takes foretells nothing."""
        self._began, self._began_part = time.monotonic(), self._part() or 0.0
        self.tell()

    def over(self, task: Task, *, failed: bool) -> None:
        """An item is over."""
        self.done += 1
        self.failed += failed
        self.doing = f"Reading {task.path.rpartition(' › ')[2].rpartition('/')[2]}"
        if self.done % _RATE_EVERY == 0 or not self._recent:
            now = time.monotonic()
            self._recent.append((now, self.done))
            while now - self._recent[0][0] > _RATE_OVER:
                self._recent.popleft()

    def paused(self) -> None:
        """It waits."""
        self._tell(f"Paused. {self.doing}")
        self._recent.clear()
        self._began_at = time.monotonic()

    def went_on(self) -> None:
        """The wait is over; it does not count as time that the work takes."""
        self._began += time.monotonic() - self._began_at

    def indexing(self, doing: str) -> None:
        """All files are read; now the index catches up."""
        self._position.done = self._position.total
        self._tell(doing)

    def tell(self) -> None:
        """Say how far it is, if that was not said just now."""
        now = time.monotonic()
        if now - self._told >= _TOLD_EVERY:
            self._tell(self.doing)

    def _tell(self, doing: str) -> None:
        self._told = time.monotonic()
        if self.progress is not None:
            part = self._part()
            left = self._seconds_left(part)
            self.progress(ImportProgress(self.done, self.failed, part, self._rate(), left, doing))

    def _part(self) -> float | None:
        total = self._position.total
        return min(1.0, self._position.done / total) if total else None

    def _rate(self) -> float:
        if len(self._recent) < 2:
            return 0.0
        (first, had), (last, have) = self._recent[0], self._recent[-1]
        return (have - had) / (last - first) if last > first else 0.0

    def _seconds_left(self, part: float | None) -> float | None:
        passed = time.monotonic() - self._began
        gone = (part or 0.0) - self._began_part
        if part is None or gone <= 0 or passed < 2.0:  # too early to say
            return None
        return passed * (1 - part) / gone
