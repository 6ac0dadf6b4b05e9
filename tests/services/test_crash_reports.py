"""Real crashes of a real process, and what the next one knows of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from desktop_app import __version__
from desktop_app.services.crash_reports import LAST, RUNNING, CrashReports

CRASH = """
import sys, faulthandler
from pathlib import Path
from desktop_app.services.crash_reports import CrashReports

def what_failed():
    {how}

crashes = CrashReports(Path(sys.argv[1]))
crashes.begin()
what_failed()
"""


def run_until(how: str, logs: Path) -> int:
    command = [sys.executable, "-P", "-c", CRASH.format(how=how), str(logs)]
    return subprocess.run(command, check=False, stderr=subprocess.DEVNULL).returncode


def test_a_crash_is_told_at_the_next_start_and_only_then(tmp_path: Path) -> None:
    assert run_until("faulthandler._sigsegv()", tmp_path) != 0

    first = CrashReports(tmp_path)
    report = first.begin()
    first.end()

    assert report is not None
    assert report.startswith(f"Materia {__version__}, started ")
    assert "Segmentation fault" in report or "access violation" in report
    assert "what_failed" in report
    assert (tmp_path / LAST).read_text("utf-8") == report
    second = CrashReports(tmp_path)
    assert second.begin() is None
    second.end()


@pytest.mark.parametrize("how", ["import os; os.kill(os.getpid(), 9)", "import os; os._exit(0)"])
def test_a_run_that_was_ended_from_outside_is_no_crash(how: str, tmp_path: Path) -> None:
    run_until(how, tmp_path)

    crashes = CrashReports(tmp_path)
    assert crashes.begin() is None
    crashes.end()


def test_a_run_that_ends_well_leaves_nothing(tmp_path: Path) -> None:
    crashes = CrashReports(tmp_path / "logs")
    crashes.begin()
    assert (tmp_path / "logs" / RUNNING).exists()

    crashes.end()
    crashes.end()

    assert list((tmp_path / "logs").iterdir()) == []


def test_where_nothing_can_be_written_there_are_no_reports(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file")

    crashes = CrashReports(tmp_path / "logs")

    assert crashes.begin() is None
    crashes.end()
