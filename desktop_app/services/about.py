"""What Materia says of itself: in the About window and for `materia --version`."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from pathlib import Path

from desktop_app.build_info import BuildInfo, read_build_info
from desktop_app.errors import UserError
from desktop_app.services.data_folder import LIBRARY_DATABASE, LOGS


@dataclass(frozen=True, slots=True)
class About:
    """Of one data folder."""

    build: BuildInfo
    data: Path
    library_revision: int | None
    """Grows with every change of the library; None where there is no library that can be opened."""
    python: str

    @property
    def logs(self) -> Path:
        """Where the logs lie."""
        return self.data / LOGS

    def lines(self) -> list[str]:
        """As text, to be read or copied into a report."""
        build = self.build
        revision = "no library yet" if self.library_revision is None else f"revision {self.library_revision}"
        licences = str(build.licences) if build.licences else "those of the parts below"
        return [
            f"materia {build.version}",
            f"commit {build.commit or 'not known'}",
            f"library {revision}",
            f"data {self.data}",
            f"logs {self.logs}",
            f"python {self.python}",
            f"licences Materia: Apache-2.0; in full: {licences}",
            *(f"  {part.name} {part.version}: {part.licence or 'see its own files'}" for part in build.parts),
        ]


def about(folder: Path) -> About:
    """What can be said without changing anything in the data folder, which need not exist."""
    return About(read_build_info(), folder, _revision(folder / LIBRARY_DATABASE), platform.python_version())


def _revision(path: Path) -> int | None:
    from desktop_app.store.library.store import LibraryStore

    if not path.is_file():
        return None
    try:
        store = LibraryStore(path, read_only=True)
    except UserError:
        return None
    try:
        return store.revision
    except UserError:
        return None
    finally:
        store.close()
