"""A write that fails, or is cut short, loses nothing that was confirmed. The benchmark tries every point."""

from __future__ import annotations

import importlib
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

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
