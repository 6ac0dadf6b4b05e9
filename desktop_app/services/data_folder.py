"""Where Materia keeps its data, and whether it can."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from desktop_app.errors import StorageError
from desktop_app.store.access import folder_writable

LIBRARY_DATABASE = "library.db"
USER_DATABASE = "user.db"
BACKUPS = "backups"
INDEX = "index"
LOGS = "logs"


def data_folder(choice: Path | None = None, environ: Mapping[str, str] = os.environ) -> Path:
    """The folder that was chosen, else MATERIA_DATA_DIR, else where this system keeps an application's data.

    It is made where it does not exist. A folder in which nothing can be written will do if a library is in it, to be
    read; any other that cannot be used raises StorageError.
    """
    chosen = choice or _from_environment(environ)
    folder = folder_named(choice, environ)
    try:
        # Notes may be about patients: what is nobody else's choice is nobody else's to read.
        folder.mkdir(mode=0o777 if chosen else 0o700, parents=True, exist_ok=True)
    except FileExistsError as error:
        raise StorageError(f"{folder} is a file, not a folder. Choose a folder with --data-dir.") from error
    except (OSError, ValueError) as error:
        raise _cannot_be_made(folder, error) from error
    if not os.access(folder, os.R_OK | os.X_OK):
        raise StorageError(f"The data folder {folder} may not be read by you. Choose another with --data-dir.")
    if not folder_writable(folder) and not (folder / LIBRARY_DATABASE).is_file():
        raise StorageError(
            f"The data folder {folder} is read-only and has no library in it. Ask for permission to write there, or "
            "choose another with --data-dir."
        )
    return folder


def folder_named(choice: Path | None = None, environ: Mapping[str, str] = os.environ) -> Path:
    """The same folder, which need not exist and is not made. Raises StorageError for a name that cannot be one."""
    folder = choice or _from_environment(environ) or _usual()
    try:
        return folder.expanduser().absolute()
    except (OSError, RuntimeError, ValueError) as error:  # no home folder; a NUL in the name
        raise _cannot_be_made(folder, error) from error


def _cannot_be_made(folder: Path, error: Exception) -> StorageError:
    reason = getattr(error, "strerror", None) or error
    return StorageError(f"The data folder {folder} cannot be made: {reason}. Choose another with --data-dir.")


def _from_environment(environ: Mapping[str, str]) -> Path | None:
    value = environ.get("MATERIA_DATA_DIR", "")
    return Path(value) if value else None


def _usual() -> Path:
    import platformdirs

    return Path(platformdirs.user_data_dir("Materia", appauthor=False))
