"""Parsing in processes of their own: on all cores, and such that no file can take more than its time and memory.

A process that dies, hangs or runs out of memory over an item costs that item alone.
"""

from __future__ import annotations

import gc
import logging
import os
import sys
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from queue import SimpleQueue

from desktop_app.errors import UserError
from desktop_app.importers.items import Imported, Item, Refused
from desktop_app.services.background_process import start_process, stay_behind
from desktop_app.store.library.values import Origin

_log = logging.getLogger(__name__)
_START_SECONDS = 120.0
"""A virus scanner may look at every library that a new process loads."""
_END_SECONDS = 2.0
_CHECK_EVERY = 0.2
"""Seconds."""
_AHEAD = 3
"""Items for each process that are read, or waiting to be stored, before the next is taken from the archive."""
_AHEAD_BYTES = 96 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Task:
    """An item to be parsed; or one that was refused before, which keeps its place among them."""

    item: Item | Refused
    file: Path
    """On disk, that the item is or lies in: what it refers to may lie beside it."""
    path: str
    """Of the item, as a report shows it."""
    sha256: str = ""
    """Of the item's bytes."""
    origin: Origin | None = None
    """The file on disk, as the library remembers it."""

    @property
    def name(self) -> str:
        """Bare name of the item."""
        return self.item.name if isinstance(self.item, Item) else self.path

    @property
    def left_out(self) -> bool:
        """Whether it is no document, but lay beside some."""
        return isinstance(self.item, Refused) and self.item.left_out


