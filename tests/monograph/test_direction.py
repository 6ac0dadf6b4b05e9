"""Which text is written from right to left."""

from __future__ import annotations

import pytest

from desktop_app.monograph.direction import is_right_to_left, paragraph_runs_left


@pytest.mark.parametrize(
    "tag", ["ar", "AR-EG", "he", "iw", "fa_IR", "ur", "ps", "ckb", "yi", "dv", "az-Arab", "ms-arab-MY"]
)
def test_languages_and_scripts_that_run_from_right_to_left(tag: str) -> None:
    assert is_right_to_left(tag)


@pytest.mark.parametrize("tag", ["en", "", "de-AT", "az", "az-Latn", "ar-Latn", "ur-Latn-PK", "zh-Hant", "arn", "und"])
def test_others_run_from_left_to_right(tag: str) -> None:
    assert not is_right_to_left(tag)


def test_a_paragraph_of_an_arabic_monograph_that_begins_with_a_name_in_latin_letters_runs_left() -> None:
    assert paragraph_runs_left("Baclofen هو دواء", in_right_to_left=True)
    assert paragraph_runs_left("10–20", in_right_to_left=True)
    assert not paragraph_runs_left("An English sentence.", in_right_to_left=True)


def test_in_other_monographs_the_first_letter_of_a_paragraph_decides() -> None:
    assert paragraph_runs_left("10 שבועות of rest", in_right_to_left=False)
    assert not paragraph_runs_left("Baclofen (באקלופן)", in_right_to_left=False)
    assert not paragraph_runs_left("10–20", in_right_to_left=False)
