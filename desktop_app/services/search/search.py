"""Search over the library: keeps the index up to date with it, and answers queries in the library's terms.

The index is derived from library.db and can be lost at any time. Until it is ready again, names are still found.
Whoosh is imported with the first use of the index: the first paint does not need it.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.errors import CancelledError, NotFoundError, StorageError
from desktop_app.importers.drug_names import DrugNames
from desktop_app.monograph.model import Monograph
from desktop_app.render.provenance import source_name
from desktop_app.services.library.library import Library, Progress
from desktop_app.services.search import abbreviations, look_alikes
from desktop_app.services.search.look_alikes import NO_LOOK_ALIKES, LookAlikes
from desktop_app.services.search.name_book import NameBook, NameHit
from desktop_app.services.search.name_reading import NameReading, Offer, read_names
from desktop_app.services.search.other_names import OtherNames
from desktop_app.services.search.remarks import remarks
from desktop_app.store.library.store import MonographSummary

if TYPE_CHECKING:
    from desktop_app.services.search.existing_names import ExistingNames
    from index import Hit, Index, Record, Results, Writer
    from index.merging import Merged, Sources

_WORTH_A_PROCESS = 1_000_000
"""Bytes of segments whose writing together another process does: it takes half a second to start."""
_TEXT_AT_ONCE = 16_000_000
"""Characters that are indexed in one step, which takes some six times as many bytes of memory."""

__all__ = ["Answer", "NameHit", "Search", "SectionHit"]


_MISSPELT = "zzzorvamyne"
"""In no library, so that a correction is looked for."""


@dataclass(frozen=True, slots=True)
class SectionHit:
    """A section that matches, with what a person needs to judge it before opening it."""

    uid: str
    monograph: str
    """Title of the monograph."""
    section: str
    """Key of the section."""
    section_title: str
    kind: str
    score: float
    snippet: str
    """HTML-escaped text with the matched words in `<mark>`."""
    matched: tuple[str, ...]
    source: str
    """What kind of source it is, in words."""
    effective_date: str
    count: int
    """How many places of the section will be marked when it is opened."""
    copies: int = 0
    """How many other sections have the same text; they are listed nowhere else."""
    missing: tuple[str, ...] = ()
    """Words of the query that the section lacks."""
    same_text_in: tuple[str, ...] = ()
    """Titles of the monographs that the copies are in, each once."""
    publisher: str = ""
    """Of the monograph; empty where its source does not say."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is found for a query."""

    query: str
    corrected: str | None
    """What was searched instead, when the query itself found nothing."""
    also_searched: tuple[str, ...]
    total: int
    names: tuple[NameHit, ...]
    hits: tuple[SectionHit, ...]
    kinds: tuple[tuple[str, int], ...] = ()
    """How many sections match of each kind, most first, whatever kinds were asked for; as the index counts them."""
    within: tuple[str, ...] = ()
    """The kinds that `in:` in the query asks for; empty where it asks for all."""
    relaxed_from: str | None = None
    """The query all of whose words were wanted, when hits with some of them missing follow."""
    more: bool = False
    """Whether a higher limit would bring more hits."""
    remarks: tuple[str, ...] = ()
    """Sentences on what the query asks for and the library does not have."""
    corrections: tuple[tuple[str, str], ...] = ()
    """Each misspelt name with what it was taken for."""
    absent: tuple[str, ...] = ()
    """Names of drugs that exist, that the query asks for, and that the library does not have."""
    offers: tuple[Offer, ...] = ()
    """Names near to what was typed: none of them was searched."""
    look_alikes: LookAlikes = NO_LOOK_ALIKES
    """How names are shown beside each other."""
    nothing_to_search: bool = False
    """Nothing was found because the library is empty."""


