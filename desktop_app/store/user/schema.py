"""The tables of user.db, as the recorded migrations that make them.

Folders and bookmarks are never deleted: `removal` names the deletion that hides them, so that undoing it brings back
exactly what it took.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.store.schema import Schema

if TYPE_CHECKING:
    from sqlite_utils import Database


def _first(db: Database) -> None:
    db.table("folders", strict=True).create(
        {"id": int, "name": str, "position": int, "removal": str}, pk="id", not_null={"name", "position"}
    )
    db.table("bookmarks", strict=True).create(
        {
            "id": int,
            "uid": str,
            "section_key": str,
            "section_title": str,
            "monograph_title": str,
            "quote": str,
            "anchor": str,
            "note": str,
            "folder_id": int,
            "position": int,
            "created": str,
            "source": str,
            "effective_date": str,
            "removal": str,
        },
        pk="id",
        not_null={
            "uid",
            "section_key",
            "section_title",
            "monograph_title",
            "quote",
            "note",
            "position",
            "created",
            "source",
            "effective_date",
        },
        foreign_keys=[("folder_id", "folders", "id")],
    )
    db.table("bookmarks").create_index(["uid"])
    db.table("bookmarks").create_index(["folder_id", "position"])
    db.table("visits", strict=True).create(
        {"id": int, "uid": str, "section_key": str, "monograph_title": str, "section_title": str, "at": str},
        pk="id",
        not_null={"uid", "section_key", "monograph_title", "section_title", "at"},
    )
    db.table("settings", strict=True).create({"key": str, "value": str}, pk="key", not_null={"value"})


USER = Schema(
    name="user",
    application_id=0x4D545531,  # "MTU1"
    steps=(("tables", _first),),
)
