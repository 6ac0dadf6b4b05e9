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


def test_what_an_import_brought_is_taken_out_again_and_what_was_before_stays(
    run: Run, report: Callable[..., Any], tmp_path: Path
) -> None:
    folder = tmp_path / "formulary"
    folder.mkdir()

    def write(slug: str, text: str) -> None:
        words = f"---\nmateria: 1\ntitle: {slug.title()}\nslug: {slug}\n---\n\n# Overview\n\n{text}\n"
        (folder / f"{slug}.md").write_text(words, "utf-8")

    def there() -> set[str]:
        return {each["uid"] for each in report("list")["monographs"]} - {"local:baclofen"}

    write("alphamycin", "The first text.")
    write("betamycin", "As it was.")
    run("import", str(folder))
    write("alphamycin", "The second text.")
    write("gammamycin", "New.")
    run("import", str(folder))
    everything = {"local:alphamycin", "local:betamycin", "local:gammamycin"}
    assert there() == everything

    done = run("library", "remove", "--import", "2")
    assert done.stdout == "1 monograph removed. `materia library restore --import 2` undoes it.\n"
    assert there() == {"local:alphamycin", "local:betamycin"}
    assert "The first text." in run("show", "Alphamycin").stdout
    assert "0 monographs removed" in run("library", "remove", "--import", "2").stdout

    assert run("library", "restore", "--import", "2").exit_code == 0
    assert there() == everything
    assert "The second text." in run("show", "Alphamycin").stdout

    run("library", "remove", "--import", "1")
    assert there() == everything  # the second import had betamycin too
    run("library", "remove", "--import", "2")
    assert there() == set()
    run("import", str(folder))
    assert there() == everything
    assert run("library", "remove", "--import", "77").exit_code == 1
    assert run("library", "remove", "Betamycin", "--import", "3").exit_code == 2
