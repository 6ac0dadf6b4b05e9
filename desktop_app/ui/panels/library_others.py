"""The other monographs of a drug, as a list that opens under the header: who publishes each, which version, how old."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from desktop_app.store.library.rows import looked_up
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.look.row_painting import SIDE
from desktop_app.ui.panels.library_delegate import HEIGHT, LibraryDelegate
from desktop_app.ui.panels.library_entries import LabelEntry
from desktop_app.ui.panels.library_model import Role
from desktop_app.ui.parts.filter_box import FilterBox
from desktop_app.ui.parts.rows_view import RowsView

_Index = QModelIndex | QPersistentModelIndex
_WIDTH = 440
_ROWS = 9
"""At most so many are to be seen at once."""
_FILTERED_FROM = 8


class LabelsModel(QAbstractListModel):
    """Monographs, filtered by what their rows say."""

    def __init__(self, labels: list[LabelEntry], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._labels = labels
        self._shown = labels

    def set_filter(self, text: str) -> None:
        """Only those in whose title, publisher, source or date each of these words begins a word."""
        words = looked_up(text).split()
        self.beginResetModel()
        self._shown = [label for label in self._labels if all(f" {word}" in _found_in(label) for word in words)]
        self.endResetModel()

    def label(self, index: _Index) -> LabelEntry | None:
        """What stands in this row."""
        return self._shown[index.row()] if index.isValid() else None

    def index_of(self, uid: str) -> QModelIndex:
        """Where a monograph stands; invalid if it is not listed."""
        row = next((row for row, label in enumerate(self._shown) if label.uid == uid), -1)
        return self.index(row) if row >= 0 else QModelIndex()

    def rowCount(self, parent: _Index | None = None) -> int:
        """See Qt."""
        return 0 if parent is not None and parent.isValid() else len(self._shown)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """See Qt."""
        label = self.label(index)
        if label is None:
            return None
        if role == Role.ENTRY:
            return label
        if role == Qt.ItemDataRole.DisplayRole:
            return label.heading
        return label.words if role == Qt.ItemDataRole.AccessibleTextRole else None


def _found_in(label: LabelEntry) -> str:
    return " " + looked_up(" ".join((label.heading, label.beside, label.source, *label.details)))


class OtherMonographs(QFrame):
    """Goes as soon as something else is clicked, and with Esc. Typing filters, the arrows choose, Enter opens."""

    opened = Signal(str)
    """A uid."""

    def __init__(
        self, drug: str, labels: list[LabelEntry], here: str, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        """`here` is the uid of what is open."""
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("others")
        theme = appearance.theme
        title = f"{len(labels):,} monographs of {drug}"
        self.setAccessibleName(title)
        self._model = LabelsModel(labels, self)
        self.filter_box = FilterBox("Filter by publisher, title or year", appearance)
        self.view = RowsView(title)
        self.view.setUniformItemSizes(True)
        self.view.setModel(self._model)
        self.view.setItemDelegate(LibraryDelegate(appearance, lambda entry: entry.words, self.view, indent=SIDE))
        self.view.open_wanted.connect(self._open)
        self.filter_box.textChanged.connect(self._filter)
        self.filter_box.list_wanted.connect(self._enter_list)
        heading = QLabel(title)
        heading.setTextFormat(Qt.TextFormat.PlainText)
        heading.setWordWrap(True)
        heading.setStyleSheet(f"font-size: 13px; font-weight: 600; padding: 10px {SIDE}px 4px {SIDE}px;")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 6)
        layout.setSpacing(0)
        layout.addWidget(heading)
        box = QVBoxLayout()
        box.setContentsMargins(12, 2, 12, 6)
        box.addWidget(self.filter_box)
        layout.addLayout(box)
        layout.addWidget(self.view)
        self.filter_box.setVisible(len(labels) >= _FILTERED_FROM)
        self.view.setFixedHeight(HEIGHT * min(_ROWS, len(labels)))
        self.setFixedWidth(_WIDTH)
        self.setStyleSheet(
            f"#others {{ background: {theme.surface}; border: 1px solid {theme.edge}; border-radius: 6px; }}"
            f"#others QAbstractItemView {{ background: {theme.surface}; }}"
        )
        self.view.setCurrentIndex(self._model.index_of(here))
        self.setFocusProxy(self.filter_box if len(labels) >= _FILTERED_FROM else self.view)

    def show_under(self, place: QPoint, room: QSize) -> None:
        """Show it with its right top corner at `place` of the screen, within `room` below and left of it."""
        rows = max(2, (room.height() - self.sizeHint().height() + self.view.height()) // HEIGHT)
        self.view.setFixedHeight(min(self.view.height(), rows * HEIGHT))
        self.adjustSize()
        self.move(place.x() - min(self.width(), room.width()), place.y())
        self.show()
        self.setFocus(Qt.FocusReason.PopupFocusReason)
        self.view.scrollTo(self.view.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes; Qt closes a popup by itself only where nothing in it takes the key."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def _filter(self, text: str) -> None:
        self._model.set_filter(text)
        self.view.setCurrentIndex(self._model.index(0))

    def _enter_list(self) -> None:
        self.view.setFocus(Qt.FocusReason.TabFocusReason)

    def _open(self, index: QModelIndex) -> None:
        label = self._model.label(index)
        self.close()
        if label is not None:
            self.opened.emit(label.uid)
