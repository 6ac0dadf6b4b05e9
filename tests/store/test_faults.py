"""What the environment does to a database is told in the user's words; nothing is half written."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from desktop_app.errors import StorageError
from desktop_app.monograph.model import Monograph
from desktop_app.store import faults
from desktop_app.store.library.schema import LIBRARY
from desktop_app.store.library.store import LibraryStore
from desktop_app.store.user.store import UserStore

Store = type[LibraryStore] | type[UserStore]
BOTH = pytest.mark.parametrize("store", [LibraryStore, UserStore])


@BOTH
@pytest.mark.parametrize("content", [b"This is no database. " * 100, b"SQLite format 3\0" + b"\xff" * 4000])
def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path, store: Store, content: bytes) -> None:
    path = tmp_path / "some.db"
    path.write_bytes(content)
    with pytest.raises(StorageError, match="does not hold Materia"):
        store(path)
    assert path.read_bytes() == content


@BOTH
def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path, store: Store) -> None:
    path = tmp_path / "some.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    content = path.read_bytes()
    with pytest.raises(StorageError, match="a database, but not Materia"):
        store(path)
    assert path.read_bytes() == content


def test_user_data_is_not_taken_for_a_library(tmp_path: Path) -> None:
    UserStore(tmp_path / "user.db").close()
    with pytest.raises(StorageError, match="not Materia's library"):
        LibraryStore(tmp_path / "user.db")


@BOTH
def test_data_of_a_newer_materia_is_refused_and_left_alone(tmp_path: Path, store: Store) -> None:
    path = tmp_path / "some.db"
    store(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version=99")
    with pytest.raises(StorageError, match="newer Materia"):
        store(path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (99,)


@BOTH
def test_an_empty_file_is_a_database_yet_to_be_made(tmp_path: Path, store: Store) -> None:
    path = tmp_path / "some.db"
    path.touch()
    with closing(store(path)) as opened:
        assert opened.check() == []


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="read-only"):
        LibraryStore(tmp_path / "no" / "library.db")
    with closing(UserStore(tmp_path / "no" / "user.db")) as user, pytest.raises(StorageError, match="read-only"):
        user.set_settings({"a": 1})


@BOTH
def test_a_folder_in_the_place_of_the_file_is_said(tmp_path: Path, store: Store) -> None:
    (tmp_path / "x.db").mkdir()
    with pytest.raises(StorageError, match="cannot be opened"):
        store(tmp_path / "x.db")


def test_a_library_that_another_materia_is_writing_says_so(
    make_monograph: Callable[..., Monograph], tmp_path: Path
) -> None:
    path = tmp_path / "library.db"
    with closing(LibraryStore(path, busy_milliseconds=50)) as library, closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageError, match="being written by another Materia"):
            library.put(make_monograph(), imported_at="2026-01-01T00:00:00Z")
        other.rollback()
        assert library.put(make_monograph(), imported_at="2026-01-01T00:00:00Z") == "new"


def test_a_full_database_takes_all_or_nothing(library: LibraryStore, make_monograph: Callable[..., Monograph]) -> None:
    library.put(make_monograph(), imported_at="2026-01-01T00:00:00Z")
    with library._connections.raw() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages + 2}")
    with pytest.raises(StorageError, match="disk is full"):
        library.put(make_monograph("local:big", text="word " * 100_000), imported_at="2026-01-01T00:00:00Z")
    assert [summary.uid for summary in library.summaries()] == ["local:baclofen"]
    assert library.check() == []


def test_a_full_disk_takes_all_or_nothing(
    mount: Callable[[str], Path], make_monograph: Callable[..., Monograph]
) -> None:
    folder = mount("size=2m")
    with closing(LibraryStore(folder / "library.db")) as library:
        library.put(make_monograph(), imported_at="2026-01-01T00:00:00Z")
        with pytest.raises(StorageError, match="disk is full"):
            library.put(make_monograph("local:big", text="word " * 600_000), imported_at="2026-01-01T00:00:00Z")
        assert [summary.uid for summary in library.summaries()] == ["local:baclofen"]
        assert library.check() == []
        assert library.put(make_monograph("local:small"), imported_at="2026-01-01T00:00:00Z") == "new"


def test_user_data_on_a_full_disk_keeps_what_was_confirmed(mount: Callable[[str], Path]) -> None:
    folder = mount("size=1m")
    path = folder / "user.db"
    with closing(UserStore(path)) as user:
        user.set_settings({"kept": 1})
        (folder / "filler").write_bytes(b"x" * (1024 * 1024 - 400 * 1024))
        with pytest.raises(StorageError, match="disk is full"):
            user.set_settings({"big": "x" * 2_000_000})
        assert user.settings() == {"kept": 1}
    with closing(UserStore(path)) as user:
        assert user.settings() == {"kept": 1}
        assert user.check() == []


def test_what_is_on_a_read_only_disk_can_be_read(
    mount: Callable[[str], Path], make_monograph: Callable[..., Monograph]
) -> None:
    folder = mount("size=4m")
    with closing(LibraryStore(folder / "library.db")) as library, closing(UserStore(folder / "user.db")) as user:
        library.put(make_monograph(), imported_at="2026-01-01T00:00:00Z")
        user.set_settings({"theme": "dark"})
    mount("ro")
    with closing(LibraryStore(folder / "library.db")) as library, closing(UserStore(folder / "user.db")) as user:
        assert (library.read_only, user.read_only) == (True, True)
        assert library.get("local:baclofen") == make_monograph()
        assert user.setting("theme") == "dark"
        with pytest.raises(StorageError, match="read-only"):
            library.remove("local:baclofen", removed_at="2026-01-01T00:00:00Z")
        with pytest.raises(StorageError, match="read-only"):
            user.set_settings({"theme": "light"})
        with pytest.raises(StorageError, match="read-only"):
            user.replace_with(folder / "user.db")


def test_a_disk_that_becomes_read_only_says_so_and_reading_goes_on(
    mount: Callable[[str], Path], make_monograph: Callable[..., Monograph]
) -> None:
    folder = mount("size=4m")
    with closing(LibraryStore(folder / "library.db")) as library:
        library.put(make_monograph(), imported_at="2026-01-01T00:00:00Z")
        os.sync()
        library.close()
        mount("ro")
        library = LibraryStore(folder / "library.db")
        with pytest.raises(StorageError, match="read-only"):
            library.put(make_monograph("local:b"), imported_at="2026-01-01T00:00:00Z")
        assert library.get("local:baclofen")
        library.close()


def test_user_data_that_is_not_there_on_a_read_only_disk_is_empty(mount: Callable[[str], Path]) -> None:
    mount("size=1m")
    folder = mount("ro")
    with closing(UserStore(folder / "user.db")) as user:
        assert (user.settings(), user.visits(), user.data_version, user.check()) == ({}, [], 0, [])
        assert user.setting("theme") is None
        with pytest.raises(StorageError, match="read-only"):
            user.set_settings({"theme": "dark"})
    with pytest.raises(StorageError, match="read-only"):
        LibraryStore(folder / "library.db")


def test_a_change_that_was_never_finished_is_not_read_as_if_it_had_been(
    mount: Callable[[str], Path], make_monograph: Callable[..., Monograph]
) -> None:
    folder = mount("size=8m")
    path = folder / "library.db"
    with closing(LibraryStore(path)) as library:
        library.put(make_monograph(), imported_at="2026-01-01T00:00:00Z")
    script = """
