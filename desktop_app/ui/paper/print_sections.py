"""Which sections of a monograph to print: a tree with boxes to tick."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSignalBlocker,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from desktop_app.monograph.model import Monograph
from desktop_app.ui.look.appearance import Appearance

_KEY = Qt.ItemDataRole.UserRole


class PrintSections(QTreeWidget):
    """Ticking a section ticks what stands under it; each can then be taken out by itself."""

    chosen_changed = Signal()

    def __init__(self, monograph: Monograph, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(_Row(appearance, self))
        appearance.changed.connect(self.viewport().update)
        self._monograph = monograph
        self._rows: dict[str, QTreeWidgetItem] = {}
        self.setHeaderHidden(True)
        self.setAccessibleName("Sections to print")
        self.setIndentation(18)
        self.setRootIsDecorated(False)
        self.setSelectionMode(QTreeWidget.SelectionMode.NoSelection)
        self.setUniformRowHeights(True)
        self.setItemsExpandable(False)
        for section in monograph.sections:
            row = QTreeWidgetItem([section.title])
            row.setData(0, _KEY, section.key)
            row.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable)
            row.setCheckState(0, Qt.CheckState.Unchecked)
            row.setToolTip(0, section.title)
            above = self._rows.get(section.parent) if section.parent else None
            if above is None:
                self.addTopLevelItem(row)
            else:
                above.addChild(row)
            self._rows[section.key] = row
        self.expandAll()
        self.itemChanged.connect(self._follow)

    @property
    def chosen(self) -> list[str]:
        """Keys of the ticked sections, in the order of the source."""
        return [key for key, row in self._rows.items() if row.checkState(0) is Qt.CheckState.Checked]

    def choose(self, keys: set[str]) -> None:
        """Tick these sections and no others."""
        with QSignalBlocker(self):
            for key, row in self._rows.items():
                row.setCheckState(0, Qt.CheckState.Checked if key in keys else Qt.CheckState.Unchecked)
        self.viewport().update()
        self.chosen_changed.emit()

    def choose_one(self, key: str) -> None:
        """Tick one section; of a heading without text, what stands under it."""
        section = self._monograph.section(key)
        hollow = section is not None and not section.html.strip()
        self.choose({key, *(self._below(key) if hollow else ())})
        self.setCurrentItem(self._rows[key])

    def choose_all(self) -> None:
        """Tick every section."""
        self.choose(set(self._rows))

    def _below(self, key: str) -> set[str]:
        keys = {key}
        while more := {section.key for section in self._monograph.sections if section.parent in keys} - keys:
            keys |= more
        return keys - {key}

    def _follow(self, row: QTreeWidgetItem, _column: int) -> None:
        with QSignalBlocker(self):
            key: str = row.data(0, _KEY)
            for below in self._below(key):
                self._rows[below].setCheckState(0, row.checkState(0))
        self.viewport().update()
        self.chosen_changed.emit()


class _Row(QStyledItemDelegate):
    """A box in the theme's colours, a title, and a ring for the keyboard. A click anywhere on the row ticks it."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """A row that can be hit."""
        return QSize(200, 28)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """From roles alone."""
        theme = self._appearance.theme
        rect = QRectF(option.rect)
        state = option.state
        checked = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole)) is Qt.CheckState.Checked
        enabled = bool(state & QStyle.StateFlag.State_Enabled)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_MouseOver and enabled:
            painter.fillRect(rect, QColor(theme.hover))
        box = QRectF(rect.left() + 6, rect.center().y() - 8, 16, 16)
        fill = QColor(theme.accent if checked else theme.surface)
        painter.setPen(QPen(fill if checked else QColor(theme.edge), 1))
        painter.setBrush(fill)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)
        if checked:
            ratio = painter.device().devicePixelRatio()
            painter.drawPixmap(box.topLeft(), self._appearance.pixmap("check", "onaccent", 16, ratio))
        painter.setPen(QColor(theme.text if enabled else theme.edge))
        painter.setFont(self._appearance.font(13))
        words = rect.adjusted(30, 0, -6, 0)
        title = painter.fontMetrics().elidedText(index.data(), Qt.TextElideMode.ElideRight, int(words.width()))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, title)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.accent), 2))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 4, 4)
        painter.restore()

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        _option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """Tick or untick by a click anywhere, or by the space bar."""
        if isinstance(event, QMouseEvent):
            left = event.button() is Qt.MouseButton.LeftButton
            wanted = left and event.type() is QEvent.Type.MouseButtonRelease
        else:
            wanted = isinstance(event, QKeyEvent) and event.key() in {Qt.Key.Key_Space, Qt.Key.Key_Select}
        if not wanted:
            return False
        checked = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole)) is Qt.CheckState.Checked
        new = Qt.CheckState.Unchecked if checked else Qt.CheckState.Checked
        return bool(model.setData(index, new, Qt.ItemDataRole.CheckStateRole))
