"""What was read is listed, until it is cleared, which can be undone."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, Section
from desktop_app.services.history import History, Visit
from desktop_app.services.settings import Settings
from desktop_app.store.user import UserStore

MONOGRAPH = Monograph("local:x", "X", "en", (), (Section("dose", Kind.DOSAGE, "Dosage", "", 0),), ())


def test_views_are_recorded_with_titles_and_time(tmp_path: Path) -> None:
    moments = iter(datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC) + timedelta(minutes=number) for number in range(9))
    with closing(UserStore(tmp_path / "user.db")) as store:
        history = History(store, clock=lambda: next(moments))
        assert history.visit(MONOGRAPH, "dose") == Visit("local:x", "dose", "X", "Dosage", "2026-03-04T05:06:07Z")
        history.visit(MONOGRAPH, "references")
        assert [visit.section_title for visit in history.recent()] == ["References", "Dosage"]
        assert len(history.recent(1)) == 1
        views = history.recent()
        assert history.clear() == views
        assert history.recent() == []
        history.restore(views)
        assert history.recent() == views


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
