"""The tree of folders and bookmarks as the view sees it: filtered, with counts, with what may be dropped where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from desktop_app.render.provenance import Age, age
from desktop_app.services.bookmarks import Bookmark, Folder
from desktop_app.ui.parts.plain_tooltip import plain_tooltip

UNFILED = "Not in a folder"
MIME = "application/x-materia-bookmark"
_ANY_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_UNFILED_FLAGS = _ANY_FLAGS | Qt.ItemFlag.ItemIsDropEnabled
_FOLDER_FLAGS = _UNFILED_FLAGS | Qt.ItemFlag.ItemIsEditable
# Not a place to drop on: the view then drops above or below it, by halves.
_BOOKMARK_FLAGS = (
    _ANY_FLAGS | Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemNeverHasChildren
)
_Index = QModelIndex | QPersistentModelIndex


class Role(IntEnum):
    """What `data` answers besides Qt's own roles."""

    ENTRY = Qt.ItemDataRole.UserRole + 1
    """The `FolderEntry` or `BookmarkEntry` of a row."""
    NOTE = Qt.ItemDataRole.UserRole + 2
    """The note of a bookmark; set it to change the note."""


@dataclass(frozen=True, slots=True)
class FolderEntry:
    """A folder row; `id` is None for the bookmarks that are in no folder."""

    id: int | None
    name: str
    count: int
    """Bookmarks shown in it, which is less than all while a filter is set."""


@dataclass(frozen=True, slots=True)
class BookmarkEntry:
    """A bookmark row."""

    bookmark: Bookmark
    age: Age
    boxed: bool
    """Of a section that is a boxed warning: its title is red."""


