"""What a Materia knows of its own making."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desktop_app import __version__
from desktop_app.build_info import BUILD, LICENCES, Part, read_build_info

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def resources(tmp_path: Path) -> Path:
    folder = tmp_path / "resources"
    folder.mkdir()
    return folder


def test_an_installed_materia_says_what_its_build_wrote_down(resources: Path) -> None:
    parts = [{"name": "lxml", "version": "6.1", "licence": "BSD-3-Clause"}]
    (resources / BUILD).write_text(json.dumps({"commit": COMMIT, "parts": parts}))
    (resources / LICENCES).write_text("in full")

    build = read_build_info(resources)

    assert (build.version, build.commit) == (__version__, COMMIT)
    assert build.parts == (Part("lxml", "6.1", "BSD-3-Clause"),)
    assert build.licences == resources / LICENCES


@pytest.mark.parametrize("damaged", ["", "[]", '{"commit": "x"}', '{"commit": "x", "parts": [{"name": "a"}]}', "null"])
def test_a_damaged_record_is_as_none(resources: Path, damaged: str) -> None:
    (resources / BUILD).write_text(damaged)

    build = read_build_info(resources)

    assert build.commit == ""
    assert build.licences is None


def test_a_source_tree_knows_its_commit_from_git(resources: Path) -> None:
    git = resources.parent / ".git"
    (git / "refs" / "heads").mkdir(parents=True)
    (git / "HEAD").write_text("ref: refs/heads/main\n")
    (git / "refs" / "heads" / "main").write_text(f"{COMMIT}\n")
    assert read_build_info(resources).commit == COMMIT

    (git / "refs" / "heads" / "main").unlink()
    assert read_build_info(resources).commit == ""
    (git / "packed-refs").write_text(f"# pack-refs with: peeled\n{COMMIT} refs/heads/main\n")
    assert read_build_info(resources).commit == COMMIT

    (git / "HEAD").write_text(f"{COMMIT[::-1]}\n")
    assert read_build_info(resources).commit == COMMIT[::-1]


def test_a_source_tree_names_the_libraries_it_runs_with(resources: Path) -> None:
    parts = {part.name.lower().replace("_", "-"): part for part in read_build_info(resources).parts}

    assert parts["pyside6-essentials"].licence.startswith("LGPL-3.0")
    assert parts["click"].version
    assert "pytest" not in parts
    assert "materia" not in parts
