"""The bookmarks tab of the sidebar: folders, passages and notes, every change stored the moment it is made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from desktop_app.errors import UserError
from desktop_app.services.bookmarks import Bookmark, Bookmarks, Folder
from desktop_app.services.clock import Clock, system_clock
from desktop_app.services.library.library import Library
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.panels.bookmarks_delegate import BookmarksDelegate
from desktop_app.ui.panels.bookmarks_model import UNFILED, BookmarkEntry, BookmarksModel, FolderEntry
from desktop_app.ui.panels.bookmarks_tree import BookmarksTree
from desktop_app.ui.parts.panel_frame import PanelFrame

_FILTER = "Materia bookmarks (*.json)"
_Entry = BookmarkEntry | FolderEntry | None


class BookmarksPanel(PanelFrame):
    """Shows what the service holds and asks it for every change; a change that cannot be stored is not shown."""

    opened = Signal(object)
    """A `Bookmark`."""
    changed = Signal()
    """Bookmarks or notes changed: passages and notes in the reading pane have to be shown anew."""
    notice = Signal(str, object)
    """What was done, and a callable that takes it back, or None."""

    def __init__(
        self,
        bookmarks: Bookmarks,
        library: Library,
        appearance: Appearance,
        parent: QWidget | None = None,
        *,
        clock: Clock = system_clock,
    ) -> None:
        super().__init__("Filter bookmarks and notes", appearance, parent)
        self._bookmarks = bookmarks
        self._library = library
        self._clock = clock
        self._folded: set[int | None] = set()
        self.model = BookmarksModel(self)
        self._delegate = BookmarksDelegate(appearance, self)
        self.tree = BookmarksTree(self.model, self._delegate)
        self.tree.open_wanted.connect(self.opened)
        self.tree.remove_wanted.connect(self._remove)
        self.tree.step_wanted.connect(self._step)
        self.tree.menu_wanted.connect(self._show_menu)
        self.tree.expanded.connect(self._remember_fold)
        self.tree.collapsed.connect(self._remember_fold)
        # Queued: a drop is announced from within the view's own handling of it, which must not see a reset.
        self.model.dropped.connect(self._drop, Qt.ConnectionType.QueuedConnection)
        self.model.note_edited.connect(self._set_note)
        self.model.folder_renamed.connect(self._rename_folder)
        self.set_view(self.tree)
        self.new_folder_action = QAction("New folder", self)
        self.new_folder_action.setToolTip("New folder")
        self.new_folder_action.triggered.connect(lambda: self.new_folder())
        self.add_button(self.new_folder_action, "plus")
        self.filter_box.textChanged.connect(self._filter)
        self.refresh()

    @property
    def folded(self) -> list[int | None]:
        """The folders that are folded up, to be kept for the next start; None is “not in a folder”."""
        return sorted(self._folded, key=lambda folder: (folder is not None, folder))

    def fold(self, folders: list[int | None]) -> None:
        """Fold up these folders and no others."""
        self._folded = set(folders)
        self._show_folds()

    def load(self) -> None:
        """Read all bookmarks now; current row, folds and scroll position stay."""
        self._delegate.finish_editing()
        entry = self.model.entry(self.tree.currentIndex())
        scrolled = self.tree.verticalScrollBar().value()
        self.model.set_rows(self._bookmarks.folders(), self._bookmarks.all(), today=self._today())
        self._choose_page()
        self._show_folds()
        self._go_to(entry)
        self.tree.verticalScrollBar().setValue(scrolled)

    def show_bookmark(self, bookmark: Bookmark, *, edit: bool = False) -> None:
        """Make a bookmark the current row, in sight; with `edit`, open its note for writing."""
        self.load()
        index = self.model.index_of_bookmark(bookmark.id)
        if not index.isValid() and self.model.filtered:
            self.filter_box.clear()
            index = self.model.index_of_bookmark(bookmark.id)
        if index.isValid():
            self.tree.expand(index.parent())
            self.tree.setCurrentIndex(index)
            self.tree.scrollTo(index)
            if edit:
                self.tree.setFocus(Qt.FocusReason.OtherFocusReason)
                self.tree.edit_current()

    def new_folder(self, name: str = "New folder") -> Folder:
        """Make a folder and let its name be typed."""
        self._delegate.finish_editing()
        taken = {folder.name for folder in self.model.folders}
        number = 2
        wanted = name
        while wanted in taken:
            wanted = f"{name} {number}"
            number += 1
        self.filter_box.clear()
        folder = self._bookmarks.add_folder(wanted)
        self._reload()
        self.tree.setCurrentIndex(self.model.index_of_folder(folder.id))
        self.tree.setFocus(Qt.FocusReason.OtherFocusReason)
        self.tree.edit_current()
        return folder

    def export_bookmarks(self) -> None:
        """Ask for a file and write all bookmarks to it."""
        suggested = f"materia-bookmarks-{self._today().isoformat()}.json"
        name, _ = QFileDialog.getSaveFileName(self, "Export bookmarks", suggested, _FILTER)
        if name:
            count = self._bookmarks.export_to(Path(name))
            self.notice.emit(f"{_counted(count)} exported to {Path(name).name}.", None)

    def import_bookmarks(self) -> None:
        """Ask for a file and add the bookmarks in it."""
        name, _ = QFileDialog.getOpenFileName(self, "Import bookmarks", "", f"{_FILTER};;All files (*)")
        if name:
            count = self._bookmarks.import_from(Path(name))
            self._reload()
            self.notice.emit(f"{_counted(count)} added from {Path(name).name}.", None)

    def _today(self) -> date:
        return self._clock().astimezone().date()

    def _reload(self) -> None:
        self.load()
        self.changed.emit()

    def _filter(self, text: str) -> None:
        self._delegate.finish_editing()
        entry = self.model.entry(self.tree.currentIndex())
        self.model.set_filter(text)
        self._choose_page()
        self._show_folds()
        self._go_to(entry)

    def _choose_page(self) -> None:
        if self.model.rowCount():
            self.show_list()
        elif self.model.total:
            wanted = self.filter_box.text().strip()
            self.show_message("Nothing found", f"No bookmark, note or folder has “{wanted}”.")
        else:
            self.show_message(
                "No bookmarks yet", "Ctrl+D keeps the section you are reading or the text you have selected."
            )

    def _go_to(self, entry: _Entry) -> None:
        index = QModelIndex()
        if isinstance(entry, BookmarkEntry):
            index = self.model.index_of_bookmark(entry.bookmark.id)
        elif isinstance(entry, FolderEntry):
            index = self.model.index_of_folder(entry.id)
        if index.isValid():
            self.tree.setCurrentIndex(index)

    def _show_folds(self) -> None:
        """While a filter is set all found rows are in sight; folds are as they were when it is gone."""
        blocker = QSignalBlocker(self.tree)
        for row in range(self.model.rowCount()):
            index = self.model.index(row, 0)
            entry = self.model.entry(index)
            folded = isinstance(entry, FolderEntry) and entry.id in self._folded and not self.model.filtered
            self.tree.setExpanded(index, not folded)
        blocker.unblock()

    def _remember_fold(self, index: QModelIndex) -> None:
        entry = self.model.entry(index)
        if isinstance(entry, FolderEntry) and not self.model.filtered:
            (self._folded.discard if self.tree.isExpanded(index) else self._folded.add)(entry.id)

    def _set_note(self, bookmark_id: int, note: str) -> None:
        try:
            bookmark = self._bookmarks.set_note(bookmark_id, note)
        except UserError:
            self.model.keep_draft(bookmark_id, note)
            raise
        self.model.update_bookmark(bookmark, today=self._today())
        self.changed.emit()

    def _rename_folder(self, folder_id: int, name: str) -> None:
        self._bookmarks.rename_folder(folder_id, name)
        for folder in self._bookmarks.folders():
            if folder.id == folder_id:
                self.model.update_folder(folder)

    def _drop(self, bookmark_id: int, folder_id: int | None, before: int | None) -> None:
        """Put a bookmark before another one, or at the end of a folder."""
        if bookmark_id == before:
            return
        others = [bookmark.id for bookmark in self.model.siblings(folder_id) if bookmark.id != bookmark_id]
        place = others.index(before) if before in others else len(others)
        self._move(bookmark_id, folder_id, place)

    def _move(self, bookmark_id: int, folder_id: int | None, place: int) -> None:
        """To a place among the other bookmarks of a folder; a move between folders can be taken back."""
        known = {bookmark.id: bookmark for bookmark in self._bookmarks.all()}
        if bookmark_id not in known:
            return
        was = known[bookmark_id]
        old_place = [bookmark.id for bookmark in self.model.siblings(was.folder_id)].index(bookmark_id)
        self._bookmarks.move(bookmark_id, folder_id, place)
        self._reload()
        self._select(bookmark_id)
        if folder_id != was.folder_id:

            def undo() -> None:
                self._bookmarks.move(bookmark_id, was.folder_id, old_place)
                self._reload()
                self._select(bookmark_id)

            self.notice.emit(f"{_called(was)} moved to {self._folder_name(folder_id)}.", undo)

    def _step(self, entry: _Entry, step: int) -> None:
        """One place up or down among what is shown in the folder."""
        if isinstance(entry, FolderEntry):
            self._step_folder(entry, step)
            return
        if not isinstance(entry, BookmarkEntry):
            return
        index = self.model.index_of_bookmark(entry.bookmark.id)
        neighbour = self.model.entry(index.siblingAtRow(index.row() + step))
        if isinstance(neighbour, BookmarkEntry):
            places = [bookmark.id for bookmark in self.model.siblings(entry.bookmark.folder_id)]
            self._move(entry.bookmark.id, entry.bookmark.folder_id, places.index(neighbour.bookmark.id))

    def _step_folder(self, entry: FolderEntry, step: int) -> None:
        ids = [folder.id for folder in self.model.folders]
        if entry.id in ids and 0 <= ids.index(entry.id) + step < len(ids):
            self._bookmarks.move_folder(entry.id, ids.index(entry.id) + step)
            self._reload()

    def _remove(self, entry: _Entry) -> None:
        index = self.tree.currentIndex()
        if isinstance(entry, BookmarkEntry):
            self._remove_bookmark(entry.bookmark, index)
        elif isinstance(entry, FolderEntry) and entry.id is not None:
            self._remove_folder(entry.id, entry)

    def _remove_bookmark(self, bookmark: Bookmark, index: QModelIndex) -> None:
        next_index = self.tree.indexBelow(index)
        below = self.model.entry(next_index if next_index.isValid() else self.tree.indexAbove(index))
        self._bookmarks.remove(bookmark.id)
        self._reload()
        self._go_to(below)

        def undo() -> None:
            self._bookmarks.restore(bookmark.id)
            self._reload()
            self._select(bookmark.id)

        self.notice.emit(f"Bookmark deleted: {_called(bookmark)}.", undo)

    def _remove_folder(self, folder_id: int, entry: FolderEntry) -> None:
        count = len(self.model.siblings(folder_id))
        self._bookmarks.remove_folder(folder_id)
        self._reload()

        def undo() -> None:
            self._bookmarks.restore_folder(folder_id)
            self._reload()
            self._go_to(entry)

        with_them = f", with {_counted(count)}" if count else ""
        self.notice.emit(f"Folder deleted: {entry.name}{with_them}.", undo)

    def _select(self, bookmark_id: int) -> None:
        index = self.model.index_of_bookmark(bookmark_id)
        if index.isValid():
            self.tree.expand(index.parent())
            self.tree.setCurrentIndex(index)
            self.tree.scrollTo(index)

    def _folder_name(self, folder_id: int | None) -> str:
        return next((folder.name for folder in self.model.folders if folder.id == folder_id), UNFILED)

    def _show_menu(self, entry: _Entry, place: QPoint) -> None:
        menu = QMenu(self)
        icon = self.appearance.icon
        if isinstance(entry, BookmarkEntry):
            bookmark = entry.bookmark
            self._add(menu, "Open", "Enter", lambda: self.opened.emit(bookmark), icon="open")
            words = "Edit note" if bookmark.note else "Add note"
            self._add(menu, words, "F2", self.tree.edit_current, icon="note")
            folders = menu.addMenu(icon("folder"), "Move to folder")
            for folder_id, name in self._destinations(bookmark.folder_id):
                folders.addAction(name).triggered.connect(self._mover(bookmark.id, folder_id))
            folders.setEnabled(not folders.isEmpty())
            menu.addSeparator()
            self._add(menu, "Move up", "Alt+Up", lambda: self._step(entry, -1), icon="up")
            self._add(menu, "Move down", "Alt+Down", lambda: self._step(entry, 1), icon="down")
            menu.addSeparator()
            self._add(menu, "Delete bookmark", "Del", lambda: self._remove(entry), icon="delete")
            menu.addSeparator()
        elif isinstance(entry, FolderEntry) and entry.id is not None:
            self._add(menu, "Rename folder", "F2", self.tree.edit_current, icon="edit")
            self._add(menu, "Move up", "Alt+Up", lambda: self._step(entry, -1), icon="up")
            self._add(menu, "Move down", "Alt+Down", lambda: self._step(entry, 1), icon="down")
            self._add(menu, "Delete folder", "Del", lambda: self._remove(entry), icon="delete")
            menu.addSeparator()
        self._add(menu, "New folder", "", lambda: self.new_folder(), icon="plus")
        self._add(menu, "Export bookmarks…", "", self.export_bookmarks, icon="export")
        self._add(menu, "Import bookmarks…", "", self.import_bookmarks, icon="import")
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def _destinations(self, folder_id: int | None) -> list[tuple[int | None, str]]:
        everywhere: list[tuple[int | None, str]] = [(folder.id, folder.name) for folder in self.model.folders]
        return [pair for pair in [*everywhere, (None, UNFILED)] if pair[0] != folder_id]

    def _mover(self, bookmark_id: int, folder_id: int | None) -> Callable[[], None]:
        return lambda: self._drop(bookmark_id, folder_id, None)

    def _add(self, menu: QMenu, text: str, key: str, call: Callable[[], object], *, icon: str) -> None:
        action = menu.addAction(self.appearance.icon(icon), text)
        action.setShortcut(QKeySequence(key))
        action.setShortcutVisibleInContextMenu(True)
        # The tree itself listens to these keys; the menu only shows them.
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(lambda: call())


def _called(bookmark: Bookmark) -> str:
    return ", ".join(filter(None, (bookmark.monograph_title, bookmark.section_title)))


def _counted(count: int) -> str:
    return f"{count} bookmark" if count == 1 else f"{count} bookmarks"
