"""Monographs that are kept under a new uid, because the old one did not tell them from others.

The new uid is known when the same source comes again. Its versions then move with it, so that what changed can still be
seen; `moved_uids` remembers where they went, for bookmarks and history, which lie in another database.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from sqlite3 import Row

from desktop_app.monograph.former import Former
from desktop_app.monograph.model import Monograph
from desktop_app.store.library.rows import folded, monograph_of
from desktop_app.store.library.writing import LibraryWriting


@dataclass(frozen=True, slots=True)
class Move:
    """What was kept under one uid is kept under another."""

    old: str
    new: str
    titles: frozenset[str]
    """Folded: of what moved. Empty where everything did."""


def move(writing: LibraryWriting, monograph: Monograph, former: Former, *, at: str) -> bool:
    """Move the versions of a monograph from its former uid to its present one; whether there were any to move."""
    old, new = former.uid, monograph.uid
    if old == new or writing.rows("SELECT 1 FROM versions WHERE uid = ? LIMIT 1", (new,)):
        return False
    versions = writing.rows("SELECT * FROM versions WHERE uid = ? ORDER BY number", (old,))
    going = [version for version in versions if _is_same(version, monograph, former)]
    if not going:
        return False
    staying = [version for version in versions if version not in going]
    state = writing.rows("SELECT * FROM monographs WHERE uid = ?", (old,))[0]
    current = next((version for version in going if version["id"] == state["version_id"]), None)
    # Foreign keys are looked at when the transaction ends.
    writing.execute("PRAGMA defer_foreign_keys = ON")
    if current is not None:
        writing.leave(old, staying[-1] if staying else None)
    shown = current or going[-1]
    removed_at, removed_with = (state["removed_at"], state["removed_with"]) if current is not None else (None, None)
    writing.execute(
        "INSERT OR REPLACE INTO monographs (uid, uid_folded, version_id, removed_at, removed_with)"
        " VALUES (?, ?, ?, ?, ?)",
        (new, folded(new), shown["id"], removed_at, removed_with),
    )
    for number, version in enumerate(going, 1):
        writing.execute("UPDATE versions SET uid = ?, number = ? WHERE id = ?", (new, number, version["id"]))
        writing.execute("UPDATE import_items SET uid = ? WHERE version_id = ?", (new, version["id"]))
        _fingerprint_anew(writing, version["id"])
    moved = writing.rows("SELECT * FROM versions WHERE id = ?", (shown["id"],))[0]
    writing.derive(moved, shown=removed_at is None)
    writing.record_change(new, removed=removed_at is not None)
    titles = sorted({folded(version["title"]) for version in going}) if staying else [""]
    for title in titles:
        writing.execute("INSERT OR REPLACE INTO moved_uids VALUES (?, ?, ?, ?)", (old, title, new, at))
    return True


def _fingerprint_anew(writing: LibraryWriting, version_id: int) -> None:
    """The uid is a part of what a version says: without this the same content would be taken for a new version."""
    from desktop_app.monograph.digest import digest

    key = (version_id,)
    monograph = monograph_of(
        writing.rows("SELECT * FROM versions WHERE id = ?", key)[0],
        *(
            writing.rows(f"SELECT * FROM {table} WHERE version_id = ? ORDER BY place", key)  # noqa: S608
            for table in ("names", "sections", "reference_entries")
        ),
    )
    writing.execute("UPDATE versions SET digest = ? WHERE id = ?", (digest(monograph), version_id))


def moves(rows: Sequence[Row]) -> list[Move]:
    """The rows of `moved_uids`, in the order in which they were written."""
    found: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        found.setdefault((row["old"], row["new"]), set()).add(row["title"])
    return [Move(old, new, frozenset() if "" in titles else frozenset(titles)) for (old, new), titles in found.items()]


def _is_same(version: Row, monograph: Monograph, former: Former) -> bool:
    sha256 = monograph.provenance.sha256
    if sha256 and version["sha256"] == sha256:
        return True
    titles = {folded(title) for title in former.titles}
    return version["title_folded"] in titles and version["language"] in former.languages
