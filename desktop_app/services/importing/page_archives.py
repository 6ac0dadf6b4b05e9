"""Archives of encyclopedia pages among what is to be imported: of those it is asked first which pages to take."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

_SIGNATURE = b"ZIM\x04"
"""https://wiki.openzim.org/wiki/ZIM_file_format#Header"""
_MOST_LOOKED_AT = 5000
"""Files in folders: a folder of labels is not searched through for archives."""


def archives_among(paths: Sequence[Path], check: Callable[[], None]) -> list[Path]:
    """Those that are archives of pages, and those in folders as far as they are soon gone through."""
    found: list[Path] = []
    looked_at = 0
    for path in paths:
        if not path.is_dir():
            found += [path] if _is_archive(path) else []
            continue
        for folder, _, names in os.walk(path):
            check()
            looked_at += len(names)
            in_folder = (Path(folder, name) for name in sorted(names) if name.lower().endswith(".zim"))
            found += [file for file in in_folder if _is_archive(file)]
            if looked_at > _MOST_LOOKED_AT:
                break
    return found


def _is_archive(path: Path) -> bool:
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return file.read(len(_SIGNATURE)) == _SIGNATURE
    except (OSError, ValueError):  # reading it will say why
        return False