import os, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA cache_size=5")
connection.execute("BEGIN")
connection.execute("UPDATE sections SET html = 'half done' || hex(zeroblob(500000))")
os.kill(os.getpid(), 9)
"""
    subprocess.run([sys.executable, "-c", script, str(path)], check=False)
    assert (folder / "library.db-journal").stat().st_size > 0
    mount("ro")
    with pytest.raises(StorageError, match="read-only"):
        LibraryStore(path)
    mount("rw")
    with closing(LibraryStore(path)) as library:
        assert library.get("local:baclofen") == make_monograph()


def test_user_data_with_a_log_on_a_disk_that_became_read_only_is_read_with_it(mount: Callable[[str], Path]) -> None:
    folder = mount("size=8m")
    script = """
import os, sys
from pathlib import Path
from desktop_app.store.user.store import UserStore
user = UserStore(Path(sys.argv[1]))
user.set_settings({"confirmed": 1})
os.kill(os.getpid(), 9)
"""
    subprocess.run([sys.executable, "-c", script, str(folder / "user.db")], check=False)
    assert (folder / "user.db-wal").stat().st_size > 0
    mount("ro")
    with closing(UserStore(folder / "user.db")) as user:
        assert user.settings() == {"confirmed": 1}


def test_an_older_read_only_library_says_that_it_must_be_opened_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    LibraryStore(tmp_path / "library.db").close()
    newer = type(LIBRARY)(LIBRARY.name, LIBRARY.application_id, (*LIBRARY.steps, ("more", lambda db: None)))
    monkeypatch.setattr("desktop_app.store.library.store.LIBRARY", newer)
    with pytest.raises(StorageError, match="brought up to date"):
        LibraryStore(tmp_path / "library.db", read_only=True)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (sqlite3.SQLITE_READONLY, "read-only"),
        (sqlite3.SQLITE_FULL, "disk is full"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "another Materia"),
        (sqlite3.SQLITE_LOCKED, "another Materia"),
        (sqlite3.SQLITE_CORRUPT, "damaged"),
        (sqlite3.SQLITE_NOTADB, "damaged"),
        (sqlite3.SQLITE_CANTOPEN, "cannot be opened"),
        (sqlite3.SQLITE_IOERR_WRITE, "disk failed"),
    ],
)
def test_each_fault_of_the_environment_has_its_sentence(tmp_path: Path, code: int, words: str) -> None:
    error = sqlite3.OperationalError("technical words")
    error.sqlite_errorcode = code
    with pytest.raises(StorageError) as told, faults.translated(tmp_path / "user.db", "user data"):
        raise error
    assert words in str(told.value)
    assert "technical" not in str(told.value)
    assert str(told.value).endswith(".")


def test_our_own_mistakes_are_not_blamed_on_the_environment(library: LibraryStore) -> None:
    with pytest.raises(sqlite3.OperationalError):
        library._connections.rows("SELECT nonsense")
    error = sqlite3.ProgrammingError("no code at all")
    with pytest.raises(sqlite3.ProgrammingError), faults.translated(Path("x"), "library"):
        raise error
