"""What the command line prints of the library as a whole: dictionaries for scripts, lines for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from desktop_app.render.provenance import RELAYED
from desktop_app.render.words_shown import passages, words_counted, words_shown_line
from desktop_app.services.counting import counted
from desktop_app.services.rows import one_line, row
from desktop_app.services.word_facts import words_report

if TYPE_CHECKING:
    from desktop_app.monograph.model import Provenance
    from desktop_app.store.library.values import Arrival, Source, Stats

Report = dict[str, Any]
_MB = 1_000_000


def stats_report(stats: Stats) -> Report:
    """How much there is."""
    return {
        "monographs": stats.monographs,
        "drugs": stats.groups,
        "versions": stats.versions,
        "removed": stats.removed,
        "sources": stats.sources,
        "pictures": stats.media,
        "picture_bytes": stats.media_bytes,
        "bytes": stats.bytes,
    }


def stats_lines(stats: Stats) -> list[str]:
    """How much there is, to read."""
    return [
        f"{counted(stats.monographs, 'monograph')} of {counted(stats.groups, 'drug')}, "
        f"in {counted(stats.versions, 'version')}",
        f"{stats.removed:,} removed, which can be restored",
        f"{counted(stats.sources, 'file')} they came from",
        f"{counted(stats.media, 'picture')} ({stats.media_bytes / _MB:,.1f} MB)",
        f"{stats.bytes / _MB:,.1f} MB in all",
    ]


def sources_report(sources: Iterable[Source]) -> Report:
    """`sources`, the last imported first."""
    return {
        "sources": [
            {
                "id": source.id,
                "name": source.name,
                "path": source.path,
                "sha256": source.sha256,
                "bytes": source.size,
                "modified": source.modified or None,
                "imported": source.imported_at,
                "removed": source.removed_at,
                "monographs": source.monographs,
            }
            for source in sources
        ]
    }


def sources_lines(sources: Sequence[Source]) -> list[str]:
    """One line a file."""
    if not sources:
        return ["Nothing was imported yet."]
    return [
        row(
            source.id,
            source.path or source.name,
            source.imported_at,
            f"removed {source.removed_at}" if source.removed_at else counted(source.monographs, "monograph"),
        )
        for source in sources
    ]


def why_report(uid: str, arrivals: Iterable[Arrival], provenance: Provenance, *, bundled: bool) -> Report:
    """`arrivals`: which file brought which version, newest first; `original`: the file that it was first made from,
    which is another one where it came from another Materia."""
    return {
        "uid": uid,
        "bundled": bundled,
        "original": {
            "file": provenance.file_name,
            "container": provenance.container or None,
            "sha256": provenance.sha256,
        },
        "from_another_materia": provenance.relayed,
        "words": words_report(provenance.words),
        "arrivals": [
            {
                "version": arrival.number,
                "imported": arrival.at,
                "file": arrival.origin.path or arrival.origin.name,
                "sha256": arrival.origin.sha256,
                "modified": arrival.origin.modified or None,
                "item": arrival.item,
                "item_sha256": arrival.sha256,
            }
            for arrival in arrivals
        ],
    }


def why_lines(uid: str, arrivals: Sequence[Arrival], provenance: Provenance, *, bundled: bool) -> list[str]:
    """A few lines a file."""
    lines = [uid]
    if provenance.relayed:
        lines.append(f"    {RELAYED}")
    if said := words_shown_line(provenance.words):
        lines.append(f"    {said}, {words_counted(provenance.words)}. Missing:")
        lines += [f"        {heading}: {words}" for heading, words in passages(provenance.words)]
    if bundled:
        lines.append("    came with Materia")
    for arrival in arrivals:
        lines += [
            f"    version {arrival.number}, imported {arrival.at}",
            f"        from {one_line(arrival.origin.path or arrival.origin.name)}",
            f"        SHA-256 {arrival.origin.sha256}",
        ]
        if arrival.sha256 != arrival.origin.sha256:
            lines += [f"        in it {one_line(arrival.item)}", f"        SHA-256 {arrival.sha256}"]
    if not bundled and not arrivals:
        lines.append("    no file was recorded")
    if arrivals and provenance.sha256 and provenance.sha256 not in {arrival.sha256 for arrival in arrivals}:
        original = f"{provenance.container} › {provenance.file_name}" if provenance.container else provenance.file_name
        lines += [f"    made, in another Materia, from {original}", f"        SHA-256 {provenance.sha256}"]
    return lines
