"""The first bytes of any encoding become the text that formats are told from."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.importers.formats import nature, recognise
from desktop_app.importers.openings import opening_text, without_prologue

TEXT = '<?xml version="1.0"?>\n<é>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_every_encoding_with_and_without_its_mark(encoding: str) -> None:
    assert opening_text(TEXT.encode(encoding)) == TEXT


def test_white_space_and_repeated_marks_are_left_out() -> None:
    assert opening_text(codecs.BOM_UTF8 + " \r\n\ufeff{".encode()) == "{"


def test_a_character_that_is_cut_in_half_does_not_change_the_encoding() -> None:
    assert opening_text("naïve é".encode()[:-1]) == "naïve "


@given(st.binary(max_size=60))
def test_any_bytes_have_an_opening(data: bytes) -> None:
    assert isinstance(opening_text(data), str)


@pytest.mark.parametrize(
    "before", ["<!-- x -->", "<!-->-->", "<?p?>", " \n", "<!-- - -- ->-->", '<?xml version="1.0"?>']
)
@pytest.mark.parametrize("root", ["<project/>", "<html>", "<!doctype html>", "<svg ", "<a:document xmlns:a='x'>", ""])
def test_comments_before_the_root_element_take_time_in_proportion(before: str, root: str) -> None:
    """40 of them took for ever: where the patterns may part a text in two ways, each further comment doubles it."""
    text = before * 400 + root

    assert without_prologue(text) == root
    assert recognise(text.encode()) in {None, "article-text", "encyclopedia"}
    assert nature(text.encode())


def test_a_comment_that_never_ends_is_not_passed_over() -> None:
    assert without_prologue("<!-- a --><!-- b" + "<!--" * 400) == "<!-- b" + "<!--" * 400
