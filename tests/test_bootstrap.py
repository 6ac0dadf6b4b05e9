"""bootstrap.py: what it says when it cannot go on, and when it sets up again."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import bootstrap
from tests.skips import ALL_EXPECTED

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
        bootstrap.install_or_name(["libegl1"], "Qt cannot start", "what Qt needs")


@pytest.fixture
def debian(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What dpkg-query prints on a machine with apt-get; nothing can be installed by this user."""
    installed: list[str] = []
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(shutil, "which", lambda program: f"/usr/bin/{program}")
    monkeypatch.setattr("os.geteuid", lambda: 1000, raising=False)
    monkeypatch.setattr(
        subprocess,
        "run",
        lambda words, **more: subprocess.CompletedProcess(words, 0, "\n".join(installed), ""),
    )
    return installed


def test_a_package_is_there_by_its_own_name_or_by_one_that_it_provides(debian: list[str]) -> None:
    debian += ["installed, xvfb, ", "installed, libcups2t64, libcups2 (= 2.4.7)", "config-files, git, "]

    assert bootstrap.missing_debian_packages(["xvfb", "libcups2", "git", "openbox"]) == ["git", "openbox"]


def test_what_the_checks_lack_is_named_with_its_reason_and_the_command(
    debian: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(bootstrap.INSTALLERS_WANTED, raising=False)
    debian += [f"installed, {name}, " for name in bootstrap.CHECK_PACKAGES if name != "openbox"]

    bootstrap.install_check_packages()

    said = capsys.readouterr().out
    assert f"openbox ({bootstrap.CHECK_PACKAGES['openbox']})" in said
    assert "sudo apt-get install -y --no-install-recommends openbox\n" in said
    assert "skipped" in said


def test_what_the_installers_take_is_asked_for_only_with_them(
    debian: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    debian += [f"installed, {name}, " for name in bootstrap.CHECK_PACKAGES]
    monkeypatch.delenv(bootstrap.INSTALLERS_WANTED, raising=False)
    bootstrap.install_check_packages()
    assert capsys.readouterr().out == ""

    monkeypatch.setenv(bootstrap.INSTALLERS_WANTED, "1")
    bootstrap.install_check_packages()
    assert "debootstrap (" in capsys.readouterr().out


def test_the_gate_is_one_command_with_the_flags_that_forbid_skipping() -> None:
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    commands = [line.split(" #")[0].strip() for line in lines if line.strip() and not line.startswith("#")]

    assert commands == [
        "set -euo pipefail",
        'cd "$(dirname "$0")/.."',
        f"export {ALL_EXPECTED}=1 {bootstrap.INSTALLERS_WANTED}=1",
        "python3 bootstrap.py test </dev/null",
    ]


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
    monkeypatch.setattr(bootstrap, "missing_debian_packages", lambda wanted: [])

    with pytest.raises(bootstrap.SetupError, match=r"Qt cannot start: .*libqt-of-nowhere"):
        bootstrap.check_qt()


def test_it_works_from_any_folder(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "bootstrap.py")], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert done.returncode == 2
    assert "bootstrap.py test" in done.stderr
