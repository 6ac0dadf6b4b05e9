"""The reading pane: one section at a time, in a measure of 71 characters, with its hits and passages marked."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QPointF, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent, QTextCursor
from PySide6.QtWidgets import QWidget

from desktop_app.monograph.model import Monograph, Section
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.parts.pictures import Decoder
from desktop_app.ui.reading.highlights import Span
from desktop_app.ui.reading.linked_text import PAD, PAD_RIGHT, LinkedText
from desktop_app.ui.reading.links import InertDocument, Link
from desktop_app.ui.reading.reading_measure import ReadingMeasure, reading_measure
from desktop_app.ui.reading.section_document import NEEDED, TOP, TOP_COMPACT, SectionDocument
from desktop_app.ui.reading.section_pictures import MediaLoader

Spans = Sequence[tuple[int, int]]
"""Offsets into the collapsed text of a section."""

_ABOVE_HIT = 96
"""A hit that is gone to stands at least this far from the edges of the pane."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a section was left: the text at the top edge, and the bar's value while that still means the same."""

    offset: int
    value: int


class Reader(LinkedText):
    """Shows sections of one monograph; a section's document is made on its first view and kept."""

    hit_moved = Signal()
    """The current hit, or the number of hits, is another."""

    def __init__(
        self,
        appearance: Appearance,
        parent: QWidget | None = None,
        *,
        media: MediaLoader | None = None,
        decode: Decoder | None = None,
    ) -> None:
        super().__init__(appearance, parent)
        self.setObjectName("reading")
        self.setAccessibleName("Section text")
        self._media = media
        self._decode = decode
        self._monograph: Monograph | None = None
        self._section: Section | None = None
        self._blank = InertDocument(self)
        """What stands where no section is shown: one for all monographs, since nothing takes another one away."""
        self._documents: dict[str, SectionDocument] = {}
        self._places: dict[str, _Place] = {}
        self._hits: Spans = ()
        self._passages: Spans = ()
        self._measure = reading_measure(1440, 1064, 1.0)
        self._top = TOP
        self._margin_free = False
        self._anchor: int | None = None
        """Offset that stays at the top edge while widths and sizes change, until the user scrolls: else each step of a
        resize would lose part of a line."""
        self._holding = False
        self._sought: Span | None = None
        self._wanted: int | None = None
        """What to bring into view, or to the top, on the first show: sections can be opened before it."""
        self.verticalScrollBar().valueChanged.connect(self._let_go)
        self.verticalScrollBar().rangeChanged.connect(self._fit_margins)
        self.colour_base()

    # -- sections

    def show_monograph(self, monograph: Monograph | None) -> None:
        """Forget the sections of the monograph before."""
        old = list(self._documents.values())
        self._monograph, self._section = monograph, None
        self._documents, self._places, self._hits, self._passages = {}, {}, (), ()
        self.show_document(self._blank)
        for document in old:
            document.deleteLater()

    def show_section(self, section: Section) -> None:
        """Show a section where it was left, or at its top."""
        assert self._monograph is not None
        self._keep_place()
        self._section = section
        self._hits, self._passages = (), ()
        self._show()

    @property
    def section(self) -> Section | None:
        """The section that is shown."""
        return self._section

    @property
    def text(self) -> str:
        """The text that spans count in."""
        return self._document.text.text if self._section is not None else ""

    @property
    def _document(self) -> SectionDocument:
        document = self.document()
        assert isinstance(document, SectionDocument)
        return document

    def _show(self) -> None:
        assert self._monograph is not None
        assert self._section is not None
        key = self._section.key
        document = self._documents.get(key)
        if document is None:
            document = SectionDocument(
                self._monograph, self._section, self.appearance, self._media, self, decode=self._decode
            )
            document.set_top(self._top)
            self._documents[key] = document
        document.fit(self._measure.text)
        before = self.document()
        if isinstance(before, SectionDocument) and before is not document:
            before.left()
        self._anchor = self._sought = self._wanted = None
        self.show_document(document)
        self._fit_margins()
        self.highlights.boxes = document.boxes
        self.highlights.badges = [(link.start, link.end) for link in self.links if link.href == NEEDED]
        place = self._places.get(key)
        if place is None:
            self.verticalScrollBar().setValue(0)
        else:
            self.verticalScrollBar().setValue(place.value)
            if self.scroll_offset() != place.offset:
                self.scroll_to_offset(place.offset)

    def restyle(self) -> None:
        """Make the documents anew in the present theme and text size; the text at the top edge stays there."""
        self.colour_base()
        old = list(self._documents.values())
        self._documents = {}
        if self._section is not None:
            self._keep_place()
            self._places = {key: _Place(place.offset, -1) for key, place in self._places.items()}
            selected, current = self.selected_span(), self.current_hit
            hits, passages = self._hits, self._passages
            self._show()
            self._hits, self._passages = hits, passages
            self._lay_highlights(current)
            if selected is not None:
                self._select_span(selected)
        for document in old:
            document.deleteLater()

    # -- scrolling

    def scroll_offset(self) -> int:
        """Offset of the first text in view; 0 at the very top."""
        if self._wanted is not None and not self.isVisible():
            return self._wanted
        if self._anchor is not None:
            return self._anchor
        value = self.verticalScrollBar().value()
        if self._section is None or value <= self._top:
            return 0
        return self._document.text.offset(self.position_at(QPointF(PAD, value + 4)))

    def scroll_to_offset(self, offset: int) -> None:
        """Put the line that holds `offset` at the top edge."""
        bar = self.verticalScrollBar()
        self._wanted = None if self.isVisible() else offset
        if offset <= 0 or self._section is None:
            bar.setValue(0)
            self._anchor = None
            return
        position = self._document.text.document_position(offset)
        rect = self.span_rect((position, position + 1))
        self._holding = True
        bar.setValue(bar.value() + rect.top() - 2)
        self._holding = False
        self._anchor = offset

    def _let_go(self) -> None:
        if not self._holding:
            self._anchor = None

    def _keep_place(self) -> None:
        if self._section is not None:
            self._places[self._section.key] = _Place(self.scroll_offset(), self.verticalScrollBar().value())

    # -- hits and passages

    @property
    def hits(self) -> Spans:
        """The hits marked in this section."""
        return self._hits

    @property
    def current_hit(self) -> int | None:
        """Index of the current hit, None before any was gone to."""
        current = self.highlights.current
        return None if current is None else list(self.highlights.hits).index(current)

    def mark_hits(self, hits: Spans, *, current: int | None = None) -> None:
        """Mark spans of this section."""
        self._hits = sorted(hits)
        self._lay_highlights(current)
        self.hit_moved.emit()

    def mark_passages(self, passages: Spans) -> None:
        """Mark bookmarked passages of this section."""
        self._passages = sorted(passages)
        self._lay_highlights(self.current_hit)

    def go_to_hit(self, index: int) -> None:
        """Make a hit the current one and bring it into view."""
        self.highlights.current = self.highlights.hits[index]
        self.repaint_highlights()
        self._seek(self.highlights.current)
        self.hit_moved.emit()

    def hit_in_view(self) -> int:
        """Index of the first hit at or below the top edge, 0 where none is."""
        first, _ = self.visible_positions()
        index = bisect_left([start for start, _ in self.highlights.hits], first)
        return index if index < len(self.highlights.hits) else 0

    def show_span(self, span: tuple[int, int]) -> None:
        """Bring a span of this section into view and select it."""
        self._select_span(span)
        self._seek(self._document.text.document_span(*span))

    def _seek(self, span: Span) -> None:
        self._sought = None if self.isVisible() else span
        self.ensure_span_visible(span, margin=_ABOVE_HIT)

    def selected_span(self) -> tuple[int, int] | None:
        """Offsets of the selected text."""
        cursor = self.textCursor()
        if self._section is None or not cursor.hasSelection():
            return None
        return self._document.text.span(cursor.selectionStart(), cursor.selectionEnd())

    def _select_span(self, span: tuple[int, int]) -> None:
        start, end = self._document.text.document_span(*span)
        value = self.verticalScrollBar().value()
        cursor = QTextCursor(self.document())
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.verticalScrollBar().setValue(value)

    def _lay_highlights(self, current: int | None) -> None:
        if self._section is None:
            return
        highlights = self.highlights
        if self._hits or self._passages:
            text = self._document.text
            highlights.hits = [text.document_span(*hit) for hit in self._hits]
            highlights.passages = [text.document_span(*passage) for passage in self._passages]
        else:
            highlights.hits = highlights.passages = ()
        highlights.current = highlights.hits[current] if current is not None and current < len(self._hits) else None
        self.repaint_highlights()

    def shows_ring(self) -> bool:
        """The current hit shows where the reader is."""
        return self.highlights.current is None

    def citation(self, ref: str, nth: int = 0) -> Link | None:
        """The nth mark of this section that cites `ref`."""
        marks = [link for link in self.links if link.href == f"cite:{ref}"]
        return marks[nth] if nth < len(marks) else None

    # -- measure

    @property
    def measure(self) -> ReadingMeasure:
        """The columns of the pane."""
        return self._measure

    def set_measure(self, measure: ReadingMeasure, *, compact: bool) -> None:
        """Give the text its columns; the text at the top edge stays there."""
        top = TOP_COMPACT if compact else TOP
        if top != self._top:
            self._top = top
            for document in self._documents.values():
                document.set_top(top)
        if measure == self._measure:
            self._fit_margins()
            return
        self._measure = measure
        if self._section is not None:
            self._document.fit(measure.text)
        self._fit_margins()

    def set_margin_free(self, free: bool) -> None:
        """Whether wide tables may reach into the margin, because nothing else stands there."""
        if free != self._margin_free:
            self._margin_free = free
            self._fit_margins()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the measure, the text at the top edge, and the current hit in view."""
        self._fit_margins()
        if self._section is None or self.document().textWidth() == self.viewport().width():
            super().resizeEvent(event)
            return
        offset, current = self.scroll_offset(), self.highlights.current
        in_view = current is not None and self.viewport().rect().intersects(self.span_rect(current))
        self._holding = True
        super().resizeEvent(event)
        self.scroll_to_offset(offset)
        if current is not None and in_view:
            self._holding = True
            self.ensure_span_visible(current)
        self._holding = False

    def showEvent(self, event: QShowEvent) -> None:
        """Go where a section was opened at before there was a size; Qt would show the cursor instead."""
        wanted = self._wanted if self._wanted is not None else self._anchor
        super().showEvent(event)
        if self._sought is not None:
            sought, self._sought = self._sought, None
            self.ensure_span_visible(sought, margin=_ABOVE_HIT)
        elif wanted is not None:
            self.scroll_to_offset(wanted)
        self._wanted = None

    def _fit_margins(self, *_: int) -> None:
        """The right margin widens when the scroll bar vanishes, so text never flows anew between sections."""
        bar = self.verticalScrollBar()
        taken = bar.width() if bar.isVisible() else 0
        left = max(0, self._measure.left - PAD)
        right = max(0, self.width() - taken - self._measure.left - self._measure.text - PAD_RIGHT)
        if self._section is not None:
            wanted = ceil(self._document.widest) - self._measure.text
            room = max(0, min(wanted, right)) if self._margin_free else 0
            self._document.set_room(room)
            right -= room
        margins = self.viewportMargins()
        if (margins.left(), margins.right()) != (left, right):
            self.setViewportMargins(left, 0, right, 0)
