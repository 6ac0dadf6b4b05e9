"""What `import` prints for people: a line for each file, one for all of them, and never thousands."""

from __future__ import annotations

import errno
import json
import os
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from desktop_app.errors import StorageError

Run = Callable[..., Result]


def monograph(name: str, text: str = "Take it.") -> str:
    return f"---\nmateria: 1\ntitle: {name}\n---\n\n# Dosage\n\n{text}\n"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An archive of two monographs and a file that is none."""
    path = tmp_path / "formulary.zip"
    with zipfile.ZipFile(path, "w") as target:
        target.writestr("alphamycin.md", monograph("Alphamycin"))
        target.writestr("betamycin.md", monograph("Betamycin"))
        target.writestr("gamma.json", '{"resourceType": "Bundle", "entry": []}')
    return path


@pytest.fixture
def formulary(tmp_path: Path) -> Path:
    folder = tmp_path / "formulary"
    folder.mkdir()
    for number in range(45):
        (folder / f"drug{number:02}.md").write_text(monograph(f"Drug{number:02}"), encoding="utf-8")
    return folder


def test_a_file_has_a_line_with_what_it_holds(run: Run, tmp_path: Path, article: Path) -> None:
    path = tmp_path / "alphamycin.md"
    path.write_text(monograph("Alphamycin"), encoding="utf-8")
    assert run("import", str(path)).stdout == "new: Alphamycin (local:alphamycin), 1 section\n"
    assert run("import", str(article), "--title", "Zorvamine").stdout == (
        "new: Zorvamine (article:en:Zorvamine), 5 sections, references: 0 given, 0 matched, 3 missing\n"
    )


def test_an_archive_has_one_line_and_each_monograph_one_when_asked_for(run: Run, archive: Path) -> None:
    short = run("import", str(archive))
    assert short.stdout.splitlines() == [
        f"{archive}: 2 new, 1 failed",
        "3 documents: 2 new, 1 failed. `materia library report 1` says what was left out.",
    ]
    assert short.stderr.startswith(f"materia: {archive} › gamma.json: ")
    long = run("import", str(archive), "--verbose")
    assert long.stdout.splitlines()[:2] == [
        "unchanged: Alphamycin (local:alphamycin), 1 section",
        "unchanged: Betamycin (local:betamycin), 1 section",
    ]


def test_what_is_to_be_known_of_one_in_an_archive_is_said(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "twice.zip"
    with zipfile.ZipFile(path, "w") as target:
        target.writestr("a.md", monograph("Alphamycin"))
        target.writestr("b.md", monograph("Alphamycin", "Take two."))
    assert run("import", str(path)).stdout.splitlines()[1] == (
        f"{path}: Alphamycin (local:alphamycin): It took the place of {path} › a.md, which has the same identifier."
    )


def test_thousands_of_files_print_a_screenful(run: Run, formulary: Path) -> None:
    lines = run("import", str(formulary)).stdout.splitlines()
    assert len(lines) == 42
    assert lines[40] == "… and 5 more lines; --verbose prints one for every monograph."
    assert lines[41].startswith("45 documents: 45 new.")
    assert len(run("import", str(formulary), "--verbose").stdout.splitlines()) == 46


def test_thousands_of_failures_print_a_screenful_and_are_all_in_the_report(run: Run, tmp_path: Path) -> None:
    files = [tmp_path / f"empty{number:03}.md" for number in range(103)]
    for file in files:
        file.touch()
    failed = run("import", *map(str, files))
    assert failed.exit_code == 1
    assert failed.stdout.startswith("103 documents: 103 failed.")
    lines = failed.stderr.splitlines()
    assert len(lines) == 101
    assert lines[-1] == "materia: 3 more were not imported: see `materia library report 1`."
    assert str(files[-1]) in run("library", "report").stdout
    assert len(json.loads(run("library", "report", "--json").stdout)["failures"]) == 103
    assert len(run("import", *map(str, files), "--verbose").stderr.splitlines()) == 103


def test_a_full_disk_says_that_the_import_can_go_on(
    run: Run, report: Callable[..., Any], article: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise StorageError("The disk is full.") from OSError(errno.ENOSPC, "")

    records = "desktop_app.store.library.import_records.ImportRecords"
    with monkeypatch.context() as patch:
        patch.setattr(f"{records}.begin", full)
        assert run("import", str(article)).stderr == "materia: The disk is full.\n"
    with monkeypatch.context() as patch:
        patch.setattr(f"{records}.save", full)
        assert "`materia import --resume` goes on" in run("import", str(article), "--title", "Zorvamine").stderr
    assert report("import", "--resume")["imported"][0]["uid"] == "article:en:Zorvamine"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems allow no such name")
def test_a_failure_in_a_folder_says_where_it_lies(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "usb"
    (folder / "inside").mkdir(parents=True)
    with zipfile.ZipFile(folder / "inside" / "a.zip", "w") as archive:
        archive.writestr("../b.md", monograph("Alphamycin"))
    with zipfile.ZipFile(folder / "empty.zip", "w"):
        pass
    (folder / "torn.zip").write_bytes(b"PK\x03\x04")
    odd = Path(os.fsdecode(os.fsencode(folder) + b"/\xff\xfe\xe2\x80\xae.md"))
    odd.write_text(monograph(""), encoding="utf-8")
    expected = ["empty.zip", "torn.zip", "\ufffd.md", "inside/a.zip › ../b.md"]

    told = [line.split(": ")[1] for line in run("import", str(folder)).stderr.splitlines()]
    assert told == [f"{folder}/{name}" for name in expected]
    monkeypatch.chdir(folder)
    here = [line.split(": ")[1] for line in run("import", ".").stderr.splitlines()]
    assert here == expected


def test_a_title_is_given_to_one_document(run: Run, report: Callable[..., Any], article: Path, tmp_path: Path) -> None:
    other, copy = tmp_path / "zz.txt", tmp_path / "zorvamine-copy.txt"
    other.write_text(article.read_text(encoding="utf-8") + "It is another.\n", encoding="utf-8")
    copy.write_bytes(article.read_bytes())
    told = report("import", str(article), str(copy), str(other), "--title", "Zorvamine", exit_code=1)
    assert [entry["status"] for entry in told["imported"]] == ["new", "unchanged"]
    assert told["failed"] == [
        {
            "file": str(other),
            "error": "The title “Zorvamine” was given for one document, and another has it. Import zz.txt by itself.",
        }
    ]


def test_ctrl_c_before_anything_is_begun_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("desktop_app.services.library.library.Library.ensure_bundled", stop)
    stopped = run("list")
    assert (stopped.exit_code, stopped.stderr) == (1, "materia: Stopped. What was not finished was not kept.\n")


def test_every_file_of_a_folder_that_was_not_taken_is_named_with_its_reason(
    run: Run, report: Callable[..., Any], tmp_path: Path
) -> None:
    folder = tmp_path / "formulary"
    (folder / "of the ward").mkdir(parents=True)
    (folder / "e.md").write_text("---\nmateria: 1\ntitle: Examplomycin\nslug: e\n---\n\nNothing.\n")
    (folder / "leaflet.pdf").write_bytes(b"%PDF-1.7")
    (folder / "notes.log").write_text("Something.\n")
    (folder / "of the ward" / "c.json").write_text('{"a": 1}')
    done = run("import", str(folder))
    assert done.exit_code == 0
    told = {line.split(": ")[1]: line.split(": ", 2)[2] for line in done.stderr.splitlines()}
    for path, why in told.items():
        alone = run("import", path)
        if not path.endswith(".log"):  # which by itself is read as an article
            assert alone.stderr == f"materia: {path}: {why}\n"
    names = ["leaflet.pdf", "notes.log", "of the ward/c.json"]
    assert sorted(told) == [str(folder / name) for name in names]
    assert "1 new, 3 not taken" in done.stdout
    assert [each["file"] for each in report("library", "report", "1")["left_out"]] == sorted(told)
    assert all(f"{path}: {why}" in run("library", "report", "1").stdout for path, why in told.items())
