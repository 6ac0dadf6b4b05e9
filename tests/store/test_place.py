"""Files deleted, emptied or exchanged while they are open: what is confirmed is in the file that stands there."""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from desktop_app.errors import DamagedError, StorageError
from desktop_app.monograph.model import Monograph
from desktop_app.store.library.store import LibraryStore
from desktop_app.store.user.bookmarks import BookmarkStore
from desktop_app.store.user.rows import Bookmark
from desktop_app.store.user.store import UserStore

pytestmark = pytest.mark.skipif(os.name != "posix", reason="open files cannot be deleted there")
AT = "2026-01-01T00:00:00Z"


def mark(name: str) -> Bookmark:
    return Bookmark(0, "local:x", name, name, "X", "", None, "", None, 0, AT, "", "")


def kept_in(path: Path) -> list[str]:
    """The bookmarks that the next start finds."""
    with closing(UserStore(path)) as fresh:
        return [bookmark.section_key for bookmark in BookmarkStore(fresh).bookmarks()]


def delete(path: Path) -> None:
    for each in path.parent.glob(f"{path.name}*"):
        each.unlink()


def test_a_bookmark_made_after_the_file_was_deleted_is_there_at_the_next_start_with_all_others(user: UserStore) -> None:
    bookmarks = BookmarkStore(user)
    bookmarks.add(mark("before"))
    delete(user.path)
    bookmarks.add(mark("after"))
    assert kept_in(user.path) == ["before", "after"]
    (words,) = user.look()
    assert "deleted" in words
    assert "put back" in words
    assert user.look() == []
    assert user.path.stat().st_mode & 0o777 == 0o600


def test_a_deleted_file_is_put_back_at_the_next_look(user: UserStore) -> None:
    BookmarkStore(user).add(mark("before"))
    delete(user.path)
    assert len(user.look()) == 1
    assert kept_in(user.path) == ["before"]


def test_another_threads_connection_follows_to_the_file_that_was_put_back(user: UserStore) -> None:
    bookmarks = BookmarkStore(user)
    ready, deleted, failures = threading.Event(), threading.Event(), list[Exception]()

    def elsewhere() -> None:
        try:
            bookmarks.add(mark("before"))
            ready.set()
            deleted.wait(20)
            bookmarks.add(mark("there"))
        except Exception as error:  # noqa: BLE001
            failures.append(error)

    thread = threading.Thread(target=elsewhere)
    thread.start()
    ready.wait(20)
    bookmarks.add(mark("here"))
    delete(user.path)
    bookmarks.add(mark("again"))
    deleted.set()
    thread.join()
    assert failures == []
    assert kept_in(user.path) == ["before", "here", "again", "there"]


def test_where_it_cannot_be_put_back_nothing_is_confirmed(user: UserStore) -> None:
    BookmarkStore(user).add(mark("before"))
    shutil.rmtree(user.path.parent)
    with pytest.raises(StorageError):
        BookmarkStore(user).add(mark("after"))
    assert [bookmark.section_key for bookmark in BookmarkStore(user).bookmarks()] == ["before"]
    user.path.parent.mkdir()
    BookmarkStore(user).add(mark("later"))
    assert kept_in(user.path) == ["before", "later"]


@pytest.mark.parametrize("ends", [("-wal",), ("-shm",), ("-wal", "-shm")])
def test_a_log_that_was_deleted_takes_nothing_with_it(user: UserStore, ends: tuple[str, ...]) -> None:
    bookmarks = BookmarkStore(user)
    bookmarks.add(mark("before"))
    for end in ends:
        user.path.with_name(user.path.name + end).unlink()
    bookmarks.add(mark("after"))
    assert user.check() == []
    assert kept_in(user.path) == ["before", "after"]


def test_a_file_that_was_emptied_confirms_nothing(user: UserStore) -> None:
    BookmarkStore(user).add(mark("before"))
    os.truncate(user.path, 0)
    with pytest.raises(DamagedError, match="emptied"):
        BookmarkStore(user).add(mark("after"))
    with pytest.raises(DamagedError, match="emptied"):
        user.look()