class Search:
    """Search over one library. Safe to use from any thread."""

    def __init__(
        self,
        library: Library,
        folder: Path,
        *,
        drugs: Callable[[], DrugNames] = DrugNames.load,
        key: bytes | None = None,
    ) -> None:
        """The index is kept in `folder`/index; where nothing can be written there, in a temporary folder."""
        self._library = library
        self._path = folder / "index"
        self._load_drugs = drugs
        self._key = key
        self._lock = threading.RLock()
        self._catching_up = threading.Lock()
        self._tidying = threading.Lock()
        self._rebuilding = threading.Event()
        """Pieces of the index are not worth being written together any more."""
        self._index: Index | None = None
        self._names = NameBook(library.store.names)
        self._drugs: tuple[DrugNames, dict[str, str]] | None = None
        self._abbreviations: Mapping[str, tuple[str, ...]] = {}
        self._ordinary: frozenset[str] = frozenset()
        self._look_alikes = NO_LOOK_ALIKES
        self._existing: ExistingNames | None = None
        """All names there are, from when the index is first ready."""
        self._open: tuple[Monograph, dict[str, str]] | None = None
        """The monograph last asked about with its collapsed texts: it is asked about with every keystroke."""
        self._temporary: tempfile.TemporaryDirectory[str] | None = None

    @property
    def ready(self) -> bool:
        """Whether sections are searched; until then, and after damage, only names are. `catch_up` makes it so."""
        return self._index is not None

    def catch_up(
        self, progress: Callable[[Progress], None] | None = None, cancelled: Callable[[], bool] | None = None
    ) -> None:
        """Bring the index to the state of the library; build it where there is none that can be trusted.

        Raises CancelledError, and StorageError where no index can be written at all; the index is then what it was.
        Where another Materia is at it, there is nothing to do.
        """
        from index import IndexBusyError

        with self._catching_up:
            try:
                index: Index | None = self._current(_Work(progress, cancelled))
            except IndexBusyError:
                index = self._opened()
            except OSError as error:
                raise StorageError(
                    f"The search index cannot be written ({error.strerror or error}). Only names are searched."
                ) from error
            with self._lock:
                self._index = index
                self._names_changed()
            if index is not None:
                with suppress(IndexBusyError, OSError):  # the index is as good as it was; the next time will do
                    index.merge()

    def tidy(self, stopped: Callable[[], bool] = lambda: False) -> None:
        """Make the index faster to search, where it has become one of many pieces. Takes long.

        Searching, and bringing the index up to date, go on: another process does the work. Does nothing where that is
        going on already, or the index cannot be written. What is `stopped` leaves the index as it was.
        """
        from index import DamagedIndexError, IndexBusyError

        def is_over() -> bool:
            return self._rebuilding.is_set() or stopped()

        with self._lock:
            index = self._index
        if index is None or not self._tidying.acquire(blocking=False):
            return
        try:
            with suppress(DamagedIndexError, IndexBusyError, OSError):  # the index is as good as it was
                if index.merge(thorough=True, build=partial(_merged, stopped=is_over), stopped=is_over):
                    self.get_ready()
        finally:
            self._tidying.release()

    def get_ready(self) -> None:
        """Read what the first correction needs, for which no keystroke should wait: 0.6 s with 19,401 monographs."""
        from index import DamagedIndexError

        with self._lock:
            index = self._index
        if index is not None:
            with suppress(DamagedIndexError, OSError):  # the next search will tell
                index.search(_MISSPELT, limit=1)

    def search(
        self, text: str, *, limit: int = 20, kinds: Collection[str] | None = None, synonyms: bool = True
    ) -> Answer:
        """What matches, best first. Never raises for what is typed.

        Without `synonyms` only what was typed is searched: no other name of the drug and no other spelling.
        """
        with self._lock:
            if self._index is None:
                return Answer(text, None, (), 0, self._names.find(text), ())
            from index import DamagedIndexError

            try:
                reading = self._read(text, correct=synonyms)
                # a section with none of the words is no answer to whoever reads the list
                results = self._index.search(
                    "" if reading.undecided else reading.text,
                    limit=limit,
                    kinds=kinds,
                    synonyms=synonyms and not reading.absent,
                    corrections=synonyms,
                    related=False,
                    protected=self._is_right(reading),
                )
            except DamagedIndexError:
                self._forget()
                return Answer(text, None, (), 0, self._names.find(text), ())
        if reading.absent_words:
            results = _with_words(results, reading.absent_words)
        summaries = self._library.summaries_of(hit.monograph for hit in results.hits)
        titles = self._library.store.lists.titles(_monograph_of(id_) for hit in results.hits for id_ in hit.same_text)
        hits = tuple(_section_hit(hit, summaries, titles) for hit in results.hits if hit.monograph in summaries)
        total = results.total - (len(results.hits) - len(hits))
        corrected = results.corrected or (reading.text if reading.corrections else None)
        names = self._names.find(corrected or text)
        return Answer(
            query=text,
            corrected=corrected,
            also_searched=results.also_searched,
            total=total,
            names=names,
            hits=hits,
            kinds=results.kinds,
            within=results.within,
            relaxed_from=results.relaxed_from,
            more=_has_more(results, limit),
            remarks=(
                *reading.said,
                *remarks(
                    results.unknown_kinds, (drug for drug in results.unknown_drugs if drug not in reading.settled)
                ),
            ),
            corrections=tuple(reading.corrections),
            absent=tuple(reading.absent),
            offers=tuple(reading.offers),
            look_alikes=self._look_alikes,
            nothing_to_search=not hits and not names and not self._library.group_count(),
        )

    def _read(self, text: str, *, correct: bool) -> NameReading:
        """The names in a query, held against all that exist."""
        from index.query import parse

        if self._existing is None or self._index is None:
            return NameReading(text)
        has_word = self._index.has_word
        return read_names(
            text, parse(text), self._existing, lambda word, begins: has_word(word, beginning=begins), correct=correct
        )

    def _is_right(self, reading: NameReading) -> Callable[[str], bool]:
        """Tells which words are right as they stand, or were held against all names already."""
        existing = self._existing
        return lambda word: (
            word in reading.settled or (existing is not None and (existing.is_ordinary(word) or existing.is_word(word)))
        )

    def spans(self, text: str, monograph: Monograph, *, synonyms: bool = True) -> dict[str, list[tuple[int, int]]]:
        """Where the words of a query stand in each section's collapsed text; sections without any are left out.

        The drug's own name, and what else it is called, is left out except beside another word of the query.
        """
        from desktop_app.monograph.html import collapsed_text

        with self._lock:
            index = self._index
        if index is None or not text.strip():
            return {}
        names = (monograph.title, *(name.text for name in monograph.names))
        with self._lock:
            if self._open is None or self._open[0] is not monograph:
                self._open = monograph, {section.key: collapsed_text(section.html) for section in monograph.sections}
            texts = self._open[1]
        found = {
            key: index.spans(text, shown, monograph.language, names=names, synonyms=synonyms)
            for key, shown in texts.items()
        }
        return {key: spans for key, spans in found.items() if spans}

    def close(self) -> None:
        """Close the index's files."""
        with self._lock:
            self._forget()
            if self._temporary is not None:
                self._temporary.cleanup()
                self._temporary = None

    def _current(self, work: _Work) -> Index:
        from index import DamagedIndexError

        index = self._opened()
        if index is not None:
            try:
                self._update(index, work)
            except DamagedIndexError:
                self._forget()
            else:
                return index
        return self._rebuilt(work)

    def _opened(self) -> Index | None:
        """The index that is there, if it is sound and of this library."""
        from index import DamagedIndexError, Index

        with self._lock:
            try:
                if self._index is None:
                    self._index = Index.open(self._path, key=self._key)
                self._index.check_current()
            except DamagedIndexError:
                self._forget()
                return None
            if self._index.source != self._library.identity or self._index.revision > self._library.revision:
                self._forget()
            return self._index

    def _rebuilt(self, work: _Work) -> Index:
        self._rebuilding.set()
        try:
            with self._tidying:  # whoever has files of the index open (Windows) keeps the folder from being moved
                return self._rebuilt_where_possible(work)
        finally:
            self._rebuilding.clear()

    def _rebuilt_where_possible(self, work: _Work) -> Index:
        try:
            return self._rebuilt_at(self._path, work)
        except OSError:
            if self._temporary is None:
                self._temporary = tempfile.TemporaryDirectory(prefix="materia-index-", ignore_cleanup_errors=True)
            self._path = Path(self._temporary.name) / "index"
            return self._rebuilt_at(self._path, work)

    def _rebuilt_at(self, path: Path, work: _Work) -> Index:
        """Build beside the place where it belongs, then swap: a crash leaves either no index or a whole one."""
        from index import Index

        fresh, old = path.with_name("index.new"), path.with_name("index.old")
        try:
            with Index.create(fresh, key=self._key) as index:
                self._update(index, work)
        except OSError:  # a full disk is not to stay full of it
            shutil.rmtree(fresh, ignore_errors=True)
            raise
        shutil.rmtree(old, ignore_errors=True)
        if path.exists():
            path.rename(old)
        fresh.rename(path)
        shutil.rmtree(old, ignore_errors=True)
        return Index.open(path, key=self._key)

    def _update(self, index: Index, work: _Work) -> None:
        """Take in what has changed in the library since the index was written."""
        revision = self._library.revision
        changes = self._library.store.changes_since(index.revision)
        if index.source == self._library.identity and not changes:
            return
        start = 0
        while start < len(changes) or index.source != self._library.identity:
            with index.writer() as writer:
                start = self._write_some(writer, changes, start, work)
                writer.revision = revision if start == len(changes) else changes[start - 1][2]
                writer.source = self._library.identity

    def _write_some(self, writer: Writer, changes: list[tuple[str, bool, int]], start: int, work: _Work) -> int:
        """Take in changes from this one on, so much as fits in memory; answers which is the next."""
        size = 0
        for number in range(start, len(changes)):
            if size > _TEXT_AT_ONCE:
                return number
            uid, removed, _ = changes[number]
            work.step(number, len(changes), self._library.store.lists.titles((uid,)).get(uid, uid))
            size += self._write(writer, uid, removed=removed)
        work.step(len(changes), len(changes), None)
        return len(changes)

    def _write(self, writer: Writer, uid: str, *, removed: bool) -> int:
        """Take in one monograph; answers the characters of its text."""
        try:
            monograph = None if removed else self._library.open(uid)
        except NotFoundError:  # removed after the list of changes was read
            monograph = None
        if monograph is None:
            writer.remove(uid)
            return 0
        records = records_of(monograph)
        writer.replace(uid, records)
        return sum(len(record.text) for record in records)

    def _names_changed(self) -> None:
        """Give the index the names of drugs as they are now."""
        if self._index is None:
            return
        from desktop_app.services.search.existing_names import ExistingNames, load_ordinary_words
        from index import fold_name

        if self._drugs is None:
            drugs = self._load_drugs()
            self._drugs = drugs, {fold_name(name): name for name in drugs.names().values()}
            self._abbreviations = abbreviations.by_name(abbreviations.load(), fold_name)
            self._ordinary = load_ordinary_words()
        self._look_alikes = look_alikes.load(self._library.folder)
        pairs = self._library.store.names.pairs()
        self._existing = ExistingNames(self._library.store.names.of_drugs(), self._drugs[0], fold_name, self._ordinary)
        self._index.synonyms = OtherNames(pairs, *self._drugs, fold_name, self._abbreviations)

    def _forget(self) -> None:
        with self._lock:
            if self._index is not None:
                self._index.close()
                self._index = None


