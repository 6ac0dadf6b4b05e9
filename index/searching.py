"""An index on disk: open it, ask it, change it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Self, TypeVar

from index.column_reader import asks_whoosh
from index.columns import Segment
from index.compiling import Compiler
from index.errors import DamagedIndexError
from index.evaluating import Corpus, Evaluator
from index.languages import Languages
from index.matching import ReadText, beside_others, places
from index.merging import Build, Sources, put_in_place, worth_merging, write_together
from index.passages import Marker, Passage
from index.query import Query, parse, typed, without_kinds
from index.ranking import QUESTION_WORDS, Ranked, ranked
from index.read_texts import ReadTexts
from index.records import Hit, Results, Texts
from index.seal import HEADER, machine_key, read_header, verify
from index.spelling import corrected
from index.stemming import language_of
from index.vocabulary import Vocabulary
from index.words import Part, fold_name
from index.writing import Writer, make_empty, merging_folder, size_of, writing

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")

_LARGE = 500_000_000
_GIVEN_BACK = 8
"""Searches after which the pages of an index above that size are given back: it must not fill a small computer."""
_READ_TEXTS = 128
"""Texts kept with their words looked up: they are asked again with every keystroke."""


class Index:
    """Full text of records. Safe to use from several threads; several processes may read while one writes."""

    def __init__(
        self, path: Path, key: bytes, synonyms: Mapping[str, tuple[str, ...]] | None, texts: Texts | None = None
    ) -> None:
        self.path = path
        self._texts = texts
        self.synonyms = synonyms
        """Other names of a folded name (see `fold_name`); where None, the names in the records themselves."""
        self._key = key
        self._lock = threading.RLock()
        self._stamp: tuple[int, int] | None = None
        self._evaluator: Evaluator | None = None
        self._vocabulary: Vocabulary | None = None
        self._searches = 0
        self._read = ReadTexts()
        self._shown: OrderedDict[tuple[str, str, tuple[str, ...]], ReadText] = OrderedDict()
        self.revision = 0
        """Of the library, as far as the index has seen it."""
        self.source = ""
        """Which library that is."""

    @classmethod
    def create(
        cls,
        path: Path | str,
        *,
        synonyms: Mapping[str, tuple[str, ...]] | None = None,
        key: bytes | None = None,
        texts: Texts | None = None,
    ) -> Self:
        """An empty index in a folder, in place of any that was there. Raises IndexBusyError.

        It keeps the text of its records, unless `texts` is there to be asked for it: by the id of a record, for each
        hit that is shown and for each record of segments that are written together. A record whose text has gone, or
        has become another, is still found, without a snippet, and its segment is written together with no other.

        Asking is for where room is dearer than time: of 161 MB of drug labels the index has 107 MB instead of 126, and
        a search that asks SQLite for twenty texts takes 1.0 ms more at the median and 2.2 ms at the 95th percentile.
        """
        key = key or machine_key()
        make_empty(Path(path), key, keeps_text=texts is None)
        return cls.open(path, synonyms=synonyms, key=key, texts=texts)

    @classmethod
    def open(
        cls,
        path: Path | str,
        *,
        synonyms: Mapping[str, tuple[str, ...]] | None = None,
        key: bytes | None = None,
        texts: Texts | None = None,
    ) -> Self:
        """The index in a folder. Raises DamagedIndexError when it must be built anew, before reading any of it.

        So must one that keeps no text and is opened without `texts`. One that keeps text does not ask for it.
        """
        index = cls(Path(path), key or machine_key(), synonyms, texts)
        index._refresh()
        return index

    def close(self) -> None:
        """Close the files. The next question opens them again."""
        with self._lock:
            self._evaluator = self._vocabulary = None
            self._stamp = None
            self._read.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def writer(self) -> AbstractContextManager[Writer]:
        """A transaction: written when the block ends, undone when it raises. Raises IndexBusyError."""
        return writing(self.path, self._key, committed=self._refresh, texts=self._texts)

    def search(
        self,
        query: str,
        *,
        limit: int = 20,
        kinds: Collection[str] | None = None,
        monographs: Collection[str] | None = None,
        synonyms: bool = True,
        corrections: bool = True,
        relax: bool = True,
        related: bool = True,
        snippets: bool = True,
        protected: Callable[[str], bool] = lambda _: False,
    ) -> Results:
        """The best sections for a query, see `query.py` for what it may say. Never raises for what is typed.

        With `relax`, sections that lack some of the words follow where few have all; with `related`, whoever asks for
        many more than have any gets, last, such as have none but much in common with the best. Without `snippets`, hits
        have neither snippets, matched words nor counts. `protected` says of a folded word (see `fold_name`) that it
        is right as it stands, such as the name of a drug that no record is about: it is never corrected.
        """
        with self._lock:
            evaluator = self._current()
            self._give_back(evaluator.corpus)
            other_names = self._other_names() if synonyms else {}
            understood = self._parse(query, other_names)
            if not understood or limit < 1:
                return Results([], 0, None, (), None)
            unknown_kinds, unknown_drugs = self._without_unknown(query)[1], self._unknown_drugs(evaluator, understood)
            found = ranked(evaluator, understood, limit, kinds, monographs, relax=relax, related=related)
            better = None
            if corrections and not found.whole:
                better = self._corrected(evaluator, query, other_names, protected)
                if better is not None:
                    instead = self._parse(better, other_names)
                    nearer = ranked(evaluator, instead, limit, kinds, monographs, relax=relax, related=related)
                    if nearer.total:
                        found, understood = nearer, instead
                    else:
                        better = None
            results = self._results(
                evaluator.corpus, better or query, understood, found, limit, better, snippets=snippets
            )
            return replace(results, unknown_kinds=unknown_kinds, unknown_drugs=unknown_drugs)

    def _give_back(self, corpus: Corpus) -> None:
        self._searches += 1
        if self._searches % _GIVEN_BACK == 0 and sum(segment.size for segment in corpus.segments) > _LARGE:
            for segment in corpus.segments:
                segment.give_back()

    def suggest(self, prefix: str, limit: int = 10) -> list[str]:
        """Names that begin so, then words by how many sections have them."""
        with self._lock:
            self._current()
            folded = fold_name(prefix)
            return self._known_words().beginning(folded, limit) if folded else []

    def spans(
        self, query: str, text: str, language: str = "en", *, names: Iterable[str] = (), synonyms: bool = True
    ) -> list[tuple[int, int]]:
        """Where the query's words stand in any text, in order and apart from each other.

        With `names`, the drug's own, these and its other names are left out except beside another word of the query.
        """
        with self._lock:
            understood = self._parse(query, self._other_names() if synonyms else {})
            languages = tuple(dict.fromkeys((language_of(language), *self._languages().held)))
            read = self._shown.get((text, language, languages)) or ReadText.of(text, *languages, written=language)
            _keep(self._shown, (text, language, languages), read)
        found = places(understood, read)
        own = tuple(names)
        return [(place.start, place.end) for place in (beside_others(found, text, own, understood) if own else found)]

    def has_word(self, word: str, *, beginning: bool = False) -> bool:
        """Whether a folded word (see `fold_name`), in any form, or one that begins so, is in any record."""
        with self._lock:
            part = Part(word, 0, len(word))
            forms = (word, *map(part.key, self._languages().of(word)))
            return Compiler(self._current().corpus).has_any(forms, word if beginning else None)

    def monographs(self) -> set[str]:
        """The monographs of which there are records."""
        with self._lock:
            return {
                segment.monographs[number]
                for segment in self._current().corpus.segments
                for number in set(segment["monograph_of"][segment.live].tolist())
            }

    def check_current(self) -> None:
        """Open what is on disk now. Raises DamagedIndexError."""
        self._refresh()

    def check(self) -> None:
        """Read everything once. Raises DamagedIndexError."""
        with self._lock:
            evaluator = self._current()
            verify(self.path, read_header(self.path, self._key), thoroughly=True)
            for segment in evaluator.corpus.segments:
                segment.check()

    def merge(
        self, *, thorough: bool = False, build: Build | None = None, stopped: Callable[[], bool] = lambda: False
    ) -> bool:
        """Write segments together where searching gains by it; answers whether it did. Takes long; searching and
        writing go on. Raises IndexBusyError where another is at it.

        `thorough` writes larger ones together too, which takes some 600 MB of memory at most. `build` does what
        `write_together` does, in a process that keeps no search waiting; texts that only this one has are read here.
        """
        build = partial(write_together, texts=self._texts) if build is None or self._texts is not None else build
        before: int | None = None
        done = False
        while True:
            with self._lock:
                segments = self._current().corpus.segments
                wanted = worth_merging(
                    [(segment.count, len(segment.deleted)) for segment in segments],
                    [size_of(self.path, segment.name) for segment in segments],
                    thorough=thorough,
                )
            if not wanted or stopped() or (before is not None and len(segments) >= before):
                return done
            before = len(segments)
            with merging_folder(self.path) as into:
                sources = Sources.of([segments[number] for number in sorted(wanted)], self.path, into)
                merged = build(sources)
                if merged is None or not put_in_place(self.path, self._key, merged, into, stopped):
                    return done
            self._refresh()
            done = True

    def _current(self) -> Evaluator:
        self._refresh()
        assert self._evaluator is not None
        return self._evaluator

    def _refresh(self) -> None:
        """Open what is on disk now, if that is not what is open."""
        with self._lock:
            stamp = _stamp(self.path)
            if self._evaluator is not None and stamp == self._stamp:
                return
            self.close()
            corpus: Corpus | None = None
            while corpus is None:
                header = read_header(self.path, self._key)
                if not header.keeps_text and self._texts is None:
                    raise DamagedIndexError("The index keeps no text, and there is nothing to ask for it.")
                try:
                    verify(self.path, header)
                    segments = [Segment(self.path, name, deleted, self._texts) for name, deleted in header.segments]
                    corpus = Corpus(segments)
                except (DamagedIndexError, OSError) as error:
                    if (now := _stamp(self.path)) == stamp:
                        if isinstance(error, DamagedIndexError):
                            raise
                        raise DamagedIndexError("A file of the index cannot be read.") from error
                    stamp = now
                else:
                    self.revision, self.source = header.revision, header.source
            self._evaluator, self._stamp = Evaluator(corpus, fallback=asks_whoosh(corpus)), stamp

    def _languages(self) -> Languages:
        if self._evaluator is None:
            return Languages()
        return self._evaluator.corpus.languages

    def _parse(self, query: str, other_names: Mapping[str, tuple[str, ...]]) -> Query:
        return parse(self._without_unknown(query)[0], languages=self._languages(), synonyms=other_names)

    def _without_unknown(self, query: str) -> tuple[str, tuple[str, ...]]:
        """A query in which kinds that no section is of are words; and these."""
        if self._evaluator is None or "in:" not in query.lower():
            return query, ()
        compiler = Compiler(self._evaluator.corpus)
        return without_kinds(query, lambda kind: not compiler.kinds_like([kind]))

    def _unknown_drugs(self, evaluator: Evaluator, query: Query) -> tuple[str, ...]:
        compiler = Compiler(evaluator.corpus)
        return tuple(
            dict.fromkeys(
                " ".join(typed(node))
                for node in (*query.drugs, *query.unwanted_drugs)
                if not evaluator.live(evaluator.run(compiler.named(node))).count
            )
        )

    def _results(
        self,
        corpus: Corpus,
        text: str,
        query: Query,
        found: Ranked,
        limit: int,
        corrected: str | None,
        *,
        snippets: bool,
    ) -> Results:
        chosen = folded(corpus, found, limit)
        passages = self._passages(corpus, query, chosen) if snippets else {}
        hits = []
        for record, score, same in chosen:
            nodes = [node for node, having in zip(query.wanted, found.having, strict=False) if not having.has(record)]
            missing = tuple(dict.fromkeys(word for node in nodes for word in typed(node)))
            hits.append(_hit(corpus, missing, record, score, same, passages.get(record, _NO_PASSAGE)))
        return Results(
            hits=hits,
            total=found.total,
            corrected=corrected,
            also_searched=found.also_searched,
            relaxed_from=text if any(hit.missing for hit in hits) else None,
            kinds=found.kinds,
            within=found.within,
        )

    def _passages(self, corpus: Corpus, query: Query, chosen: list[Chosen]) -> dict[int, Passage]:
        found: dict[int, Passage] = {}
        for segment, base in zip(corpus.segments, corpus.bases, strict=True):
            inside = [record for record, _, _ in chosen if base <= record < base + segment.count]
            if inside:
                marked = Marker(segment, query, self._read).passages([record - base for record in inside])
                found.update(zip(inside, marked, strict=True))
        return found

    def _corrected(
        self,
        evaluator: Evaluator,
        text: str,
        other_names: Mapping[str, tuple[str, ...]],
        protected: Callable[[str], bool],
    ) -> str | None:
        query = self._parse(text, other_names)
        compiler = Compiler(evaluator.corpus)
        unsaid = QUESTION_WORDS | self._languages().stop_words
        words = self._known_words()

        def near(word: str, edits: int) -> Iterator[tuple[str, float]]:
            """What a word may have been: never one that says nothing, which is common and near to much."""
            return ((other, worth) for other, worth in words.near(word, edits) if other not in unsaid)

        def known(part: Part) -> bool:
            if part.surface in other_names or part.surface in unsaid or protected(part.surface):
                return True
            beginning = part.surface if part is query.plain[-1] else None
            return compiler.has_any((part.surface, *map(part.key, self._languages().of(part.surface))), beginning)

        return corrected(text, query.plain, known=known, near=near)

    def _known_words(self) -> Vocabulary:
        if self._vocabulary is None:
            self._vocabulary = Vocabulary(self._current().corpus)
        return self._vocabulary

    def _other_names(self) -> Mapping[str, tuple[str, ...]]:
        return self.synonyms if self.synonyms is not None else self._known_words().other_names


Chosen = tuple[int, float, tuple[int, ...]]
"""A record that becomes a hit, its score, and the records whose text is the same."""


def folded(corpus: Corpus, found: Ranked, limit: int) -> list[Chosen]:
    """The best records, with those of other monographs that have the same text folded into the first of them."""
    copies = corpus.copies[found.records].tolist()
    chosen: list[tuple[int, float]] = []
    first: dict[int, int] = {}
    same: dict[int, list[int]] = {}
    for record, score, copy in zip(found.records.tolist(), found.scores.tolist(), copies, strict=True):
        before = first.get(copy)
        if before is not None and not corpus.same_monograph(before, record):
            same[before].append(record)
        elif len(chosen) < limit:
            if copy:
                first[copy] = record
            same[record] = []
            chosen.append((record, score))
    return [(record, score, tuple(same[record])) for record, score in chosen]


_NO_PASSAGE = Passage("", (), 0)


def _hit(
    corpus: Corpus, missing: tuple[str, ...], record: int, score: float, same: tuple[int, ...], passage: Passage
) -> Hit:
    segment, number = corpus.place(record)
    return Hit(
        id=segment.ids[number],
        monograph=segment.monograph(number),
        score=score,
        snippet=passage.snippet,
        matched=passage.matched,
        kind=corpus.kinds[int(corpus.kind_of[record])],
        title=segment.title_of(number),
        count=passage.count,
        copies=len(same),
        missing=missing,
        same_text=tuple(other.ids[own] for other, own in map(corpus.place, same)),
    )


def _keep(kept: OrderedDict[_Key, _Value], key: _Key, value: _Value) -> None:
    """Remember the latest uses."""
    kept[key] = value
    kept.move_to_end(key)
    if len(kept) > _READ_TEXTS:
        kept.popitem(last=False)


def _stamp(folder: Path) -> tuple[int, int] | None:
    try:
        status = (folder / HEADER).stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ino
