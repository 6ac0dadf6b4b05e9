"""Where the best records match, found among numbers: only the passage that is shown is read as text.

Which pieces of a text a query matches is known from their terms, so that the lines of all hits are judged at once,
and a word is only looked into where it matches.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from index.columns import Segment, are_among, spread
from index.counting import TERMS, DrugNames, places_counted
from index.cutting import Numbers
from index.matching import Place, ReadText, alternatives, apart, places
from index.postings import sequence_at, term_numbers
from index.query import AnyOf, OtherNames, Phrase, Query, Word, leaves
from index.read_texts import Cut, ReadTexts
from index.runs import Run, runs
from index.snippets import LENGTH, snippet
from index.unspaced import has_unspaced
from index.unspaced import places as unspaced_places
from index.words import as_read
from index.writings import RAISED_LETTERS, SUPERSCRIPT, has_comma, with_point

_SPACED = re.compile(r"\S+")
_PLAIN = re.compile(
    rf"[(\[\"“]*(?!.*[{SUPERSCRIPT}{RAISED_LETTERS}])(?![^\W\d_]{{3,}}\d{{4}})([^\W\d_][^\W_]*|\d+)[.,;:)\]\"”®™]*\Z"
)
"""A piece of one word without parts, which is all that can match in it."""
_BACK = 12
"""Lines before the best one in which the line that governs it may stand."""
_AFTER = 3
"""Lines after the best one that may be shown where it is short."""
_LONG = 700
"""Bytes of a line from which only a part of it is read."""
_REACH = 240
"""Characters of a long line, and the rest of their sentences, that are read before and after the place shown."""
_NEAR = 30
"""Pieces in which matches stand together."""
_LOOKED_AT = 200
"""Matches of a line among which the place to show is looked for."""
_LAST_NODE = 31
"""All further nodes of a query count as one with this: they are bits of a number."""


@dataclass(frozen=True, slots=True)
class Passage:
    """How a record matches."""

    snippet: str
    matched: tuple[str, ...]
    count: int


class _Shown(NamedTuple):
    """What is shown of a record, and why. Lines are numbered among those of all records that are marked."""

    first: int
    """The first line of the record."""
    lines: range
    best: int
    telling: int
    """The nodes that say more than the drug's own name, as bits."""
    bits: int
    """The nodes that match anywhere in the text."""


_Match = tuple[int, int, int, int]
"""A piece that may match: the number of its first word in its line, how many words it is, the nodes that match there as
bits, and its place among all pieces."""


class _Matches(NamedTuple):
    """What may match in the lines of a record that are shown."""

    ends: Numbers
    """How many there are up to the end of each line."""
    words: Numbers
    spaced: Numbers
    masks: Numbers
    places: Numbers
    terms: Numbers
    """Of every term of the pieces, whether it matches."""
    is_plain: bool
    """Whether these say all about what to mark: in no piece different terms match different nodes."""

    def by_line(self) -> list[list[_Match]]:
        """The matches of each line."""
        every = list(
            zip(self.words.tolist(), self.spaced.tolist(), self.masks.tolist(), self.places.tolist(), strict=True)
        )
        ends = self.ends.tolist()
        return [every[first:last] for first, last in zip([0, *ends], ends, strict=False)]


