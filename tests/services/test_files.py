"""A file is written in full or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop_app.errors import StorageError
from desktop_app.services.files import write_atomically


def test_a_file_is_made_or_replaced(tmp_path: Path) -> None:
    path = tmp_path / "x"
    write_atomically(path, b"one")
    write_atomically(path, b"two")
    assert path.read_bytes() == b"two"
    assert list(tmp_path.iterdir()) == [path]


def test_on_a_full_disk_the_old_file_stays(mount: Callable[[str], Path]) -> None:
    small_disk = mount("size=1m")
    path = small_disk / "x"
    write_atomically(path, b"old")
    with pytest.raises(StorageError, match="was not written"):
        write_atomically(path, b"x" * 2_000_000)
    assert path.read_bytes() == b"old"
    assert list(small_disk.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="was not written"):
        write_atomically(tmp_path / "no" / "x", b"")


def test_a_link_is_followed_and_stays(tmp_path: Path) -> None:
    path, link = tmp_path / "x", tmp_path / "link"
    link.symlink_to(path)
    write_atomically(link, b"one")
    assert link.is_symlink()
    assert path.read_bytes() == b"one"


@pytest.mark.skipif(sys.platform == "win32", reason="makes a pipe with a name")
def test_a_pipe_or_device_is_left_alone(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(StorageError, match="a device or a pipe"):
        write_atomically(pipe, b"one")
    assert pipe.is_fifo()
    assert list(tmp_path.iterdir()) == [pipe]


@pytest.mark.parametrize(("name", "reason"), [("", "a folder of that name"), ("x" * 300, "too long"), ("a\0b", "null")])
def test_what_cannot_be_a_file_is_refused(tmp_path: Path, name: str, reason: str) -> None:
    with pytest.raises(StorageError, match=reason):
        write_atomically(tmp_path / name, b"one")
    assert list(tmp_path.iterdir()) == []


def test_a_long_name_that_the_disk_takes_is_taken(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 255)
    write_atomically(path, b"one")
    assert path.read_bytes() == b"one"
