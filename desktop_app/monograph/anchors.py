"""Anchors: how a passage is found again in a later version of its section.

An anchor keeps the passage's own words with some of those before and after them, as the W3C's TextQuoteSelector does
(https://www.w3.org/TR/annotation-model/#text-quote-selector), and where it stood. All positions count in
`collapsed_text` of the section. Finding the wrong passage is worse than finding none: a dose marked where another dose
was meant misleads, a bookmark that says its passage is gone does not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

FORM = 2
"""Of the text that anchors quote. In the first, superscripts and subscripts stood on the line: `109` for 10⁹."""
CONTEXT = 48
"""Characters kept on either side."""
_EVIDENCE = 12
"""So many characters of unchanged context on either side together tell a place from others that read the same."""
_TELLING = 32
"""A quote of this length tells its own place."""
_EDGE = 400
"""A longer quote that was edited is found by its two ends, so that the comparison stays short."""
_SEED = 8
_MOST_SEEDS = 64
_MOST_PLACES = 500
_ALIKE = 0.6
"""difflib calls this ratio a close match (https://docs.python.org/3/library/difflib.html)."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A passage of a section: its words, their surroundings, and where they began."""

    section_key: str
    quote: str
    prefix: str
    suffix: str
    start: int
    form: int = FORM

    def to_json(self) -> dict[str, Any]:
        """A plain dictionary, as stored and exported."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Anchor:
        """The anchor that `to_json` wrote; raises ValueError when it is none."""
        section_key, quote, prefix, suffix = (
            text if isinstance(text, str) else None
            for text in map(value.get, ("section_key", "quote", "prefix", "suffix"))
        )
        start = value.get("start")
        if section_key is None or not quote or prefix is None or suffix is None or type(start) is not int or start < 0:
            raise ValueError("not an anchor")
        form = value.get("form", 1)
        if type(form) is not int or form < 1:
            raise ValueError("not an anchor")
        return cls(section_key, quote, prefix, suffix, start, form)


@dataclass(frozen=True, slots=True)
class Located:
    """Where a passage stands now. Not `exact`: its words have been edited since."""

    start: int
    end: int
    exact: bool


def make_anchor(section_key: str, text: str, start: int, end: int) -> Anchor:
    """The anchor of `text[start:end]`, without the white space at its ends; raises ValueError when nothing is left."""
    start, end = max(0, start), min(len(text), end)
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if start >= end:
        raise ValueError("an anchor needs some text")
    return Anchor(section_key, text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT], start)


def locate(anchor: Anchor, text: str) -> Located | None:
    """Find the passage in `text`, which may have been edited; None when it is gone or cannot be told for certain."""
    length = len(anchor.quote)
    places = list(_occurrences(anchor.quote, text))
    if places:
        best = max(places, key=lambda place: (_context(anchor, text, place), -abs(place - anchor.start)))
        if _context(anchor, text, best) >= min(_EVIDENCE, (len(anchor.prefix) + len(anchor.suffix)) // 2):
            return Located(best, best + length, exact=True)
        if length >= _TELLING:
            return Located(best, best + length, exact=True)
    gap = _between(anchor, text)
    if gap is not None:
        start, end = gap
        return Located(start, end, exact=text[start:end] == anchor.quote) if start < end else None
    if len(places) == 1:
        return Located(places[0], places[0] + length, exact=True)
    if places or length < _SEED:
        return None
    return _edited(anchor, text)


def locate_former(anchor: Anchor, former: str, where: Sequence[tuple[int, int]]) -> Located | None:
    """Find the passage of an anchor of the first form: in the text as it was, answered in the text as it is.

    `former` and `where` are of `desktop_app.monograph.html.former_text`.
    """
    found = locate(anchor, former)
    return found and Located(where[found.start][0], where[found.end - 1][1], found.exact)


def _occurrences(part: str, text: str) -> Iterator[int]:
    place = text.find(part)
    found = 0
    while place >= 0 and found < _MOST_PLACES:
        yield place
        found += 1
        place = text.find(part, place + 1)


def _context(anchor: Anchor, text: str, place: int) -> int:
    """How many characters directly before and after are as they were."""
    before = text[max(0, place - len(anchor.prefix)) : place]
    end = place + len(anchor.quote)
    after = text[end : end + len(anchor.suffix)]
    return _shared(reversed(before), reversed(anchor.prefix)) + _shared(iter(after), iter(anchor.suffix))


def _shared(one: Iterator[str], other: Iterator[str]) -> int:
    count = 0
    for here, there in zip(one, other, strict=False):
        if here != there:
            break
        count += 1
    return count


def _between(anchor: Anchor, text: str) -> tuple[int, int] | None:
    """What stands between the old surroundings, where both are still there; start == end where nothing does."""
    for size in (CONTEXT, CONTEXT // 2):
        prefix, suffix = anchor.prefix[-size:], anchor.suffix[:size]
        if len(prefix) < _EVIDENCE or len(suffix) < _EVIDENCE:
            return None
        found: dict[int, int] = {}
        for place in _occurrences(prefix, text):
            start = place + len(prefix)
            # The space between words belongs to whichever side the edit left it on.
            reach = start + 2 * len(anchor.quote) + 2 * CONTEXT + len(suffix)
            end = text.find(suffix, start, reach)
            if end < 0 and text.startswith(suffix.lstrip(), start):
                end = start
            if end >= 0:
                found[end] = start  # the last of several before one end: the innermost pair
        if found:
            gaps = [_trimmed(text, start, end) for end, start in found.items()]
            return min(gaps, key=lambda gap: abs(gap[0] - anchor.start))
    return None


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] == " ":
        start += 1
    while start < end and text[end - 1] == " ":
        end -= 1
    return start, end


def _edited(anchor: Anchor, text: str) -> Located | None:
    quote = anchor.quote
    if len(quote) <= 2 * _EDGE:
        found = _resembling(quote, text, anchor.start)
        return None if found is None else Located(*found, exact=text[slice(*found)] == quote)
    head = _resembling(quote[:_EDGE], text, anchor.start)
    tail = _resembling(quote[-_EDGE:], text, (head[0] if head else anchor.start) + len(quote) - _EDGE)
    if head is None or tail is None or not len(quote) // 2 <= tail[1] - head[0] <= 2 * len(quote):
        return None
    return Located(head[0], tail[1], exact=False)


def _resembling(quote: str, text: str, near: int) -> tuple[int, int] | None:
    """The stretch of `text` that reads most like `quote`: where most of its pieces vote for, then compared in full."""
    step = max(1, (len(quote) - _SEED) // _MOST_SEEDS)
    votes: Counter[int] = Counter()
    bin_size = max(16, len(quote) // 4)
    for offset in range(0, len(quote) - _SEED + 1, step):
        for place in _occurrences(quote[offset : offset + _SEED], text):
            # Two neighbouring bins, so that a place near the border of one is not split.
            origin = place - offset
            votes[origin // bin_size] += 1
            votes[origin // bin_size + 1] += 1
    best: tuple[float, int, tuple[int, int]] | None = None
    for origin_bin, _ in sorted(votes.items(), key=lambda vote: (-vote[1], abs(vote[0] * bin_size - near)))[:3]:
        low = max(0, (origin_bin - 1) * bin_size - _SEED)
        found = _compared(quote, text, low, min(len(text), (origin_bin + 1) * bin_size + len(quote) * 3 // 2))
        if found is not None and (best is None or (found[0], -abs(found[1][0] - near)) > best[:2]):
            best = (found[0], -abs(found[1][0] - near), found[1])
    return None if best is None else best[2]


def _compared(quote: str, text: str, low: int, high: int) -> tuple[float, tuple[int, int]] | None:
    from difflib import SequenceMatcher  # only for a passage that was edited

    window = text[low:high]
    blocks = [
        block
        for block in SequenceMatcher(None, quote, window, autojunk=False).get_matching_blocks()
        if block.size >= min(4, len(quote))
    ]
    # There is at least one: the piece that led here.
    first, last = blocks[0], blocks[-1]
    start, end = first.b, last.b + last.size
    # Where the edit was at an end of the quote, as much text as it had there belongs to the passage, in whole words.
    if first.a:
        start = _word_start(window, max(0, start - first.a))
    if rest := len(quote) - last.a - last.size:
        end = _word_end(window, min(len(window), end + rest))
    start, end = _trimmed(window, start, end)
    alike = 2 * sum(block.size for block in blocks) / (len(quote) + max(1, end - start))
    return (alike, (low + start, low + end)) if alike >= _ALIKE and start < end else None


def _word_start(text: str, place: int) -> int:
    while 0 < place < len(text) and not text[place - 1].isspace():
        place -= 1
    return place


def _word_end(text: str, place: int) -> int:
    while 0 < place < len(text) and not text[place].isspace():
        place += 1
    return place
