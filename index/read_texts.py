"""What was lately read of an index, for any query: most of it is asked again with the next keystroke."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from index.columns import Segment
from index.matching import ReadText
from index.words import Token, chunks, tokens_of

KEPT = 4096
"""Of each kind."""

Cut = tuple[str, tuple[str, ...]]
"""A snippet, and what is marked in the text that was read for it."""
_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


@dataclass(slots=True)
class ReadTexts:
    """Lines, the terms of pieces and headings, and snippets."""

    _lines: dict[tuple[str, int], str] = field(default_factory=dict)
    _pieces: dict[tuple[str, tuple[str, ...]], list[Token]] = field(default_factory=dict)
    _headings: dict[tuple[str, tuple[str, ...]], ReadText] = field(default_factory=dict)

    _cuts: dict[tuple[object, ...], Cut] = field(default_factory=dict)

    def line(self, segment: Segment, number: int) -> str:
        """The text of a line."""
        known = self._lines.get((segment.name, number))
        if known is None:
            known = _kept(self._lines, (segment.name, number), segment.line(number))
        return known

    def piece(self, piece: str, languages: tuple[str, ...]) -> list[Token]:
        """The terms of a piece, with stems in these languages."""
        known = self._pieces.get((piece, languages))
        if known is None:
            known = _kept(self._pieces, (piece, languages), list(tokens_of(chunks(piece), *languages)))
        return known

    def heading(self, heading: str, languages: tuple[str, ...], written: str) -> ReadText:
        """A title and names, with their words looked up in these languages and their numbers read in one."""
        key = heading, (written, *languages)
        known = self._headings.get(key)
        if known is None:
            known = _kept(self._headings, key, ReadText.of(heading, *languages, written=written))
        return known

    def cut(self, key: tuple[object, ...], make: Callable[[], Cut]) -> Cut:
        """A snippet, by all that it depends on."""
        known = self._cuts.get(key)
        if known is None:
            known = _kept(self._cuts, key, make())
        return known

    def clear(self) -> None:
        """Forget all: the index is another."""
        self._lines.clear()
        self._pieces.clear()
        self._headings.clear()
        self._cuts.clear()


def _kept(known: dict[_Key, _Value], key: _Key, value: _Value) -> _Value:
    if len(known) >= KEPT:
        del known[next(iter(known))]
    known[key] = value
    return value
