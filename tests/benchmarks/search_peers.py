"""The engines that are compared, each doing what a search box needs: all words, the last a prefix, snippets.

Each holds title and text of every section, answers with ids, and knows how to rank a whole question. FTS5 and tantivy
are set up as their own documentation advises for this; Whoosh is stock, with its own analysis, scoring and highlighter.
An engine is imported where it is used: a process that measures the memory of one must not hold the others.
"""

from __future__ import annotations

import inspect
import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from index import Record

_WORD = re.compile(r"\w+")


class Engine(Protocol):
    """An engine over one corpus. Made on a folder, it opens what `build` has left there."""

    def __init__(self, folder: Path) -> None: ...

    @staticmethod
    def build(folder: Path, records: Iterable[Record]) -> None: ...

    def search(self, typed: str, *, limit: int, snippets: bool) -> list[str]:
        """Ids of the best hits, best first."""

    def rank(self, question: str, *, limit: int) -> list[str]:
        """Ids of the best hits for a whole question, any of whose words may be missing."""


class Materia:
    """The project's own index. One way of searching serves both: it decides for itself which words may be missing."""

    def __init__(self, folder: Path) -> None:
        from index import Index

        self._index = Index.open(folder / "materia", key=b"benchmark")
        self.can_omit_snippets = "snippets" in inspect.signature(Index.search).parameters

    @staticmethod
    def build(folder: Path, records: Iterable[Record]) -> None:
        from index import Index

        index = Index.create(folder / "materia", key=b"benchmark")
        with index.writer() as writer:
            for record in records:
                writer.add(record)
        index.close()

    def search(self, typed: str, *, limit: int, snippets: bool) -> list[str]:
        options: dict[str, Any] = {} if snippets or not self.can_omit_snippets else {"snippets": False}
        return [hit.id for hit in self._index.search(typed, limit=limit, **options).hits]

    def rank(self, question: str, *, limit: int) -> list[str]:
        return self.search(question, limit=limit, snippets=False)


class Fts5:
    """SQLite's FTS5 with its Porter stemmer and prefix indexes of two and three letters; text inside."""

    def __init__(self, folder: Path) -> None:
        self._db = sqlite3.connect(folder / "fts5" / "sections.db")

    @staticmethod
    def build(folder: Path, records: Iterable[Record]) -> None:
        (folder / "fts5").mkdir()
        with closing(sqlite3.connect(folder / "fts5" / "sections.db")) as db, db:
            db.execute("PRAGMA journal_mode=OFF")
            options = "tokenize='porter unicode61', prefix='2 3'"
            db.execute(f"CREATE VIRTUAL TABLE t USING fts5(id UNINDEXED, title, text, {options})")
            db.executemany(
                "INSERT INTO t VALUES (?, ?, ?)", ((record.id, record.title, record.text) for record in records)
            )

    def search(self, typed: str, *, limit: int, snippets: bool) -> list[str]:
        words = [f'"{word}"' for word in _WORD.findall(typed)]
        return self._ask(" ".join(words) + "*", limit=limit, snippets=snippets) if words else []

    def rank(self, question: str, *, limit: int) -> list[str]:
        words = [f'"{word}"' for word in _WORD.findall(question)]
        return self._ask(" OR ".join(words), limit=limit, snippets=False) if words else []

    def _ask(self, match: str, *, limit: int, snippets: bool) -> list[str]:
        column = ", snippet(t, 2, '<mark>', '</mark>', '…', 24)" if snippets else ""
        query = f"SELECT id{column} FROM t WHERE t MATCH ? ORDER BY rank LIMIT ?"
        with closing(self._db.execute(query, (match, limit))) as rows:
            return [row[0] for row in rows]


