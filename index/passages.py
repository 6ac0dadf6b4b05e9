"""Where the best records match, found among numbers: only the passage that is shown is read as text.

Which pieces of a text a query matches is known from their terms, so that the lines of all hits are judged at once,
and a word is only looked into where it matches.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

import numpy as np

from index.columns import Segment, spread
from index.cutting import Numbers
from index.evaluating import run_places, sequence_at, term_numbers
from index.matching import ReadText, places
from index.query import Phrase, Query, Word, leaves
from index.snippets import LENGTH, snippet
from index.words import tokens

_SPACED = re.compile(r"\S+")
_BACK = 12
"""Lines before the best one in which the line that governs it may stand."""
_LONG = 700
"""Characters of a line from which only a part of it is read."""
_REACH = 240
"""Characters of a long line, and the rest of their sentences, that are read before and after the place shown."""
_NEAR = 30
"""Pieces in which matches stand together."""
_LOOKED_AT = 200
"""Matches of a line among which the place to show is looked for."""
_APART = 1_000_000
"""Between the positions of one line and the next, so that no phrase runs on."""
_ALL = 0xFFFFFFFF
_KEPT = 4096


ReadWords = OrderedDict[tuple[str, tuple[str, ...]], list[tuple[str, int, int, int]]]
"""The terms of pieces lately looked into, by piece and languages."""


@dataclass(frozen=True, slots=True)
class Passage:
    """How a record matches."""

    snippet: str
    matched: tuple[str, ...]
    count: int


class Marker:
    """Marks a query in records of one segment."""

    def __init__(self, segment: Segment, query: Query, words: ReadWords) -> None:
        self._segment, self._query, self._words = segment, query, words
        self._starts = segment["sequence_starts"]
        count = len(segment["piece_words"])
        self._masks = np.zeros(count, np.uint32)
        self._own = np.zeros(count, np.bool_)
        self._phrased: list[tuple[np.uint32, Numbers]] = []
        self._in_phrases = self._masks
        for number, node in enumerate(query.wanted):
            bit = np.uint32(1 << min(number, 31))
            for leaf in leaves(node):
                if isinstance(leaf, Phrase):
                    self._phrased.append((bit, np.sort(run_places(segment, leaf.terms)[0])))
                else:
                    self._mask(leaf, bit)
        if self._phrased:
            self._in_phrases = self._masks.copy()
            for node in query.wanted:
                for leaf in leaves(node):
                    if isinstance(leaf, Phrase):
                        for term in leaf.terms:
                            self._in_phrases[self._pieces(term)] = 1

    def _mask(self, leaf: Word, bit: np.uint32) -> None:
        numbers, slices = term_numbers(self._segment, leaf.terms, leaf.prefix)
        starts, pieces = self._segment["term_piece_starts"], self._segment["term_pieces"]
        for low, high in [*slices, *((number, number + 1) for number in numbers)]:
            self._masks[pieces[int(starts[low]) : int(starts[high])]] |= bit

    def _pieces(self, term: str) -> Numbers:
        starts, pieces = self._segment["term_piece_starts"], self._segment["term_pieces"]
        numbers, _ = term_numbers(self._segment, (term,), None)
        return np.concatenate(
            [np.zeros(0, np.uint32), *(pieces[int(starts[each]) : int(starts[each + 1])] for each in numbers)]
        ).astype(np.int64)

    def passages(self, numbers: Sequence[int]) -> list[Passage]:
        """How each of these records matches."""
        segment = self._segment
        lines_of = [segment.lines_of(number).astype(np.int64) for number in numbers]
        lines = np.concatenate(lines_of)
        begins = self._starts[lines].astype(np.int64)
        sizes = self._starts[lines + 1].astype(np.int64) - begins
        at = spread(begins, sizes)
        pieces = sequence_at(segment, at)
        masks = self._masks[pieces]
        for bit, starting in self._phrased:
            if len(starting):
                near = np.minimum(np.searchsorted(starting, at), len(starting) - 1)
                masks[starting[near] == at] |= bit
        line_begins = np.cumsum(sizes) - sizes
        bits = np.bitwise_or.reduceat(masks, line_begins)
        often = np.add.reduceat((masks > 0).view(np.int8), line_begins, dtype=np.int32)
        said = np.bitwise_count(bits).astype(np.int64) * 10_000 + np.minimum(often, 999)
        all_hits = np.flatnonzero(masks)
        found, first = [], 0
        for number, own in zip(numbers, lines_of, strict=True):
            last = first + len(own)
            start, end = int(line_begins[first]), int(line_begins[last - 1] + sizes[last - 1])
            low, high = np.searchsorted(all_hits, (start, end)).tolist()
            hits = all_hits[low:high] - start
            counted = self._beside_others(int(segment["group"][number]), pieces[start:end], hits)
            if len(counted) == len(hits):
                telling, best = _ALL, int(said[first:last].argmax())
            else:
                telling = int(np.bitwise_or.reduce(masks[start:end][counted])) if len(counted) else 0
                best = _best(bits[first:last], often[first:last], telling)
            middle = int(line_begins[first + best])
            low, high = np.searchsorted(all_hits, (middle, middle + int(sizes[first + best]))).tolist()
            dense = _densest(all_hits[low:high] - middle, masks[all_hits[low : min(high, low + _LOOKED_AT)]])
            found.append(self._passage(number, own, best, dense, telling, len(counted), bits[first:last]))
            first = last
        return found

    def _passage(
        self, number: int, lines: Numbers, best: int, dense: int, telling: int, count: int, bits: Numbers
    ) -> Passage:
        segment = self._segment
        text, read = self._read(self._local(lines, best, dense))
        marks = places(self._query, read)
        words = [text[mark.start : mark.end] for mark in marks]
        shown = {mark.node for mark in marks}
        elsewhere = int(np.bitwise_or.reduce(bits))
        nodes = range(len(self._query.wanted))
        if any(node not in shown and not elsewhere >> min(node, 31) & 1 for node in nodes):
            group = int(segment["group"][number])
            words += self._around(segment.line(int(segment["title"][number])), segment.names_of(group), not words)
        told = {node for node in nodes if telling >> min(node, 31) & 1}
        distinct: dict[str, str] = {}
        for word in words:
            distinct.setdefault(word.casefold(), word)
        return Passage(snippet(text, marks, telling=told), tuple(distinct.values()), count)

    def _beside_others(self, group: int, pieces: Numbers, hits: Numbers) -> Numbers:
        """Those hits that count: not what only repeats the drug's own name, unless beside another."""
        segment = self._segment
        names = segment.group_lines(group).astype(np.int64)
        if not len(names) or not len(hits):
            return hits
        named = sequence_at(segment, spread(self._starts[names], self._starts[names + 1] - self._starts[names]))
        starts, terms = segment["piece_starts"], segment["piece_terms"]
        own_terms = {
            term
            for piece in set(named.tolist())
            for term in terms[int(starts[piece]) : int(starts[piece + 1])].tolist()
        }
        term_starts, term_pieces = segment["term_piece_starts"], segment["term_pieces"]
        slices = [slice(int(term_starts[term]), int(term_starts[term + 1])) for term in own_terms]
        for each in slices:
            self._own[term_pieces[each]] = True
        own = self._own[pieces[hits]] & (segment["piece_words"][pieces[hits]] == 1)
        for each in slices:
            self._own[term_pieces[each]] = False
        others = hits[~own]
        beside = np.isin(hits, others - 1) | np.isin(hits, others + 1)
        counted: Numbers = hits[~own | beside]
        return counted

    def _local(self, lines: Numbers, best: int, dense: int) -> list[tuple[int, str, int, int]]:
        """The best line with what its snippet may need around it: each with its pieces, and the text of these."""
        segment = self._segment
        own = self._window(int(lines[best]), dense)
        shown = [own]
        after = best + 1
        while after < min(len(lines), best + 4) and sum(len(text) for _, text, _, _ in shown) < LENGTH:
            shown.append(self._whole(int(lines[after])))
            after += 1
        leads = segment["line_leads"]
        for back in range(best - 1, max(-1, best - 1 - _BACK), -1):
            if leads[lines[back]]:
                shown = [self._whole(int(line)) for line in lines[back:best]] + shown
                break
        return shown

    def _whole(self, line: int) -> tuple[int, str, int, int]:
        return line, self._segment.line(line), int(self._starts[line]), int(self._starts[line + 1]) - 1

    def _window(self, line: int, dense: int) -> tuple[int, str, int, int]:
        """A line; of a very long one the part around a piece, from the end of a sentence well before it."""
        _, text, begin, end = self._whole(line)
        if len(text) <= _LONG:
            return line, text, begin, end
        spaced = self._segment["piece_spaced"][sequence_at(self._segment, np.arange(begin, end))].astype(np.int64)
        words = int(spaced[:dense].sum())
        middle = len(text) - len(text.split(None, words)[-1])
        start = text.rfind(". ", 0, max(0, middle - _REACH)) + 1
        stop = text.find(". ", middle + _REACH) + 1 or len(text)
        before = np.cumsum(spaced)
        first = int(np.searchsorted(before, len(text[:start].split()), side="right"))
        skipped = int(before[first - 1]) if first else 0
        if skipped != len(text[:start].split()):
            return line, text, begin, end
        last = int(np.searchsorted(before, len(text[:stop].split()), side="right"))
        return line, text[start:stop], begin + first, begin + last

    def _read(self, lines: list[tuple[int, str, int, int]]) -> tuple[str, ReadText]:
        """The text of lines with only those pieces looked into that may match; positions are of the pieces."""
        segment = self._segment
        postings: dict[str, list[tuple[int, int, int]]] = {}
        position = offset = 0
        for _, line, begin, end in lines:
            pieces = sequence_at(segment, np.arange(begin, end))
            hit = np.flatnonzero(self._in_phrases[pieces])
            if len(hit):
                spans = _word_spans(line)
                spaced = segment["piece_spaced"][pieces]
                first = np.cumsum(spaced, dtype=np.int64) - spaced
                words = segment["piece_words"][pieces]
                before = np.cumsum(words, dtype=np.int64) - words if self._phrased else first
                numbers = zip(first[hit].tolist(), spaced[hit].tolist(), before[hit].tolist(), strict=True)
                for start, size, earlier in numbers:
                    where = spans[start][0]
                    for term, place, opening, closing in self._inner(line[where : spans[start + size - 1][1]]):
                        postings.setdefault(term, []).append(
                            (position + earlier + place, offset + where + opening, offset + where + closing)
                        )
            position += _APART
            offset += len(line) + 1
        text = "\n".join(line for _, line, _, _ in lines)
        return text, ReadText(text, postings, sorted(postings))

    def _inner(self, piece: str) -> list[tuple[str, int, int, int]]:
        languages = self._segment.spoken
        known = self._words.get((piece, languages))
        if known is None:
            known = [(token.term, token.position, token.start, token.end) for token in tokens(piece, *languages)]
            self._words[piece, languages] = known
            if len(self._words) > _KEPT:
                self._words.popitem(last=False)
        return known

    def _around(self, title: str, names: tuple[str, ...], alone: bool) -> list[str]:
        """The words of the title that match; where there is nothing else, those of the names too."""
        heading = "\n".join((title, *names))
        read = ReadText.of(heading, *self._segment.spoken)
        found = [(place.start < len(title), heading[place.start : place.end]) for place in places(self._query, read)]
        in_title = [word for is_title, word in found if is_title]
        return in_title or ([word for _, word in found] if alone else [])