class Marker:
    """Marks a query in records of one segment."""

    def __init__(self, segment: Segment, query: Query, read: ReadTexts) -> None:
        self._segment, self._query, self._read = segment, query, read
        self._wanted = (1 << min(len(query.wanted), _LAST_NODE + 1)) - 1
        self._masks = np.zeros(len(segment["piece_words"]), np.min_scalar_type(self._wanted))
        self._matched = np.zeros(len(segment.terms), np.bool_)
        self._names: list[tuple[Numbers, list[tuple[int, ...]]]] = []
        """Groups of names of one drug, and the names that the query has for it, each as its words, as those typed."""
        self._phrases: list[tuple[int, Phrase]] = []
        self._marks: dict[str, list[Place]] = {}
        self._headings: dict[tuple[int, int], tuple[list[str], list[str]]] = {}
        words = []
        for number, node in enumerate(query.wanted):
            own = leaves(node)
            for leaf in own:
                if isinstance(leaf, Phrase):
                    self._phrases.append((number, leaf))
                else:
                    self._mask(leaf, _bit(number))
            words.append(AnyOf(tuple(leaf for leaf in own if isinstance(leaf, Word))))
            if isinstance(node, OtherNames):
                self._name(alternatives(node))
        self._words = Query(tuple(words))
        """The query without its phrases: what single pieces can match."""

    def _mask(self, leaf: Word, bit: int) -> None:
        numbers, slices = term_numbers(self._segment, leaf.terms, leaf.prefix)
        starts, pieces = self._segment["term_piece_starts"], self._segment["term_pieces"]
        for low, high in [*slices, *((number, number + 1) for number in numbers)]:
            self._masks[pieces[int(starts[low]) : int(starts[high])]] |= bit
            self._matched[low:high] = True

    def _name(self, names: Sequence[str]) -> None:
        segment = self._segment
        numbers = [number for number in map(segment.names.find, names) if number is not None]
        if numbers:
            starts, groups = segment["name_starts"], segment["name_groups"]
            having = [groups[int(starts[number]) : int(starts[number + 1])] for number in numbers]
            terms = [[segment.terms.find(word) for word in name.split()] for name in names]
            there = [tuple(number for number in own if number is not None) for own in terms if None not in own]
            there += [(number,) for number in terms[0] if number is not None]
            self._names.append((np.concatenate(having), there))

    def passages(self, numbers: Sequence[int]) -> list[Passage]:
        """How each of these records matches."""
        segment = self._segment
        records = np.array(numbers, np.int64)
        lines, line_counts = _listed(segment["text_starts"], segment["text_lines"], records)
        begins = segment["sequence_starts"][lines].astype(np.int64)
        sizes = segment["sequence_starts"][lines + 1].astype(np.int64) - begins
        pieces = sequence_at(segment, spread(begins, sizes))
        masks = self._masks[pieces]
        of_record = np.repeat(np.repeat(np.arange(len(records)), line_counts), sizes)
        own = self._own(records)
        hits = np.flatnonzero(masks)
        found = runs(segment, [phrase for _, phrase in self._phrases], pieces) if self._phrases else []
        for run in found:
            masks[run.first] |= _bit(self._phrases[run.phrase][0])
        begins = np.cumsum(sizes) - sizes
        counts = places_counted(segment, pieces, of_record, self._matched, hits, found, own).tolist()
        shown = self._shown(own.words, lines, line_counts, begins, pieces, masks)
        matches = self._matches(shown, begins, sizes, pieces, masks, found)
        return [
            self._passage(number, each, count, lines, own_matches, found)
            for number, each, count, own_matches in zip(numbers, shown, counts, matches, strict=True)
        ]

    def _shown(
        self, own: Numbers, lines: Numbers, line_counts: Numbers, begins: Numbers, pieces: Numbers, masks: Numbers
    ) -> list[_Shown]:
        """Of each record the line that shows most different words, then most matches, then the first."""
        segment = self._segment
        bits = np.bitwise_or.reduceat(masks, begins)
        hits = np.flatnonzero(masks)
        to_line = np.searchsorted(hits, np.append(begins, len(masks)))
        first_lines = np.cumsum(line_counts) - line_counts
        to_record = to_line[np.append(first_lines, len(lines))]
        of_record = np.repeat(np.arange(len(line_counts)), np.diff(to_record))
        counted = self._beside_others(own, of_record, pieces, hits)
        telling = np.zeros(len(line_counts), masks.dtype)
        np.bitwise_or.at(telling, of_record[counted], masks[hits[counted]])
        said = bits & np.repeat(telling, line_counts)
        worth = 10 * np.bitwise_count(said).astype(np.int64) + 9 * np.bitwise_count(bits & ~said).astype(np.int64)
        worth = worth * 1000 + np.minimum(np.diff(to_line), 999)
        most = np.flatnonzero(worth == np.repeat(np.maximum.reduceat(worth, first_lines), line_counts))
        best_lines = most[np.searchsorted(most, first_lines)]
        lengths = (segment["line_starts"][lines + 1] - segment["line_starts"][lines]).tolist()
        leads = segment["line_leads"][lines].tobytes()
        shown = []
        for first, size, best, told, matching in zip(
            first_lines.tolist(),
            line_counts.tolist(),
            best_lines.tolist(),
            telling.tolist(),
            np.bitwise_or.reduceat(bits, first_lines).tolist(),
            strict=True,
        ):
            end, length = best + 1, lengths[best]
            while end < min(first + size, best + 1 + _AFTER) and length < LENGTH:
                length += lengths[end]
                end += 1
            lead = leads.rfind(b"\1", max(first, best - _BACK), best)
            shown.append(_Shown(first, range(best if lead < 0 else lead, end), best, told, matching))
        return shown

    def _own(self, records: Numbers) -> DrugNames:
        """The names of each record's drug: those it has, and those the query has for it."""
        segment = self._segment
        groups = segment["group"][records]
        names, counts = _listed(segment["group_starts"], segment["group_lines"], groups)
        begins = segment["sequence_starts"][names].astype(np.int64)
        sizes = segment["sequence_starts"][names + 1].astype(np.int64) - begins
        named = sequence_at(segment, spread(begins, sizes))
        owners = np.repeat(np.repeat(np.arange(len(records)), counts), sizes)
        own, counts = _listed(segment["piece_starts"], segment["piece_terms"], named)
        words = [own + np.repeat(owners, counts) * TERMS]
        wholes = set()
        for of_drug, of_query in self._names:
            having = np.flatnonzero(are_among(groups, of_drug))
            words += [having * TERMS + term for term, *more in of_query if not more]
            wholes |= {(owner, *name) for owner in having.tolist() for name in of_query if len(name) > 1}
        return DrugNames(np.concatenate(words), frozenset(wholes))

    def _beside_others(self, own: Numbers, of_record: Numbers, pieces: Numbers, hits: Numbers) -> Numbers:
        """Whether each hit says something: not what only repeats the drug's own name, unless beside another."""
        segment = self._segment
        counted = np.ones(len(hits), np.bool_)
        if not len(own) or not len(hits):
            return counted
        single = np.flatnonzero(segment["piece_words"][pieces[hits]] == 1)
        terms, counts = _listed(segment["piece_starts"], segment["piece_terms"], pieces[hits[single]])
        repeated = np.repeat(single, counts)
        counted[repeated[are_among(terms + of_record[repeated] * TERMS, own)]] = False
        beside = np.zeros(len(hits), np.bool_)
        touching = np.diff(hits) == 1
        beside[1:] |= touching & counted[:-1]
        beside[:-1] |= touching & counted[1:]
        return counted | beside

    def _matches(
        self,
        shown: Sequence[_Shown],
        begins: Numbers,
        sizes: Numbers,
        pieces: Numbers,
        masks: Numbers,
        found: list[Run],
    ) -> list[_Matches]:
        """What may match in the lines that are shown of each record."""
        wanted = masks
        if found:
            wanted = masks.copy()
            wanted[[run.last for run in found]] |= 1
        lines = [line for each in shown for line in each.lines]
        sizes = sizes[lines]
        ends = np.cumsum(sizes)
        at = spread(begins[lines], sizes)
        spaced = self._segment["piece_spaced"][pieces[at]].astype(np.int64)
        before = np.cumsum(spaced) - spaced
        hits = np.flatnonzero(wanted[at])
        to_line = np.searchsorted(hits, ends)
        words = before[hits] - np.repeat(before[ends - sizes], np.diff(to_line, prepend=0))
        at = at[hits]
        spaced, own_masks = spaced[hits], masks[at]
        terms, counts = _listed(self._segment["piece_starts"], self._segment["piece_terms"], pieces[at])
        terms = self._matched[terms]
        to_term = np.append(0, np.cumsum(counts)).tolist()
        mixed = np.append(0, np.cumsum((counts > 1) & (own_masks & (own_masks - 1) != 0))).tolist()
        matches = []
        first = first_line = 0
        for each in shown:
            last_line = first_line + len(each.lines)
            own_ends = to_line[first_line:last_line]
            own = slice(first, first := int(own_ends[-1]))
            matches.append(
                _Matches(
                    own_ends - own.start,
                    words[own],
                    spaced[own],
                    own_masks[own],
                    at[own],
                    terms[to_term[own.start] : to_term[own.stop]],
                    is_plain=mixed[own.start] == mixed[own.stop],
                )
            )
            first_line = last_line
        return matches

    def _passage(
        self, number: int, shown: _Shown, count: int, lines: Numbers, matches: _Matches, found: Sequence[Run]
    ) -> Passage:
        segment = self._segment
        if matches.is_plain and not self._phrases and segment.keeps_text:
            own = slice(shown.lines.start, shown.lines.stop)
            numbers = (lines[own], matches.ends, matches.words, matches.masks, matches.terms)
            key = (segment.name, shown.best - own.start, shown.telling, *(each.tobytes() for each in numbers))
            cut = self._read.cut(key, lambda: self._cut(number, shown, lines, matches, found))
        else:
            cut = self._cut(number, shown, lines, matches, found)
        shown_text, marked = cut
        words = list(marked)
        if shown.bits != self._wanted or not shown_text:
            in_title, in_names = self._heading(number)
            words += in_title or ([] if words else in_names)
        distinct: dict[str, str] = {}
        for each in words:
            distinct.setdefault(each.casefold(), each)
        return Passage(shown_text, tuple(distinct.values()), count)

    def _cut(self, number: int, shown: _Shown, lines: Numbers, matches: _Matches, found: Sequence[Run]) -> Cut:
        """The snippet of a record, and what is marked in the text that was read for it."""
        segment = self._segment
        texts: list[str] = []
        marks: list[Place] = []
        given = None if segment.keeps_text else segment.text_of(number)
        read: dict[int, tuple[int, str]] = {}
        offset = 0
        written = segment.language(number)
        for line, own in zip(shown.lines, matches.by_line(), strict=True):
            if segment.keeps_text:
                text, skipped = self._read.line(segment, int(lines[line])), 0
            elif given is None:
                break
            else:
                text, skipped = given[line - shown.first], 0
            if len(text) > _LONG and line >= shown.best:
                text, skipped = _window(text, own) if line == shown.best else (_beginning(text), 0)
            for word, piece, mask, place in _read(_as_read(text, skipped, written), skipped, own):
                at = offset + word
                if mask:
                    for start, end, node in self._marks_of(piece, mask):
                        marks.append(Place(at + start, at + end, node))
                if found:
                    read[place] = (at, piece)
            texts.append(text)
            offset += len(text) + 1
        if found:
            marks = apart([*marks, *self._run_marks(found, read)])
        text = "\n".join(texts)
        told = {node for _, _, node in marks if shown.telling & _bit(node)}
        return snippet(text, marks, told), tuple([text[start:end] for start, end, _ in marks])

    def _marks_of(self, piece: str, mask: int) -> list[Place]:
        """Where words match in a piece."""
        known = self._marks.get(piece)
        if known is None:
            plain = None if self._phrases else _PLAIN.match(piece)
            if plain is not None:
                known = [Place(*plain.span(1), (mask & -mask).bit_length() - 1)]
            else:
                postings: dict[str, list[tuple[int, int, int]]] = {}
                for term, position, start, end in self._read.piece(piece, self._segment.spoken):
                    postings.setdefault(term, []).append((position, start, end))
                known = places(self._words, ReadText(piece, postings, sorted(postings)))
            self._marks[piece] = known
        return known

    def _run_marks(self, found: Sequence[Run], read: dict[int, tuple[int, str]]) -> list[Place]:
        """Where phrases match in what is read."""

        def span(at: int, word: int, term: str) -> tuple[int, int]:
            offset, piece = read[at]
            inside = [token for token in self._read.piece(piece, self._segment.spoken) if token.position == word]
            token = min(inside, key=lambda token: (token.term != term, token.end - token.start))
            return offset + token.start, offset + token.end

        marks = []
        for run in found:
            if run.first in read and run.last in read:
                node, phrase = self._phrases[run.phrase]
                start, _ = span(run.first, run.first_word, phrase.terms[0])
                _, end = span(run.last, run.last_word, phrase.terms[-1])
                marks.append(Place(start, end, node))
        return marks

    def _heading(self, number: int) -> tuple[list[str], list[str]]:
        """The words that match in the title of a record, and those in its names."""
        title, group = int(self._segment["title"][number]), int(self._segment["group"][number])
        known = self._headings.get((title, group))
        if known is None:
            own = self._read.line(self._segment, title)
            heading = "\n".join((own, *self._segment.names_of(group)))
            known = [], []
            for start, end, _ in places(
                self._query, self._read.heading(heading, self._segment.spoken, self._segment.language(number))
            ):
                known[start >= len(own)].append(heading[start:end])
            self._headings[title, group] = known
        return known


