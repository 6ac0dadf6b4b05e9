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
from collections.abc import Iterable
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

QT_PACKAGES = {
    "libgl1": "Qt's widgets are linked against it",
    "libegl1": "Qt's graphics are linked against it",
    "libxkbcommon0": "keyboards, offscreen too",
    "libglib2.0-0": "Qt's event loop on Linux",
    "libfontconfig1": "fonts of the system, for scripts that Materia's own font lacks",
    "libfreetype6": "draws glyphs",
    "libdbus-1-3": "dark mode of the desktop, screen readers",
    "fonts-dejavu-core": "a font of the system: fontconfig complains where there is none",
    "libxkbcommon-x11-0": "keyboards in an X11 window",
    "libxcb-cursor0": "X11 window",
    "libxcb-icccm4": "X11 window",
    "libxcb-image0": "X11 window",
    "libxcb-keysyms1": "X11 window",
    "libxcb-render-util0": "X11 window",
    "libxcb-shape0": "X11 window",
}
"""Debian's packages that Qt needs offscreen and in an X11 window, each with its reason."""

CHECK_PACKAGES = {
    "git": "what is built is the last commit, and tests clone it",
    "mount": "full and read-only disks are mounted for the tests of them",
    "xvfb": "a display for the tests that drive a real window",
    "xauth": "Xvfb's own companion",
    "openbox": "a window manager gives the real window the keyboard",
    "xdotool": "types and clicks in the real window",
    "xclip": "reads what the real window copied",
    "fonts-noto-core": "fonts of scripts that Materia's own lacks: Arabic, Hebrew, Devanagari",
    "desktop-file-utils": "judges the menu entry",
    "dpkg-dev": "packs the Debian package as the tests of its parts do",
    "libcap2-bin": "takes from root, in a test, the right to read everything",
    "strace": "faults of the disk at a chosen write",
}
"""Debian's packages that the checks use, each with its reason. Without one of them some tests are skipped."""

INSTALLER_PACKAGES = {
    "binutils": "strips what is packed, and reads which libraries it needs",
    "dpkg-dev": "makes the Debian package and finds what it depends on",
    "debootstrap": "a clean Debian to install it in",
    "xz-utils": "packs both installers",
    "libcups2": "Qt's printing plugin is linked against it",
    "libwayland-cursor0": "Qt's Wayland plugin is linked against it",
}
"""Debian's packages that building and trying the installers takes besides, each with its reason."""

WINDOW_TESTS = ("tests/ui", "tests/gui")
"""Tests of what no figure of coverage is asked of: they run without being measured, which takes half the time."""

IN_MEMORY = Path("/dev/shm")  # noqa: S108 - pytest makes a folder of the user's own in it
"""Where tests keep their files if there is room: on a disk they wait most of the time for commits to be written."""
MEMORY_TAKEN = 4_000_000_000
"""In bytes; the tests use a fraction of it at a time."""

INSTALLERS_WANTED = "MATERIA_TEST_INSTALLER"
"""The environment variable with which `test` also builds the installers and tries them."""

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
        install_or_name(packages, "Python's venv module is missing", "Python's venv module")
    venv.EnvBuilder(with_pip=True, clear=True, symlinks=not WINDOWS).create(str(VENV))


def check_qt() -> None:
    """Qt must load; on Debian and Ubuntu as root what it lacks is installed."""
    problem = qt_problem()
    missing = missing_debian_packages(QT_PACKAGES) if problem else []
    if missing:
        install_or_name(missing, problem, "what Qt needs of the system")
        problem = qt_problem()
    if problem:
        raise SetupError("Qt cannot start: {}".format(problem))


def qt_problem() -> str:
    """The last line of Qt's complaint, or an empty string."""
    result = subprocess.run([str(PYTHON), "-c", QT_CHECK], capture_output=True, text=True, check=False)
    return result.stderr.strip().splitlines()[-1] if result.returncode else ""


