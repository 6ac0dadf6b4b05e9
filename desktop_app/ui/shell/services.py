"""What the window works with, built after its first paint and handed to its parts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # they bring in what the first paint can do without
    from desktop_app.services.backup import Backup
    from desktop_app.services.bookmarks import Bookmarks
    from desktop_app.services.clock import Clock
    from desktop_app.services.history import History
    from desktop_app.services.library.library import Library
    from desktop_app.services.packets import Packets
    from desktop_app.services.search.search import Search
    from desktop_app.store.user.store import UserStore


@dataclass(frozen=True, slots=True)
class Services:
    """All of one data folder."""

    library: Library
    search: Search
    user: UserStore
    bookmarks: Bookmarks
    history: History
    packets: Packets
    backup: Backup
    clock: Clock

    @property
    def today(self) -> date:
        """The date where the user is."""
        return self.clock().astimezone().date()
