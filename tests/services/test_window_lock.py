"""One window for each data folder, and no lock outlives its process."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop_app.errors import StorageError, UserError
from desktop_app.services.library.library import Library
from desktop_app.services.window_lock import WindowLock
from desktop_app.store.user.store import UserStore

HOLD = """
import sys
from pathlib import Path
from desktop_app.services.window_lock import WindowLock
lock = WindowLock(Path(sys.argv[1]))
lock.acquire()
print("locked", flush=True)
sys.stdin.read()
"""


def hold(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "locked\n"
    return process


def end(process: subprocess.Popen[str]) -> None:
    process.communicate("")
    assert process.returncode == 0


def test_a_second_window_is_told_who_has_the_folder(tmp_path: Path) -> None:
    process = hold(tmp_path)
    with pytest.raises(UserError, match=rf"already open on .* by process {process.pid} on .+, since 20"):
        WindowLock(tmp_path).acquire()
    end(process)
    with WindowLock(tmp_path):
        pass


def test_a_window_that_was_killed_leaves_no_lock(tmp_path: Path) -> None:
    process = hold(tmp_path)
    process.kill()
    process.communicate()
    with WindowLock(tmp_path) as lock:
        with pytest.raises(UserError, match=f"by process {os.getpid()} "):
            WindowLock(tmp_path).acquire()
        lock.acquire()
    with WindowLock(tmp_path):
        pass


def test_the_command_line_works_beside_an_open_window(tmp_path: Path) -> None:
    process = hold(tmp_path)
    with closing(Library(tmp_path)) as library, closing(UserStore(tmp_path / "user.db")) as user:
        library.ensure_bundled()
        user.set_settings({"a": 1})
    end(process)


@pytest.mark.skipif(sys.platform == "win32", reason="locks the POSIX way")
def test_where_files_cannot_be_locked_a_window_opens_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_locks(descriptor: int, operation: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.flock", no_locks)
    with WindowLock(tmp_path), WindowLock(tmp_path):
        pass


def test_two_folders_have_two_locks(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with WindowLock(tmp_path / "a"), WindowLock(tmp_path / "b"):
        pass


@pytest.mark.parametrize("text", ["", "not json", "[]", "{}", '{"pid": "x", "computer": 1, "since": 2}'])
def test_a_lock_file_that_says_nothing_still_locks(tmp_path: Path, text: str) -> None:
    with WindowLock(tmp_path, clock=lambda: datetime(2026, 1, 2, tzinfo=UTC)):
        assert "2026-01-02T00:00:00Z" in (tmp_path / "window.lock").read_text()
        (tmp_path / "window.lock").write_text(text)
        with pytest.raises(UserError, match="already open"):
            WindowLock(tmp_path).acquire()


def test_a_lock_is_released_once(tmp_path: Path) -> None:
    lock = WindowLock(tmp_path)
    lock.release()
    lock.acquire()
    lock.release()
    lock.release()
    assert (tmp_path / "window.lock").read_bytes() == b""


def test_a_lock_file_that_cannot_be_opened_is_said(tmp_path: Path) -> None:
    (tmp_path / "window.lock").mkdir()
    with pytest.raises(StorageError, match="cannot be used"):
        WindowLock(tmp_path).acquire()


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of file size there")
def test_a_full_disk_is_no_reason_not_to_open(tmp_path: Path) -> None:
    import resource

    _, most = limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, most))
    try:
        with WindowLock(tmp_path), pytest.raises(UserError, match="already open"):
            WindowLock(tmp_path).acquire()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