def missing_debian_packages(wanted: Iterable[str]) -> list[str]:
    """Which of these Debian packages are not installed, by their own name or another's; none on other systems."""
    if not shutil.which("dpkg-query") or not shutil.which("apt-get"):
        return []
    shown = subprocess.run(
        ["dpkg-query", "-W", "-f", "${db:Status-Status}, ${Package}, ${Provides}\n"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    installed = set()
    for line in shown.splitlines():  # newer systems have some under another name, which says what it provides
        status, *names = (name.split("(")[0].strip() for name in line.split(","))
        if status == "installed":
            installed.update(names)
    return [package for package in wanted if package not in installed]


def install_check_packages() -> None:
    """What the checks use of a Linux system, installed where that is possible; else named, and what is there is run."""
    if not sys.platform.startswith("linux"):
        return
    wanted = dict(CHECK_PACKAGES)
    if os.environ.get(INSTALLERS_WANTED):
        wanted.update(INSTALLER_PACKAGES)
        if Path(sys.executable).resolve().parent == Path("/usr/bin"):
            wanted["libpython{}.{}".format(*sys.version_info[:2])] = "Debian's own Python keeps its library apart"
    missing = missing_debian_packages(wanted) if shutil.which("apt-get") else list(wanted)
    if not missing:
        return
    problem = "The checks use " + ", ".join("{} ({})".format(name, wanted[name]) for name in missing)
    try:
        install_or_name(missing, problem, "what the checks use of the system")
    except SetupError as error:
        say("{}\nWhat cannot run without it is skipped; the last line of the tests tells.".format(error))


def install_or_name(packages: list[str], problem: str, what: str) -> None:
    """Install Debian packages as root; otherwise say the exact command. `what` says what they are."""
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if not shutil.which("apt-get"):
        raise SetupError("{}. Install what this names with your system's packages.".format(problem))
    if os.geteuid() != 0:
        raise SetupError("{}. Run this, then try again:\n    sudo {}".format(problem, " ".join(command)))
    say("Installing {}".format(what))
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
    if IN_MEMORY.is_dir() and shutil.disk_usage(str(IN_MEMORY)).free > MEMORY_TAKEN:
        environment["PYTEST_DEBUG_TEMPROOT"] = str(IN_MEMORY)
    module = [str(PYTHON), "-m"]
    pytest = [*module, "pytest", "-n", "2", "--dist", "worksteal"]
    without_windows = ["--ignore={}".format(room) for room in WINDOW_TESTS]
    whoosh_274 = dict(environment, PYTHONPATH=str(WHOOSH_274))
    # Written for Pythons that did not yet warn of unknown escapes; the words of the warning differ from 3.12 on.
    old_escapes = ["-W", "ignore:invalid escape sequence:DeprecationWarning"]
    old_escapes += ["-W", "ignore:invalid escape sequence:SyntaxWarning"]
    checks = [
        ("lint", [*module, "ruff", "check", "."], environment),
        ("format", [*module, "ruff", "format", "--check", "."], environment),
        ("types", [*module, "mypy"], environment),
        ("import contracts", [str(PYTHON.parent / "lint-imports"), "--no-cache"], environment),
        ("tests on Whoosh 2.7.4", [*pytest, *old_escapes, "-m", "whoosh", "tests/index"], whoosh_274),
        ("tests", [*module, "coverage", "run", *pytest[1:], *without_windows], environment),
        ("coverage data", [*module, "coverage", "combine", "-q"], environment),
        ("coverage", [*module, "coverage", "report"], environment),
        ("tests of windows", [*pytest, *WINDOW_TESTS], environment),
    ]
    if os.environ.get("MATERIA_TEST_INSTALLER"):  # one process: both installers are built once
        checks.append(("installers", [*module, "pytest", "-m", "installer", "tests/installer"], environment))
    install_check_packages()
    if words:  # a part of the tests says nothing about coverage
        checks = [("tests", [*pytest, *words], environment)]
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
