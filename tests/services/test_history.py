"""What was read is listed, until it is cleared, which can be undone."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, Section
from desktop_app.services.history import History, Visit
from desktop_app.services.settings import Settings
from desktop_app.store.user.store import UserStore

MONOGRAPH = Monograph("local:x", "X", "en", (), (Section("dose", Kind.DOSAGE, "Dosage", "", 0),), ())


def test_views_are_recorded_with_titles_and_time(tmp_path: Path) -> None:
    moments = iter(datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC) + timedelta(minutes=number) for number in range(9))
    with closing(UserStore(tmp_path / "user.db")) as store:
        history = History(store, clock=lambda: next(moments))
        assert history.visit(MONOGRAPH, "dose") == Visit("local:x", "dose", "X", "Dosage", "2026-03-04T05:06:07Z")
        history.visit(MONOGRAPH, ":references")
        assert [visit.section_title for visit in history.recent()] == ["References", "Dosage"]
        assert len(history.recent(1)) == 1
        views = history.recent()
        forgotten = history.clear()
        assert forgotten.visits == tuple(views)
        assert history.recent() == []
        assert not history.clear()
        history.restore(forgotten)
        assert history.recent() == views


def test_the_last_twenty_searches_are_kept_each_once_and_cleared_with_the_history(tmp_path: Path) -> None:
    with closing(UserStore(tmp_path / "user.db")) as store:
        history = History(store)
        for number in range(25):
            history.searched(f"drug {number}")
        history.searched(" Drug  20 ")
        history.searched("  ")
        assert history.searches()[:3] == ("Drug 20", "drug 24", "drug 23")
        assert len(history.searches()) == 20
        forgotten = history.clear()
        assert history.searches() == ()
        history.searched("since then")
        history.restore(forgotten)
        assert history.searches()[:2] == ("since then", "Drug 20")
        assert len(history.searches()) == 20


def test_recent_searches_of_another_form_are_taken_for_none(tmp_path: Path) -> None:
    with closing(UserStore(tmp_path / "user.db")) as store:
        Settings(store).set("recent-searches", {"a": 1})
        assert History(store).searches() == ()
        Settings(store).set("recent-searches", ["a", 1])
        assert History(store).searches() == ("a",)


def test_settings_have_defaults_and_are_kept_at_once(tmp_path: Path) -> None:
    with closing(UserStore(tmp_path / "user.db")) as store:
        settings = Settings(store)
        assert settings.get("theme", "system") == "system"
        assert settings.get("theme") is None
        settings.set("theme", "dark")
        settings.set_many({"zoom": 1.5, "sidebar": [1, 2]})
        with closing(UserStore(tmp_path / "user.db")) as again:
            assert Settings(again).get("theme", "system") == "dark"
            assert Settings(again).all() == {"theme": "dark", "zoom": 1.5, "sidebar": [1, 2]}
