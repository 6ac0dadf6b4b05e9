"""Set up and start Materia, or set up and check it, on a machine that has only Python.

    python3 bootstrap.py run [ARGS...]     sets up, then starts Materia; ARGS go to the `materia` command
    python3 bootstrap.py test [ARGS...]    sets up, then runs every check; ARGS go to pytest

Standard library only, and readable by Pythons too old to run Materia, so that they can say so.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "materia-setup.sha256"
WHOOSH_274 = ROOT / ".whoosh-2.7.4"
WHOOSH_274_LOCK = ROOT / "requirements-whoosh-2.7.4.lock"
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
OLDEST_PYTHON = (3, 11)

DEBIAN_PACKAGES = (
    "libgl1",
    "libegl1",
    "libxkbcommon0",
    "libglib2.0-0",
    "libfontconfig1",
    "libfreetype6",
    "libdbus-1-3",
    "fonts-dejavu-core",
    "libxkbcommon-x11-0",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-image0",
    "libxcb-keysyms1",
    "libxcb-render-util0",
    "libxcb-shape0",
)
"""What Qt needs of a bare Debian or Ubuntu, offscreen and in an X11 window."""

QT_CHECK = """
import ctypes, sys
from pathlib import Path
import PySide6
from PySide6 import QtGui, QtPrintSupport, QtSvg, QtWidgets
if sys.platform.startswith("linux"):
    ctypes.CDLL(str(Path(PySide6.__file__).parent / "Qt/plugins/platforms/libqxcb.so"))
"""


class SetupError(Exception):
    """Set-up cannot go on; the text says what to do."""


def main(words: list[str]) -> int:
    if not words or words[0] not in {"run", "test"}:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    try:
        set_up()
    except SetupError as error:
        print("bootstrap: {}".format(error), file=sys.stderr)
        return 1
    return run(words[1:]) if words[0] == "run" else test(words[1:])


def set_up() -> None:
    """Make `.venv` hold exactly what the lock names. Quick when it already does."""
    if sys.version_info < OLDEST_PYTHON:
        wanted = ".".join(map(str, OLDEST_PYTHON))
        raise SetupError("Materia needs Python {} or newer; this is {}.".format(wanted, sys.version.split()[0]))
    fingerprint = setup_fingerprint()
    if PYTHON.exists() and STAMP.exists() and STAMP.read_text(encoding="ascii") == fingerprint:
        return
    say("Setting up Materia in {} (once; it takes a minute or two)".format(VENV.name))
    make_environment()
    pip("install", "--require-hashes", "-r", str(LOCK))
    pip("install", "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    check_qt()
    # Written last: a set-up that was interrupted starts again.
    STAMP.write_text(fingerprint, encoding="ascii")


def setup_fingerprint() -> str:
    """Changes with the lock, the project's metadata, the interpreter and the folder."""
    digest = hashlib.sha256()
    for part in (LOCK.read_bytes(), (ROOT / "pyproject.toml").read_bytes(), sys.version.encode(), str(ROOT).encode()):
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()


def make_environment() -> None:
    """A fresh `.venv`; installs Debian's venv package first where Python came without it."""
    try:
        import ensurepip  # noqa: F401 - only whether it is there
    except ImportError:
        packages = ["python3-venv", "python{}.{}-venv".format(*sys.version_info[:2])]
        install_or_name(packages, "Python's venv module is missing")
    venv.EnvBuilder(with_pip=True, clear=True, symlinks=not WINDOWS).create(str(VENV))


def check_qt() -> None:
    """Qt must load; on Debian and Ubuntu as root what it lacks is installed."""
    problem = qt_problem()
    missing = missing_debian_packages() if problem else []
    if missing:
        install_or_name(missing, problem)
        problem = qt_problem()
    if problem:
        raise SetupError("Qt cannot start: {}".format(problem))


def qt_problem() -> str:
    """The last line of Qt's complaint, or an empty string."""
    result = subprocess.run([str(PYTHON), "-c", QT_CHECK], capture_output=True, text=True, check=False)
    return result.stderr.strip().splitlines()[-1] if result.returncode else ""


