"""`import` and `new`: every file is accounted for, and a bad one costs itself alone."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

Run = Callable[..., Result]


def test_an_import_reports_every_file(report: Callable[..., Any], article: Path) -> None:
    imported = report("import", str(article), "--title", "Zorvamine")["imported"]

    assert [list(entry) for entry in map(sorted, imported)] == [
        ["dropped", "references", "sections", "status", "title", "uid", "words"]
    ]
    assert imported[0] | {"dropped": []} == {
        "uid": "article:en:Zorvamine",
        "title": "Zorvamine",
        "status": "new",
        "sections": 5,
        "references": {"given": 0, "matched": 0, "missing": 3},
        "dropped": [],
        "words": {"words_in": 48, "words_shown": 48, "share": 1.0, "short": False, "missing": []},
    }


def test_the_same_file_again_is_unchanged_and_new_content_is_an_update(
    report: Callable[..., Any], article: Path, zorvamine: None, article_text: str
) -> None:
    assert report("import", str(article), "--title", "Zorvamine")["imported"][0]["status"] == "unchanged"
    article.write_text(article_text + "It is still made up.\n", encoding="utf-8")
    assert report("import", str(article), "--title", "Zorvamine")["imported"][0]["status"] == "updated"


def test_one_bad_file_does_not_stop_the_others(run: Run, article: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.touch()

    result = run("import", str(empty), str(article), str(tmp_path / "nowhere.txt"), "--title", "Zorvamine", "--json")

    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert [entry["title"] for entry in told["imported"]] == ["Zorvamine"]
    assert [entry["file"] for entry in told["failed"]] == [str(empty), str(tmp_path / "nowhere.txt")]
    assert all(line.startswith("materia: ") for line in result.stderr.splitlines())
    assert len(result.stderr.splitlines()) == 2


def test_a_folder_is_imported_file_by_file(report: Callable[..., Any], tmp_path: Path, article_text: str) -> None:
    folder = tmp_path / "formulary"
    folder.mkdir()
    (folder / "zorvamine.txt").write_text(article_text, encoding="utf-8")
    (folder / "photograph.jpg").write_bytes(b"\xff\xd8")

    told = report("import", str(folder), "--title", "Zorvamine")

    assert [entry["uid"] for entry in told["imported"]] == ["article:en:Zorvamine"]
    assert told["failed"] == []


def test_a_folder_without_anything_to_read_is_an_error(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "photographs"
    folder.mkdir()

    result = run("import", str(folder))

    assert result.exit_code == 1
    assert "holds nothing that Materia reads" in result.stderr


def test_a_text_that_does_not_say_its_drug_asks_for_the_title(run: Run, article: Path) -> None:
    result = run("import", str(article))

    assert result.exit_code == 1
    assert "--title" in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="other systems allow no such name")
def test_a_file_name_that_is_no_text_is_imported_and_shown(run: Run, tmp_path: Path, article_text: str) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/zor\xff\nva.txt"))
    path.write_text(article_text, encoding="utf-8")

    assert run("import", str(path), "--title", "Zorvamine").exit_code == 0
    shown = run("show", "zorvamine", "--json")
    assert json.loads(shown.stdout)["provenance"]["file_name"] == "zor\ufffd\nva.txt"


def test_an_import_of_nothing_prints_nothing(run: Run, tmp_path: Path) -> None:
    done = run("import", str(tmp_path / "absent.txt"))
    assert (done.exit_code, done.stdout) == (1, "")


def test_a_new_monograph_is_a_file_that_imports(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "examplomycin.md"

    assert run("new", "Examplomycin", "--output", str(path)).exit_code == 0
    again = run("new", "Examplomycin", "--output", str(path))

    assert run("import", str(path)).exit_code == 0
    assert again.exit_code == 1
    assert "is left as it is" in again.stderr


def test_an_import_is_kept_with_its_report(run: Run, report: Callable[..., Any], article: Path) -> None:
    empty = article.with_name("empty.txt")
    empty.touch()
    (number,) = report("import", str(article), str(empty), "--title", "Zorvamine", exit_code=1)["jobs"]

    kept = report("library", "report")

    assert (kept["job"], kept["state"]) == (number, "done")
    assert kept["counts"] == {"new": 1, "updated": 0, "unchanged": 0, "failed": 1}
    assert kept["failures"][0]["file"] == str(empty)
    assert f"Import {number}, finished" in run("library", "report", str(number)).stdout
    assert run("library", "report", "99").exit_code == 1


def test_an_import_that_was_cut_short_is_resumed(
    run: Run, report: Callable[..., Any], article: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("desktop_app.services.importing.reading.ItemReader.__call__", cut)
        result = run("import", str(article), "--title", "Zorvamine")
    assert result.exit_code == 1
    assert "materia import --resume" in result.stderr

    told = report("import", "--resume")

    assert [(entry["title"], entry["status"]) for entry in told["imported"]] == [("Zorvamine", "new")]
    assert run("import", "--resume").exit_code == 1
    assert run("import", "--resume", str(article)).exit_code == 2
    assert run("import").exit_code == 2


def test_an_import_on_a_terminal_tells_how_far_it_is(run: Run, article: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda stream: True, raising=False)
    assert "0 done" in run("import", str(article), "--title", "Zorvamine").stderr
