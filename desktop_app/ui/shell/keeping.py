"""Bookmarks, history and backups from the window's menu: what is done there is said in a notice and can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop_app.errors import StorageError, UserError
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.parts.notice_bar import NoticeBar
from desktop_app.ui.reading.reading import Reading
from desktop_app.ui.shell.services import Services

if TYPE_CHECKING:
    from desktop_app.services.backup import Copy

_LONGEST_QUOTE = 60


class Keeping(QObject):
    """Handlers of the actions that change the user's own data."""

    bookmarks_changed = Signal()
    history_changed = Signal()
    restored = Signal()
    """All of the user's data was replaced by a copy."""
    failed = Signal(object)

    def __init__(self, reading: Reading, notices: NoticeBar, appearance: Appearance, window: QWidget) -> None:
        super().__init__(window)
        self._reading = reading
        self._notices = notices
        self._appearance = appearance
        self._window = window
        self._services: Services | None = None

    def use(self, services: Services) -> None:
        """Take the services, which come after the first paint."""
        self._services = services

    def add_bookmark(self) -> None:
        """Bookmark the selected passage, or the section; on the disk before it is said."""
        services, view = self._services, self._reading.view
        if services is None or view is None or view.monograph is None:
            return
        monograph, key = view.monograph, view.section_key or ""
        if monograph.section(key) is None:
            self._notices.tell("The list of references cannot be bookmarked. Open a section first.")
            return
        try:
            there = {bookmark.id for bookmark in services.bookmarks.of_monograph(monograph.uid)}
            bookmark = services.bookmarks.add(monograph, key, view.selected_span())
        except UserError as error:
            self.failed.emit(StorageError(f"Not bookmarked. {error}"))
            return
        what = f"“{_shortened(bookmark.quote)}”" if bookmark.quote else f"{monograph.title}, {bookmark.section_title}"
        if bookmark.id in there:
            self._notices.tell(f"Already bookmarked: {what}.")
            return
        self.bookmarks_changed.emit()
        self._notices.tell(f"Bookmarked: {what}.", lambda: self._remove(bookmark.id))

    def clear_history(self) -> None:
        """Forget all views and searches; they come back with Undo."""
        services = self._services
        if services is None:
            return
        try:
            forgotten = services.history.clear()
        except UserError as error:
            self.failed.emit(error)
            return
        self.history_changed.emit()
        if not forgotten:
            self._notices.tell("The history is empty.")
            return

        def undo() -> None:
            try:
                services.history.restore(forgotten)
            except UserError as error:
                self.failed.emit(error)
            self.history_changed.emit()

        self._notices.tell("History cleared.", undo)

    def restore_backup(self) -> None:
        """Choose a copy and go back to it; what was there until now is kept as a copy too."""
        services = self._services
        if services is None:
            return
        from desktop_app.ui.shell.restore_dialog import RestoreDialog

        copies = services.backup.copies()
        if not copies:
            self._notices.tell("There is no backup yet. Materia makes one every day that it is used.")
            return
        dialog = RestoreDialog(copies, self._appearance, self._window)
        dialog.accepted.connect(lambda: self._restore(dialog.chosen))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _restore(self, copy: Copy) -> None:
        services = self._services
        assert services is not None
        try:
            kept = services.backup.restore(copy)
        except UserError as error:
            self.failed.emit(error)
            return
        self.restored.emit()

        def undo() -> None:
            try:
                services.backup.restore(kept)
            except UserError as error:
                self.failed.emit(error)
            self.restored.emit()

        self._notices.tell("Bookmarks and notes are as they were in the backup.", undo)

    def _remove(self, bookmark_id: int) -> None:
        assert self._services is not None
        try:
            self._services.bookmarks.remove(bookmark_id)
        except UserError as error:
            self.failed.emit(error)
        self.bookmarks_changed.emit()


def _shortened(text: str) -> str:
    if len(text) <= _LONGEST_QUOTE:
        return text
    return text[:_LONGEST_QUOTE].rsplit(" ", 1)[0] + " …"
