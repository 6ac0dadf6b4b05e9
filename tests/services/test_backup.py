"""The user's data is copied by itself, thinned out, and put back with what was there kept."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop_app.errors import NotFoundError, StorageError
from desktop_app.services.backup import OTHERS_KEPT, Backup, Reason, copies_in, replace_damaged
from desktop_app.store.user.store import UserStore


class Now:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 3, 1, 8, 0, 0, 123456, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def pass_days(self, days: float) -> None:
        self.moment += timedelta(days=days)


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[UserStore]:
    user = UserStore(tmp_path / "user.db")
    yield user
    user.close()


@pytest.fixture
def backup(tmp_path: Path, store: UserStore, now: Now) -> Backup:
    return Backup(tmp_path, store, clock=now)


def test_a_copy_is_made_when_the_last_is_a_day_old(backup: Backup, store: UserStore, now: Now) -> None:
    store.set_settings({"a": 1})
    first = backup.automatic()
    assert first is not None
    assert (first.reason, first.at) == (Reason.AUTOMATIC, datetime(2026, 3, 1, 8, 0, 0, tzinfo=UTC))
    now.pass_days(0.9)
    assert backup.automatic() is None
    backup.make()
    now.pass_days(0.2)
    assert backup.automatic() is not None
    assert [copy.reason for copy in backup.copies()] == [Reason.AUTOMATIC, Reason.ASKED_FOR, Reason.AUTOMATIC]
    assert backup.copies()[-1] == first


def test_a_clock_that_was_set_back_does_not_stop_copies(backup: Backup, now: Now) -> None:
    backup.automatic()
    now.pass_days(-300)
    assert backup.automatic() is not None
    assert backup.automatic() is None


def test_a_copy_is_one_sound_file_with_everything_in_it(backup: Backup, store: UserStore, tmp_path: Path) -> None:
    store.set_settings({"a": 1})
    copy = backup.make()
    assert [path.name for path in (tmp_path / "backups").iterdir()] == [copy.path.name]
    with closing(sqlite3.connect(copy.path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT value FROM settings").fetchone() == ("1",)


def test_copies_are_thinned_to_a_week_of_days_and_a_month_of_weeks(backup: Backup, now: Now) -> None:
    for _ in range(60):
        backup.automatic()
        now.pass_days(1)
    ages = [(now.moment - copy.at).days for copy in backup.copies()]
    assert ages[:7] == [1, 2, 3, 4, 5, 6, 7]
    assert ages[7:] == [11, 18, 25, 32]
    assert all(copy.at.isoweekday() == 7 for copy in backup.copies()[7:])


def test_copies_made_on_request_are_kept_apart_from_the_automatic(backup: Backup, now: Now) -> None:
    backup.automatic()
    for _ in range(OTHERS_KEPT + 3):
        backup.make()
    copies = backup.copies()
    assert [copy.reason for copy in copies].count(Reason.ASKED_FOR) == OTHERS_KEPT
    assert copies[-1].reason is Reason.AUTOMATIC
    assert len({copy.path for copy in copies}) == OTHERS_KEPT + 1


def test_going_back_to_a_copy_keeps_what_was_there(backup: Backup, store: UserStore, now: Now, tmp_path: Path) -> None:
    store.set_settings({"a": "old"})
    copy = backup.make()
    store.set_settings({"a": "new", "b": 1})
    with closing(UserStore(tmp_path / "user.db")) as elsewhere:
        kept = backup.restore(copy)
        assert elsewhere.settings() == {"a": "old"}
    assert store.settings() == {"a": "old"}
    assert store.rows("PRAGMA journal_mode")[0][0] == "wal"
    assert kept.reason is Reason.BEFORE_RESTORE
    backup.restore(kept)
    assert store.settings() == {"a": "new", "b": 1}
    assert store.check() == []


def test_one_can_go_back_to_the_oldest_copy_there_is(backup: Backup, store: UserStore) -> None:
    for number in range(OTHERS_KEPT):
        store.set_settings({"number": number})
        backup.make()
    backup.restore(backup.copies()[-1])
    assert store.settings() == {"number": 0}


def test_the_copy_that_a_restore_makes_outlives_copies_from_the_future(
    backup: Backup, store: UserStore, now: Now, tmp_path: Path
) -> None:
    now.pass_days(3000)
    for number in range(OTHERS_KEPT + 1):
        store.set_settings({"a": number})
        backup.make()
    copy = backup.copies()[0]
    now.pass_days(-3000)
    store.set_settings({"a": "now"})
    kept = backup.restore(copy)
    assert kept.path.is_file()
    assert backup.copies()[0] == kept
    assert backup.restore(kept).path.is_file()
    assert store.settings() == {"a": "now"}


def test_days_and_weeks_from_the_future_give_up_their_places(backup: Backup, now: Now) -> None:
    now.pass_days(3000)
    for _ in range(60):
        backup.automatic()
        now.pass_days(1)
    now.pass_days(-3060)
    for _ in range(40):
        made = backup.automatic()
        assert made is not None
        assert made.path.is_file()
        now.pass_days(1)
    assert all(copy.at <= now.moment for copy in backup.copies())


def test_copies_that_an_older_materia_named_come_before_all_others(
    backup: Backup, store: UserStore, tmp_path: Path
) -> None:
    store.set_settings({"a": 1})
    sound = backup.make().path
    for number in range(OTHERS_KEPT):
        (tmp_path / "backups" / f"user-20990101T00000{number}Z-0-before-restore.db").write_bytes(sound.read_bytes())
    sound.unlink()
    kept = backup.restore(backup.copies()[-1])
    assert backup.copies()[0] == kept
    assert len(backup.copies()) == OTHERS_KEPT


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_copies_are_for_their_user_alone_also_where_they_were_not(backup: Backup, tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir(mode=0o755)
    copy = backup.make()
    assert copy.path.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "backups").stat().st_mode & 0o777 == 0o700
    copy.path.chmod(0o644)
    backup.make()
    assert copy.path.stat().st_mode & 0o777 == 0o600


def test_what_is_no_sound_copy_is_not_put_back(backup: Backup, store: UserStore, tmp_path: Path) -> None:
    store.set_settings({"a": 1})
    copy = backup.make()
    sound = copy.path.read_bytes()
    copy.path.write_bytes(b"nonsense" * 1000)
    with pytest.raises(StorageError, match="damaged"):
        backup.restore(copy)
    copy.path.write_bytes(sound[: len(sound) // 2])
    with pytest.raises(StorageError):
        backup.restore(copy)
    copy.path.unlink()
    with closing(sqlite3.connect(copy.path)) as theirs:
        theirs.execute("CREATE TABLE theirs (x)")
    with pytest.raises(StorageError, match="not Materia"):
        backup.restore(copy)
    copy.path.write_bytes(sound)
    with closing(sqlite3.connect(copy.path)) as newer:
        newer.execute("PRAGMA user_version=99")
    with pytest.raises(StorageError, match="newer"):
        backup.restore(copy)
    copy.path.unlink()
    with pytest.raises(NotFoundError, match="not there any more"):
        backup.restore(copy)
    assert store.settings() == {"a": 1}
    assert store.check() == []


def test_a_copy_with_a_damaged_page_is_found_out(backup: Backup, store: UserStore) -> None:
    store.set_settings({f"key{number}": "x" * 50 for number in range(300)})
    copy = backup.make()
    content = bytearray(copy.path.read_bytes())
    with closing(sqlite3.connect(copy.path)) as connection:
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name LIKE 'sqlite_autoindex_settings%'")
        page = root.fetchone()[0]
    content[4096 * (page - 1) + 3 : 4096 * (page - 1) + 5] = b"\x00\x01"
    copy.path.write_bytes(content)
    with pytest.raises(StorageError, match="damaged"):
        backup.restore(copy)
    assert len(store.settings()) == 300


def test_other_files_in_the_folder_are_no_copies_and_are_left_alone(backup: Backup, tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir()
    for name in ("notes.txt", "user-20260101T000000Z-0-whatever.db", ".user-20260101T000000Z-0-automatic.db.part"):
        (tmp_path / "backups" / name).touch()
    assert backup.copies() == []
    backup.make()
    assert len(list((tmp_path / "backups").iterdir())) == 3, "and what a killed Materia left is gone"


def test_where_no_copy_can_be_kept_it_is_said(backup: Backup, tmp_path: Path) -> None:
    (tmp_path / "backups").touch()
    with pytest.raises(StorageError, match="No backup can be kept"):
        backup.make()
    assert backup.copies() == []


def test_a_copy_that_cannot_be_finished_leaves_nothing(
    backup: Backup, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(descriptor: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(StorageError, match="No copy of the user data"):
        backup.make()
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_read_only_folder_is_not_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop_app.store.user.store.database_writable", lambda path: False)
    with closing(UserStore(tmp_path / "user.db")) as user:
        assert Backup(tmp_path, user).automatic() is None


@pytest.mark.parametrize("damage", [b"nonsense" * 1000, b""])
def test_damaged_user_data_is_moved_aside_for_a_copy(
    backup: Backup, store: UserStore, tmp_path: Path, now: Now, damage: bytes
) -> None:
    store.set_settings({"a": 1})
    backup.make()
    store.close()
    for path in tmp_path.glob("user.db-*"):
        path.unlink()
    (tmp_path / "user.db").write_bytes(damage)
    (tmp_path / "user.db-wal").write_bytes(damage)
    aside = replace_damaged(tmp_path, copies_in(tmp_path)[0], clock=now)
    assert aside.read_bytes() == damage
    with closing(UserStore(tmp_path / "user.db")) as again:
        assert again.settings() == {"a": 1}
        assert again.check() == []


def test_damaged_user_data_that_cannot_be_moved_is_said(
    backup: Backup, store: UserStore, tmp_path: Path, now: Now
) -> None:
    copy = backup.make()
    (tmp_path / f"user-damaged-{now():%Y%m%dT%H%M%SZ}.db").mkdir()
    with pytest.raises(StorageError, match="cannot be moved away"):
        replace_damaged(tmp_path, copy, clock=now)
