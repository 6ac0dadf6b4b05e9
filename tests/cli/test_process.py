"""The command as a process of its own: exit codes, one line on standard error, and whatever it is started with."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from desktop_app import __version__
from desktop_app.cli import materia
from tests.printed import texts

Run = Callable[..., Result]
Start = Callable[..., subprocess.CompletedProcess[str]]


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


def test_the_environment_chooses_the_data_folder(tmp_path: Path, start: Start) -> None:
    done = start("list", "--json", folder=tmp_path / "data")

    assert done.stderr == ""
    assert json.loads(done.stdout)["monographs"][0]["uid"] == "local:baclofen"
    assert (tmp_path / "data" / "library.db").is_file()


def test_print_writes_a_pdf_without_a_display(tmp_path: Path, start: Start) -> None:
    output = tmp_path / "baclofen.pdf"

    done = start(
        "print", "local:baclofen", "--section", "withdrawal", "--output", str(output), folder=tmp_path / "data"
    )

    assert done.stderr == ""
    assert done.returncode == 0
    pages = texts(output)
    assert f"Page 1 of {len(pages)}" in pages[0]
    assert "Withdrawal syndrome" in pages[0]


def test_print_where_nothing_can_be_written_is_an_error_in_one_line(tmp_path: Path, start: Start) -> None:
    output = tmp_path / "nowhere" / "baclofen.pdf"

    done = start("print", "local:baclofen", "--output", str(output), folder=tmp_path / "data")

    assert done.returncode == 1
    assert done.stderr.startswith("materia: ")
    assert len(done.stderr.splitlines()) == 1


def test_a_startup_is_measured(tmp_path: Path, start: Start) -> None:
    done = start("--measure-startup", folder=tmp_path / "data")

    assert done.stderr == ""
    figures = json.loads(done.stdout)
    assert 0 < figures["first_paint_ms"] <= figures["search_ready_ms"]


def test_the_version_is_said_with_where_everything_lies(run: Run, tmp_path: Path) -> None:
    lines = run("--version").stdout.splitlines()

    assert lines[0] == f"materia {__version__}"
    assert f"data {tmp_path / 'data'}" in lines
    assert not (tmp_path / "data").exists()


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


@pytest.mark.skipif(
    not sys.prefix.isascii() and sys.version_info < (3, 13),
    reason="an older Python cannot read the path of an editable install like this one in such a locale",
)
def test_words_in_a_locale_without_utf_8_are_read_as_utf_8(tmp_path: Path, start: Start) -> None:
    environment = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C"}
    done = start("show", "baclofén", folder=tmp_path / "data", environment=environment)

    assert done.returncode == 1
    assert done.stderr == "materia: No monograph is called “baclofén”. `materia list` shows what there is.\n"


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is Linux's")
def test_an_output_that_cannot_be_written_is_said_in_one_line(tmp_path: Path, start: Start) -> None:
    with Path("/dev/full").open("w") as full:
        done = start("show", "local:baclofen", folder=tmp_path / "data", stdout=full)

    assert done.returncode == 1
    assert done.stderr.startswith("materia: The output could not be written: ")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="pipes end otherwise there")
def test_a_reader_that_goes_away_is_no_fault(tmp_path: Path, start: Start) -> None:
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


@pytest.mark.parametrize("words", [["list"], ["--version"], [], ["open", "a.md"], ["search", "baclofen"]], ids=str)
def test_no_name_is_no_data_folder(words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(materia, ["--data-dir", "", *words], catch_exceptions=False)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("materia: --data-dir names no folder. ")
    assert len(result.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []
