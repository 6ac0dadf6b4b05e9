"""The reading side of the window: header, tabs, text, margin, references, and the popup over them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.citations.audit import usage
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, ReferenceStatus, Section
from desktop_app.render.section_parts import SectionParts
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.parts.pictures import Decoder
from desktop_app.ui.reading.citation_popup import CitationPopup
from desktop_app.ui.reading.find_bar import FindBar, find_spans
from desktop_app.ui.reading.margin_column import MarginColumn, Passage
from desktop_app.ui.reading.monograph_header import MonographHeader
from desktop_app.ui.reading.reader import Reader, Spans
from desktop_app.ui.reading.reader_citations import ReaderCitations
from desktop_app.ui.reading.reading_measure import COMPACT_BELOW, SHORT_BELOW, reading_measure
from desktop_app.ui.reading.references_view import ReferencesView
from desktop_app.ui.reading.section_pictures import MediaLoader
from desktop_app.ui.reading.section_rows import SectionRows
from desktop_app.ui.reading.section_tabs import Tab

__all__ = ["REFERENCES", "MonographView", "Passage"]

REFERENCES = ":references"
"""Key of the tab that lists all references. No section has such a key, but a label has one that is `references`."""
_RED = frozenset({Kind.BOXED_WARNING, Kind.CONTRAINDICATIONS})


class MonographView(QWidget):
    """Shows one monograph and walks its sections, hits, citation marks and references."""

    section_opened = Signal(str)
    hits_moved = Signal(int, int)
    """Number of the current hit in the section, 0 before any; number of hits in the section."""
    external_link_requested = Signal(str)
    """A click or key on a DOI, PubMed or other outside link; nothing else ever asks for one."""
    copied = Signal(str)
    """Text that was put on the clipboard."""

    def __init__(
        self,
        appearance: Appearance,
        parent: QWidget | None = None,
        *,
        media: MediaLoader | None = None,
        decode: Decoder | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.appearance = appearance
        self._media = media
        self._decode = decode
        self._monograph: Monograph | None = None
        self._key: str | None = None
        self._hits: dict[str, Spans] = {}
        self._passages: dict[str, Sequence[Passage]] = {}
        self.header = MonographHeader(appearance)
        self.tab_row = SectionRows(appearance)
        self.find_bar = FindBar(appearance)
        self.reader = Reader(appearance, media=media, decode=decode)
        self.references = ReferencesView(appearance)
        self.margin = MarginColumn(appearance, self.reader)
        self._message = QLabel()
        self._message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._message.setAccessibleName("Reading pane")
        self._pages = QStackedWidget()
        for page in (self._message, self.reader, self.references):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.header, self.tab_row, self.find_bar):
            column.addWidget(widget)
        column.addWidget(self._pages, 1)
        self.popup = CitationPopup(appearance, self)
        self.citations = ReaderCitations(self.reader, self.popup, self.margin, self)
        self._connect()
        appearance.changed.connect(self._restyle)
        self.clear()

    def _connect(self) -> None:
        self.header.missing_wanted.connect(self._show_missing)
        self.tab_row.chosen.connect(self.open_section)
        self.tab_row.text_wanted.connect(self.focus_text)
        self.tab_row.next_hit_wanted.connect(self.next_hit)
        self.tab_row.previous_hit_wanted.connect(self.previous_hit)
        self.reader.hit_moved.connect(self._tell_hits)
        self.citations.picture_wanted.connect(self._show_picture)
        self.citations.section_wanted.connect(self.open_section)
        self.citations.reference_wanted.connect(lambda ref: self.open_section(REFERENCES, reference=ref))
        self.popup.copy_requested.connect(self.copy)
        self.popup.link_requested.connect(self.external_link_requested)
        self.references.place_chosen.connect(self._go_to_place)
        self.references.external_link_requested.connect(self.external_link_requested)
        self.references.copy_requested.connect(self.copy)
        self.find_bar.text_changed.connect(self._find)
        self.find_bar.next_wanted.connect(self.next_hit)
        self.find_bar.previous_wanted.connect(self.previous_hit)
        self.find_bar.closed.connect(self._stop_finding)

    # -- the monograph

    @property
    def monograph(self) -> Monograph | None:
        """What is shown."""
        return self._monograph

    @property
    def section_key(self) -> str | None:
        """Key of the open section; `REFERENCES` for the list of references; None where nothing is open."""
        return self._key

    def clear(self) -> None:
        """Show nothing, and say what to do."""
        self.citations.show_monograph(None, {})
        self._monograph, self._key = None, None
        self._hits, self._passages = {}, {}
        for widget in (self.header, self.tab_row, self.find_bar):
            widget.hide()
        self.reader.show_monograph(None)
        self.references.show_monograph(None, {})
        self._say("No monograph is open. Search, or choose one in the library.")

    def show_monograph(
        self,
        monograph: Monograph,
        *,
        today: date,
        section: str | None = None,
        parts: Mapping[str, SectionParts] | None = None,
    ) -> None:
        """Show a monograph at `section`, at its first section where none is named; `parts` are those of its sections
        by key, as far as they were found before."""
        self.find_bar.close_bar()
        self._monograph, self._key = monograph, None
        self._hits, self._passages = {}, {}
        uses = usage(monograph)
        self.citations.show_monograph(monograph, uses)
        self.header.show()
        self.tab_row.show()
        self.header.show_monograph(monograph, today)
        self.reader.show_monograph(monograph, parts)
        self.reader.setAccessibleName(f"{monograph.title}, section text")
        self.references.show_monograph(monograph, uses)
        self.tab_row.set_tabs(_tabs(monograph))
        first = monograph.sections[0].key if monograph.sections else REFERENCES
        self.open_section(first if section is None or not self._has(section) else section)
        self._fit()

    def _has(self, key: str) -> bool:
        return key in {"", REFERENCES} or (self._monograph is not None and self._monograph.section(key) is not None)

    # -- sections

    def open_section(
        self,
        key: str,
        *,
        first_hit: bool = False,
        span: tuple[int, int] | None = None,
        scroll: int | None = None,
        reference: str | None = None,
    ) -> None:
        """Open a section, or the list of references (`REFERENCES` or an empty key).

        `span` and `scroll` are offsets into the collapsed text: a passage to show and select, the text to put at the
        top edge. `reference` is the row of the list to go to. A section that is not there opens nothing.
        """
        if self._monograph is None or not self._has(key):
            return
        self.citations.close()
        section = self._monograph.section(key)
        if section is None:
            self._open_references(reference)
        elif key != self._key:
            self._open_text(section)
        if section is not None:
            self._go(first_hit=first_hit, span=span, scroll=scroll)

    def _open_references(self, reference: str | None) -> None:
        changed = self._key != REFERENCES
        self._key = REFERENCES
        self.find_bar.close_bar()
        self.tab_row.set_current(REFERENCES)
        self._pages.setCurrentWidget(self.references)
        if reference is not None:
            self.references.go_to(reference)
        self._tell_hits()
        if changed:
            self.section_opened.emit(REFERENCES)

    def _open_text(self, section: Section) -> None:
        assert self._monograph is not None
        self._key = section.key
        self.tab_row.set_current(section.key)
        self._pages.setCurrentWidget(self.reader)
        self._fit()
        self.reader.show_section(section)
        self._mark_passages(section)
        self._mark_hits()
        self.section_opened.emit(section.key)

    def _go(self, *, first_hit: bool, span: tuple[int, int] | None, scroll: int | None) -> None:
        if scroll is not None:
            self.reader.scroll_to_offset(scroll)
        if first_hit and self.reader.hits:
            self.reader.go_to_hit(0)
        if span is not None:
            self.reader.show_span(span)

    def next_section(self) -> None:
        """The next tab."""
        self.tab_row.choose(1)

    def previous_section(self) -> None:
        """The previous tab."""
        self.tab_row.choose(-1)

    def focus_text(self) -> None:
        """Put the keyboard into the text or the list of references."""
        page = self.references if self._key == REFERENCES else self.reader
        page.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def selected_span(self) -> tuple[int, int] | None:
        """Offsets of the selected text in the open section."""
        return self.reader.selected_span() if self._key not in (None, REFERENCES) else None

    def scroll_position(self) -> int:
        """Offset of the text at the top edge, for `open_section(scroll=…)`; the same in any theme, size and width."""
        return self.reader.scroll_offset() if self._key not in (None, REFERENCES) else 0

    def set_passages(self, passages: Mapping[str, Sequence[Passage]]) -> None:
        """Bookmarked passages by key of their section."""
        self._passages = dict(passages)
        section = self.reader.section
        if section is not None:
            self._mark_passages(section)

    def _mark_passages(self, section: Section) -> None:
        assert self._monograph is not None
        passages = self._passages.get(section.key, ())
        self.reader.mark_passages([(passage.start, passage.end) for passage in passages if passage.start < passage.end])
        self.margin.show_section(self._monograph, section, passages)
        self._fit_margin()

    # -- hits

    @property
    def hit_position(self) -> tuple[int, int]:
        """Number of the current hit in the open section, 0 before any; how many there are."""
        if self._key in (None, REFERENCES):
            return (0, 0)
        current = self.reader.current_hit
        return (0 if current is None else current + 1, len(self.reader.hits))

    def set_hits(self, hits: Mapping[str, Sequence[tuple[int, int]]]) -> None:
        """Hits by key of their section; tabs count them."""
        known = {section.key for section in self._monograph.sections} if self._monograph is not None else set()
        self._hits = {key: list(spans) for key, spans in hits.items() if spans and key in known}
        self.tab_row.set_counts({key: len(spans) for key, spans in self._hits.items()})
        self._mark_hits()

    def next_hit(self) -> None:
        """The next hit of the section, the first after the last; from a section without hits, on to one with some."""
        self._step_hit(1)

    def previous_hit(self) -> None:
        """The hit before, the last before the first."""
        self._step_hit(-1)

    def _step_hit(self, step: int) -> None:
        position, count = self.hit_position
        if count:
            self.citations.close()
            if not position:
                self.reader.go_to_hit(self.reader.hit_in_view() if step > 0 else count - 1)
            else:
                self.reader.go_to_hit((position - 1 + step) % count)
        elif self._hits and not self.find_bar.isVisible():
            keys = list(self.tab_row.keys)
            here = keys.index(self._key) if self._key in keys else 0
            around = keys[here + 1 :] + keys[:here] if step > 0 else keys[:here][::-1] + keys[here + 1 :][::-1]
            key = next((key for key in around if key in self._hits), None)
            if key is not None:
                self.open_section(key)
                self.reader.go_to_hit(0 if step > 0 else len(self.reader.hits) - 1)

    def _mark_hits(self) -> None:
        if self._key in (None, REFERENCES):
            self._tell_hits()
        elif self.find_bar.isHidden() or not self.find_bar.field.text().strip():
            self.reader.mark_hits(self._hits.get(self._key or "", ()))
        else:
            self._find(self.find_bar.field.text())

    def _tell_hits(self) -> None:
        position, count = self.hit_position
        finding = not self.find_bar.isHidden() and bool(self.find_bar.field.text().strip())
        self.find_bar.show_found(position or None, count if finding else 0)
        here = len(self._hits.get(self._key or "", ()))
        self.tab_row.show_position(position or None if not finding else None, here)
        self.hits_moved.emit(position, count)

    # -- find in section

    def show_find(self) -> None:
        """Find in the open section; what is selected is looked for."""
        if self._key in (None, REFERENCES):
            return
        self.citations.close()
        span = self.selected_span()
        words = self.reader.text[span[0] : span[1]] if span and span[1] - span[0] <= 80 else ""
        self.find_bar.open_bar(words)
        self._find(self.find_bar.field.text())

    def _find(self, words: str) -> None:
        if not words.strip():
            self.reader.mark_hits(self._hits.get(self._key or "", ()))
            return
        found = find_spans(words, self.reader.text)
        self.reader.mark_hits(found)
        if found:
            self.reader.go_to_hit(self.reader.hit_in_view())

    def _stop_finding(self) -> None:
        self._mark_hits()
        if self._monograph is not None:
            self.focus_text()

    # -- citations and references

    @property
    def popup_enabled(self) -> bool:
        """Whether marks open a popup; without one, a click on a mark goes to the list of references."""
        return self.citations.enabled

    @popup_enabled.setter
    def popup_enabled(self, enabled: bool) -> None:
        self.citations.enabled = enabled
        if not enabled:
            self.citations.close()

    def close_popup(self) -> bool:
        """Close the citation popup; False where none was open."""
        return self.citations.close()

    def _go_to_place(self, key: str, ref: str, nth: int) -> None:
        """A link of the list of references: the nth mark in a section."""
        self.open_section(key)
        self.citations.go_to(ref, nth, middle=True)

    def _show_missing(self) -> None:
        self.open_section(REFERENCES)
        self.references.set_filter(ReferenceStatus.MISSING)

    def copy(self, text: str) -> None:
        """Put text on the clipboard, without joiners that only keep lines together."""
        clean = text.replace("\u2060", "").replace("\u00a0", " ").strip()
        QGuiApplication.clipboard().setText(clean)
        self.copied.emit(clean)

    # -- layout

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the columns out again."""
        super().resizeEvent(event)
        self.citations.close()
        self._fit()

    def _fit(self) -> None:
        window = self.window()
        measure = reading_measure(window.width(), self.width(), self.appearance.zoom)
        compact = window.width() < COMPACT_BELOW or window.height() < SHORT_BELOW
        self.header.set_measure(measure, compact=compact)
        self.tab_row.set_measure(measure)
        self.find_bar.set_left(measure.left, measure.right)
        self.references.set_measure(measure)
        self.reader.set_measure(measure, compact=compact)
        self.margin.set_top(23 if compact else 30)
        self._fit_margin()
        self.margin.setGeometry(measure.column_left, 0, measure.column, self._pages.height())

    def _fit_margin(self) -> None:
        """Where nothing stands in the margin column, wide tables may."""
        column = bool(self.reader.measure.column) and not self.margin.is_empty
        self.margin.setVisible(column)
        self.reader.set_margin_free(not column)

    def _show_picture(self, sha256: str, words: str) -> None:
        data = self._media(sha256) if self._media is not None else None
        if data is None:
            return
        from desktop_app.ui.reading.picture_dialog import PictureDialog

        self.citations.close()
        PictureDialog(data, words, self.appearance, self, decode=self._decode).open()

    def _restyle(self) -> None:
        keyboard, shown = self.citations.pointer.by_keyboard, self.citations.pointer.shown
        self.citations.close()
        self._message.setStyleSheet(f"color:{self.appearance.theme.text2}")
        self._message.setFont(self.appearance.font(13))
        self._fit()
        self.reader.restyle()
        if keyboard and shown is not None and self.reader.section is not None:
            self.reader.focus_link(next((link for link in self.reader.links if link.start == shown.start), None))

    def _say(self, words: str) -> None:
        self._message.setText(words)
        self._pages.setCurrentWidget(self._message)


def _tabs(monograph: Monograph) -> list[Tab]:
    depth: dict[str, int] = {}
    tabs = []
    for section in monograph.sections:
        depth[section.key] = depth.get(section.parent, -1) + 1 if section.parent else 0
        tabs.append(Tab(section.key, section.title, warning=section.kind in _RED, depth=depth[section.key]))
    own = any(section.title.casefold().endswith("references") for section in monograph.sections)
    cited = bool(monograph.references) or not tabs
    return [*tabs, Tab(REFERENCES, "All references" if own else "References")] if cited else tabs
