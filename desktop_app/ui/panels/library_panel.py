"""The library tab of the sidebar: every monograph from A to Z."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtWidgets import QLabel, QMenu, QWidget

from desktop_app.errors import UserError
from desktop_app.services.clock import Clock, system_clock
from desktop_app.services.library import Library
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.look.row_painting import SIDE
from desktop_app.ui.panels.library_delegate import LibraryDelegate
from desktop_app.ui.panels.library_details import LibraryDetails, details_text
from desktop_app.ui.panels.library_model import LibraryEntry, LibraryModel
from desktop_app.ui.parts.panel_frame import PanelFrame
from desktop_app.ui.parts.rows_view import RowsView


class LibraryPanel(PanelFrame):
    """Lists the library. Reads it when it is to be seen, not before."""

    opened = Signal(str)
    """A uid."""
    import_wanted = Signal()
    changed = Signal()
    """A monograph was removed or brought back: search has to catch up."""
    notice = Signal(str, object)
    """What was done, and a callable that takes it back, or None."""

    def __init__(
        self,
        library: Library,
        appearance: Appearance,
        parent: QWidget | None = None,
        *,
        clock: Clock = system_clock,
    ) -> None:
        super().__init__("Filter by name or brand", appearance, parent)
        self._library = library
        self._clock = clock
        self._wanted = ""
        self._model = LibraryModel(self)
        self.view = RowsView("Library from A to Z")
        self.view.setUniformItemSizes(True)
        self.view.setModel(self._model)
        self.view.setItemDelegate(LibraryDelegate(appearance, self._tell, self.view))
        self.view.open_wanted.connect(self._open)
        self.view.remove_wanted.connect(self._remove)
        self.view.menu_wanted.connect(self._show_menu)
        self.set_view(self.view)
        self._count = QLabel()
        self._count.setIndent(0)
        self.add_foot(self._count)
        self.filter_box.textChanged.connect(self._filter)
        self.message.pressed.connect(self.import_wanted)
        appearance.changed.connect(self._dress)
        self._dress()
        self.refresh()

    def load(self) -> None:
        """Read the library now; the current row stays the current one."""
        current = self._model.entry(self.view.currentIndex())
        wanted = current.summary.uid if current is not None else self._wanted
        scrolled = self.view.verticalScrollBar().value()
        self._model.set_rows(self._library.summaries(), today=self._clock().astimezone().date())
        self._choose_page()
        self.show_current(wanted)
        if current is not None:
            self.view.verticalScrollBar().setValue(scrolled)

    def show_current(self, uid: str) -> None:
        """Make the monograph that is open the current row, now or as soon as the library has been read."""
        self._wanted = uid
        index = self._model.index_of(uid)
        if index.isValid():
            self.view.setCurrentIndex(index)

    def _filter(self, text: str) -> None:
        self._model.set_filter(text)
        self._choose_page()

    def _choose_page(self) -> None:
        shown, total = self._model.rowCount(), self._model.total
        self._count.setVisible(total > 0)
        noun = "monograph" if total == 1 else "monographs"
        self._count.setText(f"{total:,} {noun}" if shown == total else f"{shown:,} of {total:,} {noun}")
        if shown:
            self.show_list()
        elif total:
            wanted = self.filter_box.text().strip()
            self.show_message(
                "Nothing found", f"No monograph has a name with “{wanted}”. The search box also looks in the text."
            )
        else:
            self.show_message(
                "The library is empty",
                "Add an encyclopedia article saved as text, or a monograph of your own. Files can also be dropped "
                "anywhere on the window.",
                "Add monographs…",
            )

    def _open(self, index: QModelIndex) -> None:
        entry = self._model.entry(index)
        if entry is not None:
            self.opened.emit(entry.summary.uid)

    def _remove(self, index: QModelIndex) -> None:
        entry = self._model.entry(index)
        if entry is None:
            return
        uid = entry.summary.uid
        self._library.remove(uid)
        self._reload()

        def undo() -> None:
            self._library.restore(uid)
            self._reload()
            self.show_current(uid)

        self.notice.emit(f"{entry.summary.title} ({entry.source}) was removed from the library.", undo)

    def _reload(self) -> None:
        self.load()
        self.changed.emit()

    def _show_menu(self, index: QModelIndex, place: QPoint) -> None:
        menu = QMenu(self)
        entry = self._model.entry(index)
        if entry is not None:
            menu.addAction("Open", lambda: self._open(index))
            menu.addAction("Where it came from…", lambda: self._show_details(entry))
            menu.addSeparator()
            remove = menu.addAction(self.appearance.icon("delete"), "Remove from library", lambda: self._remove(index))
            remove.setEnabled(not self._library.read_only)
            remove.setToolTip("The library can only be read here" if self._library.read_only else "Can be undone")
            menu.addSeparator()
        menu.setToolTipsVisible(True)
        menu.addAction(self.appearance.icon("import"), "Add monographs…", self.import_wanted.emit)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def _show_details(self, entry: LibraryEntry) -> None:
        monograph = self._library.open(entry.summary.uid)
        dialog = LibraryDetails(entry.summary, monograph.provenance, self.appearance, self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _tell(self, uid: str) -> str:
        summary = self._library.summary(uid)
        try:
            return details_text(summary, self._library.open(uid).provenance) if summary is not None else ""
        except UserError as error:
            return str(error)

    def _dress(self) -> None:
        theme = self.appearance.theme
        self._count.setStyleSheet(
            f"color: {theme.text2}; font-size: 12px; border-top: 1px solid {theme.line}; padding: 5px {SIDE}px;"
        )