def _bit(node: int) -> int:
    return 1 << min(node, _LAST_NODE)


def _listed(starts: Numbers, items: Numbers, numbers: Numbers) -> tuple[Numbers, Numbers]:
    """The items of each number, all on end, and how many each has."""
    begins = starts[numbers].astype(np.int64)
    counts = starts[numbers + 1].astype(np.int64) - begins
    return items[spread(begins, counts)].astype(np.int64), counts


def _read(text: str, skipped: int, matches: Sequence[_Match]) -> Iterator[tuple[int, str, int, int]]:
    """Where each piece that may match begins in a text, the piece, its nodes as bits, and its place among all pieces.

    The text begins after so many words of its line.
    """
    if not matches:
        return
    words, starts = _words(text)
    first, end = bisect_left(matches, (skipped,)), bisect_left(matches, (skipped + len(words),))
    for word, spaced, mask, place in matches[first:end]:
        word -= skipped
        if spaced == 1:
            yield starts[word], words[word], mask, place
        else:
            last = min(word + spaced, len(words)) - 1
            yield starts[word], text[starts[word] : starts[last] + len(words[last])], mask, place


def _as_read(text: str, skipped: int, written: str) -> str:
    """A line, or what follows so many of its words, character for character as it was cut."""
    return with_point(text) if skipped and has_comma(written) else text if skipped else as_read(text, written)


