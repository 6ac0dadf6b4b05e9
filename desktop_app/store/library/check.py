"""Whether library.db is sound: the file, the text of every version, the pictures, and what is derived from them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator

from desktop_app.monograph.digest import digest
from desktop_app.monograph.model import Monograph
from desktop_app.store.library.rows import group_key
from desktop_app.store.library.store import LibraryStore

_Step = Callable[[int, int], None]


def problems(store: LibraryStore, examine: Callable[[Monograph], Iterator[str]], step: _Step) -> Iterator[str]:
    """What is wrong, in words, as it is found. `examine` says what is wrong with the content of a version; `step` is
    told how many of how many versions have been looked at, and may raise to stop."""
    found = store.check()
    if found:
        yield from found
        return
    rows = store.rows("SELECT uid, number, digest, group_key FROM versions ORDER BY id")
    for done, row in enumerate(rows):
        step(done, len(rows))
        monograph = store.get(row["uid"], row["number"])
        if monograph is None:
            continue  # deleted for good meanwhile
        which = f"version {row['number']} of {row['uid']}"
        if digest(monograph) != row["digest"]:
            yield f"{which} is not what was imported: its text or what is said of it has changed."
        if group_key(monograph) != row["group_key"]:
            yield f"{which} stands under another drug than its ingredients say."
        yield from (f"{which}: {words}" for words in examine(monograph))
    step(len(rows), len(rows))
    yield from _media(store)
    yield from _derived(store)


def _media(store: LibraryStore) -> Iterator[str]:
    for row in store.rows("SELECT sha256 FROM media"):
        picture = store.media(row["sha256"])
        if picture is not None and hashlib.sha256(picture.data).hexdigest() != picture.sha256:
            yield f"The picture {picture.sha256} is not what was imported."


def _derived(store: LibraryStore) -> Iterator[str]:
    counted = (
        "SELECT v.group_key AS key, count(*) AS n FROM monographs m JOIN versions v ON v.id = m.version_id"
        " WHERE m.removed_at IS NULL GROUP BY v.group_key"
    )
    differing = store.value(
        f"SELECT (SELECT count(*) FROM (SELECT key, n FROM ({counted}) EXCEPT SELECT key, count FROM drug_groups))"  # noqa: S608
        f" + (SELECT count(*) FROM (SELECT key, count FROM drug_groups EXCEPT SELECT key, n FROM ({counted})))"
    )
    if differing:
        yield f"The list of drugs does not agree with the monographs in {differing} places."
    unnamed = store.value(
        "SELECT count(*) FROM monographs m WHERE m.removed_at IS NULL AND m.version_id NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM name_index n WHERE n.uid = m.uid)"
    )
    stray = store.value(
        "SELECT count(DISTINCT n.uid) FROM name_index n JOIN monographs m ON m.uid = n.uid WHERE m.removed_at NOT NULL"
    )
    if unnamed or stray:
        yield f"The list of names does not agree with {unnamed + stray} of the monographs."