def test_user_data_that_was_exchanged_is_used_and_what_only_the_former_held_is_kept(
    user: UserStore, tmp_path: Path
) -> None:
    other = tmp_path / "other.db"
    with closing(UserStore(other)) as made:
        BookmarkStore(made).add(mark("other"))
    bookmarks, before = BookmarkStore(user), user.data_version
    bookmarks.add(mark("before"))
    other.replace(user.path)
    bookmarks.add(mark("after"))
    assert kept_in(user.path) == ["other", "after"]
    (words,) = user.look()
    (left,) = tmp_path.glob("user-exchanged-*.db")
    assert left.name in words
    assert kept_in(left) == ["before"]
    assert user.data_version != before


def test_user_data_exchanged_for_a_copy_of_itself_leaves_nothing_behind(user: UserStore, tmp_path: Path) -> None:
    BookmarkStore(user).add(mark("before"))
    user.copy_to(tmp_path / "copy.db")
    (tmp_path / "copy.db").replace(user.path)
    assert [bookmark.section_key for bookmark in BookmarkStore(user).bookmarks()] == ["before"]
    assert "all that was in the former" in user.look()[0]
    assert list(tmp_path.glob("user-*")) == []


def test_user_data_exchanged_for_what_is_none_is_refused_until_it_is_sound(user: UserStore, tmp_path: Path) -> None:
    BookmarkStore(user).add(mark("before"))
    user.copy_to(tmp_path / "copy.db")
    (tmp_path / "nonsense").write_bytes(b"nonsense" * 1000)
    (tmp_path / "nonsense").replace(user.path)
    for _ in range(2):
        with pytest.raises(DamagedError):
            BookmarkStore(user).add(mark("after"))
    (tmp_path / "copy.db").replace(user.path)
    BookmarkStore(user).add(mark("later"))
    assert kept_in(user.path) == ["before", "later"]


def test_a_library_that_was_exchanged_is_read_and_written(
    library: LibraryStore, make_monograph: Callable[..., Monograph], tmp_path: Path
) -> None:
    library.put(make_monograph("local:old"), imported_at=AT)
    before = library.identity, library.data_version
    with closing(LibraryStore(tmp_path / "other.db")) as other:
        other.put(make_monograph("local:new"), imported_at=AT)
    (tmp_path / "other.db").replace(library.path)
    assert [summary.uid for summary in library.summaries()] == ["local:new"]
    assert library.identity != before[0]
    assert library.data_version != before[1]
    library.put(make_monograph("local:more"), imported_at=AT)
    with closing(LibraryStore(library.path)) as again:
        assert len(again.summaries()) == 2


def test_a_library_that_is_gone_is_read_on_and_says_so_when_written(
    library: LibraryStore, make_monograph: Callable[..., Monograph], tmp_path: Path
) -> None:
    library.put(make_monograph("local:old"), imported_at=AT)
    library.path.rename(tmp_path / "elsewhere.db")
    assert library.get("local:old")
    with pytest.raises(StorageError, match=r"not in .* any more"):
        library.put(make_monograph("local:new"), imported_at=AT)
    with pytest.raises(StorageError, match=r"not in .* any more"):
        library.look()
    assert not library.path.exists(), "an empty one in its place would hide that it is gone"
    (tmp_path / "elsewhere.db").rename(library.path)
    library.look()
    library.put(make_monograph("local:new"), imported_at=AT)


def test_a_read_that_fails_once_is_read_again(library: LibraryStore, monkeypatch: pytest.MonkeyPatch) -> None:
    real, failures = library._connections._connection, [sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_CORRUPT]

    def failing() -> sqlite3.Connection:
        if failures:
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = failures.pop()
            raise error
        return real()

    monkeypatch.setattr(library._connections, "_connection", failing)
    assert library.summaries() == []
    failures[:] = [sqlite3.SQLITE_IOERR_READ] * 9
    with pytest.raises(StorageError, match=r"being read from .*input/output error") as told:
        library.summaries()
    assert not isinstance(told.value, DamagedError)