def records_of(monograph: Monograph) -> list[Record]:
    """The sections of a monograph as the index takes them."""
    from desktop_app.monograph.html import plain_text
    from index import Record

    names = tuple(dict.fromkeys((monograph.title, *(name.text for name in monograph.names))))
    return [
        Record(
            id=f"{monograph.uid}#{section.key}",
            monograph=monograph.uid,
            kind=section.kind.value,
            title=section.title,
            text=plain_text(section.html),
            names=names,
            language=monograph.language,
        )
        for section in monograph.sections
    ]


def _merged(sources: Sources, stopped: Callable[[], bool]) -> Merged | None:
    """What pieces of the index become: built by another process, where it is worth starting one."""
    if sources.size < _WORTH_A_PROCESS:
        from index.merging import write_together

        return write_together(sources)
    from desktop_app.services.search.merging import merged_apart  # brings multiprocessing with it

    return merged_apart(sources, stopped)


@dataclass(frozen=True, slots=True)
class _Work:
    """Says how far the work is, and stops it when asked to."""

    progress: Callable[[Progress], None] | None
    cancelled: Callable[[], bool] | None

    def step(self, done: int, total: int, title: str | None) -> None:
        if self.cancelled is not None and self.cancelled():
            raise CancelledError("The update of the search index was stopped; it goes on at the next start.")
        if self.progress is not None:
            self.progress(Progress(done, total, f"Indexing {title}" if title else "Saving the index"))


