"""The tables of library.db, as the recorded migrations that make them.

library     one row: an identity that tells this library from any other
monographs  one row for each uid: which version is current, and whether the user removed it
versions    every version of every monograph ever imported; none is ever deleted
sections, names, reference_entries    what a version consists of
changes     for each uid the revision at which it last changed: what the search index has yet to see
bundled     which files that come with Materia have been taken in, by fingerprint
media, version_media    pictures, each once, and which versions show them
origins, arrivals       which files on disk there were, and which version each of them brought
moved_uids               where what was kept under one uid went when uids came to tell more apart (see moves.py)
import_jobs, import_items    what was asked of each import, and what became of every item of it
drug_groups, name_index      derived (see library_derived.py): the list of drugs, and names by their beginnings
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from desktop_app.monograph.ingredients import substances_listed
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


_BULK_IMPORTS = (
    # What versions say besides.
    "ALTER TABLE versions ADD COLUMN container TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE versions ADD COLUMN unmapped TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE versions ADD COLUMN unresolved TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE versions ADD COLUMN substances TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE versions ADD COLUMN given INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE versions ADD COLUMN matched INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE versions ADD COLUMN group_key TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE versions ADD COLUMN completeness INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE versions ADD COLUMN text_size INTEGER NOT NULL DEFAULT 0",
    """UPDATE versions SET
        given = (SELECT count(*) FROM reference_entries r WHERE r.version_id = versions.id AND r.status = 'given'),
        matched = (SELECT count(*) FROM reference_entries r WHERE r.version_id = versions.id AND r.status = 'matched')
    """,
    # In the order in which a group is listed, with its titles: the best is found without reading the rest.
    """CREATE INDEX idx_versions_group ON versions(
        group_key, bundled, completeness DESC, effective_date DESC, text_size DESC, uid, title_folded)""",
    """CREATE TABLE media (
        sha256 TEXT PRIMARY KEY, media_type TEXT NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL,
        data BLOB NOT NULL
    ) STRICT""",
    """CREATE TABLE version_media (
        version_id INTEGER NOT NULL REFERENCES versions(id), sha256 TEXT NOT NULL REFERENCES media(sha256),
        PRIMARY KEY (version_id, sha256)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX idx_version_media_sha256 ON version_media(sha256)",
    # Where versions came from.
    """CREATE TABLE import_jobs (
        id INTEGER PRIMARY KEY, started TEXT NOT NULL, finished TEXT, state TEXT NOT NULL, request TEXT NOT NULL,
        report TEXT
    ) STRICT""",
    """CREATE TABLE origins (
        id INTEGER PRIMARY KEY, name TEXT NOT NULL, path TEXT NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL,
        modified TEXT NOT NULL, imported_at TEXT NOT NULL, removed_at TEXT
    ) STRICT""",
    "CREATE UNIQUE INDEX idx_origins_file ON origins(path, sha256)",
    """CREATE TABLE arrivals (
        version_id INTEGER NOT NULL REFERENCES versions(id), origin_id INTEGER NOT NULL REFERENCES origins(id),
        job_id INTEGER REFERENCES import_jobs(id), item TEXT NOT NULL, sha256 TEXT NOT NULL, at TEXT NOT NULL,
        PRIMARY KEY (version_id, origin_id)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX idx_arrivals_origin ON arrivals(origin_id)",
    "CREATE INDEX idx_arrivals_job ON arrivals(job_id)",
    """CREATE TABLE import_items (
        id INTEGER PRIMARY KEY, job_id INTEGER NOT NULL REFERENCES import_jobs(id),
        origin_id INTEGER REFERENCES origins(id), path TEXT NOT NULL, sha256 TEXT NOT NULL, status TEXT NOT NULL,
        uid TEXT NOT NULL, version_id INTEGER REFERENCES versions(id), reason TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX idx_import_items_status ON import_items(job_id, status, id)",
    "CREATE INDEX idx_import_items_uid ON import_items(job_id, uid)",
    "CREATE INDEX idx_import_items_version ON import_items(version_id)",
    "CREATE INDEX idx_monographs_version ON monographs(version_id)",
    "ALTER TABLE monographs ADD COLUMN removed_with INTEGER REFERENCES origins(id)",
    """INSERT INTO origins (name, path, sha256, size, modified, imported_at)
        SELECT file_name, '', sha256, 0, '', min(imported_at) FROM versions
        WHERE NOT bundled AND file_name != '' AND sha256 != '' GROUP BY sha256""",
    """INSERT INTO arrivals (version_id, origin_id, item, sha256, at)
        SELECT v.id, o.id, v.file_name, v.sha256, v.imported_at FROM versions v
        JOIN origins o ON o.sha256 = v.sha256 WHERE NOT v.bundled AND v.file_name != ''""",
    # What is derived.
    """CREATE TABLE drug_groups (
        key TEXT PRIMARY KEY, title TEXT NOT NULL, sort_key TEXT NOT NULL, count INTEGER NOT NULL,
        best_uid TEXT NOT NULL, names TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX idx_drug_groups_sort ON drug_groups(sort_key, key)",
    """CREATE TABLE name_index (
        start TEXT NOT NULL, uid TEXT NOT NULL, folded TEXT NOT NULL, words TEXT, group_key TEXT NOT NULL,
        text TEXT NOT NULL, kind TEXT NOT NULL, rank INTEGER NOT NULL,
        PRIMARY KEY (start, uid, folded)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX idx_name_index_uid ON name_index(uid)",
    "CREATE INDEX idx_name_index_words ON name_index(words) WHERE words IS NOT NULL",
    "ALTER TABLE library ADD COLUMN derived INTEGER NOT NULL DEFAULT 0",
)


def _bulk_imports(db: Database) -> None:
    for statement in _BULK_IMPORTS:
        db.execute(statement)


_IDENTITIES = (
    # Which version went where: by its folded title, empty where all of them did.
    """CREATE TABLE moved_uids (
        old TEXT NOT NULL, title TEXT NOT NULL, new TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (old, title)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX idx_versions_source ON versions(source_id, source_kind)",
)


def _identities(db: Database) -> None:
    for statement in _IDENTITIES:
        db.execute(statement)


_INGREDIENTS = (
    "ALTER TABLE versions ADD COLUMN moieties TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE versions ADD COLUMN moiety_key TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE drug_groups ADD COLUMN moiety_key TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX idx_drug_groups_moiety ON drug_groups(moiety_key)",
)


def _ingredients(db: Database) -> None:
    """Of labels (SPL) the moieties were kept as their ingredients. These stand in their section of product data; where
    they do not, the moieties stay what the label is known by."""
    for statement in _INGREDIENTS:
        db.execute(statement)
    rows = db.execute(
        "SELECT v.id, v.substances, s.html FROM versions v LEFT JOIN sections s"
        " ON s.version_id = v.id AND s.key = 'product-data' WHERE v.source_kind = 'spl' AND v.substances != '[]'"
    )
    known = []
    for version_id, given, html in rows:
        listed = (_listed(names) if names else given for names in substances_listed(html or ""))
        known.append((*listed, version_id))
    for row in known:
        db.execute("UPDATE versions SET substances = ?, moieties = ? WHERE id = ?", row)


_RELAYED = (
    "ALTER TABLE versions ADD COLUMN relayed INTEGER NOT NULL DEFAULT 0",
    # What came in a file that another Materia wrote, and in no other: such files were called so unless renamed.
    """UPDATE versions SET relayed = 1 WHERE id IN (
        SELECT a.version_id FROM arrivals a JOIN origins o ON o.id = a.origin_id GROUP BY a.version_id
        HAVING min(o.name LIKE '%.materia.zip' OR a.item LIKE '%.materia.zip%'))""",
)


def _relayed(db: Database) -> None:
    for statement in _RELAYED:
        db.execute(statement)


_WORDS_SHOWN = (
    # Null of what was imported before they were counted.
    "ALTER TABLE versions ADD COLUMN words_given INTEGER",
    "ALTER TABLE versions ADD COLUMN words_shown INTEGER",
    "ALTER TABLE versions ADD COLUMN words_missing TEXT NOT NULL DEFAULT '[]'",
)


def _words_shown(db: Database) -> None:
    for statement in _WORDS_SHOWN:
        db.execute(statement)


def _imports_taken_out(db: Database) -> None:
    """What an import brought can be taken out again as one."""
    db.execute("ALTER TABLE import_jobs ADD COLUMN removed_at TEXT")


def _listed(names: tuple[str, ...]) -> str:
    return json.dumps(list(names), ensure_ascii=False, separators=(",", ":"))


LIBRARY = Schema(
    name="library",
    application_id=0x4D544C31,  # "MTL1"
    steps=(
        ("tables", _first),
        ("bulk imports", _bulk_imports),
        ("identities", _identities),
        ("ingredients", _ingredients),
        ("relayed", _relayed),
        ("words shown", _words_shown),
        ("imports taken out", _imports_taken_out),
    ),
)
