"""What fills the window: toolbar, sidebar, reading pane, status bar, and how they are joined."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.errors import StorageError, UserError
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.parts.drop_sign import DropSign
from desktop_app.ui.parts.enter_key import pressed_button
from desktop_app.ui.parts.notice_bar import NoticeBar
from desktop_app.ui.reading.reading import Reading, Wanted
from desktop_app.ui.search.query_text import with_kinds
from desktop_app.ui.search.result_rows import HitRow
from desktop_app.ui.search.results_panel import ResultsPanel
from desktop_app.ui.search.searching import Searching
from desktop_app.ui.shell.action_set import ActionSet
from desktop_app.ui.shell.actions import Needs
from desktop_app.ui.shell.error_bridge import ErrorBridge
from desktop_app.ui.shell.foreground import Foreground
from desktop_app.ui.shell.imports import Imports
from desktop_app.ui.shell.jobs import Jobs
from desktop_app.ui.shell.keeping import Keeping
from desktop_app.ui.shell.main_window import MainWindow, sidebar_width
from desktop_app.ui.shell.services import Services
from desktop_app.ui.shell.session import Session, SessionKeeper, SettingsLike
from desktop_app.ui.shell.side_panels import SidePanels
from desktop_app.ui.shell.sidebar import Sidebar
from desktop_app.ui.shell.start_page import LibraryFacts, StartPage
from desktop_app.ui.shell.status_bar import StatusBar
from desktop_app.ui.shell.toolbar import Toolbar

if TYPE_CHECKING:
    from desktop_app.services.lost import Loss
    from desktop_app.services.search.search import Answer
    from desktop_app.ui.shell.lost_library import LostLibrary

_MARKED_AFTER_MS = 50
"""From an answer to looking for its words in what is open: the list is painted first, and the next key is not kept
waiting."""


class Workbench(QWidget):
    """Works as soon as it has its services. What it shows is saved as it changes."""

    import_finished = Signal()
    """The library has changed through this window."""
    library_wanted_again = Signal()
    """The library cannot be read, and is to be tried again."""
    new_library_wanted = Signal()

    def __init__(
        self, window: MainWindow, appearance: Appearance, jobs: Jobs, settings: SettingsLike, session: Session
    ) -> None:
        super().__init__(window)
        self._window = window
        self._appearance = appearance
        self._jobs = jobs
        self._session = session
        self._services: Services | None = None
        self._loss_page: LostLibrary | None = None
        self._own_width = session.sidebar_width
        self.setAcceptDrops(True)
        self._host = QStackedWidget()
        self._host.setObjectName("surface")
        self.searching = Searching(jobs, self)
        self.start_page = StartPage(appearance)
        self._host.addWidget(self.start_page)
        if session.uid:  # what was open is about to be again
            self._host.setCurrentIndex(self._host.addWidget(QWidget()))
        self.reading = Reading(self._host, appearance, jobs, self.searching)
        self.notices = NoticeBar(appearance, self._host)
        self.bridge = ErrorBridge(self.notices, window)
        self.keeping = Keeping(self.reading, self.notices, appearance, window)
        self.status = StatusBar(appearance)
        self.imports = Imports(self._host, jobs, self.notices, self.status, appearance)
        self.results = ResultsPanel(appearance, recent=self._recent_searches)
        self.sidebar = Sidebar(self.results, appearance)
        self.panels = SidePanels(self.sidebar, self.reading, self.notices, self.bridge, appearance, jobs, window)
        handlers = (self, self.reading, self.keeping, self.imports, self.panels)
        self.actions_by_id = ActionSet(self, handlers, appearance)
        self._foreground = Foreground(self._host, self.reading, self.actions_by_id, window)
        self.toolbar = Toolbar(self.actions_by_id, appearance)
        self.search_box = self.toolbar.search_box
        self._drop_sign = DropSign(appearance, self)
        self._marks = QTimer(self, singleShot=True, interval=_MARKED_AFTER_MS)
        self._lay_out()
        self._keeper = SessionKeeper(settings, self.session, self)
        self._restore(session)
        self._connect()
        window.installEventFilter(self)
        window.closed.connect(self._close)

    # -- building

    def _lay_out(self) -> None:
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self.sidebar)
        self._splitter.addWidget(self._host)
        self._splitter.setStretchFactor(0, 0)
        self._splitter.setStretchFactor(1, 1)
        self._host.setMinimumWidth(420)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._splitter)
        column.addWidget(self.toolbar)
        column.addLayout(row, 1)
        column.addWidget(self.status)

    def _connect(self) -> None:
        touch = self._keeper.touch
        self.search_box.textChanged.connect(lambda _: self._marks.stop())
        self.search_box.textChanged.connect(lambda _: self.searching.ask(self.search_box.query))
        self.search_box.textChanged.connect(touch)
        self.search_box.textEdited.connect(lambda _: self.sidebar.show_tab("results"))
        self.search_box.opened.connect(self.open_first_hit)
        self.search_box.list_wanted.connect(self._enter_list)
        self.search_box.left.connect(self._leave_box)
        self.results.opened.connect(self._open_row)
        self.results.left_upwards.connect(self.focus_search)
        self.results.exact_wanted.connect(self._search_exactly)
        self.results.kind_toggled.connect(self._toggle_kind)
        self.results.kinds_cleared.connect(lambda: self._search_within(()))
        self.results.search_again.connect(self._search_again)
        self.results.more_wanted.connect(self.searching.ask_for_more)
        self.searching.answered.connect(self._show_answer)
        self.searching.cleared.connect(self.results.show_nothing_yet)
        self._marks.timeout.connect(self.reading.mark)
        self.searching.waiting.connect(self.results.show_preparing)
        self.searching.failed.connect(self.bridge.take)
        self.reading.place_changed.connect(touch)
        self.reading.shown.connect(lambda monograph: self.panels.show_current(is_open=monograph is not None))
        self.reading.scrolled.connect(touch)
        self.reading.told.connect(self.notices.tell)
        self.reading.failed.connect(self._not_opened)
        self.reading.visited.connect(self._refresh_history)
        self.reading.not_recorded.connect(self._not_recorded)
        self.keeping.failed.connect(self.bridge.take)
        self.keeping.bookmarks_changed.connect(self.panels.refresh_bookmarks)
        self.keeping.history_changed.connect(self._refresh_history)
        self.keeping.restored.connect(self._user_data_replaced)
        self.notices.changed.connect(
            lambda: self.actions_by_id.set_available(Needs.UNDO, available=self.notices.can_undo)
        )
        self.start_page.example_chosen.connect(self._try_example)
        self.start_page.import_wanted.connect(self.imports.import_files)
        self.panels.library_changed.connect(self.import_finished)
        self.panels.import_wanted.connect(self.imports.import_files)
        self.panels.history_changed.connect(self.results.refresh_recent)
        self.imports.opened.connect(lambda uid: self.reading.open(Wanted(uid, take_focus=True)))
        self.imports.left.connect(self._leave_import)
        self.imports.library_changed.connect(self.import_finished)
        self.imports.failed.connect(self.bridge.take)
        self.start_page.library_wanted.connect(lambda: self.panels.show_tab("library"))
        self.start_page.keys_wanted.connect(self.show_keys)
        self.status.keys_wanted.connect(self.show_keys)
        self.status.normal_size_wanted.connect(self.zoom_reset)
        self.sidebar.tab_changed.connect(touch)
        self._splitter.splitterMoved.connect(self._sidebar_moved)
        self._jobs.unhandled.connect(self.bridge.take)
        self._appearance.changed.connect(self._appearance_changed)
        self._appearance_changed()

    def use(self, services: Services) -> None:
        """Come to life: called once, after the first paint."""
        self._services = services
        self.reading.use(services)
        self.keeping.use(services)
        self.imports.use(services)
        self.searching.use(services.search)
        self.results.refresh_recent()
        self.refresh_library()
        self.panels.use(services)
        session = self._session
        if session.uid:
            section = session.section or None
            self.reading.open(Wanted(session.uid, section, scroll=session.scroll, travelling=True))

    # -- the session

    def session(self) -> Session:
        """What should come back at the next start."""
        place = self.reading.place
        # Until the services are there, what was open last time is still to be opened.
        pending = self._session if self._services is None or (place is None and self.reading.loading) else None
        return Session(
            geometry=self._window.geometry_words(),
            theme=self._appearance.theme_choice.value,
            zoom=self._appearance.zoom,
            popup=self.actions_by_id["popup"].isChecked(),
            tab=self.sidebar.tab,
            sidebar_width=self._own_width,
            search=self.search_box.query,
            uid=place.uid if place else pending.uid if pending else "",
            section=place.section if place else pending.section if pending else "",
            scroll=place.scroll if place else pending.scroll if pending else 0,
        )

    def _restore(self, session: Session) -> None:
        self.sidebar.show_tab(session.tab)
        self.actions_by_id["popup"].setChecked(session.popup)
        self.reading.set_popup(session.popup)
        self.actions_by_id["full-screen"].setChecked(self._window.isFullScreen())
        typed = self._window.typed
        if typed:
            self.search_box.setText(typed)
            self.searching.ask(typed)

    def save_session(self) -> None:
        """Save what is shown now."""
        self._keeper.save_now()

    # -- searching

    def focus_search(self) -> None:
        """Into the search box, what is there selected."""
        self.search_box.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def open_first_hit(self) -> None:
        """Open the hit that is current; if the answer is still on its way, as soon as it is there."""
        if self.searching.pending:
            self.searching.answered.connect(self._open_when_answered, Qt.ConnectionType.SingleShotConnection)
        else:
            self.results.open_current()

    def _open_when_answered(self, *_: object) -> None:
        # Queued behind the panel, which hears the same answer.
        QTimer.singleShot(0, self, self.results.open_current)

    def _show_answer(self, answer: Answer, ready: bool) -> None:
        assert self._services is not None
        self.results.show_answer(answer, self._services.today, ready=ready)
        self._marks.start()

    def _search_exactly(self, query: str) -> None:
        if query != self.search_box.query.strip():  # the spelling that was shown, not the one that was typed
            self.search_box.setText(query)
        self.searching.ask(query, exact=True)

    def _toggle_kind(self, kind: str) -> None:
        answer = self.results.answer
        if answer is not None:
            self._search_within(set(answer.within) ^ {kind})

    def _search_within(self, kinds: Iterable[str]) -> None:
        """The same search in these kinds of section. What filters stands in the box, to be seen and edited."""
        exact = self.searching.exact
        self.search_box.change(with_kinds(self.search_box.query, kinds))
        if exact:
            self._search_exactly(self.search_box.query)

    def _search_again(self, query: str) -> None:
        self.search_box.setText(query)
        self.focus_search()

    def _recent_searches(self) -> Sequence[str]:
        try:
            return self._services.history.searches() if self._services is not None else ()
        except UserError as error:
            self.bridge.take(error)
            return ()

    def _searched(self) -> None:
        """A search led somewhere: it is one of the recent ones."""
        services, query = self._services, self.search_box.query
        if services is None or services.user.read_only:
            return
        self._jobs.run(lambda _: services.history.searched(query), failed=self._not_recorded, writes=True, owner=self)

    def _try_example(self, text: str) -> None:
        self.sidebar.show_tab("results")
        self.search_box.setText(text)
        self.search_box.setFocus(Qt.FocusReason.OtherFocusReason)

    def _enter_list(self) -> None:
        self.sidebar.show_tab("results")
        self.results.enter()

    def _leave_box(self) -> None:
        if self.reading.view is not None and self.reading.monograph is not None:
            self.reading.view.focus_text()

    def _open_row(self, row: object) -> None:
        by_keyboard = not self.results.view.underMouse() or self.search_box.hasFocus()
        self._searched()
        if isinstance(row, HitRow):
            self.reading.open(Wanted(row.uid, row.section, first_hit=True, take_focus=by_keyboard))
        else:
            uid: str = getattr(row, "uid", "")
            self.reading.open(Wanted(uid, take_focus=by_keyboard))

    # -- the sidebar

    def _not_recorded(self, error: Exception) -> None:
        if isinstance(error, UserError):
            error = StorageError(f"What is read and searched for is not kept in the history. {error}")
        self.bridge.take_once(error)

    def _refresh_history(self) -> None:
        self.results.refresh_recent()
        self.panels.refresh_history()

    def _user_data_replaced(self) -> None:
        self.panels.refresh_bookmarks()
        self._refresh_history()

    def user_data_changed(self) -> None:
        """Another Materia has written bookmarks."""
        self.panels.refresh_bookmarks()

    def _sidebar_moved(self, position: int, _index: int) -> None:
        self._own_width = position
        self._keeper.touch()

    def _place_sidebar(self) -> None:
        wanted = self._own_width or sidebar_width(self.width())
        if self._splitter.sizes()[0] != wanted:
            self._splitter.setSizes([wanted, max(1, self.width() - wanted - 1)])

    # -- the library

    def show_loss(self, loss: Loss) -> None:
        """The library cannot be read: a page says what is lost and what can be done, until it can."""
        from desktop_app.ui.shell.lost_library import LostLibrary

        if self._loss_page is None:
            self._loss_page = LostLibrary(self._appearance)
            self._loss_page.again_wanted.connect(self.library_wanted_again)
            self._loss_page.new_wanted.connect(self.new_library_wanted)
            self._host.addWidget(self._loss_page)
        self._loss_page.tell(loss)
        self._host.setCurrentWidget(self._loss_page)
        self._loss_page.take_focus()
        self.status.set_index("Library not available")

    def hide_loss(self) -> None:
        """The library can be read."""
        if self._loss_page is not None and self._host.currentWidget() is self._loss_page:
            self._host.setCurrentWidget(self.start_page)

    def refresh_library(self) -> None:
        """Tell anew what the library holds."""
        if self._services is None:
            return
        holdings = self._services.library.holdings()
        self.status.set_monographs(holdings.monographs)
        facts = LibraryFacts(
            count=holdings.monographs,
            bundled=holdings.bundled,
            dates=tuple(date for date in (holdings.oldest, holdings.newest) if date),
        )
        self.start_page.show_facts(facts, self._services.today)
        self.panels.refresh_library()

    def _leave_import(self) -> None:
        view = self.reading.view
        if view is not None and self.reading.monograph is not None:
            self._host.setCurrentWidget(view)
            view.focus_text()
        else:
            self._host.setCurrentWidget(self.start_page)
            self.focus_search()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped anywhere."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()
            self._drop_sign.cover()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """See Qt."""
        self._drop_sign.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        """Import what was dropped."""
        self._drop_sign.hide()
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        self.imports.start(paths)

    # -- paper

    def print_sections(self) -> None:
        """Choose sections, look at the pages, print."""
        monograph, services = self.reading.monograph, self._services
        if monograph is None or services is None:
            return
        from desktop_app.ui.paper.print_dialog import PrintDialog

        view = self.reading.view
        section = view.section_key if view is not None else None
        dialog = PrintDialog(monograph, section, services.packets, self._appearance, self._window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save_pdf(self) -> None:
        """As for printing: the same pages go into the file."""
        self.print_sections()

    # -- the window

    def zoom_in(self) -> None:
        """Larger text."""
        self._appearance.zoom_by(1)

    def zoom_out(self) -> None:
        """Smaller text."""
        self._appearance.zoom_by(-1)

    def zoom_reset(self) -> None:
        """Text at 100 %."""
        self._appearance.set_zoom(1.0)

    def choose_theme(self, choice: str) -> None:
        """Force a theme, or follow the system."""
        self._appearance.set_theme_choice(choice)
        self._keeper.touch()

    def set_popup(self, shown: bool) -> None:
        """Whether a mark shows its reference when pointed at."""
        self.reading.set_popup(shown)
        self._keeper.touch()

    def set_full_screen(self, full: bool) -> None:
        """All of the screen, and back to what it was."""
        state, full_screen = self._window.windowState(), Qt.WindowState.WindowFullScreen
        self._window.setWindowState(state | full_screen if full else state & ~full_screen)

    def show_keys(self) -> None:
        """All keys in one table."""
        from desktop_app.ui.shell.key_table import KeyTable

        table = KeyTable(self._appearance, self._window)
        table.finished.connect(table.deleteLater)
        table.open()

    def show_about(self) -> None:
        """Which Materia this is, and where its data lies."""
        from desktop_app.services.about import about
        from desktop_app.ui.shell.about_dialog import AboutDialog

        if self._services is not None:
            dialog = AboutDialog(about(self._services.library.folder), self._appearance, self._window)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    def undo(self) -> None:
        """Take back what the notice tells of."""
        self.notices.undo()

    def quit(self) -> None:
        """Close the window, which ends Materia."""
        self._window.close()

    def _not_opened(self, error: Exception) -> None:
        if self.reading.monograph is None:
            self._host.setCurrentWidget(self.start_page)
        self.bridge.take(error)

    def _appearance_changed(self) -> None:
        self.actions_by_id[f"theme-{self._appearance.theme_choice}"].setChecked(True)
        self._keeper.touch()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses a button, as Space does."""
        if pressed_button(event):
            event.accept()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel change the text size."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.angleDelta().y():
            self._appearance.zoom_by(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The sidebar narrows in a narrow window, unless it was given a width."""
        super().resizeEvent(event)
        self._place_sidebar()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Where the window stands, maximised and full screen are part of the session."""
        if watched is self._window and event.type() in _STANDING and self._window.isVisible():
            self._keeper.touch()
            if event.type() == QEvent.Type.WindowStateChange:
                self.actions_by_id["full-screen"].setChecked(self._window.isFullScreen())
        return super().eventFilter(watched, event)

    def _close(self) -> None:
        self.save_session()
        self.imports.interrupt()


_STANDING = frozenset({QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.WindowStateChange})
