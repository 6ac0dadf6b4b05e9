"""Bookmarks keep their place and order, and what is removed comes back as it was."""

from __future__ import annotations

import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.monograph.anchors import make_anchor
from desktop_app.store.user.bookmarks import BookmarkStore
from desktop_app.store.user.rows import Bookmark
from desktop_app.store.user.store import UserStore

PASSAGE = make_anchor("dose", "The usual dose is 5 mg three times a day.", 18, 22)


def bookmark(key: str = "overview", *, folder: int | None = None, note: str = "", uid: str = "local:x") -> Bookmark:
    return Bookmark(0, uid, key, key.title(), "X", "", None, note, folder, 0, "2026-01-01T00:00:00Z", "Article", "2019")


@pytest.fixture
def store(user: UserStore) -> BookmarkStore:
    return BookmarkStore(user)


def keys(store: BookmarkStore, folder: int | None = None) -> list[str]:
    return [mark.section_key for mark in store.bookmarks() if mark.folder_id == folder]


def test_a_bookmark_comes_back_as_it_was_made_also_after_a_restart(store: BookmarkStore, tmp_path: Path) -> None:
    passage = replace(bookmark("dose", note="n"), quote=PASSAGE.quote, anchor=PASSAGE)
    kept = store.add(passage)
    assert kept == replace(passage, id=kept.id)
    with closing(UserStore(tmp_path / "user.db")) as again:
        assert BookmarkStore(again).bookmarks() == [kept]


def test_bookmarks_stand_in_the_order_they_were_made_folders_after_those_in_none(store: BookmarkStore) -> None:
    second, first = store.add_folder("B"), store.add_folder("A")
    store.move_folder(first.id, 0)
    for key, folder in [("a", first.id), ("b", second.id), ("c", None), ("d", first.id)]:
        store.add(bookmark(key, folder=folder))
    assert [mark.section_key for mark in store.bookmarks()] == ["c", "a", "d", "b"]
    assert [folder.name for folder in store.folders()] == ["A", "B"]


def test_the_same_place_is_not_bookmarked_twice(store: BookmarkStore) -> None:
    kept = store.add(bookmark(note="mine"))
    assert store.add(bookmark()) == kept
    assert store.add(bookmark(note="mine")) == kept
    other = store.add(bookmark(note="another"))
    assert other.id != kept.id
    assert len(store.bookmarks()) == 2


def test_a_note_is_added_to_a_bookmark_that_has_none(store: BookmarkStore) -> None:
    kept = store.add(bookmark())
    assert store.add(bookmark(note="new")) == replace(kept, note="new")


def test_a_passage_and_its_section_are_two_places(store: BookmarkStore) -> None:
    store.add(bookmark("dose"))
    store.add(replace(bookmark("dose"), quote=PASSAGE.quote, anchor=PASSAGE))
    assert len(store.bookmarks()) == 2


def test_a_bookmark_for_a_folder_that_is_gone_is_kept_without(store: BookmarkStore) -> None:
    folder = store.add_folder("A")
    store.remove_folder(folder.id)
    assert store.add(bookmark(folder=folder.id)).folder_id is None


def test_a_note_can_be_changed(store: BookmarkStore) -> None:
    kept = store.add(bookmark())
    assert store.set_note(kept.id, "new")
    assert store.bookmark(kept.id) == replace(kept, note="new")
    assert not store.set_note(999, "x")


def test_a_bookmark_is_put_where_it_is_dropped(store: BookmarkStore) -> None:
    ids = {key: store.add(bookmark(key)).id for key in "abcd"}
    folder = store.add_folder("F").id
    assert store.move(ids["d"], None, 1)
    assert keys(store) == ["a", "d", "b", "c"]
    assert store.move(ids["a"], None, 99)
    assert keys(store) == ["d", "b", "c", "a"]
    assert store.move(ids["b"], folder, 0)
    assert store.move(ids["c"], folder, -5)
    assert (keys(store), keys(store, folder)) == (["d", "a"], ["c", "b"])
    assert not store.move(999, None, 0)
    assert not store.move(ids["a"], 999, 0)
    assert (keys(store), keys(store, folder)) == (["d", "a"], ["c", "b"])


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(-1, 6)), max_size=8))
def test_whatever_is_moved_where_the_order_is_that_of_a_list(
    tmp_path_factory: pytest.TempPathFactory, moves: list[tuple[int, int]]
) -> None:
    with closing(UserStore(tmp_path_factory.mktemp("order") / "user.db")) as user:
        store = BookmarkStore(user)
        ids = [store.add(bookmark(str(number))).id for number in range(5)]
        expected = list(ids)
        for which, position in moves:
            expected.remove(ids[which])
            expected.insert(max(0, position), ids[which])
            store.move(ids[which], None, position)
        assert [mark.id for mark in store.bookmarks()] == expected


