"""Footnote lines: how many letters there are, and where the reference begins."""

from __future__ import annotations

import pytest

from desktop_app.citations.footnote import is_footnote, letter, read_footnote


@pytest.mark.parametrize(
    ("line", "uses", "text"),
    [
        ("^ abcdLeggio L, Garbutt JC", 4, "Leggio L, Garbutt JC"),
        ("^ abvan Nieuwenhuijzen PS", 2, "van Nieuwenhuijzen PS"),
        ("^ abcde Groot A", 3, "de Groot A"),
        ("^ abcd'Andrea F", 3, "d'Andrea F"),
        ("^ abcAndersson", 3, "Andersson"),
        ("^ abbioRxiv 2020", 2, "bioRxiv 2020"),
        ('^ ab"Product Information"', 2, '"Product Information"'),
        ("^ ab Leggio L", 2, "Leggio L"),
        ("^ a b c Leggio L", 3, "Leggio L"),
        ("^ Jump up to: a b van X", 2, "van X"),
        ("^Perry HE", 1, "Perry HE"),
        ("^drugs.com", 1, "drugs.com"),
        ("↑ Perry HE", 1, "Perry HE"),
    ],
)
def test_letters_are_told_from_the_name_they_stick_to(line: str, uses: int, text: str) -> None:
    footnote = read_footnote(line)
    assert (footnote.uses, footnote.text) == (uses, text)
    assert len(footnote.letters) == (uses if uses > 1 else 0)


@pytest.mark.parametrize("line", ["^ abcdrugs.com", "^ about us", "^ ab", "No caret at all"])
def test_uses_stay_unknown_where_letters_cannot_be_told_from_the_text(line: str) -> None:
    footnote = read_footnote(line)
    assert footnote.uses is None
    assert footnote.text == line.removeprefix("^ ")


def test_letters_go_on_after_z() -> None:
    letters = [letter(place) for place in range(30)]
    assert letters[25:28] == ["z", "aa", "ab"]
    assert read_footnote(f"^ {''.join(letters)}Smith J").uses == 30
    assert read_footnote(f"^ {' '.join(letters)} Smith J").uses == 30


def test_only_a_line_with_a_caret_is_a_footnote() -> None:
    assert is_footnote("  ^ Smith")
    assert not is_footnote("Smith ^")
