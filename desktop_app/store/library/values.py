"""What library.db says about its monographs, as values: lists read these without reading any text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from desktop_app.monograph.model import Name

PutStatus = Literal["new", "updated", "unchanged", "conflict", "reserved"]
"""Of what another Materia handed on: `conflict`, kept beside what is read here, which has another text of the same
version; `reserved`, not taken, for its place is that of a monograph that comes with Materia."""


@dataclass(frozen=True, slots=True)
class MonographSummary:
    """What a list of monographs shows, without reading their text."""

    uid: str
    title: str
    language: str
    names: tuple[Name, ...]
    section_count: int
    source_kind: str
    publisher: str
    version: str
    effective_date: str
    imported_at: str
    missing: int
    """How many marks have no reference."""
    bundled: bool
    """Came with Materia; the user's own imports come before it."""
    number: int
    """How many versions of it there have been."""
    notice: str = ""
    relayed: bool = False
    """Handed on by another Materia, and not checked against its source."""
    group_key: str = ""
    """The same for all accounts of one drug."""


@dataclass(frozen=True, slots=True)
class VersionSummary:
    """One of the kept versions of a monograph. `number` counts from 1, the oldest."""

    number: int
    title: str
    version: str
    effective_date: str
    imported_at: str
    digest: str
    relayed: bool = False
    """Handed on by another Materia, and not checked against its source."""


@dataclass(frozen=True, slots=True)
class DrugGroup:
    """All accounts of one drug: a row of the library's list."""

    key: str
    title: str
    count: int
    """How many monographs there are of it."""
    best_uid: str
    """The one that opens: the user's own before bundled ones, then the most complete, then the newest."""
    names: tuple[str, ...]
    """Some of its brands."""
    mark: str
    """Its place in the list: what `groups(after=...)` goes on from."""
    sharing: tuple[str, ...] = ()
    """Titles of the other drugs with its active moiety: other salts and esters, each with doses of its own."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A file on disk that something came from."""

    name: str
    path: str
    """Where it lay; empty where that was not recorded."""
    sha256: str
    size: int
    """Bytes."""
    modified: str
    """ISO 8601 in UTC; empty where that was not recorded."""


@dataclass(frozen=True, slots=True)
class Source(Origin):
    """A file on disk that was imported."""

    id: int
    imported_at: str
    removed_at: str | None
    monographs: int
    """How many monographs are there now that it brought."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Why a version is here: a file that brought it."""

    origin: Origin
    item: str
    """The file itself, or the entry of it that became the monograph."""
    sha256: str
    """Of that entry."""
    at: str
    """When it was imported."""
    number: int
    """Of the version it brought."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """What a window tells of the library before anything is open."""

    monographs: int
    drugs: int
    bundled: int
    """How many of the monographs came with Materia."""
    oldest: str
    """The first effective date of any source; empty where none has one. `newest` is the last."""
    newest: str


@dataclass(frozen=True, slots=True)
class Stats:
    """How much there is."""

    monographs: int
    groups: int
    versions: int
    removed: int
    """Monographs that were removed and can be restored."""
    sources: int
    media: int
    media_bytes: int
    bytes: int
    """Of the file."""