class BookmarksModel(QAbstractItemModel):
    """Two levels: folders, and the bookmarks in them.

    An index's internal id is 0 for a folder and, for a bookmark, its folder's row + 1.
    It changes nothing by itself: edits and drops are signals, and what was stored comes back by `set_rows` or
    `update_bookmark` and `update_folder`.
    """

    note_edited = Signal(int, str)
    folder_renamed = Signal(int, str)
    dropped = Signal(int, object, object)
    """Bookmark, folder (None: in no folder), and the bookmark it goes before (None: to the end)."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folders: list[Folder] = []
        self._everything: list[tuple[BookmarkEntry, str]] = []
        self._words: tuple[str, ...] = ()
        self._shown: list[tuple[FolderEntry, list[BookmarkEntry]]] = []
        self._drafts: dict[int, str] = {}

    def keep_draft(self, bookmark_id: int, note: str) -> None:
        """A note that could not be stored: the next edit begins with it, so that what was typed is not lost."""
        self._drafts[bookmark_id] = note

    def set_rows(self, folders: Iterable[Folder], bookmarks: Iterable[Bookmark], *, today: date) -> None:
        """Show these, both in their order; `today` is what ages count from."""
        self.beginResetModel()
        self._folders = list(folders)
        names: dict[int | None, str] = {folder.id: folder.name for folder in self._folders}
        self._everything = [
            (_entry(bookmark, today), _haystack(bookmark, names.get(bookmark.folder_id, UNFILED)))
            for bookmark in bookmarks
        ]
        self._choose()
        self.endResetModel()

    def set_filter(self, text: str) -> None:
        """Show only bookmarks with all of these words in drug, section, quote, note or folder; all if it is blank."""
        words = tuple(text.casefold().split())
        if words != self._words:
            self.beginResetModel()
            self._words = words
            self._choose()
            self.endResetModel()

    @property
    def filtered(self) -> bool:
        """Whether only some of the bookmarks are shown."""
        return bool(self._words)

    @property
    def total(self) -> int:
        """How many bookmarks there are, shown or not."""
        return len(self._everything)

    @property
    def folders(self) -> Sequence[Folder]:
        """The user's folders in their order."""
        return tuple(self._folders)

    def update_bookmark(self, bookmark: Bookmark, *, today: date) -> None:
        """Show a bookmark as it now is; it stays where it stands."""
        entry = _entry(bookmark, today)
        self._drafts.pop(bookmark.id, None)
        names: dict[int | None, str] = {folder.id: folder.name for folder in self._folders}
        for position, (old, _) in enumerate(self._everything):
            if old.bookmark.id == bookmark.id:
                self._everything[position] = (entry, _haystack(bookmark, names.get(bookmark.folder_id, UNFILED)))
        index = self.index_of_bookmark(bookmark.id)
        if index.isValid():
            self._shown[index.parent().row()][1][index.row()] = entry
            self.dataChanged.emit(index, index)

    def update_folder(self, folder: Folder) -> None:
        """Show a folder under its new name; it stays where it stands."""
        self._folders = [folder if old.id == folder.id else old for old in self._folders]
        self._everything = [
            (entry, _haystack(entry.bookmark, folder.name) if entry.bookmark.folder_id == folder.id else haystack)
            for entry, haystack in self._everything
        ]
        index = self.index_of_folder(folder.id)
        if index.isValid():
            entry, rows = self._shown[index.row()]
            self._shown[index.row()] = (replace(entry, name=folder.name), rows)
            self.dataChanged.emit(index, index)

    def index_of_bookmark(self, bookmark_id: int) -> QModelIndex:
        """Where a bookmark is shown; invalid if it is not."""
        for folder_row, (_, rows) in enumerate(self._shown):
            for row, entry in enumerate(rows):
                if entry.bookmark.id == bookmark_id:
                    return self.createIndex(row, 0, folder_row + 1)
        return QModelIndex()

    def index_of_folder(self, folder_id: int | None) -> QModelIndex:
        """Where a folder is shown; invalid if it is not."""
        for row, (entry, _) in enumerate(self._shown):
            if entry.id == folder_id:
                return self.createIndex(row, 0, 0)
        return QModelIndex()

    def entry(self, index: _Index) -> FolderEntry | BookmarkEntry | None:
        """What stands in this row."""
        if not index.isValid():
            return None
        if index.internalId() == 0:
            return self._shown[index.row()][0]
        return self._shown[int(index.internalId()) - 1][1][index.row()]

    def siblings(self, folder_id: int | None) -> list[Bookmark]:
        """All bookmarks of a folder in their order, shown or not."""
        return [entry.bookmark for entry, _ in self._everything if entry.bookmark.folder_id == folder_id]

    # Qt's side

    def index(self, row: int, column: int, parent: _Index | None = None) -> QModelIndex:
        """See Qt."""
        parent = parent or QModelIndex()
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, index: _Index | None = None) -> QModelIndex:  # type: ignore[override]
        """See Qt; PySide's stubs know only QObject.parent() by this name."""
        if index is None or not index.isValid() or index.internalId() == 0:
            return QModelIndex()
        return self.createIndex(int(index.internalId()) - 1, 0, 0)

    def rowCount(self, parent: _Index | None = None) -> int:
        """See Qt."""
        if parent is None or not parent.isValid():
            return len(self._shown)
        return len(self._shown[parent.row()][1]) if parent.internalId() == 0 else 0

    def columnCount(self, parent: _Index | None = None) -> int:
        """See Qt."""
        return 1

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """See Qt."""
        entry = self.entry(index)
        if entry is None:
            return None
        if role == Role.ENTRY:
            return entry
        if isinstance(entry, FolderEntry):
            return _folder_data(entry, role)
        if role == Qt.ItemDataRole.EditRole:
            return self._drafts.get(entry.bookmark.id, entry.bookmark.note)
        return _bookmark_data(entry, role)

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """A folder's name by EditRole, a bookmark's note by NOTE or EditRole: announced, stored by who listens."""
        entry = self.entry(index)
        if isinstance(entry, FolderEntry) and entry.id is not None and role == Qt.ItemDataRole.EditRole:
            name = " ".join(str(value).split())
            if name and name != entry.name:
                self.folder_renamed.emit(entry.id, name)
            return bool(name)
        if isinstance(entry, BookmarkEntry) and role in {Role.NOTE, Qt.ItemDataRole.EditRole}:
            note = str(value).strip()
            if note != entry.bookmark.note or entry.bookmark.id in self._drafts:
                self.note_edited.emit(entry.bookmark.id, note)
            return True
        return False

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """See Qt."""
        entry = self.entry(index)
        if entry is None:
            return Qt.ItemFlag.NoItemFlags
        if isinstance(entry, BookmarkEntry):
            return _BOOKMARK_FLAGS
        return _UNFILED_FLAGS if entry.id is None else _FOLDER_FLAGS

    def supportedDropActions(self) -> Qt.DropAction:
        """See Qt."""
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        """See Qt."""
        return [MIME]

    def mimeData(self, indexes: Iterable[QModelIndex]) -> QMimeData:
        """The bookmark's id for us, its words for any other program."""
        mime = QMimeData()
        for index in indexes:
            entry = self.entry(index)
            if isinstance(entry, BookmarkEntry):
                bookmark = entry.bookmark
                mime.setData(MIME, str(bookmark.id).encode())
                words = (f"{bookmark.monograph_title}, {bookmark.section_title}", bookmark.quote, bookmark.note)
                mime.setText("\n".join(filter(None, words)))
        return mime

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: _Index) -> bool:
        """Announce the drop. Returns False for Qt not to take the row away by itself: the order is stored first."""
        if not data.hasFormat(MIME) or not self._shown:
            return False
        if parent.isValid():
            folder, rows = self._shown[parent.row()]
        else:  # between two folders: to the end of the upper one
            folder, rows = self._shown[row - 1 if row > 0 else 0 if row == 0 else -1]
            row = len(rows)
        before = rows[row].bookmark.id if 0 <= row < len(rows) else None
        self.dropped.emit(int(bytes(data.data(MIME).data())), folder.id, before)
        return False

    def _choose(self) -> None:
        rows: dict[int | None, list[BookmarkEntry]] = {folder.id: [] for folder in self._folders}
        rows[None] = []
        for entry, haystack in self._everything:
            if all(word in haystack for word in self._words):
                folder_id = entry.bookmark.folder_id
                rows[folder_id if folder_id in rows else None].append(entry)
        names = [(folder.id, folder.name) for folder in self._folders]
        shown = [(FolderEntry(folder_id, name, len(rows[folder_id])), rows[folder_id]) for folder_id, name in names]
        if self._words:
            shown = [(folder, entries) for folder, entries in shown if entries]
        if rows[None]:
            shown.append((FolderEntry(None, UNFILED, len(rows[None])), rows[None]))
        self._shown = shown


