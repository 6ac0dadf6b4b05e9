"""What tests of the installers' parts share."""

from __future__ import annotations

from pathlib import Path

import pytest

from installer.desktop import ICON_SIZES
from installer.steps import Release


@pytest.fixture
def release() -> Release:
    """One between two releases."""
    return Release("1.2.3", "0123456789" * 4, 1_700_000_000, tagged=False)


@pytest.fixture
def icons(tmp_path: Path) -> Path:
    """A folder as the icons' painter leaves it."""
    folder = tmp_path / "icons"
    folder.mkdir()
    for name in (*(f"materia-{size}.png" for size in ICON_SIZES), "materia.svg", "materia.ico", "materia.icns"):
        (folder / name).write_text(name)
    return folder


@pytest.fixture
def frozen(tmp_path: Path) -> Path:
    """A folder as PyInstaller leaves it, with a program that answers to --version."""
    folder = tmp_path / "frozen"
    (folder / "_internal" / "resources").mkdir(parents=True)
    (folder / "materia").write_text('#!/bin/sh\necho "materia 1.2.3"\n')
    (folder / "materia").chmod(0o755)
    (folder / "_internal" / "libz.so.1").write_text("of the system")
    (folder / "_internal" / "libown.so").write_text("of Materia")
    return folder
