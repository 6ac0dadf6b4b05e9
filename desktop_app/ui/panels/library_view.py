"""The list of drugs: Right opens a drug out, Left closes it, and so does a click on the arrow at its right edge."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QModelIndex, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.ui.panels.library_delegate import EXPANDER
from desktop_app.ui.panels.library_entries import DrugEntry, LabelEntry
from desktop_app.ui.panels.library_model import LibraryModel
from desktop_app.ui.parts.rows_view import RowsView


class LibraryView(RowsView):
    """Shows a `LibraryModel`."""

    def __init__(self, model: LibraryModel, parent: QWidget | None = None) -> None:
        super().__init__("Library from A to Z", parent)
        self._library_model = model
        self._typed = ""
        self._typing = QElapsedTimer()
        self.setUniformItemSizes(True)
        self.setModel(model)

    def expand(self, index: QModelIndex, *, expanded: bool) -> None:
        """Open a drug out, or close it."""
        self._library_model.set_expanded(index, expanded=expanded)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """See the module."""
        index = self.currentIndex()
        entry = self._library_model.entry(index)
        if event.modifiers() or event.key() not in {Qt.Key.Key_Right, Qt.Key.Key_Left} or entry is None:
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Right:
            if isinstance(entry, DrugEntry) and entry.expanded:
                self.setCurrentIndex(index.siblingAtRow(index.row() + 1))
            else:
                self.expand(index, expanded=True)
        elif isinstance(entry, LabelEntry):
            self.setCurrentIndex(self._library_model.drug_index(index))
        else:
            self.expand(index, expanded=False)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the arrow opens a drug out or closes it, and opens no monograph."""
        place = event.position().toPoint()
        index = self.indexAt(place)
        entry = self._library_model.entry(index)
        pressed = self.currentIndex() == index
        on_arrow = isinstance(entry, DrugEntry) and entry.only is None and self._is_on_arrow(index, place)
        if on_arrow and pressed and event.button() == Qt.MouseButton.LeftButton:
            assert isinstance(entry, DrugEntry)
            self.setState(RowsView.State.NoState)
            self.expand(index, expanded=not entry.expanded)
            event.accept()
        else:
            super().mouseReleaseEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Typing goes to the drug that begins so, whether or not it has been in sight."""
        paused = not self._typing.isValid() or self._typing.elapsed() > QApplication.keyboardInputInterval()
        self._typed = search if paused else self._typed + search
        self._typing.start()
        index = self.currentIndex()
        if paused and index.isValid():  # the same letter again goes on
            index = index.siblingAtRow(index.row() + 1)
        found = self._library_model.index_beginning(self._typed, index)
        if found.isValid():
            self.setCurrentIndex(found)

    def _is_on_arrow(self, index: QModelIndex, place: QPoint) -> bool:
        return place.x() >= self.visualRect(index).right() - EXPANDER
