"""Which mark a reference without its number belongs to: claimed where it is plain, left open where it is not."""

from __future__ import annotations

from desktop_app.citations.likeness import Feature
from desktop_app.citations.match import MOST_PAIRS, Article, CitedParagraph, match
from desktop_app.citations.match_weights import SURE, WEIGHTS
from desktop_app.citations.parse import parse_reference

SENTENCES = (
    "Herons are combed at dawn, when their feathers are wet.",
    "Varnished soundboards ring brighter than raw ones, as a tuning fork shows.",
    "The tuning fork stood on the bridge of the violin for an hour.",
    "Scribes wrote long letters with violet ink before steel pens came.",
    "Copper kettles with a tin lining keep it sweet for a year.",
    "Clippers raced from Foochow to London with the first leaves.",
    "Orb webs of drugged spiders were photographed under a lamp.",
    "Lighthouse keepers were paid from fines for Sunday work.",
)
NUMBERS = (1, 2, 2, 3, 4, 5, 6, 7)
FORK = '^ abBell A (1931). "A tuning fork on the bridge: how varnished soundboards ring". Acoustics. 2: 3.'
WEBS = '^Webster S (1995). "Orb webs of drugged spiders, photographed". Arachnology. 8: 70.'


def article() -> Article:
    """One paragraph for each sentence, its mark at the end."""
    cited = zip(SENTENCES, NUMBERS, strict=True)
    return Article(tuple(CitedParagraph("", text, ((number, len(text)),)) for text, number in cited))


def test_reference_with_the_uses_and_words_of_one_mark_is_claimed_with_its_reason() -> None:
    (found,) = match(article(), [parse_reference(FORK)])
    assert found.number == 2
    assert found.probability >= SURE
    assert found.reason.startswith("order, 2 uses, shares: ")
    assert "soundboards" in found.reason


def test_reference_like_nothing_in_the_text_is_left_open() -> None:
    (found,) = match(article(), [parse_reference('^Nobody N (1990). "Concrete bridges in Norway". Roads. 1: 1.')])
    assert found.number is None
    assert found.reason == ""


def test_order_of_the_list_decides_against_crossing_numbers() -> None:
    right = match(article(), [parse_reference(FORK), parse_reference(WEBS)], sure=0.5)
    assert [found.number for found in right] == [2, 6]
    crossed = match(article(), [parse_reference(WEBS), parse_reference(FORK)], sure=0.5)
    assert [found.number for found in crossed] != [6, 2]


def test_what_could_be_is_listed_likeliest_first_and_is_in_the_text() -> None:
    (found,) = match(article(), [parse_reference(WEBS)], sure=1.1)
    assert found.number is None
    assert found.candidates[0] == 6
    assert set(found.candidates) <= set(NUMBERS)


def test_uses_that_are_elsewhere_are_told() -> None:
    (found,) = match(article(), [parse_reference(FORK.replace("^ ab", "^ abc"))], sure=0.5)
    assert found.number == 2
    assert "3 uses of which 2 here" in found.reason


def test_letters_that_are_unclear_are_left_out_of_the_reason() -> None:
    line = FORK.removeprefix("^ ab")
    (found,) = match(article(), [parse_reference(line)], sure=0.3)
    assert found.number == 2
    assert found.reason.startswith("order, shares: ")


def test_text_without_marks_claims_nothing() -> None:
    bare = Article((CitedParagraph("", "No marks here.", ()),))
    assert [found.number for found in match(bare, [parse_reference(FORK)])] == [None]
    assert match(article(), []) == []


def test_too_much_to_compare_claims_nothing_rather_than_taking_minutes() -> None:
    many = Article((CitedParagraph("", SENTENCES[1], ((MOST_PAIRS, len(SENTENCES[1])),)),))
    assert match(many, [parse_reference(FORK)])[0].number is None


def test_every_feature_has_a_weight() -> None:
    assert set(WEIGHTS) == set(Feature)
