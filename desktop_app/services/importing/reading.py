"""From a file to a monograph. The importers are heavy, and are loaded with the first file rather than at the start."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from desktop_app.monograph.model import Monograph

if TYPE_CHECKING:
    from desktop_app.importers.drug_names import DrugNames
    from desktop_app.importers.items import Imported
    from desktop_app.importers.kind_map import KindMap
    from desktop_app.services.importing.workers import Task


class SourceReader(Protocol):
    """Whatever makes a monograph of a file's bytes. Raises UserError where it cannot."""

    def __call__(self, data: bytes, path: Path, *, title: str | None, today: str) -> Monograph: ...


class Importers:
    """The importers of this Materia. What they know of drugs and headings is loaded with the first import."""

    def __call__(self, data: bytes, path: Path, *, title: str | None, today: str) -> Monograph:
        from desktop_app.importers.formats import ImportContext, beside, read_monograph

        context = ImportContext(drugs=self.drugs, kinds=self.kinds, today=today, title=title, neighbour=beside(path))
        return read_monograph(data, shown_name(path), context)

    @cached_property
    def drugs(self) -> DrugNames:
        """Names of drugs."""
        from desktop_app.importers.drug_names import DrugNames

        return DrugNames.load()

    @cached_property
    def kinds(self) -> KindMap:
        """Kinds of sections."""
        from desktop_app.importers.kind_map import KindMap

        return KindMap.load()


class ItemReader:
    """Reads items of an import, in whatever process it finds itself in: what it loads stays there."""

    def __init__(self, *, today: str, title: str | None = None) -> None:
        """`today` is the ISO date of the import; `title` the one the user gives, over whatever a file says."""
        self._today = today
        self._title = title
        self._importers: Importers | None = None

    def __getstate__(self) -> dict[str, object]:
        return self.__dict__ | {"_importers": None}

    def __call__(self, task: Task) -> Imported:
        from desktop_app.importers.formats import ImportContext, beside, read_item
        from desktop_app.importers.items import Item

        assert isinstance(task.item, Item)  # what was refused is not handed to a reader
        self._importers = self._importers or Importers()
        context = ImportContext(
            drugs=self._importers.drugs,
            kinds=self._importers.kinds,
            today=self._today,
            title=self._title,
            neighbour=None if task.item.container else beside(task.file),
        )
        return read_item(task.item, context)


def shown_name(path: Path) -> str:
    """The bare name of a file in text that can be kept and shown: bytes in it that are no text become U+FFFD."""
    return os.fsencode(path.name).decode(errors="replace")


def read_bytes(path: Path) -> bytes:
    """The bytes of a file; raises UserError for what is no readable file of a sensible size."""
    from desktop_app.importers.decoding import read_file

    return read_file(path)
