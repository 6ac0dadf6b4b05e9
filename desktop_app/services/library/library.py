"""The content: importing it, listing it, opening it. What the window and the command line call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop_app import __version__
from desktop_app.errors import CancelledError, NotFoundError, StorageError, UserError
from desktop_app.monograph.model import Dropped, Media, Monograph, NameKind, Provenance, ReferenceStatus
from desktop_app.services.clock import Clock, stamp, system_clock
from desktop_app.services.importing.reading import Importers, SourceReader, read_bytes
from desktop_app.services.library.carry_over import carry_over
from desktop_app.services.lost import library_lost
from desktop_app.store.library.groups import FoundName, GroupPlace
from desktop_app.store.library.rows import folded
from desktop_app.store.library.sources import LibrarySources
from desktop_app.store.library.store import LibraryStore, MonographSummary, PutStatus, VersionSummary
from desktop_app.store.library.values import Arrival, DrugGroup, Holdings, Origin, Source, Stats

_SHORTEST_HASH = 8


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a piece of work is, and what it is doing, in words."""

    done: int
    total: int
    doing: str


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What an import did."""

    uid: str
    title: str
    status: PutStatus
    sections: int
    given: int
    matched: int
    missing: int
    """Given, matched and missing count references by their status."""
    dropped: tuple[Dropped, ...]


class Library:
    """The monographs of one data folder."""

    def __init__(
        self,
        folder: Path,
        *,
        bundled: Path | None = None,
        reader: SourceReader | None = None,
        clock: Clock = system_clock,
    ) -> None:
        """Opens or creates library.db in `folder`, which exists. `bundled` holds the monographs that come along.

        Raises GoneError where there was a library and is none, and StorageError.
        """
        self.folder = folder
        if (lost := library_lost(folder)) is not None:
            raise lost
        self._store = LibraryStore(folder / "library.db")
        self._bundled = bundled or _bundled_folder()
        self._reader = reader or Importers()
        self._clock = clock

    @property
    def store(self) -> LibraryStore:
        """The database, for the other services of imports."""
        return self._store

    @property
    def clock(self) -> Clock:
        """What this library takes the time from."""
        return self._clock

    @property
    def read_only(self) -> bool:
        """Whether nothing can be imported or removed here."""
        return self._store.read_only

    @property
    def trouble(self) -> StorageError | None:
        """Why nothing can be written for now, though it may again: a full disk, a folder without locks."""
        return self._store.trouble

    def look(self) -> None:
        """See whether the file is still the one that is open; raises StorageError where it is gone or damaged."""
        self._store.look()

    @property
    def revision(self) -> int:
        """Grows with every change."""
        return self._store.revision

    @property
    def identity(self) -> str:
        """Tells this library from any other."""
        return self._store.identity

    @property
    def data_version(self) -> int:
        """Changes whenever another process has written: a cheap sign that lists may be out of date."""
        return self._store.data_version

    def ensure_bundled(self) -> None:
        """Take in the bundled monographs that are new or have changed; does next to nothing when none has."""
        if self._store.read_only or self._store.trouble is not None:
            return
        carry_over(self._store, self.folder)
        recorded = self._store.bundled_fingerprints()
        for path in sorted(self._bundled.glob("*.md")):
            fingerprint = self._fingerprint(path)
            if recorded.get(path.name) != fingerprint:
                monograph = self._reader(path.read_bytes(), path, title=None, today=self._today())
                self._store.put_bundled(
                    monograph, file_name=path.name, fingerprint=fingerprint, imported_at=stamp(self._clock())
                )

    def import_file(
        self,
        path: Path,
        *,
        title: str | None = None,
        progress: Callable[[Progress], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> ImportOutcome:
        """Read one file into the library, all of it or, on any error or cancel, nothing of it."""
        steps = _steps(path.name, progress, cancelled)
        next(steps)
        data = read_bytes(path)
        next(steps)
        monograph = self._reader(data, path, title=title, today=self._today())
        next(steps)
        origin = Origin(
            monograph.provenance.file_name,
            str(path.absolute()).encode(errors="replace").decode(),
            monograph.provenance.sha256,
            len(data),
            "",
        )
        status = self._store.put(
            monograph, imported_at=stamp(self._clock()), origin=origin if monograph.provenance.sha256 else None
        )
        counts = [reference.status for reference in monograph.references]
        return ImportOutcome(
            uid=monograph.uid,
            title=monograph.title,
            status=status,
            sections=len(monograph.sections),
            given=counts.count(ReferenceStatus.GIVEN),
            matched=counts.count(ReferenceStatus.MATCHED),
            missing=counts.count(ReferenceStatus.MISSING),
            dropped=monograph.provenance.dropped,
        )

    def summaries(self) -> list[MonographSummary]:
        """Every monograph, by title."""
        return self._store.summaries()

    def count(self) -> int:
        """How many monographs there are."""
        return self._store.lists.count()

    def uids(self) -> list[str]:
        """The uids of all monographs."""
        return self._store.lists.uids()

    def summaries_of(self, uids: Iterable[str]) -> dict[str, MonographSummary]:
        """The summaries of those of these monographs that are there."""
        return self._store.lists.of(uids)

    def group_count(self) -> int:
        """How many drugs there are."""
        return self._store.lists.group_count()

    def groups(self, wanted: str = "", *, limit: int = -1, after: str = "") -> list[DrugGroup]:
        """Drugs by title, those after the one with the mark `after`; only those found by `wanted`, where it says."""
        return self._store.lists.groups(wanted, limit=limit, after=after)

    def group(self, key: str) -> list[MonographSummary]:
        """The monographs of a drug, best first."""
        return self._store.lists.group(key)

    def group_of(self, uid: str) -> DrugGroup | None:
        """The drug that a monograph is of."""
        return self._store.lists.group_of(uid)

    def drugs(self, wanted: str = "") -> list[GroupPlace]:
        """Every drug in order, or those that `wanted` finds: a list reads its rows as they are seen."""
        return self._store.groups.order(wanted)

    def drugs_named(self, keys: Iterable[str]) -> dict[str, DrugGroup]:
        """Those of these drugs that are there, by key."""
        return self._store.groups.named(keys)

    def drugs_found_by(self, keys: Sequence[str], wanted: str) -> dict[str, FoundName]:
        """The names by which `wanted` finds those of these drugs whose own title does not say it."""
        return self._store.groups.found_by(keys, wanted)

    def holdings(self) -> Holdings:
        """How many monographs there are, and how old their sources."""
        return self._store.groups.holdings()

    def media(self, sha256: str) -> Media | None:
        """A picture that a monograph shows."""
        return self._store.media(sha256)

    def media_of(self, uid: str) -> list[Media]:
        """The pictures of a monograph."""
        return self._store.media_of(uid)

    def why(self, uid: str) -> list[Arrival]:
        """Which files brought which version of a monograph, newest first; none for what comes with Materia."""
        return LibrarySources(self._store).why(uid)

    def provenance(self, uid: str) -> Provenance:
        """What a monograph's source says of itself, without reading the text; raises NotFoundError."""
        provenance = LibrarySources(self._store).provenance(uid)
        if provenance is None:
            raise NotFoundError(f"The library has no {uid}. It may have been removed; import it again.")
        return provenance

    def sources(self) -> list[Source]:
        """Every file that was imported, the last first; also those that were removed."""
        return LibrarySources(self._store).all()

    def source_named(self, wanted: str) -> Source:
        """The file with this number, path, name or beginning of its hash; raises NotFoundError or, where several have
        it, UserError."""
        found = [
            source
            for source in self.sources()
            if wanted in {str(source.id), source.path, source.name}
            or (len(wanted) >= _SHORTEST_HASH and source.sha256.startswith(wanted.lower()))
        ]
        if not found:
            raise NotFoundError(f"Nothing was imported from {wanted}. `materia library sources` shows what was.")
        if len(found) > 1:
            numbers = ", ".join(str(source.id) for source in found)
            raise UserError(f"{len(found)} imported files are called {wanted}. Say which by its number: {numbers}.")
        return found[0]

    def remove_source(self, source_id: int) -> list[str]:
        """Take out what this file alone brought; answers the uids. `restore_source` undoes it."""
        return LibrarySources(self._store).remove(source_id, removed_at=stamp(self._clock()))

    def restore_source(self, source_id: int) -> list[str]:
        """Bring back what `remove_source` took out; answers the uids."""
        return LibrarySources(self._store).restore(source_id)

    def remove_import(self, job_id: int) -> list[str]:
        """Take out what this import alone brought; answers the uids. `restore_import` undoes it."""
        return LibrarySources(self._store).remove_import(job_id, removed_at=stamp(self._clock()))

    def restore_import(self, job_id: int) -> list[str]:
        """Bring back what `remove_import` took out; answers the uids."""
        return LibrarySources(self._store).restore_import(job_id)

    def forget_removed(self) -> int:
        """Delete for good what was removed, with its pictures; answers how many monographs."""
        return LibrarySources(self._store).forget_removed()

    def stats(self) -> Stats:
        """How much there is."""
        return LibrarySources(self._store).stats()

    def summary(self, uid: str) -> MonographSummary | None:
        """The summary of one monograph."""
        return self._store.summary(uid)

    def open(self, uid: str, version: int | None = None) -> Monograph:
        """The monograph with this uid, or one of its kept versions; raises NotFoundError."""
        monograph = self._store.get(uid, version)
        if monograph is None:
            which = uid if version is None else f"version {version} of {uid}"
            raise NotFoundError(f"The library has no {which}. It may have been removed; import it again.")
        return monograph

    def versions(self, uid: str) -> list[VersionSummary]:
        """All kept versions of a monograph, newest first."""
        return self._store.versions(uid)

    def resolve(self, name: str) -> list[MonographSummary]:
        """What a person may mean by a name, best first; empty when nothing is called so.

        An exact uid, then titles and right names before misspellings, the user's own imports before bundled ones,
        titles before other names.
        """
        wanted = folded(name)

        def rank(summary: MonographSummary) -> tuple[bool, bool, bool, bool, str, str]:
            is_title = folded(summary.title) == wanted
            kinds = {called.kind for called in summary.names if folded(called.text) == wanted}
            return (
                folded(summary.uid) != wanted,
                not is_title and kinds <= {NameKind.MISSPELLING},
                summary.bundled,
                not is_title,
                summary.title.casefold(),
                summary.uid,
            )

        return sorted(self._store.find(name), key=rank)

    def named(self, name: str) -> Monograph:
        """The best match of a name, opened; raises NotFoundError."""
        found = self.resolve(name)
        if not found:
            raise NotFoundError(f"Nothing in the library is called {name!r}. `materia list` shows what there is.")
        return self.open(found[0].uid)

    def changed_since(self, revision: int) -> list[tuple[str, bool]]:
        """Which uids changed after this revision, and whether each was removed: what an index has yet to see."""
        return self._store.changed_since(revision)

    def remove(self, uid: str) -> MonographSummary:
        """Take a monograph out; its versions are kept, `restore(uid)` undoes it. Raises NotFoundError."""
        summary = self._store.summary(uid)
        if summary is None or not self._store.remove(uid, removed_at=stamp(self._clock())):
            raise NotFoundError(f"The library has no {uid}.")
        return summary

    def restore(self, uid: str) -> bool:
        """Bring back what `remove` took out; False when there was nothing to bring back."""
        return self._store.restore(uid)

    def remove_all(self, uids: Iterable[str]) -> list[str]:
        """Take out several at once; answers those that were there. `restore_all` of the answer undoes it."""
        return self._store.set_removed(uids, stamp(self._clock()))

    def restore_all(self, uids: Iterable[str]) -> list[str]:
        """Bring back several at once; answers those that had been removed."""
        return self._store.set_removed(uids, None)

    def check(self) -> list[str]:
        """What is wrong with the library's file; empty when it is sound."""
        return self._store.check()

    def close(self) -> None:
        """Close the library's connections."""
        self._store.close()

    def _today(self) -> str:
        return self._clock().date().isoformat()

    def _fingerprint(self, path: Path) -> str:
        """Changes with the file, with what lies beside it under the same name, and with the version of Materia,
        whose importer may read the same file better."""
        import hashlib

        found = hashlib.sha256(__version__.encode())
        for part in sorted(self._bundled.glob(f"{path.stem}.*")):
            found.update(part.name.encode() + b"\0" + hashlib.sha256(part.read_bytes()).digest())
        return found.hexdigest()


def _steps(
    name: str, progress: Callable[[Progress], None] | None, cancelled: Callable[[], bool] | None
) -> Iterator[None]:
    doings = ("Reading", "Finding sections and references in", "Saving")
    for done, doing in enumerate(doings):
        if cancelled is not None and cancelled():
            raise CancelledError(f"The import of {name} was stopped; nothing of it was kept.")
        if progress is not None:
            progress(Progress(done, len(doings), f"{doing} {name}"))
        yield


def _bundled_folder() -> Path:
    import resources

    return Path(next(iter(resources.__path__))) / "monographs"
