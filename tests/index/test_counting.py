"""A hit says how many places its section's tab will mark: what is counted among numbers is what reading marks."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Index, Record

pytestmark = pytest.mark.whoosh


KEY = b"k" * 32
SYNONYMS = {
    "baclofen": ("Lioresal", "Own Brand", "Lioresal Intrathecal"),
    "lioresal": ("Baclofen",),
    "own brand": ("Baclofen",),
    "lioresal intrathecal": ("Baclofen",),
}
NAMES = st.lists(
    st.sampled_from(["Baclofen", "Lioresal", "Own Brand", "Insulin glargine", "Half-Life", "5-HT"]),
    max_size=3,
    unique=True,
).map(tuple)
WORDS = [
    "baclofen", "Lioresal", "Own Brand", "intrathecal", "(baclofen)", "insulin", "glargine", "dose", "Doses", "renal",
    "half-life", "half-lives,", "half", "life", "halflife", "baclofen-induced", "5 mg", "5mg", "5", "10%", "5 to 10 mg",
    "10 ug", "mg/mL", "\u2013", "\n", "renal/dose", "dose/dose", "baclofen/dose", "5-HT", "abc1234", "_", "brand",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(WORDS), max_size=24).map(" ".join)
ASKED = [
    "baclofen", "lioresal", "own brand", "lioresal intrathecal", "brand", "dose", "ren", "half-life", "halfl",
    '"renal dose"', '"baclofen dose"', '"dose half life"', "OR", "5 mg", "5", "mg", "mcg", "10", "insulin glargine",
    "ins", "5-ht", "abc", "baclofen-induced",
]  # fmt: skip
QUERIES = st.lists(st.sampled_from(ASKED), min_size=1, max_size=3).map(" ".join)


@settings(max_examples=60)
@given(
    records=st.lists(st.tuples(TEXTS, NAMES), min_size=1, max_size=5),
    queries=st.lists(QUERIES, min_size=1, max_size=8),
    synonyms=st.booleans(),
)
def test_a_hit_counts_what_is_marked(
    tmp_path_factory: pytest.TempPathFactory,
    records: list[tuple[str, tuple[str, ...]]],
    queries: list[str],
    synonyms: bool,
) -> None:
    with Index.create(tmp_path_factory.mktemp("counts"), key=KEY, synonyms=SYNONYMS) as index:
        with index.writer() as writer:
            for number, (text, names) in enumerate(records):
                writer.add(Record(str(number), str(number), "other", "", text, names))
        for query in queries:
            found = index.search(query, synonyms=synonyms, corrections=False)
            for hit in found.hits:
                text, names = records[int(hit.id)]
                assert hit.count == len(index.spans(query, text, names=names, synonyms=synonyms)), query


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("baclofen", 0),
        ("ownbrand", 0),
        ("baclofen dosage", 2),
        ("relaxes", 1),
        ("night calm", 0),
        ("night", 2),
        ("baclofen night", 2),
        ("helps baclofen", 3),
    ],
)
def test_other_names_that_the_query_knows_count_as_names_too(tmp_path: Path, query: str, count: int) -> None:
    """Also of several words; and a word of such a name is no name of the drug by itself."""
    others = ("Ownbrand", "Night Calm")
    synonyms = {"baclofen": others, "ownbrand": ("Baclofen",), "night calm": ("Baclofen",)}
    text = "Baclofen (Night Calm) relaxes at night. Ownbrand helps. Ownbrand dosage."
    with Index.create(tmp_path, key=KEY, synonyms=synonyms) as index:
        with index.writer() as writer:
            writer.add(Record("1", "1", "overview", "", text, ("Baclofen",)))
        (hit,) = index.search(query).hits
        assert hit.count == len(index.spans(query, text, names=("Baclofen",))) == count


def test_what_stands_between_is_read_over_unless_it_is_a_word(tmp_path: Path) -> None:
    with Index.create(tmp_path, key=KEY) as index:
        with index.writer() as writer:
            for number, between in enumerate((" ", " \u2013 ", "\n", " (a) ")):
                writer.add(Record(str(number), "1", "other", "", f"Baclofen{between}dose", ("Baclofen",)))
        assert {hit.id: hit.count for hit in index.search("baclofen dose").hits} == {"0": 2, "1": 2, "2": 2, "3": 1}
