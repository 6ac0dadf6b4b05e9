"""Where nothing can be written, what is there is read, and of each thing to be kept it is said that it was not."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from desktop_app.errors import NoLocksError, StorageError
from desktop_app.monograph.model import Monograph
from desktop_app.store import locks
from desktop_app.store.library.schema import LIBRARY
from desktop_app.store.library.store import LibraryStore
from desktop_app.store.schema import Schema
from desktop_app.store.user.schema import USER
from desktop_app.store.user.store import UserStore

AT = "2026-01-01T00:00:00Z"


def fill(folder: Path) -> Path:
    """Take all the space that a disk has left."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        size = 1 << 16
        while size:
            try:
                file.write(b"x" * size)
            except OSError:
                size //= 2
    return filler


@pytest.fixture
def full(mount: Callable[[str], Path], make_monograph: Callable[..., Monograph]) -> Path:
    """A full disk with a library and user data, both with a log."""
    folder = mount("size=4m")
    with closing(LibraryStore(folder / "library.db")) as library, closing(UserStore(folder / "user.db")) as user:
        library.keep_write_ahead_log()
        library.put(make_monograph(), imported_at=AT)
        user.set_settings({"theme": "dark"})
    fill(folder)
    return folder


def test_on_a_full_disk_everything_is_read_and_nothing_is_confirmed(
    full: Path, make_monograph: Callable[..., Monograph]
) -> None:
    with closing(LibraryStore(full / "library.db")) as library, closing(UserStore(full / "user.db")) as user:
        assert user.settings() == {"theme": "dark"}
        assert library.get("local:baclofen") == make_monograph()
        assert "disk is full" in str(user.trouble)
        assert "disk is full" in str(library.trouble)
        with pytest.raises(StorageError, match="disk is full"):
            user.set_settings({"theme": "light"})
        with pytest.raises(StorageError, match="disk is full"):
            library.put(make_monograph("local:b"), imported_at=AT)
        assert user.look() == []
        (full / "filler").unlink()
        library.look()
        assert user.look() == []
        assert (user.trouble, library.trouble) == (None, None)
        user.set_settings({"theme": "light"})
        library.put(make_monograph("local:b"), imported_at=AT)
    with closing(UserStore(full / "user.db")) as user:
        assert user.settings() == {"theme": "light"}


def test_what_a_log_holds_is_read_on_a_full_disk(mount: Callable[[str], Path]) -> None:
    folder = mount("size=4m")
    script = """
import os, sys
from pathlib import Path
from desktop_app.store.user.store import UserStore
UserStore(Path(sys.argv[1])).set_settings({"confirmed": 1})
os.kill(os.getpid(), 9)
"""
    subprocess.run([sys.executable, "-c", script, str(folder / "user.db")], check=False)
    (folder / "user.db-shm").unlink()
    fill(folder)
    with closing(UserStore(folder / "user.db")) as user:
        assert user.settings() == {"confirmed": 1}
        assert user.trouble is not None


def test_user_data_that_cannot_be_made_is_empty_until_it_can(mount: Callable[[str], Path]) -> None:
    folder = mount("size=1m")
    filler = fill(folder)
    with closing(UserStore(folder / "user.db")) as user:
        assert user.settings() == {}
        with pytest.raises(StorageError, match="disk is full"):
            user.set_settings({"a": 1})
        assert user.look() == []
        filler.unlink()
        user.set_settings({"a": 1})
        assert user.trouble is None
    with closing(UserStore(folder / "user.db")) as user:
        assert user.settings() == {"a": 1}


@pytest.mark.parametrize("logged", [True, False])
def test_data_of_an_older_materia_is_read_where_it_cannot_be_brought_up_to_date(
    mount: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch, logged: bool
) -> None:
    folder = mount("size=4m")
    with closing(UserStore(folder / "user.db")) as user, closing(LibraryStore(folder / "library.db")) as library:
        user.set_settings({"a": 1})
        if logged:
            library.keep_write_ahead_log()
    fill(folder)

    def more(schema: Schema) -> Schema:
        added = ("more", lambda db: db.execute("CREATE TABLE more (x)"))
        return Schema(schema.name, schema.application_id, (*schema.steps, added))

    monkeypatch.setattr("desktop_app.store.user.store.USER", more(USER))
    monkeypatch.setattr("desktop_app.store.library.store.LIBRARY", more(LIBRARY))
    with closing(UserStore(folder / "user.db")) as user, closing(LibraryStore(folder / "library.db")) as library:
        for store in (user, library):
            assert store.rows("SELECT * FROM more") == []
        assert user.settings() == {"a": 1}
        with pytest.raises(StorageError, match=r"full|No space"):
            user.set_settings({"a": 2})
        (folder / "filler").unlink()
        user.set_settings({"a": 2})
        assert len(list(folder.glob("user-schema*.db"))) == 1
        assert next(folder.glob("user-schema*.db")).stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(os.name != "posix", reason="locks of POSIX")
def test_where_locks_fail_the_words_say_why_and_reading_works(
    tmp_path: Path, make_monograph: Callable[..., Monograph]
) -> None:
    with closing(LibraryStore(tmp_path / "library.db")) as library, closing(UserStore(tmp_path / "user.db")) as user:
        library.put(make_monograph(), imported_at=AT)
        user.set_settings({"a": 1})
    script = f"""
import sys
from pathlib import Path
from desktop_app.errors import NoLocksError
from desktop_app.store.library.store import LibraryStore
from desktop_app.store.user.store import UserStore
folder = Path({str(tmp_path)!r})
library, user = LibraryStore(folder / "library.db"), UserStore(folder / "user.db")
assert library.get("local:baclofen").title == "Baclofen"
assert user.settings() == {{"a": 1}}
try:
    user.set_settings({{"a": 2}})
except NoLocksError as error:
    print(error)
"""
    command = ["strace", "-f", "-o", "/dev/null", "-e", "trace=fcntl", "-e", "inject=fcntl:error=ENOLCK"]
    for name in ("library.db", "user.db"):  # anywhere else Python itself would not start
        command += ["-P", str(tmp_path / name)]
    try:
        done = subprocess.run([*command, sys.executable, "-c", script], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("no errors can be injected here (no strace)")
    assert "refuses locks (No locks available)" in done.stdout, done.stderr
    assert locks.refusal(tmp_path / "user.db") == ""
    assert issubclass(NoLocksError, StorageError)
