"""What user.db holds, as values."""

from __future__ import annotations

import json
from dataclasses import dataclass
from sqlite3 import Row

from desktop_app.monograph.anchors import Anchor

Place = tuple[str, str, str, str, str]
"""uid, section, quote, and what stands before and after it."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of bookmarks."""

    id: int
    name: str
    position: int


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A section, or a passage of one, as it was when it was bookmarked."""

    id: int
    uid: str
    section_key: str
    """Empty for the monograph as a whole."""
    section_title: str
    monograph_title: str
    quote: str
    """The passage in its own words; empty for a whole section."""
    anchor: Anchor | None
    note: str
    folder_id: int | None
    position: int
    """Order within its folder. Gaps mean nothing."""
    created: str
    """ISO 8601 in UTC."""
    source: str
    """What kind of source it was, in words."""
    effective_date: str

    @property
    def place(self) -> Place:
        """What two bookmarks of one place have in common, in whichever folder and with whatever note."""
        around = ("", "") if self.anchor is None else (self.anchor.prefix, self.anchor.suffix)
        return (self.uid, self.section_key, self.quote, *around)


@dataclass(frozen=True, slots=True)
class Visit:
    """A section that was viewed."""

    uid: str
    section_key: str
    monograph_title: str
    section_title: str
    at: str
    """ISO 8601 in UTC."""


def bookmark_of(row: Row) -> Bookmark:
    """A row of `bookmarks`."""
    return Bookmark(
        id=row["id"],
        uid=row["uid"],
        section_key=row["section_key"],
        section_title=row["section_title"],
        monograph_title=row["monograph_title"],
        quote=row["quote"],
        anchor=None if row["anchor"] is None else Anchor.from_json(json.loads(row["anchor"])),
        note=row["note"],
        folder_id=row["folder_id"],
        position=row["position"],
        created=row["created"],
        source=row["source"],
        effective_date=row["effective_date"],
    )


def values_of(bookmark: Bookmark) -> dict[str, object]:
    """The row of a bookmark, without its id, folder and position, which the store gives."""
    return {
        "uid": bookmark.uid,
        "section_key": bookmark.section_key,
        "section_title": bookmark.section_title,
        "monograph_title": bookmark.monograph_title,
        "quote": bookmark.quote,
        "anchor": None if bookmark.anchor is None else json.dumps(bookmark.anchor.to_json(), ensure_ascii=False),
        "note": bookmark.note,
        "created": bookmark.created,
        "source": bookmark.source,
        "effective_date": bookmark.effective_date,
    }


def visit_of(row: Row) -> Visit:
    """A row of `visits`."""
    return Visit(row["uid"], row["section_key"], row["monograph_title"], row["section_title"], row["at"])