def _with_words(results: Results, words: Collection[str]) -> Results:
    """Only the hits that have these words: where a drug is absent, no other drug's text stands in for it."""
    kept = [
        hit for hit in results.hits if not any(word in missing.split() for missing in hit.missing for word in words)
    ]
    if len(kept) == len(results.hits):
        return results
    count = len(kept) + sum(hit.copies for hit in kept)
    return replace(results, hits=kept, total=count, kinds=() if not kept else results.kinds)


def _has_more(results: Results, limit: int) -> bool:
    """Where some words may be missing, the total holds no more than the limit."""
    shown = sum(1 + hit.copies for hit in results.hits)
    return len(results.hits) >= limit and (results.relaxed_from is not None or results.total > shown)


def _monograph_of(record_id: str) -> str:
    return record_id.rpartition("#")[0]


def _section_hit(hit: Hit, summaries: Mapping[str, MonographSummary], titles: Mapping[str, str]) -> SectionHit:
    summary = summaries[hit.monograph]
    others = (titles.get(_monograph_of(id_)) for id_ in hit.same_text)
    return SectionHit(
        uid=hit.monograph,
        monograph=summary.title,
        section=hit.id.removeprefix(f"{hit.monograph}#"),
        section_title=hit.title,
        kind=hit.kind,
        score=hit.score,
        snippet=hit.snippet,
        matched=hit.matched,
        source=source_name(summary),
        effective_date=summary.effective_date,
        count=hit.count,
        copies=hit.copies,
        missing=hit.missing,
        same_text_in=tuple(dict.fromkeys(title for title in others if title is not None)),
        publisher=summary.publisher,
    )