def missing_debian_packages() -> list[str]:
    """Which of Qt's Debian packages are not installed; none on other systems."""
    if not shutil.which("dpkg-query") or not shutil.which("apt-get"):
        return []
    shown = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *DEBIAN_PACKAGES],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    installed = {line.split()[0] for line in shown.splitlines() if line.endswith(" installed")}
    return [package for package in DEBIAN_PACKAGES if package not in installed]


def install_or_name(packages: list[str], problem: str) -> None:
    """Install Debian packages as root; otherwise say the exact command."""
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if not shutil.which("apt-get"):
        raise SetupError("{}. Install what this names with your system's packages.".format(problem))
    if os.geteuid() != 0:
        raise SetupError("{}. Run this, then try again:\n    sudo {}".format(problem, " ".join(command)))
    say("Installing what Qt needs of the system")
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    for words in (["apt-get", "update", "-qq"], command):
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SetupError("{}\n{} failed:\n{}".format(problem, " ".join(words), done.stderr.strip()))


def pip(*words: str) -> None:
    """Run the environment's pip; its own words are shown only when it fails."""
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        complaint = "\n".join(line for line in done.stderr.splitlines() if line.startswith("ERROR")) or done.stderr
        raise SetupError("pip {} failed:\n{}".format(words[0], complaint.strip()))


def run(words: list[str]) -> int:
    """Start Materia; its exit code is ours. `-P` keeps the current folder from shadowing Materia's modules."""
    command = [str(PYTHON), "-P", "-m", "desktop_app", *words]
    if not WINDOWS:
        sys.stdout.flush()
        os.execv(command[0], command)  # signals reach Materia itself
    return subprocess.call(command)


def test(words: list[str]) -> int:
    """Run every check, all of them even when one fails; 0 when all pass."""
    environment = dict(os.environ, QT_QPA_PLATFORM="offscreen", PYTHONWARNINGS="", COVERAGE_CORE="ctrace")
    module = [str(PYTHON), "-m"]
    whoosh_274 = dict(environment, PYTHONPATH=str(WHOOSH_274))
    # Written for Pythons that did not yet warn of unknown escapes; the words of the warning differ from 3.12 on.
    old_escapes = ["-W", "ignore:invalid escape sequence:DeprecationWarning"]
    old_escapes += ["-W", "ignore:invalid escape sequence:SyntaxWarning"]
    checks = [
        ("lint", [*module, "ruff", "check", "."], environment),
        ("format", [*module, "ruff", "format", "--check", "."], environment),
        ("types", [*module, "mypy"], environment),
        ("import contracts", [str(PYTHON.parent / "lint-imports"), "--no-cache"], environment),
        ("index tests on Whoosh 2.7.4", [*module, "pytest", "-n", "2", *old_escapes, "tests/index"], whoosh_274),
        ("tests", [*module, "coverage", "run", "-m", "pytest", "-n", "2", *words], environment),
        ("coverage data", [*module, "coverage", "combine", "-q"], environment),
        ("coverage", [*module, "coverage", "report"], environment),
    ]
    if os.environ.get("MATERIA_TEST_INSTALLER"):  # one process: both installers are built once
        checks.append(("installers", [*module, "pytest", "-m", "installer", "tests/installer"], environment))
    if words:  # a part of the tests says nothing about coverage
        checks = [check for check in checks if check[0] == "tests"]
    else:
        install_whoosh_274()
    failed = []
    for name, command, surroundings in checks:
        say(name)
        if subprocess.call(command, cwd=str(ROOT), env=surroundings):
            failed.append(name)
    say("FAILED: {}".format(", ".join(failed)) if failed else "All checks passed")
    return 1 if failed else 0


def install_whoosh_274() -> None:
    """The last Whoosh of PyPI's own name, beside the environment: the index must work on it too."""
    if (WHOOSH_274 / "whoosh").is_dir():
        return
    pip("install", "--no-deps", "--require-hashes", "--target", str(WHOOSH_274), "-r", str(WHOOSH_274_LOCK))


def say(text: str) -> None:
    print("== {}".format(text), flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
