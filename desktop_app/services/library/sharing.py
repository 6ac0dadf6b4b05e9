"""Which other drugs have a drug's active moiety, in the words that window and command line share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.services.counting import listed

if TYPE_CHECKING:
    from desktop_app.store.library.values import DrugGroup

_NAMED = 4


def sharing_words(group: DrugGroup) -> str:
    """`Shares its active moiety with Diroximel fumarate`: another ingredient, so another drug. Empty where it shares
    it with none in the library."""
    return f"Shares its active moiety with {listed(group.sharing, _NAMED)}" if group.sharing else ""
