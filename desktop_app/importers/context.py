"""What importers know besides the bytes of an item."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from desktop_app.importers.drug_names import DrugNames
from desktop_app.importers.kind_map import KindMap
from desktop_app.importers.limits import LIMITS, Limits


@dataclass(frozen=True, slots=True)
class ImportContext:
    """What importers know besides the file."""

    drugs: DrugNames
    kinds: KindMap
    today: str
    """ISO date of the import."""
    title: str | None = None
    """The title the user gives, over whatever the file says."""
    neighbour: Callable[[str], bytes] | None = None
    """Gives another file of the same folder by its bare name (see `beside`), where it does not come with the item."""
    limits: Limits = LIMITS
