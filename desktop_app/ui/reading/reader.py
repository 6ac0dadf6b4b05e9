"""The reading pane: one section at a time, in a measure of 71 characters, with its hits and passages marked."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import accumulate
from math import ceil

from PySide6.QtCore import QMimeData, QPointF, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent, QTextCursor
from PySide6.QtWidgets import QWidget

from desktop_app.monograph.html import numbered_text
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, Section
from desktop_app.render.section_parts import SectionParts, section_parts
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.parts.pictures import Decoder
from desktop_app.ui.reading.highlights import Span
from desktop_app.ui.reading.linked_text import PAD, PAD_RIGHT, LinkedText
from desktop_app.ui.reading.links import InertDocument, Link, links_of
from desktop_app.ui.reading.parted_document import MeasuredSections, PartedDocument
from desktop_app.ui.reading.reading_measure import ReadingMeasure, reading_measure
from desktop_app.ui.reading.section_document import NEEDED, TOP, TOP_COMPACT, SectionDocument
from desktop_app.ui.reading.section_pictures import MediaLoader

Spans = Sequence[tuple[int, int]]
"""Offsets into the collapsed text of a section."""

_ABOVE_HIT = 96
"""A hit that is gone to stands at least this far from the edges of the pane."""
_MOST_PARTS = 16
"""Of a long section that are kept laid out; then it is begun anew where the reader is."""


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
        self._parts: dict[str, SectionParts] = {}
        self._measured: MeasuredSections = {}
        self._places: dict[str, _Place] = {}
        self._current: int | None = None
        self._everything = False
        """Whether all of a long section is selected, of which the document has only a part."""
        self._growing = QTimer(self, singleShot=True, interval=0)
        """One part of a long section is laid out at a time, and keys and clicks come between."""
        self._growing.timeout.connect(self._grow)
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
        self.verticalScrollBar().valueChanged.connect(self._look_for_parts)
        self.verticalScrollBar().rangeChanged.connect(self._fit_margins)
        self.selectionChanged.connect(self._selection_changed)
        self.colour_base()

    # -- sections

    def show_monograph(self, monograph: Monograph | None, parts: Mapping[str, SectionParts] | None = None) -> None:
        """Forget the sections of the monograph before. `parts` are those of sections by key, as far as known."""
        old = list(self._documents.values())
        self._monograph, self._section = monograph, None
        self._documents, self._places, self._hits, self._passages = {}, {}, (), ()
        self._parts = dict(parts or {})
        self._measured = {}
        self._current = None
        self.show_document(self._blank)
        for document in old:
            document.deleteLater()

    def show_section(self, section: Section) -> None:
        """Show a section where it was left, or at its top."""
        assert self._monograph is not None
        self._keep_place()
        self._section = section
        self._hits, self._passages, self._current = (), (), None
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
    def _is_blank(self) -> bool:
        """Whether no text stands there, as between two documents."""
        return self._section is None or not isinstance(self.document(), SectionDocument)

    @property
    def _document(self) -> SectionDocument:
        document = self.document()
        assert isinstance(document, SectionDocument)
        return document

    def _show(self, at: int | None = None) -> None:
        """Show the section, a long one from the part with the offset `at` on; without one, where it was left."""
        assert self._section is not None
        key = self._section.key
        place = self._places.get(key)
        before = self.document()
        document = self._documents.get(key)
        if isinstance(document, PartedDocument):
            wanted = at if at is not None else place.offset if place is not None else 0
            if document.fitted != self._measure.text or not document.has(wanted):
                del self._documents[key]
                document.deleteLater()
                document = None
        if document is None:
            document = self._documents[key] = self._made(
                self._section, at if at is not None else place.offset if place is not None else 0
            )
            document.set_top(self._top)
        document.fit(self._measure.text)
        if isinstance(before, SectionDocument) and before is not document:
            before.left()
        self._anchor = self._sought = self._wanted = None
        self._wrap_for(document)
        self.show_document(document)
        self._fit_margins()
        self.highlights.boxes = document.boxes
        self._mark_badges()
        if isinstance(document, PartedDocument):
            self._growing.start()
        if at is not None:
            return
        if place is None:
            self.verticalScrollBar().setValue(0)
        else:
            self.verticalScrollBar().setValue(place.value)
            if self.scroll_offset() != place.offset:
                self.scroll_to_offset(place.offset)

    def _made(self, section: Section, at: int) -> SectionDocument:
        assert self._monograph is not None
        if section.key not in self._parts:
            boxed = section.kind is Kind.BOXED_WARNING
            self._parts[section.key] = SectionParts() if boxed else section_parts(section.html)
        parts = self._parts[section.key]
        if parts.parts:
            return PartedDocument(
                self._monograph,
                section,
                parts,
                self.appearance,
                self._media,
                self,
                decode=self._decode,
                at=at,
                measured=self._measured,
            )
        return SectionDocument(self._monograph, section, self.appearance, self._media, self, decode=self._decode)

    def _wrap_for(self, document: SectionDocument) -> None:
        """A long section keeps its width, so that the pane's size does not lay it out anew."""
        fixed = isinstance(document, PartedDocument)
        mode = self.LineWrapMode.FixedPixelWidth if fixed else self.LineWrapMode.WidgetWidth
        width = document.full_width if isinstance(document, PartedDocument) else 0
        if self.lineWrapMode() == mode and self.lineWrapColumnOrWidth() == width:
            return
        self.show_document(self._blank)
        self.setLineWrapMode(mode)
        self.setLineWrapColumnOrWidth(width)

    def _mark_badges(self) -> None:
        self.highlights.badges = [(link.start, link.end) for link in self.links if link.href == NEEDED]

    def _show_again(self, at: int | None = None) -> None:
        """Show the section in another document; what is marked and selected stays so."""
        selected, current = self.selected_span(), self._current
        hits, passages = self._hits, self._passages
        self._show(at)
        self._hits, self._passages = hits, passages
        self._lay_highlights(current)
        if selected is not None:
            self._select_span(selected)

    def restyle(self) -> None:
        """Make the documents anew in the present theme and text size; the text at the top edge stays there."""
        self.colour_base()
        old = list(self._documents.values())
        self._documents = {}
        if self._section is not None:
            self._keep_place()
            self._places = {key: _Place(place.offset, -1) for key, place in self._places.items()}
            self._show_again()
        for document in old:
            document.deleteLater()

    # -- the parts of a long section

    def _bring(self, offset: int) -> None:
        """See to it that the text at an offset is laid out."""
        document = self.document()
        if isinstance(document, PartedDocument) and not document.has(offset):
            self._show_again(offset)
            self._put_above()

    def _look_for_parts(self) -> None:
        if isinstance(self.document(), PartedDocument):
            self._growing.start()

    def _grow(self) -> None:
        """Lay out one part more where the view, and a little around it, is not filled."""
        document = self.document()
        if not isinstance(document, PartedDocument):
            return
        top, height = self.verticalScrollBar().value(), self.viewport().height()
        upper, lower = document.loaded()
        reach = height / 2
        wants_below = document.end_part < document.count and top + height + reach > lower
        wants_above = document.first_part > 0 and top - reach < upper
        if not wants_below and not wants_above:
            return
        far = top > lower + height or top + 2 * height < upper
        many = document.end_part - document.first_part >= _MOST_PARTS and not self.textCursor().hasSelection()
        if far:
            self._begin_at(document.start_of(document.part_near(top - self._top)), top)
        elif many and self.highlights.focused is None:
            offset = self.scroll_offset()
            self._begin_at(offset, None)
            self.scroll_to_offset(offset)
        elif wants_below:
            document.add_below()
            self._parts_changed()
        elif self.highlights.focused is None:
            self._put_above()
        else:
            return
        self._growing.start()

    def _begin_at(self, offset: int, value: int | None) -> None:
        """Begin anew with the part at an offset; the bar stays where it is, as near as that can be told."""
        assert self._section is not None
        old = self._documents.pop(self._section.key)
        self._show_again(offset)
        if value is not None:
            self.verticalScrollBar().setValue(value)
        old.deleteLater()

    def _put_above(self) -> None:
        """Put in the part above the first, without the text in view moving."""
        document = self.document()
        if not isinstance(document, PartedDocument) or not document.first_part:
            return
        characters, bar = document.characterCount(), self.verticalScrollBar()
        moved = document.add_above()
        holding, self._holding = self._holding, True
        bar.setValue(bar.value() + round(moved))
        self._holding = holding
        self._parts_changed(document.characterCount() - characters)

    def _parts_changed(self, moved: int = 0) -> None:
        """Take in what now stands where; all text that was there has moved on by so many positions."""
        self._links = links_of(self.document())
        if self._focused is not None:
            link = self._focused
            self._focused = Link(link.href, link.start + moved, link.end + moved)
        self._pointed = self._pressed = None
        self._mark_badges()
        self._lay_highlights(self._current)

    def _neighbour(self, *, forward: bool) -> Link | None:
        link = super()._neighbour(forward=forward)
        document = self.document()
        if link is not None or not isinstance(document, PartedDocument):
            return link
        numbers = range(document.end_part, document.count) if forward else reversed(range(document.first_part))
        number = next((number for number in numbers if "<a " in document.html_of(number)), None)
        if number is None:
            return None
        self._bring(document.start_of(number))
        shown = self.document()
        assert isinstance(shown, PartedDocument)
        start, end = shown.text.document_position(shown.start_of(number)), shown.characterCount()
        links = [link for link in self._links if start - 1 <= link.start < end]
        return (links[0] if forward else links[-1]) if links else None

    def selectAll(self) -> None:
        """All of the section, laid out or not."""
        super().selectAll()
        self._everything = isinstance(self.document(), PartedDocument)

    def createMimeDataFromSelection(self) -> QMimeData:
        """As plain text; all of a long section from its source."""
        if not self._everything or self._section is None:
            return super().createMimeDataFromSelection()
        data = QMimeData()
        data.setText(numbered_text(self._section.html))
        return data

    def _selection_changed(self) -> None:
        self._everything = False

    # -- scrolling

    def scroll_offset(self) -> int:
        """Offset of the first text in view; 0 at the very top."""
        if self._wanted is not None and not self.isVisible():
            return self._wanted
        if self._anchor is not None:
            return self._anchor
        value = self.verticalScrollBar().value()
        if self._is_blank or value <= self._top:
            return 0
        return self._document.text.offset(self.position_at(QPointF(PAD, value + 4)))

    def scroll_to_offset(self, offset: int) -> None:
        """Put the line that holds `offset` at the top edge."""
        bar = self.verticalScrollBar()
        self._wanted = None if self.isVisible() else offset
        if offset <= 0 or self._is_blank:
            bar.setValue(0)
            self._anchor = None
            return
        self._bring(offset)
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
        return self._current

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
        self._current = range(len(self._hits))[index]
        self._bring(self._hits[index][0])
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
        self._bring(span[0])
        self._select_span(span)
        self._seek(self._document.text.document_span(*span))

    def _seek(self, span: Span) -> None:
        self._sought = None if self.isVisible() else span
        self.ensure_span_visible(span, margin=_ABOVE_HIT)

    def selected_span(self) -> tuple[int, int] | None:
        """Offsets of the selected text."""
        cursor = self.textCursor()
        if self._is_blank or not cursor.hasSelection():
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
        if self._is_blank:
            return
        highlights = self.highlights
        if self._hits or self._passages:
            text = self._document.text
            highlights.hits = [text.document_span(*hit) for hit in self._hits]
            highlights.passages = [text.document_span(*passage) for passage in self._passages]
        else:
            highlights.hits = highlights.passages = ()
        self._current = current if current is not None and current < len(self._hits) else None
        highlights.current = highlights.hits[self._current] if self._current is not None else None
        self.repaint_highlights()

    def shows_ring(self) -> bool:
        """The current hit shows where the reader is."""
        return self.highlights.current is None

    def citation(self, ref: str, nth: int = 0) -> Link | None:
        """The nth mark of this section that cites `ref`."""
        document = self.document()
        if isinstance(document, PartedDocument):
            nth = self._bring_mark(document, f'href="cite:{escape(ref)}"', nth)
        marks = [link for link in self.links if link.href == f"cite:{ref}"]
        return marks[nth] if nth < len(marks) else None

    def _bring_mark(self, document: PartedDocument, written: str, nth: int) -> int:
        """Lay out the part with the nth of some marks; answers which of those now laid out it is."""
        counts = [document.html_of(number).count(written) for number in range(document.count)]
        number = next((number for number, upto in enumerate(accumulate(counts)) if upto > nth), None)
        if number is not None:
            self._bring(document.start_of(number))
        shown = self.document()
        return nth - sum(counts[: shown.first_part]) if isinstance(shown, PartedDocument) else nth

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
        same = measure.text == self._measure.text
        offset = self.scroll_offset() if not same and isinstance(self.document(), PartedDocument) else None
        self._measure = measure
        if offset is not None:
            self._show_again(offset)
            self.scroll_to_offset(offset)
        elif self._section is not None and not isinstance(self.document(), PartedDocument):
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
        parted = isinstance(self.document(), PartedDocument)
        if self._is_blank or parted or self.document().textWidth() == self.viewport().width():
            super().resizeEvent(event)
            self._look_for_parts()
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
        if not self._is_blank:
            wanted = ceil(self._document.widest) - self._measure.text
            room = max(0, min(wanted, right)) if self._margin_free else 0
            self._document.set_room(room)
            right -= room
        margins = self.viewportMargins()
        if (margins.left(), margins.right()) != (left, right):
            self.setViewportMargins(left, 0, right, 0)
