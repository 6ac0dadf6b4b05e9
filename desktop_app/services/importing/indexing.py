"""The index catches up while an import goes on: the writer of the one and the processes of the other leave each other
time, and what was imported an hour ago is found before the rest is there."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING

from desktop_app.errors import CancelledError, StorageError

if TYPE_CHECKING:
    from desktop_app.services.search.search import Search

_SOURCE_BYTES = 52_000_000
"""Of what was read, between two steps: some 160 labels, whose text is one segment of the index."""


class BackgroundIndexing:
    """Lets the index catch up on a thread of its own; a context manager."""

    def __init__(self, search: Search, cancelled: Callable[[], bool]) -> None:
        self._search = search
        self._cancelled = cancelled
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="import-index")
        self._under_way: Future[None] | None = None
        self._size = 0
        self._stopping = False

    def stored(self, size: int) -> None:
        """So many more bytes of sources are in the library."""
        self._size += size
        if self._size >= _SOURCE_BYTES and (self._under_way is None or self._under_way.done()):
            self._size = 0
            self._under_way = self._thread.submit(self._catch_up)

    def __enter__(self) -> BackgroundIndexing:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stopping = kind is not None
        self._thread.shutdown(wait=True)

    def _catch_up(self) -> None:
        # Stopped, or unable to write: whoever catches up at the end says so.
        with suppress(CancelledError, StorageError):
            self._search.catch_up(cancelled=lambda: self._stopping or self._cancelled())
        _give_back()


def _give_back() -> None:
    """Hand to the system what a step used: glibc keeps it for the process otherwise, 70 to 90 MB after each step."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library
            ctypes.CDLL(None).malloc_trim(0)
