"""How many of the words of a source's text a monograph shows, and where those stood that it does not.

The facts of one import, as they are kept and handed on; how they are found is `importers/word_count.py`'s matter, how
they are said `render/words_shown.py`'s.
"""

from __future__ import annotations

from dataclasses import dataclass

ENOUGH = 0.99
"""Share of the source's words below which an import is marked."""


@dataclass(frozen=True, slots=True)
class MissingPassage:
    """Words in a row that the source has and the monograph does not."""

    heading: str
    """Of the source, under which they stand; empty above the first."""
    words: str
    """The first of them, as the source writes them."""
    count: int
    """How many words it is."""


@dataclass(frozen=True, slots=True)
class WordsShown:
    """The words of a source's text, counted against those of the monograph that was made of it."""

    given: int
    """Words of the source's text."""
    shown: int
    """Those of them that the monograph shows."""
    missing: tuple[MissingPassage, ...] = ()
    """The longest passages, in the order of the source; none where enough is shown."""

    @property
    def share(self) -> float:
        """From 0 to 1; of a source without words all is shown."""
        return self.shown / self.given if self.given else 1.0

    @property
    def is_short(self) -> bool:
        """Whether so much is missing that the reader must be told."""
        return self.share < ENOUGH
