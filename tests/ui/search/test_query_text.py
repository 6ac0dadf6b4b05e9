"""The query as the box holds it: harmless whatever was pasted, and limited to kinds by the chips."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.monograph.kinds import Kind
from desktop_app.ui.search.query_text import MOST_CHARACTERS, cleaned, quoted, with_kinds


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("baclofen\r\nwithdrawal\t5\x00mg", "baclofen  withdrawal 5 mg"),
        ("باكلوفين", "باكلوفين"),
        ("fever 🤒", "fever 🤒"),
        ("half \ud83e of a pair", "half  of a pair"),
        ("\u202ereversed", " reversed"),
        ("10\u00a0mg", "10 mg"),
    ],
)
def test_what_cannot_be_shown_or_stored_is_left_out(pasted: str, kept: str) -> None:
    assert cleaned(pasted) == kept


@given(st.text(st.characters()), st.integers(1, 40))
def test_whatever_is_pasted_can_be_stored(text: str, times: int) -> None:
    kept = cleaned(text * times)
    assert len(kept) <= MOST_CHARACTERS
    assert json.loads(json.dumps(kept, ensure_ascii=False).encode()) == kept
    assert cleaned(kept) == kept


def test_long_queries_are_quoted_in_part() -> None:
    assert quoted("x" * 60) == "“" + "x" * 60 + "”"
    assert quoted("x" * 61) == "“" + "x" * 60 + " …”"
    assert quoted("abc def", 4) == "“abc …”"
    assert quoted("باكلوفين") == "“\u2068باكلوفين\u2069”", "its direction stays inside the marks"


def test_kinds_stand_in_front_in_reading_order_and_replace_those_named_before() -> None:
    assert with_kinds("baclofen withdr", ["withdrawal", "dosage"]) == "in:dosage in:withdrawal baclofen withdr"
    assert with_kinds('IN:dosage baclofen in:"boxed warning" stop', [Kind.OVERDOSE]) == "in:overdose baclofen stop"
    assert with_kinds("in:dosage baclofen", ()) == "baclofen"
    assert with_kinds("-in:dosage protein:x", ()) == "-in:dosage protein:x"
