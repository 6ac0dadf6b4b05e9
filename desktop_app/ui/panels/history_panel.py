"""The history tab of the sidebar: what was read and when."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QModelIndex, QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from desktop_app.services.clock import Clock, system_clock
from desktop_app.services.history import History
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.panels.history_delegate import HistoryDelegate
from desktop_app.ui.panels.history_model import HistoryModel, VisitEntry, ambiguous
from desktop_app.ui.parts.panel_frame import PanelFrame
from desktop_app.ui.parts.rows_view import RowsView


class HistoryPanel(PanelFrame):
    """Lists the views of sections, latest first. Reads them when it is to be seen, not before."""

    opened = Signal(object)
    """A `Visit`."""
    changed = Signal()
    """The history was cleared, or is back."""
    notice = Signal(str, object)
    """What was done, and a callable that takes it back, or None."""

    def __init__(
        self,
        history: History,
        appearance: Appearance,
        parent: QWidget | None = None,
        *,
        clock: Clock = system_clock,
        sources: Callable[[Sequence[str]], Mapping[str, str]] | None = None,
    ) -> None:
        """`sources` answers what to call the sources of monographs, by their uids."""
        super().__init__("Filter history", appearance, parent)
        self._sources = sources
        self._history = history
        self._clock = clock
        self._model = HistoryModel(self)
        self.view = RowsView("History")
        self.view.setModel(self._model)
        self.view.setItemDelegate(HistoryDelegate(appearance, self.view))
        self.view.open_wanted.connect(self._open)
        self.view.menu_wanted.connect(self._show_menu)
        self.set_view(self.view)
        self.clear_action = QAction("Clear history", self)
        self.clear_action.triggered.connect(self.clear)
        self.add_button(self.clear_action, "delete")
        self.filter_box.textChanged.connect(self._filter)
        self.refresh()

    def load(self) -> None:
        """Read the history now."""
        visits = self._history.recent()
        alike = ambiguous(visits)
        sources = self._sources(alike) if self._sources is not None and alike else {}
        self._model.set_rows(visits, now=self._clock().astimezone(), sources=sources)
        self.clear_action.setEnabled(self._model.total > 0)
        self.clear_action.setToolTip("Clear history" if self._model.total else "There is no history to clear")
        self._choose_page()

    def clear(self) -> None:
        """Forget all views; can be taken back."""
        forgotten = self._model.total
        token = self._history.clear()
        self.refresh()
        self.changed.emit()

        def undo() -> None:
            self._history.restore(token)
            self.refresh()
            self.changed.emit()

        self.notice.emit(f"History cleared: {forgotten} {'view' if forgotten == 1 else 'views'} forgotten.", undo)

    def _filter(self, text: str) -> None:
        self._model.set_filter(text)
        self._choose_page()

    def _choose_page(self) -> None:
        if self._model.rowCount():
            self.show_list()
        elif self._model.total:
            self.show_message("Nothing found", f"Nothing you have read is called “{self.filter_box.text().strip()}”.")
        else:
            self.show_message("Nothing read yet", "The last 500 sections you open are listed here, by day.")

    def _open(self, index: QModelIndex) -> None:
        entry = self._model.entry(index)
        if isinstance(entry, VisitEntry):
            self.opened.emit(entry.visit)

    def _show_menu(self, index: QModelIndex, place: QPoint) -> None:
        menu = QMenu(self)
        if isinstance(self._model.entry(index), VisitEntry):
            menu.addAction("Open", lambda: self._open(index))
            menu.addSeparator()
        menu.addAction(self.clear_action)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)