def _best(bits: Numbers, often: Numbers, telling: int) -> int:
    """The line that shows most different words, then most matches, then the first."""
    said = bits & np.uint32(telling)
    worth = 10 * np.bitwise_count(said).astype(np.int64) + 9 * np.bitwise_count(bits & ~said).astype(np.int64)
    return int(np.argmax(worth * 1000 + np.minimum(often, 999)))


def _densest(hits: Numbers, masks: Numbers) -> int:
    """The matching piece of a line from which most different words match within a snippet's length."""
    best, most = 0, -1
    places, found = hits[:_LOOKED_AT].tolist(), masks.tolist()
    for number, place in enumerate(places):
        seen = 0
        for later in range(number, len(places)):
            if places[later] - place > _NEAR:
                break
            seen |= found[later]
        if seen.bit_count() > most:
            best, most = place, seen.bit_count()
    return best


@lru_cache(maxsize=512)
def _word_spans(line: str) -> list[tuple[int, int]]:
    words = line.split()
    if len(line) == sum(map(len, words)) + len(words) - 1:
        ends = list(accumulate(map(len, words), lambda end, size: end + size + 1))
        return [(end - len(word), end) for end, word in zip(ends, words, strict=True)]
    return [match.span() for match in _SPACED.finditer(line)]
