"""Patterns that see foreign bytes take a time in proportion to them: what grew with the square is named here.

`tests/benchmarks/pattern_growth.py` tries all patterns with attacks made of their own syntax; it takes minutes.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from desktop_app.importers import formats, html_page, titles
from desktop_app.importers.article import layout
from desktop_app.importers.authored import markdown
from desktop_app.importers.authored.latex import plain_latex
from desktop_app.importers.openfda import label
from desktop_app.importers.openfda import references as openfda_references
from desktop_app.importers.spl import links
from desktop_app.importers.spl import references as spl_references
from desktop_app.monograph.html import plain_text

LENGTH = 100_000
SECONDS = 20
"""Far more than a pass over the text takes on a busy machine, far less than its square does."""


@pytest.fixture(autouse=True)
def alarm() -> Iterator[None]:
    def ring(*_: object) -> None:
        raise AssertionError(f"not done after {SECONDS} seconds")

    if not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGVTALRM, ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    yield
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.signal(signal.SIGVTALRM, before)


XML, JSON, REFERENCES = (pattern for pattern, _ in formats._OPENINGS[-3:])


@pytest.mark.parametrize(
    ("use", "lead", "piece", "end"),
    [
        (XML.match, "<a", " ", "!"),
        (XML.match, "<a ", "b", "!"),
        (JSON.match, "[", " ", "!"),
        (REFERENCES.match, "@", "a", "!"),
        (formats._FRONT_MATTER.match, "---\n", "a\n", "a"),
        (formats._FRONT_MATTER.match, "---\n", "a", "!"),
        (html_page._DECLARED.search, b"<meta charset=", b" ", b"!"),
        (titles._SUBJECT.search, "information needed to use", " ", "\n"),
        (layout._EDIT.search, "a", " ", "!"),
        (markdown._ATTRIBUTES.search, "a", " ", "!"),
        (label._SIGNS.search, '"indications_and_usage":', " ", "!"),
        (openfda_references._HEADING.fullmatch, "references", " ", "!"),
        (spl_references._HEADING.search, ">references", " ", "!"),
        (spl_references._HEADING.search, "", "> ", "!"),
        (spl_references._NOTE.search, "<p>", " ", "!"),
        (spl_references._SUPERSCRIPT.search, "<sup>1", " ", "!"),
        (spl_references._IN_BRACKETS.search, "[1", " ", "!"),
        (links._NUMBERS.search, "(1", ", 1", "!"),
        (links._NUMBERS.search, "(1", " ", "!"),
    ],
)
def test_a_pattern_takes_time_in_proportion(use: Callable[[Any], object], lead: Any, piece: Any, end: Any) -> None:
    use(lead + piece * (LENGTH // len(piece)) + end)


@pytest.mark.parametrize("piece", [r"\(", r"\a{", "{", "_{", r"\a[", "$", "^{{"])
def test_latex_that_never_ends(piece: str) -> None:
    assert plain_latex(piece * 4000, set()) is not None


def test_neighbours_of_one_height_before_a_nested_one() -> None:
    """Each looked again at all that follow it."""
    html = "<sup>1</sup>" * LENGTH + "<sup>2<sub>3</sub></sup>"
    assert plain_text(html).startswith("¹" * LENGTH)
    assert plain_text("10<sup>1</sup><sup>2</sup><sup>a<sub>3</sub></sup>") == "10¹²^(a₃)"


def test_what_is_matched_stays_the_same() -> None:
    assert spl_references._HEADING.search("<p> 15. Selected references : </p>")
    assert spl_references._IN_BRACKETS.findall("[1, 2 and 3] [4-6] [ 7 to 9 ] [1and 2]") == [
        "1, 2 and 3",
        "4-6",
        "7 to 9",
    ]
    assert links._NUMBERS.findall("(5.1, 5.2 and 17) (8.10 ; 3) (123) (1.2.3.4.5)") == ["5.1, 5.2 and 17", "8.10 ; 3"]
    assert layout._EDIT.sub("", "Uses [ edit ] ") == "Uses"
    assert plain_latex(r"a \(x > 1\) b", set()) == "a x > 1 b"