def _words(text: str) -> tuple[list[str], list[int]]:
    """The words of a text as they were counted when it was cut, and where they begin."""
    if has_unspaced(text):
        found = list(unspaced_places(text))
        return [word for word, _, _ in found], [start for _, start, _ in found]
    words = text.split()
    starts = [before + number for number, before in enumerate(accumulate(map(len, words[:-1]), initial=0))]
    if words and len(text) != starts[-1] + len(words[-1]):
        starts = [match.start() for match in _SPACED.finditer(text)]
    return words, starts


def _window(text: str, matches: Sequence[_Match]) -> tuple[str, int]:
    """The part of a long line around its matches, from the end of a sentence well before, and the words left out."""
    word = _densest(matches)
    _, starts = _words(text)
    middle = starts[word]
    start = text.rfind(". ", 0, max(0, middle - _REACH)) + 1
    stop = text.find(". ", middle + _REACH) + 1 or len(text)
    return text[start:stop], bisect_left(starts, start)


def _beginning(text: str) -> str:
    return text[: text.find(". ", _REACH) + 1 or len(text)]


def _densest(matches: Sequence[_Match]) -> int:
    """The word of a line from which most different words match within a snippet's length."""
    best, most = 0, -1
    matches = matches[:_LOOKED_AT]
    all_bits = 0
    for _, _, mask, _ in matches:
        all_bits |= mask
    for number, (place, _, seen, _) in enumerate(matches):
        for later, _, mask, _ in matches[number + 1 :]:
            if later - place > _NEAR:
                break
            seen |= mask
        if seen.bit_count() > most:
            best, most = place, seen.bit_count()
            if seen == all_bits:
                break
    return best
