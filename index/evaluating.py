"""A query evaluated over columns: every node gives the records that match, in order, with their scores.

Known are the nodes that `compiling` makes and the plain ones of Whoosh; any other is asked of Whoosh's own matchers,
which read the same columns through `column_reader`. Scores are Whoosh's BM25F to the last digit that counts.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from index.columns import Segment, spread
from index.cutting import Numbers
from index.languages import Languages
from index.whoosh_parts import queries
from index.words import JOINED, STEM

K1 = 1.6
B = 0.5
"""What does best on five public judged collections outside medicine; neighbours are within 1 %."""
_LOOKED_UP = 1024
_MUCH_MORE = 32
"""From how many times as many on, each record is looked up among others by halving."""
_KEPT = 64
"""Words of which the matches are kept: with every keystroke all but the last are asked again."""


@dataclass(frozen=True, slots=True)
class Matches:
    """Records that match, in order, and what each scores."""

    records: Numbers
    scores: Numbers


@dataclass(slots=True)
class Corpus:
    """All segments of an index as one: records are numbered through."""

    segments: Sequence[Segment]
    bases: list[int] = field(init=False)
    count: int = field(init=False)
    length: Numbers = field(init=False)
    average: float = field(init=False)
    live: Numbers = field(init=False)
    is_whole: bool = field(init=False)
    """Whether none of it is deleted."""
    kinds: list[str] = field(init=False)
    kind_of: Numbers = field(init=False)
    copies: Numbers = field(init=False)
    languages: Languages = field(init=False)

    def __post_init__(self) -> None:
        counts = [segment.count for segment in self.segments]
        self.bases = [sum(counts[:number]) for number in range(len(counts))]
        self.count = sum(counts)
        empty = np.zeros(0)
        self.length = np.concatenate([empty, *(segment.length for segment in self.segments)])
        self.average = sum(segment.total_length for segment in self.segments) / (self.count or 1) or 1.0
        self.live = np.concatenate([np.zeros(0, np.bool_), *(segment.live for segment in self.segments)])
        self.is_whole = bool(self.live.all())

        own = [[segment.kinds[number] for number in range(len(segment.kinds))] for segment in self.segments]
        self.kinds = sorted({kind for kinds in own for kind in kinds})
        numbers = [np.array([self.kinds.index(kind) for kind in kinds], np.int64) for kinds in own]
        parts = [place[segment["kind_of"]] for place, segment in zip(numbers, self.segments, strict=True)]
        spoken = sorted({language for segment in self.segments for language in segment.spoken if language})
        self.languages = Languages(spoken, self._has)
        self.copies = np.concatenate([np.zeros(0, np.uint64), *(segment["copies"] for segment in self.segments)])
        self.kind_of = np.concatenate([np.zeros(0, np.int64), *parts])

    def _has(self, language: str, word: str) -> bool:
        return any(segment.has(language, word) for segment in self.segments)

    def monograph_of(self, record: int) -> str:
        """The monograph of a record."""
        segment, number = self.place(record)
        return segment.monographs[int(segment["monograph_of"][number])]

    def place(self, number: int) -> tuple[Segment, int]:
        """The segment of a record and its number there."""
        at = bisect_right(self.bases, number) - 1
        return self.segments[at], number - self.bases[at]


class Forms(queries.MultiTerm):  # type: ignore[misc]  # Whoosh's class is untyped
    """Several terms, and all with a beginning, as if they were one: how often any of them is there counts."""

    def __init__(self, fieldname: str, terms: tuple[str, ...], prefix: str | None = None, boost: float = 1.0) -> None:
        self.fieldname, self.terms, self.prefix, self.boost = fieldname, terms, prefix, boost

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Forms) and self.key() == other.key()

    def __hash__(self) -> int:
        return hash(self.key())

    def key(self) -> tuple[str, tuple[str, ...], str | None]:
        """What it matches, boost aside."""
        return self.fieldname, self.terms, self.prefix


class Run(queries.Query):  # type: ignore[misc]  # Whoosh's class is untyped
    """Terms at successive places, as if all of it were one term."""

    def __init__(self, terms: tuple[str, ...], boost: float = 1.0) -> None:
        self.terms, self.boost = terms, boost

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Run) and self.terms == other.terms

    def __hash__(self) -> int:
        return hash(self.terms)

    def key(self) -> tuple[str, tuple[str, ...], str | None]:
        """What it matches, boost aside."""
        return '"', self.terms, None


def relevance_idf(count: int, having: int) -> float:
    """Weight of a term: what many records have tells little, down to nothing (Robertson and Sparck Jones 1976)."""
    return float(np.log(1 + (count - having + 0.5) / (having + 0.5)))


class Evaluator:
    """Evaluates queries over one state of an index."""

    def __init__(
        self,
        corpus: Corpus,
        *,
        idf: Callable[[int, int], float] = relevance_idf,
        k1: float = K1,
        b: float = B,
        fallback: Callable[[Any], Matches] | None = None,
    ) -> None:
        self.corpus = corpus
        self._idf = idf
        self._k1 = k1
        self._norm = (k1 * ((1 - b) + b * corpus.length / corpus.average)).astype(np.float32)
        self._fallback = fallback
        self._place = np.zeros(corpus.count, np.int32)
        self._marked = np.zeros(corpus.count, np.bool_)
        self._kept: OrderedDict[object, Matches] = OrderedDict()
        self._known: dict[type, Callable[[Any], Matches]] = {
            Forms: self._leaf,
            Run: self._leaf,
            queries.Term: self._term,
            queries.Prefix: self._prefix,
            queries.And: self._and,
            queries.Or: self._or,
            queries.DisjunctionMax: self._best,
            queries.AndMaybe: self._and_maybe,
            queries.ConstantScoreQuery: self._constant,
            queries.Every: self._every,
            type(queries.NullQuery): lambda _: NOTHING,
        }

    def run(self, query: Any) -> Matches:
        """The records that match a query; deleted ones among them."""
        known = self._known.get(type(query))
        if known is not None:
            return known(query)
        if self._fallback is None:
            raise NotImplementedError(type(query).__name__)
        return self._fallback(query)

    def live(self, matches: Matches) -> Matches:
        """The matches without what is deleted."""
        if self.corpus.is_whole:
            return matches
        return _only(matches, self.corpus.live[matches.records])

    def impact(self, records: Numbers, often: Numbers) -> Numbers:
        """BM25 of a term without its weight, from how often each record has it."""
        times = often.astype(np.float32)
        norm = self._norm[records]
        norm += times
        times *= np.float32(self._k1 + 1)
        times /= norm
        return times

    def weight(self, having: int) -> float:
        """What a term counts that so many records have."""
        return self._idf(self.corpus.count, having)

    def without(self, matches: Matches, unwanted: Matches) -> Matches:
        """The matches that are not among the others."""
        return _only(matches, ~self._in(unwanted.records, matches.records))

    def within(self, matches: Matches, limit: Matches) -> Matches:
        """The matches that are also among the others, which do not count."""
        return _only(matches, self._in(limit.records, matches.records))

    def both(self, first: Matches, second: Matches) -> Matches:
        """What both match, scores added."""
        if len(first.records) > len(second.records):
            first, second = second, first
        kept, at = self._places(second.records, first.records)
        return Matches(first.records[kept], first.scores[kept] + second.scores[at])

    def either(self, found: Sequence[Matches], *, best: bool = False) -> Matches:
        """What any matches, scores added, or the best one."""
        found = sorted((each for each in found if len(each.records)), key=lambda each: -len(each.records))
        if len(found) < 2:
            return found[0] if found else NOTHING
        largest = found[0].records
        if len(found) == 2:
            both, at = self._places(largest, found[1].records)
            if len(both) == len(found[1].records):
                return _lifted(found[0], at, found[1].scores, best=best)
        scores = np.zeros(self.corpus.count, np.float32)
        hit = self._marked
        for each in found:
            if best:
                scores[each.records] = np.maximum(scores[each.records], each.scores)
            else:
                scores[each.records] += each.scores
            hit[each.records] = True
        records = np.flatnonzero(hit)
        hit[records] = False
        return Matches(records, scores[records])

    def having(self, leaf: Forms | Run) -> Matches:
        """The records that have a word or phrase, with BM25 at boost 1."""
        key = leaf.key()
        known = self._kept.get(key)
        if known is None:
            found = [self._often(segment, leaf) for segment in self.corpus.segments]
            known = self._scored(found)
            self._kept[key] = known
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(key)
        return known

    def _scored(self, found: Sequence[tuple[Numbers, Numbers]]) -> Matches:
        """Matches of one term from the records, and how often each has it, in every segment."""
        ends = np.cumsum([0, *(len(part) for part, _ in found)]).tolist()
        records, often = np.empty(ends[-1], np.int64), np.empty(ends[-1], np.float32)
        for number, (part, times) in enumerate(found):
            own = slice(ends[number], ends[number + 1])
            np.add(part, self.corpus.bases[number], out=records[own], dtype=np.int64, casting="unsafe")
            often[own] = times
        if not len(records):
            return NOTHING
        scores = self.impact(records, often)
        scores *= np.float32(self.weight(len(records)))
        return Matches(records, scores)

    def _often(self, segment: Segment, leaf: Forms | Run) -> tuple[Numbers, Numbers]:
        if isinstance(leaf, Run):
            return run_postings(segment, leaf.terms)
        if leaf.fieldname == "names":
            return named(segment, leaf.terms, leaf.prefix)
        return postings(segment, leaf.terms, leaf.prefix)

    def _leaf(self, query: Any) -> Matches:
        return _boosted(self.having(query), query.boost)

    def _term(self, query: Any) -> Matches:
        if query.fieldname in {"kind", "monograph", "name"}:
            facets = [_facet(segment, query.fieldname, query.text) for segment in self.corpus.segments]
            return _boosted(self._scored([(records, np.ones(len(records))) for records in facets]), query.boost)
        return _boosted(self.having(Forms(query.fieldname, (query.text,))), query.boost)

    def _prefix(self, query: Any) -> Matches:
        """As Whoosh scores it: every term for itself."""
        terms: set[str] = set()
        for segment in self.corpus.segments:
            low, high = segment.terms.beginning(query.text)
            terms.update(segment.terms[number] for number in range(low, high))
        return _boosted(self.either([self.having(Forms(query.fieldname, (term,))) for term in terms]), query.boost)

    def _and(self, query: Any) -> Matches:
        found = sorted((self.run(each) for each in query.subqueries), key=lambda each: len(each.records))
        if not found:
            return NOTHING
        all_of = found[0]
        for each in found[1:]:
            all_of = self.both(all_of, each)
        return _boosted(all_of, query.boost)

    def _or(self, query: Any) -> Matches:
        return _boosted(self.either([self.run(each) for each in query.subqueries]), query.boost)

    def _best(self, query: Any) -> Matches:
        return _boosted(self.either([self.run(each) for each in query.subqueries], best=True), query.boost)

    def _and_maybe(self, query: Any) -> Matches:
        wanted, maybe = self.run(query.a), self.run(query.b)
        hit, at = self._places(maybe.records, wanted.records)
        if not len(hit):
            return wanted
        scores = wanted.scores.copy()
        scores[hit] += maybe.scores[at]
        return Matches(wanted.records, scores)

    def _constant(self, query: Any) -> Matches:
        found = self.run(query.child)
        return Matches(found.records, np.full(len(found.records), query.score, np.float32))

    def _every(self, query: Any) -> Matches:
        return Matches(np.arange(self.corpus.count), np.full(self.corpus.count, query.boost, np.float32))

    def _places(self, these: Numbers, asked: Numbers) -> tuple[Numbers, Numbers]:
        """Which of the records asked for are among these, by their places in both; both in order."""
        if len(asked) < len(these) // _MUCH_MORE:
            at = np.minimum(np.searchsorted(these, asked), len(these) - 1)
            kept = np.flatnonzero(these[at] == asked)
            return kept, at[kept]
        self._place[these] = np.arange(1, len(these) + 1, dtype=np.int32)
        at = self._place[asked]
        self._place[these] = 0
        kept = np.flatnonzero(at > 0)
        return kept, at[kept] - 1

    def _in(self, these: Numbers, asked: Numbers) -> Numbers:
        """Whether each record asked for is among these."""
        self._marked[these] = True
        found = self._marked[asked]
        self._marked[these] = False
        return found


NOTHING = Matches(np.zeros(0, np.int64), np.zeros(0, np.float32))


def term_numbers(segment: Segment, terms: Iterable[str], prefix: str | None) -> tuple[list[int], list[tuple[int, int]]]:
    """Numbers of terms, a stem standing for all that have it; and slices of those with the beginning."""
    key = (tuple(terms), prefix)
    known = segment.looked_up.get(key)
    if known is None:
        if len(segment.looked_up) > _LOOKED_UP:
            segment.looked_up.clear()
        known = segment.looked_up[key] = _look_up(segment, key[0], prefix)
    return known


def _look_up(segment: Segment, terms: Iterable[str], prefix: str | None) -> tuple[list[int], list[tuple[int, int]]]:
    numbers: dict[int, None] = {}
    for term in terms:
        if term.startswith(STEM):
            stem = segment.stems.find(term[1:])
            if stem is not None:
                starts = segment["stem_starts"]
                own = segment["stem_terms"][int(starts[stem]) : int(starts[stem + 1])]
                numbers.update(dict.fromkeys(own.tolist()))
        elif (number := segment.terms.find(term)) is not None:
            numbers[number] = None
    slices = [] if prefix is None else [segment.terms.beginning(each) for each in (prefix, JOINED + prefix)]
    slices = [(low, high) for low, high in slices if low < high]
    return [number for number in numbers if not any(low <= number < high for low, high in slices)], slices


def postings(segment: Segment, terms: Iterable[str], prefix: str | None = None) -> tuple[Numbers, Numbers]:
    """The records that have any of the terms, or one that begins so, and how often."""
    numbers, slices = term_numbers(segment, terms, prefix)
    starts = segment["starts"]
    ranges = [(int(starts[number]), int(starts[number + 1])) for number in numbers]
    often: Numbers | None = None
    if prefix in segment.common:
        row = segment.common[prefix] * segment.count
        often = segment["common_often"][row : row + segment.count]
        if ranges:
            often = often.astype(np.float32)
    else:
        for low, high in slices:
            start, end = int(starts[low]), int(starts[high])
            if high - low == 1:
                ranges.append((start, end))
            else:
                counted = _added_up(segment, start, end)
                often = counted if often is None else often + counted
    if often is None:
        if not ranges:
            return NOTHING.records, NOTHING.scores
        if len(ranges) == 1:
            start, end = ranges[0]
            return segment["owners"][start:end], segment["often"][start:end]
        owners = np.concatenate([segment["owners"][start:end] for start, end in ranges])
        times = np.concatenate([segment["often"][start:end] for start, end in ranges])
        often = np.bincount(owners, weights=times, minlength=segment.count)
    else:
        for start, end in ranges:
            often[segment["owners"][start:end]] += segment["often"][start:end]
    return _counted(often)


def _counted(often: Numbers) -> tuple[Numbers, Numbers]:
    """The records that have any, and how many. Of truth values what is not nothing is found many times faster."""
    records = np.flatnonzero(often > 0)
    return records, often[records]


def stem_postings(segment: Segment, stem: int | None) -> tuple[Numbers, Numbers]:
    """The records that have any form of a stem, and how often."""
    if stem is None:
        return NOTHING.records, NOTHING.scores
    starts, terms = segment["stem_starts"], segment["stem_terms"]
    ends = segment["starts"]
    ranges = [
        (int(ends[term]), int(ends[term + 1])) for term in terms[int(starts[stem]) : int(starts[stem + 1])].tolist()
    ]
    if len(ranges) == 1:
        return segment["owners"][slice(*ranges[0])], segment["often"][slice(*ranges[0])]
    owners = np.concatenate([segment["owners"][start:end] for start, end in ranges])
    often = np.bincount(owners, weights=np.concatenate([segment["often"][start:end] for start, end in ranges]))
    return _counted(often)


def _added_up(segment: Segment, start: int, end: int) -> Numbers:
    return np.bincount(segment["owners"][start:end], weights=segment["often"][start:end], minlength=segment.count)


def named(segment: Segment, terms: Iterable[str], prefix: str | None) -> tuple[Numbers, Numbers]:
    """The records of which a name has any of the terms."""
    numbers, slices = term_numbers(segment, terms, prefix)
    starts = segment["names_starts"]
    has = np.zeros(len(segment["group_starts"]) - 1, np.bool_)
    for low, high in [*slices, *((number, number + 1) for number in numbers)]:
        has[segment["names_owners"][int(starts[low]) : int(starts[high])]] = True
    records = np.flatnonzero(has[segment["group"]])
    return records, np.ones(len(records))


def _facet(segment: Segment, name: str, value: str) -> Numbers:
    """The records of a kind, of a monograph, or with exactly this name."""
    if name == "name":
        number = segment.names.find(value)
        if number is None:
            return NOTHING.records
        starts = segment["name_starts"]
        has = np.zeros(len(segment["group_starts"]) - 1, np.bool_)
        has[segment["name_groups"][int(starts[number]) : int(starts[number + 1])]] = True
        return np.flatnonzero(has[segment["group"]])
    number = (segment.kinds if name == "kind" else segment.monographs).find(value)
    return NOTHING.records if number is None else np.flatnonzero(segment[f"{name}_of"] == number)


def sequence_at(segment: Segment, places: Numbers) -> Numbers:
    """The pieces at places of the sequence."""
    pieces: Numbers = segment["sequence_low"][places] | (
        segment["sequence_high"][places].astype(np.uint32) << np.uint32(16)
    )
    return pieces


def run_places(segment: Segment, terms: Sequence[str]) -> tuple[Numbers, Numbers]:
    """Where in the sequence, and in which word of the piece there, each run of the terms begins."""
    tables = [_piece_words(segment, term) for term in terms]
    if any(table is None for table in tables):
        return NOTHING.records, NOTHING.records
    counts = segment["piece_words"]
    starts = segment["occurrence_starts"].astype(np.int64)
    sizes = [int((starts[pieces + 1] - starts[pieces]).sum()) for pieces, _ in tables]  # type: ignore[misc]
    rarest = int(np.argmin(sizes))
    pieces, words = tables[rarest]  # type: ignore[misc]
    size = starts[pieces + 1] - starts[pieces]
    at = segment["occurrences"][spread(starts[pieces], size)].astype(np.int64)
    word = np.repeat(words.astype(np.int64), size)
    last = len(segment["sequence_low"]) - 1
    begin, begin_word = at, word
    for terms_on in (range(rarest + 1, len(terms)), range(rarest - 1, -1, -1)):
        forward = terms_on.step > 0
        now, now_word, kept = begin, begin_word, np.arange(len(begin))
        for number in terms_on:
            now, now_word = _next(segment, counts, now, now_word, last, forward=forward)
            table_pieces, table_words = tables[number]  # type: ignore[misc]
            wanted = np.zeros(len(counts), np.uint64)
            np.bitwise_or.at(wanted, table_pieces, np.uint64(1) << np.minimum(table_words, 63).astype(np.uint64))
            ok = (wanted[sequence_at(segment, now)] >> np.minimum(now_word, 63).astype(np.uint64)) & np.uint64(1) > 0
            now, now_word, kept = now[ok], now_word[ok], kept[ok]
        begin, begin_word = (begin[kept], begin_word[kept]) if forward else (now, now_word)
    return begin, begin_word


def _piece_words(segment: Segment, term: str) -> tuple[Numbers, Numbers] | None:
    """The pieces that have a term, and in which of their words."""
    numbers, _ = term_numbers(segment, (term,), None)
    if not numbers:
        return None
    starts = segment["term_piece_starts"]
    slices = [slice(int(starts[number]), int(starts[number + 1])) for number in numbers]
    pieces = np.concatenate([segment["term_pieces"][each] for each in slices])
    return pieces.astype(np.int64), np.concatenate([segment["term_places"][each] for each in slices])


def _next(
    segment: Segment, counts: Numbers, at: Numbers, word: Numbers, last: int, *, forward: bool
) -> tuple[Numbers, Numbers]:
    """The next or previous word of each; at the end of a line that end itself, which is no word."""
    if forward:
        inside = word + 1 < counts[sequence_at(segment, at)]
        at, word = np.where(inside, at, np.minimum(at + 1, last)), np.where(inside, word + 1, 0)
    else:
        inside = word > 0
        at, word = np.where(inside, at, np.maximum(at - 1, 0)), word - 1
    while True:
        pieces = sequence_at(segment, at)
        silent = (counts[pieces] == 0) & (pieces != 0)
        if not silent.any():
            break
        at = np.where(silent, np.clip(at + (1 if forward else -1), 0, last), at)
        if not forward and bool((silent & (at == 0)).any()):
            break
    if not forward:
        word = np.where(inside, word, counts[sequence_at(segment, at)].astype(np.int64) - 1)
    return at, np.maximum(word, 0)


def run_postings(segment: Segment, terms: Sequence[str]) -> tuple[Numbers, Numbers]:
    """The records in a line of which the terms follow each other, and how often."""
    places, _ = run_places(segment, terms)
    if not len(places):
        return NOTHING.records, NOTHING.scores
    lines, often = np.unique(np.searchsorted(segment["sequence_starts"], places, side="right") - 1, return_counts=True)
    starts = segment["line_owner_starts"].astype(np.int64)
    sizes = starts[lines + 1] - starts[lines]
    owners = segment["line_owners"][spread(starts[lines], sizes)]
    return _counted(np.bincount(owners, weights=np.repeat(often, sizes), minlength=segment.count))


def _only(matches: Matches, kept: Numbers) -> Matches:
    """Those of the matches that are kept."""
    return matches if kept.all() else Matches(matches.records[kept], matches.scores[kept])


def _lifted(matches: Matches, at: Numbers, scores: Numbers, *, best: bool) -> Matches:
    """The matches with the scores of some added at their places, or the better ones."""
    own = matches.scores.copy()
    own[at] = np.maximum(own[at], scores) if best else own[at] + scores
    return Matches(matches.records, own)


def _boosted(matches: Matches, boost: float) -> Matches:
    return matches if boost == 1.0 else Matches(matches.records, matches.scores * np.float32(boost))
