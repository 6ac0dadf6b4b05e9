"""What is typed means what it says, and anything may be typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.query import MAX_CHUNKS, AllOf, AnyOf, OtherNames, Phrase, Query, Word, leaves, parse

pytestmark = pytest.mark.whoosh


SOME_QUERY = st.lists(
    st.sampled_from(
        [
            '"',
            "-",
            "OR",
            "AND",
            "in:",
            "drug:",
            "in:dos",
            'drug:"a b"',
            "-drug:x",
            "-in:dosage",
            "baclofen",
            "10 mg",
            "half-life",
            ":",
        ]
    )
    | st.text(max_size=6)
).map(" ".join)


def test_all_words_are_wanted_and_the_last_is_a_beginning() -> None:
    first, last = parse("renal dos").wanted
    assert isinstance(first, Word)
    assert first.prefix is None
    assert isinstance(last, Word)
    assert last.prefix == "dos"


def test_number_with_unit_is_one_word() -> None:
    assert parse("5 mg daily").wanted[0] == parse("5mg daily").wanted[0] == Word(("5mg",), None)


def test_hyphenated_word_is_the_whole_or_its_parts_in_order() -> None:
    (node,) = parse("half-life").wanted
    assert isinstance(node, AnyOf)
    assert Phrase(("half", "life")) in leaves(node)
    assert any(isinstance(leaf, Word) and leaf.prefix == "halflife" for leaf in leaves(node))


def test_phrase_is_exact_and_of_one_word_no_beginning() -> None:
    assert parse('"Renal impairments"').wanted == (Phrase(("renal", "impairments")),)
    assert parse("“renal”").wanted == (Word(("renal",)),)


def test_minus_excludes_words_and_phrases_but_negative_numbers_are_numbers() -> None:
    query = parse('baclofen -pump -"intrathecal dose" -5')
    assert len(query.unwanted) == 2
    assert len(query.wanted) == 2


def test_or_joins_its_neighbours() -> None:
    spasm, pain = parse("spasm OR cramp OR tremor pain").wanted
    assert isinstance(spasm, AnyOf)
    assert len(spasm.nodes) == 3
    assert isinstance(pain, Word)


def test_or_after_an_alternative_of_another_kind_keeps_it_whole() -> None:
    (node,) = parse('half-life OR "renal failure"').wanted
    assert isinstance(node, AnyOf)
    assert len(node.nodes) == 2


@pytest.mark.parametrize("text", ["pain OR OR AND", "AND pain AND", "OR AND pain OR", "AND OR pain"])
def test_operators_with_nothing_to_join_are_no_words(text: str) -> None:
    (node,) = parse(text).wanted
    assert isinstance(node, Word)
    assert "pain" in node.terms
    assert parse(text).names == ("pain",)


def test_and_between_words_is_no_operator() -> None:
    assert parse("HEAD AND NECK").names[0] == "head and neck"
    assert [word.prefix for word in leaves(parse("AND").wanted[0]) if isinstance(word, Word)] == ["and"]
    (node,) = parse("spasm OR AND cramp").wanted
    assert isinstance(node, AnyOf)
    assert len(node.nodes) == 2


@pytest.mark.parametrize("text", ["OR baclofen", "baclofen OR"])
def test_or_without_a_neighbour_is_nothing(text: str) -> None:
    (node,) = parse(text).wanted
    assert isinstance(node, Word)
    assert node.prefix == "baclofen"


def test_filters() -> None:
    query = parse('in:Dosage -in:"boxed warning" drug:"lioresal intrathecal" -drug:tizanidine')
    assert query.kinds == ("dosage",)
    assert query.unwanted_kinds == ("boxed-warning",)
    assert len(query.drugs) == len(query.unwanted_drugs) == 1
    assert query.wanted == ()
    assert query


def test_unfinished_filters_are_not_words() -> None:
    assert parse("baclofen in:").wanted == parse("baclofen").wanted
    assert not parse("drug:")
    assert parse('baclofen drug:"!" in:"!"').wanted == (Word(("~baclofen", "baclofen", "=baclofen")),)


def test_stop_words_are_not_required_unless_there_is_nothing_else() -> None:
    assert len(parse("what is the dose of baclofen").wanted) == 2
    assert len(parse("of the ").wanted) == 1
    assert len(parse("of the OR").wanted) == 1


def test_negations_are_words() -> None:
    assert len(parse("do not stop baclofen").wanted) == 3


@pytest.mark.parametrize("text", ["-pump", "OR", '"', "- - -foo", '"renal impairment'])
def test_what_has_no_form_is_plain_words(text: str) -> None:
    query = parse(text)
    assert query.unwanted == ()
    assert all(isinstance(node, Word) for node in query.wanted)
    assert bool(query) == any(char.isalpha() for char in text)


@pytest.mark.parametrize("text", ["", "   ", "\t\n\x00", "😀", "‮‬", "--", "“”"])
def test_nothing_asks_nothing(text: str) -> None:
    assert not parse(text)


def test_long_query_is_cut() -> None:
    assert len(parse(" ".join(f"word{number}" for number in range(5000))).wanted) <= MAX_CHUNKS
    assert len(parse(" ".join(f'"word{number}"' for number in range(100))).wanted) <= MAX_CHUNKS


def test_other_names_of_a_drug_of_several_words() -> None:
    synonyms = {"valproic acid": ("Depakene", "Valproic Acid", "!"), "acid": ("nothing",)}
    (name, other) = parse("valproic acid dose", synonyms=synonyms).wanted
    assert isinstance(name, OtherNames)
    assert isinstance(name.given, AllOf)
    assert [shown for shown, _ in name.others] == ["Depakene"]
    assert isinstance(other, Word)


def test_quoted_and_alternative_words_have_no_other_names() -> None:
    synonyms = {"lioresal": ("baclofen",)}
    assert not any(isinstance(node, OtherNames) for node in parse('"lioresal" a OR b', synonyms=synonyms).wanted)


def test_runs_of_words_may_be_names() -> None:
    assert parse("valproic acid dose").names[0] == "valproic acid dose"
    assert "valproic acid" in parse("valproic acid dose").names
    assert parse('"valproic acid"').names == ()


@given(SOME_QUERY | st.text())
def test_anything_can_be_typed(text: str) -> None:
    query = parse(text, synonyms={"baclofen": ("lioresal", "")})
    assert isinstance(query, Query)
    assert len([leaf for node in query.wanted for leaf in leaves(node)]) <= MAX_CHUNKS * 8


@given(st.text())
def test_places_of_plain_words_are_in_the_query_as_typed(text: str) -> None:
    assert all(0 <= part.start < part.end <= len(text) for part in parse(text).plain)
