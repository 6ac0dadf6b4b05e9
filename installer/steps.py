"""What every step of building an installer needs: the release that is built, its tree, commands, templates."""

from __future__ import annotations

import io
import os
import re
import subprocess
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parent / "templates"


class BuildError(Exception):
    """The installer cannot be built; the text says why, and what to do."""


@dataclass(frozen=True)
class Release:
    """What is built: a commit, never the files that happen to lie around it."""

    version: str
    """Of the program, such as 0.1.0."""
    commit: str
    """40 digits."""
    epoch: int
    """When it was committed, in seconds since 1970: the time of every file in the installer."""
    tagged: bool
    """Whether the commit is the one that was released as `version`."""

    @property
    def date(self) -> str:
        """ISO 8601, the day in UTC."""
        return datetime.fromtimestamp(self.epoch, UTC).strftime("%Y-%m-%d")

    @property
    def package_version(self) -> str:
        """Sorts after the release it follows, and tells two builds between releases apart."""
        if self.tagged:
            return self.version
        return f"{self.version}+git{datetime.fromtimestamp(self.epoch, UTC):%Y%m%d%H%M%S}.{self.commit[:8]}"

    @property
    def numbers(self) -> tuple[int, int, int, int]:
        """The version as Windows wants it."""
        major, minor, patch = [int(part) for part in re.findall(r"\d+", self.version)][:3]
        return major, minor, patch, 0


def release_of(root: Path) -> Release:
    """The last commit of a clone."""
    commit = git(root, "rev-parse", "HEAD")
    tree_version = git(root, "show", "HEAD:desktop_app/__init__.py")
    found = re.search(r'^__version__ = "([^"]+)"$', tree_version, re.MULTILINE)
    if found is None:
        raise BuildError("desktop_app/__init__.py names no version.")
    tags = git(root, "tag", "--points-at", "HEAD").split()
    epoch = int(git(root, "log", "-1", "--format=%ct"))
    return Release(found[1], commit, epoch, tagged=f"v{found[1]}" in tags)


def uncommitted(root: Path) -> list[str]:
    """Tracked files that differ from the last commit: what they say now is not in the installer."""
    return [line[3:] for line in git(root, "status", "--porcelain", "--untracked-files=no", strip=False).splitlines()]


def export_tree(root: Path, to: Path) -> None:
    """Write the files of the last commit to an empty folder."""
    packed = subprocess.run(["git", "archive", "--format=zip", "HEAD"], cwd=root, capture_output=True, check=True)
    with zipfile.ZipFile(io.BytesIO(packed.stdout)) as archive:
        archive.extractall(to)


def git(root: Path, *words: str, strip: bool = True) -> str:
    """What git answers. Raises BuildError where this is no clone."""
    shown = subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=False)
    if shown.returncode:
        raise BuildError(f"Installers are built from a git clone: {shown.stderr.strip()}")
    return shown.stdout.strip() if strip else shown.stdout


def command(*words: str | Path, folder: Path | None = None, **environment: str) -> str:
    """Run a program and answer what it printed; raises BuildError with its complaint when it fails or is absent."""
    try:
        done = subprocess.run(
            [str(word) for word in words],
            cwd=folder,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError as error:
        raise BuildError(f"{words[0]} is not installed on this machine.") from error
    if done.returncode:
        raise BuildError(f"{Path(words[0]).name} failed:\n{(done.stderr or done.stdout).strip()[-4000:]}")
    return done.stdout


def fill(template: str, values: Mapping[str, str]) -> str:
    """A file of `templates/` with every @NAME@ in it replaced. Raises KeyError for a name without a value."""
    text = (TEMPLATES / template).read_text(encoding="utf-8")
    return re.sub(r"@([A-Z0-9_]+)@", lambda found: values[found[1]], text)


def write(path: Path, text: str, mode: int = 0o644) -> None:
    """Write a text file with lines that end alike on every system."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    path.chmod(mode)


def settle(folder: Path, epoch: int) -> None:
    """Give all below a folder the same time and plain modes, so that the same content packs to the same bytes."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if not path.is_symlink():
            runs = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if runs else 0o644)
        os.utime(path, (epoch, epoch), follow_symlinks=False)
    folder.chmod(0o755)
    os.utime(folder, (epoch, epoch))
