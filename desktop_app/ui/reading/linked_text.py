"""A read-only text whose links can be walked with the keyboard; the reader and the list of references are both one.

QTextBrowser moves between links without telling anyone and draws only a dotted outline, so links are kept and walked
here. It never loads anything and never follows a link by itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QPointF, QRect, QRectF, Qt, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QMenu, QTextBrowser, QTextEdit, QWidget

from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.reading.highlights import Highlights, Span, paint_highlights, span_rects
from desktop_app.ui.reading.links import InertDocument, Link, copied_selection, links_of, plain

PAD = 24
"""Room inside the viewport left of the text: a passage's bar stands there."""
PAD_RIGHT = 8
_BY_KEYBOARD = True
_KEYS = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)
_REACH = 3.0
"""A small superscript can be hit this many px beside its digits."""
_SELECTING = {
    Qt.Key.Key_Left: (QTextCursor.MoveOperation.Left, QTextCursor.MoveOperation.WordLeft),
    Qt.Key.Key_Right: (QTextCursor.MoveOperation.Right, QTextCursor.MoveOperation.WordRight),
    Qt.Key.Key_Up: (QTextCursor.MoveOperation.Up, QTextCursor.MoveOperation.PreviousBlock),
    Qt.Key.Key_Down: (QTextCursor.MoveOperation.Down, QTextCursor.MoveOperation.NextBlock),
    Qt.Key.Key_Home: (QTextCursor.MoveOperation.StartOfLine, QTextCursor.MoveOperation.Start),
    Qt.Key.Key_End: (QTextCursor.MoveOperation.EndOfLine, QTextCursor.MoveOperation.End),
}


