"""Texts are cut so that what a clinician types is found however it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.words import fold, fold_name, tokens


def terms(text: str) -> set[str]:
    return {token.term for token in tokens(text)}


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("0.05 mg/mL", "0.05mg/ml"),
        ("10 mg", "10mg"),
        ("10mg", "10mg"),
        ("10-mg tablets", "10mg"),
        ("10\u00a0mg", "10mg"),
        ("1,000 mg", "1000mg"),
        ("5.0 mg", "5mg"),
        (".5 mg", "0.5mg"),
        ("0,5 mg", "0.5mg"),
        ("10 µg", "10mcg"),
        ("10 μg", "10mcg"),
        ("10 micrograms", "10mcg"),
        ("50 mcg per day", "50mcg/day"),
        ("10 mg/5 mL", "10mg/5ml"),
        ("24 hours", "24h"),
        ("24-hour", "24h"),
        ("5 %", "5%"),
        ("CYP3A4", "cyp3a4"),
        ("QT", "qt"),
        ("GABAB", "gabab"),
        ("half-life", "=halflife"),
        ("5-HT3", "=5ht3"),
        ("3.5-fold", "=3.5fold"),
        ("γ-aminobutyric", "gamma"),
        ("TNFα", "tnfalpha"),
        ("Parkinson’s", "parkinson"),
        ("don't", "dont"),
        ("naïve", "naive"),
        ("nai\u0308ve", "naive"),
        ("ﬁbrosis", "fibrosis"),
        ("soft\u00adhyphen", "softhyphen"),
        ("6million", "million"),
        ("PMID9606233", "9606233"),
        ("mg/mL", "mg/ml"),
    ],
)
def test_text_is_found_by_its_plain_form(text: str, whole: str) -> None:
    assert whole in terms(text)


def test_both_ends_of_a_range_have_the_unit() -> None:
    assert {"5mg", "10mg"} <= terms("5 to 10 mg")
    assert {"5mg/kg", "10mg/kg"} <= terms("5–10 mg/kg")


def test_number_is_not_found_inside_a_longer_one() -> None:
    assert "5mg" not in terms("25 mg") | terms("0.5 mg") | terms("5 mgtablet") | terms("1.5-mg")


def test_hyphenated_word_is_its_parts_and_the_whole_at_one_place() -> None:
    found = {(token.term, token.position) for token in tokens("off-label use")}
    assert {("=offlabel", 0), ("off", 0), ("label", 1), ("use", 2)} <= found


def test_forms_of_a_word_share_a_stem_but_drug_names_keep_theirs() -> None:
    assert terms("withdrawal") & terms("withdrawals") == {"~withdrawal"} or "~withdraw" in terms("withdrawals")
    assert "~clonidine" in terms("clonidine")
    assert "~statin" not in terms("simvastatins")
    assert "~simvastatin" in terms("simvastatins")


def test_stems_are_those_of_the_languages_asked_for() -> None:
    assert {token.term for token in tokens("embarazadas", "es")} == {"embarazadas", "~es:embaraz"}
    assert {token.term for token in tokens("doses", "en", "xx")} == {"doses", "~dose", "~:doses"}


def test_names_are_compared_without_case_and_signs() -> None:
    assert fold_name("Lioresal® Intrathecal") == fold_name("LIORESAL  intrathecal") == "lioresal intrathecal"


def test_fold_of_marks_alone_is_empty() -> None:
    assert fold("\u00ad") == ""
    assert list(tokens("\uff9e")) == []
    assert list(tokens("⁠\u200b — … '")) == []


@given(st.text())
def test_tokens_lie_in_the_text_in_order(text: str) -> None:
    found = list(tokens(text))
    assert all(0 <= token.start < token.end <= len(text) for token in found)
    assert all(token.term for token in found)
    positions = [token.position for token in found]
    assert positions == sorted(positions)
    assert set(positions) == set(range(len(set(positions))))


@given(st.sampled_from(["mg", "mL", "mcg/h", "%", "hours", "mg/kg/day"]), st.integers(0, 99999), st.integers(0, 99))
def test_number_with_unit_is_whole_with_or_without_space(unit: str, whole: int, fraction: int) -> None:
    number = f"{whole}.{fraction:02}"
    assert terms(f"x {number} {unit}, y") == terms(f"x {number}{unit}, y")
