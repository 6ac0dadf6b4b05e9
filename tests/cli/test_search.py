"""`search`: hits, corrections and counts, as JSON and in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from click.testing import Result

Run = Callable[..., Result]


def test_search_marks_the_words_it_found(report: Callable[..., Any], zorvamine: None) -> None:
    answer = report("search", "zorvamine", "shiver")

    assert sorted(answer) == [
        *("absent", "also_searched", "corrected", "corrections", "hits", "kinds", "names", "offers", "query"),
        *("relaxed_from", "remarks", "total"),
    ]
    assert answer["query"] == "zorvamine shiver"
    hit = answer["hits"][0]
    assert sorted(hit) == [
        "copies",
        "kind",
        "missing",
        "monograph",
        "publisher",
        "score",
        "section",
        "snippet",
        "title",
        "uid",
    ]
    assert (hit["uid"], hit["section"], hit["title"]) == (
        "article:en:Zorvamine",
        "adverse-effects/withdrawal",
        "Withdrawal",
    )
    assert "<mark>shivering</mark>" in hit["snippet"]


def test_a_misspelt_word_is_corrected_and_said_so(run: Run, report: Callable[..., Any], zorvamine: None) -> None:
    assert report("search", "baclofin")["corrected"] == "baclofen"
    assert "No hits for “baclofin”. Showing “baclofen”." in run("search", "baclofin").stdout


def test_a_word_may_be_excluded(report: Callable[..., Any], zorvamine: None) -> None:
    hits = report("search", "zorvamine", "-shivering")["hits"]

    assert hits
    assert all(hit["section"] != "adverse-effects/withdrawal" for hit in hits)


def test_kinds_are_counted_also_those_that_are_left_out(run: Run, report: Callable[..., Any], zorvamine: None) -> None:
    every, some = report("search", "zorvamine"), report("search", "zorvamine", "in:withdrawal")
    assert every["total"] == sum(entry["count"] for entry in every["kinds"])
    assert some["kinds"] == every["kinds"]
    assert {hit["kind"] for hit in some["hits"]} == {"withdrawal"}
    assert every["names"][0]["name"] == "Zorvamine"
    lines = run("search", "zorvamine", "in:withdrawal").stdout.splitlines()
    assert any(line.startswith("Names: Zorvamine (") for line in lines)
    assert any("in:withdrawal 1" in line for line in lines)


def test_other_spellings_can_be_switched_off(report: Callable[..., Any], zorvamine: None) -> None:
    answer = report("search", "baclofin", "--exact")
    assert (answer["corrected"], answer["total"]) == (None, 0)


def test_what_does_not_exist_is_named(run: Run, report: Callable[..., Any], zorvamine: None) -> None:
    kind = "There is no kind of section called foo; taken as a word."
    assert report("search", "in:foo", "zorvamine")["remarks"] == [kind]
    assert run("search", "in:foo", "zorvamine").stdout.splitlines()[0] == kind
    drug = report("search", "drug:nonexistent", "zorvamine")
    assert (drug["remarks"], drug["hits"]) == (["No monograph is named nonexistent."], [])
    assert report("search", "drug:zorvamine", "in:withdrawal")["remarks"] == []


def test_finding_nothing_is_not_an_error_and_no_reassurance(run: Run, report: Callable[..., Any]) -> None:
    assert report("search", "qqqqzzzzxxxx")["total"] == 0
    assert "This says nothing about whether it is so." in run("search", "qqqqzzzzxxxx").stdout


def test_the_limit_holds(report: Callable[..., Any], zorvamine: None) -> None:
    assert len(report("search", "zorvamine", "--limit", "1")["hits"]) == 1


def test_an_absent_drug_is_named_and_nothing_is_searched_in_its_place(
    run: Run, report: Callable[..., Any], zorvamine: None
) -> None:
    answer = report("search", "duasteride", "withdrawal")
    assert (answer["absent"], answer["hits"], answer["corrected"]) == (["Dutasteride"], [], None)
    assert run("search", "Avodart", "dose").stdout.splitlines()[0] == "Avodart (Dutasteride) is not in this library."
    answer = report("search", "baclofin")
    assert answer["corrections"] == [{"typed": "baclofin", "taken_for": "baclofen"}]
