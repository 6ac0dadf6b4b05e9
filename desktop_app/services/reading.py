"""From a file the user chose to a monograph: reading it safely and handing it to the importers."""

from __future__ import annotations

import stat
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from desktop_app.errors import UnreadableInputError
from desktop_app.monograph.model import Monograph

if TYPE_CHECKING:
    from desktop_app.importers.drug_names import DrugNames
    from desktop_app.importers.kind_map import KindMap

MAX_BYTES = 64 * 1024 * 1024
"""No monograph comes near it; a larger file was chosen by mistake and would hold the machine for minutes."""


class SourceReader(Protocol):
    """Whatever makes a monograph of a file's bytes. Raises UserError where it cannot."""

    def __call__(self, data: bytes, file_name: str, *, title: str | None, today: str) -> Monograph: ...


class Importers:
    """The importers of this Materia. What they know of drugs and headings is loaded with the first import."""

    def __call__(self, data: bytes, file_name: str, *, title: str | None, today: str) -> Monograph:
        from desktop_app.importers.formats import ImportContext, read_monograph

        context = ImportContext(drugs=self._drugs, kinds=self._kinds, today=today, title=title)
        return read_monograph(data, file_name, context)

    @cached_property
    def _drugs(self) -> DrugNames:
        from desktop_app.importers.drug_names import DrugNames

        return DrugNames.load()

    @cached_property
    def _kinds(self) -> KindMap:
        from desktop_app.importers.kind_map import KindMap

        return KindMap.load()


def read_bytes(path: Path, *, limit: int = MAX_BYTES) -> bytes:
    """The bytes of a file; raises UnreadableInputError for what is no readable file of a sensible size."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise UnreadableInputError(f"{path} is a folder. Choose the file to import.")
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableInputError(f"{path} is not an ordinary file. Choose the file to import.")
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except FileNotFoundError as error:
        raise UnreadableInputError(f"{path} does not exist (any more). Check the name.") from error
    except PermissionError as error:
        raise UnreadableInputError(f"You may not read {path}. Ask for permission, or copy it elsewhere.") from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or error
        raise UnreadableInputError(f"{path} cannot be read: {reason}.") from error
    if len(data) > limit:
        raise UnreadableInputError(
            f"{path} is larger than {limit // (1024 * 1024)} MB, which no monograph is. Choose another file."
        )
    return data
