"""Bibliographies are taken exactly as they are, or refused with a reason."""

from __future__ import annotations

import json
from typing import Any

import pytest

from desktop_app.errors import UnreadableInputError
from desktop_app.importers.authored.bibliography import checked, plain_text, read_csl_json, reference
from desktop_app.monograph.model import ReferenceStatus

ARTICLE: dict[str, Any] = {
    "id": "leggio2010",
    "type": "article-journal",
    "author": [{"family": "Leggio", "given": "L"}, {"literal": "Study group"}],
    "title": "Effectiveness and safety",
    "container-title": "CNS Drugs",
    "volume": 9,
    "page": "33-44",
    "issued": {"date-parts": [["2010", 3]]},
    "DOI": "10.2174/1",
    "PMID": "20201813",
}


def test_an_entry_becomes_a_given_reference_with_its_identifiers() -> None:
    items = checked([ARTICLE], "b.json")
    found = reference(items["leggio2010"], "3")
    assert (found.id, found.label, found.status) == ("leggio2010", "3", ReferenceStatus.GIVEN)
    assert (found.doi, found.pmid) == ("10.2174/1", "20201813")
    assert found.csl is not None
    assert found.csl["issued"] == {"date-parts": [[2010, 3]]}
    assert found.raw == (
        "Leggio L, Study group. Effectiveness and safety. CNS Drugs 9. 33-44. 2010-03. doi:10.2174/1. PMID 20201813."
    )


def test_nothing_is_added_to_a_bare_entry() -> None:
    item = checked([{"id": 7, "title": "T", "note": None, "custom": {"a": [1]}}], "b.json")["7"]
    assert plain_text(item) == "T."
    assert item == {"id": "7", "title": "T", "custom": '{"a": [1]}'}
    assert reference(item, "").doi is None


@pytest.mark.parametrize(
    ("date", "words"), [({"raw": "spring 2010"}, "spring 2010"), ({"literal": "no date"}, "no date"), ({}, "")]
)
def test_dates_in_words_are_kept(date: dict[str, str], words: str) -> None:
    assert plain_text(checked([{"id": "a", "issued": date}], "b")["a"]) == f"{words}."


def test_escapes_cannot_smuggle_in_what_a_file_may_not_hold() -> None:
    entries = read_csl_json(
        b'[{"id": "a", "title": "x\\u202e\\ud800\\u0000y", "author": [{"family": "\\ud800Z"}]}]', "b.json"
    )
    item = checked(entries, "b.json")["a"]
    assert (item["title"], item["author"]) == ("xy", [{"family": "Z"}])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[{"id": "a",}]', r"^b\.json, line 1: this is not JSON"),
        ('{"id": "a"}', "a bibliography must be a list of entries"),
        ("[NaN]", "a number or a nesting no bibliography has"),
        ("[" * 100_000, "a number or a nesting no bibliography has"),
        ("[" + "9" * 5000 + "]", "a number or a nesting no bibliography has"),
        ("", "is empty"),
    ],
)
def test_what_is_no_bibliography_is_refused(text: str, message: str) -> None:
    with pytest.raises(UnreadableInputError, match=message):
        read_csl_json(text.encode(), "b.json")


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        (["x"], "entry 1 of the bibliography is not a set of fields"),
        ([{"title": "x"}], "entry 1 of the bibliography has no usable id"),
        ([{"id": "a b"}], "has no usable id"),
        ([{"id": "a"}, {"id": "a"}], "two entries of the bibliography have the id 'a'"),
        ([{"id": "a", "author": "Doe J"}], "the author of 'a' must be a list of names"),
        ([{"id": "a", "author": ["Doe J"]}], "the author of 'a' must be a list of names"),
        ([{"id": "a", "author": [{"family": ["Doe"]}]}], "the author of 'a' must be a list of names"),
        ([{"id": "a", "issued": "2010"}], "the issued date of 'a' must look like"),
        ([{"id": "a", "issued": {"date-parts": 2010}}], "the issued date of 'a' must look like"),
        ([{"id": "a", "issued": {"date-parts": [[]]}}], "the issued date of 'a' must look like"),
        ([{"id": "a", "accessed": {"date-parts": [["May"]]}}], "the accessed date of 'a' must look like"),
    ],
)
def test_entries_that_could_not_be_cited_are_refused(entries: list[Any], message: str) -> None:
    with pytest.raises(UnreadableInputError, match=message):
        checked(json.loads(json.dumps(entries)), "b.json")
