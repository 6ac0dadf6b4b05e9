"""`library`: what it holds and why, what is taken out and put back, and what leaves it as a file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from desktop_app.cli import materia

Run = Callable[..., Result]


def test_the_library_says_what_it_holds_and_why(
    run: Run, report: Callable[..., Any], article: Path, zorvamine: None
) -> None:
    stats = report("library", "stats")
    assert (stats["monographs"], stats["drugs"], stats["sources"]) == (2, 2, 1)
    (source,) = report("library", "sources")["sources"]
    assert (source["path"], source["monographs"]) == (str(article), 1)
    (arrival,) = report("library", "why", "Zorvamine")["arrivals"]
    assert (arrival["file"], arrival["sha256"], arrival["version"]) == (str(article), source["sha256"], 1)
    assert report("library", "why", "Zorvamine")["original"] == {
        "file": article.name,
        "container": None,
        "sha256": source["sha256"],
    }
    assert "another Materia" not in run("library", "why", "Zorvamine").stdout
    assert report("library", "why", "Baclofen")["bundled"]
    assert "2 monographs of 2 drugs" in run("library", "stats").stdout
    assert str(article) in run("library", "sources").stdout
    assert str(article) in run("library", "why", "Zorvamine").stdout
    assert "came with Materia" in run("library", "why", "Baclofen").stdout


def test_nothing_imported_yet_is_said(run: Run) -> None:
    assert "Nothing was imported yet." in run("library", "sources").stdout


def test_what_is_removed_can_be_restored_or_deleted(run: Run, report: Callable[..., Any], zorvamine: None) -> None:
    uid = "article:en:Zorvamine"

    assert f"materia library restore {uid}" in run("library", "remove", "Zorvamine").stdout
    assert report("library", "stats")["removed"] == 1
    assert run("library", "restore", uid).stdout == f"{uid} is in the library again.\n"
    assert run("library", "restore", uid).exit_code == 1
    assert "materia library restore --source 1" in run("library", "remove", "--source", "zorvamine.txt").stdout
    assert "removed" in run("library", "sources").stdout
    assert "1 monograph restored" in run("library", "restore", "--source", "1").stdout
    run("library", "remove", "Zorvamine")
    assert "1 monograph deleted" in run("library", "remove", "--for-good").stdout
    assert run("library", "restore", uid).exit_code == 1
    assert run("library", "remove").exit_code == 2
    assert run("library", "restore").exit_code == 2


def test_a_library_is_exported_verified_and_imported_elsewhere(
    run: Run, report: Callable[..., Any], zorvamine: None, tmp_path: Path
) -> None:
    target = tmp_path / "library.zip"
    assert run("library", "export", str(target), "Zorvamine").stdout.startswith(f"{target}: 1 monograph, as in")
    two = ["--data-dir", str(tmp_path / "two")]
    elsewhere = CliRunner().invoke(materia, [*two, "import", str(target), "--json"])
    assert [entry["uid"] for entry in json.loads(elsewhere.stdout)["imported"]] == ["article:en:Zorvamine"]
    why = CliRunner().invoke(materia, [*two, "library", "why", "Zorvamine"]).stdout
    assert f"from {target}\n" in why
    assert "made, in another Materia, from zorvamine.txt\n" in why
    assert report("library", "verify") == {"problems": []}
    assert "sound" in run("library", "verify").stdout
