"""The passage of a section that best shows why it matches.

A snippet is read in a hurry and sometimes instead of the section, so how it is cut can do harm. It never begins or
ends inside a number with its unit (nor parts `<` or `up to` from it), and it never cuts off a *not*, *no* or *avoid*
that governs what it shows: where a sentence must be cut, its negations stay, and the lead-in of a list
("Do not use with:") comes along with its items.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.matching import Place
from index.words import HYPHEN, NUMBER, SPACE, UNITS

LENGTH = 220
"""Characters aimed at."""
_LONGEST_SENTENCE = 320
"""A sentence up to here is shown whole."""
_BEFORE = 60
"""Characters shown before the first match of a sentence that is cut."""
_LIST_LINES = 12
"""Lines after a lead-in that may be its items."""

_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|vs|approx|ca|cf|Dr|No|Fig|Figs|al|resp|incl|max|min|ref|spp|St|etc)|\b[A-Z])\.$"
)
_STOP = re.compile(r"[.!?](?:[\"')\]”]|\[[^\]\s]{1,12}\])*\s+(?=[\"'(\[“]*[A-Z0-9])|\n")
_NEGATION = re.compile(
    r"\b(?:not?|never|none|nor|neither|cannot|without|avoid(?:ed|ing|s|ance)?|contraindicat\w*|withh[eo]ld|unless|except|"
    r"discontinu\w*|prohibited|\w+n['’]t|nunca|sin|ni|evitar|evite|contraindicado)\b",
    re.IGNORECASE,
)
_ENDS_NEGATED = re.compile(rf"(?:{_NEGATION.pattern})\W*$", re.IGNORECASE)
_LIMIT = (
    r"(?:[<>≤≥±~≈=]|\b(?:up to|at least|at most|not more than|no more than|more than|less than|greater than|fewer than|"
    r"below|above|over|under|exceed(?:s|ing)?|maximum(?: of)?|minimum(?: of)?)(?!\w))"
)
_RANGE = r"(?:\bto\b|\bor\b|\band\b|[-\u2010-\u2014])"
_WITH_UNIT = rf"{NUMBER}(?:{SPACE}{HYPHEN}?{UNITS})?"
_WHOLE = re.compile(
    rf"[^\w\s]*(?:{_LIMIT}\s*)*{_WITH_UNIT}(?:\s*{_RANGE}\s*(?:{_LIMIT}\s*)?{_WITH_UNIT})*(?:(?<=\d)\s+[^\W\d_]+)?\S*|\S+",
    re.IGNORECASE,
)
"""What is never parted: a word; a number with its unit or noun, the other end of its range, and its limit."""
_REACH = 200
"""Characters before a cut in which something that is never parted may have begun."""
_ELISION = " … "


@dataclass(frozen=True, slots=True)
class _Sentence:
    start: int
    end: int


def snippet(text: str, places: Sequence[Place], telling: Collection[int] = ()) -> str:
    """HTML-escaped text with the matches in `<mark>`; the beginning of the text where nothing in it matches.

    `telling` are the nodes of the query that say more than the drug's own name.
    """
    sentences = _sentences(text)
    if not sentences:
        return ""
    first, last = _passage(sentences, places, telling)
    pieces = _pieces(text, sentences, first, last, places)
    shown = [_marked(text, start, end, places) for start, end in pieces]
    return (
        ("… " if _cut_before(text, sentences, pieces[0][0]) else "")
        + _ELISION.join(shown)
        + (" …" if _cut_after(sentences, pieces[-1][1]) else "")
    )


@lru_cache(maxsize=512)
def _sentences(text: str) -> Sequence[_Sentence]:
    sentences: list[_Sentence] = []
    start = 0
    for stop in _STOP.finditer(text):
        if stop[0] != "\n" and _ABBREVIATION.search(text, start, stop.start() + 1):
            continue
        _add(sentences, text, start, stop.end())
        start = stop.end()
    _add(sentences, text, start, len(text))
    return sentences


def _add(sentences: list[_Sentence], text: str, start: int, end: int) -> None:
    inner = text[start:end]
    if inner.strip():
        sentences.append(_Sentence(start + len(inner) - len(inner.lstrip()), end - len(inner) + len(inner.rstrip())))


def _passage(sentences: Sequence[_Sentence], places: Sequence[Place], telling: Collection[int]) -> tuple[int, int]:
    """First and last sentence: most different words matched, then most matches, then nearest to the beginning."""

    def worth_of(found: Iterable[Place]) -> tuple[float, int]:
        nodes = [place.node for place in found]
        return sum(1.0 if node in telling else 0.9 for node in set(nodes)), len(nodes)

    best, best_worth = (0, 0), (-1.0, -1)
    for first in range(len(sentences)):
        found = [place for place in places if sentences[first].start <= place.start < sentences[first].end]
        if not found:
            continue
        last = first
        worth = worth_of(found)
        if worth > best_worth:
            best, best_worth = (first, last), worth
        while last + 1 < len(sentences) and sentences[last + 1].end - sentences[first].start <= LENGTH:
            last += 1
            found += [place for place in places if sentences[last].start <= place.start < sentences[last].end]
            worth = worth_of(found)
            if worth > best_worth:
                best, best_worth = (first, last), worth
    first, last = best
    while last + 1 < len(sentences) and sentences[last + 1].end - sentences[first].start <= LENGTH:
        last += 1
    return first, last


def _pieces(
    text: str, sentences: Sequence[_Sentence], first: int, last: int, places: Sequence[Place]
) -> list[tuple[int, int]]:
    """Ranges of the text to show, in order and apart from each other."""
    start, end = sentences[first].start, sentences[last].end
    pieces: list[tuple[int, int]] = []
    if lead_in := _lead_in(text, sentences, first):
        pieces.append((lead_in.start, lead_in.end))
    if end - start <= _LONGEST_SENTENCE:
        return _joined(text, [*pieces, (start, end)])
    inside = [place for place in places if start <= place.start < end]
    core = _core(inside, start)
    opening = _safe_start(text, start, max(start, core[0] - _BEFORE))
    closing = _safe_end(text, end, min(end, max(opening + LENGTH, core[1])))
    pieces += _negations(text, start, opening)
    pieces.append((opening, closing))
    pieces += _negations(text, closing, end)
    return _joined(text, pieces)


def _core(inside: Sequence[Place], start: int) -> tuple[int, int]:
    """The stretch within LENGTH that shows most different words."""
    best, best_worth = (start, start), 0
    for number, first in enumerate(inside):
        near = [place for place in inside[number:] if place.end - first.start <= LENGTH - _BEFORE] or [first]
        worth = len({place.node for place in near})
        if worth > best_worth:
            best, best_worth = (first.start, near[-1].end), worth
    return best


def _lead_in(text: str, sentences: Sequence[_Sentence], first: int) -> _Sentence | None:
    """The line that governs a list item, if it denies something."""
    for back in range(first - 1, max(-1, first - 1 - _LIST_LINES), -1):
        sentence = sentences[back]
        if text[sentence.end - 1] == ":" and text[sentence.end : sentence.end + 1] == "\n":
            return sentence if _NEGATION.search(text, sentence.start, sentence.end) else None
    return None


def _negations(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """What must stay of a stretch that is cut off: each negation with a word before and some words after it."""
    found = []
    for negation in _NEGATION.finditer(text, start, end):
        opening = _safe_start(text, start, max(start, negation.start() - 12))
        closing = _safe_end(text, end, min(end, negation.end() + 40))
        found.append((opening, closing))
    return found


def _safe_start(text: str, floor: int, position: int) -> int:
    """A place at or before a position where a piece may begin; never below `floor`."""
    return max(floor, _outside(text, position)[0])


def _safe_end(text: str, ceiling: int, position: int) -> int:
    """A place at or after a position where a piece may end; never above `ceiling`.

    A negation in the last place takes the next words with it.
    """
    position = min(ceiling, _outside(text, position)[1])
    while position < ceiling and _ENDS_NEGATED.search(text, max(0, position - 24), position):
        position = min(ceiling, _outside(text, min(ceiling, position + 2))[1])
    return position


def _outside(text: str, position: int) -> tuple[int, int]:
    """Beginning and end of what must not be parted at a position; the position itself between two such things."""
    begin = text.rfind(" ", 0, max(0, position - _REACH)) + 1
    around = (whole.span() for whole in _WHOLE.finditer(text, begin) if whole.end() > position)
    start, end = next(around, (position, position))
    return (start, end) if start < position else (position, position)


def _joined(text: str, pieces: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Pieces in order, those that meet made one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(pieces):
        if joined and not text[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _cut_before(text: str, sentences: Sequence[_Sentence], start: int) -> bool:
    return all(sentence.start != start for sentence in sentences) and bool(text[:start].strip())


def _cut_after(sentences: Sequence[_Sentence], end: int) -> bool:
    return all(sentence.end != end for sentence in sentences)


def _marked(text: str, start: int, end: int, places: Sequence[Place]) -> str:
    shown: list[str] = []
    position = start
    for place in places:
        if place.start < position or place.end > end:
            continue
        shown += [_plain(text[position : place.start]), "<mark>", _plain(text[place.start : place.end]), "</mark>"]
        position = place.end
    shown.append(_plain(text[position:end]))
    return "".join(shown).strip()


def _plain(text: str) -> str:
    return html.escape(re.sub(r"\s+", " ", text), quote=False)
