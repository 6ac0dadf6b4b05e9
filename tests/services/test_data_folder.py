"""Where data lives is chosen, made and checked before anything is opened."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop_app.errors import StorageError
from desktop_app.services.data_folder import LIBRARY_DATABASE, data_folder
from desktop_app.services.window_lock import WindowLock


@pytest.fixture
def disk(mount: Callable[[str], Path]) -> Path:
    """A mounted file system, which `_read_only` can make read-only."""
    return mount("size=1m")


def _read_only(disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)


def test_what_is_asked_for_comes_before_the_environment_and_that_before_the_usual(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environ = {"MATERIA_DATA_DIR": str(tmp_path / "environment")}
    assert data_folder(tmp_path / "asked" / "for", environ) == tmp_path / "asked" / "for"
    assert data_folder(None, environ) == tmp_path / "environment"
    monkeypatch.setattr("platformdirs.user_data_dir", lambda *args, **more: str(tmp_path / "usual"))
    assert data_folder(None, {}) == tmp_path / "usual"
    assert data_folder(None, {"MATERIA_DATA_DIR": ""}) == tmp_path / "usual"
    if os.name == "posix":
        assert (tmp_path / "usual").stat().st_mode & 0o077 == 0, "nobody else may read the notes"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["asked", "environment", "usual"]


def test_a_relative_folder_is_where_the_command_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert data_folder(Path("data"), {}) == tmp_path / "data"


def test_a_file_in_its_place_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="a file, not a folder"):
        data_folder(tmp_path / "file", {})
    with pytest.raises(StorageError, match="cannot be made"):
        data_folder(tmp_path / "file" / "folder", {})
    with pytest.raises(StorageError, match="cannot be made"):
        data_folder(Path("a\0b"), {})


def test_a_home_that_is_not_known_is_said() -> None:
    with pytest.raises(StorageError, match="cannot be made"):
        data_folder(Path("~no-such-user-here/materia"), {})


def test_a_read_only_folder_will_do_only_with_a_library_in_it(disk: Path) -> None:
    (disk / "with").mkdir()
    (disk / "with" / LIBRARY_DATABASE).touch()
    (disk / "without").mkdir()
    _read_only(disk)
    assert data_folder(disk / "with", {}) == disk / "with"
    with pytest.raises(StorageError, match="read-only and has no library"):
        data_folder(disk / "without", {})
    with pytest.raises(StorageError, match="cannot be made"):
        data_folder(disk / "new", {})


def test_a_folder_that_may_not_be_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda path, mode: False)
    with pytest.raises(StorageError, match="may not be read"):
        data_folder(tmp_path, {})


def test_choosing_a_folder_does_not_load_what_only_the_default_needs(tmp_path: Path) -> None:
    script = """
import sys
from pathlib import Path
from desktop_app.services.data_folder import data_folder
data_folder(Path(sys.argv[1]))
sys.exit("platformdirs" in sys.modules)
"""
    assert subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False).returncode == 0


def test_a_read_only_folder_needs_no_lock(disk: Path) -> None:
    _read_only(disk)
    with WindowLock(disk), WindowLock(disk):
        assert list(disk.iterdir()) == []
