"""The library tab of the sidebar: every drug from A to Z, and under each the monographs of it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QWidget

from desktop_app.errors import UserError
from desktop_app.services.clock import Clock, system_clock
from desktop_app.services.counting import counted
from desktop_app.services.library.account import short_account
from desktop_app.services.library.library import Library
from desktop_app.services.search import look_alikes
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.look.row_painting import SIDE
from desktop_app.ui.panels.library_delegate import LibraryDelegate
from desktop_app.ui.panels.library_entries import DrugEntry, Entry, LabelEntry
from desktop_app.ui.panels.library_model import LibraryModel
from desktop_app.ui.panels.library_view import LibraryView
from desktop_app.ui.parts.panel_frame import PanelFrame
from desktop_app.ui.parts.text_button import TextButton


class LibraryPanel(PanelFrame):
    """Lists the library. Reads it when it is to be seen, not before."""

    opened = Signal(str)
    """A uid."""
    import_wanted = Signal()
    sources_wanted = Signal()
    details_wanted = Signal(str)
    """A uid: where it came from."""
    export_wanted = Signal(object)
    """The uids to export; None for the whole library."""
    changed = Signal()
    """Something was removed or brought back: search has to catch up."""
    notice = Signal(str, object)
    """What was done, and a callable that takes it back, or None."""
    failed = Signal(object)

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
        self._drugs = self._monographs = 0
        self._model = LibraryModel(library, self)
        # Queued: rows are read while they are painted, which is no time to say that they cannot be.
        self._model.failed.connect(self.failed, Qt.ConnectionType.QueuedConnection)
        self.view = LibraryView(self._model)
        tall = look_alikes.load(library.folder).tall
        self.view.setItemDelegate(LibraryDelegate(appearance, self._tell, self.view, tall=tall))
        self.view.open_wanted.connect(self._open)
        self.view.remove_wanted.connect(self._remove)
        self.view.menu_wanted.connect(self._show_menu)
        self.set_view(self.view)
        self._count = QLabel()
        self._count.setIndent(0)
        self.sources_button = TextButton("Sources", appearance, px=12)
        self.sources_button.setToolTip("The files that the library was made from")
        self.sources_button.clicked.connect(self.sources_wanted)
        self._foot = QWidget()
        self._foot.setObjectName("libraryFoot")
        self._foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self._foot)
        row.setContentsMargins(SIDE, 1, 8, 0)
        row.addWidget(self._count, 1)
        row.addWidget(self.sources_button)
        self.add_foot(self._foot)
        self.filter_box.textChanged.connect(self._filter)
        self.message.pressed.connect(self.import_wanted)
        appearance.changed.connect(self._dress)
        self._dress()
        self.refresh()

    def load(self) -> None:
        """Read the library now; the current row stays the current one."""
        entry = self._model.entry(self.view.currentIndex())
        wanted = entry.uid if entry is not None else self._wanted
        scrolled = self.view.verticalScrollBar().value()
        self._drugs, self._monographs = self._library.group_count(), self._library.count()
        self._model.load(self._clock().astimezone().date())
        self._choose_page()
        self._make_current(wanted, of_drug=isinstance(entry, DrugEntry))
        if entry is not None:
            self.view.verticalScrollBar().setValue(scrolled)

    def show_current(self, uid: str) -> None:
        """Make the monograph that is open, or its drug, the current row, now or as soon as the library was read."""
        self._wanted = uid
        self._make_current(uid)

    @property
    def count_words(self) -> str:
        """How much there is, as the foot says it."""
        return self._count.text()

    def _make_current(self, uid: str, *, of_drug: bool = False) -> None:
        index = self._model.index_of(uid) if uid else QModelIndex()
        if index.isValid():
            self.view.setCurrentIndex(self._model.drug_index(index) if of_drug else index)

    def _filter(self, text: str) -> None:
        self._model.set_filter(text)
        self._choose_page()

    def _choose_page(self) -> None:
        shown = self._model.drugs
        self._foot.setVisible(self._drugs > 0)
        drugs = counted(self._drugs, "drug")
        if shown != self._drugs:
            self._count.setText(f"{shown:,} of {drugs}")
        elif self._drugs == self._monographs:
            self._count.setText(drugs)
        else:
            self._count.setText(f"{drugs}, {counted(self._monographs, 'monograph')}")
        if shown:
            self.show_list()
        elif self._drugs:
            wanted = self.filter_box.text().strip()
            self.show_message(
                "Nothing found", f"No monograph has a name with “{wanted}”. The search box also looks in the text."
            )
        else:
            self.show_message(
                "The library is empty",
                "Add official drug labels, an encyclopedia article, or a monograph of your own. Files can also be "
                "dropped anywhere on the window.",
                "Add monographs…",
            )

    def _open(self, index: QModelIndex) -> None:
        entry = self._model.entry(index)
        if entry is not None and entry.uid:
            self.opened.emit(entry.uid)

    def _uids(self, entry: Entry) -> list[str]:
        """What removing and exporting a row is about: all monographs of a drug."""
        if isinstance(entry, LabelEntry) or entry.only is not None:
            return [entry.uid]
        return [summary.uid for summary in self._library.group(entry.group.key)]

    def _remove(self, index: QModelIndex) -> None:
        entry = self._model.entry(index)
        if entry is None:
            return
        removed = self._library.remove_all(self._uids(entry))
        self._reload()

        def undo() -> None:
            self._library.restore_all(removed)
            self._reload()
            self._make_current(entry.uid, of_drug=isinstance(entry, DrugEntry))

        one = entry if isinstance(entry, LabelEntry) else entry.only
        if one is not None:
            told = f"{one.summary.title} ({', '.join(filter(None, (one.summary.publisher, one.source)))}) was removed"
        else:
            assert isinstance(entry, DrugEntry)
            told = f"{entry.group.title}, {counted(len(removed), 'monograph')}, was removed"
        self.notice.emit(f"{told} from the library.", undo)

    def _reload(self) -> None:
        self.load()
        self.changed.emit()

    def _show_menu(self, index: QModelIndex, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        entry = self._model.entry(index)
        if entry is not None:
            self._add_row_actions(menu, index, entry)
        menu.addAction(self.appearance.icon("import"), "Add monographs…", self.import_wanted.emit)
        menu.addAction("Sources…", self.sources_wanted.emit)
        whole = menu.addAction(
            self.appearance.icon("export"), "Export the library…", lambda: self.export_wanted.emit(None)
        )
        whole.setEnabled(self._monographs > 0)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def _add_row_actions(self, menu: QMenu, index: QModelIndex, entry: Entry) -> None:
        menu.addAction("Open", lambda: self._open(index))
        several = isinstance(entry, DrugEntry) and entry.only is None
        count = entry.group.count if isinstance(entry, DrugEntry) else 1
        if isinstance(entry, DrugEntry) and several:
            fold = "Hide its monographs" if entry.expanded else f"Show its {counted(count, 'monograph')}"
            menu.addAction(fold, lambda: self.view.expand(index, expanded=not entry.expanded))
        else:
            menu.addAction("Where it came from…", lambda: self.details_wanted.emit(entry.uid))
        menu.addSeparator()
        monographs = counted(count, "monograph")
        export = f"Export its {monographs}…" if several else "Export…"
        menu.addAction(export, lambda: self.export_wanted.emit(self._uids(entry)))
        text = f"Remove its {monographs} from library" if several else "Remove from library"
        remove = menu.addAction(self.appearance.icon("delete"), text, lambda: self._remove(index))
        remove.setEnabled(not self._library.read_only)
        remove.setToolTip("The library can only be read here" if self._library.read_only else "Can be undone")
        menu.addSeparator()

    def _tell(self, entry: Entry) -> str:
        if isinstance(entry, DrugEntry) and entry.only is None:
            names = ", ".join((entry.group.title, *entry.group.names))
            return "\n".join(filter(None, (names, entry.sharing)))
        uid = entry.uid
        try:
            summary = self._library.summary(uid)
            if summary is None:
                return ""
            account = short_account(summary, self._library.provenance(uid))
            return f"{account}\n{entry.sharing}" if isinstance(entry, DrugEntry) and entry.sharing else account
        except UserError as error:
            return str(error)

    def _dress(self) -> None:
        theme = self.appearance.theme
        self._foot.setStyleSheet(f"#libraryFoot {{ border-top: 1px solid {theme.line}; }}")
        self._count.setStyleSheet(f"color: {theme.text2}; font-size: 12px;")
