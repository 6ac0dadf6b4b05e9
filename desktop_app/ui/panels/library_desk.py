"""What is done with the library as a whole or with a monograph of it: telling where it came from, sources, export."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_app.errors import CancelledError, UserError
from desktop_app.services.counting import counted
from desktop_app.services.library.sharing import sharing_words
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.panels.library_entries import label_entries, newer_of
from desktop_app.ui.shell.jobs import Jobs

if TYPE_CHECKING:
    from desktop_app.services.library.library import Library
    from desktop_app.store.library.values import Source
    from desktop_app.ui.panels.library_details import LibraryDetails
    from desktop_app.ui.panels.library_others import OtherMonographs
    from desktop_app.ui.panels.sources_dialog import SourcesDialog
    from desktop_app.ui.reading.monograph_header import MonographHeader

T = TypeVar("T")
_EXPORTS = "Materia library (*.zip)"
_NO_NAME = re.compile(r"[^\w.-]+")


class LibraryDesk(QObject):
    """Opens the dialogs, and does off the GUI thread what they ask for."""

    changed = Signal()
    """Something was removed or brought back: search has to catch up."""
    version_wanted = Signal(str, int)
    """Uid and number of an older version that is to be read."""
    import_wanted = Signal()
    notice = Signal(str, object)
    """What was done, and a callable that takes it back, or None."""
    failed = Signal(object)
    opened = Signal(str)
    """A uid."""

    def __init__(self, library: Library, appearance: Appearance, jobs: Jobs, window: QWidget) -> None:
        super().__init__(window)
        self._library = library
        self._appearance = appearance
        self._jobs = jobs
        self._window = window
        self._sources: SourcesDialog | None = None
        self._header: MonographHeader | None = None
        self._uid = ""

    def show_details(self, uid: str) -> LibraryDetails | None:
        """Tell why a monograph is here; None where it is not."""
        from desktop_app.services.library.account import account_of
        from desktop_app.ui.panels.library_details import LibraryDetails

        try:
            account = account_of(self._library, uid)
        except UserError as error:
            self.failed.emit(error)
            return None
        dialog = LibraryDetails(account, self._appearance, self._window)
        dialog.version_wanted.connect(self.version_wanted)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def tell_group(self, header: MonographHeader, uid: str) -> None:
        """Say in the header of how many monographs of its drug this is one, and lead from there to the others."""
        if header is not self._header:
            self._header = header
            header.details_wanted.connect(lambda: self.show_details(self._uid))
            header.others_wanted.connect(self.show_others)
        self._uid = uid
        try:
            group = self._library.group_of(uid)
        except UserError as error:
            self.failed.emit(error)
            return
        if group is None:
            return
        sharing = sharing_words(group)
        header.show_group(group.title, group.count, sharing=sharing)
        if group.count > 1:

            def tell(newest: str) -> None:
                if newest and uid == self._uid:
                    header.show_group(group.title, group.count, newest, sharing=sharing)

            library = self._library
            self._jobs.run(
                lambda _: newer_of(library.group(group.key), uid), done=tell, failed=self.failed.emit, owner=self
            )

    def show_others(self) -> OtherMonographs | None:
        """List the monographs of the drug that is open; None where it has gone meanwhile."""
        from desktop_app.ui.panels.library_others import OtherMonographs

        header = self._header
        group = self._library.group_of(self._uid)
        if header is None or group is None:
            return None
        labels = label_entries(self._library.group(group.key), group.title, self._library.clock().astimezone().date())
        others = OtherMonographs(group.title, labels, self._uid, self._appearance, self._window)
        others.opened.connect(self.opened)
        badge = header.others
        place = badge.mapToGlobal(QPoint(badge.width(), badge.height() + 4))
        corner = self._window.mapToGlobal(self._window.rect().bottomLeft())
        others.show_under(place, QSize(place.x() - corner.x() - 8, corner.y() - place.y() - 8))
        return others

    def show_sources(self) -> SourcesDialog:
        """List the files that the library was made from."""
        from desktop_app.ui.panels.sources_dialog import SourcesDialog

        dialog = SourcesDialog(self._library, self._appearance, self._window)
        dialog.remove_wanted.connect(self._remove)
        dialog.restore_wanted.connect(self._restore)
        dialog.forget_wanted.connect(self._forget)
        dialog.import_wanted.connect(dialog.accept)
        dialog.import_wanted.connect(self.import_wanted)
        dialog.finished.connect(self._sources_closed)
        self._sources = dialog
        dialog.open()
        return dialog

    def export(self, uids: Sequence[str] | None, today: date) -> None:
        """Ask for a file and write these monographs, or all, into it."""
        name = "materia-library"
        if uids is not None:
            summary = self._library.summary(uids[0]) if uids else None
            if summary is None:
                return
            name = _NO_NAME.sub("-", summary.title).strip("-.")[:60] or name
        suggested = f"{name}-{today.isoformat()}.zip"
        chosen, _ = QFileDialog.getSaveFileName(self._window, "Export monographs", suggested, _EXPORTS)
        if chosen:
            self._export_to(Path(chosen), uids)

    def _export_to(self, target: Path, uids: Sequence[str] | None) -> None:
        from desktop_app.services.library.export import export_library
        from desktop_app.ui.panels.export_progress import ExportProgress

        dialog = ExportProgress(target.name, self._window)

        def done(count: int) -> None:
            dialog.accept()
            self.notice.emit(f"{counted(count, 'monograph')} written to {target}.", None)

        def failed(error: Exception) -> None:
            dialog.accept()
            if isinstance(error, CancelledError):
                self.notice.emit(str(error), None)
            else:
                self.failed.emit(error)

        handle = self._jobs.run(
            lambda control: export_library(
                self._library, target, uids, progress=control.progress, cancelled=control.cancelled
            ),
            done=done,
            failed=failed,
            progress=dialog.show_progress,
            owner=self,
        )
        dialog.stop_wanted.connect(lambda: handle.cancel())  # a bound method would not keep the handle alive
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _remove(self, source: Source) -> None:
        def removed(uids: list[str]) -> None:
            self.notice.emit(
                f"{source.name} was removed, and {counted(len(uids), 'monograph')} with it.",
                lambda: self._restore(source),
            )

        self._work(f"Removing {source.name}", lambda: self._library.remove_source(source.id), removed)

    def _restore(self, source: Source) -> None:
        def restored(uids: list[str]) -> None:
            self.notice.emit(f"{source.name} is back, and {counted(len(uids), 'monograph')} with it.", None)

        self._work(f"Restoring {source.name}", lambda: self._library.restore_source(source.id), restored)

    def _forget(self) -> None:
        def forgotten(count: int) -> None:
            self.notice.emit(f"{counted(count, 'removed monograph')} deleted for good.", None)

        self._work("Deleting for good what was removed", self._library.forget_removed, forgotten)

    def _work(self, words: str, work: Callable[[], T], told: Callable[[T], None]) -> None:
        """Change the library off the GUI thread, for thousands of monographs take their time. Not in the queue of
        writers, where it would wait for the index to be brought up to date: of the library SQLite lets one write at a
        time, and an import gives way after each of its short transactions."""
        self._show_work(words)

        def done(result: T) -> None:
            self._show_work("")
            self.changed.emit()
            told(result)

        def failed(error: Exception) -> None:
            self._show_work("")
            self.failed.emit(error)

        self._jobs.run(lambda _: work(), done=done, failed=failed, owner=self)

    def _show_work(self, words: str) -> None:
        if self._sources is not None:
            self._sources.show_work(words)
            if not words:
                self._sources.load()

    def _sources_closed(self) -> None:
        if self._sources is not None:
            self._sources.deleteLater()
            self._sources = None
