"""Settings that are worth keeping: in user.db, so that they are backed up with the bookmarks."""

from __future__ import annotations

from typing import Any

from desktop_app.store.user.store import UserStore


class Settings:
    """Named values, each anything JSON can hold."""

    def __init__(self, store: UserStore) -> None:
        self._store = store

    def get(self, key: str, default: Any = None) -> Any:
        """The value that was set, or the default."""
        value = self._store.setting(key)
        return default if value is None else value

    def all(self) -> dict[str, Any]:
        """All that was ever set, in one read."""
        return self._store.settings()

    def set(self, key: str, value: Any) -> None:
        """Keep a value; it is on the disk when this returns."""
        self._store.set_settings({key: value})

    def set_many(self, values: dict[str, Any]) -> None:
        """Keep several values in one write, all of them or none."""
        self._store.set_settings(values)
