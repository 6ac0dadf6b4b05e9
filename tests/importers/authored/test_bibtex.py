"""BibTeX as people write it: fields in any case, strings, cross references; what is wrong has its line."""

from __future__ import annotations

from typing import Any

import pytest

from desktop_app.errors import UnreadableInputError
from desktop_app.importers.authored.bibtex import read_bibtex


def read(text: str) -> dict[str, dict[str, Any]]:
    return {entry["id"]: entry for entry in read_bibtex(text, "refs.bib").entries}


@pytest.mark.parametrize("change", [str.upper, str.capitalize, str.lower])
def test_fields_are_read_in_any_case(change: Any) -> None:
    names = {
        change(name): value
        for name, value in {"author": "Doe, John and Roe, Ann", "title": "T", "year": "2019"}.items()
    }
    fields = ", ".join(f"{name} = {{{value}}}" for name, value in names.items())
    found = read(f"@ARTICLE{{a1, {fields}}}")["a1"]

    assert found["author"] == [{"family": "Doe", "given": "John"}, {"family": "Roe", "given": "Ann"}]
    assert found["title"] == "T"
    assert found["issued"] == {"date-parts": [[2019]]}


@pytest.mark.parametrize("value", ["{J Test}", '"J Test"', "jt", 'jt # ""', '{J } # "Test"', "JT"])
def test_a_value_is_read_however_it_is_written(value: str) -> None:
    assert (
        read(f'@string{{jt = "J Test"}}\n@article{{a, journal = {value}, year = 2019}}')["a"]["container-title"]
        == "J Test"
    )


@pytest.mark.parametrize("month", ["apr", "{April}", '"4"', "4", "Apr"])
def test_a_month_is_read_by_name_and_number(month: str) -> None:
    assert read(f"@misc{{a, year = 2019, month = {month}}}")["a"]["issued"] == {"date-parts": [[2019, 4]]}


def test_a_chapter_has_from_its_book_what_it_lacks_itself() -> None:
    found = read(
        "@inbook{a, author={Poe, B}, title={A chapter}, crossref={b}}\n"
        "@book{b, editor={Moe, C}, title={The whole}, publisher={House}, year={2011}}"
    )["a"]

    assert found["title"] == "A chapter"
    assert found["container-title"] == "The whole"
    assert found["publisher"] == "House"
    assert found["editor"] == [{"family": "Moe", "given": "C"}]
    assert found["issued"] == {"date-parts": [[2011]]}


def test_books_that_refer_to_each_other_come_to_an_end() -> None:
    assert read("@book{a, title={A}, crossref={b}}\n@book{b, year={2011}, crossref={a}}")["a"]["title"] == "A"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "@misc{x, year=2001}\n\n@article{a, title={A comma is missing} journal={J Test}, year={2010}}",
            "line 3: a comma",
        ),
        ('@misc{x, year=2001}\n@article{a,\n title="One" journal="J Test"}', "line 3: a comma is missing"),
        ("@article{a,\n title={T},\n crossref={nobody}}", "line 1: the entry 'a' refers to 'nobody'"),
        ("@misc{x, year=2001}\n@set{s, entryset={x}}", "line 2: the entry 's' is a set"),
    ],
)
def test_what_would_be_lost_is_an_error_with_its_line(text: str, words: str) -> None:
    with pytest.raises(UnreadableInputError, match=f"refs.bib, {words}"):
        read(text)


def test_a_macro_that_is_not_understood_is_reported() -> None:
    found = read_bibtex(r"@misc{a, title={\SI{5}{mg}}, author={Doe, \ce{J}}}", "refs.bib")

    assert found.entries[0]["title"] == r"\SI{5}{mg}"
    assert found.reports == (
        r"LaTeX macro that is not understood, shown as it is written (\SI)",
        r"LaTeX macro that is not understood, shown as it is written (\ce)",
    )
