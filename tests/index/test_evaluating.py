"""Stock Whoosh is the oracle: the same hits and the same scores for any query over any documents.

Left out is what Whoosh itself gets wrong: AndNot lets a first document through that is excluded where an earlier one
is excluded too; AndMaybe inside And loses the score of its optional part after a skip; a search for the best few loses
better ones (so `limit=None`); DisjunctionMax takes the score of one side from whatever document that is at.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import fields
from whoosh.analysis import tokenizers
from whoosh.filedb import filestore

from index.building import build
from index.column_reader import ColumnReader, Weighting, asks_whoosh
from index.columns import Segment, save
from index.evaluating import Corpus, Evaluator, Forms, Run, relevance_idf
from index.records import Record
from index.whoosh_parts import queries
from index.words import STEM

pytestmark = pytest.mark.whoosh


WORDS = ["ba", "bac", "bacl", "dose", "do", "mx", "renal", "ren", "impair", "pain"]
DOCUMENTS = st.lists(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join), min_size=1, max_size=14)
TERMS: Any = st.builds(
    queries.Term, st.just("text"), st.sampled_from([*WORDS, "zz"]), boost=st.sampled_from([1.0, 2.5])
)
PREFIXES: Any = st.sampled_from(["b", "ba", "re", "d", "zz"]).map(
    lambda start: queries.Prefix("text", start, constantscore=False)
)
PHRASES: Any = st.lists(st.sampled_from(WORDS), min_size=2, max_size=3).map(lambda words: queries.Phrase("text", words))
WILDCARDS: Any = st.sampled_from(["b*l", "?o*", "*ai*"]).map(
    lambda text: queries.Wildcard("text", text, constantscore=False)
)
EVERY: Any = st.just(queries.Every())


def _joined(inner: Any) -> Any:
    several = st.lists(inner, min_size=1, max_size=3)
    constant = inner.map(lambda child: queries.ConstantScoreQuery(child, 3.0))
    return several.map(queries.And) | several.map(queries.Or) | constant


NESTED: Any = st.recursive(TERMS | PREFIXES | PHRASES | WILDCARDS | EVERY, _joined, max_leaves=6)
QUERIES: Any = NESTED | st.builds(queries.AndMaybe, NESTED, NESTED)


def whoosh_idf(count: int, having: int) -> float:
    """Whoosh's own weight of a term."""
    return float(np.log(count / (having + 1)) + 1)


def record(number: int, text: str) -> Record:
    return Record(str(number), "m", "other", "", text, ())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return tmp_path_factory.mktemp("segments")


