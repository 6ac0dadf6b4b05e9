"""A database is brought to the schema of this Materia, after a copy, and by one process only."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import StorageError
from desktop_app.store import migrations
from desktop_app.store.connections import Connections
from desktop_app.store.migrations import bring_up_to_date
from desktop_app.store.schema import Schema

if TYPE_CHECKING:
    from sqlite_utils import Database


def _first(db: Database) -> None:
    db.table("drugs").create({"name": str}, pk="name")


def _second(db: Database) -> None:
    db.table("drugs").add_column("dose", str)
    db.table("drugs").insert({"name": "aspirin", "dose": "75 mg"})


def _broken(db: Database) -> None:
    db.table("drugs").drop()
    raise RuntimeError("a defect")


ONE = Schema("test", 77, (("first", _first),))
TWO = Schema("test", 77, (("first", _first), ("second", _second)))


@pytest.fixture
def connections(tmp_path: Path) -> Iterator[Connections]:
    opened = Connections(tmp_path / "test.db", "library")
    yield opened
    opened.close()


def test_a_new_file_gets_all_steps_and_no_copy(connections: Connections, tmp_path: Path) -> None:
    bring_up_to_date(connections, TWO)
    assert connections.value("SELECT dose FROM drugs") == "75 mg"
    assert connections.value("PRAGMA application_id") == 77
    assert connections.value("PRAGMA user_version") == 2
    assert [path.name for path in tmp_path.iterdir()] == ["test.db"]


def test_an_older_file_gets_the_missing_steps_after_a_copy(connections: Connections, tmp_path: Path) -> None:
    bring_up_to_date(connections, ONE)
    with connections.writing() as db:
        db.table("drugs").insert({"name": "baclofen"})
    bring_up_to_date(connections, TWO)
    assert [row["name"] for row in connections.rows("SELECT name FROM drugs ORDER BY name")] == ["aspirin", "baclofen"]
    (copy,) = tmp_path.glob("test-schema1-*.db")
    with closing(sqlite3.connect(copy)) as before:
        assert before.execute("SELECT * FROM drugs").fetchall() == [("baclofen",)]
        assert before.execute("PRAGMA user_version").fetchone() == (1,)


def test_a_step_that_fails_changes_nothing(connections: Connections) -> None:
    bring_up_to_date(connections, ONE)
    with pytest.raises(RuntimeError, match="a defect"):
        bring_up_to_date(connections, Schema("test", 77, (*TWO.steps, ("broken", _broken))))
    assert connections.value("PRAGMA user_version") == 1
    assert connections.rows("SELECT * FROM drugs") == []
    bring_up_to_date(connections, TWO)
    assert connections.value("SELECT count(*) FROM drugs") == 1


def test_what_another_process_did_meanwhile_is_not_done_again(connections: Connections) -> None:
    bring_up_to_date(connections, TWO)
    migrations._migrate(connections, TWO)
    assert connections.value("SELECT count(*) FROM drugs") == 1


def test_each_step_is_recorded(connections: Connections) -> None:
    bring_up_to_date(connections, TWO)
    rows = connections.rows("SELECT name, applied_at FROM _sqlite_migrations WHERE migration_set = 'test' ORDER BY id")
    assert [row["name"] for row in rows] == ["first", "second"]
    assert all(row["applied_at"] for row in rows)


def test_another_kind_of_database_is_refused(connections: Connections) -> None:
    bring_up_to_date(connections, ONE)
    with pytest.raises(StorageError, match="not Materia"):
        bring_up_to_date(connections, Schema("test", 78, ONE.steps))


def test_processes_that_start_at_once_make_one_database(tmp_path: Path) -> None:
    script = """
import sys
from pathlib import Path
from desktop_app.store.library.store import LibraryStore
from desktop_app.store.user.store import UserStore
folder, name = Path(sys.argv[1]), sys.argv[2]
library, user = LibraryStore(folder / "library.db"), UserStore(folder / "user.db")
for number in range(20):
    user.set_settings({f"{name}{number}": number})
print(library.identity)
library.close(), user.close()
"""
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(tmp_path), name],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in "abcd"
    ]
    answers = [process.communicate(timeout=60) for process in processes]
    assert [error for _, error in answers] == [""] * 4
    assert len({identity for identity, _ in answers}) == 1
    from desktop_app.store.user.store import UserStore

    with closing(UserStore(tmp_path / "user.db")) as user:
        assert len(user.settings()) == 80
