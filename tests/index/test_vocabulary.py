"""What a misspelt word may have been is among the words that are looked at."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.building import build
from index.columns import Segment, save
from index.evaluating import Corpus
from index.records import Record
from index.spelling import distance, sound
from index.vocabulary import Vocabulary

WORDS = sorted({"".join(letters) for letters in zip("abcabdcaed" * 6, "edcbahgfji" * 6, "aaabbbcccd" * 6, strict=True)})
FOREIGN = ["доза", "дозы", "таблетка"]


@pytest.fixture(scope="module")
def vocabulary(tmp_path_factory: pytest.TempPathFactory) -> Vocabulary:
    """Of two segments and one without words."""
    folder = tmp_path_factory.mktemp("segments")
    texts = [" ".join([*WORDS, "5mg half-life"]), " ".join([*FOREIGN, WORDS[0]]), ""]
    for number, text in enumerate(texts):
        names = ("Zyrtec", "Phenytoin 100") if number == 1 else ()
        save(folder / f"s{number}", build([Record(str(number), "m", "other", "", text, names)]))
    return Vocabulary(Corpus([Segment(folder, f"s{number}") for number in range(len(texts))]))


@given(word=st.text("abcdefghij", min_size=2, max_size=5), edits=st.integers(1, 2))
def test_every_word_within_so_many_edits_is_near(vocabulary: Vocabulary, word: str, edits: int) -> None:
    near = dict(vocabulary.near(word, edits))
    assert {each for each in WORDS if distance(word, each, edits) is not None} <= near.keys()
    assert all(each.isalpha() for each in near)


@pytest.mark.parametrize(("typed", "meant"), [("таблитка", "таблетка"), ("дозa", "доза"), ("zirtek", "zyrtec")])
def test_words_of_other_letters_and_names_by_their_sound_are_near(
    vocabulary: Vocabulary, typed: str, meant: str
) -> None:
    assert meant in dict(vocabulary.near(typed, 2))


def test_likeliest_come_first_and_names_are_worth_most(vocabulary: Vocabulary) -> None:
    near = list(vocabulary.near(WORDS[0], 1))
    assert near[0] == (WORDS[0], 2.0)
    assert dict(vocabulary.near("zyrtec", 1))["zyrtec"] >= 1000
    assert "half" not in dict(vocabulary.near("halflife", 2))


@given(st.text("abcdefghijklmnopqrstuvwxyz", max_size=12))
def test_letters_that_always_sound_stay_in_the_sound(word: str) -> None:
    always = set("bdgjlmnrtvw")
    assert set(word) & always == set(sound(word)) & always
