"""Bookmarks: a section or a passage, kept the moment it is made and found again in later versions."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from desktop_app.errors import NotFoundError, UserError
from desktop_app.monograph.anchors import FORM, Anchor, Located, locate, locate_former, make_anchor
from desktop_app.monograph.html import collapsed_text, former_text
from desktop_app.monograph.model import Monograph
from desktop_app.render.provenance import source_name
from desktop_app.services.clock import Clock, stamp, system_clock
from desktop_app.services.files import write_atomically
from desktop_app.services.importing.reading import read_bytes, shown_name
from desktop_app.store.user.bookmarks import BookmarkStore
from desktop_app.store.user.rows import Bookmark, Folder
from desktop_app.store.user.store import UserStore

__all__ = ["Bookmark", "Bookmarks", "Folder", "Passage"]


@dataclass(frozen=True, slots=True)
class Passage:
    """A bookmarked passage as it stands in a monograph now, in positions of the section's collapsed text."""

    start: int
    end: int
    note: str
    created: str
    bookmark_id: int
    exact: bool
    """Whether its words are unchanged."""


class Bookmarks:
    """The bookmarks of one user. Every change is on the disk when the call returns."""

    def __init__(self, store: UserStore, *, clock: Clock = system_clock) -> None:
        self._user = store
        self._store = BookmarkStore(store)
        self._clock = clock

    @property
    def read_only(self) -> bool:
        """Whether nothing can be saved."""
        return self._user.read_only

    def folders(self) -> list[Folder]:
        """Folders in the user's order."""
        return self._store.folders()

    def all(self) -> list[Bookmark]:
        """All bookmarks: those in no folder, then folder by folder, in the user's order."""
        return self._store.bookmarks()

    def in_folder(self, folder: int | None) -> list[Bookmark]:
        """The bookmarks of a folder, or of none, in the user's order."""
        return [bookmark for bookmark in self.all() if bookmark.folder_id == folder]

    def of_monograph(self, uid: str) -> list[Bookmark]:
        """The bookmarks in one monograph, oldest first."""
        return self._store.of_monograph(uid)

    def get(self, bookmark_id: int) -> Bookmark:
        """One bookmark; raises NotFoundError."""
        bookmark = self._store.bookmark(bookmark_id)
        if bookmark is None:
            raise _no_bookmark(bookmark_id)
        return bookmark

    def filter(self, text: str) -> list[Bookmark]:
        """The bookmarks in which every word of `text` stands: in titles, quote, note or folder, case aside."""
        words = text.casefold().split()
        names = {folder.id: folder.name for folder in self.folders()}

        def haystack(bookmark: Bookmark) -> str:
            folder = "" if bookmark.folder_id is None else names.get(bookmark.folder_id, "")
            parts = (bookmark.monograph_title, bookmark.section_title, bookmark.quote, bookmark.note, folder)
            return "\n".join(parts).casefold()

        return [bookmark for bookmark in self.all() if all(word in haystack(bookmark) for word in words)]

    def add(
        self,
        monograph: Monograph,
        section_key: str,
        span: tuple[int, int] | None = None,
        *,
        folder: int | None = None,
        note: str = "",
    ) -> Bookmark:
        """Bookmark a section, or the passage that `span` marks in its collapsed text.

        The same place again answers the bookmark that is there. Raises NotFoundError for a section that is not there.
        """
        section = monograph.section(section_key)
        if section is None:
            raise NotFoundError(f"{monograph.title} has no section {section_key!r}.")
        anchor = None
        if span is not None:
            try:
                anchor = make_anchor(section_key, collapsed_text(section.html), *span)
            except ValueError as error:
                raise UserError("No text is selected. Select the passage to bookmark.") from error
        return self._store.add(
            Bookmark(
                id=0,
                uid=monograph.uid,
                section_key=section_key,
                section_title=section.title,
                monograph_title=monograph.title,
                quote="" if anchor is None else anchor.quote,
                anchor=anchor,
                note=_kept(note),
                folder_id=folder,
                position=0,
                created=stamp(self._clock()),
                source=source_name(monograph.provenance),
                effective_date=monograph.provenance.effective_date,
            )
        )

    def set_note(self, bookmark_id: int, note: str) -> Bookmark:
        """Change the note; raises NotFoundError."""
        if not self._store.set_note(bookmark_id, _kept(note)):
            raise _no_bookmark(bookmark_id)
        return self.get(bookmark_id)

    def move(self, bookmark_id: int, folder: int | None, position: int) -> None:
        """Put a bookmark into a folder (None: no folder), before the one now at `position`, counted without it."""
        if not self._store.move(bookmark_id, folder, position):
            raise _no_bookmark(bookmark_id)

    def remove(self, bookmark_id: int) -> Bookmark:
        """Remove a bookmark; `restore` with its id undoes it. Raises NotFoundError."""
        bookmark = self._store.remove(bookmark_id)
        if bookmark is None:
            raise _no_bookmark(bookmark_id)
        return bookmark

    def restore(self, bookmark_id: int) -> bool:
        """Undo `remove`; False when there was nothing to undo."""
        return self._store.restore(bookmark_id)

    def add_folder(self, name: str) -> Folder:
        """A new folder, or the one that is already called so."""
        return self._store.add_folder(_folder_name(name))

    def folder_named(self, name: str) -> int:
        """The id of the folder of this name, which is made where there is none."""
        return self.add_folder(name).id

    def rename_folder(self, folder_id: int, name: str) -> None:
        """Give a folder a name that no other has."""
        name = _folder_name(name)
        if not self._store.rename_folder(folder_id, name):
            if all(folder.id != folder_id for folder in self.folders()):
                raise _no_folder()
            raise UserError(f"There is already a folder called {name!r}. Choose another name.")

    def move_folder(self, folder_id: int, position: int) -> None:
        """Put a folder before the one now at `position`, counted without it."""
        if not self._store.move_folder(folder_id, position):
            raise _no_folder()

    def remove_folder(self, folder_id: int) -> None:
        """Remove a folder and what is in it; `restore_folder` undoes it."""
        if not self._store.remove_folder(folder_id):
            raise _no_folder()

    def restore_folder(self, folder_id: int) -> bool:
        """Undo `remove_folder`; False when there was nothing to undo."""
        return self._store.restore_folder(folder_id)

    def passages(self, monograph: Monograph) -> dict[str, list[Passage]]:
        """Where the bookmarked passages stand in this version of the monograph, by section, in reading order."""
        found: dict[str, list[Passage]] = {}
        texts: dict[str, str] = {}
        for bookmark in self._store.of_monograph(monograph.uid):
            if bookmark.anchor is not None:
                place = _place(bookmark.anchor, monograph, texts)
                if place is not None:
                    self._renew(bookmark, monograph, place)
                    key, start, end, exact = place
                    passage = Passage(start, end, bookmark.note, bookmark.created, bookmark.id, exact)
                    found.setdefault(key, []).append(passage)
        for passages in found.values():
            passages.sort(key=lambda passage: (passage.start, passage.end, passage.bookmark_id))
        return found

    def place(self, bookmark: Bookmark, monograph: Monograph) -> tuple[str, Passage | None] | None:
        """Where to open a bookmark: its section and, for a passage that is still there, where it stands.

        None when this version of the monograph has neither the passage nor the section, by its key or else its title.
        """
        if bookmark.anchor is not None:
            place = _place(bookmark.anchor, monograph, {})
            if place is not None:
                self._renew(bookmark, monograph, place)
                key, start, end, exact = place
                return key, Passage(start, end, bookmark.note, bookmark.created, bookmark.id, exact)
        if monograph.section(bookmark.section_key):
            return bookmark.section_key, None
        # A new version, or a newer Materia, may call the same section by another key.
        titled = [section.key for section in monograph.sections if section.title == bookmark.section_title]
        return (titled[0], None) if len(titled) == 1 else None

    def _renew(self, bookmark: Bookmark, monograph: Monograph, place: tuple[str, int, int, bool]) -> None:
        """Keep an anchor of a former form in the present one, now that its passage is found; else with the next try."""
        key, start, end, exact = place
        section = monograph.section(key)
        anchor = bookmark.anchor
        if anchor is None or anchor.form >= FORM or section is None or not exact or self.read_only:
            return
        if key == anchor.section_key:
            with suppress(UserError):
                self._store.renew(bookmark.id, make_anchor(key, collapsed_text(section.html), start, end))

    def export_to(self, path: Path) -> int:
        """Write all folders and bookmarks to a file (docs/bookmark-file.md); answers how many bookmarks."""
        from desktop_app.services import bookmark_file

        bookmarks = self.all()
        write_atomically(path, bookmark_file.written(self.folders(), bookmarks, stamp(self._clock())), private=True)
        return len(bookmarks)

    def import_from(self, path: Path) -> int:
        """Add the bookmarks of a file, all of them or none, without making any twice; answers how many are new."""
        from desktop_app.services import bookmark_file

        content = bookmark_file.read(read_bytes(path), shown_name(path))
        return self._store.merge(content.folders, content.bookmarks)


