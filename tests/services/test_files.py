"""A file is written in full or not at all."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.errors import StorageError
from desktop_app.services.files import write_atomically


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    point = tmp_path / "mounted"
    point.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "materia-test", str(point)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True, check=False).returncode != 0:
        pytest.skip("no file system can be mounted here (needs root on Linux)")
    yield point
    subprocess.run(["umount", str(point)], check=True)


def test_a_file_is_made_or_replaced(tmp_path: Path) -> None:
    path = tmp_path / "x"
    write_atomically(path, b"one")
    write_atomically(path, b"two")
    assert path.read_bytes() == b"two"
    assert list(tmp_path.iterdir()) == [path]


def test_on_a_full_disk_the_old_file_stays(small_disk: Path) -> None:
    path = small_disk / "x"
    write_atomically(path, b"old")
    with pytest.raises(StorageError, match="cannot be written"):
        write_atomically(path, b"x" * 2_000_000)
    assert path.read_bytes() == b"old"
    assert list(small_disk.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be written"):
        write_atomically(tmp_path / "no" / "x", b"")
