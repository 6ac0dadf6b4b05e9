"""A bookmarked passage is found again in an edited section, and never confused with another."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from desktop_app.monograph.anchors import CONTEXT, Anchor, locate, make_anchor

TEXT = (
    "Baclofen is used to treat spasticity. The usual starting dose is 5 mg three times a day. "
    "The dose may be raised by 5 mg every three days. Sudden withdrawal may cause seizures and hallucinations. "
    "In renal impairment a dose of 5 mg daily is advised. Do not stop abruptly."
)
words = st.lists(st.text(alphabet="abcde5.γ", min_size=1, max_size=6), min_size=1, max_size=60).map(" ".join)


def anchor_of(quote: str, text: str = TEXT, nth: int = 0) -> Anchor:
    start = -1
    for _ in range(nth + 1):
        start = text.index(quote, start + 1)
    return make_anchor("dosage", text, start, start + len(quote))


def found(anchor: Anchor, text: str) -> tuple[str, bool] | None:
    place = locate(anchor, text)
    return None if place is None else (text[place.start : place.end], place.exact)


def test_an_anchor_keeps_the_words_and_those_around_them() -> None:
    anchor = anchor_of("Sudden withdrawal")
    assert anchor.quote == "Sudden withdrawal"
    assert anchor.prefix == TEXT[anchor.start - CONTEXT : anchor.start]
    assert anchor.suffix.startswith(" may cause seizures")


def test_white_space_at_the_ends_of_a_selection_is_not_part_of_it() -> None:
    assert make_anchor("s", "a  bc d", 1, 6).quote == "bc"


@pytest.mark.parametrize(("start", "end"), [(3, 3), (5, 2), (1, 2), (99, 120)])
def test_an_anchor_needs_text(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="some text"):
        make_anchor("s", "a b c", start, end)


@given(words, st.data())
def test_in_the_same_text_an_anchor_finds_its_own_place(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assume(text[start:end].strip())
    anchor = make_anchor("s", text, start, end)
    place = locate(anchor, text)
    assert place is not None
    assert (place.start, place.exact) == (anchor.start, True)
    assert text[place.start : place.end] == anchor.quote


@given(words, words, st.data())
def test_whatever_the_text_became_the_answer_is_a_stretch_of_it(text: str, other: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assume(text[start:end].strip())
    anchor = make_anchor("s", text, start, end)
    for changed in (other, "", other + " " + text[len(text) // 2 :], text[: len(text) // 2] + other, text[::-1]):
        place = locate(anchor, changed)
        if place is not None:
            assert 0 <= place.start < place.end <= len(changed)
            assert place.exact == (changed[place.start : place.end] == anchor.quote)


@given(st.text(alphabet="xyz ", max_size=300), st.text(alphabet="xyz ", max_size=300))
def test_text_put_before_or_after_moves_a_passage_along(before: str, after: str) -> None:
    anchor = anchor_of("Sudden withdrawal may cause seizures")
    place = locate(anchor, before + TEXT + after)
    assert place is not None
    assert (place.start, place.exact) == (anchor.start + len(before), True)


@pytest.mark.parametrize("nth", [0, 1, 2])
def test_among_places_that_read_the_same_the_surroundings_decide(nth: int) -> None:
    anchor = anchor_of("5 mg", nth=nth)
    longer = TEXT.replace("Baclofen is used to treat spasticity.", "Baclofen (5 mg, 10 mg) is used. " * 9)
    place = locate(anchor, longer)
    assert place is not None
    assert longer[: place.start].endswith(anchor.prefix[-20:])
    assert longer[place.end :].startswith(anchor.suffix[:20])


def test_a_dose_that_was_changed_is_found_where_it_stands_and_called_edited() -> None:
    changed = TEXT.replace("starting dose is 5 mg three", "starting dose is 10 mg three")
    assert found(anchor_of("5 mg"), changed) == ("10 mg", False)


def test_a_sentence_that_was_edited_is_found_and_called_edited() -> None:
    anchor = anchor_of("Sudden withdrawal may cause seizures and hallucinations.")
    changed = TEXT.replace("seizures and hallucinations", "seizures, fever and vivid hallucinations")
    assert found(anchor, changed) == ("Sudden withdrawal may cause seizures, fever and vivid hallucinations.", False)


def test_an_edited_sentence_is_found_when_its_surroundings_were_rewritten_too() -> None:
    anchor = anchor_of("Sudden withdrawal may cause seizures and hallucinations.")
    changed = "Entirely new. Sudden withdrawal can cause seizures and hallucinations. Another text follows here now."
    assert found(anchor, changed) == ("Sudden withdrawal can cause seizures and hallucinations.", False)


@pytest.mark.parametrize("edit", ["Abrupt withdrawal may cause seizures and hallucinations.",
                                  "Sudden withdrawal may cause seizures and delirium."])  # fmt: skip
def test_an_edit_at_an_end_of_the_passage_belongs_to_it(edit: str) -> None:
    anchor = anchor_of("Sudden withdrawal may cause seizures and hallucinations.")
    words_found = found(anchor, f"Entirely new words. {edit} Another text follows here now.")
    assert words_found is not None
    assert set(edit.split()[1:-1]) <= set(words_found[0].split())


def test_what_stands_between_the_old_surroundings_is_the_passage_however_it_reads() -> None:
    before, after = "The first line of the section ends here.", "The second line of the section begins here."
    text = f"{before} 5 mg {after}"
    anchor = make_anchor("s", text, len(before) + 1, len(before) + 5)
    for again in (
        f"{before} And another. {before} ten milligrams  {after}",
        f"{before} ten milligrams {after} {before}",
    ):
        assert found(anchor, again) == ("ten milligrams", False)
    assert locate(anchor, f"{before} {after}") is None


def test_a_passage_that_was_deleted_is_gone() -> None:
    anchor = anchor_of("Sudden withdrawal may cause seizures and hallucinations. ")
    assert locate(anchor, TEXT.replace("Sudden withdrawal may cause seizures and hallucinations. ", "")) is None
    assert locate(anchor_of("5 mg", nth=1), TEXT.replace("by 5 mg every", "by every")) is None


def test_unrelated_text_holds_no_passage() -> None:
    anchor = anchor_of("Sudden withdrawal may cause seizures and hallucinations.")
    assert locate(anchor, "Aspirin irreversibly inhibits cyclooxygenase in platelets. " * 20) is None
    assert locate(anchor, "") is None
    assert locate(anchor_of("5 mg"), "Nothing of the kind.") is None


def test_a_short_quote_in_new_surroundings_is_found_only_where_it_stands_alone() -> None:
    anchor = anchor_of("three times a day")
    assert found(anchor, "Take it three times a day.") == ("three times a day", True)
    assert locate(anchor, "Once: three times a day. Twice: three times a day.") is None


def test_a_long_quote_in_new_surroundings_is_found() -> None:
    anchor = anchor_of("Sudden withdrawal may cause seizures and hallucinations.")
    assert found(anchor, f"New: {anchor.quote} End.") == (anchor.quote, True)


def test_a_long_passage_with_edits_is_found_by_its_ends() -> None:
    sentences = [f"Patient {number} of the trial took {number * 7} mg and then rested." for number in range(60)]
    text = " ".join(sentences)
    start, end = text.index(sentences[5]), text.index(sentences[50])
    anchor = make_anchor("s", text, start, end)
    changed = "Preface. " + text.replace(sentences[20], "One was withdrawn.").replace(sentences[4], "X.").replace(
        sentences[50], "Y."
    )
    place = locate(anchor, changed)
    assert place is not None
    assert not place.exact
    assert changed[place.start :].startswith(sentences[5])
    assert changed[: place.end].endswith(sentences[49])
    assert locate(anchor, " ".join(sentences[5:9])) is None


def test_locating_in_a_very_long_section_takes_no_noticeable_time() -> None:
    source = random.Random(7)
    vocabulary = ["".join(source.choices("abcdefghij", k=source.randint(2, 9))) for _ in range(400)]
    text = " ".join(source.choices(vocabulary, k=40_000))[:200_000]
    for length in (60, 5_000, 150_000):
        anchor = make_anchor("s", text, 40_000, 40_000 + length)
        middle = 40_000 + length // 2
        edited = "Quite new. " * 50 + text[:39_950] + "!" * 60 + text[40_000:middle] + "edit" + text[middle:]
        began = time.process_time()
        place = locate(anchor, edited)
        assert time.process_time() - began < 1.0
        assert place is not None
        assert abs(place.start - (40_000 + 550 + 10)) < 20
    assert locate(make_anchor("s", "a" * 200_000, 5, 100_000), "a" * 190_000) is not None


@pytest.mark.parametrize(
    "value",
    [{}, {"section_key": "a", "quote": "", "prefix": "", "suffix": "", "start": 0},
     {"section_key": "a", "quote": "b", "prefix": 3, "suffix": "", "start": 0},
     {"section_key": "a", "quote": "b", "prefix": "", "suffix": "", "start": True},
     {"section_key": "a", "quote": "b", "prefix": "", "suffix": "", "start": -1}],
)  # fmt: skip
def test_what_is_no_anchor_is_refused(value: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="not an anchor"):
        Anchor.from_json(value)


def test_an_anchor_survives_being_written_as_json() -> None:
    anchor = anchor_of("5 mg")
    assert Anchor.from_json(anchor.to_json()) == anchor
