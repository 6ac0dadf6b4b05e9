"""What was read: the last 500 views, until the user clears them."""

from __future__ import annotations

from collections.abc import Iterable

from desktop_app.monograph.model import Monograph
from desktop_app.services.clock import Clock, stamp, system_clock
from desktop_app.store.user import VISITS_KEPT, UserStore
from desktop_app.store.user_rows import Visit

__all__ = ["History", "Visit"]


class History:
    """The views of one user."""

    def __init__(self, store: UserStore, *, clock: Clock = system_clock) -> None:
        self._store = store
        self._clock = clock

    def visit(self, monograph: Monograph, section_key: str) -> Visit:
        """Record that a section was viewed; `section_key` may also be one of the window's own tabs."""
        section = monograph.section(section_key)
        title = section.title if section is not None else section_key.capitalize()
        visit = Visit(monograph.uid, section_key, monograph.title, title, stamp(self._clock()))
        self._store.add_visit(visit)
        return visit

    def recent(self, limit: int = VISITS_KEPT) -> list[Visit]:
        """Views, newest first."""
        return self._store.visits(limit)

    def clear(self) -> list[Visit]:
        """Forget all views; what it answers, `restore` brings back."""
        return self._store.clear_visits()

    def restore(self, visits: Iterable[Visit]) -> None:
        """Undo `clear`; takes what it answered. Views since then stay."""
        self._store.restore_visits(visits)
