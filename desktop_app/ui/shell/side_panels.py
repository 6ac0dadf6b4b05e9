"""The panels of the sidebar, made when they are first shown, and what can be asked of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.parts.notice_bar import NoticeBar
from desktop_app.ui.reading.reading import Reading, Wanted
from desktop_app.ui.shell.error_bridge import ErrorBridge
from desktop_app.ui.shell.jobs import Jobs
from desktop_app.ui.shell.services import Services
from desktop_app.ui.shell.sidebar import Sidebar

if TYPE_CHECKING:
    from desktop_app.ui.panels.bookmarks_panel import BookmarksPanel
    from desktop_app.ui.panels.history_panel import HistoryPanel
    from desktop_app.ui.panels.library_desk import LibraryDesk
    from desktop_app.ui.panels.library_panel import LibraryPanel


class SidePanels(QObject):
    """Library, bookmarks and history, and the windows that belong to the library."""

    library_changed = Signal()
    """Through one of them."""
    import_wanted = Signal()
    history_changed = Signal()

    def __init__(
        self,
        sidebar: Sidebar,
        reading: Reading,
        notices: NoticeBar,
        bridge: ErrorBridge,
        appearance: Appearance,
        jobs: Jobs,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._sidebar, self._reading, self._notices, self._bridge = sidebar, reading, notices, bridge
        self._appearance, self._jobs, self._window = appearance, jobs, window
        self._services: Services | None = None
        self._desk: LibraryDesk | None = None

    def use(self, services: Services) -> None:
        """Come to life: called once."""
        self._services = services
        makers: dict[str, Callable[[], QWidget]] = {
            "library": self._make_library,
            "bookmarks": self._make_bookmarks,
            "history": self._make_history,
        }
        self._sidebar.set_makers(makers)

    def show_tab(self, name: str) -> None:
        """Show a tab of the sidebar and go there."""
        self._sidebar.show_tab(name)
        self._sidebar.focus_panel()

    def refresh_library(self) -> None:
        """The library has changed."""
        panel: LibraryPanel | None = self._sidebar.panel("library")  # type: ignore[assignment]
        if panel is not None:
            panel.refresh()
        self.tell_group()

    def show_current(self, *, is_open: bool) -> None:
        """Another monograph is shown, or none."""
        panel: LibraryPanel | None = self._sidebar.panel("library")  # type: ignore[assignment]
        if panel is not None and is_open:
            panel.show_current(self._reading.uid)
        self.tell_group()

    def _make_library(self) -> QWidget:
        from desktop_app.ui.panels.library_panel import LibraryPanel

        assert self._services is not None
        panel = LibraryPanel(self._services.library, self._appearance, clock=self._services.clock)
        panel.opened.connect(lambda uid: self._reading.open(Wanted(uid, take_focus=True)))
        panel.import_wanted.connect(self.import_wanted)
        panel.changed.connect(self.library_changed)
        panel.notice.connect(self._notices.tell)
        panel.failed.connect(self._bridge.take)
        panel.sources_wanted.connect(self.show_sources)
        panel.details_wanted.connect(self._library_desk().show_details)
        panel.export_wanted.connect(self._export)
        panel.show_current(self._reading.uid)
        return panel

    def _library_desk(self) -> LibraryDesk:
        if self._desk is None:
            from desktop_app.ui.panels.library_desk import LibraryDesk

            assert self._services is not None
            desk = LibraryDesk(self._services.library, self._appearance, self._jobs, self._window)
            desk.opened.connect(lambda uid: self._reading.open(Wanted(uid, take_focus=True)))
            desk.version_wanted.connect(lambda uid, number: self._reading.open(Wanted(uid, version=number)))
            desk.import_wanted.connect(self.import_wanted)
            desk.changed.connect(self.library_changed)
            desk.notice.connect(self._notices.tell)
            desk.failed.connect(self._bridge.take)
            self._desk = desk
        return self._desk

    def show_sources(self) -> None:
        """List the files that the library was made from."""
        if self._services is not None:
            self._library_desk().show_sources()

    def export_library(self) -> None:
        """Write the whole library into a file."""
        self._export(None)

    def show_origin(self) -> None:
        """Tell why what is open is here."""
        if self._reading.uid:
            self._library_desk().show_details(self._reading.uid)

    def _export(self, uids: Sequence[str] | None) -> None:
        if self._services is not None:
            self._library_desk().export(uids, self._services.today)

    def tell_group(self) -> None:
        """Say in the header of what is open of how many monographs it is one."""
        view = self._reading.view
        if view is not None and self._reading.uid:
            self._library_desk().tell_group(view.header, self._reading.uid)

    def _make_bookmarks(self) -> QWidget:
        from desktop_app.ui.panels.bookmarks_panel import BookmarksPanel

        assert self._services is not None
        services = self._services
        panel = BookmarksPanel(services.bookmarks, services.library, self._appearance, clock=services.clock)
        panel.opened.connect(
            lambda bookmark: self._reading.open(Wanted(bookmark.uid, bookmark=bookmark, take_focus=True))
        )
        panel.changed.connect(self._reading.refresh_passages)
        panel.notice.connect(self._notices.tell)
        return panel

    def _make_history(self) -> QWidget:
        from desktop_app.render.provenance import source_name
        from desktop_app.ui.panels.history_panel import HistoryPanel

        assert self._services is not None
        library = self._services.library

        def sources(uids: Sequence[str]) -> dict[str, str]:
            found = library.summaries_of(uids).values()
            return {each.uid: " · ".join(filter(None, (source_name(each), each.publisher))) for each in found}

        panel = HistoryPanel(self._services.history, self._appearance, clock=self._services.clock, sources=sources)
        panel.opened.connect(lambda visit: self._reading.open(Wanted(visit.uid, visit.section_key, take_focus=True)))
        panel.changed.connect(self.history_changed)
        panel.notice.connect(self._notices.tell)
        return panel

    def _bookmarks_panel(self) -> BookmarksPanel:
        """The panel, made if need be: exporting and importing are its business."""
        self._sidebar.show_tab("bookmarks")
        panel: BookmarksPanel = self._sidebar.panel("bookmarks")  # type: ignore[assignment]
        return panel

    def export_bookmarks(self) -> None:
        """Write all bookmarks to a file."""
        self._bookmarks_panel().export_bookmarks()

    def import_bookmarks(self) -> None:
        """Add the bookmarks of a file."""
        self._bookmarks_panel().import_bookmarks()

    def refresh_bookmarks(self) -> None:
        """The bookmarks have changed elsewhere."""
        panel: BookmarksPanel | None = self._sidebar.panel("bookmarks")  # type: ignore[assignment]
        if panel is not None:
            panel.load()
        self._reading.refresh_passages()

    def refresh_history(self) -> None:
        """Something was visited, or the history changed elsewhere."""
        panel: HistoryPanel | None = self._sidebar.panel("history")  # type: ignore[assignment]
        if panel is not None:
            panel.load()
