"""The file to begin a monograph of one's own with."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.errors import UserError
from desktop_app.services.authoring import write_template
from desktop_app.services.library.library import Library


def test_the_file_is_named_after_the_drug_and_can_be_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    path = write_template("Examplomycin (oral)")

    assert path == Path("examplomycin-oral.md")
    library = Library(tmp_path)
    assert library.import_file(path).title == "Examplomycin (oral)"
    library.close()


def test_a_file_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "mine.md"
    path.write_text("weeks of work")

    with pytest.raises(UserError, match="is left as it is"):
        write_template("Examplomycin", path)

    assert path.read_text() == "weeks of work"


@pytest.mark.parametrize("name", ["missing/new.md", "nul\0.md"])
def test_a_place_that_cannot_be_written_is_said(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError, match="cannot be written"):
        write_template("Examplomycin", tmp_path / name)
