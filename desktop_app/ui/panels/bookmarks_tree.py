"""The view of the bookmark tree: which key does what, opening and folding, dragging."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QDrag, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTreeView, QWidget

from desktop_app.ui.panels.bookmarks_delegate import BookmarksDelegate
from desktop_app.ui.panels.bookmarks_model import BookmarkEntry, BookmarksModel, FolderEntry


class BookmarksTree(QTreeView):
    """Says what the user asks for; does not store anything."""

    open_wanted = Signal(object)
    """A `Bookmark`."""
    remove_wanted = Signal(object)
    """A `BookmarkEntry` or a `FolderEntry`."""
    step_wanted = Signal(object, int)
    """A `BookmarkEntry` or `FolderEntry` one up (-1) or down (1)."""
    menu_wanted = Signal(object, QPoint)
    """An entry or None, and where on the screen."""

    def __init__(self, model: BookmarksModel, delegate: BookmarksDelegate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries = model
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setAccessibleName("Bookmarks")
        self.setHeaderHidden(True)
        self.setIndentation(0)
        self.setRootIsDecorated(False)
        self.setExpandsOnDoubleClick(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setAutoExpandDelay(600)
        self.verticalScrollBar().setSingleStep(24)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Coming in by key makes a row current, so that the focus can be seen."""
        super().focusInEvent(event)
        if not self.selectionModel().hasSelection():
            self.go_to_first()

    def go_to_first(self) -> None:
        """Make the first bookmark in sight the current row, else the first folder."""
        for row in range(self._entries.rowCount()):
            folder = self._entries.index(row, 0)
            if self.isExpanded(folder) and self._entries.rowCount(folder):
                self.setCurrentIndex(self._entries.index(0, 0, folder))
                return
        self.setCurrentIndex(self._entries.index(0, 0))

    def edit_current(self) -> None:
        """Edit the note or the folder's name in its place."""
        index = self.currentIndex()
        if index.isValid() and index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.edit(index)
            self.scrollTo(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Delete removes, F2 edits, Alt+Up and Alt+Down move; the rest is Qt's."""
        entry = self._entries.entry(self.currentIndex())
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if entry is None or self.state() == QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._open(self.currentIndex())
        elif event.key() == Qt.Key.Key_Delete:
            self.remove_wanted.emit(entry)
        elif event.key() == Qt.Key.Key_F2:
            self.edit_current()
        elif step and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.step_wanted.emit(entry, step)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click opens; not the end of a drag, nor a right click."""
        clicked = event.button() == Qt.MouseButton.LeftButton and self.state() != QAbstractItemView.State.DraggingState
        pressed = self.currentIndex()
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if clicked and index.isValid() and index == pressed:
            self._open(index)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """For the row under the pointer, or by key for the current one."""
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            index, place = self.indexAt(event.pos()), event.globalPos()
        else:
            index = self.currentIndex()
            rect = self.visualRect(index) if index.isValid() else QRect(0, 0, 1, 1)
            place = self.viewport().mapToGlobal(QPoint(52, min(rect.top() + 30, self.viewport().height())))
        if index.isValid():
            self.setCurrentIndex(index)
        self.menu_wanted.emit(self._entries.entry(index), place)

    def startDrag(self, supported: Qt.DropAction) -> None:
        """Drag a small label beside the pointer: a picture of the whole row would hide where it will land."""
        index = self.currentIndex()
        entry = self._entries.entry(index)
        delegate = self.itemDelegate()
        if isinstance(entry, BookmarkEntry) and isinstance(delegate, BookmarksDelegate):
            drag = QDrag(self)
            drag.setMimeData(self._entries.mimeData([index]))
            drag.setPixmap(delegate.drag_label(entry, self.devicePixelRatioF()))
            drag.setHotSpot(QPoint(-12, -8))
            drag.exec(supported, Qt.DropAction.MoveAction)

    def drawBranches(self, painter: QPainter, rect: QRect, index: QModelIndex) -> None:  # type: ignore[override]
        """The delegate paints the arrow."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Text wraps anew, so rows have other heights."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()

    def _open(self, index: QModelIndex) -> None:
        entry = self._entries.entry(index)
        if isinstance(entry, FolderEntry):
            self.setExpanded(index, not self.isExpanded(index))
        elif isinstance(entry, BookmarkEntry):
            self.open_wanted.emit(entry.bookmark)
