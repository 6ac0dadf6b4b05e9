"""Citation marks of the reader: what pointing, clicking and the keyboard do to the popup and the margin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.citations.audit import Use
from desktop_app.monograph.model import Monograph
from desktop_app.ui.reading.citation_pointer import CitationPointer
from desktop_app.ui.reading.citation_popup import CitationPopup
from desktop_app.ui.reading.citation_words import citation_words
from desktop_app.ui.reading.links import Link
from desktop_app.ui.reading.margin_column import MarginColumn
from desktop_app.ui.reading.reader import Reader

_EDGE = 4
"""The popup keeps this many px from the edges of the pane."""


class ReaderCitations(QObject):
    """Ties reader, popup and margin together; `pane` is the widget inside which the popup moves."""

    section_wanted = Signal(str)
    reference_wanted = Signal(str)
    """REF to show in the list of references."""
    picture_wanted = Signal(str, str)
    """SHA-256 of a picture to show larger, and what it shows in words."""

    def __init__(self, reader: Reader, popup: CitationPopup, margin: MarginColumn, pane: QWidget) -> None:
        super().__init__(pane)
        self.enabled = True
        self.pointer = CitationPointer(self)
        self._reader, self._popup, self._margin, self._pane = reader, popup, margin, pane
        self._monograph: Monograph | None = None
        self._uses: Mapping[str, Sequence[Use]] = {}
        self._settled = QTimer(self, singleShot=True, interval=0)
        """The text has its new place only after all of the layout: then the popup goes there too."""
        self._settled.timeout.connect(self.follow)
        reader.link_pointed.connect(self._point)
        reader.link_focused.connect(self._focus)
        reader.link_activated.connect(self._activate)
        reader.verticalScrollBar().valueChanged.connect(self.follow)
        reader.installEventFilter(self)
        host = reader.parentWidget()
        if host is not None:
            host.installEventFilter(self)
        self.pointer.opened.connect(self._open)
        self.pointer.closed.connect(self._close)
        popup.entered.connect(self.pointer.enter_popup)
        popup.left.connect(self.pointer.leave_popup)
        popup.escaped.connect(self._take_focus)
        popup.walked_out.connect(self._walk_on)
        popup.references_requested.connect(self.reference_wanted)
        margin.reference_chosen.connect(self.go_to)
        application = QGuiApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_moved)

    def show_monograph(self, monograph: Monograph | None, uses: Mapping[str, Sequence[Use]]) -> None:
        """What the marks refer to from now on."""
        self.close()
        self._monograph, self._uses = monograph, uses

    def close(self) -> bool:
        """Close the popup; False where none was open."""
        open_now = self.pointer.shown is not None
        self.pointer.close()
        return open_now

    def go_to(self, ref: str, nth: int = 0, *, middle: bool = False) -> None:
        """Put the keyboard on the nth mark of the open section that cites `ref`, and open its popup."""
        link = self._reader.citation(ref, nth)
        if link is None:
            return
        self._take_focus()
        if middle:
            self._reader.ensure_span_visible((link.start, link.end), margin=self._reader.viewport().height() // 3)
        self._reader.focus_link(None)
        self._reader.focus_link(link)

    def follow(self) -> None:
        """The popup goes with its mark, and closes when that leaves the view."""
        shown = self.pointer.shown
        if shown is None:
            return
        if self._reader.viewport().rect().contains(self._reader.span_rect((shown.start, shown.end))):
            self._open(shown, self.pointer.by_keyboard)
        else:
            self.pointer.close()

    # -- what the reader says

    def _point(self, link: Link | None) -> None:
        self.pointer.point(link if link is not None and _is_mark(link) and self.enabled else None)

    def _focus(self, link: Link | None) -> None:
        if link is not None and _is_mark(link) and self.enabled:
            self.pointer.open(link, keyboard=True)
        elif not self._popup.has_focus():
            self.pointer.close()

    def _activate(self, link: Link, keyboard: bool) -> None:
        if link.href.startswith("media:"):
            self.picture_wanted.emit(link.href.removeprefix("media:"), self._reader.tip_of(link))
        elif not _is_mark(link):
            self.section_wanted.emit(link.href.removeprefix("section:"))
        elif not self.enabled:
            self.reference_wanted.emit(link.href.removeprefix("cite:"))
        elif keyboard and self.pointer.shown == link:
            self._popup.focus_actions()
        else:
            self.pointer.open(link, keyboard=keyboard)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the text: Esc closes the popup, Tab goes into its actions; the popup goes where the text goes."""
        if self.pointer.shown is None:
            return False
        kind = event.type()
        if kind in (QEvent.Type.Move, QEvent.Type.Resize):
            self._settled.start()
        elif watched is not self._reader:
            return False
        elif isinstance(event, QKeyEvent) and kind in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            if event.key() == Qt.Key.Key_Escape:
                event.accept()
                if kind == QEvent.Type.KeyPress:
                    self.pointer.close()
                return True
            plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if event.key() == Qt.Key.Key_Tab and kind == QEvent.Type.KeyPress and plain:
                return self._popup.focus_actions()
        return False

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        """The keyboard went elsewhere: what it opened closes. Another window in front changes nothing."""
        if self.pointer.shown is None or not self.pointer.by_keyboard or new is None:
            return
        if new is not self._reader and not self._popup.isAncestorOf(new):
            self.pointer.close()

    # -- the popup

    def _open(self, link: Link, keyboard: bool) -> None:
        if self._monograph is None:
            return
        ref = link.href.removeprefix("cite:")
        words = citation_words(self._monograph, ref, self._reader.text_of(link), self._uses.get(ref, ()))
        layout = self._pane.layout()
        if layout is not None:
            layout.activate()  # a header that has just grown moves the text only when something is next shown
        self._reader.ensure_span_visible((link.start, link.end), margin=0)
        rect = self._reader.span_rect((link.start, link.end))
        rect.moveTopLeft(self._reader.viewport().mapTo(self._pane, rect.topLeft()))
        measure = self._reader.measure
        column = QRect(measure.left, 0, measure.text, self._pane.height())
        bounds = self._pane.rect().adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        self._reader.mark_link(link)
        self._margin.light(ref)
        self._popup.open_at(ref, words, rect, column, bounds, keyboard=keyboard)

    def _close(self) -> None:
        if self._popup.has_focus():
            self._take_focus()
        self._popup.hide()
        self._reader.mark_link(self._reader.focused_link)
        self._margin.light(None)

    def _take_focus(self) -> None:
        self._reader.setFocus(Qt.FocusReason.OtherFocusReason)

    def _walk_on(self, forward: bool) -> None:
        """Out of the actions: on to the next mark, or back to the one the popup belongs to."""
        shown = self.pointer.shown
        self._take_focus()
        if shown is not None and self._reader.focused_link is None:
            self._reader.focus_link(shown)
        if forward:
            self.pointer.close()
            self._reader.focusNextPrevChild(next=True)


def _is_mark(link: Link) -> bool:
    return link.href.startswith("cite:")
