"""The command line as a script uses it: JSON keys, exit codes, one line on standard error."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any

import pytest
from click.testing import CliRunner, Result
from pypdf import PdfReader

from desktop_app import __version__
from desktop_app.cli import materia

ARTICLE = """\
Zorvamine is a drug made up for this test.[1] Zorvamine has two uses.[2]
Medical uses
Zorvamine is used where a test needs <5 mg/mL of a drug.[2] Nobody has measured it.[citation needed]
Adverse effects
Withdrawal
Stopping zorvamine causes made-up shivering.[3]
History
Zorvamine was invented for this file.
"""

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """The command with a data folder of its own."""

    def run(*words: str) -> Result:
        result = CliRunner().invoke(materia, ["--data-dir", str(tmp_path / "data"), *words], catch_exceptions=False)
        assert "Traceback" not in result.stderr
        return result

    return run


@pytest.fixture
def report(run: Run) -> Callable[..., Any]:
    """The JSON that a command prints."""

    def report(*words: str, exit_code: int = 0) -> Any:
        result = run(*words, "--json")
        assert result.exit_code == exit_code, result.output
        return json.loads(result.stdout)

    return report


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "zorvamine.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


@pytest.fixture
def zorvamine(run: Run, article: Path) -> None:
    """The article in the library."""
    assert run("import", str(article), "--title", "Zorvamine").exit_code == 0


def test_an_import_reports_every_file(report: Callable[..., Any], article: Path) -> None:
    imported = report("import", str(article), "--title", "Zorvamine")["imported"]

    assert [sorted(entry) for entry in imported] == [["dropped", "references", "sections", "status", "title", "uid"]]
    assert imported[0] | {"dropped": []} == {
        "uid": "article:en:Zorvamine",
        "title": "Zorvamine",
        "status": "new",
        "sections": 5,
        "references": {"given": 0, "matched": 0, "missing": 3},
        "dropped": [],
    }


def test_the_same_file_again_is_unchanged_and_new_content_is_an_update(
    report: Callable[..., Any], article: Path, zorvamine: None
) -> None:
    assert report("import", str(article), "--title", "Zorvamine")["imported"][0]["status"] == "unchanged"
    article.write_text(ARTICLE + "It is still made up.\n", encoding="utf-8")
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


def test_a_folder_is_imported_file_by_file(report: Callable[..., Any], tmp_path: Path) -> None:
    folder = tmp_path / "formulary"
    folder.mkdir()
    (folder / "zorvamine.txt").write_text(ARTICLE, encoding="utf-8")
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


def test_of_two_monographs_with_one_name_the_users_own_is_shown_and_the_other_named(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "own.txt"
    own.write_text(ARTICLE.replace("Zorvamine", "Baclofen").replace("zorvamine", "baclofen"), encoding="utf-8")
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


def test_search_marks_the_words_it_found(report: Callable[..., Any], zorvamine: None) -> None:
    answer = report("search", "zorvamine", "shiver")

    assert sorted(answer) == ["also_searched", "corrected", "hits", "kinds", "names", "query", "relaxed_from", "total"]
    assert answer["query"] == "zorvamine shiver"
    hit = answer["hits"][0]
    assert sorted(hit) == [
        "copies",
        "kind",
        "missing",
        "monograph",
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


def test_finding_nothing_is_not_an_error_and_no_reassurance(run: Run, report: Callable[..., Any]) -> None:
    assert report("search", "qqqqzzzzxxxx")["total"] == 0
    assert "This says nothing about whether it is so." in run("search", "qqqqzzzzxxxx").stdout


def test_the_limit_holds(report: Callable[..., Any], zorvamine: None) -> None:
    assert len(report("search", "zorvamine", "--limit", "1")["hits"]) == 1


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
    assert run("bookmark", "export", str(file)).exit_code == 0

    elsewhere = ["--data-dir", str(tmp_path / "elsewhere")]
    runner = CliRunner()
    assert runner.invoke(materia, [*elsewhere, "bookmark", "import", str(file)]).exit_code == 0
    assert runner.invoke(materia, [*elsewhere, "bookmark", "import", str(file)]).exit_code == 0
    listed = json.loads(runner.invoke(materia, [*elsewhere, "bookmark", "list", "--json"]).stdout)

    assert [entry["note"] for entry in listed["bookmarks"]] == ["Carried over."]


@pytest.mark.parametrize(
    "words", [["search"], ["import"], ["show"], ["print", "Baclofen"], ["nonsense"], ["--measure-startup", "list"]]
)
def test_wrong_usage_exits_with_2(run: Run, words: list[str]) -> None:
    assert run(*words).exit_code == 2


def test_a_data_folder_that_cannot_be_made_is_an_error_in_one_line(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.touch()

    result = CliRunner().invoke(materia, ["--data-dir", str(in_the_way), "list"])

    assert result.exit_code == 1
    assert result.stderr.startswith("materia: ")
    assert len(result.stderr.splitlines()) == 1


def start(
    *words: str, folder: Path, environment: Mapping[str, str] | None = None, stdout: IO[str] | int = subprocess.PIPE
) -> subprocess.CompletedProcess[str]:
    """The command as its own process, as a script starts it."""
    around = os.environ | {"MATERIA_DATA_DIR": str(folder), "QT_QPA_PLATFORM": "offscreen"} | dict(environment or {})
    around.pop("DISPLAY", None)
    command = [sys.executable, "-P", "-m", "desktop_app", *words]
    return subprocess.run(
        command, env=around, stdout=stdout, stderr=subprocess.PIPE, encoding="utf-8", check=False, cwd=folder.parent
    )


def test_the_environment_chooses_the_data_folder(tmp_path: Path) -> None:
    done = start("list", "--json", folder=tmp_path / "data")

    assert done.stderr == ""
    assert json.loads(done.stdout)["monographs"][0]["uid"] == "local:baclofen"
    assert (tmp_path / "data" / "library.db").is_file()


def test_print_writes_a_pdf_without_a_display(tmp_path: Path) -> None:
    output = tmp_path / "baclofen.pdf"

    done = start(
        "print", "local:baclofen", "--section", "withdrawal", "--output", str(output), folder=tmp_path / "data"
    )

    assert done.stderr == ""
    assert done.returncode == 0
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(output).pages]
    assert f"Page 1 of {len(pages)}" in pages[0]
    assert "Withdrawal syndrome" in pages[0]


def test_print_where_nothing_can_be_written_is_an_error_in_one_line(tmp_path: Path) -> None:
    output = tmp_path / "nowhere" / "baclofen.pdf"

    done = start("print", "local:baclofen", "--output", str(output), folder=tmp_path / "data")

    assert done.returncode == 1
    assert done.stderr.startswith("materia: ")
    assert len(done.stderr.splitlines()) == 1


def test_a_startup_is_measured(tmp_path: Path) -> None:
    done = start("--measure-startup", folder=tmp_path / "data")

    assert done.stderr == ""
    figures = json.loads(done.stdout)
    assert 0 < figures["first_paint_ms"] <= figures["search_ready_ms"]


def test_the_version_is_said_with_where_everything_lies(run: Run, tmp_path: Path) -> None:
    lines = run("--version").stdout.splitlines()

    assert lines[0] == f"materia {__version__}"
    assert f"data {tmp_path / 'data'}" in lines
    assert not (tmp_path / "data").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems allow no such name")
def test_a_file_name_that_is_no_text_is_imported_and_shown(run: Run, tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/zor\xff\nva.txt"))
    path.write_text(ARTICLE, encoding="utf-8")

    assert run("import", str(path), "--title", "Zorvamine").exit_code == 0
    shown = run("show", "zorvamine", "--json")
    assert json.loads(shown.stdout)["provenance"]["file_name"] == "zor\ufffd\nva.txt"


@pytest.mark.parametrize(
    ("words", "exit_code"),
    [
        (("show", "x\udcff"), 1),
        (("search", "x\udcff"), 0),
        (("audit", "x\udcff"), 1),
        (("show", "local:baclofen", "--section", "x\udcff"), 1),
        (("bookmark", "add", "local:baclofen", "--folder", "f\udcff", "--note", "n\udcff"), 0),
        (("bookmark", "remove", "9" * 30), 2),
    ],
)
def test_no_word_of_the_command_line_is_a_defect(run: Run, words: tuple[str, ...], exit_code: int) -> None:
    assert run(*words).exit_code == exit_code


def test_words_in_a_locale_without_utf_8_are_read_as_utf_8(tmp_path: Path) -> None:
    environment = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C"}
    done = start("show", "baclofén", folder=tmp_path / "data", environment=environment)

    assert done.returncode == 1
    assert done.stderr == "materia: No monograph is called “baclofén”. `materia list` shows what there is.\n"


def test_an_import_of_nothing_prints_nothing(run: Run, tmp_path: Path) -> None:
    done = run("import", str(tmp_path / "absent.txt"))
    assert (done.exit_code, done.stdout) == (1, "")


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is Linux's")
def test_an_output_that_cannot_be_written_is_said_in_one_line(tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = start("show", "local:baclofen", folder=tmp_path / "data", stdout=full)

    assert done.returncode == 1
    assert done.stderr.startswith("materia: The output could not be written: ")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="pipes end otherwise there")
def test_a_reader_that_goes_away_is_no_fault(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as pipe:
        done = start("show", "local:baclofen", folder=tmp_path / "data", stdout=pipe)

    assert done.stderr == ""


@pytest.mark.skipif(sys.platform != "linux", reason="rights are taken away the Linux way")
@pytest.mark.parametrize("words", [("list",), ("import", "{folder}"), ("import", "{folder}/zorvamine.txt")])
def test_a_folder_without_permission_is_said_in_one_line(tmp_path: Path, article: Path, words: tuple[str, ...]) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    article.rename(closed / article.name)
    data = closed if words == ("list",) else tmp_path / "data"
    command = shlex.join([sys.executable, "-P", "-m", "desktop_app", "--data-dir", str(data)])
    command += " " + shlex.join(word.format(folder=closed) for word in words)
    # Root reads everything, unless it gives the right to away.
    caps = shutil.which("capsh")
    is_root = os.geteuid() == 0
    if is_root and caps is None:
        pytest.skip("root reads everything here")
    shell = [caps, "--drop=cap_dac_override,cap_dac_read_search", "--"] if caps and is_root else ["sh"]
    closed.chmod(0)
    try:
        done = subprocess.run([*shell, "-c", command], capture_output=True, text=True, check=False)
    finally:
        closed.chmod(0o700)
    assert done.returncode == 1
    assert done.stderr.startswith("materia: ")
    assert len(done.stderr.splitlines()) == 1


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


def test_the_library_says_what_it_holds_and_why(
    run: Run, report: Callable[..., Any], article: Path, zorvamine: None
) -> None:
    stats = report("library", "stats")
    assert (stats["monographs"], stats["drugs"], stats["sources"]) == (2, 2, 1)
    (source,) = report("library", "sources")["sources"]
    assert (source["path"], source["monographs"]) == (str(article), 1)
    (arrival,) = report("library", "why", "Zorvamine")["arrivals"]
    assert (arrival["file"], arrival["sha256"], arrival["version"]) == (str(article), source["sha256"], 1)
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
    assert run("library", "restore", uid).exit_code == 0
    assert run("library", "restore", uid).exit_code == 1
    assert "materia library restore --source 1" in run("library", "remove", "--source", "zorvamine.txt").stdout
    assert "removed" in run("library", "sources").stdout
    assert "1 monographs restored" in run("library", "restore", "--source", "1").stdout
    run("library", "remove", "Zorvamine")
    assert "1 monographs deleted" in run("library", "remove", "--for-good").stdout
    assert run("library", "restore", uid).exit_code == 1
    assert run("library", "remove").exit_code == 2
    assert run("library", "restore").exit_code == 2


def test_a_library_is_exported_verified_and_imported_elsewhere(
    run: Run, report: Callable[..., Any], zorvamine: None, tmp_path: Path
) -> None:
    target = tmp_path / "library.zip"
    assert run("library", "export", str(target), "Zorvamine").stdout == f"{target}: 1 monographs\n"
    elsewhere = CliRunner().invoke(materia, ["--data-dir", str(tmp_path / "two"), "import", str(target), "--json"])
    assert [entry["uid"] for entry in json.loads(elsewhere.stdout)["imported"]] == ["article:en:Zorvamine"]
    assert report("library", "verify") == {"problems": []}
    assert "sound" in run("library", "verify").stdout
