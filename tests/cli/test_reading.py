"""`list`, `show` and `audit`: what a monograph says, and which of its marks have no reference."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

Run = Callable[..., Result]


def test_the_library_comes_with_its_bundled_monograph(report: Callable[..., Any]) -> None:
    monographs = report("list")["monographs"]

    assert [entry["title"] for entry in monographs] == ["Baclofen"]
    assert sorted(monographs[0]) == ["effective_date", "names", "sections", "source", "title", "uid", "version"]
    assert "Lioresal" in monographs[0]["names"]


def test_show_gives_text_and_citations(report: Callable[..., Any], zorvamine: None) -> None:
    shown = report("show", "zorvamine")

    assert sorted(shown) == ["names", "provenance", "references", "sections", "title", "uid"]
    assert [section["title"] for section in shown["sections"]] == [
        "Overview",
        "Medical uses",
        "Adverse effects",
        "Withdrawal",
        "History",
    ]
    uses = shown["sections"][1]
    assert uses["kind"] == "indications"
    assert "<5 mg/mL of a drug." in uses["text"]
    assert uses["citations"] == [{"mark": "2", "reference": None}]
    assert shown["sections"][3] | {"text": ""} == {
        "key": "adverse-effects/withdrawal",
        "kind": "withdrawal",
        "title": "Withdrawal",
        "parent": "adverse-effects",
        "text": "",
        "citations": [{"mark": "3", "reference": None}],
    }
    assert [(reference["id"], reference["status"]) for reference in shown["references"]] == [
        ("1", "missing"),
        ("2", "missing"),
        ("3", "missing"),
    ]
    assert shown["provenance"]["effective_date"] is None


@pytest.mark.parametrize("word", ["adverse-effects/withdrawal", "withdrawal", "Withdrawal", "WITHDRAWAL"])
def test_a_section_is_named_by_key_kind_or_title(report: Callable[..., Any], zorvamine: None, word: str) -> None:
    sections = report("show", "Zorvamine", "--section", word)["sections"]

    assert [section["key"] for section in sections] == ["adverse-effects/withdrawal"]


def test_an_unknown_section_lists_those_there_are(run: Run, zorvamine: None) -> None:
    result = run("show", "Zorvamine", "--section", "dosage")

    assert result.exit_code == 1
    assert "Zorvamine has no section “dosage”" in result.stderr
    assert "adverse-effects/withdrawal" in result.stderr


def test_an_unknown_name_is_an_error_in_one_line(run: Run) -> None:
    result = run("show", "unobtainine")

    assert result.exit_code == 1
    assert result.stderr == ("materia: No monograph is called “unobtainine”. `materia list` shows what there is.\n")


def test_of_two_monographs_with_one_name_the_users_own_is_shown_and_the_other_named(
    run: Run, tmp_path: Path, article_text: str
) -> None:
    own = tmp_path / "own.txt"
    own.write_text(article_text.replace("Zorvamine", "Baclofen").replace("zorvamine", "baclofen"), encoding="utf-8")
    run("import", str(own))

    result = run("show", "baclofen", "--json")

    assert json.loads(result.stdout)["uid"] == "article:en:Baclofen"
    assert "there is also local:baclofen" in result.stderr


def test_show_for_people_names_what_is_missing(run: Run, zorvamine: None) -> None:
    shown = run("show", "Zorvamine").stdout

    assert "no date in source" in shown
    assert "## Withdrawal  (adverse-effects/withdrawal)" in shown
    assert "(no text of its own)" in shown
    assert "[3] No reference 3 in the source file. (missing" in shown


def test_an_audit_with_findings_exits_with_1(run: Run, report: Callable[..., Any], zorvamine: None) -> None:
    audited = report("audit", "Zorvamine", exit_code=1)["monographs"]

    assert audited == [
        {
            "uid": "article:en:Zorvamine",
            "missing": ["1", "2", "3"],
            "matched": [],
            "uncited_references": [],
            "source_needed": 1,
        }
    ]
    assert "missing: 1, 2, 3" in run("audit", "Zorvamine").stdout


def test_an_audit_without_findings_exits_with_0(run: Run, report: Callable[..., Any], tmp_path: Path) -> None:
    own = tmp_path / "zorvamine.md"
    own.write_text(
        "---\nmateria: 1\ntitle: Zorvamine\nslug: zorvamine\nreferences:\n"
        "  - {id: formulary, type: book, title: A formulary made up for this test}\n---\n\n"
        "# Dosage\n\nNone: it does not exist [@formulary].\n",
        encoding="utf-8",
    )
    assert run("import", str(own)).exit_code == 0

    assert report("audit", "Zorvamine")["monographs"][0]["missing"] == []
    assert "every mark has its reference" in run("audit", "Zorvamine").stdout


def test_an_audit_without_a_name_covers_the_library(report: Callable[..., Any], zorvamine: None) -> None:
    uids = {entry["uid"] for entry in report("audit", exit_code=1)["monographs"]}

    assert uids == {"article:en:Zorvamine", "local:baclofen"}


STEPS = """---
materia: 1
title: Stepol
---

# Dosage

1. Flush the line.
2. Prime it.

Wait 10 minutes. Then:

3. Connect the pump.
4. Start at 2 mL/h. Repeat steps 3 and 4.
"""


def test_steps_are_printed_with_the_numbers_of_the_source(run: Run, report: Callable[..., Any], tmp_path: Path) -> None:
    own = tmp_path / "stepol.md"
    own.write_text(STEPS, "utf-8")
    run("import", str(own))
    steps = [
        *("1. Flush the line.", "2. Prime it.", "Wait 10 minutes. Then:"),
        *("3. Connect the pump.", "4. Start at 2 mL/h. Repeat steps 3 and 4."),
    ]
    assert report("show", "stepol")["sections"][0]["text"].split("\n") == steps
    assert "\n".join(steps) in run("show", "stepol").stdout
