"""Handing files over to the window that has the data folder already, so that a second start is none.

A request is a file in a folder inside the data folder: no socket is opened, and it works wherever the data folder does.
Whoever renames it first has it: the window, which thereby answers, or who asked, who withdraws it. Only what its user
wrote, on this computer, a moment ago is answered: what a crash left behind is not, and nobody else can ask.
"""

from __future__ import annotations

import json
import os
import secrets
import stat
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop_app.errors import StorageError
from desktop_app.services.files import write_atomically
from desktop_app.services.window_lock import HeldError, WindowLock, this_computer
from desktop_app.store.private import make_private_folder

REQUESTS = "requests"
PATIENCE_SECONDS = 6.0
"""How long a running window is waited for: one that is just opening takes two seconds, one that hangs answers never."""
STALE_SECONDS = 60.0
"""Nobody waits any more for the answer to a request of this age, whichever way the clock was set."""
_LOOKED_EVERY_SECONDS = 0.05
_ASKED, _TAKEN = ".json", ".taken"
_MOST_BYTES = 16 * 1024 * 1024
_TOKEN = "XDG_ACTIVATION_TOKEN"  # noqa: S105  # the name of a variable
"""What a Wayland desktop gives to the program that it starts: the right to come forward."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a second start asks of the window."""

    files: tuple[Path, ...] = ()
    """To be imported; absolute."""
    token: str = ""
    """The right to come forward, where the desktop gives one."""


def requests_folder(folder: Path) -> Path:
    """Where requests to the window of a data folder lie."""
    return folder / REQUESTS


def lock_or_hand_over(
    lock: WindowLock,
    files: Sequence[Path] = (),
    *,
    patience: float | None = None,
    environ: Mapping[str, str] = os.environ,
) -> bool:
    """Whether the lock was taken; False: the window that has it has taken the request in its place.

    Where that window ends meanwhile the lock is taken after all. Raises HeldError where it does not answer in time, or
    cannot be asked: it is another user's, or on another computer.
    """
    try:
        lock.acquire()
    except HeldError as error:
        if error.computer not in {"", this_computer()}:
            raise
        end = time.monotonic() + (PATIENCE_SECONDS if patience is None else patience)
        return _wait(lock, error, files, end, environ.get(_TOKEN, ""))
    return True


def take_requests(folder: Path) -> list[Request]:
    """The requests that wait for the window of a data folder, oldest first; whoever asked is answered by that."""
    place = requests_folder(folder)
    if not _is_ours_alone(place):
        return []
    taken = []
    for path in _in_order(place):
        if not _is_recent(path):
            with suppress(OSError):
                path.unlink()
        elif path.suffix == _ASKED:
            request = _read(path)
            try:
                if request is None:
                    path.unlink()
                else:
                    path.rename(path.with_suffix(_TAKEN))
                    taken.append(request)
            except OSError:  # withdrawn meanwhile
                continue
    return taken


def _wait(lock: WindowLock, held: HeldError, files: Sequence[Path], end: float, token: str) -> bool:
    try:
        make_private_folder(requests_folder(lock.folder))
        asked = _write(lock.folder, files, token)
    except (OSError, StorageError):
        raise held from None
    _let_come_forward(held.pid)
    try:
        while not _was_taken(asked):
            try:
                lock.acquire()
            except HeldError:
                if time.monotonic() < end:
                    time.sleep(_LOOKED_EVERY_SECONDS)
                elif _withdrawn(asked):
                    raise
                else:
                    return False
            else:  # also where the window took the request and was closed: files imported twice do no harm
                return True
        return False
    finally:
        _withdrawn(asked)


def _write(folder: Path, files: Sequence[Path], token: str) -> Path:
    words = {"materia": 1, "computer": this_computer(), "files": [str(file) for file in files], "token": token}
    path = requests_folder(folder) / f"{time.time_ns():020}-{os.getpid()}-{secrets.token_hex(4)}{_ASKED}"
    write_atomically(path, json.dumps(words).encode("ascii"), private=True)  # bytes that are no text: see PEP 383
    return path


def _was_taken(asked: Path) -> bool:
    try:
        asked.with_suffix(_TAKEN).unlink()
    except OSError:
        return False
    return True


def _withdrawn(asked: Path) -> bool:
    """Whether the request was taken back before anybody took it."""
    with suppress(OSError):
        asked.unlink()
        return True
    return not _was_taken(asked)


def _in_order(place: Path) -> list[Path]:
    try:
        return sorted(path for path in place.iterdir() if path.suffix in {_ASKED, _TAKEN, ".part"})
    except OSError:
        return []


def _is_ours_alone(place: Path) -> bool:
    """Whether only this user can have written there."""
    try:
        status = place.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(status.st_mode) and _is_ours(status)


def _is_recent(path: Path) -> bool:
    try:
        return abs(time.time() - path.lstat().st_mtime) <= STALE_SECONDS
    except OSError:
        return False


def _read(path: Path) -> Request | None:
    """What is asked; None where it is no request, or not this user's."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode) or not _is_ours(status) or status.st_size > _MOST_BYTES:
                return None
            words: Any = json.loads(file.read(_MOST_BYTES))
        files, token = tuple(map(Path, words["files"])), words["token"]
        if (words["materia"], words["computer"]) != (1, this_computer()) or not isinstance(token, str):
            return None
        if not all(file.is_absolute() for file in files):
            return None
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None
    return Request(files, token)


def _is_ours(status: os.stat_result) -> bool:
    """On Windows the access list of a user's folder sees to that, which Python cannot ask for."""
    return sys.platform == "win32" or (status.st_uid == os.getuid() and not status.st_mode & 0o022)


def _let_come_forward(pid: int) -> None:
    """On Windows only the program that was just started may give away the foreground."""
    if sys.platform == "win32":  # pragma: no cover
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(pid)
