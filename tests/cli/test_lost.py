"""What is gone or damaged is said in a sentence, never made anew in silence, and a command leads on."""

from __future__ import annotations

import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import Result

from desktop_app.services.backup import Backup
from desktop_app.store.user.store import UserStore

Run = Callable[..., Result]


@pytest.fixture
def data(run: Run, tmp_path: Path) -> Path:
    """A data folder with a bookmark, a backup of it, and a library that has been searched."""
    assert run("bookmark", "add", "baclofen", "--note", "mine").exit_code == 0
    assert run("search", "baclofen").exit_code == 0
    folder = tmp_path / "data"
    with closing(UserStore(folder / "user.db")) as user:
        Backup(folder, user).make()
    return folder


@pytest.mark.parametrize("how", ["emptied", "gone", "damaged"])
def test_bookmarks_that_are_lost_come_back_from_the_last_backup(run: Run, data: Path, how: str) -> None:
    path = data / "user.db"
    path.unlink() if how == "gone" else path.write_bytes(b"" if how == "emptied" else b"nonsense" * 1000)
    for words in (("list",), ("add", "baclofen")):
        told = run("bookmark", *words)
        assert told.exit_code == 1
        assert how in told.stderr
        assert "materia bookmark restore" in told.stderr
    assert run("bookmark", "restore").exit_code == 0
    assert "mine" in run("bookmark", "list").stdout
    assert "can be read" in run("bookmark", "restore").stderr


def test_one_can_start_without_bookmarks(run: Run, data: Path) -> None:
    (data / "user.db").unlink()
    assert run("bookmark", "restore", "--anew").exit_code == 0
    assert run("bookmark", "list").stdout == "No bookmarks yet.\n"
    assert len(list((data / "backups").iterdir())) == 1


@pytest.mark.parametrize("how", ["emptied", "gone", "damaged"])
def test_a_library_that_is_lost_is_started_anew_only_when_asked_for(run: Run, data: Path, how: str) -> None:
    path = data / "library.db"
    content = b"" if how == "emptied" else b"nonsense" * 1000
    path.unlink() if how == "gone" else path.write_bytes(content)
    told = run("list")
    assert told.exit_code == 1
    assert how in told.stderr
    assert "materia library new" in told.stderr
    assert run("library", "new").exit_code == 0
    assert "Baclofen" in run("list").stdout
    kept = [each.read_bytes() for each in data.glob("library-damaged-*.db")]
    assert kept == ([] if how == "gone" else [content])
    assert "can be read" in run("library", "new").stderr
    assert "mine" in run("bookmark", "list").stdout


def test_what_is_the_users_own_is_for_the_user_alone(run: Run, data: Path, tmp_path: Path) -> None:
    (data / "user.db").chmod(0o644)
    (tmp_path / "data" / "user-schema0-20260101T000000Z.db").touch(0o644)
    target = tmp_path / "bookmarks.json"
    assert run("bookmark", "export", str(target)).exit_code == 0
    own = [target, *data.glob("user*"), *(data / "backups").iterdir()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in own} == {0o600}
    assert stat.S_IMODE((data / "backups").stat().st_mode) == 0o700
