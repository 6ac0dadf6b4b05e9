"""Starts what was built, in a home where nothing is: it must search, paint its window, print and import, and say
nothing on standard error. What cannot do that is not written."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from installer.steps import BuildError

MONOGRAPH = """---
materia: 1
title: Proofomycin
slug: proofomycin
language: en
names:
  generic: [Proofomycin]
publisher: The installer's own proof
notice: Not a drug.
references:
  - id: proof
    type: document
    title: The installer's own proof
---

Nothing but a proof [@proof].

# Dosage

None at all [@proof].
"""


@dataclass(frozen=True)
class Step:
    """One start of the program, and what it must have done."""

    words: Sequence[str]
    holds: Callable[[str], bool]
    """Told what it printed."""


def steps(folder: Path, inside: Path) -> list[Step]:
    """What is asked of the program, in a folder it may write to, which it knows as `inside`."""
    paper = folder / "proof.pdf"
    return [
        Step(["--version"], lambda shown: shown.startswith("materia")),
        Step(["search", "--json", "baclofen"], lambda shown: "baclofen" in json.dumps(json.loads(shown)).lower()),
        Step(["--measure-startup"], lambda shown: json.loads(shown)["first_paint_ms"] > 0),
        Step(
            ["print", "baclofen", "--output", str(inside / "proof.pdf")],
            lambda _: paper.read_bytes().startswith(b"%PDF-"),
        ),
        Step(["import", str(inside / "proofomycin.md")], lambda shown: "Proofomycin" in shown),
        Step(["search", "--json", "proofomycin"], lambda shown: "local:proofomycin" in shown),
        Step(["library", "verify"], lambda shown: "sound" in shown),
    ]


def prove(program: Path, folder: Path, root: Path | None = None) -> None:
    """Raises BuildError, quoting what the program said, at the first step that does not hold.

    `folder` does not exist yet. With a `root`, which is above the folder, all is done inside of that, by chroot.
    """
    home = folder / "home"
    inside = folder if root is None else Path("/", folder.relative_to(root))
    entered = [] if root is None else [shutil.which("chroot") or "chroot", str(root)]
    home.mkdir(parents=True)
    (folder / "proofomycin.md").write_text(MONOGRAPH, encoding="utf-8")
    for step in steps(folder, inside):
        done = subprocess.run(
            [*entered, str(program), *step.words],
            env=surroundings(inside / "home"),
            cwd=folder if root is None else None,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        said = f"{program.name} {' '.join(step.words)} answered {done.returncode}:\n{done.stdout}\n{done.stderr}"
        if done.returncode or done.stderr.strip():
            raise BuildError(f"What was built does not work. {said}")
        try:
            holds = step.holds(done.stdout)
        except (OSError, ValueError, KeyError):
            holds = False
        if not holds:
            raise BuildError(f"What was built does not do what it should. {said}")


def surroundings(home: Path) -> dict[str, str]:
    """The environment of a new user, with nothing of the one who builds."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP", "TMP", "WINDIR") if name in os.environ}
    return {
        **kept,
        "HOME": str(home),
        "USERPROFILE": str(home),
        "LOCALAPPDATA": str(home),
        "APPDATA": str(home),
        "LANG": "C.UTF-8",
        "PATH": os.defpath if os.name != "nt" else os.environ["PATH"],
        "QT_QPA_PLATFORM": "offscreen",
    }