class Tantivy:
    """tantivy, in Rust, with its English stemmer; text inside."""

    def __init__(self, folder: Path) -> None:
        self._tantivy: Any = import_module("tantivy")
        self._schema = _tantivy_schema(self._tantivy)
        self._index = self._tantivy.Index(self._schema, path=str(folder / "tantivy"))
        self._searcher = self._index.searcher()

    @staticmethod
    def build(folder: Path, records: Iterable[Record]) -> None:
        tantivy: Any = import_module("tantivy")
        (folder / "tantivy").mkdir()
        index = tantivy.Index(_tantivy_schema(tantivy), path=str(folder / "tantivy"))
        writer = index.writer(heap_size=500_000_000, num_threads=2)
        for record in records:
            writer.add_document(tantivy.Document(id=record.id, title=record.title, text=record.text))
        writer.commit()
        writer.wait_merging_threads()

    def search(self, typed: str, *, limit: int, snippets: bool) -> list[str]:
        words = _WORD.findall(typed.lower())
        if not words:
            return []
        occur, make = self._tantivy.Occur, self._tantivy.Query
        must = [(occur.Must, self._either(word)) for word in words[:-1]]
        beginning = [make.regex_query(self._schema, field, re.escape(words[-1]) + ".*") for field in ("title", "text")]
        last = make.boolean_query([(occur.Should, query) for query in (self._either(words[-1]), *beginning)])
        return self._ask(make.boolean_query([*must, (occur.Must, last)]), limit=limit, snippets=snippets)

    def rank(self, question: str, *, limit: int) -> list[str]:
        words = " ".join(_WORD.findall(question.lower()))
        return self._ask(self._either(words), limit=limit, snippets=False) if words else []

    def _either(self, words: str) -> Any:
        return self._index.parse_query(words.replace("_", " "), ["title", "text"])

    def _ask(self, query: Any, *, limit: int, snippets: bool) -> list[str]:
        documents = [self._searcher.doc(address) for _, address in self._searcher.search(query, limit).hits]
        if snippets:
            generator = self._tantivy.SnippetGenerator.create(self._searcher, query, self._schema, "text")
            for document in documents:
                generator.snippet_from_doc(document).to_html()
        return [str(document["id"][0]) for document in documents]


class StockWhoosh:
    """Whoosh as it comes: stemming analyser, BM25F over title and text, its own highlighter."""

    def __init__(self, folder: Path) -> None:
        self._searcher = _whoosh("index").open_dir(str(folder / "whoosh")).searcher()
        self._analyse = self._searcher.schema["text"].analyzer
        self._queries = _whoosh("query")

    @staticmethod
    def build(folder: Path, records: Iterable[Record]) -> None:
        fields, analysis = _whoosh("fields"), _whoosh("analysis")
        words = fields.TEXT(analyzer=analysis.StemmingAnalyzer(), stored=True)
        schema = fields.Schema(id=fields.ID(stored=True), title=words, text=words)
        (folder / "whoosh").mkdir()
        writer = _whoosh("index").create_in(str(folder / "whoosh"), schema).writer(limitmb=512)
        for record in records:
            writer.add_document(id=record.id, title=record.title, text=record.text)
        writer.commit()

    def search(self, typed: str, *, limit: int, snippets: bool) -> list[str]:
        words = _WORD.findall(typed.lower())
        if not words:
            return []
        each = [self._either(term) for word in words[:-1] for term in self._terms(word)]
        beginning = [self._queries.Prefix(field, words[-1]) for field in ("title", "text")]
        last = [self._either(term) for term in self._terms(words[-1])]
        return self._ask(
            self._queries.And([*each, self._queries.Or([*last, *beginning])]), limit=limit, snippets=snippets
        )

    def rank(self, question: str, *, limit: int) -> list[str]:
        each = [self._either(term) for term in self._terms(question)]
        return self._ask(self._queries.Or(each), limit=limit, snippets=False) if each else []

    def _terms(self, words: str) -> list[str]:
        return [token.text for token in self._analyse(words, mode="query")]

    def _either(self, term: str) -> Any:
        return self._queries.Or([self._queries.Term(field, term) for field in ("title", "text")])

    def _ask(self, query: Any, *, limit: int, snippets: bool) -> list[str]:
        hits = list(self._searcher.search(query, limit=limit))
        if snippets:
            for hit in hits:
                hit.highlights("text")
        return [str(hit["id"]) for hit in hits]


ENGINES: dict[str, type[Engine]] = {"materia": Materia, "fts5": Fts5, "tantivy": Tantivy, "whoosh": StockWhoosh}
PACKAGES = {"materia": "index", "fts5": "sqlite3", "tantivy": "tantivy", "whoosh": "whoosh.index"}
"""What each is imported as."""


def size(folder: Path) -> int:
    """Bytes of all files in a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _tantivy_schema(tantivy: Any) -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("title", stored=True, tokenizer_name="en_stem")
    builder.add_text_field("text", stored=True, tokenizer_name="en_stem")
    return builder.build()


def _whoosh(module: str) -> Any:
    return import_module(f"whoosh.{module}")
