"""Freezes the tree with PyInstaller, in an environment of its own that holds exactly what the lock names."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

from installer.elf import without_build_paths
from installer.steps import BuildError, Release, command
from installer.trim import missing_libraries

LOCK = "requirements-installer.lock"
PROGRAM = "materia.exe" if os.name == "nt" else "materia"


@dataclass(frozen=True)
class Frozen:
    """The folder that PyInstaller made, and what it made it of."""

    folder: Path
    """Holds the program and `_internal/`."""
    inside: dict[str, Path]
    """Each library and data file: its path in `_internal/`, and the file it is a copy of."""
    modules: dict[str, Path]
    """Each module in the program's archive, and its source."""
    left_out: list[str]

    @property
    def program(self) -> Path:
        return self.folder / PROGRAM


def make_environment(build: Path, tree: Path) -> Path:
    """An environment with the locked packages below `build`; answers its Python. Quick when it is there already."""
    lock = tree / LOCK
    folder = (build / "venv").resolve()  # EnvBuilder refuses a link
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = folder / "materia-setup.sha256"
    wanted = hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return python
    venv.EnvBuilder(with_pip=True, clear=True, symlinks=os.name != "nt").create(folder)
    report = folder / "pip-report.json"
    pip = (python, "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--require-hashes")
    command(*pip, "--report", report, "-r", lock)
    stamp.write_text(wanted, encoding="ascii")
    return python


def packages_folder(python: Path) -> Path:
    """Where an environment keeps its packages."""
    return Path(command(python, "-c", "import sysconfig; print(sysconfig.get_path('platlib'))").strip())


def freeze(tree: Path, python: Path, build: Path, release: Release, **settings: str) -> Frozen:
    """Run PyInstaller on an exported tree. `settings` are the environment variables that the recipe reads."""
    contents = build / "contents.json"
    shutil.rmtree(build / "frozen", ignore_errors=True)
    command(
        *(python, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN"),
        *("--distpath", build / "frozen", "--workpath", build / "work", tree / "installer" / "materia.spec"),
        folder=tree,
        SOURCE_DATE_EPOCH=str(release.epoch),
        PYTHONHASHSEED="1",
        PYTHONDONTWRITEBYTECODE="1",
        MATERIA_CONTENTS=str(contents),
        **settings,
    )
    found = json.loads(contents.read_text(encoding="utf-8"))
    frozen = Frozen(
        build / "frozen" / "materia",
        {name.replace("\\", "/"): Path(source) for name, source in found["inside"]},
        {name: Path(source) for name, source in found["modules"]},
        found["left_out"],
    )
    if sys.platform == "linux":
        strip_interpreter(frozen, release)
        forget_build_paths(frozen.folder)
        check_links(frozen)
    return frozen


def strip_interpreter(frozen: Frozen, release: Release) -> None:
    """Take the debugging symbols off the interpreter and its own modules; a Python built by hand has 15 MB of them.

    Wheels are left alone: what their makers patched, `strip` breaks.
    """
    internal = frozen.folder / "_internal"
    own = [internal / name for name in frozen.inside if re.match(r"libpython3|python3[.\d]*/lib-dynload/", name)]
    for path in sorted(own):
        command("strip", "--strip-unneeded", path, SOURCE_DATE_EPOCH=str(release.epoch))


def forget_build_paths(folder: Path) -> None:
    """Let no library below a folder look for others where this machine keeps them, nor be a program."""
    for path in sorted(folder.rglob("*")):
        if is_elf(path):
            before = path.read_bytes()
            after = without_build_paths(before)
            if after != before:
                path.write_bytes(after)
            if ".so" in path.name:
                path.chmod(0o644)


def check_links(frozen: Frozen) -> None:
    """Raises BuildError when something inside links a library that was left out."""
    files = [path for path in frozen.folder.rglob("*") if is_elf(path)]
    missing = missing_libraries(
        {path.name: linked_libraries(path) for path in files}, (Path(name).name for name in frozen.left_out)
    )
    if missing:
        raise BuildError(f"Left out, but needed: {', '.join(missing)}. See installer/trim.py.")


def is_elf(path: Path) -> bool:
    """Whether a file is a program or a library of Linux."""
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def linked_libraries(path: Path) -> list[str]:
    """The names of the libraries that a program or library links."""
    return re.findall(r"^\s+NEEDED\s+(\S+)$", command("objdump", "-p", path), re.MULTILINE)


def system_libraries(frozen: Frozen, build: Path) -> dict[str, Path]:
    """The libraries that PyInstaller took from the system: all that neither come from an environment below
    `build` nor are the interpreter itself."""
    build = build.resolve()
    # What has no full path is a link to another file inside.
    return {
        name: source
        for name, source in frozen.inside.items()
        if source.is_absolute()
        and "/" not in name
        and ".so" in name
        and not name.startswith("libpython3")
        and not source.resolve().is_relative_to(build)
    }
