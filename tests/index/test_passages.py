"""What is found among numbers is what reading the text would find."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Record
from index.building import build
from index.columns import Segment, save
from index.matching import ReadText, places
from index.passages import Marker, Passage
from index.query import parse
from index.read_texts import ReadTexts
from index.snippets import snippet

FILLER = "in patients who have been treated for some time with other medicines of this kind "


def segment_of(folder: Path, texts: Sequence[str], title: str = "", names: tuple[str, ...] = ()) -> Segment:
    save(folder / "s", build([Record(str(n), "m", "other", title, text, names) for n, text in enumerate(texts)]))
    return Segment(folder, "s")


def passage(folder: Path, query: str, text: str, title: str = "", names: tuple[str, ...] = ()) -> Passage:
    return Marker(segment_of(folder, [text], title, names), parse(query), ReadTexts()).passages([0])[0]


def marked(found: Passage) -> list[str]:
    return re.findall("<mark>(.*?)</mark>", html.unescape(found.snippet))


WORDS = [
    "dose", "Doses", "renal", "(renal),", "half-life", "half", "life", "5 mg", "5mg", "5", "10%", "1,000", "CYP3A4",
    "γ-amino", "dose.", "mg/mL", "abc1234", "café", "\u2013", "5 to 10 mg", "renal/dose", "dose's", "<dose>",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(WORDS), max_size=30).flatmap(
    lambda words: st.sampled_from([" ", "  ", "\u00a0 "]).map(lambda space: space.join(words))
)
QUERIES = st.lists(
    st.sampled_from(
        ["dose", "ren", "half-life", "halfl", '"renal dose"', '"dose half life"', "OR", "5 mg", "1", "am", "ab", "cafe"]
    ),
    min_size=1,
    max_size=3,
).map(" ".join)


@settings(max_examples=80)
@given(texts=st.lists(TEXTS, min_size=1, max_size=5), queries=st.lists(QUERIES, min_size=1, max_size=6))
def test_marks_are_those_that_reading_the_text_finds(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], queries: list[str]
) -> None:
    segment, read = segment_of(tmp_path_factory.mktemp("texts"), texts), ReadTexts()
    for query in map(parse, queries):
        found = Marker(segment, query, read).passages(range(len(texts)))
        for text, each in zip(texts, found, strict=True):
            marks = places(query, ReadText.of(text))
            assert each.snippet == snippet(text, marks, range(32))
            assert {word.casefold() for word in each.matched} == {text[start:end].casefold() for start, end, _ in marks}


def test_line_with_most_different_words_is_shown_then_that_with_most_matches(tmp_path: Path) -> None:
    text = "\n".join(("Renal dose.", FILLER * 4, "Dose, dose and dose.", FILLER * 4, "The renal renal dose."))
    assert marked(passage(tmp_path, "renal dose", text)) == ["renal", "renal", "dose"]
    assert marked(passage(tmp_path, "dose", text)) == ["Dose", "dose", "dose"]


def test_of_a_long_line_the_part_is_shown_where_the_words_stand_together(tmp_path: Path) -> None:
    text = "Renal end. " + (FILLER + "end. ") * 12 + "The renal dose is low. " + (FILLER + "end. ") * 12 + "Dose."
    assert passage(tmp_path, "renal dose", text).snippet.startswith("The <mark>renal</mark> <mark>dose</mark> is low.")


def test_of_a_long_line_the_first_place_is_shown_where_most_different_words_stand(tmp_path: Path) -> None:
    rest = (FILLER + "end. ") * 12
    for query, shown in (("renal", "renal"), ("renal dose", "dose")):
        text = f"{rest}A {shown} is here. {rest}A {shown} is there. {rest}"
        assert f"A <mark>{shown}</mark> is here." in passage(tmp_path, query, text).snippet
    text = f"{rest}A dose is here. {rest}A renal dose is there, and a dose. {rest}A dose is elsewhere. {rest}"
    assert "is there" in passage(tmp_path, "renal dose", text).snippet
    text = f"{rest}A dose is here. {rest}A liver is here. {rest}A renal dose is there. {rest}"
    assert "is there" in passage(tmp_path, "renal dose liver", text).snippet


def test_a_phrase_is_marked_in_a_long_line_and_not_where_it_is_not_shown(tmp_path: Path) -> None:
    text = (FILLER + "end. ") * 12 + "The renal dose is low. " + (FILLER + "end. ") * 12 + "A renal dose."
    assert marked(passage(tmp_path, '"renal dose"', text)) == ["renal dose"]


def test_words_beyond_the_first_thirty_two_are_marked(tmp_path: Path) -> None:
    words = [f"word{letter}{other}" for letter in "abcdefg" for other in "hijklm"]
    text = " ".join(words)
    assert len(words) > 32
    assert {*passage(tmp_path, " ".join(words), text).matched} == set(words)


def test_short_line_comes_with_those_after_it(tmp_path: Path) -> None:
    text = "Renal dose\nLower it. The drug " + FILLER * 9 + "end. Dose."
    assert passage(tmp_path, "renal dose", text).snippet.startswith("<mark>Renal</mark> <mark>dose</mark> Lower it.")


def test_own_name_does_not_choose_the_line_but_beside_another_word_it_counts(tmp_path: Path) -> None:
    text = "Baclofen, and baclofen, and baclofen.\n" + FILLER * 4 + "\nBaclofen dose."
    found = passage(tmp_path, "baclofen dose", text, names=("Baclofen",))
    assert marked(found) == ["Baclofen", "dose"]
    assert found.count == 2


def test_words_of_the_title_are_named_before_those_of_the_names(tmp_path: Path) -> None:
    found = passage(tmp_path, "dosage lioresal relaxes", "It relaxes.", title="Dosage", names=("Lioresal",))
    assert found.matched == ("relaxes", "Dosage")
    assert passage(tmp_path, "lioresal", "It relaxes.", title="Dosage", names=("Lioresal",)).matched == ("Lioresal",)


def test_record_without_text_has_no_snippet(tmp_path: Path) -> None:
    found = passage(tmp_path, "dose", "", title="Dose")
    assert found == Passage("", ("Dose",), 0)
