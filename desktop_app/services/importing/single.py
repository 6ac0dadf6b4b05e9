"""The files that a folder offers to be imported one by one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from desktop_app.errors import UnreadableInputError

SUFFIXES = frozenset({".txt", ".text", ".md", ".markdown"})
"""What is looked at in a folder; a file named by itself is tried whatever its name."""


def files_in(path: Path) -> Iterator[Path]:
    """The file itself, or the files directly in a folder; raises UnreadableInputError where there are none."""
    if not _is_folder(path):
        yield path
        return
    try:
        files = sorted(file for file in path.iterdir() if file.suffix.lower() in SUFFIXES and file.is_file())
    except OSError as error:
        raise UnreadableInputError(f"The folder {path} cannot be read: {error.strerror}.") from error
    if not files:
        raise UnreadableInputError(f"The folder {path} holds no file that Materia reads (.txt or .md).")
    yield from files


def _is_folder(path: Path) -> bool:
    """False too where it cannot be told: reading the file will say why."""
    try:
        return path.is_dir()
    except OSError:
        return False
