"""Paints the rows of the bookmark tree, each as tall as what it says, and edits notes and folder names in place."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QTreeView, QWidget

from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.look.row_painting import (
    GAP,
    SIDE,
    RememberedMetrics,
    RowState,
    heading_lines,
    lay_out,
    line_count,
    paint_frame,
    paint_meta,
    paint_text,
)
from desktop_app.ui.panels.bookmarks_model import BookmarkEntry, FolderEntry, Role
from desktop_app.ui.panels.note_editor import NoteEditor

_Index = QModelIndex | QPersistentModelIndex
FOLDER_HEIGHT = 34
ICON = 16
ICON_X = 28
TEXT_X = 52
NOTE_X = 74
TOP = 9
BOTTOM = 9
HEADING = 20
META = 17
QUOTE_LINES = 2
NOTE_LINES = 4
"""At 100 %; larger text gets more lines, or it would say less."""


@dataclass(frozen=True, slots=True)
class RowLayout:
    """Where the parts of a bookmark row stand, from the row's top; a part that is not there has no lines."""

    heading_lines: int
    quote_top: float
    quote_lines: int
    note_top: float
    note_height: float
    meta_top: float
    height: int


class BookmarksDelegate(QStyledItemDelegate):
    """Measures from `look/bookmarks.png`. Quote and note grow with the text size, the rest does not."""

    def __init__(self, appearance: Appearance, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._heights: dict[tuple[int, str, str, str, str, int], RowLayout] = {}
        self._edited = QPersistentModelIndex()
        self._editor_height = 0
        self._editor: QWidget | None = None
        appearance.changed.connect(self._measure_anew)
        self._measure_anew()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """See Qt."""
        entry = index.data(Role.ENTRY)
        width = self._width(option)
        if isinstance(entry, BookmarkEntry):
            return QSize(width, self._layout(entry, width, edited=self._edited == index).height)
        return QSize(width, FOLDER_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """See Qt."""
        entry = index.data(Role.ENTRY)
        state = RowState.of(option)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_frame(painter, option.rect, self._appearance.theme, state)
        if isinstance(entry, FolderEntry):
            self._paint_folder(painter, option, entry, expanded=self._is_expanded(option, index))
        elif isinstance(entry, BookmarkEntry):
            self._paint_bookmark(painter, option.rect, entry, state, edited=self._edited == index)
        painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:
        """A line for a folder's name, several lines for a bookmark's note."""
        if isinstance(index.data(Role.ENTRY), FolderEntry):
            line = QLineEdit(parent)
            line.setAccessibleName("Folder name")
            line.setMaxLength(200)
            line.setStyleSheet("QLineEdit { font-weight: 600; padding: 0 4px; }")
            self._editor = line
            return line
        editor = NoteEditor(self._appearance.reading_font(13), parent)
        self._edited = QPersistentModelIndex(index)
        self._editor_height = editor.wanted_height()
        editor.height_wanted.connect(self._resize_edited)
        editor.kept.connect(lambda: self._keep(editor))
        self._editor = editor
        return editor

    def drag_label(self, entry: BookmarkEntry, ratio: float) -> QPixmap:
        """Drug and section on one line, as they hang on the pointer while a bookmark is dragged."""
        theme = self._appearance.theme
        font = self._appearance.font(13, 600)
        words = f"{entry.bookmark.monograph_title}  {entry.bookmark.section_title}"
        width = min(320, round(QFontMetricsF(font).horizontalAdvance(words)) + 2 * GAP + ICON + GAP)
        size = QSize(width, 28)
        pixmap = QPixmap(size * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.accent), 1))
        painter.setBrush(QColor(theme.soft))
        painter.drawRoundedRect(QRectF(0.5, 0.5, width - 1, size.height() - 1), 5, 5)
        self._paint_icon(painter, "bookmark", GAP, (size.height() - ICON) // 2, "accent")
        left = 2 * GAP + ICON
        paint_text(painter, QRectF(left, 0, width - left - GAP + 1, size.height()), words, font, theme.text)
        painter.end()
        return pixmap

    def finish_editing(self) -> None:
        """Keep what is being typed and close its editor: the rows are about to be read anew."""
        editor, self._editor = self._editor, None
        if editor is not None:
            self._keep(editor)

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        """See Qt."""
        text = str(index.data(Qt.ItemDataRole.EditRole) or "")
        if isinstance(editor, QLineEdit):
            editor.setText(text)
            editor.selectAll()
        elif isinstance(editor, NoteEditor) and not editor.document().isModified():
            editor.setPlainText(text)
            editor.moveCursor(editor.textCursor().MoveOperation.End)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _Index) -> None:
        """See Qt."""
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text(), Qt.ItemDataRole.EditRole)
        elif isinstance(editor, NoteEditor):
            model.setData(index, editor.toPlainText(), Role.NOTE)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: _Index) -> None:
        """In the place of the name or of the note."""
        rect = option.rect
        entry = index.data(Role.ENTRY)
        if isinstance(entry, BookmarkEntry):
            layout = self._layout(entry, rect.width(), edited=True)
            top = rect.top() + round(layout.note_top)
            editor.setGeometry(TEXT_X - 4, top, rect.width() - TEXT_X - SIDE + 8, round(layout.note_height))
        else:
            editor.setGeometry(TEXT_X - 7, rect.top() + 3, rect.width() - TEXT_X - SIDE + 7, FOLDER_HEIGHT - 6)

    def destroyEditor(self, editor: QWidget, index: _Index) -> None:
        """See Qt."""
        edited, self._edited = self._edited, QPersistentModelIndex()
        self._editor = None
        super().destroyEditor(editor, index)
        if edited.isValid():
            self.sizeHintChanged.emit(edited.sibling(edited.row(), 0))

    def _measure_anew(self) -> None:
        appearance = self._appearance
        self._heights.clear()
        self._heading_metrics = RememberedMetrics(appearance.font(14, 600)), RememberedMetrics(appearance.font(14))
        self._metrics = RememberedMetrics(appearance.reading_font(13))

    def _layout(self, entry: BookmarkEntry, width: int, *, edited: bool) -> RowLayout:
        bookmark = entry.bookmark
        heading = bookmark.monograph_title, bookmark.section_title
        key = (width, *heading, bookmark.quote, bookmark.note, self._editor_height if edited else -1)
        layout = self._heights.get(key)
        if layout is None:
            layout = self._heights[key] = self._lay_out(entry, width, edited=edited)
        return layout

    def _lay_out(self, entry: BookmarkEntry, width: int, *, edited: bool) -> RowLayout:
        bookmark = entry.bookmark
        appearance = self._appearance
        text_width = width - TEXT_X - SIDE
        line = appearance.scaled(19)
        head = heading_lines(self._heading_metrics, bookmark.monograph_title, bookmark.section_title, text_width)
        top = TOP + head * HEADING + (4.0 if bookmark.quote else 6.0)
        quote_top = top
        quote_lines = line_count(bookmark.quote, self._metrics, text_width, appearance.scaled(QUOTE_LINES))
        if quote_lines:
            top += quote_lines * line + 2
        note_top = top + 2
        note_height = 0.0
        if edited:
            note_height = self._editor_height
        elif bookmark.note:
            note_height = (
                line_count(bookmark.note, self._metrics, width - NOTE_X - SIDE, appearance.scaled(NOTE_LINES)) * line
            )
        if note_height:
            top = note_top + note_height + (8 if edited else 4)
        return RowLayout(head, quote_top, quote_lines, note_top, note_height, top, round(top + META + BOTTOM))

    def _paint_folder(self, painter: QPainter, option: QStyleOptionViewItem, entry: FolderEntry, *,
                      expanded: bool) -> None:  # fmt: skip
        rect = QRectF(option.rect)
        theme = self._appearance.theme
        icon_top = round(rect.top() + (FOLDER_HEIGHT - ICON) / 2)
        self._paint_icon(painter, "chevron-down" if expanded else "chevron-right", 8, icon_top)
        self._paint_icon(painter, "folder", ICON_X, icon_top)
        count_width = paint_text(
            painter, rect.adjusted(0, 0, -SIDE, 0), str(entry.count), self._appearance.font(12), theme.text2, right=True
        )
        room = rect.adjusted(TEXT_X, 0, -SIDE - count_width - GAP, 0)
        paint_text(painter, room, entry.name, self._appearance.font(13, 600), theme.text)

    def _paint_bookmark(self, painter: QPainter, rect: QRect, entry: BookmarkEntry, state: RowState, *,
                        edited: bool) -> None:  # fmt: skip
        bookmark = entry.bookmark
        appearance = self._appearance
        theme = appearance.theme
        layout = self._layout(entry, rect.width(), edited=edited)
        top = float(rect.top())
        text_width = rect.width() - TEXT_X - SIDE
        icon_top = rect.top() + TOP + (HEADING - ICON) // 2 + 1
        self._paint_icon(painter, "bookmark", ICON_X, icon_top, "accent" if state.current else "text2")
        self._paint_heading(painter, QRectF(TEXT_X, top + TOP, text_width, HEADING), entry, layout.heading_lines)
        font = appearance.reading_font(13)
        line = appearance.scaled(19)
        if layout.quote_lines:
            quote = lay_out(bookmark.quote, font, text_width, line, appearance.scaled(QUOTE_LINES))
            quote.paint(painter, TEXT_X, top + layout.quote_top, theme.text)
        if layout.note_height and not edited:
            self._paint_icon(painter, "note", TEXT_X, round(top + layout.note_top + (line - ICON) / 2))
            note = lay_out(bookmark.note, font, rect.width() - NOTE_X - SIDE, line, appearance.scaled(NOTE_LINES))
            note.paint(painter, NOTE_X, top + layout.note_top, theme.text)
        small = appearance.font(12)
        age = (entry.age.words, appearance.font(12, 600) if entry.age.old else small,
               theme.amber if entry.age.old else theme.text2)  # fmt: skip
        parts = [part for part in ((bookmark.source, small, theme.text2), age) if part[0]]
        paint_meta(painter, QRectF(TEXT_X, top + layout.meta_top, text_width, META), parts)

    def _paint_heading(self, painter: QPainter, line: QRectF, entry: BookmarkEntry, lines: int) -> None:
        bookmark = entry.bookmark
        theme = self._appearance.theme
        section_colour = theme.red if entry.boxed else theme.text
        taken = paint_text(painter, line, bookmark.monograph_title, self._appearance.font(14, 600), theme.text)
        below = line.translated(0, HEADING) if lines > 1 else line.adjusted(taken + GAP, 0, 0, 0)
        paint_text(painter, below, bookmark.section_title, self._appearance.font(14), section_colour)

    def _paint_icon(self, painter: QPainter, name: str, x: int, y: int, token: str = "text2") -> None:  # noqa: S107
        self._appearance.icon(name, token).paint(painter, QRect(x, y, ICON, ICON))

    def _keep(self, editor: QWidget) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)

    def _resize_edited(self, height: int) -> None:
        self._editor_height = height
        if self._edited.isValid():
            self.sizeHintChanged.emit(self._edited.sibling(self._edited.row(), 0))

    @staticmethod
    def _is_expanded(option: QStyleOptionViewItem, index: _Index) -> bool:
        view = option.widget
        return isinstance(view, QTreeView) and view.isExpanded(index.sibling(index.row(), 0))

    @staticmethod
    def _width(option: QStyleOptionViewItem) -> int:
        view = option.widget
        return view.viewport().width() if isinstance(view, QTreeView) else option.rect.width()