def is_boxed_warning(section_key: str, section_title: str) -> bool:
    """Whether a bookmark's section is a boxed warning, by key or title: a bookmark outlives its monograph.

    US labels head theirs with "WARNING:" and its subject in capitals (21 CFR 201.57(c)(1)).
    """
    headed = section_title.startswith(("WARNING:", "WARNINGS:")) and section_title.isupper()
    return headed or "boxed-warning" in section_key or "boxed warning" in section_title.casefold()


def _entry(bookmark: Bookmark, today: date) -> BookmarkEntry:
    boxed = is_boxed_warning(bookmark.section_key, bookmark.section_title)
    return BookmarkEntry(bookmark, age(bookmark.effective_date, today), boxed)


def _haystack(bookmark: Bookmark, folder: str) -> str:
    parts = (bookmark.monograph_title, bookmark.section_title, bookmark.quote, bookmark.note, folder)
    return "\n".join(parts).casefold()


def _folder_data(entry: FolderEntry, role: int) -> Any:
    if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole}:
        return entry.name
    if role == Qt.ItemDataRole.AccessibleTextRole:
        return f"Folder {entry.name}, {entry.count} {'bookmark' if entry.count == 1 else 'bookmarks'}"
    return None


def _bookmark_data(entry: BookmarkEntry, role: int) -> Any:
    bookmark = entry.bookmark
    if role == Qt.ItemDataRole.DisplayRole:
        return f"{bookmark.monograph_title}, {bookmark.section_title}"
    if role == Role.NOTE:
        return bookmark.note
    source = ", ".join(filter(None, (bookmark.source, entry.age.words)))
    heading = f"{bookmark.monograph_title}, {bookmark.section_title}"
    if role == Qt.ItemDataRole.AccessibleTextRole:
        note = f"Note: {bookmark.note}" if bookmark.note else ""
        return ". ".join(filter(None, (heading, bookmark.quote, note, source)))
    if role == Qt.ItemDataRole.ToolTipRole:
        return plain_tooltip("\n\n".join(filter(None, (heading, bookmark.quote, bookmark.note, source))))
    return None