Read = Callable[[Task], Imported]
"""Makes a monograph of an item, or raises UserError. Goes to other processes, so it must pickle."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """What one item may take before it is given up."""

    seconds: float = 120.0
    memory: int = 2 * 1024**3
    """Bytes of address space of a process, where the system can limit it."""


Outcome = Imported | UserError
"""What a task became."""


def parse(read: Read, task: Task) -> Outcome:
    """Parse in this process. A defect of an importer is logged, and costs the item alone."""
    if isinstance(task.item, Refused):
        return task.item.error
    try:
        return read(task)
    except UserError as error:
        return error
    except Exception:  # noqa: BLE001  # whatever it is, the rest of the import goes on
        _log.exception("An importer failed")
        return defect(task.name)


class Workers:
    """Processes that parse. To be used by one thread, and closed by it; a context manager."""

    def __init__(self, read: Read, *, count: int | None = None, allowed: Allowed | None = None) -> None:
        self._count = count or max(1, os.cpu_count() or 1)
        allowed = allowed or Allowed()
        self._processes = [_Process(read, allowed) for _ in range(self._count)]
        self._idle: SimpleQueue[_Process] = SimpleQueue()
        for process in self._processes:
            self._idle.put(process)
        # A thread for each process hands it items and waits for what they became; it computes nothing itself.
        self._threads = ThreadPoolExecutor(self._count, thread_name_prefix="import")

    def outcomes(self, tasks: Iterable[Task], check: Callable[[], None]) -> Iterator[tuple[Task, Outcome]]:
        """What tasks became, in their order. Only so many are taken at once as can be held in memory.

        `check` is called time and again while it waits, and may raise to stop.
        """
        under_way: deque[tuple[Task, Future[Outcome]]] = deque()
        held = 0
        for task in tasks:
            size = _size(task)
            while under_way and (len(under_way) >= _AHEAD * self._count or held + size > _AHEAD_BYTES):
                first, outcome = under_way.popleft()
                held -= _size(first)
                yield first, _awaited(outcome, check)
            under_way.append((task, self._threads.submit(self._parse, task)))
            held += size
        while under_way:
            first, outcome = under_way.popleft()
            yield first, _awaited(outcome, check)

    def close(self) -> None:
        """End the processes, whatever they are doing."""
        for process in self._processes:
            process.end()
        self._threads.shutdown(wait=True, cancel_futures=True)
        for process in self._processes:
            process.end()

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _parse(self, task: Task) -> Outcome:
        if isinstance(task.item, Refused):
            return task.item.error
        process = self._idle.get()
        try:
            return process.parse(task)
        finally:
            self._idle.put(process)


def _awaited(outcome: Future[Outcome], check: Callable[[], None]) -> Outcome:
    while True:
        try:
            return outcome.result(timeout=_CHECK_EVERY)
        except TimeoutError:
            check()


class _Process:
    """One process, started with its first item and anew after each that it did not survive."""

    def __init__(self, read: Read, allowed: Allowed) -> None:
        self._read = read
        self._allowed = allowed
        self._lock = threading.Lock()
        self._ended = False
        self._busy = False
        self._running: tuple[BaseProcess, Connection] | None = None

    def parse(self, task: Task) -> Outcome:
        self._busy = True
        try:
            return self._parse(task)
        finally:
            self._busy = False

    def _parse(self, task: Task) -> Outcome:
        try:
            connection = self._connection()
            connection.send(task)
            if not connection.poll(self._allowed.seconds):
                self._stop()
                return _given_up(task, f"It took more than {self._allowed.seconds:.0f} seconds to read")
            answer = connection.recv()
        except (EOFError, OSError):
            self._stop()
            return _given_up(task, "The process that read it came to an end")
        if isinstance(answer, Imported):
            return answer
        kind, words = answer
        if kind == "refused":
            return UserError(words)
        if kind == "memory":
            self._stop()  # what it holds on to is not given back
            return _given_up(task, "Reading it takes more memory than one file may")
        _log.error("An importer failed:\n%s", words)
        return defect(task.name)

    def end(self) -> None:
        """End the process for good: one that has nothing to do by itself, any other at once."""
        self._ended = True
        self._stop(gently=not self._busy)

    def _connection(self) -> Connection:
        with self._lock:
            if self._ended:
                raise EOFError
            if self._running is not None:
                return self._running[1]
            process, ours = start_process(serve, self._read, self._allowed.memory)
            self._running = process, ours
        if not ours.poll(_START_SECONDS):
            raise EOFError
        ours.recv()
        return ours

    def _stop(self, *, gently: bool = False) -> None:
        with self._lock:
            running, self._running = self._running, None
        if running is not None:
            process, connection = running
            if gently:
                connection.close()  # which it takes for the end
                process.join(_END_SECONDS)
            process.kill()
            process.join()
            connection.close()


def serve(connection: Connection, read: Read, memory: int) -> None:
    """What a process does: answers one task after the other until the other end is closed."""
    stay_behind()
    _limit_memory(memory)
    # Looking for garbage in between would take a twelfth of the time. What an item leaves is collected after it.
    gc.disable()
    with suppress(EOFError, OSError):
        connection.send("ready")
        connection.send(_answer(connection.recv(), read))
        gc.freeze()  # importers and names of drugs were loaded with the first item, and stay
        while True:
            gc.collect()
            connection.send(_answer(connection.recv(), read))


def _answer(task: Task, read: Read) -> Imported | tuple[str, str]:
    try:
        return read(task)
    except UserError as error:
        return "refused", str(error)
    except MemoryError:
        return "memory", ""
    except Exception:  # noqa: BLE001  # as above; the parent logs it
        return "defect", traceback.format_exc()


def _limit_memory(size: int) -> None:
    if sys.platform != "win32":
        import resource

        with suppress(OSError, ValueError):  # a lower limit is set already, or the system knows none
            resource.setrlimit(resource.RLIMIT_AS, (size, size))


def _size(task: Task) -> int:
    return len(task.item.data) + sum(map(len, task.item.beside.values())) if isinstance(task.item, Item) else 0


def _given_up(task: Task, reason: str) -> UserError:
    return UserError(f"{reason}, so {task.name} was left out. If it is sound, tell those who make Materia.")


def defect(name: str) -> UserError:
    """What is said of an item that was imported wrongly through no fault of its own."""
    return UserError(f"{name} was not imported because of a fault in Materia, which was recorded.")
