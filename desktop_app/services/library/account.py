"""Why a monograph is here: the file that brought it, its versions, and what of the source did not make it in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop_app.errors import NotFoundError
from desktop_app.monograph.model import Monograph, Provenance
from desktop_app.render.provenance import notice, source_name
from desktop_app.render.words_shown import passages, words_counted, words_shown_line
from desktop_app.store.library.store import MonographSummary, VersionSummary
from desktop_app.store.library.values import Arrival

if TYPE_CHECKING:
    from desktop_app.services.library.library import Library

_LISTED = 200
"""Headings or links, at most: more are counted."""


@dataclass(frozen=True, slots=True)
class Account:
    """What the library knows of how a monograph came to be here."""

    summary: MonographSummary
    provenance: Provenance
    arrivals: tuple[Arrival, ...]
    """The newest version first."""
    versions: tuple[VersionSummary, ...]
    """Newest first."""


@dataclass(frozen=True, slots=True)
class Line:
    """A name and its value."""

    name: str
    value: str
    version: int | None = None
    """The number of the version that it tells of, where that can be opened."""


@dataclass(frozen=True, slots=True)
class Block:
    """Lines under a heading."""

    heading: str
    lines: tuple[Line, ...]


def account_of(library: Library, uid: str) -> Account:
    """All of it, without reading the monograph's text. Raises NotFoundError."""
    summary = library.summary(uid)
    if summary is None:
        raise NotFoundError(f"The library has no {uid}. It may have been removed; import it again.")
    return Account(summary, library.provenance(uid), tuple(library.why(uid)), tuple(library.versions(uid)))


def older_version(library: Library, uid: str, number: int) -> Monograph:
    """One of the kept versions of a monograph, with a notice, for window and paper, that it is not the present one.

    Raises NotFoundError.
    """
    monograph = library.open(uid, number)
    summary = library.summary(uid)
    if summary is not None and summary.number == number:
        return monograph
    imported = next(version.imported_at for version in library.versions(uid) if version.number == number)
    said = f"This is kept version {number}, imported on {imported[:10]}: not the one that the library reads now."
    provenance = replace(monograph.provenance, notice=f"{said} {notice(monograph.provenance)}".strip())
    return replace(monograph, provenance=provenance)


def blocks_of(account: Account) -> list[Block]:
    """In the order of a reader's questions; what is not known is left out, that there is no date is said."""
    provenance = account.provenance
    return [
        block
        for block in (
            Block("The source", tuple(_lines(facts(account.summary, provenance)))),
            *(_brought(arrival, account.summary) for arrival in account.arrivals),
            *([] if account.arrivals else [Block("The file", tuple(_lines(_file(provenance))))]),
            Block("Kept versions", tuple(_version(version, account) for version in account.versions)),
            Block("Words of the source that are missing here", tuple(_lines(passages(provenance.words)))),
            Block("Left out or changed", tuple(Line(d.what, f"{d.count:,}") for d in provenance.dropped)),
            Block("Headings of a kind that no rule knows", _listed(provenance.unmapped)),
            Block("Links and pictures that lead to nothing in the source", _listed(provenance.unresolved)),
        )
        if block.lines
    ]


def facts(summary: MonographSummary, provenance: Provenance) -> list[tuple[str, str]]:
    """Name and value of what the source says of itself."""
    return [
        ("Source", source_name(summary)),
        ("Publisher", provenance.publisher),
        ("Source id", provenance.source_id),
        ("Version", provenance.version),
        ("Date of source", provenance.effective_date or "no date in source"),
        ("Fetched", provenance.retrieved),
        ("Licence", provenance.licence),
        ("Imported", moment(summary.imported_at)),
        ("Words of the source shown", words_counted(provenance.words)),
        ("Notice", notice(provenance)),
        ("Came with", "Materia" if summary.bundled else ""),
        ("In the library as", summary.uid),
    ]


def account_text(account: Account) -> str:
    """All of it as lines of plain text, to be copied."""
    lines = [account.summary.title]
    for block in blocks_of(account):
        lines += ["", block.heading]
        lines += [f"{line.name}: {line.value}" if line.value else line.name for line in block.lines]
    return "\n".join(lines) + "\n"


def short_account(summary: MonographSummary, provenance: Provenance) -> str:
    """The short form, for a tooltip."""
    wanted = {
        "Notice",
        *(["Words of the source shown"] if words_shown_line(provenance.words) else []),
        "Source",
        "Publisher",
        "Version",
        "Date of source",
        "Imported",
        "Came with",
    }
    known = [(name, value) for name, value in facts(summary, provenance) if name in wanted]
    known += [("File", provenance.file_name), ("In", provenance.container)]
    lines = [f"{name}: {value}" for name, value in known if value]
    if provenance.sha256:
        lines.append(f"SHA-256: {provenance.sha256[:16]}…")
    return "\n".join([summary.title, *lines])


def moment(stamp: str) -> str:
    """A moment in UTC to the minute: `2026-01-02 10:04 UTC`; what is none, as it is."""
    day, divider, time = stamp.partition("T")
    return f"{day} {time[:5]} UTC" if divider and time.endswith("Z") else stamp


def sized(size: int) -> str:
    """A number of bytes in the largest unit that leaves it above 1: `12.5 MB`."""
    for unit, factor in (("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1_000)):
        if size >= factor:
            return f"{size / factor:,.1f} {unit}"
    return f"{size} bytes"


def _lines(pairs: Iterable[tuple[str, str]]) -> list[Line]:
    return [Line(name, value) for name, value in pairs if value]


def _brought(arrival: Arrival, summary: MonographSummary) -> Block:
    origin = arrival.origin
    inside = arrival.sha256 != origin.sha256
    heading = "The file that brought it"
    if summary.number > 1:
        heading = f"The file that brought version {arrival.number}"
    pairs = [
        ("File", origin.name),
        ("Where it lay", origin.path),
        ("Size", sized(origin.size) if origin.size else ""),
        ("Last changed", moment(origin.modified)),
        ("SHA-256 of the file", _spaced(origin.sha256)),
        ("Item in it", arrival.item if arrival.item not in {origin.name, origin.path} else ""),
        ("SHA-256 of the item", _spaced(arrival.sha256) if inside else ""),
        ("Imported from it", moment(arrival.at)),
    ]
    return Block(heading, tuple(_lines(pairs)))


def _file(provenance: Provenance) -> list[tuple[str, str]]:
    return [
        ("File", provenance.file_name),
        ("In", provenance.container),
        ("SHA-256 of the file", _spaced(provenance.sha256)),
    ]


def _version(version: VersionSummary, account: Account) -> Line:
    newest = version.number == account.summary.number
    said = [
        f"source version {version.version}" if version.version else "",
        version.effective_date or "no date in source",
        f"imported {moment(version.imported_at)}",
        "the one that is read" if newest else "",
        "from another Materia, not checked" if version.relayed else "",
    ]
    return Line(f"Version {version.number}", " · ".join(filter(None, said)), None if newest else version.number)


def _listed(words: Sequence[str]) -> tuple[Line, ...]:
    lines = [Line(word, "") for word in words[:_LISTED]]
    if len(words) > _LISTED:
        lines.append(Line(f"and {len(words) - _LISTED:,} more", ""))
    return tuple(lines)


def _spaced(sha256: str) -> str:
    """In groups, to be compared by eye."""
    return " ".join(sha256[at : at + 16] for at in range(0, len(sha256), 16))
