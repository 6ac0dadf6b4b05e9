"""What was read and searched for: the last 500 views and 20 searches, until the user clears them."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.monograph.model import Monograph
from desktop_app.services.clock import Clock, stamp, system_clock
from desktop_app.store.user.rows import Visit
from desktop_app.store.user.store import VISITS_KEPT, UserStore

__all__ = ["Forgotten", "History", "Visit"]

SEARCHES_KEPT = 20
_SEARCHES = "recent-searches"


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was cleared, until it is lost for good."""

    visits: tuple[Visit, ...]
    searches: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.visits or self.searches)


class History:
    """The views of one user."""

    def __init__(self, store: UserStore, *, clock: Clock = system_clock) -> None:
        self._store = store
        self._clock = clock

    def visit(self, monograph: Monograph, section_key: str) -> Visit:
        """Record that a section was viewed; `section_key` may also be one of the window's own tabs."""
        section = monograph.section(section_key)
        title = section.title if section is not None else section_key.strip(":").capitalize()
        visit = Visit(monograph.uid, section_key, monograph.title, title, stamp(self._clock()))
        self._store.add_visit(visit)
        return visit

    def recent(self, limit: int = VISITS_KEPT) -> list[Visit]:
        """Views, newest first."""
        return self._store.visits(limit)

    def searched(self, query: str) -> None:
        """Record a search from which something was opened; one that was made before moves to the front."""
        query = " ".join(query.split())
        if query:
            others = [other for other in self.searches() if other.casefold() != query.casefold()]
            self._keep_searches((query, *others))

    def searches(self) -> tuple[str, ...]:
        """Searches, newest first."""
        stored = self._store.setting(_SEARCHES)
        found = stored if isinstance(stored, list) else []
        return tuple(query for query in found if isinstance(query, str))[:SEARCHES_KEPT]

    def clear(self) -> Forgotten:
        """Forget all views and searches; what it answers, `restore` brings back."""
        searches = self.searches()
        if searches:
            self._keep_searches(())
        return Forgotten(tuple(self._store.clear_visits()), searches)

    def restore(self, forgotten: Forgotten) -> None:
        """Undo `clear`; takes what it answered. Views and searches since then stay."""
        self._store.restore_visits(forgotten.visits)
        if forgotten.searches:
            self._keep_searches(tuple(dict.fromkeys((*self.searches(), *forgotten.searches))))

    def _keep_searches(self, queries: tuple[str, ...]) -> None:
        self._store.set_settings({_SEARCHES: list(queries[:SEARCHES_KEPT])})
