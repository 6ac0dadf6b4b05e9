"""A write that fails, or is cut short, loses nothing that was confirmed. The benchmark tries every point."""

from __future__ import annotations

import importlib
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from desktop_app.store.library.store import LibraryStore

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="errors are injected the Linux way")


@pytest.fixture
def faults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("write_faults").Faults(tmp_path)


@pytest.mark.skipif(shutil.which("strace") is None, reason="no errors can be injected here (no strace)")
@pytest.mark.parametrize(
    ("work", "call", "error"), [("bookmark", "fdatasync", "EIO"), ("import", "pwrite64", "ENOSPC")]
)
def test_a_write_that_fails_loses_nothing_that_was_confirmed(faults: Any, work: str, call: str, error: str) -> None:
    found = faults.failing(work, call, error, 4)
    assert (found.lost, found.sound) == (0, True)
    assert found.confirmed < 6, "the fault came in the middle"


def test_a_write_that_is_cut_short_loses_nothing_that_was_confirmed(faults: Any) -> None:
    found = faults.short("bookmark", 50_000)
    assert (found.lost, found.sound) == (0, True)


@pytest.mark.skipif(shutil.which("strace") is None, reason="no errors can be injected here (no strace)")
@pytest.mark.parametrize("when", ["3", "5", "1+"])
def test_a_read_that_fails_once_passes_and_one_that_fails_on_is_no_damage(tmp_path: Path, when: str) -> None:
    path = tmp_path / "library.db"
    LibraryStore(path).close()
    script = (
        "import sys; from pathlib import Path; from desktop_app.errors import *\n"
        "from desktop_app.store.library.store import LibraryStore\n"
        "try: print(len(LibraryStore(Path(sys.argv[1])).summaries()))\n"
        "except UserError as error: print(type(error).__name__, error)"
    )
    fault = ["-P", str(path), "-e", "trace=pread64", "-e", f"inject=pread64:error=EIO:when={when}"]
    command = ["strace", "-f", "-o", "/dev/null", *fault, sys.executable, "-c", script, str(path)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if when.endswith("+"):
        assert said.startswith("StorageError")
        assert "input/output error" in said
    else:
        assert said == "0\n"
