"""What the command line prints of an answer."""

from __future__ import annotations

from dataclasses import replace

from desktop_app.services.reports import search_lines
from desktop_app.services.search.search import Answer, SectionHit

HIT = SectionHit(
    "local:x", "X", "use", "Use", "indications", 1.0, "a &lt; <mark>b</mark>", ("b",), "Materia monograph", "", 1
)


def test_hits_that_lack_words_stand_under_a_line_and_copies_are_counted() -> None:
    hits = (replace(HIT, copies=41), replace(HIT, section="stop", missing=("b", "c")))
    assert search_lines(Answer("b c", None, (), 2, (), hits, relaxed_from="b c")) == [
        "X: Use  (local:x, use)",
        "    a < b",
        "    (and 41 more with the same text)",
        "Some words missing:",
        "X: Use  (local:x, stop)",
        "    a < b",
        "    (without “b”, “c”)",
    ]


def test_monographs_of_one_title_are_listed_with_their_publishers() -> None:
    hits = (replace(HIT, publisher="Maker"), replace(HIT, uid="local:y", publisher="Packer"))
    lines = search_lines(Answer("b", None, (), 2, (), hits))
    assert [line for line in lines if line.startswith("    (")] == ["    (Maker)", "    (Packer)"]


def test_quotes_are_not_doubled_and_an_empty_library_says_so() -> None:
    nothing = Answer('"b c"', None, (), 0, (), ())
    assert search_lines(nothing)[-1].startswith('Nothing found for ‘"b c"’.')
    assert search_lines(replace(nothing, nothing_to_search=True)) == [
        "The library is empty. `materia import FILE` adds to it."
    ]


def test_what_is_not_listed_is_said_with_the_way_to_it() -> None:
    answer = Answer("b", None, (), 4211, (), (HIT,), more=True)
    assert search_lines(answer)[-1] == "The first 1 of 4,211; --limit shows more."
    assert search_lines(replace(answer, total=1))[-1] == "The first 1; --limit shows more."
    assert search_lines(replace(answer, more=False))[-1] == "    a < b"
