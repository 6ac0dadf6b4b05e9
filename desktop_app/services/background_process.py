"""Processes for what would keep the window waiting: they have an interpreter of their own, and let others go first.

They are spawned, not forked (the application has threads), so whatever starts Materia must be importable without
starting it.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

_NICE, _BELOW_NORMAL = 10, 0x4000
"""Priorities: https://learn.microsoft.com/windows/win32/api/processthreadsapi/nf-processthreadsapi-setpriorityclass"""


def start_process(serve: Callable[..., None], *arguments: object) -> tuple[BaseProcess, Connection]:
    """Start a process that calls `serve` with its end of a connection and the arguments; the process and our end."""
    if getattr(sys, "frozen", False):
        import_module("pyi_rth_multiprocessing")  # see installer/worker_hook.py
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(theirs, *arguments), daemon=True)
    with _without_ctrl_c():
        process.start()
    theirs.close()
    return process, ours


@contextmanager
def _without_ctrl_c() -> Iterator[None]:
    """Spare what this thread starts meanwhile a Ctrl+C that comes before `stay_behind`, of which it would print a
    traceback. Windows knows no such thing."""
    if sys.platform == "win32":  # pragma: no cover
        yield
        return
    resource_tracker.ensure_running()  # would be started with the process, and lets Ctrl+C through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def stay_behind() -> None:
    """For a process that was started so: be no bother, and do not outlive whoever started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal goes to every process; the first one decides
    threading.Thread(target=_die_with_parent, daemon=True).start()
    _give_way()


def _die_with_parent() -> None:
    """Work may hang: a process whose parent was killed must not go on with it."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _give_way() -> None:
    """Let the window, and whatever else the user does, go first."""
    if sys.platform == "win32":  # pragma: no cover
        import ctypes

        kernel = ctypes.windll.kernel32
        kernel.SetPriorityClass(ctypes.c_void_p(kernel.GetCurrentProcess()), _BELOW_NORMAL)
    else:
        os.nice(_NICE)
