"""Each thread has its own connection, which goes with it."""

from __future__ import annotations

import gc
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.errors import StorageError
from desktop_app.store.connections import Connections


@pytest.fixture
def connections(tmp_path: Path) -> Iterator[Connections]:
    opened = Connections(tmp_path / "test.db", "library")
    with opened.writing() as db:
        db.table("drugs").create({"name": str})
    yield opened
    opened.close()


def test_a_transaction_keeps_all_or_nothing(connections: Connections) -> None:
    with connections.writing() as db:
        db.table("drugs").insert_all([{"name": "a"}, {"name": "b"}])

    def interrupted() -> None:
        with connections.writing() as db:
            db.table("drugs").insert({"name": "c"})
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert connections.value("SELECT count(*) FROM drugs") == 2
    assert connections.value("SELECT name FROM drugs WHERE name = 'c'") is None


def test_several_reads_see_one_state(connections: Connections, tmp_path: Path) -> None:
    other = Connections(tmp_path / "test.db", "library", busy_milliseconds=10)
    with connections.reading():
        assert connections.value("SELECT count(*) FROM drugs") == 0
        with connections.reading():
            assert connections.value("SELECT count(*) FROM drugs") == 0
        with pytest.raises(Exception, match="another Materia"), other.writing() as db:
            db.table("drugs").insert({"name": "a"})
        assert connections.value("SELECT count(*) FROM drugs") == 0
    with other.writing() as db:
        db.table("drugs").insert({"name": "a"})
    assert connections.value("SELECT count(*) FROM drugs") == 1
    other.close()


def test_foreign_keys_hold(connections: Connections) -> None:
    assert connections.value("PRAGMA foreign_keys") == 1


def test_a_connection_is_closed_when_its_thread_ends(connections: Connections) -> None:
    seen: list[sqlite3.Connection] = []

    def read() -> None:
        with connections.raw() as connection:
            seen.append(connection)

    thread = threading.Thread(target=read)
    thread.start()
    thread.join()
    gc.collect()
    with connections.raw() as own:
        assert seen[0] is not own
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        seen[0].execute("SELECT 1")


def test_closing_ends_the_connections_of_all_threads(connections: Connections) -> None:
    ready, closed = threading.Event(), threading.Event()
    failures: list[Exception] = []

    def read() -> None:
        connections.rows("SELECT 1")
        ready.set()
        closed.wait(10)
        try:
            connections.rows("SELECT 1")
        except sqlite3.ProgrammingError as error:
            failures.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    ready.wait(10)
    connections.close()
    closed.set()
    thread.join()
    assert len(failures) == 1
    late: list[Exception] = []

    def come_late() -> None:
        try:
            connections.rows("SELECT 1")
        except RuntimeError as error:
            late.append(error)

    thread = threading.Thread(target=come_late)
    thread.start()
    thread.join()
    assert "closed" in str(late[0])


def test_a_database_opened_for_reading_only_is_not_written(connections: Connections, tmp_path: Path) -> None:
    reader = Connections(tmp_path / "test.db", "library", read_only=True)
    assert reader.value("SELECT count(*) FROM drugs") == 0
    reader.keep_write_ahead_log()
    assert reader.value("PRAGMA journal_mode") == "delete"
    with reader.raw() as connection, pytest.raises(sqlite3.OperationalError):
        connection.execute("DELETE FROM drugs")
    reader.close()


def test_a_log_that_cannot_be_kept_for_another_reason_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "test.db"
    path.write_bytes(b"no database" * 100)
    opened = Connections(path, "library")
    monkeypatch.setattr(opened, "value", lambda sql: "delete")
    with pytest.raises(StorageError, match="damaged"):
        opened.keep_write_ahead_log()
    opened.close()


def test_the_log_is_switched_on_unless_somebody_is_writing(connections: Connections, tmp_path: Path) -> None:
    other = Connections(tmp_path / "test.db", "library", busy_milliseconds=10)
    with other.writing():
        connections.keep_write_ahead_log()
        assert connections.value("PRAGMA journal_mode") == "delete"
    connections.keep_write_ahead_log()
    connections.keep_write_ahead_log()
    assert other.value("PRAGMA journal_mode") == "wal"
    other.close()
