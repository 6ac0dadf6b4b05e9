"""A snippet may be all that is read: it must not say other than the section does."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.matching import ReadText, places
from index.query import parse
from index.snippets import snippet

LONG = "in patients who have been treated for some considerable time with other medicines of this kind "


def snip(query: str, text: str) -> str:
    return snippet(text, places(parse(query), ReadText.of(text)))


def plain(shown: str) -> str:
    return html.unescape(re.sub(r"</?mark>", "", shown))


def test_matches_are_marked_and_the_rest_is_escaped() -> None:
    assert snip("dose", "Doses < 5 & <b>.") == "<mark>Doses</mark> &lt; 5 &amp; &lt;b&gt;."


def test_passage_with_most_different_words_is_shown() -> None:
    text = "Dose. " * 3 + LONG * 3 + "end. The renal dose is lower. " + LONG * 3 + "end. Renal."
    assert "The <mark>renal</mark> <mark>dose</mark> is lower." in snip("renal dose", text)


def test_words_that_say_more_than_the_name_are_shown() -> None:
    text = "Baclofen helps. " + LONG * 3 + "end. Pregnancy is another matter."
    found = places(parse("baclofen pregnancy"), ReadText.of(text))
    assert "<mark>Pregnancy</mark>" in snippet(text, found, telling={1})
    assert "<mark>Baclofen</mark>" in snippet(text, found, telling={0})


def test_text_without_a_match_shows_its_beginning() -> None:
    assert snip("x", "First sentence. Second one.") == "First sentence. Second one."
    assert snip("x", "") == ""
    assert snip("x", " \n ") == ""


def test_whole_sentences_have_no_dots_around() -> None:
    text = LONG * 2 + "end. Take the dose. " + "Next. " + LONG * 4
    assert snip("dose", text).startswith("Take the <mark>dose</mark>.")


def test_long_sentence_is_cut_at_words_and_says_so() -> None:
    shown = snip("dose", LONG * 3 + "the dose " + LONG * 3)
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert set(plain(shown).replace("…", "").split()) <= set((LONG + "the dose").split())
    assert len(plain(shown)) < 300


def test_abbreviations_and_decimals_do_not_end_a_sentence() -> None:
    shown = snip("baclofen", "Use e.g. Baclofen at 0.5 mg vs. Placebo in St. John. Then stop.")
    assert shown.startswith("Use e.g. <mark>Baclofen</mark> at 0.5 mg vs. Placebo in St. John.")


@pytest.mark.parametrize(
    "negation",
    [
        "Do not give",
        "Never give",
        "Avoid giving",
        "It should no longer be given: avoid",
        "It is contraindicated",
        "Don’t give",
    ],
)
def test_negation_before_the_match_stays(negation: str) -> None:
    shown = plain(snip("alcohol", f"{negation} {LONG * 3} alcohol {LONG * 3}."))
    word = re.search(r"not|Never|Avoid|no longer|contraindicated|Don’t", negation)
    assert word
    assert word[0] in shown


def test_negation_after_the_match_stays_with_what_it_governs() -> None:
    shown = plain(snip("alcohol", f"Use with alcohol {LONG * 3} is not recommended in anyone."))
    assert "is not recommended" in shown


@pytest.mark.parametrize("shift", range(60, 90))
def test_no_piece_ends_with_a_negation(shift: int) -> None:
    text = f"Give alcohol {LONG}{'x' * shift} and to some of them one should not ever give anything {LONG * 3}"
    for piece in plain(snip("alcohol", text)).split("…"):
        assert not piece.rstrip().endswith(" not")
        assert not piece.lstrip().startswith("ever give")


def test_lead_in_of_a_list_stays_with_its_items() -> None:
    text = "Do not use with:\nwarfarin\nalcohol\ndigoxin\n" + LONG * 4
    assert plain(snip("digoxin", text)).startswith("Do not use with: … digoxin")
    assert plain(snip("warfarin", text)).startswith("Do not use with: warfarin")


def test_lead_in_that_denies_nothing_or_is_far_above_is_left_out() -> None:
    assert plain(snip("alcohol", "Use with:\nwarfarin\nalcohol " + LONG * 4)).startswith("alcohol")
    lines = "\n".join(f"{LONG} {number}." for number in range(20))
    assert "Do not" not in snip("alcohol", f"Do not use with:\n{lines}\nalcohol")


@pytest.mark.parametrize(
    "quantity",
    [
        "0.05 mg/mL",
        "10 mg",
        "1,000 mg",
        "5 to 10 mg",
        "5–10 mg/kg/day",
        "< 30 mL/min",
        "up to 80 mg",
        "3 tablets",
        "5 %",
        "50 × 10⁹/L",
        "12 500 IU",
        "1 1/2 mg",
    ],
)
def test_quantity_is_whole_wherever_the_cut_falls(quantity: str) -> None:
    seen = set()
    for shift in range(24):
        filler = "a b c d e f g h i j k l m n o p q r s t"[:shift]
        for spaced in (
            f"{LONG * 2}{filler} {quantity} words to fill the space before the match with {filler} alcohol {LONG * 3}",
            f"{LONG * 3} alcohol {LONG} and some more words to fill it {filler} up {quantity} {LONG * 3}",
        ):
            text = " ".join(spaced.split())
            shown = plain(snip("alcohol", text)).strip("… ")
            start = text.index(shown)
            ends = start, start + len(shown)
            inside = text.index(quantity), text.index(quantity) + len(quantity)
            assert not any(inside[0] < end < inside[1] for end in ends), shown
            seen.add((quantity in shown, shown.startswith(quantity), shown.endswith(quantity)))
    assert {whole for whole, _, _ in seen} == {True, False}


@given(
    st.lists(
        st.sampled_from(
            ["alcohol", "not", "5 mg", "word", "avoid", "long-term", ".", "\n", ":", "0.05 mg/mL", "<", "A", "γ"]
        ),
        max_size=150,
    ).map(" ".join)
)
def test_snippet_of_any_text_is_its_own_words(text: str) -> None:
    shown = snip("alcohol mg", text)
    assert shown.count("<mark>") == shown.count("</mark>")
    for piece in re.split(r"\s?…\s?", plain(shown)):
        assert piece.strip() in " ".join(text.split())


@given(st.text())
def test_anything_can_be_shown(text: str) -> None:
    assert isinstance(snip("a 5", text), str)


def test_values_of_a_table_stay_with_their_row() -> None:
    table = "Juice, 240 mL\t40 mg\t37% more\nDiltiazem 240 mg\t40 mg\t51% more"

    shown = snip("juice diltiazem", table)

    assert "37% more ‖ <mark>Diltiazem</mark> 240 mg | 40 mg | 51% more" in shown
