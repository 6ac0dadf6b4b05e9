"""Several files into the library, each on its own: one bad file never stops the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.errors import CancelledError, StorageError, UnreadableInputError, UserError

if TYPE_CHECKING:
    from desktop_app.services.library import ImportOutcome, Library

SUFFIXES = frozenset({".txt", ".text", ".md", ".markdown"})
"""What is looked at in a folder; a file named by itself is tried whatever its name."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that was not imported, and why."""

    file: str
    error: UserError


@dataclass(frozen=True, slots=True)
class ImportBatch:
    """What became of every file."""

    imported: tuple[ImportOutcome, ...]
    failed: tuple[Failure, ...]


def import_paths(
    library: Library,
    paths: Iterable[Path],
    *,
    title: str | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ImportBatch:
    """Import files and the files directly in folders, one transaction each.

    A StorageError ends the batch: what does not fit now will not fit for the next file either.
    """
    imported: list[ImportOutcome] = []
    failed: list[Failure] = []
    for path in paths:
        try:
            for file in files_in(path):
                try:
                    imported.append(library.import_file(file, title=title, cancelled=cancelled))
                except (StorageError, CancelledError):
                    raise
                except UserError as error:
                    failed.append(Failure(str(file), error))
        except StorageError as error:
            failed.append(Failure(str(path), error))
            break
        except CancelledError as error:
            failed.append(Failure(str(path), error))
            break
        except UserError as error:
            failed.append(Failure(str(path), error))
    return ImportBatch(tuple(imported), tuple(failed))


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
