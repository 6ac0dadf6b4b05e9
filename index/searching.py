"""An index on disk: open it, ask it, change it."""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Collection, Iterable, Mapping
from contextlib import AbstractContextManager
from itertools import islice
from pathlib import Path
from typing import Any, Self, TypeVar

from index.compiling import Compiler
from index.errors import DamagedIndexError
from index.matching import ReadText, beside_others, places
from index.query import Query, parse, plain_words
from index.records import Hit, Record, Results
from index.schema import TEXT_FIELDS, record_of, schema
from index.seal import HEADER, machine_key, read_header, verify
from index.snippets import snippet
from index.spelling import corrected
from index.storage import SealedStorage
from index.whoosh_parts import BM25F, FileIndex
from index.words import STEM, Part, fold_name
from index.writing import Writer, make_empty, writing

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")

_READ_TEXTS = 128
"""Texts kept with their words looked up: they are asked again with every keystroke."""


class Index:
    """Full text of records. Safe to use from several threads; several processes may read while one writes."""

    def __init__(self, path: Path, key: bytes, synonyms: Mapping[str, tuple[str, ...]] | None) -> None:
        self.path = path
        self.synonyms = synonyms
        """Other names of a folded name (see `fold_name`); where None, the names in the records themselves."""
        self._key = key
        self._lock = threading.RLock()
        self._stamp: tuple[int, int] | None = None
        self._searcher: Any = None
        self._own_names: dict[str, tuple[str, ...]] | None = None
        self._kind_of: dict[int, str] | None = None
        self._read: OrderedDict[int, tuple[Record, ReadText, ReadText]] = OrderedDict()
        self._shown: OrderedDict[tuple[str, str], ReadText] = OrderedDict()
        self.revision = 0
        """Of the library, as far as the index has seen it."""
        self.source = ""
        """Which library that is."""

    @classmethod
    def create(
        cls, path: Path | str, *, synonyms: Mapping[str, tuple[str, ...]] | None = None, key: bytes | None = None
    ) -> Self:
        """An empty index in a folder, in place of any that was there. Raises IndexBusyError."""
        key = key or machine_key()
        make_empty(Path(path), key)
        return cls.open(path, synonyms=synonyms, key=key)

    @classmethod
    def open(
        cls, path: Path | str, *, synonyms: Mapping[str, tuple[str, ...]] | None = None, key: bytes | None = None
    ) -> Self:
        """The index in a folder. Raises DamagedIndexError when it must be built anew, before reading any of it."""
        index = cls(Path(path), key or machine_key(), synonyms)
        index._refresh()
        return index

    def close(self) -> None:
        """Close the files. The next question opens them again."""
        with self._lock:
            if self._searcher is not None:
                self._searcher.close()
                self._searcher = None
            self._stamp = None
            self._own_names = None
            self._kind_of = None
            self._read.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def writer(self) -> AbstractContextManager[Writer]:
        """A transaction: written when the block ends, undone when it raises. Raises IndexBusyError."""
        return writing(self.path, self._key, committed=self._refresh)

    def search(
        self,
        query: str,
        *,
        limit: int = 20,
        kinds: Collection[str] | None = None,
        monographs: Collection[str] | None = None,
        synonyms: bool = True,
        corrections: bool = True,
    ) -> Results:
        """The best sections for a query, see `query.py` for what it may say. Never raises for what is typed."""
        with self._lock:
            self._refresh()
            other_names = self._other_names() if synonyms else {}
            results = self._search(query, limit, kinds, monographs, other_names)
            if results.total or not corrections or (better := self._corrected(query, other_names)) is None:
                return results
            found = self._search(better, limit, kinds, monographs, other_names, corrected=better)
            return found if found.total else results

    def suggest(self, prefix: str, limit: int = 10) -> list[str]:
        """Names that begin so, then words by how many sections have them."""
        with self._lock:
            self._refresh()
            folded = fold_name(prefix)
            if not folded:
                return []
            names = sorted({name for name in self._all_names() if fold_name(name).startswith(folded)}, key=str.casefold)
            reader = self._searcher.reader()
            counts: dict[str, int] = {}
            for field in ("title", "text"):
                for term in map(_decoded, reader.expand_prefix(field, folded)):
                    if term.isalpha():
                        counts[term] = counts.get(term, 0) + reader.doc_frequency(field, term)
            taken = {fold_name(name) for name in names}
            terms = sorted((term for term in counts if term not in taken), key=lambda term: (-counts[term], term))
            return [*names, *terms][:limit]

    def spans(
        self, query: str, text: str, language: str = "en", *, names: Iterable[str] = (), synonyms: bool = True
    ) -> list[tuple[int, int]]:
        """Where the query's words stand in any text, in order and apart from each other.

        With `names`, the drug's own, these are left out except beside another word of the query.
        """
        with self._lock:
            understood = self._parse(query, self._other_names() if synonyms else {})
            read = self._shown.get((text, language)) or ReadText.of(text, language)
            _keep(self._shown, (text, language), read)
        found = places(understood, read)
        own = tuple(names)
        return [(place.start, place.end) for place in (beside_others(found, text, own) if own else found)]

    def monographs(self) -> set[str]:
        """The monographs of which there are records."""
        with self._lock:
            self._refresh()
            reader = self._searcher.reader()
            return {reader.stored_fields(number)["monograph"] for number in reader.all_doc_ids()}

    def check_current(self) -> None:
        """Open what is on disk now. Raises DamagedIndexError."""
        self._refresh()

    def check(self) -> None:
        """Read everything once. Raises DamagedIndexError."""
        with self._lock:
            self._refresh()
            verify(self.path, read_header(self.path, self._key))
            reader = self._searcher.reader()
            for number in reader.all_doc_ids():
                record_of(reader.stored_fields(number))

    def _refresh(self) -> None:
        """Open what is on disk now, if that is not what is open."""
        with self._lock:
            stamp = _stamp(self.path)
            if self._searcher is not None and stamp == self._stamp:
                return
            self.close()
            while True:
                header = read_header(self.path, self._key)
                try:
                    verify(self.path, header)
                    storage = SealedStorage(self.path, header.files)
                    self._searcher = FileIndex(storage, schema(), "MAIN").searcher(weighting=_weighting())
                    break
                except (DamagedIndexError, OSError) as error:
                    if (now := _stamp(self.path)) == stamp:
                        if isinstance(error, DamagedIndexError):
                            raise
                        raise DamagedIndexError("A file of the index cannot be read.") from error
                    stamp = now
            self._stamp = stamp
            self.revision, self.source = header.revision, header.source

    def _parse(self, query: str, other_names: Mapping[str, tuple[str, ...]]) -> Query:
        understood = parse(query, synonyms=other_names)
        asked = (*understood.kinds, *understood.unwanted_kinds)
        if asked and self._searcher is not None:
            compiler = Compiler(self._searcher.reader())
            if any(not compiler.kinds_like([kind]) for kind in asked):
                return plain_words(query, synonyms=other_names)
        return understood

    def _search(
        self,
        text: str,
        limit: int,
        kinds: Collection[str] | None,
        monographs: Collection[str] | None,
        other_names: Mapping[str, tuple[str, ...]],
        *,
        corrected: str | None = None,
    ) -> Results:
        query = self._parse(text, other_names)
        if not query or limit < 1:
            return Results([], 0, corrected, (), None)
        compiler = Compiler(self._searcher.reader())
        compiled, also = compiler.query(query)
        # All of them: what Whoosh leaves out to find only the best is lost from the count, and at times is better.
        found = self._searcher.search(
            compiled, limit=None, filter=compiler.filters(query, monographs), mask=compiler.mask(query)
        )
        within = tuple(compiler.kinds_like(query.kinds)) if query.kinds else ()
        kind_of = self._kinds()
        counts = Counter(kind_of[number] for number in found.docs())
        allowed = {*counts} & set(counts if kinds is None else kinds) & set(within if query.kinds else counts)
        total = sum(counts[kind] for kind in allowed)
        best = islice((entry for entry in found if kind_of[entry.docnum] in allowed), limit)
        hits = [self._hit(query, entry.docnum, float(entry.score or 0.0)) for entry in best]
        ordered = tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
        return Results(hits, total, corrected, also if total else (), None, ordered, within)

    def _kinds(self) -> Mapping[int, str]:
        """The kind of every record by its number in the open index."""
        if self._kind_of is None:
            reader = self._searcher.reader()
            self._kind_of = {
                number: _decoded(term)
                for term in reader.lexicon("kind")
                for number in reader.postings("kind", term).all_ids()
            }
        return self._kind_of

    def _hit(self, query: Query, number: int, score: float) -> Hit:
        record, read, heading = self._read_texts(number)
        found = places(query, read)
        counted = beside_others(found, record.text, record.names)
        words = [record.text[place.start : place.end] for place in found]
        in_title = len(record.title)
        around = [(place.start < in_title, heading.text[place.start : place.end]) for place in places(query, heading)]
        words += [word for is_title, word in around if is_title] or ([word for _, word in around] if not words else [])
        distinct: dict[str, str] = {}
        for word in words:
            distinct.setdefault(word.casefold(), word)
        return Hit(
            id=record.id,
            monograph=record.monograph,
            score=score,
            snippet=snippet(record.text, found, telling={place.node for place in counted}),
            matched=tuple(distinct.values()),
            kind=record.kind,
            title=record.title,
            count=len(counted),
        )

    def _read_texts(self, number: int) -> tuple[Record, ReadText, ReadText]:
        """A record with its text read, and its title and names read."""
        known = self._read.get(number)
        if known is None:
            record = record_of(self._searcher.stored_fields(number))
            heading = "\n".join((record.title, *record.names))
            known = record, ReadText.of(record.text, record.language), ReadText.of(heading, record.language)
        _keep(self._read, number, known)
        return known

    def _corrected(self, text: str, other_names: Mapping[str, tuple[str, ...]]) -> str | None:
        query = self._parse(text, other_names)
        reader = self._searcher.reader()
        compiler = Compiler(reader)

        def known(part: Part) -> bool:
            if part.surface in other_names:
                return True
            stemmed = part.key()
            return any(
                (field, term.encode()) in reader for field in TEXT_FIELDS for term in (part.surface, stemmed)
            ) or any(compiler.has_beginning(field, part.surface) for field in TEXT_FIELDS if part is query.plain[-1])

        def words() -> Iterable[tuple[str, float]]:
            for field, weight in (("names", 1000.0), ("title", 1.0), ("text", 1.0)):
                for term in map(_decoded, reader.lexicon(field)):
                    if not term.startswith(STEM):
                        yield term, weight * reader.doc_frequency(field, term)

        return corrected(text, query.plain, known=known, words=words)

    def _other_names(self) -> Mapping[str, tuple[str, ...]]:
        if self.synonyms is not None:
            return self.synonyms
        if self._own_names is None:
            gathered: dict[str, dict[str, None]] = {}
            for names in self._name_groups():
                principal, *others = names
                gathered.setdefault(fold_name(principal), {}).update(dict.fromkeys(others))
                for other in others:
                    gathered.setdefault(fold_name(other), {})[principal] = None
            self._own_names = {name: tuple(others) for name, others in gathered.items()}
        return self._own_names

    def _name_groups(self) -> set[tuple[str, ...]]:
        reader = self._searcher.reader()
        records = (record_of(reader.stored_fields(number)) for number in reader.all_doc_ids())
        return {record.names for record in records if record.names}

    def _all_names(self) -> set[str]:
        return {name for names in self._name_groups() for name in names}


def _keep(kept: OrderedDict[_Key, _Value], key: _Key, value: _Value) -> None:
    """Remember the latest uses."""
    kept[key] = value
    kept.move_to_end(key)
    if len(kept) > _READ_TEXTS:
        kept.popitem(last=False)


def _weighting() -> Any:
    return BM25F(B=0.75, K1=1.2, names_B=0.1, name_B=0.0, title_B=0.3)


def _stamp(folder: Path) -> tuple[int, int] | None:
    try:
        status = (folder / HEADER).stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ino


def _decoded(term: bytes | str) -> str:
    return term.decode() if isinstance(term, bytes) else term
