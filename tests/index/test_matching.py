"""What is marked is what the query says, and a drug's own name only where it helps."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.matching import ReadText, beside_others, places
from index.query import parse

pytestmark = pytest.mark.whoosh


def marked(query: str, text: str, names: tuple[str, ...] = ()) -> list[str]:
    understood = parse(query)
    found = places(understood, ReadText.of(text))
    if names:
        found = beside_others(found, text, names, understood)
    return [text[place.start : place.end] for place in found]


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("withdrawals", "Withdrawal is abrupt withdrawal.", ["Withdrawal", "withdrawal"]),
        ("withdr", "Withdrawal was with drawn", ["Withdrawal"]),
        ("5 mg", "5 mg, 5mg, 5-mg, 25 mg, 0.5 mg", ["5 mg", "5mg", "5-mg"]),
        ("half-life", "half-life, half life, halflife, half of life", ["half-life", "half life", "halflife"]),
        ("halfli", "half-life", ["half-life"]),
        ('"renal impairment"', "Impairment: renal impairment, renal impairments", ["renal impairment"]),
        ('"renal dose"', "renal\ndose renal dose", ["renal dose"]),
        ("spasm OR cramp", "cramp and spasms", ["cramp", "spasms"]),
        ("dose -pump", "dose by pump", ["dose"]),
        ("café", "CAFE\u0301", ["CAFE\u0301"]),
        ("in:dosage", "dosage", []),
        ("xyz", "abc", []),
    ],
)
def test_marks(query: str, text: str, expected: list[str]) -> None:
    assert marked(query, text) == expected


def test_of_matches_that_overlap_the_longer_is_marked() -> None:
    assert marked('renal OR "renal impairment"', "severe renal impairment") == ["renal impairment"]


def test_other_names_are_marked() -> None:
    query = parse("lioresal dose", synonyms={"lioresal": ("Baclofen",)})
    read = ReadText.of("The dose of baclofen, as Lioresal")
    assert [read.text[place.start : place.end] for place in places(query, read)] == ["dose", "baclofen", "Lioresal"]


def test_own_name_is_marked_only_beside_another_hit() -> None:
    text = "Baclofen helps. Baclofen withdrawal and withdrawal of a baclofen pump; withdrawal (baclofen)."
    assert marked("baclofen withdrawal", text, ("Baclofen",)) == [
        "Baclofen",
        "withdrawal",
        "withdrawal",
        "withdrawal",
        "baclofen",
    ]
    assert marked("baclofen", text, ("Baclofen",)) == []


@given(st.text(alphabet="ab -5mg.\n", max_size=60), st.text(alphabet='ab -5mg"', max_size=12))
def test_marks_are_in_order_and_apart(text: str, query: str) -> None:
    found = places(parse(query), ReadText.of(text))
    assert all(first.end <= second.start for first, second in pairwise(found))
    assert all(place.start < place.end for place in found)
