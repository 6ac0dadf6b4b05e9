"""What tests of the command line share: the command, in this process and as its own, and a text to import."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any

import pytest
from click.testing import CliRunner, Result

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
def article_text() -> str:
    """An article about a drug that there is not."""
    return ARTICLE


@pytest.fixture
def article(tmp_path: Path, article_text: str) -> Path:
    path = tmp_path / "zorvamine.txt"
    path.write_text(article_text, encoding="utf-8")
    return path


@pytest.fixture
def zorvamine(run: Run, article: Path) -> None:
    """The article in the library."""
    assert run("import", str(article), "--title", "Zorvamine").exit_code == 0


@pytest.fixture
def start() -> Callable[..., subprocess.CompletedProcess[str]]:
    """The command as its own process, as a script starts it."""

    def start(
        *words: str, folder: Path, environment: Mapping[str, str] | None = None, stdout: IO[str] | int = subprocess.PIPE
    ) -> subprocess.CompletedProcess[str]:
        around = (
            os.environ | {"MATERIA_DATA_DIR": str(folder), "QT_QPA_PLATFORM": "offscreen"} | dict(environment or {})
        )
        around.pop("DISPLAY", None)
        command = [sys.executable, "-P", "-m", "desktop_app", *words]
        return subprocess.run(
            command, env=around, stdout=stdout, stderr=subprocess.PIPE, encoding="utf-8", check=False, cwd=folder.parent
        )

    return start
