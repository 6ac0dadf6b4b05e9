"""What Materia says of itself."""

from __future__ import annotations

from pathlib import Path

from desktop_app import __version__
from desktop_app.services.about import about
from desktop_app.services.library.library import Library


def test_version_library_and_folders_are_said(tmp_path: Path) -> None:
    library = Library(tmp_path)
    library.ensure_bundled()
    revision = library.revision
    library.close()

    lines = about(tmp_path).lines()

    assert lines[0] == f"materia {__version__}"
    assert f"library revision {revision}" in lines
    assert f"data {tmp_path}" in lines
    assert f"logs {tmp_path / 'logs'}" in lines
    assert any(line.startswith("  PySide6_Essentials ") for line in lines)


def test_nothing_is_made_by_asking(tmp_path: Path) -> None:
    told = about(tmp_path / "not there")

    assert told.library_revision is None
    assert "library no library yet" in told.lines()
    assert list(tmp_path.iterdir()) == []


def test_a_library_that_is_none_has_no_revision(tmp_path: Path) -> None:
    (tmp_path / "library.db").write_bytes(b"something else" * 1000)

    assert about(tmp_path).library_revision is None
