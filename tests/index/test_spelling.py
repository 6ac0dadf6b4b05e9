"""A word that is nowhere is replaced by the nearest one that is somewhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.query import parse
from index.spelling import corrected, distance, nearest_word


def test_every_unknown_word_is_replaced_in_place() -> None:
    text = "  baclofin  withdrawl 5 mg"
    known = {"5", "mg"}
    words = [("baclofen", 1.0), ("withdrawal", 1.0), ("5x", 1.0)]
    result = corrected(text, parse(text).plain, known=lambda part: part.surface in known, near=lambda *_: words)
    assert result == "  baclofen  withdrawal 5 mg"


def test_nothing_is_replaced_where_all_words_are_known_or_none_is_near() -> None:
    parts = parse("baclofen xyz").plain
    assert corrected("baclofen xyz", parts, known=lambda part: True, near=lambda *_: []) is None
    assert corrected("baclofen xyz", parts, known=lambda part: False, near=lambda *_: [("tizanidine", 1.0)]) is None


def test_nearest_word_has_fewest_edits_then_the_same_initial_then_most_worth() -> None:
    assert nearest_word("baclofin", [("baclofen", 1), ("backlofins", 9)]) == "baclofen"
    assert nearest_word("cetirizin", [("xetirizin", 99), ("cetirizine", 1)]) == "cetirizine"
    assert nearest_word("prednisone", [("prednisole", 1), ("prednisolone", 50), ("prednisane", 2)]) == "prednisane"
    assert nearest_word("abcd", [("abef", 1), ("abcdefgh", 1)]) is None


@pytest.mark.parametrize(
    ("first", "second", "edits"), [("ab", "ba", 1), ("abc", "abc", 0), ("abc", "abd", 1), ("", "ab", 2)]
)
def test_distance(first: str, second: str, edits: int) -> None:
    assert distance(first, second, 3) == edits


@given(st.text("abc", max_size=7), st.text("abc", max_size=7), st.integers(0, 4))
def test_distance_is_symmetric_and_limited(first: str, second: str, limit: int) -> None:
    found = distance(first, second, limit)
    assert found == distance(second, first, limit)
    assert found is None or abs(len(first) - len(second)) <= found <= limit
    assert (distance(first, second, 20) == 0) == (first == second)


def test_a_name_is_taken_only_from_one_edit_away_and_where_no_other_is_as_near() -> None:
    names = [("vidarabine", 1000.0), ("finasteride", 1000.0), ("prednisone", 1000.0), ("prednisolone", 1000.0)]
    for typed in ("citarabine", "duasteride", "prednisolne"):
        assert nearest_word(typed, names) is None, typed
    assert nearest_word("finastride", names) == "finasteride"