def _place(anchor: Anchor, monograph: Monograph, texts: dict[str, str]) -> tuple[str, int, int, bool] | None:
    """In its own section, edited or not; else, where the section was renamed or split, unchanged in another."""

    def text_of(key: str, html: str) -> str:
        if key not in texts:
            texts[key] = collapsed_text(html)
        return texts[key]

    def found_in(key: str, html: str) -> Located | None:
        if anchor.form < FORM:
            return locate_former(anchor, *former_text(html))
        return locate(anchor, text_of(key, html))

    section = monograph.section(anchor.section_key)
    if section is not None:
        found = found_in(section.key, section.html)
        if found is not None:
            return section.key, found.start, found.end, found.exact
    for other in monograph.sections:
        if other.key == anchor.section_key:
            continue
        if anchor.form < FORM or anchor.quote in text_of(other.key, other.html):
            found = found_in(other.key, other.html)
            if found is not None and found.exact:
                return other.key, found.start, found.end, True
    return None


def _kept(text: str) -> str:
    """What can be kept of a text: a half of a character, which a clipboard may hold, becomes U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").strip()


def _folder_name(name: str) -> str:
    name = " ".join(_kept(name).split())
    if not name:
        raise UserError("A folder needs a name.")
    return name


def _no_bookmark(bookmark_id: int) -> NotFoundError:
    return NotFoundError(f"There is no bookmark {bookmark_id}. It may have been removed.")


def _no_folder() -> NotFoundError:
    return NotFoundError("This folder does not exist any more.")
