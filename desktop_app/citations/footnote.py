"""How a footnote line such as `^ abcdLeggio L, …` begins: the letters that count its uses, then the reference.

Encyclopedia pages print one letter for every place that cites a footnote cited more than once, and none for a footnote
cited once. Copied as text, the letters stick to the first word of the reference, so `^ abvan Nieuwenhuijzen` has to be
read as two letters and a name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_CARET = re.compile(r"\s*[\^↑]\s*(?:jump\s+up(?:\s+to)?\s*:?\s*)?", re.IGNORECASE)
_PARTICLE = re.compile(
    r"(?:van|von|vom|zu|zur|zum|de|del|della|der|den|des|di|du|da|dal|do|dos|das|la|le|lo|los|las|el|al|af|av|ten|ter|"
    r"bin|ibn|ben|abu|st|san)(?:\s|-(?=[A-ZÀ-Þ]))|(?:d|l|al|el)['’](?=[A-ZÀ-Þ])|(?:bio|med|ar|chem)[RX]x?iv\b"
)
_GAP = re.compile(r"\s+")
_MOST_LETTERS = 26 * 27
"""`a` to `z`, then `aa` to `zz`."""


@dataclass(frozen=True, slots=True)
class Footnote:
    """A footnote line taken apart."""

    letters: tuple[str, ...]
    text: str
    """The reference itself, without caret and letters."""
    uses: int | None
    """How many places of the whole article cite it, one where there is no letter; None where that is unclear."""


def is_footnote(line: str) -> bool:
    """Whether a line is a reference in footnote style."""
    return line.lstrip().startswith(("^", "↑"))


def read_footnote(line: str) -> Footnote:
    """Take caret and letters off a footnote line; a line without a caret is all reference and its uses are unknown."""
    start = _CARET.match(line)
    if start is None:
        return Footnote((), line.strip(), uses=None)
    rest = line[start.end() :].strip()
    spaced = _spaced_run(rest)
    if spaced is not None:
        return _footnote(*spaced)
    ends = _glued_ends(rest)
    if not ends:
        return Footnote((), rest, uses=1)
    named = [count for count, end in ends if _PARTICLE.match(rest, end)]
    if named:
        count = named[0]
        return _footnote(count, rest[dict(ends)[count] :])
    count, end = ends[-1]
    following = rest[end:].lstrip()
    if following and not following[0].islower():
        return _footnote(count, following)
    return Footnote((), rest, uses=None)


def letter(position: int) -> str:
    """The letter of the use at this position, from 0: `a` … `z`, `aa` …"""
    head, last = divmod(position, 26)
    return (chr(ord("a") + head - 1) if head else "") + chr(ord("a") + last)


def _footnote(count: int, text: str) -> Footnote:
    return Footnote(tuple(letter(position) for position in range(count)), text.strip(), uses=count)


def _spaced_run(rest: str) -> tuple[int, str] | None:
    """Letters set apart by spaces, as a browser copies them: `a b c Leggio L`."""
    count, at = 0, 0
    while count < _MOST_LETTERS:
        name = letter(count)
        gap = _GAP.match(rest, at + len(name))
        if gap is None or not rest.startswith(name, at):
            break
        at = gap.end()
        count += 1
    return (count, rest[at:]) if count >= 2 and rest[at:] else None


def _glued_ends(rest: str) -> list[tuple[int, int]]:
    """Every way to end an unbroken run of letters from `a`: how many (two at least), and where the text then begins."""
    ends: list[tuple[int, int]] = []
    at = 0
    for count in range(_MOST_LETTERS):
        name = letter(count)
        if not rest.startswith(name, at):
            break
        at += len(name)
        if count >= 1:
            ends.append((count + 1, at))
    return ends
