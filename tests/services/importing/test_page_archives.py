"""Archives of encyclopedia pages among what is to be imported."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.errors import CancelledError
from desktop_app.services.importing import page_archives
from desktop_app.services.importing.page_archives import archives_among


def nothing() -> None:
    """No reason to stop."""


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "in" / "medicine.zim"
    path.parent.mkdir()
    path.write_bytes(b"ZIM\x04 and nothing else")
    return path


def test_an_archive_is_told_from_its_content(archive: Path, tmp_path: Path) -> None:
    renamed, other = archive.with_name("medicine.bin"), tmp_path / "other.zim"
    archive.rename(renamed)
    other.write_bytes(b"PK\x03\x04")
    assert archives_among([renamed, other, tmp_path / "gone", Path("a\0b")], nothing) == [renamed]


def test_archives_are_found_in_folders(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "other.ZIM").write_bytes(b"PK\x03\x04")
    assert archives_among([tmp_path], nothing) == [archive]


def test_a_large_folder_is_not_searched_through(archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_archives, "_MOST_LOOKED_AT", 0)
    (tmp_path / "a.xml").touch()
    assert archives_among([tmp_path], nothing) == []


def test_looking_can_be_stopped(tmp_path: Path) -> None:
    def check() -> None:
        raise CancelledError("Stopped.")

    with pytest.raises(CancelledError):
        archives_among([tmp_path], check)