def test_what_is_removed_comes_back_where_it_was(store: BookmarkStore) -> None:
    ids = {key: store.add(bookmark(key)).id for key in "abc"}
    removed = store.remove(ids["b"])
    assert removed is not None
    assert removed.section_key == "b"
    assert keys(store) == ["a", "c"]
    assert store.bookmark(ids["b"]) is None
    assert store.remove(ids["b"]) is None
    assert store.restore(ids["b"])
    assert not store.restore(ids["b"])
    assert keys(store) == ["a", "b", "c"]


def test_a_restored_bookmark_whose_folder_went_is_in_none(store: BookmarkStore) -> None:
    folder = store.add_folder("F").id
    kept = store.add(bookmark(folder=folder))
    store.remove(kept.id)
    store.remove_folder(folder)
    store.restore(kept.id)
    assert keys(store) == ["overview"]


def test_a_folder_goes_and_comes_back_with_what_was_in_it_and_no_more(store: BookmarkStore) -> None:
    folder = store.add_folder("F").id
    ids = {key: store.add(bookmark(key, folder=folder)).id for key in "abc"}
    store.remove(ids["b"])
    assert store.remove_folder(folder)
    assert not store.remove_folder(folder)
    assert (store.folders(), store.bookmarks()) == ([], [])
    assert store.restore_folder(folder)
    assert not store.restore_folder(folder)
    assert keys(store, folder) == ["a", "c"]


def test_a_folder_is_made_once_and_renamed_to_what_no_other_is_called(store: BookmarkStore) -> None:
    one, two = store.add_folder("One"), store.add_folder("Two")
    assert store.add_folder("One") == one
    assert not store.rename_folder(two.id, "One")
    assert not store.rename_folder(999, "Three")
    assert store.rename_folder(two.id, "Two")
    assert store.rename_folder(two.id, "Three")
    assert [folder.name for folder in store.folders()] == ["One", "Three"]
    assert store.move_folder(two.id, 0)
    assert not store.move_folder(999, 0)
    assert [folder.name for folder in store.folders()] == ["Three", "One"]


def test_merging_adds_what_is_new_and_nothing_twice(store: BookmarkStore) -> None:
    folder = store.add_folder("F").id
    store.add(bookmark("a", folder=folder))
    store.add(bookmark("b", note="mine"))
    content = [
        ("F", bookmark("a")),
        ("G", bookmark("a", note="added")),
        (None, bookmark("b", note="mine")),
        (None, bookmark("b", note="theirs")),
        ("G", bookmark("c")),
        ("G", bookmark("c")),
    ]
    assert store.merge(["G", "F", "Empty"], content) == 2
    assert [folder.name for folder in store.folders()] == ["F", "G", "Empty"]
    assert [(mark.section_key, mark.note) for mark in store.bookmarks()] == [
        ("b", "mine"),
        ("b", "theirs"),
        ("a", "added"),
        ("c", ""),
    ]
    assert store.merge(["G", "F", "Empty"], content) == 0


def test_bookmarks_of_one_monograph(store: BookmarkStore) -> None:
    store.add(bookmark("a", uid="local:x"))
    store.add(bookmark("a", uid="local:y"))
    assert [mark.uid for mark in store.of_monograph("local:y")] == ["local:y"]


def test_threads_that_add_at_once_lose_nothing(store: BookmarkStore) -> None:
    def add(name: str) -> None:
        for number in range(10):
            store.add(bookmark(f"{name}{number}"))

    threads = [threading.Thread(target=add, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = store.bookmarks()
    assert len({mark.section_key for mark in kept}) == 40
    assert sorted(mark.position for mark in kept) == list(range(40))
