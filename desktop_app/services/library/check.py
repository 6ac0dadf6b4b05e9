"""Whether a library is sound: the file, every version, every picture, and the index that was made from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from desktop_app.errors import CancelledError
from desktop_app.monograph.html import SOURCE_NEEDED, citations, sanitise
from desktop_app.monograph.model import Monograph
from desktop_app.services.data_folder import INDEX
from desktop_app.services.library.library import Library, Progress
from desktop_app.store.library.check import problems

if TYPE_CHECKING:
    from index import Index


def check_library(
    library: Library,
    *,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> list[str]:
    """What is wrong, in words; empty when all is sound. Changes nothing. Raises CancelledError."""

    def step(done: int, total: int) -> None:
        if cancelled is not None and cancelled():
            raise CancelledError("The check was stopped.")
        if progress is not None:
            progress(Progress(done, total, "Checking every version"))

    return [*problems(library.store, _examined, step), *_index_problems(library)]


def _examined(monograph: Monograph) -> Iterator[str]:
    """What no importer lets in: HTML that is not Materia's, and marks without their reference."""
    references = {reference.id for reference in monograph.references}
    for section in monograph.sections:
        if sanitise(section.html).html != section.html:
            yield f"the section {section.key} holds HTML that is not Materia's."
        for mark in _marks(section.html) - references:
            yield f"the section {section.key} cites {mark}, which is not among its references."


def _marks(html: str) -> set[str]:
    return {citation.ref for citation in citations(html)} - {SOURCE_NEEDED}


def _index_problems(library: Library) -> Iterator[str]:
    """An index that has yet to catch up is no problem; one that says it has, and has not, is."""
    from index import DamagedIndexError, Index

    path = library.folder / INDEX
    if not path.exists():
        return
    try:
        index = Index.open(path)
    except DamagedIndexError as error:
        yield f"The search index is damaged ({error}). It is built anew at the next start."
        return
    try:
        yield from _disagreements(index, library)
    finally:
        index.close()


def _disagreements(index: Index, library: Library) -> Iterator[str]:
    from index import DamagedIndexError

    try:
        index.check()
    except DamagedIndexError as error:
        yield f"The search index is damaged ({error}). It is built anew at the next start."
        return
    if index.source != library.identity or index.revision != library.revision:
        return
    differing = index.monographs() ^ set(library.uids())
    if differing:
        shown = ", ".join(sorted(differing)[:5])
        yield (
            f"The search index and the library differ in {len(differing)} monographs ({shown}). "
            f"Delete the folder {INDEX}, and Materia builds it anew."
        )
