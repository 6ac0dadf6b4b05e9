"""Worker processes of the frozen program, without making every start pay for them."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import pytest

from desktop_app.cli import WORKER_WORDS

HOOK = Path(__file__).resolve().parents[2] / "installer" / "worker_hook.py"


@pytest.fixture
def prepared(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A stand-in for PyInstaller's hook; answers the file that it writes when it is imported."""
    trace = tmp_path / "trace"
    (tmp_path / "pyi_rth_multiprocessing.py").write_text(f"open({str(trace)!r}, 'w').close()\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "pyi_rth_multiprocessing", raising=False)
    return trace


@pytest.mark.parametrize("word", sorted(WORKER_WORDS))
def test_a_worker_is_prepared(prepared: Path, monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setattr(sys, "argv", ["materia", word, "pipe_handle=7"])
    runpy.run_path(str(HOOK))

    assert prepared.exists()


def test_any_other_start_does_not_pay_for_it(prepared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["materia", "search", "baclofen"])
    runpy.run_path(str(HOOK))

    assert not prepared.exists()
