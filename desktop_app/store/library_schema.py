"""The tables of library.db, as the recorded migrations that make them.

library     one row: an identity that tells this library from any other
monographs  one row for each uid: which version is current, and whether the user removed it
versions    every version of every monograph ever imported; none is ever deleted
sections, names, reference_entries    what a version consists of
changes     for each uid the revision at which it last changed: what the search index has yet to see
bundled     which files that come with Materia have been taken in, by fingerprint
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from desktop_app.store.schema import Schema

if TYPE_CHECKING:
    from sqlite_utils import Database


def _first(db: Database) -> None:
    db.table("library", strict=True).insert({"identity": os.urandom(16).hex()})
    db.table("monographs", strict=True).create(
        {"uid": str, "uid_folded": str, "version_id": int, "removed_at": str},
        pk="uid",
        not_null={"uid_folded"},
    )
    db.table("monographs").create_index(["uid_folded"])
    db.table("versions", strict=True).create(
        {
            "id": int,
            "uid": str,
            "number": int,
            "digest": str,
            "imported_at": str,
            "bundled": int,
            "title": str,
            "title_folded": str,
            "language": str,
            "section_count": int,
            "missing": int,
            "source_kind": str,
            "publisher": str,
            "source_id": str,
            "version": str,
            "effective_date": str,
            "retrieved": str,
            "licence": str,
            "file_name": str,
            "sha256": str,
            "notice": str,
            "dropped": str,
        },
        pk="id",
        not_null={"uid", "number", "digest", "imported_at", "bundled", "title", "title_folded", "language"},
        foreign_keys=[("uid", "monographs", "uid")],
    )
    db.table("versions").create_index(["uid", "number"], unique=True)
    db.table("sections", strict=True).create(
        {
            "version_id": int,
            "place": int,
            "key": str,
            "kind": str,
            "title": str,
            "html": str,
            "source_order": int,
            "parent": str,
            "code": str,
        },
        pk=("version_id", "place"),
        not_null={"key", "kind", "title", "html", "source_order"},
        foreign_keys=[("version_id", "versions", "id")],
    )
    db.table("sections").create_index(["version_id", "key"], unique=True)
    db.table("names", strict=True).create(
        {"version_id": int, "place": int, "text": str, "folded": str, "kind": str},
        pk=("version_id", "place"),
        not_null={"text", "folded", "kind"},
        foreign_keys=[("version_id", "versions", "id")],
    )
    db.table("names").create_index(["folded"])
    db.table("reference_entries", strict=True).create(
        {
            "version_id": int,
            "place": int,
            "ref": str,
            "label": str,
            "status": str,
            "raw": str,
            "csl": str,
            "doi": str,
            "pmid": str,
            "reason": str,
            "probability": float,
            "candidates": str,
        },
        pk=("version_id", "place"),
        not_null={"ref", "label", "status", "raw", "reason", "candidates"},
        foreign_keys=[("version_id", "versions", "id")],
    )
    db.table("reference_entries").create_index(["version_id", "ref"], unique=True)
    db.table("changes", strict=True).create(
        {"uid": str, "revision": int, "removed": int}, pk="uid", not_null={"revision", "removed"}
    )
    db.table("changes").create_index(["revision"], unique=True)
    db.table("bundled", strict=True).create(
        {"file_name": str, "fingerprint": str, "uid": str}, pk="file_name", not_null={"fingerprint", "uid"}
    )


LIBRARY = Schema(
    name="library",
    application_id=0x4D544C31,  # "MTL1"
    steps=(("tables", _first),),
)