def columns_of(folder: Any, documents: list[str], parts: int) -> Corpus:
    """The documents in several segments."""
    records = [record(number, text) for number, text in enumerate(documents)]
    size = -(-len(records) // parts)
    segments = []
    for start in range(0, len(records), size):
        save(folder / f"s{start}", build(records[start : start + size]))
        segments.append(Segment(folder, f"s{start}"))
    return Corpus(segments)


def whoosh_of(documents: list[str], weighting: Any) -> Any:
    words = fields.TEXT(analyzer=tokenizers.SpaceSeparatedTokenizer())
    storage: Any = filestore
    index = storage.RamStorage().create_index(fields.Schema(id=fields.ID(stored=True), text=words))
    writer = index.writer()
    for number, text in enumerate(documents):
        writer.add_document(id=str(number), text=text)
    writer.commit()
    return index.searcher(weighting=weighting)


@pytest.mark.timeout(900)  # 2,000 queries in two ways: on a busy machine the usual limit cuts a run off in the middle
@settings(max_examples=200)
@given(
    documents=DOCUMENTS,
    asked=st.lists(QUERIES, min_size=10, max_size=10),
    idf=st.sampled_from([whoosh_idf, relevance_idf]),
    parts=st.integers(1, 3),
)
def test_hits_and_scores_are_whooshs(folder: Any, documents: list[str], asked: list[Any], idf: Any, parts: int) -> None:
    weighting = Weighting(idf, k1=1.2, b=0.75)
    corpus = columns_of(folder, documents, parts)
    fallback = asks_whoosh(corpus, weighting)
    evaluator = Evaluator(corpus, idf=idf, k1=1.2, b=0.75, fallback=fallback)
    searcher = whoosh_of(documents, weighting)
    for each in asked:
        expected = {int(hit["id"]): float(hit.score) for hit in searcher.search(each, limit=None)}
        for answer in (evaluator.run, fallback):
            if answer is fallback and isinstance(each, queries.AndMaybe):
                continue
            matches = answer(each)
            found = dict(zip(matches.records.tolist(), matches.scores.tolist(), strict=True))
            assert found.keys() == expected.keys(), each
            for number, score in expected.items():
                assert found[number] == pytest.approx(score, rel=1e-4, abs=1e-4), each


def test_own_leaves_count_several_words_as_one(folder: Any) -> None:
    corpus = columns_of(folder, ["dose doses", "dosed", "renal dose", "dose\nrenal", "renal - dose renal dose"], 1)
    evaluator = Evaluator(corpus)
    assert evaluator.run(Forms("text", (STEM + "dose",))).records.tolist() == [0, 1, 2, 3, 4]
    assert evaluator.run(Forms("text", ("dose",), "dosed")).records.tolist() == [0, 1, 2, 3, 4]
    assert evaluator.run(Run(("renal", STEM + "dose"))).records.tolist() == [2, 4]
    assert evaluator.run(Run(("dose", "renal", "dose"))).records.tolist() == [4]
    assert evaluator.run(Run(("renal", "missing"))).records.tolist() == []
    assert Forms("text", ("a",)) == Forms("text", ("a",), boost=2)
    assert len({Run(("a", "b")), Run(("a", "b")), Forms("text", ("a",)), Forms("text", ("a",))}) == 2
    assert Run(("a", "b")) != Forms("text", ("a",))
    assert Forms("text", ("a",)) != Run(("a", "b"))


@pytest.mark.parametrize(
    ("documents", "terms", "found"),
    [
        (["dose/renal", "renal", "renal"], ("renal", "dose"), []),
        (["renal", "renal", "pain dose/renal"], ("renal", "dose"), []),
        (["renal/dose", "dose", "dose/renal"], ("renal", "dose"), [0]),
        (
            ["pain/renal/dose", "pain renal/dose", "pain/renal dose", "pain renal - dose"],
            ("pain", "renal", "dose"),
            [0, 1, 2, 3],
        ),
        (["renal/dose/renal/dose", "dose dose dose"], ("dose", "renal"), [0]),
        (["renal \u2013", "dose", "\u2013 dose"], ("renal", "dose"), []),
    ],
)
def test_a_run_goes_on_in_the_next_piece_and_no_further(
    folder: Any, documents: list[str], terms: tuple[str, ...], found: list[int]
) -> None:
    assert Evaluator(columns_of(folder, documents, 1)).run(Run(terms)).records.tolist() == found


def test_best_of_several_counts_alone(folder: Any) -> None:
    evaluator = Evaluator(columns_of(folder, ["ba dose", "ba", "dose dose dose", "pain"], 1))
    one, other = queries.Term("text", "ba"), queries.Term("text", "dose", boost=2.0)
    found = [evaluator.run(each) for each in (one, other)]
    scored = [dict(zip(each.records.tolist(), each.scores.tolist(), strict=True)) for each in found]
    best = evaluator.run(queries.DisjunctionMax([one, other]))
    for number, score in zip(best.records.tolist(), best.scores.tolist(), strict=True):
        assert score == max(each.get(number, 0.0) for each in scored)
    assert best.records.tolist() == [0, 1, 2]


def test_unknown_query_needs_someone_to_ask(folder: Any) -> None:
    with pytest.raises(NotImplementedError):
        Evaluator(columns_of(folder, ["dose"], 1)).run(queries.Wildcard("text", "d*"))


def test_reader_shows_the_columns_as_whoosh_expects(folder: Any) -> None:
    named = Record("n", "m", "other", "T", "Doses", ("Baclofen",))
    save(folder / "named", build([named]))
    reader = ColumnReader(Corpus([Segment(folder, "named", [0])]))
    assert next(iter(reader.all_terms())) == ("text", b"baclofen")
    assert ("text", b"~dose") in reader
    assert ("names", "baclofen") in reader
    assert ("names", "doses") not in reader
    assert list(reader.terms_from("names", b"b")) == [("names", b"baclofen")]
    assert (reader.doc_count_all(), reader.doc_count(), reader.has_deletions()) == (1, 0, True)
    assert reader.is_deleted(0)
    assert list(reader.all_doc_ids()) == []
    assert reader.stored_fields(0) == {"id": "n"}
    assert reader.frequency("text", "doses") == 1
    assert reader.field_length("names") == 1
    assert reader.min_field_length("text") == reader.max_field_length("text") == reader.doc_field_length(0, "text")
    assert reader.indexed_field_names() == ["text", "names"]
    assert reader.generation() == 0


def test_records_are_numbered_on_where_one_segment_ends(folder: Any) -> None:
    """Also past what the 16 bits of one segment can say."""
    save(folder / "many", build([record(number, "dose" if number % 30_000 else "renal") for number in range(60_000)]))
    save(folder / "more", build([record(number, "renal") for number in range(10_000)]))
    corpus = Corpus([Segment(folder, "many"), Segment(folder, "many"), Segment(folder, "more", [9_999])])
    evaluator = Evaluator(corpus)
    found = evaluator.live(evaluator.run(Forms("text", ("renal",))))
    assert found.records.tolist() == [0, 30_000, 60_000, 90_000, *range(120_000, 129_999)]
    both = evaluator.run(queries.And([Forms("text", ("renal",)), Forms("text", (), "d")]))
    assert both.records.tolist() == []
