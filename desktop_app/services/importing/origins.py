"""What the importers find in files and folders, as an import asks for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from desktop_app.importers.items import Item, Refused
from desktop_app.importers.sources.choice import Choice
from desktop_app.importers.sources.items import Progress, items_in, size_of


class FileSources:
    """Files on disk."""

    def __init__(self, choice: Mapping[str, Any]) -> None:
        """`choice`: the fields of `Choice` that are not as usual."""
        self._choice = Choice(**{name: _frozen(value) for name, value in choice.items()})

    def size_of(self, path: Path) -> int:
        """Bytes of a file, or of all files in a folder."""
        return size_of(path)

    def items_in(self, path: Path, progress: Progress) -> Iterator[Item | Refused]:
        """The items in a file or folder."""
        return items_in(path, self._choice, progress=progress)


def _frozen(value: Any) -> Any:
    """Requests are kept as JSON, which has lists only."""
    return frozenset(value) if isinstance(value, list) else value