class LinkedText(QTextBrowser):
    """Text with links that are walked by Tab, followed by click or Enter, and pointed at; highlights lie under it."""

    link_focused = Signal(object)
    """A Link that the keyboard reached, or None when it left."""
    link_activated = Signal(object, bool)
    """A Link; whether by keyboard."""
    link_pointed = Signal(object)
    """A Link under the pointer, or None."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.appearance = appearance
        self.highlights = Highlights()
        self._links: list[Link] = []
        self._focused: Link | None = None
        self._pointed: Link | None = None
        self._pressed: Link | None = None
        self._ring = False
        # Qt deletes the document it made itself when another is set, behind the back of whoever still holds it.
        self.setDocument(InertDocument(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.viewport().setMouseTracking(True)

    # -- what is shown

    def show_document(self, document: QTextDocument) -> None:
        """Show a document and forget what was focused in the one before."""
        self._focused = self._pointed = self._pressed = None
        self.highlights = Highlights()
        self.setDocument(document)
        self._links = links_of(document)
        self.repaint_highlights()

    @property
    def links(self) -> Sequence[Link]:
        """All links in reading order."""
        return self._links

    def text_of(self, link: Link) -> str:
        """The words of a link, without what only keeps lines together."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(link.start)
        cursor.setPosition(link.end, QTextCursor.MoveMode.KeepAnchor)
        return plain(cursor.selectedText())

    def tip_of(self, link: Link) -> str:
        """What a tool tip says of a link: of a picture, what it shows."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(link.end)
        return cursor.charFormat().toolTip()

    @property
    def focused_link(self) -> Link | None:
        """The link that the keyboard is on."""
        return self._focused

    def focus_link(self, link: Link | None) -> None:
        """Put the keyboard on a link, scrolled into view."""
        if link == self._focused:
            return
        self._focused = link
        if link is not None:
            self.ensure_span_visible((link.start, link.end))
        self.mark_link(link)
        self.link_focused.emit(link)

    def mark_link(self, link: Link | None) -> None:
        """Fill a link solidly: the one whose popup is open."""
        self.highlights.focused = None if link is None else (link.start, link.end)
        self.repaint_highlights()

    def repaint_highlights(self) -> None:
        """Recolour the text on solid fills and paint again."""
        theme = self.appearance.theme
        selections = []
        hits = self.highlights.hits if theme.mark_text != theme.text else ()
        for span, colour in (
            *((hit, theme.mark_text) for hit in hits if hit != self.highlights.current),
            (self.highlights.current, theme.onaccent),
            (self.highlights.focused, theme.onaccent),
        ):
            if span is not None and span[0] < span[1]:
                selections.append(self._recoloured(span, colour))
        self.setExtraSelections(selections)
        self.viewport().update()

    def _recoloured(self, span: Span, colour: str) -> QTextEdit.ExtraSelection:
        selection = QTextEdit.ExtraSelection()
        char_format = QTextCharFormat()
        char_format.setForeground(QColor(colour))
        cursor = QTextCursor(self.document())
        cursor.setPosition(span[0])
        cursor.setPosition(span[1], QTextCursor.MoveMode.KeepAnchor)
        selection.format = char_format
        selection.cursor = cursor
        return selection

    # -- geometry

    def scrolled(self) -> QPointF:
        """From viewport to document coordinates."""
        return QPointF(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def span_rect(self, span: Span) -> QRect:
        """The first line of a span in viewport coordinates; null where the document has no such text."""
        rects = span_rects(self.document(), *span)
        return rects[0].translated(-self.scrolled()).toAlignedRect() if rects else QRect()

    def ensure_span_visible(self, span: Span, *, margin: int = 48) -> None:
        """Scroll as little as needed so that a span stands inside the viewport."""
        rect = self.span_rect(span)
        if rect.isNull():
            return
        bar, height = self.verticalScrollBar(), self.viewport().height()
        margin = min(margin, max(0, (height - rect.height()) // 2))
        if rect.top() < margin:
            bar.setValue(bar.value() + rect.top() - margin)
        elif rect.bottom() > height - margin:
            # Of a picture higher than the pane, its top.
            bar.setValue(bar.value() + min(rect.bottom() - height + margin, rect.top() - margin))

    def link_at(self, point: QPointF) -> Link | None:
        """The link at a point of the viewport."""
        where = point + self.scrolled()
        position = self.position_at(where)
        near = [link for link in self._links if link.start - 1 <= position <= link.end + 1]
        for reach in (0.0, _REACH):
            for link in near:
                for rect in span_rects(self.document(), link.start, link.end):
                    if rect.adjusted(-reach, 0, reach, 0).contains(where):
                        return link
        return None

    def visible_positions(self) -> Span:
        """Document positions of the first and the last text in view."""
        area = QRectF(self.viewport().rect()).translated(self.scrolled())
        first, last = self.position_at(area.topLeft()), self.position_at(area.bottomRight())
        return (max(0, first), last if last >= 0 else self.document().characterCount())

    def position_at(self, point: QPointF) -> int:
        """The document position nearest to a point of the document; -1 where there is none."""
        layout = self.document().documentLayout()
        # Qt lays out only as far as is seen, and looks for tables it has not reached yet at the top of the document.
        layout.documentSize()
        return layout.hitTest(point, Qt.HitTestAccuracy.FuzzyHit)

    # -- keyboard

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 - Qt's name
        """Tab and Shift+Tab walk the links, then leave."""
        link = self._neighbour(forward=next)
        if link is not None:
            self.focus_link(link)
            return True
        self.focus_link(None)
        return super().focusNextPrevChild(next)

    def step_link(self, *, forward: bool) -> bool:
        """Go to the next or previous link; False where there is none."""
        link = self._neighbour(forward=forward)
        if link is not None:
            self.focus_link(link)
        return link is not None

    def _neighbour(self, *, forward: bool) -> Link | None:
        if self._focused is not None:
            index = self._links.index(self._focused) + (1 if forward else -1)
            return self._links[index] if 0 <= index < len(self._links) else None
        first, last = self.visible_positions()
        if forward:
            return next((link for link in self._links if link.start >= first), None)
        return next((link for link in reversed(self._links) if link.end <= last), None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter follows the focused link; Shift and arrows select, which a read-only text has no caret for."""
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        shift, control = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
        if self._focused is not None and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.link_activated.emit(self._focused, _BY_KEYBOARD)
        elif (
            self._focused is not None
            and key in (Qt.Key.Key_Left, Qt.Key.Key_Right)
            and not modifiers & (shift | control | Qt.KeyboardModifier.AltModifier)
            # a table too wide for the pane is scrolled, but from a mark whose reference is shown
            and (self._focused.href.startswith("cite:") or not self.horizontalScrollBar().maximum())
        ):
            self.step_link(forward=key == Qt.Key.Key_Right)
        elif key in _SELECTING and modifiers & shift:
            plain, far = _SELECTING[key]
            self._select(far if modifiers & control else plain)
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def _select(self, operation: QTextCursor.MoveOperation) -> None:
        cursor = self.textCursor()
        if not cursor.hasSelection():
            start = self.highlights.focused or self.highlights.current or self.visible_positions()
            cursor.setPosition(start[0])
        cursor.movePosition(operation, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show a ring where the keyboard came; a click draws none."""
        self._ring = event.reason() in _KEYS
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away; a menu or another window leaves the place in the text as it is."""
        super().focusOutEvent(event)
        self.viewport().update()

    # -- pointer

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say which link is pointed at."""
        super().mouseMoveEvent(event)
        link = None if event.buttons() else self.link_at(event.position())
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if link else Qt.CursorShape.IBeamCursor)
        self._point(link)

    def leaveEvent(self, event: object) -> None:
        """The pointer is on no link any more."""
        super().leaveEvent(event)  # type: ignore[arg-type]
        self._point(None)

    def _point(self, link: Link | None) -> None:
        if link != self._pointed:
            self._pointed = link
            self.link_pointed.emit(link)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember the link that the button went down on."""
        left = event.button() == Qt.MouseButton.LeftButton
        self._pressed = self.link_at(event.position()) if left else None
        self._ring = False
        if left and self._pressed is None:
            self.focus_link(None)
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Follow a link that was pressed and released without selecting."""
        super().mouseReleaseEvent(event)
        pressed, self._pressed = self._pressed, None
        if pressed is not None and not self.textCursor().hasSelection() and self.link_at(event.position()) == pressed:
            self.link_activated.emit(pressed, not _BY_KEYBOARD)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Copy and select; Qt's own menu would offer to copy addresses that mean nothing outside."""
        menu = QMenu(self)
        copy = menu.addAction("Copy")
        copy.triggered.connect(self.copy)
        copy.setEnabled(self.textCursor().hasSelection())
        menu.addAction("Select all").triggered.connect(self.selectAll)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(event.globalPos())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and wheel is the window's zoom, not this widget's own."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        super().wheelEvent(event)

    # -- painting, copying, loading

    def paintEvent(self, event: QPaintEvent) -> None:
        """Highlights, then text, then the focus ring where no link shows where the keyboard is."""
        painter = QPainter(self.viewport())
        painter.translate(-self.scrolled())
        self.paint_under(painter)
        painter.end()
        super().paintEvent(event)
        if self._focused is not None and self._focused.href.startswith("media:"):
            self._ring_picture(self._focused)
        if self.hasFocus() and self._ring and self._focused is None and self.shows_ring():
            painter = QPainter(self.viewport())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(self.appearance.theme.accent), 2))
            painter.drawRoundedRect(QRectF(self.viewport().rect()).adjusted(2, 2, -2, -2), 4, 4)
            painter.end()

    def _ring_picture(self, link: Link) -> None:
        """A picture hides the fill that shows where the keyboard is."""
        painter = QPainter(self.viewport())
        painter.setPen(QPen(QColor(self.appearance.theme.accent), 3))
        for rect in span_rects(self.document(), link.start, link.end):
            painter.drawRect(rect.translated(-self.scrolled()).adjusted(1, 1, -1, -1))
        painter.end()

    def paint_under(self, painter: QPainter) -> None:
        """Paint what lies under the text, in document coordinates."""
        paint_highlights(painter, self.document(), self.highlights, self.appearance.theme, self.visible_positions())

    def shows_ring(self) -> bool:
        """Whether the keyboard's focus needs a ring round the whole text."""
        return True

    def createMimeDataFromSelection(self) -> QMimeData:
        """Plain text: rich text would carry the colours of the theme to where they cannot be read."""
        data = QMimeData()
        data.setText(copied_selection(self.textCursor()))
        return data

    def loadResource(self, _kind: int, _name: QUrl | str) -> object:
        """Nothing: no file, no network."""
        return None

    def colour_base(self) -> None:
        """Paint on the theme's surface, selections in its accent."""
        theme, palette = self.appearance.theme, self.palette()
        palette.setColor(QPalette.ColorRole.Base, QColor(theme.surface))
        palette.setColor(QPalette.ColorRole.Text, QColor(theme.text))
        palette.setColor(QPalette.ColorRole.Highlight, QColor(theme.accent))
        palette.setColor(QPalette.ColorRole.HighlightedText, QColor(theme.onaccent))
        self.setPalette(palette)
