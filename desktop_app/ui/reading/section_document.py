"""A section as a document that Qt lays out: made on first view, thrown away when theme or text size change."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QUrl
from PySide6.QtGui import QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument, QTextOption, QTextTable

from desktop_app.monograph.direction import is_right_to_left
from desktop_app.monograph.html import collapsed_text
from desktop_app.monograph.model import Monograph, Section
from desktop_app.render.screen import READING_PX, document_style, section_html
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.parts.pictures import Decoder
from desktop_app.ui.parts.table_columns import fit_columns
from desktop_app.ui.parts.text_direction import set_directions
from desktop_app.ui.reading.document_text import DocumentText
from desktop_app.ui.reading.linked_text import PAD, PAD_RIGHT
from desktop_app.ui.reading.links import InertDocument, links_of
from desktop_app.ui.reading.section_pictures import MediaLoader, SectionPictures, address_of

TOP, TOP_COMPACT, BOTTOM = 25, 18, 56
"""Room above the first line (in a short or narrow window) and under the last."""
NEEDED = "cite:?"


class SectionDocument(InertDocument):
    """One section; the text it shows is mapped to the source's text on demand."""

    def __init__(
        self,
        monograph: Monograph,
        section: Section,
        appearance: Appearance,
        media: MediaLoader | None,
        parent: QObject,
        *,
        decode: Decoder | None = None,
    ) -> None:
        super().__init__(parent)
        self._section = section
        self._made = (monograph, appearance, media, decode)
        self._pictures: SectionPictures | None = None
        self._text: DocumentText | None = None
        self._fitted = 0.0
        self._room = self._widest = 0.0
        self.setUndoRedoEnabled(False)
        self.setDocumentMargin(0)
        self.setDefaultFont(appearance.reading_font(READING_PX))
        self._right_to_left = is_right_to_left(monograph.language)
        self.setDefaultStyleSheet(
            document_style(appearance.theme, zoom=appearance.zoom, right_to_left=self._right_to_left)
        )
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setDefaultTextOption(option)
        self.setIndentWidth(appearance.scaled(26))
        self.boxes: list[QTextTable] = []
        """Tables whose fill is painted under the highlights and not by Qt, which would paint it over them."""
        self._fill()

    def _fill(self) -> None:
        """Put the text in."""
        monograph, appearance, media, decode = self._made
        self.setHtml(f"<body>{section_html(monograph, self._section)}</body>")
        self._pictures = SectionPictures(self, appearance, media, decode)
        finish_marks(self)
        set_directions(self, right_to_left=self._right_to_left)
        self.boxes = self._take_boxes()

    @property
    def text(self) -> DocumentText:
        """The source's text and where it stands in this document."""
        if self._text is None:
            self._text = DocumentText.of(self, collapsed_text(self._section.html), mirrored=self._right_to_left)
        return self._text

    def loadResource(self, _kind: int, name: QUrl | str) -> object:
        """Images of the library, nothing else."""
        return self._pictures.image(address_of(name)) if self._pictures is not None else None

    def left(self) -> None:
        """Another section is shown: what only painting needs may go."""
        if self._pictures is not None:
            self._pictures.forget()

    @property
    def widest(self) -> float:
        """Pixels that the widest table takes; it may be more than `fit` was told."""
        return self._widest

    def fit(self, width: float) -> None:
        """Lay pictures and tables out in a column `width` pixels wide."""
        if width == self._fitted:
            return
        self._fitted = width
        # Laid out without a width first, a long document would keep that for its own until its end is reached.
        self.setTextWidth(width + PAD + PAD_RIGHT)
        if self._pictures is not None:
            self._pictures.fit(width)
        self.set_room(0)
        self._widest = fit_columns(self, width, may_overflow=True)

    def set_room(self, room: float) -> None:
        """Leave so many pixels right of the text free, into which only tables may reach."""
        if room != self._room:
            self._room = room
            frame = self.rootFrame()
            frame_format = frame.frameFormat()
            frame_format.setRightMargin(PAD_RIGHT + room)
            frame.setFrameFormat(frame_format)
            for table in frame.childFrames():
                if isinstance(table, QTextTable) and table.format().width().rawValue() > self._fitted:
                    # Qt adds the margin of the page to what is too wide for it.
                    table_format = table.format()
                    table_format.setRightMargin(-room)
                    table.setFormat(table_format)

    def set_top(self, top: int) -> None:
        """Leave room round the text, `top` px above it."""
        frame = self.rootFrame()
        frame_format = frame.frameFormat()
        frame_format.setTopMargin(top)
        frame_format.setBottomMargin(BOTTOM)
        frame_format.setLeftMargin(PAD)
        frame_format.setRightMargin(PAD_RIGHT + self._room)
        frame.setFrameFormat(frame_format)
        first = self.begin()
        if first.blockFormat().topMargin():
            # A heading's room above it belongs between it and text, not at the head of the page.
            block_format = QTextBlockFormat()
            block_format.setTopMargin(0)
            QTextCursor(first).mergeBlockFormat(block_format)

    def _take_boxes(self) -> list[QTextTable]:
        boxes = []
        for table in self.rootFrame().childFrames():
            if isinstance(table, QTextTable) and table.rows() == table.columns() == 1:
                cell = table.cellAt(0, 0)
                cell_format = cell.format()
                if cell_format.background().style() != Qt.BrushStyle.NoBrush:
                    cell_format.clearBackground()
                    cell.setFormat(cell_format)
                    self._clear_fill(cell.firstCursorPosition().position(), cell.lastCursorPosition().position())
                    boxes.append(table)
        return boxes

    def _clear_fill(self, start: int, end: int) -> None:
        """Blocks and words take the fill of their cell over."""
        cursor = QTextCursor(self)
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        bare_block, bare = QTextBlockFormat(), QTextCharFormat()
        bare_block.setBackground(Qt.BrushStyle.NoBrush)
        bare.setBackground(Qt.BrushStyle.NoBrush)
        cursor.mergeBlockFormat(bare_block)
        cursor.mergeCharFormat(bare)


def finish_marks(document: QTextDocument) -> None:
    """What no style sheet of Qt can say: dotted underlines, and badges that are painted and not filled."""
    dotted = QTextCharFormat()
    dotted.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
    bare = QTextCharFormat()
    bare.setBackground(Qt.BrushStyle.NoBrush)
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    for link in links_of(document):
        if not link.href.startswith("cite:"):
            continue
        cursor.setPosition(link.start)
        cursor.setPosition(link.end, QTextCursor.MoveMode.KeepAnchor)
        if link.href == NEEDED:
            cursor.mergeCharFormat(bare)
        elif cursor.charFormat().fontUnderline():
            cursor.mergeCharFormat(dotted)
    cursor.endEditBlock()
