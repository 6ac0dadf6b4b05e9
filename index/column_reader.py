"""The columns as Whoosh's own reader shows an index, so that any of its queries can be asked of them.

This is the seam: `evaluating` answers the queries it knows at once, and what it does not know runs on Whoosh's
matchers over this reader, slowly but surely.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from index.columns import LENGTHS
from index.cutting import Numbers
from index.evaluating import K1, B, Corpus, Matches, relevance_idf
from index.postings import named, postings, sequence_at
from index.schema import FIELDS, schema
from index.whoosh_parts import BM25F, IndexReader, ListMatcher, Searcher, TermInfo, TermNotFound
from index.words import STEM


class Weighting(BM25F):  # type: ignore[misc]  # Whoosh's class is untyped
    """Whoosh's BM25F with the weight of a term that ranking uses."""

    def __init__(self, idf: Callable[[int, int], float] = relevance_idf, k1: float = K1, b: float = B) -> None:
        super().__init__(B=b, K1=k1)
        self._idf = idf

    def idf(self, searcher: Any, fieldname: str, text: Any) -> float:
        """The weight of a term."""
        parent = searcher.get_parent()
        return self._idf(parent.doc_count_all(), parent.doc_frequency(fieldname, text))


class ColumnReader(IndexReader):  # type: ignore[misc]  # Whoosh's class is untyped
    """All segments as one reader. Stems can be asked for like terms, but are not among them."""

    def __init__(self, corpus: Corpus) -> None:
        self.schema = schema()
        self._corpus = corpus

    def __contains__(self, term: tuple[str, Any]) -> bool:
        return self.doc_frequency(*term) > 0

    def indexed_field_names(self) -> list[str]:
        """The fields that can be asked."""
        return list(FIELDS)

    def all_terms(self) -> Iterator[tuple[str, bytes]]:
        """Every term of every field, in order."""
        return ((field, term) for field in FIELDS for term in self._terms(b"", field))

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """The terms from this one on, in order."""
        return ((fieldname, term) for term in self._terms(prefix, fieldname))

    def term_info(self, fieldname: str, text: Any) -> Any:
        """What is known of a term."""
        records, often = self._postings(fieldname, text)
        if not len(records):
            raise TermNotFound((fieldname, text))
        lengths = self._lengths(fieldname)[records]
        return TermInfo(
            weight=float(often.sum()),
            df=len(records),
            minlength=int(lengths.min()),
            maxlength=int(lengths.max()),
            maxweight=float(often.max()),
            minid=int(records[0]),
            maxid=int(records[-1]),
        )

    def doc_frequency(self, fieldname: str, text: Any) -> int:
        """How many records have a term."""
        return len(self._postings(fieldname, text)[0])

    def frequency(self, fieldname: str, text: Any) -> float:
        """How often a term is there in all."""
        return float(self._postings(fieldname, text)[1].sum())

    def doc_count_all(self) -> int:
        """All records, deleted ones among them."""
        return self._corpus.count

    def doc_count(self) -> int:
        """Records that are not deleted."""
        return int(self._corpus.live.sum())

    def has_deletions(self) -> bool:
        """Whether records are deleted."""
        return self.doc_count() < self.doc_count_all()

    def is_deleted(self, docnum: int) -> bool:
        """Whether a record is deleted."""
        return not self._corpus.live[docnum]

    def all_doc_ids(self) -> Iterator[int]:
        """The records that are not deleted."""
        return iter(np.flatnonzero(self._corpus.live).tolist())

    def stored_fields(self, docnum: int) -> dict[str, str]:
        """What identifies a record."""
        segment, number = self._corpus.place(docnum)
        return {"id": segment.ids[number]}

    def field_length(self, fieldname: str) -> int:
        """Words of a field in all records."""
        if fieldname == "names":
            return self._corpus.count
        return sum(segment.total_length for segment in self._corpus.segments)

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Words of a field in a record, as exactly as Whoosh keeps it."""
        return int(self._lengths(fieldname)[docnum]) or default

    def min_field_length(self, fieldname: str) -> int:
        """The fewest words of a field."""
        return int(self._lengths(fieldname).min(initial=LENGTHS[-1]))

    def max_field_length(self, fieldname: str) -> int:
        """The most words of a field."""
        return int(self._lengths(fieldname).max(initial=0))

    def generation(self) -> int:
        """Whoosh's count of commits; readers here are of one state only."""
        return 0

    def postings(self, fieldname: str, text: Any, scorer: Any = None) -> Any:
        """A matcher over a term, with the places where it stands."""
        info = self.term_info(fieldname, text)
        records, often = self._postings(fieldname, text)
        term = (fieldname, _plain(text).encode())
        form = self.schema[fieldname].format
        places = [form.encode(self._places(int(record), _plain(text))) for record in records]
        return ListMatcher(
            records.tolist(),
            weights=often.astype(float).tolist(),
            values=places,
            format=form,
            scorer=scorer,
            term=term,
            terminfo=info,
        )

    def _terms(self, start: bytes, field: str) -> Iterator[bytes]:
        words = {segment.terms.raw(number) for segment in self._corpus.segments for number in range(len(segment.terms))}
        return (term for term in sorted(words) if term >= start and self.doc_frequency(field, term))

    def _postings(self, field: str, text: Any) -> tuple[Numbers, Numbers]:
        ask = named if field == "names" else postings
        found = [ask(segment, (_plain(text),), None) for segment in self._corpus.segments]
        records = (own.astype(np.int64) + base for (own, _), base in zip(found, self._corpus.bases, strict=True))
        return np.concatenate([np.zeros(0, np.int64), *records]), np.concatenate([np.zeros(0), *(n for _, n in found)])

    def _lengths(self, field: str) -> Numbers:
        return np.ones(self._corpus.count) if field == "names" else self._corpus.length

    def _places(self, record: int, term: str) -> list[int]:
        """The numbers of the words of a record's text that are a term."""
        segment, number = self._corpus.place(record)
        starts, piece_starts = segment["sequence_starts"], segment["piece_starts"]
        stem_of = segment.stem_of(number)
        found, before = [], 0
        for line in segment.lines_of(number).tolist():
            for piece in sequence_at(segment, np.arange(int(starts[line]), int(starts[line + 1]))).tolist():
                own = slice(int(piece_starts[piece]), int(piece_starts[piece + 1]))
                own_terms = zip(segment["piece_terms"][own].tolist(), segment["piece_at"][own].tolist(), strict=True)
                for at, place in own_terms:
                    stem = STEM + segment.stems[int(stem_of[at])]
                    if term in {segment.terms[at], stem}:
                        found.append(before + place)
                before += int(segment["piece_words"][piece])
            before += 1
        return found


def asks_whoosh(corpus: Corpus, weighting: Any | None = None) -> Callable[[Any], Matches]:
    """Answers any query of Whoosh's with its own matchers over the columns."""
    searcher = Searcher(ColumnReader(corpus), weighting=weighting or Weighting())

    def ask(query: Any) -> Matches:
        matcher = query.matcher(searcher, searcher.context())
        records, scores = [], []
        while matcher.is_active():
            records.append(matcher.id())
            scores.append(matcher.score())
            matcher.next()
        return Matches(np.array(records, np.int64), np.array(scores, np.float32))

    return ask


def _plain(text: Any) -> str:
    return text.decode() if isinstance(text, bytes) else str(text)
