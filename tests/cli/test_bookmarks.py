"""`bookmark`: kept, listed, removed, and carried to another folder."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from desktop_app.cli import materia

Run = Callable[..., Result]


def test_bookmarks_are_kept_listed_and_removed(run: Run, report: Callable[..., Any], zorvamine: None) -> None:
    added = run("bookmark", "add", "Zorvamine", "--section", "withdrawal", "--folder", "Ward", "--note", "Ask first.")
    number = added.stdout.split("\t")[0]

    kept = report("bookmark", "list")

    assert kept["folders"] == ["Ward"]
    assert [sorted(entry) for entry in kept["bookmarks"]] == [
        ["created", "folder", "id", "monograph", "note", "quote", "section", "title", "uid"]
    ]
    assert (kept["bookmarks"][0]["note"], kept["bookmarks"][0]["folder"]) == ("Ask first.", "Ward")
    assert "Zorvamine: Withdrawal" in run("bookmark", "list").stdout
    assert run("bookmark", "remove", number).exit_code == 0
    assert report("bookmark", "list")["bookmarks"] == []
    assert run("bookmark", "list").stdout == "No bookmarks yet.\n"


def test_removing_a_bookmark_that_is_not_there_is_an_error(run: Run) -> None:
    result = run("bookmark", "remove", "77")

    assert result.exit_code == 1
    assert result.stderr.startswith("materia: ")


def test_bookmarks_travel_in_a_file(run: Run, report: Callable[..., Any], zorvamine: None, tmp_path: Path) -> None:
    run("bookmark", "add", "Zorvamine", "--note", "Carried over.")
    file = tmp_path / "bookmarks.json"
    assert run("bookmark", "export", str(file)).stdout == f"{file}: 1 bookmark\n"

    elsewhere = ["--data-dir", str(tmp_path / "elsewhere")]
    runner = CliRunner()
    assert runner.invoke(materia, [*elsewhere, "bookmark", "import", str(file)]).exit_code == 0
    assert runner.invoke(materia, [*elsewhere, "bookmark", "import", str(file)]).exit_code == 0
    listed = json.loads(runner.invoke(materia, [*elsewhere, "bookmark", "list", "--json"]).stdout)

    assert [entry["note"] for entry in listed["bookmarks"]] == ["Carried over."]


def test_a_note_of_several_lines_is_one_row_and_whole_in_json(
    run: Run, report: Callable[..., Any], zorvamine: None
) -> None:
    note = "Ask first.\r\n\r\n\tThen:  slowly\u2028or not.\n"
    added = run("bookmark", "add", "Zorvamine", "--section", "withdrawal", "--folder", "A\tB", "--note", note)
    assert len(added.stdout.splitlines()) == 1
    run("bookmark", "add", "Zorvamine", "--note", "Another.")
    rows = [row.split("\t") for row in run("bookmark", "list").stdout.splitlines()]
    assert sorted((len(row), row[1], row[4]) for row in rows) == [
        (5, "", "Another."),
        (5, "A B", "Ask first. Then:  slowly or not."),
    ]
    notes = [kept["note"] for kept in report("bookmark", "list")["bookmarks"]]
    assert any("\n" in note and "Then:  slowly" in note for note in notes)
