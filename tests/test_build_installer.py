"""build_installer.py: what it builds where, and what goes beside the installers."""

from __future__ import annotations

import hashlib
import plistlib
import re
import sys
import tomllib
from pathlib import Path

import pytest

import build_installer
from installer.contents import fold, required_names
from installer.steps import BuildError, Release

RELEASE = Release("1.2.3", "0123456789" * 4, 1_700_000_000, tagged=True)


@pytest.mark.parametrize(("system", "targets"), [("linux", ["deb", "run"]), ("win32", ["exe"]), ("darwin", ["dmg"])])
def test_without_a_target_all_that_the_system_can_build_is_built(system: str, targets: list[str]) -> None:
    assert build_installer.targets_here(None, system) == targets


def test_a_target_named_twice_is_built_once() -> None:
    assert build_installer.targets_here(["run", "deb", "run"], "linux") == ["run", "deb"]


@pytest.mark.parametrize(
    ("target", "system", "sentence"),
    [
        ("exe", "linux", "A exe is built on win32, and this is linux."),
        ("deb", "darwin", "A deb is built on linux, and this is darwin."),
        ("deb", "freebsd14", "There is no installer for freebsd14."),
    ],
)
def test_a_target_of_another_system_is_refused(target: str, system: str, sentence: str) -> None:
    with pytest.raises(BuildError, match=sentence):
        build_installer.targets_here([target], system)


def test_a_build_that_fails_says_why_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(build_installer, "ROOT", tmp_path)
    other = "exe" if sys.platform != "win32" else "deb"

    assert build_installer.main(["--target", other]) == 1
    assert capsys.readouterr().err.startswith("build_installer: A ")


def test_every_target_has_a_maker() -> None:
    assert build_installer.MAKERS.keys() == build_installer.SYSTEMS.keys()


def test_the_sums_are_those_of_the_files_and_not_of_themselves(tmp_path: Path) -> None:
    (tmp_path / "b.deb").write_bytes(b"two")
    (tmp_path / "a.run").write_bytes(b"one")
    (tmp_path / "SHA256SUMS").write_text("old")

    assert build_installer.sums(tmp_path) == (
        f"{hashlib.sha256(b'one').hexdigest()}  a.run\n{hashlib.sha256(b'two').hexdigest()}  b.deb\n"
    )


def test_windows_is_told_of_icon_and_version(tmp_path: Path) -> None:
    settings = build_installer.recipe_settings(RELEASE, tmp_path, tmp_path / "icons", "win32")

    assert settings["MATERIA_ICON"].endswith("materia.ico")
    assert "filevers=(1, 2, 3, 0)" in Path(settings["MATERIA_VERSION_RESOURCE"]).read_text("utf-8")


def test_macos_is_told_of_icon_and_properties(tmp_path: Path) -> None:
    settings = build_installer.recipe_settings(RELEASE, tmp_path, tmp_path / "icons", "darwin")

    assert settings["MATERIA_ICON"].endswith("materia.icns")
    properties = plistlib.loads(Path(settings["MATERIA_PROPERTY_LIST"]).read_bytes())
    assert properties["CFBundleShortVersionString"] == "1.2.3"


def test_linux_is_told_of_nothing(tmp_path: Path) -> None:
    assert build_installer.recipe_settings(RELEASE, tmp_path, tmp_path, "linux") == {}


def test_every_variable_that_the_recipe_reads_is_set_by_someone() -> None:
    root = Path(build_installer.ROOT)
    recipe = (root / "installer" / "materia.spec").read_text("utf-8")
    setters = (root / "build_installer.py").read_text("utf-8") + (root / "installer" / "freeze.py").read_text("utf-8")
    names = set(re.findall(r"MATERIA_[A-Z_]+", recipe))

    assert len(names) == 4
    assert [name for name in names if name not in setters] == []


def test_what_is_built_has_the_versions_that_were_tested() -> None:
    tested, frozen = (pins(name) for name in ("requirements.lock", "requirements-installer.lock"))
    project = tomllib.loads((build_installer.ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    required = {fold(name) for name in required_names(project["dependencies"])}

    assert required <= frozen.keys() & tested.keys()
    assert {name: frozen[name] for name in frozen if name in tested} == {
        name: tested[name] for name in tested if name in frozen
    }
    assert "pyinstaller" in frozen


def pins(lock: str) -> dict[str, set[str]]:
    """The versions of every package in a lock: several, where they depend on Python's own."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^(\S+)==(\S+)", (build_installer.ROOT / lock).read_text("utf-8"), re.MULTILINE):
        found.setdefault(name, set()).add(version)
    return found
