"""Where the best records match, found among numbers: only the passage that is shown is read as text.

Which pieces of a text a query matches is known from their terms, so that the lines of all hits are judged at once,
and a word is only looked into where it matches.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

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
_KEPT = 4096


ReadWords = OrderedDict[tuple[str, str], list[tuple[str, int, int, int]]]
"""The terms of pieces lately looked into, by piece and language."""


@dataclass(frozen=True, slots=True)
class Passage:
    """How a record matches."""

    snippet: str
    matched: tuple[str, ...]
    count: int
    nodes: int
    """The wanted nodes that match in its text, title or names, as bits."""


class Marker:
    """Marks a query in records of one segment."""

    def __init__(self, segment: Segment, query: Query, words: ReadWords) -> None:
        self._segment, self._query, self._words = segment, query, words
        self._starts = segment["sequence_starts"]
        count = len(segment["piece_words"])
        self._masks = np.zeros(count, np.uint32)
        self._phrased: list[tuple[int, Numbers]] = []
        for number, node in enumerate(query.wanted):
            bit = np.uint32(1 << min(number, 31))
            for leaf in leaves(node):
                if isinstance(leaf, Phrase):
                    self._phrased.append((number, np.sort(run_places(segment, leaf.terms)[0])))
                    continue
                self._mask(leaf, bit)
        self._in_phrases = np.zeros(count if self._phrased else 0, np.bool_)
        for node in query.wanted:
            for leaf in leaves(node):
                if isinstance(leaf, Phrase):
                    for term in leaf.terms:
                        self._in_phrases[self._pieces(term)] = True

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

    def passages(self, numbers: Sequence[int], *, snippets: bool) -> list[Passage]:
        """How each of these records matches."""
        segment = self._segment
        found = []
        for number in numbers:
            lines = segment.lines_of(number).astype(np.int64)
            sizes = (self._starts[lines + 1] - self._starts[lines]).astype(np.int64)
            at = spread(self._starts[lines], sizes)
            pieces = sequence_at(segment, at)
            masks = self._masks[pieces]
            for node, begins in self._phrased:
                hit = np.searchsorted(begins, at)
                hit[hit == len(begins)] = 0
                if len(begins):
                    masks[begins[hit] == at] |= np.uint32(1 << min(node, 31))
            found.append(self._passage(number, lines, sizes, pieces, masks, snippets=snippets))
        return found

    def _passage(
        self, number: int, lines: Numbers, sizes: Numbers, pieces: Numbers, masks: Numbers, *, snippets: bool
    ) -> Passage:
        segment = self._segment
        group = int(segment["group"][number])
        hits = np.flatnonzero(masks)
        bits = int(np.bitwise_or.reduce(masks[hits])) if len(hits) else 0
        heading = np.append(segment.group_lines(group), segment["title"][number]).astype(np.int64)
        heading_at = spread(self._starts[heading], self._starts[heading + 1] - self._starts[heading])
        nodes = bits | int(np.bitwise_or.reduce(self._masks[sequence_at(segment, heading_at)]))
        counted = hits[self._beside_others(group, pieces, masks, hits)]
        telling = int(np.bitwise_or.reduce(masks[counted])) if len(counted) else 0
        title = segment.line(int(segment["title"][number]))
        if not snippets:
            return Passage("", (), len(counted), nodes)
        line = self._best(masks, sizes, telling)
        first, text = self._local(lines, line)
        read = self._read(text, segment.languages[int(segment["language_of"][number])], lines[first:])
        marks = places(self._query, read)
        words = [text[mark.start : mark.end] for mark in marks]
        if nodes != bits or not words:
            words += self._around(title, segment.names_of(group), not words)
        told = {node for node in range(len(self._query.wanted)) if telling >> min(node, 31) & 1}
        distinct: dict[str, str] = {}
        for word in words:
            distinct.setdefault(word.casefold(), word)
        return Passage(snippet(text, marks, telling=told), tuple(distinct.values()), len(counted), nodes)

    def _beside_others(self, group: int, pieces: Numbers, masks: Numbers, hits: Numbers) -> Numbers:
        """Which hits count: not those that only repeat the drug's own name, unless beside another."""
        segment = self._segment
        names = segment.group_lines(group).astype(np.int64)
        if not len(names) or not len(hits):
            return np.ones(len(hits), np.bool_)
        named = sequence_at(segment, spread(self._starts[names], self._starts[names + 1] - self._starts[names]))
        starts = segment["piece_starts"]
        own_terms = {
            term
            for piece in set(named.tolist())
            for term in segment["piece_terms"][int(starts[piece]) : int(starts[piece + 1])].tolist()
        }
        term_starts, term_pieces = segment["term_piece_starts"], segment["term_pieces"]
        own_piece = np.zeros(len(self._masks), np.bool_)
        for term in own_terms:
            own_piece[term_pieces[int(term_starts[term]) : int(term_starts[term + 1])]] = True
        own = own_piece[pieces] & (segment["piece_words"][pieces] == 1)
        other = (masks > 0) & ~own
        beside = np.zeros(len(own), np.bool_)
        beside[1:] |= other[:-1]
        beside[:-1] |= other[1:]
        counted: Numbers = (~own | beside)[hits]
        return counted

    def _best(self, masks: Numbers, sizes: Numbers, telling: int) -> int:
        """The line that shows most different words, then most matches, then the first."""
        starts = np.cumsum(sizes) - sizes
        bits = np.bitwise_or.reduceat(masks, starts)
        often = np.add.reduceat((masks > 0).astype(np.int32), starts)
        worth = 10 * np.bitwise_count(bits & np.uint32(telling)).astype(np.int64)
        worth += 9 * np.bitwise_count(bits & ~np.uint32(telling)).astype(np.int64)
        return int(np.argmax(worth * 1000 + np.minimum(often, 999)))

    def _local(self, lines: Numbers, best: int) -> tuple[int, str]:
        """The best line with what its snippet may need around it, and the first line of that."""
        segment = self._segment
        shown = [segment.line(int(lines[best]))]
        if len(shown[0]) < LENGTH:
            for after in lines[best + 1 : best + 4].tolist():
                if sum(map(len, shown)) >= LENGTH:
                    break
                shown.append(segment.line(int(after)))
        first = best
        before: list[str] = []
        for back in range(best - 1, max(-1, best - 1 - _BACK), -1):
            line = segment.line(int(lines[back]))
            before.insert(0, line)
            if line.rstrip().endswith(":"):
                shown, first = before + shown, back
                break
        return first, "\n".join(shown)

    def _read(self, text: str, language: str, lines: Numbers) -> ReadText:
        """The text with only those pieces looked into that may match; positions are of the pieces."""
        segment = self._segment
        postings: dict[str, list[tuple[int, int, int]]] = {}
        position = offset = 0
        for line, number in zip(text.split("\n"), lines.tolist(), strict=False):
            begin, end = int(self._starts[number]), int(self._starts[number + 1]) - 1
            pieces = sequence_at(segment, np.arange(begin, end))
            spaced = segment["piece_spaced"][pieces]
            words = segment["piece_words"][pieces].astype(np.int64)
            wanted = self._masks[pieces] > 0
            if self._phrased:
                wanted |= self._in_phrases[pieces]
            hit = np.flatnonzero(wanted)
            if len(hit):
                spans = [match.span() for match in _SPACED.finditer(line)]
                first = np.cumsum(spaced, dtype=np.int64) - spaced
                before = np.cumsum(words) - words
                for each in hit.tolist():
                    start, last = int(first[each]), int(first[each]) + int(spaced[each]) - 1
                    where = spans[start][0]
                    for term, place, opening, closing in self._inner(line[where : spans[last][1]], language):
                        postings.setdefault(term, []).append(
                            (position + int(before[each]) + place, offset + where + opening, offset + where + closing)
                        )
            position += int(words.sum()) + 1
            offset += len(line) + 1
        return ReadText(text, postings, sorted(postings))

    def _inner(self, piece: str, language: str) -> list[tuple[str, int, int, int]]:
        known = self._words.get((piece, language))
        if known is None:
            known = [(token.term, token.position, token.start, token.end) for token in tokens(piece, language)]
            self._words[piece, language] = known
            if len(self._words) > _KEPT:
                self._words.popitem(last=False)
        return known

    def _around(self, title: str, names: tuple[str, ...], alone: bool) -> list[str]:
        """The words of the title that match; where there is nothing else, those of the names too."""
        heading = "\n".join((title, *names))
        read = ReadText.of(heading)
        found = [(place.start < len(title), heading[place.start : place.end]) for place in places(self._query, read)]
        in_title = [word for is_title, word in found if is_title]
        return in_title or ([word for _, word in found] if alone else [])
