"""What this Materia was built from: its version and commit, and the parts inside with their licences.

An installed Materia has two files in resources/, which `build_installer.py` writes: `build.json` with
`{"commit": "…", "parts": [{"name": "…", "version": "…", "licence": "…"}, …]}`, and `THIRD-PARTY-LICENCES.txt` with the
licences in full. Without them it runs from a source tree, which knows its commit, in an environment that knows its
parts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import resources
from desktop_app import __version__

BUILD = "build.json"
LICENCES = "THIRD-PARTY-LICENCES.txt"

_COMMIT = re.compile(r"[0-9a-f]{40}")
_REQUIRED = re.compile(r"[A-Za-z0-9][\w.-]*")
_SHORT = 60
"""Characters of a licence's name; some distributions put the whole text there."""


@dataclass(frozen=True, slots=True)
class Part:
    """A library inside."""

    name: str
    version: str
    licence: str
    """SPDX expression or the name it gives itself; empty where it does not say."""


@dataclass(frozen=True, slots=True)
class BuildInfo:
    """What is not known is empty."""

    version: str
    commit: str
    """In hex, 40 characters."""
    parts: tuple[Part, ...]
    licences: Path | None
    """A file with the licences of all parts in full."""


def read_build_info(folder: Path = resources.FOLDER) -> BuildInfo:
    """Of this Materia; `folder` is resources/. Never raises."""
    licences = folder / LICENCES
    built = _built(folder / BUILD)
    if built is None:
        return BuildInfo(__version__, _commit_of(folder.parent), tuple(_installed_parts()), None)
    commit, parts = built
    return BuildInfo(__version__, commit, parts, licences if licences.is_file() else None)


def _built(path: Path) -> tuple[str, tuple[Part, ...]] | None:
    try:
        said: Any = json.loads(path.read_text("utf-8"))
        parts = tuple(Part(str(part["name"]), str(part["version"]), str(part["licence"])) for part in said["parts"])
        return str(said["commit"]), parts
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _commit_of(tree: Path) -> str:
    """As git keeps it: HEAD names a branch, whose commit is in a file of its own or in the packed ones."""
    with suppress(OSError, UnicodeDecodeError):
        head = (tree / ".git" / "HEAD").read_text("utf-8").strip()
        if _COMMIT.fullmatch(head):
            return head
        name = head.removeprefix("ref: ")
        with suppress(OSError):
            own = (tree / ".git" / name).read_text("utf-8").strip()
            return own if _COMMIT.fullmatch(own) else ""
        for line in (tree / ".git" / "packed-refs").read_text("utf-8").splitlines():
            if line.endswith(f" {name}") and _COMMIT.match(line):
                return line[:40]
    return ""


def _installed_parts() -> Iterator[Part]:
    """What Materia requires, and what that requires, without what only tests need."""
    from importlib.metadata import PackageNotFoundError, distribution

    waiting, seen = ["materia"], set[str]()
    while waiting:
        name = waiting.pop(0)
        if (folded := re.sub(r"[-_.]+", "-", name).lower()) in seen:
            continue
        seen.add(folded)
        try:
            found = distribution(name)
        except PackageNotFoundError:
            continue
        if folded != "materia":
            yield Part(found.metadata["Name"] or name, found.version, _licence(found.metadata))
        required = (requirement for requirement in found.requires or () if "extra ==" not in requirement)
        waiting += sorted(match[0] for match in map(_REQUIRED.match, required) if match)


def _licence(metadata: Any) -> str:
    for field in ("License-Expression", "License"):
        said = " ".join(str(metadata.get(field) or "").split())
        if said and said != "UNKNOWN" and len(said) <= _SHORT:
            return said
    classifiers = [str(line) for line in metadata.get_all("Classifier") or () if str(line).startswith("License ::")]
    return classifiers[0].rpartition(" :: ")[2] if classifiers else ""
