"""A long section as a document that holds only the parts in and around the view; room is left for the others.

A part is laid out when it is put in and then stays as it is: the columns of a table have the same widths in all parts,
and the document's width does not follow that of the pane.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate

from PySide6.QtCore import QObject
from PySide6.QtGui import (
    QTextBlock,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextDocumentFragment,
    QTextLength,
    QTextTable,
)

from desktop_app.monograph.model import Monograph, Section
from desktop_app.render.screen import part_html
from desktop_app.render.section_parts import SectionParts
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.parts.pictures import Decoder
from desktop_app.ui.parts.table_columns import fit_columns
from desktop_app.ui.parts.text_direction import set_directions
from desktop_app.ui.reading.document_text import DocumentText, PartText
from desktop_app.ui.reading.linked_text import PAD, PAD_RIGHT
from desktop_app.ui.reading.links import JOINT, InertDocument
from desktop_app.ui.reading.section_document import SectionDocument, finish_marks
from desktop_app.ui.reading.section_pictures import MediaLoader, SectionPictures

_ROW_HEIGHT = 37
"""Pixels of a row of one line, before any was laid out."""


@dataclass(slots=True)
class Measured:
    """What was found out about a section in one width and text size, for all documents that are made of it."""

    widths: list[list[QTextLength]] = field(default_factory=list)
    """Of the columns of each table."""
    widest: float = 0.0
    row_height: float | None = None
    """In pixels; None before a row was laid out."""


MeasuredSections = dict[tuple[str, float, float], Measured]
"""By key of the section, width and zoom."""


class PartedDocument(SectionDocument):
    """Parts `first_part` up to `end_part` of a section; more are put in with `add_below` and `add_above`."""

    def __init__(
        self,
        monograph: Monograph,
        section: Section,
        parts: SectionParts,
        appearance: Appearance,
        media: MediaLoader | None,
        parent: QObject,
        *,
        decode: Decoder | None = None,
        at: int = 0,
        measured: MeasuredSections | None = None,
    ) -> None:
        """`at` is the offset whose part is put in first. What was `measured` goes from one document to the next, so
        that the room left for other parts stays the same."""
        self._known = {} if measured is None else measured
        self._measured = Measured()
        self._parts = parts
        self._monograph, self._of = monograph, section
        self._appearance, self._media, self._decode = appearance, media, decode
        self.first_part = self.end_part = parts.at(at)
        self._rows = [0, *accumulate(part.rows for part in parts.parts)]
        super().__init__(monograph, section, appearance, media, parent, decode=decode)

    def _fill(self) -> None:
        self.setPlainText("\n")
        self.boxes = []

    @property
    def text(self) -> DocumentText:
        """The source's text, of which only the parts that are put in stand anywhere."""
        if self._text is None:
            parts = self._parts.parts[self.first_part : self.end_part]
            start, end = parts[0].start, parts[-1].end
            read = DocumentText.of(self, self._parts.text[start:end], mirrored=self._right_to_left)
            self._text = PartText(self._parts.text, read, start, self.characterCount() - 1)
        return self._text

    @property
    def fitted(self) -> float:
        """Width in pixels for which it was made."""
        return self._fitted

    @property
    def full_width(self) -> int:
        """Pixels of the whole document, with the room left and right of the text."""
        return round(max(self._fitted, self._widest)) + PAD + PAD_RIGHT

    def has(self, offset: int) -> bool:
        """Whether the part with the character at `offset` is put in."""
        return self.first_part <= self._parts.at(offset) < self.end_part

    def fit(self, width: float) -> None:
        """Make it for a column `width` pixels wide and put the first part in. Another width needs another document."""
        if self._fitted:
            return
        self._fitted = width
        key = (self._of.key, width, self._appearance.zoom)
        if key not in self._known:
            self._known[key] = self._measure(width)
        self._measured = self._known[key]
        self._widest = self._measured.widest
        self.setTextWidth(self.full_width)
        self.add_below()

    def _measure(self, width: float) -> Measured:
        measured = Measured()
        for sample in self._parts.samples:
            scratch = self._scratch(part_html(self._monograph, self._of, sample))
            measured.widest = max(measured.widest, fit_columns(scratch, width, may_overflow=True))
            tables = [frame for frame in scratch.rootFrame().childFrames() if isinstance(frame, QTextTable)]
            # One too large to be set as a table has no columns.
            measured.widths.append(list(tables[0].format().columnWidthConstraints()) if tables else [])
        return measured

    def set_room(self, room: float) -> None:
        """Nothing: its tables have their room."""

    # -- parts

    @property
    def count(self) -> int:
        """How many parts the section has."""
        return len(self._parts.parts)

    def start_of(self, number: int) -> int:
        """Offset at which a part begins."""
        return self._parts.parts[number].start

    def html_of(self, number: int) -> str:
        """Materia HTML of a part."""
        return self._parts.parts[number].html

    def loaded(self) -> tuple[float, float]:
        """Upper and lower edge of what is put in, in the document."""
        layout = self.documentLayout()
        # The rectangle of an empty line is as high as its letters would be, whatever the height it was given.
        upper = layout.blockBoundingRect(self.begin().next()).top()
        return (upper, layout.blockBoundingRect(self.lastBlock()).top())

    @property
    def _row_height(self) -> float:
        return self._measured.row_height or float(self._appearance.scaled(_ROW_HEIGHT))

    def part_near(self, y: float) -> int:
        """Number of the part that stands, as far as can be told, at a height of the document."""
        number = bisect_right(self._rows, int(y / self._row_height)) - 1
        return min(max(0, number), self.count - 1)

    def add_below(self) -> None:
        """Put in the part after the last one."""
        before = self.loaded()[1]
        cursor = QTextCursor(self.lastBlock())
        cursor.beginEditBlock()
        cursor.insertBlock()
        cursor.movePosition(QTextCursor.MoveOperation.PreviousBlock)
        cursor.setBlockFormat(QTextBlockFormat())
        self._put(cursor, self.end_part)
        self.end_part += 1
        self._leave_room()
        cursor.endEditBlock()
        self._put_in(self.end_part - 1)
        part = self._parts.parts[self.end_part - 1]
        if self._measured.row_height is None and part.table is not None:
            self._measured.row_height = max(1.0, (self.loaded()[1] - before) / part.rows)
            self._leave_room()

    def add_above(self) -> float:
        """Put in the part before the first one; answers how many pixels further down all others stand now."""
        layout = self.documentLayout()
        standing = self.begin().next()
        before = layout.blockBoundingRect(standing).top()
        cursor = QTextCursor(self.begin())
        cursor.beginEditBlock()
        cursor.insertBlock(QTextBlockFormat())
        self._put(cursor, self.first_part - 1)
        self.first_part -= 1
        self._leave_room()
        cursor.endEditBlock()
        self._put_in(self.first_part)
        return layout.blockBoundingRect(standing).top() - before

    def _put(self, cursor: QTextCursor, number: int) -> None:
        part = self._parts.parts[number]
        html = part_html(self._monograph, self._of, part.html, first=number == 0, last=number == self.count - 1)
        scratch = self._scratch(html)
        for frame in scratch.rootFrame().childFrames():
            if isinstance(frame, QTextTable) and part.table is not None:
                self._join(frame, self._measured.widths[part.table], goes_on=part.goes_on)
        if part.table is None:
            fit_columns(scratch, self._fitted, may_overflow=True)
        cursor.insertFragment(QTextDocumentFragment(scratch))

    def _join(self, table: QTextTable, widths: list[QTextLength], *, goes_on: bool) -> None:
        table_format = table.format()
        if len(widths) == table.columns():
            table_format.setColumnWidthConstraints(widths)
            table_format.setWidth(QTextLength(QTextLength.Type.FixedLength, sum(each.rawValue() for each in widths)))
        if goes_on:
            table_format.setBottomMargin(0)
        table.setFormat(table_format)

    def _scratch(self, html: str) -> QTextDocument:
        """A document that is not laid out, in which a part gets all but its place."""
        scratch = InertDocument()
        scratch.setUndoRedoEnabled(False)
        scratch.setDefaultFont(self.defaultFont())
        scratch.setDefaultStyleSheet(self.defaultStyleSheet())
        scratch.setIndentWidth(self.indentWidth())
        scratch.setHtml(html)
        finish_marks(scratch)
        set_directions(scratch, right_to_left=self._right_to_left)
        return scratch

    def _put_in(self, number: int) -> None:
        self._text = None
        if "<img" in self._parts.parts[number].html:
            self._pictures = SectionPictures(self, self._appearance, self._media, self._decode)
            self._pictures.fit(self._fitted)

    def _leave_room(self) -> None:
        """As high as the parts above and below will be; and next to none where Qt wants a block between tables."""
        iterator = self.rootFrame().begin()
        last = self.lastBlock()
        while not iterator.atEnd():
            block = iterator.currentBlock()
            if iterator.currentFrame() is None and block.length() == 1 and block != self.begin() and block != last:
                _set_height(block, 1)
            iterator += 1
        _set_height(self.begin(), self._rows[self.first_part] * self._row_height)
        _set_height(last, (self._rows[-1] - self._rows[self.end_part]) * self._row_height)


def _set_height(block: QTextBlock, height: float) -> None:
    height = max(1.0, round(height))
    if block.blockFormat().lineHeight() == height and block.blockFormat().hasProperty(JOINT):
        return
    block_format = QTextBlockFormat()
    block_format.setLineHeight(height, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
    block_format.setProperty(JOINT, 1)
    QTextCursor(block).setBlockFormat(block_format)
