"""A query evaluated over columns: every node gives the records that match, in order, with their scores.

Known are the nodes that `compiling` makes and the plain ones of Whoosh; any other is asked of Whoosh's own matchers,
which read the same columns through `column_reader`. Scores are Whoosh's BM25F to the last digit that counts.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from index.columns import Segment
from index.cutting import Numbers
from index.languages import Languages
from index.postings import counted, facet, named, run_postings
from index.whoosh_parts import queries
from index.writings import has_comma

K1 = 1.6
B = 0.5
"""What does best on five public judged collections outside medicine; neighbours are within 1 %."""
_MUCH_MORE = 32
"""From how many times as many on, each record is looked up among others by halving."""
_MANY = 8
"""Part of the records from which what matches is held for all of them."""
_KEPT = 64
"""Words of which the matches are kept: with every keystroke all but the last are asked again."""


class Matches:
    """Records that match, in order, and what each scores.

    Where many match, their scores are held for all records, nothing for those that do not match: numbers that stand
    together are added several times faster than numbers gathered one by one.
    """

    __slots__ = ("_count", "_records", "_scores", "everywhere", "often")

    def __init__(self, records: Numbers | None, scores: Numbers, *, everywhere: Numbers | None = None) -> None:
        self._records, self._scores = records, scores
        self._count = -1 if records is None else len(records)
        self.everywhere = everywhere
        """The score of every record, where that is how they are held."""
        self.often = 1.0
        """Of a word or phrase: how many times a record that has it has it, on average."""

    @classmethod
    def of_all(cls, scores: Numbers, count: int = -1) -> Matches:
        """From the score of every record, which is nothing where a record does not match; and how many do, if known."""
        found = cls(None, scores, everywhere=scores)
        found._count = count
        return found

    @property
    def records(self) -> Numbers:
        """The records that match."""
        if self._records is None:
            self._records = np.flatnonzero(self._scores > 0)
            self._scores = self._scores[self._records]
        return self._records

    @property
    def scores(self) -> Numbers:
        """What each of them scores."""
        if self._records is None:
            self._records = self.records
        return self._scores

    @property
    def count(self) -> int:
        """How many match."""
        if self._count < 0:
            self._count = int(np.count_nonzero(self._scores > 0))
        return self._count

    def has(self, record: int) -> bool:
        """Whether a record is among them."""
        if self.everywhere is not None:
            return bool(self.everywhere[record] > 0)
        at = int(np.searchsorted(self.records, record))
        return at < len(self.records) and int(self.records[at]) == record

    def spread_out(self, count: int) -> Numbers | None:
        """The score of every one of so many records, kept for the next time; None where a match scores nothing."""
        if self.everywhere is None and self.scores.all():
            self.everywhere = np.zeros(count, np.float32)
            self.everywhere[self.records] = self.scores
        return self.everywhere

    def times(self, boost: float) -> Matches:
        """The matches with their scores multiplied."""
        if boost == 1.0:
            return self
        if self.everywhere is not None and boost:
            return Matches.of_all(self.everywhere * np.float32(boost), self._count)
        return Matches(self.records, self.scores * np.float32(boost))


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
        smallest = np.min_scalar_type(len(self.kinds))
        numbers = [np.array([self.kinds.index(kind) for kind in kinds], smallest) for kinds in own]
        parts = [place[segment["kind_of"]] for place, segment in zip(numbers, self.segments, strict=True)]
        spoken = sorted({language for segment in self.segments for language in segment.spoken if language})
        codes = {segment.languages[number] for segment in self.segments for number in range(len(segment.languages))}
        self.languages = Languages(spoken, self._has, map(has_comma, codes))
        self.copies = np.concatenate([np.zeros(0, np.uint64), *(segment["copies"] for segment in self.segments)])
        self.kind_of = np.concatenate([np.zeros(0, np.uint8), *parts])

    def _has(self, language: str, word: str) -> bool:
        return any(segment.has(language, word) for segment in self.segments)

    def same_monograph(self, record: int, other: int) -> bool:
        """Whether two records are of one monograph."""
        (segment, number), (other_segment, other_number) = self.place(record), self.place(other)
        if segment is other_segment:
            return bool(segment["monograph_of"][number] == segment["monograph_of"][other_number])
        return segment.monograph(number) == other_segment.monograph(other_number)

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
        norm = self._norm[records] + times
        times *= np.float32(self._k1 + 1)
        times /= norm
        return times

    def weight(self, having: int) -> float:
        """What a term counts that so many records have."""
        return self._idf(self.corpus.count, having)

    def without(self, matches: Matches, unwanted: Matches) -> Matches:
        """The matches that are not among the others."""
        return _only(matches, ~self.among(unwanted.records, matches.records))

    def within(self, matches: Matches, limit: Matches) -> Matches:
        """The matches that are also among the others, which do not count."""
        return _only(matches, self.among(limit.records, matches.records))

    def both(self, first: Matches, second: Matches) -> Matches:
        """What both match, scores added."""
        if first.count > second.count:
            first, second = second, first
        if first.everywhere is not None and second.everywhere is not None and _MANY * first.count > self.corpus.count:
            scores = first.everywhere + second.everywhere
            scores *= (first.everywhere != 0) & (second.everywhere != 0)
            return Matches.of_all(scores)
        if (
            len(first.records) * _MUCH_MORE > second.count
            and (known := second.spread_out(self.corpus.count)) is not None
        ):
            added = known[first.records]
            kept = np.flatnonzero(added > 0)
            return Matches(first.records[kept], first.scores[kept] + added[kept])
        kept, at = self._places(second.records, first.records)
        return Matches(first.records[kept], first.scores[kept] + second.scores[at])

    def either(self, found: Sequence[Matches], *, best: bool = False) -> Matches:
        """What any matches, scores added, or the best one."""
        found = [each for each in found if each.count]
        if len(found) < 2:
            return found[0] if found else NOTHING
        held = [each.everywhere for each in found if each.everywhere is not None]
        add = np.maximum if best else np.add
        if held:
            scores = held[0].copy() if len(held) == 1 else add(held[0], held[1])
            for all_scores in held[2:]:
                add(scores, all_scores, out=scores)
            for each in found:
                if each.everywhere is None:
                    scores[each.records] = add(scores[each.records], each.scores)
            return Matches.of_all(scores)
        scores, hit = np.zeros(self.corpus.count, np.float32), self._marked
        for each in found:
            scores[each.records] = add(scores[each.records], each.scores)
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

    def _scored(self, found: Sequence[tuple[Numbers | None, Numbers]]) -> Matches:
        """Matches of one term from the records, and how often each has it, in every segment."""
        sparse = [(part, times) for part, times in found if part is not None]
        if len(sparse) < len(found):
            return self._scored_everywhere(found)
        ends = np.cumsum([0, *(len(part) for part, _ in sparse)]).tolist()
        records, often = np.empty(ends[-1], np.int64), np.empty(ends[-1], np.float32)
        for number, (part, times) in enumerate(sparse):
            own = slice(ends[number], ends[number + 1])
            np.add(part, self.corpus.bases[number], out=records[own], dtype=np.int64, casting="unsafe")
            often[own] = times
        if not len(records):
            return NOTHING
        scores = self.impact(records, often)
        scores *= np.float32(self.weight(len(records)))
        matches = Matches(records, scores)
        matches.often = float(often.sum()) / len(records)
        return matches

    def _scored_everywhere(self, found: Sequence[tuple[Numbers | None, Numbers]]) -> Matches:
        count, scores = 0, np.zeros(self.corpus.count, np.float32)
        parts = [
            slice(base, base + segment.count)
            for segment, base in zip(self.corpus.segments, self.corpus.bases, strict=True)
        ]
        for part, (records, times) in zip(parts, found, strict=True):
            scores[part][... if records is None else records] = times
            count += int(np.count_nonzero(scores[part] > 0))
        if not count:
            return NOTHING
        on_average = float(scores.sum()) / count
        factor = np.float32((self._k1 + 1) * self.weight(count))
        for part in parts:  # segment by segment, for which the processor's memory is large enough
            often = scores[part]
            norm = self._norm[part] + often
            often *= factor
            often /= norm
        matches = Matches.of_all(scores, count)
        matches.often = on_average
        return matches

    def _often(self, segment: Segment, leaf: Forms | Run) -> tuple[Numbers | None, Numbers]:
        if isinstance(leaf, Run):
            return run_postings(segment, leaf.terms)
        if leaf.fieldname == "names":
            return named(segment, leaf.terms, leaf.prefix)
        return counted(segment, leaf.terms, leaf.prefix)

    def _leaf(self, query: Any) -> Matches:
        return self.having(query).times(query.boost)

    def _term(self, query: Any) -> Matches:
        if query.fieldname in {"kind", "monograph", "name"}:
            facets = [facet(segment, query.fieldname, query.text) for segment in self.corpus.segments]
            return self._scored([(records, np.ones(len(records))) for records in facets]).times(query.boost)
        return self.having(Forms(query.fieldname, (query.text,))).times(query.boost)

    def _prefix(self, query: Any) -> Matches:
        """As Whoosh scores it: every term for itself."""
        terms: set[str] = set()
        for segment in self.corpus.segments:
            low, high = segment.terms.beginning(query.text)
            terms.update(segment.terms[number] for number in range(low, high))
        return self.either([self.having(Forms(query.fieldname, (term,))) for term in terms]).times(query.boost)

    def all_of(self, found: Sequence[Matches]) -> Matches:
        """What all match, scores added."""
        if not found:
            return NOTHING
        first, *others = sorted(found, key=lambda each: each.count)
        for each in others:
            first = self.both(first, each)
        return first

    def _and(self, query: Any) -> Matches:
        return self.all_of([self.run(each) for each in query.subqueries]).times(query.boost)

    def _or(self, query: Any) -> Matches:
        return self.either([self.run(each) for each in query.subqueries]).times(query.boost)

    def _best(self, query: Any) -> Matches:
        return self.either([self.run(each) for each in query.subqueries], best=True).times(query.boost)

    def lifted(self, wanted: Matches, maybe: Matches) -> Matches:
        """What is wanted, with the scores of those added that may match besides."""
        if not maybe.count:
            return wanted
        if wanted.everywhere is not None:
            are_wanted = wanted.everywhere[maybe.records] > 0
            scores = wanted.everywhere.copy()
            scores[maybe.records[are_wanted]] += maybe.scores[are_wanted]
            return Matches.of_all(scores)
        hit, at = self._places(maybe.records, wanted.records)
        if not len(hit):
            return wanted
        scores = wanted.scores.copy()
        scores[hit] += maybe.scores[at]
        return Matches(wanted.records, scores)

    def _and_maybe(self, query: Any) -> Matches:
        return self.lifted(self.run(query.a), self.run(query.b))

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

    def among(self, these: Numbers, asked: Numbers) -> Numbers:
        """Whether each record asked for is among these."""
        self._marked[these] = True
        found = self._marked[asked]
        self._marked[these] = False
        return found


NOTHING = Matches(np.zeros(0, np.int64), np.zeros(0, np.float32))


def _only(matches: Matches, kept: Numbers) -> Matches:
    """Those of the matches that are kept."""
    return matches if kept.all() else Matches(matches.records[kept], matches.scores[kept])
