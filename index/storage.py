"""Whoosh's files in a folder, as far as the sealed header lists them.

Whoosh finds the newest state by listing the folder and deletes the older one as soon as it has written another. Here
a file exists only if the header lists it or this writer made it, and what Whoosh deletes stays on disk until the next
header is in place: a crash at any moment leaves the old state whole.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from index.seal import HEADER
from index.whoosh_parts import FileStorage

LOCK = "writing.lock"


class SealedStorage(FileStorage):  # type: ignore[misc]  # Whoosh's class is untyped
    """A folder of which only some files are seen."""

    def __init__(self, folder: Path, members: Iterable[str] = ()) -> None:
        super().__init__(str(folder))
        self.members = set(members)

    def list(self) -> list[str]:
        """The files that exist."""
        return sorted(self.members)

    def create_file(self, name: str, *arguments: Any, **options: Any) -> Any:
        """Whoosh's own file object; the file exists from now on."""
        self.members.add(name)
        return super().create_file(name, *arguments, **options)

    def delete_file(self, name: str) -> None:
        """Forget the file; `sweep` removes it once nothing refers to it."""
        self.members.discard(name)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:  # noqa: ARG002
        """Rename a file that this writer made. Whatever `safe` says, what a crashed writer left is no obstacle."""
        super().rename_file(oldname, newname, safe=False)
        self.members.discard(oldname)
        self.members.add(newname)


def sweep(folder: Path, members: Iterable[str]) -> None:
    """Remove what no header refers to. Only for the holder of the lock; what is still open elsewhere may stay."""
    kept = {HEADER, LOCK, *members}
    for path in folder.iterdir():
        if path.name in kept or path.name.endswith("_WRITELOCK"):
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            try:
                path.unlink()
            except OSError:  # open in another process (Windows): the next writer tries again
                continue
