"""An import that is killed at any moment is resumed: nothing doubled, nothing lost. Fifty kills: see the benchmark."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"


@pytest.mark.timeout(900)  # as many imports as it takes: on a busy machine the usual limit cuts a run off in the middle
@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is what the test is about")
def test_an_import_that_is_killed_goes_on_without_loss(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    kills = importlib.import_module("import_kills").Kills(tmp_path, files=300, seed=7)
    assert kills.run(6)["kills"] == 6
