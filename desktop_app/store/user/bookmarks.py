"""Bookmarks and their folders in user.db. Nothing is deleted: what is removed is hidden, and can be restored."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from desktop_app.monograph.anchors import Anchor
from desktop_app.store.user.rows import Bookmark, Folder, Place, bookmark_of, values_of
from desktop_app.store.user.store import UserStore

if TYPE_CHECKING:
    from sqlite_utils import Database

_IN_ORDER = """
    SELECT b.* FROM bookmarks b LEFT JOIN folders f ON f.id = b.folder_id
    WHERE b.removal IS NULL
    ORDER BY b.folder_id IS NOT NULL, f.position, f.id, b.position, b.id
"""


class BookmarkStore:
    """The bookmarks of one user.db."""

    def __init__(self, user: UserStore) -> None:
        self._user = user

    def folders(self) -> list[Folder]:
        """Folders in their order."""
        rows = self._user.rows("SELECT * FROM folders WHERE removal IS NULL ORDER BY position, id")
        return [Folder(row["id"], row["name"], row["position"]) for row in rows]

    def bookmarks(self) -> list[Bookmark]:
        """All bookmarks: those in no folder, then folder by folder, each in its order."""
        return [bookmark_of(row) for row in self._user.rows(_IN_ORDER)]

    def bookmark(self, bookmark_id: int) -> Bookmark | None:
        """One bookmark, unless it was removed."""
        rows = self._user.rows("SELECT * FROM bookmarks WHERE id = ? AND removal IS NULL", (bookmark_id,))
        return bookmark_of(rows[0]) if rows else None

    def of_monograph(self, uid: str) -> list[Bookmark]:
        """The bookmarks in one monograph, oldest first."""
        rows = self._user.rows("SELECT * FROM bookmarks WHERE uid = ? AND removal IS NULL ORDER BY id", (uid,))
        return [bookmark_of(row) for row in rows]

    def add(self, bookmark: Bookmark) -> Bookmark:
        """Save a bookmark at the end of its folder; its id and position are given here.

        The same place again in the same folder answers the bookmark that is there, with the new note if it brings one.
        A folder that has gone meanwhile is no reason to lose a bookmark: it is then in no folder.
        """
        with self._user.writing() as db:
            live = {folder.id for folder in self.folders()}
            folder_id = bookmark.folder_id if bookmark.folder_id in live else None
            for other in self.of_monograph(bookmark.uid):
                if other.place == bookmark.place and other.folder_id == folder_id:
                    if bookmark.note and bookmark.note != other.note and not other.note:
                        db.table("bookmarks").update(other.id, {"note": bookmark.note})
                        return self._bookmark(other.id)
                    if bookmark.note in {"", other.note}:
                        return other
            return self._bookmark(self._insert(db, bookmark, folder_id))

    def merge(self, folders: Iterable[str], bookmarks: Iterable[tuple[str | None, Bookmark]]) -> int:
        """Add bookmarks, each with the name of its folder, all of them or none; answers how many are new.

        A place that is bookmarked already is not bookmarked twice; only a note that it lacks is added to it, and only
        where both have a note, which differ, are both kept.
        """
        added = 0
        with self._user.writing() as db:
            by_name = {folder.name: folder.id for folder in self.folders()}
            for name in folders:
                if name not in by_name:
                    by_name[name] = self._insert_folder(db, name)
            notes: defaultdict[Place, dict[str, int]] = defaultdict(dict)
            for known in self.bookmarks():
                notes[known.place][known.note] = known.id
            for folder, bookmark in bookmarks:
                twins = notes[bookmark.place]
                if bookmark.note in twins or (twins and not bookmark.note):
                    continue
                if "" in twins:
                    twins[bookmark.note] = twins.pop("")
                    db.table("bookmarks").update(twins[bookmark.note], {"note": bookmark.note})
                    continue
                folder_id = None if folder is None else by_name[folder]
                twins[bookmark.note] = self._insert(db, bookmark, folder_id)
                added += 1
        return added

    def set_note(self, bookmark_id: int, note: str) -> bool:
        """Whether there is such a bookmark."""
        with self._user.writing() as db:
            if self.bookmark(bookmark_id) is None:
                return False
            db.table("bookmarks").update(bookmark_id, {"note": note})
        return True

    def renew(self, bookmark_id: int, anchor: Anchor) -> None:
        """Keep another anchor for the same passage, and its words in the form that the anchor has."""
        with self._user.writing() as db:
            if self.bookmark(bookmark_id) is not None:
                written = json.dumps(anchor.to_json(), ensure_ascii=False)
                db.table("bookmarks").update(bookmark_id, {"anchor": written, "quote": anchor.quote})

    def move(self, bookmark_id: int, folder_id: int | None, position: int) -> bool:
        """Put a bookmark before the one that is now at `position` in a folder (counted without the moved one).

        Whether there are such a bookmark and folder.
        """
        with self._user.writing() as db:
            known = folder_id is None or any(folder.id == folder_id for folder in self.folders())
            if not known or self.bookmark(bookmark_id) is None:
                return False
            siblings = [mark.id for mark in self.bookmarks() if mark.folder_id == folder_id and mark.id != bookmark_id]
            siblings.insert(max(0, position), bookmark_id)
            for place, sibling in enumerate(siblings):
                db.table("bookmarks").update(sibling, {"folder_id": folder_id, "position": place})
        return True

    def remove(self, bookmark_id: int) -> Bookmark | None:
        """Hide a bookmark; answers it."""
        with self._user.writing() as db:
            bookmark = self.bookmark(bookmark_id)
            if bookmark is not None:
                db.table("bookmarks").update(bookmark_id, {"removal": os.urandom(8).hex()})
        return bookmark

    def restore(self, bookmark_id: int) -> bool:
        """Show a removed bookmark again, where it was; in no folder when its folder has been removed since."""
        with self._user.writing() as db:
            rows = self._user.rows("SELECT * FROM bookmarks WHERE id = ? AND removal IS NOT NULL", (bookmark_id,))
            if not rows:
                return False
            live = {folder.id for folder in self.folders()}
            folder_id = rows[0]["folder_id"] if rows[0]["folder_id"] in live else None
            db.table("bookmarks").update(bookmark_id, {"removal": None, "folder_id": folder_id})
        return True

    def add_folder(self, name: str) -> Folder:
        """A new folder at the end; the one that is there when a folder is already called so."""
        with self._user.writing() as db:
            for folder in self.folders():
                if folder.name == name:
                    return folder
            folder_id = self._insert_folder(db, name)
            return next(folder for folder in self.folders() if folder.id == folder_id)

    def rename_folder(self, folder_id: int, name: str) -> bool:
        """Whether there is such a folder, and no other of that name."""
        with self._user.writing() as db:
            folders = {folder.id: folder.name for folder in self.folders()}
            if folder_id not in folders or any(
                known == name and other != folder_id for other, known in folders.items()
            ):
                return False
            db.table("folders").update(folder_id, {"name": name})
        return True

    def move_folder(self, folder_id: int, position: int) -> bool:
        """Put a folder before the one that is now at `position`, counted without it; whether there is such a folder."""
        with self._user.writing() as db:
            order = [folder.id for folder in self.folders()]
            if folder_id not in order:
                return False
            order.remove(folder_id)
            order.insert(max(0, position), folder_id)
            for place, sibling in enumerate(order):
                db.table("folders").update(sibling, {"position": place})
        return True

    def remove_folder(self, folder_id: int) -> bool:
        """Hide a folder and the bookmarks in it; whether there is such a folder."""
        removal = os.urandom(8).hex()
        with self._user.writing() as db:
            if all(folder.id != folder_id for folder in self.folders()):
                return False
            db.table("folders").update(folder_id, {"removal": removal})
            db.execute("UPDATE bookmarks SET removal = ? WHERE folder_id = ? AND removal IS NULL", (removal, folder_id))
        return True

    def restore_folder(self, folder_id: int) -> bool:
        """Show a removed folder again, with the bookmarks that went with it and no others."""
        with self._user.writing() as db:
            rows = self._user.rows("SELECT removal FROM folders WHERE id = ? AND removal IS NOT NULL", (folder_id,))
            if not rows:
                return False
            db.table("folders").update(folder_id, {"removal": None})
            db.execute("UPDATE bookmarks SET removal = NULL WHERE removal = ?", (rows[0]["removal"],))
        return True

    def _bookmark(self, bookmark_id: int) -> Bookmark:
        found = self.bookmark(bookmark_id)
        assert found is not None, "written in this transaction"
        return found

    def _insert(self, db: Database, bookmark: Bookmark, folder_id: int | None) -> int:
        last = self._user.rows("SELECT max(position) FROM bookmarks WHERE folder_id IS ?", (folder_id,))[0][0]
        row = values_of(bookmark) | {"folder_id": folder_id, "position": 0 if last is None else last + 1}
        return db.table("bookmarks").insert(row, pk="id").last_rowid or 0

    def _insert_folder(self, db: Database, name: str) -> int:
        last = self._user.rows("SELECT max(position) FROM folders")[0][0]
        row = {"name": name, "position": 0 if last is None else last + 1}
        return db.table("folders").insert(row, pk="id").last_rowid or 0
