"""Which pages of an encyclopedia's archive are wanted: a whole one holds far more than drugs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """All that is said must hold of a page. Nothing said: every page."""

    titles: frozenset[str] = frozenset()
    """Titles of pages, or of redirects to them, without regard to case."""
    prefix: str = ""
    """What the title begins with, without regard to case."""
    drugs_only: bool = False
    """Only pages with a drug's infobox."""


EVERYTHING = Choice()
