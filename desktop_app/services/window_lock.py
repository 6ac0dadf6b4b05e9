"""One window for each data folder: two would overwrite each other's session. The command line is not concerned."""

from __future__ import annotations

import errno
import json
import os
import sys
from contextlib import suppress
from io import FileIO
from pathlib import Path
from types import TracebackType

from desktop_app.errors import StorageError, UserError
from desktop_app.services.clock import Clock, stamp, system_clock
from desktop_app.store.access import folder_writable

_LOCKED_BYTE = 1 << 20
"""Windows forbids others to read a locked byte, so one is locked that lies far behind the text."""


FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
"""Errors of a disk, or a user's part of it, that is full."""


class HeldError(UserError):
    """Another process has the lock."""

    def __init__(self, words: str, *, pid: int, computer: str) -> None:
        super().__init__(words)
        self.pid = pid
        """Of the holder; 0 where it is not known."""
        self.computer = computer
        """The holder's; empty where it is not known."""


class WindowLock:
    """A lock of the operating system, which ends with the process however that ends: none is ever left behind."""

    file_name = "window.lock"
    taken = (
        "Materia is already open on {folder}{holder}. Use that window or close it, or choose another data folder with "
        "--data-dir."
    )

    def __init__(self, folder: Path, *, clock: Clock = system_clock) -> None:
        self._path = folder / self.file_name
        self._clock = clock
        self._file: FileIO | None = None

    @property
    def folder(self) -> Path:
        """The data folder that it is for."""
        return self._path.parent

    def acquire(self) -> None:
        """Take the lock; raises HeldError, which names the holder, when another window has it.

        In a folder where nothing can be written there is nothing to protect, and nothing is locked.
        """
        if self._file is not None:
            return
        folder = self._path.parent
        if not folder_writable(folder):
            return
        try:
            file = self._path.open("r+b" if self._path.exists() else "w+b", buffering=0)
        except OSError as error:
            if error.errno in FULL:  # nothing can be written, nor spoilt by another window
                return
            raise StorageError(f"The data folder {folder} cannot be used: {error.strerror}.") from error
        if not _lock(file):
            text = file.read(4096)
            file.close()
            raise _held(self.taken, folder, text)
        holder_now = {"pid": os.getpid(), "computer": this_computer(), "since": stamp(self._clock())}
        with suppress(OSError):  # on a full disk the lock holds all the same; only its holder is not named
            file.seek(0)
            file.truncate()
            file.write(json.dumps(holder_now).encode())
        self._file = file

    def release(self) -> None:
        """Let the next window have it."""
        if self._file is not None:
            with suppress(OSError):
                self._file.truncate(0)
            self._file.close()
            self._file = None

    def __enter__(self) -> WindowLock:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.release()


def this_computer() -> str:
    """The name of this computer; `platform` and `socket`, which also know it, are not worth their time at the start."""
    return os.uname().nodename if sys.platform != "win32" else os.environ.get("COMPUTERNAME", "this computer")


def _held(words: str, folder: Path, text: bytes) -> HeldError:
    """By whom, as the lock file says; it need not say."""
    try:
        holder = json.loads(text)
        pid, computer = int(holder["pid"]), str(holder["computer"])
        named = f" by process {pid} on {computer}, since {holder['since']}"
    except (ValueError, TypeError, KeyError):
        named, pid, computer = "", 0, ""
    return HeldError(words.format(folder=folder, holder=named), pid=pid, computer=computer)


if sys.platform == "win32":  # pragma: no cover  # the other system's half
    import msvcrt

    def _lock(file: FileIO) -> bool:
        file.seek(_LOCKED_BYTE)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            file.seek(0)
        return True

else:
    import fcntl

    def _lock(file: FileIO) -> bool:
        # flock rather than lockf: the latter is lost when any other handle of this process on the file is closed.
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            # Some network file systems have no locks; a window must open there all the same.
            return error.errno not in {errno.EAGAIN, errno.EACCES}
        return True
