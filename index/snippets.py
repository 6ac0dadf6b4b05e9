"""The passage of a section that best shows why it matches.

A snippet is read in a hurry and sometimes instead of the section, so how it is cut can do harm. It never begins or
ends inside a number with its unit (nor parts `<` or `up to` from it), and it never cuts off a *not*, *no* or *avoid*
that governs what it shows: where a sentence must be cut, its negations stay, and the lead-in of a list
("Do not use with:") comes along with its items.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Sequence

from index.matching import Place
from index.words import DECIMAL, HYPHEN, NUMBER, SPACE, UNITS
from index.writings import TIMES, plain

CELL_ENDS, CELLS_END = " | ", " ‖ "
"""What stands between the cells of a row of a table, and between its rows."""
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
_LONGEST_ABBREVIATION = 5
_STOP = re.compile(r"[.!?\n](?:(?<=\n)|(?:[\"')\]”]|\[[^\]\s]{1,12}\])*\s+(?=[\"'(\[“]*[A-Z0-9]))")
"""All begin with one class of characters: the rest of the text is then passed over at once."""
_NOT_PLAIN = re.compile(r"[&<>\t-\r\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]|  ")
"""What is written otherwise in HTML, and space that is not a single blank."""
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
_WITH_UNIT = rf"(?:{DECIMAL}{TIMES}+)?{NUMBER}(?:{SPACE}{HYPHEN}?{UNITS})?"
_WHOLE = re.compile(
    rf"[^\w\s]*(?:{_LIMIT}\s*)*{_WITH_UNIT}(?:\s*{_RANGE}\s*(?:{_LIMIT}\s*)?{_WITH_UNIT})*(?:(?<=\d)\s+[^\W\d_]+)?\S*|\S+",
    re.IGNORECASE,
)
"""What is never parted: a word; a number with its unit or noun, the other end of its range, and its limit."""
_REACH = 200
"""Characters before a cut in which something that is never parted may have begun."""
_ELISION = " … "


_Range = tuple[int, int]
"""Of a text, from and to which character."""


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


def _sentences(text: str) -> list[_Range]:
    sentences: list[_Range] = []
    start = 0
    for stop in _STOP.finditer(text):
        begin, end = stop.span()
        if text[begin] == "." and _ABBREVIATION.search(text, max(start, begin + 1 - _LONGEST_ABBREVIATION), begin + 1):
            continue
        _add(sentences, text, start, end)
        start = end
    _add(sentences, text, start, len(text))
    return sentences


def _add(sentences: list[_Range], text: str, start: int, end: int) -> None:
    """A sentence, without the space around it."""
    end = start + len(text[start:end].rstrip())
    if start < end:
        sentences.append((end - len(text[start:end].lstrip()), end))


def _passage(sentences: Sequence[_Range], places: Sequence[Place], telling: Collection[int]) -> _Range:
    """First and last sentence: most different words matched, then most matches, then nearest to the beginning."""
    starts = [start for start, _ in sentences]
    inside: dict[int, list[int]] = {}
    for start, _, node in places:
        inside.setdefault(bisect_right(starts, start) - 1, []).append(node)
    worths = {node: 1.0 if node in telling else 0.9 for _, _, node in places}
    best, best_worth = (0, 0), (-1.0, -1)
    for first in inside:
        nodes: list[int] = []
        for last in range(first, len(sentences)):
            if last > first and sentences[last][1] - starts[first] > LENGTH:
                break
            if last in inside:
                nodes += inside[last]
                worth = sum(map(worths.__getitem__, set(nodes))), len(nodes)
                if worth > best_worth:
                    best, best_worth = (first, last), worth
    first, last = best
    while last + 1 < len(sentences) and sentences[last + 1][1] - starts[first] <= LENGTH:
        last += 1
    return first, last


def _pieces(text: str, sentences: Sequence[_Range], first: int, last: int, places: Sequence[Place]) -> list[_Range]:
    """Ranges of the text to show, in order and apart from each other."""
    start, end = sentences[first][0], sentences[last][1]
    lead_in = _lead_in(text, sentences, first)
    pieces = [lead_in] if lead_in else []
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


def _core(inside: Sequence[Place], start: int) -> _Range:
    """The stretch within LENGTH that shows most different words."""
    best, best_worth = (start, start), 0
    near, end = Counter[int](), 0  # of the words from the first place to the one before `end`, which slides on
    for number, first in enumerate(inside):
        while end < len(inside) and inside[end].end - first.start <= LENGTH - _BEFORE:
            near[inside[end].node] += 1
            end += 1
        if max(1, len(near)) > best_worth:
            best, best_worth = (first.start, inside[max(end - 1, number)].end), max(1, len(near))
        if end <= number:
            end = number + 1
        elif near[first.node] > 1:
            near[first.node] -= 1
        else:
            del near[first.node]
    return best


def _lead_in(text: str, sentences: Sequence[_Range], first: int) -> _Range | None:
    """The line that governs a list item, if it denies something."""
    for back in range(first - 1, max(-1, first - 1 - _LIST_LINES), -1):
        start, end = sentences[back]
        if text[end - 1] == ":" and text[end : end + 1] == "\n":
            return (start, end) if _NEGATION.search(text, start, end) else None
    return None


def _negations(text: str, start: int, end: int) -> list[_Range]:
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


def _outside(text: str, position: int) -> _Range:
    """Beginning and end of what must not be parted at a position; the position itself between two such things."""
    begin = text.rfind(" ", 0, max(0, position - _REACH)) + 1
    read = plain(text[begin : position + _REACH])  # of the same length: places in it are places in the text
    around = (
        (whole.start() + begin, whole.end() + begin)
        for whole in _WHOLE.finditer(read)
        if whole.end() + begin > position
    )
    start, end = next(around, (position, position))
    return (start, end) if start < position else (position, position)


def _joined(text: str, pieces: Sequence[_Range]) -> list[_Range]:
    """Pieces in order, those that meet made one."""
    joined: list[_Range] = []
    for start, end in sorted(pieces):
        if joined and not text[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _cut_before(text: str, sentences: Sequence[_Range], start: int) -> bool:
    return all(begin != start for begin, _ in sentences) and bool(text[:start].strip())


def _cut_after(sentences: Sequence[_Range], end: int) -> bool:
    return all(stop != end for _, stop in sentences)


def _marked(text: str, start: int, end: int, places: Sequence[Place]) -> str:
    shown: list[str] = []
    in_table = "\t" in text[start:end]
    written = (_rows if in_table else _plain) if _NOT_PLAIN.search(text, start, end) else str
    position = start
    for begin, stop, _ in places:
        if begin < position or stop > end:
            continue
        shown += [written(text[position:begin]), "<mark>", written(text[begin:stop]), "</mark>"]
        position = stop
    shown.append(written(text[position:end]))
    return "".join(shown).strip()


def _rows(text: str) -> str:
    """A table's cells and rows apart, or the value of one drug would be read as that of the next."""
    return _plain(re.sub(r"[ \t]*\n\s*", CELLS_END, re.sub(r" *\t[ \t]*(?!\n)", CELL_ENDS, text)))


def _plain(text: str) -> str:
    return html.escape(re.sub(r"\s+", " ", text), quote=False)
