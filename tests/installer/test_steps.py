"""What is built: a commit, not the files around it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from installer.steps import BuildError, Release, command, export_tree, fill, release_of, settle, uncommitted, write


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A repository with one commit."""
    root = tmp_path / "clone"
    write(root / "desktop_app" / "__init__.py", '"""A program."""\n\n__version__ = "1.2.3"\n')
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "Begin"]):
        subprocess.run(["git", *words], cwd=root, check=True, env={**os.environ, **WHO})
    return root


WHO = {f"GIT_{role}_{what}": "x@x" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")} | {
    "GIT_COMMITTER_DATE": "2023-11-14T22:13:20Z"
}


def test_version_commit_and_time_are_those_of_the_last_commit(clone: Path) -> None:
    release = release_of(clone)

    assert (release.version, release.epoch, release.date, release.tagged) == (
        "1.2.3", 1_700_000_000, "2023-11-14", False,
    )  # fmt: skip
    assert release.package_version == f"1.2.3+git20231114221320.{release.commit[:8]}"
    assert release.numbers == (1, 2, 3, 0)


def test_a_tagged_commit_is_the_release_itself(clone: Path) -> None:
    subprocess.run(["git", "tag", "v1.2.3"], cwd=clone, check=True)

    assert release_of(clone).package_version == "1.2.3"


def test_what_is_not_committed_is_named_and_not_exported(clone: Path, tmp_path: Path) -> None:
    (clone / "desktop_app" / "__init__.py").write_text('__version__ = "9.9.9"\n')
    (clone / "stray.txt").write_text("stray")
    export_tree(clone, tmp_path / "tree")

    assert uncommitted(clone) == ["desktop_app/__init__.py"]
    assert release_of(clone).version == "1.2.3"
    assert '"1.2.3"' in (tmp_path / "tree" / "desktop_app" / "__init__.py").read_text()
    assert not (tmp_path / "tree" / "stray.txt").exists()


def test_a_folder_that_is_no_clone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="built from a git clone"):
        release_of(tmp_path)


def test_a_failing_command_is_quoted() -> None:
    with pytest.raises(BuildError, match="of no use"):
        command(sys.executable, "-c", "import sys; sys.exit('of no use')")


def test_a_command_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))  # a folder of it that this user may not read is another matter
    with pytest.raises(BuildError, match="no-such-command is not installed"):
        command("no-such-command")


def test_a_template_with_a_name_that_has_no_value_fails() -> None:
    with pytest.raises(KeyError, match="ARCHITECTURE"):
        fill("control", {"VERSION": "1"})


def test_settled_files_have_one_time_and_plain_modes(tmp_path: Path) -> None:
    folder = tmp_path / "tree"
    write(folder / "inner" / "text", "text", mode=0o600)
    write(folder / "inner" / "program", "text", mode=0o700)
    (folder / "link").symlink_to("inner/text")

    settle(folder, 1_700_000_000)

    modes = {path.name: path.stat().st_mode & 0o777 for path in (folder, *folder.rglob("*")) if not path.is_symlink()}
    assert modes == {"tree": 0o755, "inner": 0o755, "text": 0o644, "program": 0o755}
    assert {path.lstat().st_mtime for path in (folder, *folder.rglob("*"))} == {1_700_000_000}


def test_versions_sort_with_the_release_they_follow() -> None:
    later = Release("1.2.3", "f" * 40, 1_700_000_000, tagged=False)

    assert later.package_version.startswith("1.2.3+git20231114221320.")
