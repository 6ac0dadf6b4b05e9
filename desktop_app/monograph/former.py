"""Under which uid an older Materia kept what is told apart better now."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Former:
    """What an older Materia called the monograph that it made of the same source.

    That uid may have been given to other sources too, each of which then took the place of the one before: only what
    has one of the titles and is in one of the languages, or came from the very same file, is the same.
    """

    uid: str
    titles: frozenset[str]
    languages: frozenset[str]
    """As the source wrote them, and as they are called now."""
