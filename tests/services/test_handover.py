"""A second start hands its files over to the window that is there, and nobody else can."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

import pytest

from desktop_app.services.handover import (
    PATIENCE_SECONDS,
    STALE_SECONDS,
    Request,
    lock_or_hand_over,
    requests_folder,
    take_requests,
)
from desktop_app.services.window_lock import HeldError, WindowLock, this_computer

SECOND = """
import os, sys
from pathlib import Path
from desktop_app.services.handover import lock_or_hand_over
from desktop_app.services.window_lock import WindowLock
folder, *files = sys.argv[1:]
print(lock_or_hand_over(WindowLock(Path(folder)), list(map(Path, files)), patience=30))
"""
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="owners and permissions of POSIX")


@contextmanager
def window(folder: Path) -> Iterator[list[Request]]:
    """Has the folder, and takes requests on another thread, as a window does."""
    taken: list[Request] = []
    over = threading.Event()

    def serve() -> None:
        while not over.wait(0.01):
            taken.extend(take_requests(folder))

    with WindowLock(folder):
        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield taken
        finally:
            over.set()
            thread.join()


def start(folder: Path, *files: bytes) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", SECOND, str(folder), *files], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def request(folder: Path, name: str = "1-1-a.json", changed: Mapping[str, object] = MappingProxyType({})) -> Path:
    """What a second start would write, or somebody else."""
    requests_folder(folder).mkdir(mode=0o700, exist_ok=True)
    words = {"materia": 1, "computer": this_computer(), "files": [str(folder / "a.pdf")], "token": "", **changed}
    path = requests_folder(folder) / name
    path.write_text(json.dumps(words), "utf-8")
    path.chmod(0o600)
    return path


def test_several_starts_at_once_all_hand_their_files_over(tmp_path: Path) -> None:
    names: list[bytes] = [
        os.fsencode(tmp_path / "a b.md"),
        os.fsencode(tmp_path) + b"/\xff\n\xe9.md",
        os.fsencode(tmp_path / "für.md"),
    ]
    with window(tmp_path) as taken:
        for process in [start(tmp_path, name) for name in names] + [start(tmp_path)]:
            assert process.communicate(timeout=60) == ("False\n", "")
    files = {os.fsencode(file) for each in taken for file in each.files}
    assert (files, len(taken)) == (set(names), 4)
    assert list(requests_folder(tmp_path).iterdir()) == []


def test_a_window_that_does_not_answer_is_named_as_before(tmp_path: Path) -> None:
    with WindowLock(tmp_path), pytest.raises(HeldError, match=f"already open .* by process {os.getpid()} "):
        lock_or_hand_over(WindowLock(tmp_path), [tmp_path / "a.md"], patience=0.2)
    assert take_requests(tmp_path) == []
    assert list(requests_folder(tmp_path).iterdir()) == []
    assert PATIENCE_SECONDS < STALE_SECONDS / 2


def test_a_window_that_ends_meanwhile_leaves_the_folder_to_the_second_start(tmp_path: Path) -> None:
    first, second = WindowLock(tmp_path), WindowLock(tmp_path)
    first.acquire()
    threading.Timer(0.1, first.release).start()
    assert lock_or_hand_over(second, [tmp_path / "a.md"])
    assert take_requests(tmp_path) == []
    with pytest.raises(HeldError):
        WindowLock(tmp_path).acquire()
    second.release()


def test_a_folder_that_is_free_is_taken(tmp_path: Path) -> None:
    lock = WindowLock(tmp_path)
    assert lock_or_hand_over(lock)
    lock.release()
    assert list(tmp_path.iterdir()) == [tmp_path / "window.lock"]


def test_a_window_on_another_computer_is_not_asked(tmp_path: Path) -> None:
    with WindowLock(tmp_path):
        (tmp_path / "window.lock").write_text('{"pid": 1, "computer": "ward-7", "since": "2026"}')
        with pytest.raises(HeldError, match="on ward-7"):
            lock_or_hand_over(WindowLock(tmp_path), patience=60)
    assert not requests_folder(tmp_path).exists()


def test_a_request_is_for_its_user_alone_and_carries_the_right_to_come_forward(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []

    def look() -> None:
        while not (found := list(requests_folder(tmp_path).glob("*.json"))):
            time.sleep(0.01)
        seen.append((requests_folder(tmp_path).stat().st_mode & 0o777, found[0].stat().st_mode & 0o777))
        taken.extend(take_requests(tmp_path))

    taken: list[Request] = []
    thread = threading.Thread(target=look)
    with WindowLock(tmp_path):
        thread.start()
        assert not lock_or_hand_over(WindowLock(tmp_path), environ={"XDG_ACTIVATION_TOKEN": "t-1"}, patience=30)
    thread.join()
    assert taken == [Request((), "t-1")]
    if sys.platform != "win32":
        assert seen == [(0o700, 0o600)]


def test_what_a_crash_left_behind_is_not_done_later(tmp_path: Path) -> None:
    old = [request(tmp_path, name) for name in ("1.json", "2.taken", ".3.json-1.part")]
    coming = request(tmp_path, "4.json")
    for path, seconds in zip([*old, coming], [-90, -90, -90, 3600], strict=True):
        os.utime(path, (time.time() + seconds,) * 2)
    request(tmp_path, "5.json")
    assert take_requests(tmp_path) == [Request((tmp_path / "a.pdf",))]
    assert [path.name for path in requests_folder(tmp_path).iterdir()] == ["5.taken"]


@pytest.mark.parametrize(
    "changed",
    [
        {"files": ["relative.md"]},
        {"files": 7},
        {"files": [None]},
        {"computer": "ward-7"},
        {"token": 1},
        {"materia": 2},
    ],
    ids=str,
)
def test_what_is_no_request_is_not_answered(tmp_path: Path, changed: dict[str, object]) -> None:
    request(tmp_path, changed=changed)
    request(tmp_path, "2.json").write_bytes(b"[" * 100_000)
    (requests_folder(tmp_path) / "3.json").mkdir()
    assert take_requests(tmp_path) == []
    assert take_requests(tmp_path / "absent") == []


@posix_only
def test_what_others_may_have_written_is_not_read(tmp_path: Path) -> None:
    path = request(tmp_path)
    path.chmod(0o622)
    assert take_requests(tmp_path) == []

    request(tmp_path)
    requests_folder(tmp_path).chmod(0o777)
    assert take_requests(tmp_path) == []

    requests_folder(tmp_path).chmod(0o700)
    elsewhere = request(tmp_path, "elsewhere").rename(tmp_path / "elsewhere")
    (requests_folder(tmp_path) / "9.json").symlink_to(elsewhere)
    assert take_requests(tmp_path) == [Request((tmp_path / "a.pdf",))]
    assert elsewhere.exists()
