"""bootstrap.py: what it says when it cannot go on, and when it sets up again."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import bootstrap

ROOT = Path(bootstrap.__file__).resolve().parent


def test_a_python_that_is_too_old_can_still_read_it() -> None:
    ast.parse((ROOT / "bootstrap.py").read_text(encoding="utf-8"), feature_version=(3, 7))


def test_an_old_python_is_told_which_one_is_needed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 2))

    assert bootstrap.main(["run"]) == 1
    assert "Materia needs Python 3.11 or newer" in capsys.readouterr().err


@pytest.mark.parametrize("words", [[], ["install"], ["--help"]])
def test_anything_but_run_and_test_prints_how_it_is_used(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert bootstrap.main(words) == 2
    assert "bootstrap.py run [ARGS...]" in capsys.readouterr().err


def test_the_lock_has_hashes_and_no_addresses() -> None:
    for lock in (bootstrap.LOCK, bootstrap.WHOOSH_274_LOCK):
        text = lock.read_text(encoding="utf-8")
        assert "://" not in text
        pins = [line for line in text.splitlines() if "==" in line and not line.lstrip().startswith("#")]
        assert pins
        assert all(line.endswith("\\") for line in pins), "every pin is followed by its hashes"


def test_a_changed_lock_is_set_up_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = bootstrap.setup_fingerprint()
    changed = tmp_path / "requirements.lock"
    changed.write_bytes(bootstrap.LOCK.read_bytes() + b"# changed\n")
    monkeypatch.setattr(bootstrap, "LOCK", changed)

    assert bootstrap.setup_fingerprint() != before


def test_a_setup_that_is_done_installs_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stamp = tmp_path / "stamp"
    stamp.write_text(bootstrap.setup_fingerprint(), encoding="ascii")
    monkeypatch.setattr(bootstrap, "STAMP", stamp)
    monkeypatch.setattr(bootstrap, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(bootstrap, "pip", lambda *words: pytest.fail(f"pip {words} was called"))

    bootstrap.set_up()


def test_an_interrupted_setup_starts_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    done: list[str] = []
    monkeypatch.setattr(bootstrap, "STAMP", tmp_path / "stamp")
    monkeypatch.setattr(bootstrap, "make_environment", lambda: done.append("environment"))
    monkeypatch.setattr(bootstrap, "pip", lambda *words: done.append(words[0]))
    monkeypatch.setattr(bootstrap, "check_qt", lambda: done.append("qt"))

    bootstrap.set_up()

    assert done == ["environment", "install", "install", "qt"]
    assert (tmp_path / "stamp").read_text(encoding="ascii") == bootstrap.setup_fingerprint()


def test_someone_who_is_not_root_is_given_the_exact_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda program: f"/usr/bin/{program}")
    monkeypatch.setattr("os.geteuid", lambda: 1000, raising=False)

    with pytest.raises(bootstrap.SetupError, match="sudo apt-get install -y --no-install-recommends libegl1"):
        bootstrap.install_or_name(["libegl1"], "Qt cannot start")


def test_a_failing_pip_is_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "PYTHON", Path(sys.executable))

    with pytest.raises(bootstrap.SetupError, match="pip install failed"):
        bootstrap.pip("install", "--no-index", "--quiet", "a-package-that-does-not-exist")


def test_the_check_of_qt_passes_where_materia_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "PYTHON", Path(sys.executable))

    assert bootstrap.qt_problem() == ""


def test_qt_that_cannot_load_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(bootstrap, "QT_CHECK", "import ctypes; ctypes.CDLL('libqt-of-nowhere.so')")
    monkeypatch.setattr(bootstrap, "missing_debian_packages", list)

    with pytest.raises(bootstrap.SetupError, match=r"Qt cannot start: .*libqt-of-nowhere"):
        bootstrap.check_qt()


def test_it_works_from_any_folder(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "bootstrap.py")], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert done.returncode == 2
    assert "bootstrap.py test" in done.stderr
