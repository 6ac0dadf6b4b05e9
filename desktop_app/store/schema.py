"""What a kind of database of Materia's is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Schema:
    """A kind of database of Materia's: how it is recognised, and the steps that made it what it is."""

    name: str
    application_id: int
    steps: tuple[tuple[str, Callable[[Database], None]], ...]
    """In order, each with the name under which it is recorded. Steps are only ever added at the end."""

    @property
    def version(self) -> int:
        """What `user_version` is when all steps have been taken."""
        return len(self.steps)
