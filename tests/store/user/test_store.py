"""Settings and history are on the disk when a call returns."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from desktop_app.store.user.rows import Visit
from desktop_app.store.user.store import VISITS_KEPT, UserStore


def visit(number: int, at: str | None = None) -> Visit:
    return Visit(
        "local:x", f"s{number}", "X", f"Section {number}", at or f"2026-01-01T00:{number // 60:02}:{number % 60:02}Z"
    )


def test_user_data_is_written_as_durably_as_sqlite_can(user: UserStore) -> None:
    user.set_settings({"a": 1})
    assert user.rows("PRAGMA journal_mode")[0][0] == "wal"
    assert user.rows("PRAGMA synchronous")[0][0] == 2


def test_settings_come_back_as_they_were_set(user: UserStore, tmp_path: Path) -> None:
    values = {"theme": "dark", "zoom": 1.25, "open": ["a", {"b": None}], "popup": False, "γ": "µg"}
    user.set_settings(values)
    user.set_settings({"zoom": 1.5})
    user.close()
    with closing(UserStore(tmp_path / "user.db")) as again:
        assert again.settings() == {**values, "zoom": 1.5}
        assert again.setting("theme") == "dark"
        assert again.setting("unknown") is None


@pytest.mark.parametrize("value", [object(), float("nan"), {1, 2}])
def test_a_setting_that_json_cannot_hold_is_refused_and_changes_nothing(user: UserStore, value: object) -> None:
    user.set_settings({"a": 1})
    with pytest.raises((TypeError, ValueError)):
        user.set_settings({"a": 2, "b": value})
    assert user.settings() == {"a": 1}


def test_views_are_listed_newest_first(user: UserStore) -> None:
    for number in (1, 2, 3):
        user.add_visit(visit(number))
    assert user.visits() == [visit(3), visit(2), visit(1)]
    assert user.visits(limit=1) == [visit(3)]


def test_viewing_the_same_place_again_at_once_only_renews_it(user: UserStore) -> None:
    user.add_visit(visit(1))
    user.add_visit(visit(1, "2026-01-02T00:00:00Z"))
    assert user.visits() == [visit(1, "2026-01-02T00:00:00Z")]
    user.add_visit(visit(2, "2026-01-03T00:00:00Z"))
    user.add_visit(visit(1, "2026-01-04T00:00:00Z"))
    assert [seen.section_key for seen in user.visits()] == ["s1", "s2", "s1"]


def test_the_clock_going_back_does_not_take_a_view_back(user: UserStore) -> None:
    user.add_visit(visit(1, "2026-01-02T00:00:00Z"))
    user.add_visit(visit(1, "2026-01-01T00:00:00Z"))
    assert user.visits() == [visit(1, "2026-01-02T00:00:00Z")]


def test_only_the_last_views_are_kept(user: UserStore) -> None:
    user.restore_visits([visit(number) for number in range(VISITS_KEPT + 20)][::-1])
    assert len(user.visits(limit=10_000)) == VISITS_KEPT
    user.add_visit(visit(9999, "2027-01-01T00:00:00Z"))
    views = user.visits(limit=10_000)
    assert (len(views), views[0].section_key, views[-1].section_key) == (VISITS_KEPT, "s9999", "s21")


def test_clearing_the_history_can_be_undone_beside_what_was_viewed_since(user: UserStore) -> None:
    for number in (1, 2, 3):
        user.add_visit(visit(number))
    cleared = user.clear_visits()
    assert user.visits() == []
    assert cleared == [visit(3), visit(2), visit(1)]
    since = visit(3, "2026-02-01T00:00:00Z")
    user.add_visit(since)
    user.restore_visits(cleared)
    assert user.visits() == [since, *cleared]


def test_a_sound_file_is_found_sound(user: UserStore) -> None:
    assert user.check() == []


def test_what_is_wrong_in_the_file_is_found(user: UserStore) -> None:
    with user.writing() as db:
        row = dict.fromkeys(("uid", "section_key", "section_title", "monograph_title", "quote", "note"), "")
        row |= {"created": "", "source": "", "effective_date": ""}
        db.execute("PRAGMA defer_foreign_keys=ON")
        db.table("bookmarks").insert(row | {"position": 0}, pk="id")
    assert user.check() == []
    with user._connections.raw() as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("UPDATE bookmarks SET folder_id = 99")
    assert user.check() == ["bookmarks row 1 without its folders"]


def test_another_process_is_noticed(user: UserStore, tmp_path: Path) -> None:
    before = user.data_version
    with closing(UserStore(tmp_path / "user.db")) as other:
        other.set_settings({"a": 1})
    assert user.data_version != before
    assert user.setting("a") == 1


def test_settings_are_stored_as_readable_json(user: UserStore) -> None:
    user.set_settings({"name": "Bacløfen"})
    assert json.loads(user.rows("SELECT value FROM settings")[0][0]) == "Bacløfen"
    assert "ø" in user.rows("SELECT value FROM settings")[0][0]


def test_half_a_character_in_a_setting_comes_back(user: UserStore) -> None:
    user.set_settings({"search": "baclo\ud83dfen"})
    assert user.setting("search") == "baclo\ud83dfen"


def test_the_order_of_views_is_that_in_which_they_were_made_whatever_the_clock_says(user: UserStore) -> None:
    for number in range(VISITS_KEPT):
        user.add_visit(visit(number, "2099-01-01T00:00:00Z"))
    user.add_visit(visit(9999, "2026-01-01T00:00:00Z"))
    assert user.visits(limit=1) == [visit(9999, "2026-01-01T00:00:00Z")]
    assert len(user.visits(limit=10_000)) == VISITS_KEPT
    cleared = user.clear_visits()
    since = visit(1, "2001-01-01T00:00:00Z")
    user.add_visit(since)
    user.restore_visits(cleared)
    assert user.visits(limit=2) == [since, cleared[0]]
