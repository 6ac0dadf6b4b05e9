"""A list of painted rows for the sidebar: Enter or a click opens, Delete removes, the menu key asks for a menu."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget


class RowsView(QListView):
    """Says which row is meant; what it is, the model knows."""

    open_wanted = Signal(QModelIndex)
    remove_wanted = Signal(QModelIndex)
    menu_wanted = Signal(QModelIndex, QPoint)
    """The row may be invalid; the point is on the screen."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.verticalScrollBar().setSingleStep(24)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tab into the list makes a row current, so that the focus can be seen."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self.go_to_first()

    def go_to_first(self) -> None:
        """Make the first row that can be chosen the current one."""
        model = self.model()
        for row in range(model.rowCount()):
            index = model.index(row, 0)
            if index.flags() & Qt.ItemFlag.ItemIsEnabled:
                self.setCurrentIndex(index)
                return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """See the module."""
        index = self.currentIndex()
        if index.isValid() and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.open_wanted.emit(index)
        elif index.isValid() and event.key() == Qt.Key.Key_Delete:
            self.remove_wanted.emit(index)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click opens the row on which it began."""
        pressed = self.currentIndex()
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        enabled = bool(index.flags() & Qt.ItemFlag.ItemIsEnabled)
        if event.button() == Qt.MouseButton.LeftButton and index.isValid() and index == pressed and enabled:
            self.open_wanted.emit(index)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """For the row under the pointer, or by key for the current one."""
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            index, place = self.indexAt(event.pos()), event.globalPos()
            if index.isValid() and index.flags() & Qt.ItemFlag.ItemIsEnabled:
                self.setCurrentIndex(index)
        else:
            index = self.currentIndex()
            place = self.viewport().mapToGlobal(self.visualRect(index).center())
        self.menu_wanted.emit(index, place)
