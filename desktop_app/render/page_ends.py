"""Where pages end, decided over the heights of a document that was laid out on one endless page.

Qt's own pages leave headings behind, tear rows and draw the repeated heads of tables over each other; mending its page
breaks one by one lays a long label out again for each. Here nothing is laid out: pieces in, parts of pages out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

_FULL_ENOUGH = 0.5
"""Share of a page below which it rather ends at a worse place."""
_ROUNDING = 0.5
"""In units of the layout: heights are sums of rounded ones."""


class Begin(IntEnum):
    """How well a page may begin with a piece, from well to not at all."""

    FREELY = 0
    IN_NEED = 1
    """Between rows that share a cell."""
    LAST_RESORT = 2
    """Inside a row."""
    NEVER = 3
    """After a heading, or one line after the beginning of a paragraph. Where nothing else is left, even there."""


@dataclass(frozen=True, slots=True)
class Span:
    """From an upper to a lower edge."""

    top: float
    bottom: float

    @property
    def height(self) -> float:
        """Between the edges."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Piece:
    """What is never parted, such as a line or a row of a table: in order, and each below the one before."""

    span: Span
    begin: Begin = Begin.FREELY
    head: Span | None = None
    """The head of its table, to be repeated above it where a page begins with it."""
    blocks: tuple[int, int] = (0, -1)
    """First and last block of the document that it has text of."""


@dataclass(frozen=True, slots=True)
class Part:
    """What of the endless page is drawn, and how far below the top of the page."""

    span: Span
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on a page: the repeated head of a table, if it begins inside one, and what follows."""

    parts: tuple[Part, ...]
    first: int
    """The piece it begins with."""

    @property
    def body(self) -> Part:
        """Without the repeated head."""
        return self.parts[-1]


@dataclass(frozen=True, slots=True)
class Paged:
    """All pages; `torn` is where the first of them cuts a piece that is higher than a page, None where none does."""

    pages: tuple[Page, ...]
    torn: float | None


def paged(pieces: Sequence[Piece], height: float) -> Paged:
    """The pages of pieces, each no higher than `height`; one empty page where there are none."""
    pages: list[Page] = []
    torn: float | None = None
    first = 0
    cut_at: float | None = None
    while first < len(pieces):
        piece = pieces[first]
        top = piece.span.top if cut_at is None else cut_at
        head = piece.head if piece.head is not None and piece.head.bottom <= top + _ROUNDING else None
        room = height - (head.height if head else 0.0)
        end = first
        while end < len(pieces) and pieces[end].span.bottom - top <= room + _ROUNDING:
            end += 1
        if end == first:
            cut_at = bottom = top + room
            torn = bottom if torn is None else torn
            following = first
        else:
            cut_at = None
            following = end if end == len(pieces) else _best(pieces, first, end, top + room * _FULL_ENOUGH)
            bottom = pieces[following - 1].span.bottom
        parts = [Part(head)] if head else []
        pages.append(Page((*parts, Part(Span(top, bottom), head.height if head else 0.0)), first))
        first = following
    return Paged(tuple(pages) or (Page((Part(Span(0.0, 0.0)),), 0),), torn)


def _best(pieces: Sequence[Piece], first: int, end: int, full_enough: float) -> int:
    """The piece that the next page begins with: after the first, and at most `end`, which does not fit."""
    levels = (Begin.FREELY, Begin.IN_NEED, Begin.LAST_RESORT)
    latest = {
        level: next((each for each in range(end, first, -1) if pieces[each].begin <= level), None) for level in levels
    }
    found = [each for each in latest.values() if each is not None]
    full = [each for each in found if pieces[each - 1].span.bottom >= full_enough]
    return (full or found or [end])[0]
