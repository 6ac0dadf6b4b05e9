"""Lays a paper document out in pages and draws them, the same on every device.

The layout is made at one fixed resolution and scaled to the device, so that preview, printer and PDF break lines and
pages alike. Qt keeps no heading with its paragraph and leaves no room for head and foot: both happen here.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from typing import cast

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, QUrl
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPageSize,
    QPainter,
    QPalette,
    QPen,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextImageFormat,
    QTextOption,
    QTextTable,
)

from desktop_app.monograph.direction import is_right_to_left
from desktop_app.render.page_ends import Page, Part
from desktop_app.render.paper import (
    REFERENCES_ANCHOR,
    TABS,
    TEXT_WIDTH,
    WIDE_WIDTH,
    PaperDocument,
    paper_style,
)
from desktop_app.ui.look.typeface import own_family
from desktop_app.ui.paper.page_breaks import end_pages
from desktop_app.ui.paper.page_pieces import line_top, screen_resolution
from desktop_app.ui.parts.pictures import decoded, picture_size
from desktop_app.ui.parts.table_columns import fit_columns
from desktop_app.ui.parts.text_direction import set_directions

DPI = 600
POINT = DPI / 72
_HEAD_TOP, _HEAD_RULE, _BODY_TOP = 46.0, 63.0, 78.0
_FOOT_BOTTOM, _FOOT_LINE, _FOOT_GAP, _BODY_GAP = 28.0, 9.8, 5.0, 12.0
_LEAST_MARGIN = 20.0
"""Points beside a wide table."""
_RULE = 0.6 * POINT
"""What is to be seen above and below a part of the text: the rule between two rows lies half in each."""
_GREY = QColor("#444444")
_PICTURE_DPI = 300
"""What pictures are scaled down to: more is not seen on paper, and makes the file large."""
_IMAGE = re.compile(r'<img src="([^"]*)" alt="([^"]*)">')


@dataclass(frozen=True, slots=True)
class Place:
    """Where an anchor stands: page from 0, and distance from the top of the paper in points."""

    page: int
    top: float


class PaperPages:
    """The pages of a document on one size of paper."""

    def __init__(self, document: PaperDocument, size: QPageSize, *, laid_out: bool = True) -> None:
        """With `laid_out` False nothing can be asked of the pages before `lay_out` has been run to its end."""
        self._paper = document
        self._size = size.size(QPageSize.Unit.Point)
        self._left = (self._size.width() - TEXT_WIDTH) / 2
        self._bold, self._plain, self._small = _margin_font(9, 600), _margin_font(9), _margin_font(8)
        self._foot = _foot_lines(document.foot)
        rule = self._size.height() - _FOOT_BOTTOM - len(self._foot) * _FOOT_LINE - _FOOT_GAP
        self._foot_rule = rule
        self._body = QSizeF(TEXT_WIDTH * POINT, (rule - _BODY_GAP - _BODY_TOP) * POINT)
        # The layout keeps no reference to its paint device.
        self._metrics = _metrics_device()
        self._text = QTextDocument()
        self._text.setUndoRedoEnabled(False)
        # Each change below would lay everything out anew, at a width that is not that of the paper.
        self._text.setLayoutEnabled(False)
        self._text.setUseDesignMetrics(True)
        self._text.setDocumentMargin(0)
        self._text.setDefaultFont(_copyable(QFont(own_family())))
        self._text.documentLayout().setPaintDevice(self._metrics)
        self._text.setDefaultTextOption(_wrapping())
        self._right_to_left = is_right_to_left(document.language)
        self._text.setDefaultStyleSheet(paper_style(_pixels_per_point(), right_to_left=self._right_to_left))
        self._anchors: dict[str, QTextCursor] = {}
        self._image_sizes: dict[str, QSize] = {}
        self._text.setHtml(self._add_images(document.html))
        set_directions(self._text, right_to_left=self._right_to_left)
        self._dress()
        self._over = max(0.0, min(WIDE_WIDTH, self._size.width() - 2 * _LEAST_MARGIN) - TEXT_WIDTH) / 2
        pixels = _pixels_per_point()
        fit_columns(
            self._text,
            TEXT_WIDTH * pixels,
            may_overflow=False,
            widest=(TEXT_WIDTH + 2 * self._over) * pixels,
            device=self._metrics,
        )
        self._text.setLayoutEnabled(True)
        self._text.setTextWidth(self._body.width())
        self._ended: tuple[Page, ...] = ()
        self.places: dict[str, Place] = {}
        self._heads: list[list[str]] = []
        for _ in self.lay_out() if laid_out else ():
            pass

    def lay_out(self) -> Iterator[float]:
        """Find the ends of the pages, a little each time the iterator is advanced; yields the share that is done."""
        self._ended = yield from end_pages(self._text, self._body.height())
        self.places = self._find_places()
        self._heads = self._running_heads()
        yield 1.0

    def set_foot(self, foot: tuple[str, ...]) -> bool:
        """Another foot, for a time of printing that has passed; False where it needs other pages."""
        lines = _foot_lines(foot)
        if len(lines) != len(self._foot):
            return False
        self._foot = lines
        return True

    @property
    def count(self) -> int:
        """How many pages there are."""
        return len(self._ended)

    @property
    def size(self) -> QSizeF:
        """Of the paper, in points."""
        return self._size

    def draw(self, painter: QPainter, page: int) -> None:
        """Draw a page, from 0, on a painter whose origin is the corner of the paper and whose unit is 1/600 inch."""
        self._draw_head(painter, page)
        self._draw_foot(painter, page)
        for part in self._ended[page].parts:
            self._draw_part(painter, part)

    def image(self, page: int, dots_per_inch: float) -> QImage:
        """A picture of a page."""
        scale = dots_per_inch / 72
        picture = QImage(
            ceil(self._size.width() * scale), ceil(self._size.height() * scale), QImage.Format.Format_RGB32
        )
        picture.fill(Qt.GlobalColor.white)
        painter = QPainter(picture)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        painter.scale(dots_per_inch / DPI, dots_per_inch / DPI)
        self.draw(painter, page)
        painter.end()
        return picture

    def _draw_part(self, painter: QPainter, part: Part) -> None:
        painter.save()
        painter.translate(self._left * POINT, _BODY_TOP * POINT + part.at - part.span.top)
        over = self._over * POINT
        visible = QRectF(-over, part.span.top, self._body.width() + 2 * over, part.span.height)
        painter.setClipRect(visible.adjusted(-_RULE, -_RULE, _RULE, _RULE))
        context = QAbstractTextDocumentLayout.PaintContext()
        # Qt also draws lines that only touch the clip: those of the next page would be hidden, but in the PDF.
        context.clip = visible.adjusted(0, POINT, 0, -POINT)
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Text, Qt.GlobalColor.black)
        context.palette = palette
        self._text.documentLayout().draw(painter, context)
        painter.restore()

    def _draw_head(self, painter: QPainter, page: int) -> None:
        bold, plain = self._bold, self._plain
        width = TEXT_WIDTH * POINT
        source_width = QFontMetricsF(plain).horizontalAdvance(self._paper.source)
        room = width - min(source_width, width / 2) - 12 * POINT
        drug = QFontMetricsF(bold).elidedText(self._paper.drug, Qt.TextElideMode.ElideMiddle, room * 0.6)
        drug_width = QFontMetricsF(bold).horizontalAdvance(drug)
        gap = 6 * POINT
        section = _fitted(self._heads[page], QFontMetricsF(plain), room - drug_width - gap)
        source = QFontMetricsF(plain).elidedText(self._paper.source, Qt.TextElideMode.ElideRight, width / 2)
        base = (_HEAD_TOP + 11) * POINT
        self._write(painter, bold, Qt.GlobalColor.black, (0.0, base), drug)
        self._write(painter, plain, Qt.GlobalColor.black, (drug_width + gap, base), section)
        self._write(painter, plain, _GREY, (width - QFontMetricsF(plain).horizontalAdvance(source), base), source)
        self._rule(painter, _HEAD_RULE, 0.8)

    def _draw_foot(self, painter: QPainter, page: int) -> None:
        self._rule(painter, self._foot_rule, 0.5)
        top = self._foot_rule + _FOOT_GAP
        for number, line in enumerate(self._foot):
            self._write(painter, self._small, _GREY, (0.0, (top + (number + 0.8) * _FOOT_LINE) * POINT), line)
        label = f"Page {page + 1} of {self.count}"
        bold = self._bold
        at = (TEXT_WIDTH * POINT - QFontMetricsF(bold).horizontalAdvance(label), (top + 0.85 * _FOOT_LINE) * POINT)
        self._write(painter, bold, Qt.GlobalColor.black, at, label)

    def _write(
        self,
        painter: QPainter,
        font: QFont,
        colour: QColor | Qt.GlobalColor,
        at: tuple[float, float],
        text: str,
    ) -> None:
        """Text that begins at a place in the width of the text; in a right-to-left document, counted from the right."""
        start, baseline = at
        if self._right_to_left:
            start = TEXT_WIDTH * POINT - start - QFontMetricsF(font).horizontalAdvance(text)
        painter.setFont(font)
        painter.setPen(QPen(colour))
        painter.drawText(QPointF(self._left * POINT + start, baseline), text)

    def _rule(self, painter: QPainter, top: float, width: float) -> None:
        painter.setPen(QPen(Qt.GlobalColor.black, width * POINT))
        start = QPointF(self._left * POINT, top * POINT)
        painter.drawLine(start, start + QPointF(TEXT_WIDTH * POINT, 0))

    def _add_images(self, html: str) -> str:
        """Decode the pictures, as large as they are printed; the HTML with words in the place of the damaged ones."""
        dots = _PICTURE_DPI / 72
        largest = QSize(ceil(TEXT_WIDTH * dots), ceil(self._size.height() * dots))
        damaged = set()
        for address, data in self._paper.images.items():
            image = decoded(data, largest)
            if image is None:
                damaged.add(address)
            else:
                self._text.addResource(QTextDocument.ResourceType.ImageResource, QUrl(address), image)
                self._image_sizes[address] = picture_size(data) or image.size()
        return _IMAGE.sub(lambda found: _in_words(found[2]) if found[1] in damaged else found[0], html)

    def _dress(self) -> None:
        """What style sheets cannot say: broken underlines, tab stops of references, figures no larger than a page.

        Missing marks have dashes: dots get lost between 600 dots an inch.

        Of all lengths Qt scales to the device, it forgets margins at the sides and the indent of a first line.
        """
        cursor = QTextCursor(self._text)
        pixels = _pixels_per_point()
        tabs = [QTextOption.Tab(tab * pixels, QTextOption.TabType.LeftTab) for tab in TABS]
        # Without an edit block every format set lays the document out again.
        cursor.beginEditBlock()
        block = self._text.begin()
        while block.isValid():
            block_format = block.blockFormat()
            if block_format.textIndent() < 0:
                block_format.setTabPositions(tabs)
            block_format.setTextIndent(block_format.textIndent() * POINT / pixels)
            block_format.setLeftMargin(block_format.leftMargin() * POINT / pixels)
            block_format.setRightMargin(block_format.rightMargin() * POINT / pixels)
            if "\ufffc" in block.text():  # a figure, cut off if its line had the height of text
                block_format.setLineHeight(0, QTextBlockFormat.LineHeightTypes.SingleHeight.value)
            cursor.setPosition(block.position())
            cursor.setBlockFormat(block_format)
            for start, end, char_format in _runs(block):
                if char_format.isImageFormat():
                    table = cast("QTextTable | None", QTextCursor(block).currentTable())
                    char_format = self._fitted_image(char_format.toImageFormat(), table.columns() if table else 1)
                elif char_format.fontUnderline():
                    char_format.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DashUnderline)
                for name in char_format.anchorNames():
                    self._anchors[name] = QTextCursor(self._text)
                    self._anchors[name].setPosition(start)
                # Qt would set the first character of a named anchor apart from its word.
                char_format.clearProperty(QTextFormat.Property.AnchorName)
                if not char_format.anchorHref():
                    char_format.clearProperty(QTextFormat.Property.IsAnchor)
                # A heading's own size, relative to the default font, would win over the style sheet.
                char_format.clearProperty(QTextFormat.Property.FontSizeAdjustment)
                cursor.setPosition(start)
                cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
                cursor.setCharFormat(char_format)
            block = block.next()
        cursor.endEditBlock()

    def _fitted_image(self, image_format: QTextImageFormat, columns: int) -> QTextImageFormat:
        """No larger than the text's width, or its share of that in a table, and nine tenths of a page."""
        pixels = _pixels_per_point()
        largest = QSizeF(TEXT_WIDTH * pixels / columns, self._body.height() / POINT * pixels * 0.9)
        size = QSizeF(self._image_sizes.get(image_format.name(), QSize()))
        if size.width() > largest.width() or size.height() > largest.height():
            size = size.scaled(largest, Qt.AspectRatioMode.KeepAspectRatio)
        image_format.setWidth(size.width())
        image_format.setHeight(size.height())
        return image_format

    def _find_places(self) -> dict[str, Place]:
        places: dict[str, Place] = {}
        tops = [page.body.span.top for page in self._ended]
        for name, cursor in self._anchors.items():
            block = cursor.block()
            line = block.layout().lineForTextPosition(cursor.positionInBlock())
            y = line_top(self._text, block, line.lineNumber())
            page = max(0, bisect_right(tops, y + POINT) - 1)
            body = self._ended[page].body
            places[name] = Place(page, _BODY_TOP + (body.at + y - body.span.top) / POINT)
        return places

    def _running_heads(self) -> list[list[str]]:
        """Titles of the sections that have text on each page."""
        heads: list[list[str]] = [[] for _ in range(self.count)]
        entries = self._paper.outline
        for number, entry in enumerate(entries):
            first = self.places[entry.anchor].page
            following = self.places[entries[number + 1].anchor] if number + 1 < len(entries) else None
            last = self.count - 1 if following is None else following.page
            if following is not None and last > first and following.top < _BODY_TOP + 30:
                last -= 1
            for page in range(first, last + 1):
                if entry.anchor != REFERENCES_ANCHOR or not heads[page]:
                    heads[page].append(entry.title)
        return heads


def _in_words(alt: str) -> str:
    return f"[This picture cannot be shown: its file is damaged{': ' if alt else ''}{alt}]"


def _margin_font(points: float, weight: int = 400) -> QFont:
    """A font of head and foot, in units of the layout."""
    font = QFont(own_family())
    font.setPixelSize(round(points * POINT))
    font.setWeight(QFont.Weight(weight))
    return _copyable(font)


def _copyable(font: QFont) -> QFont:
    """Without glyphs of which the PDF would not know the characters, or others than are there: contextual alternates,
    ligatures, and fractions, for which 5 and a half without a space becomes 51 halves. Unhinted too: how letters are
    fitted to the dots of a screen is a setting of each machine, and changes their widths."""
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    for feature in ("calt", "liga", "frac", "numr", "dnom"):
        font.setFeature(QFont.Tag(feature), 0)
    return font


def _foot_lines(foot: tuple[str, ...]) -> list[str]:
    """The foot, wrapped beside `page n of m`."""
    metrics = QFontMetricsF(_margin_font(8))
    room = (TEXT_WIDTH - 80) * POINT
    lines: list[str] = []
    for paragraph in foot:
        line = ""
        for each in paragraph.split():
            word = metrics.elidedText(each, Qt.TextElideMode.ElideMiddle, room)
            longer = f"{line} {word}".strip()
            if line and metrics.horizontalAdvance(longer) > room:
                lines.append(line)
                longer = word
            line = longer
        lines.append(line)
    return lines


def _fitted(titles: list[str], metrics: QFontMetricsF, room: float) -> str:
    """All titles if there is room, else the first and the last of them."""
    everything = ", ".join(titles)
    if metrics.horizontalAdvance(everything) > room and len(titles) > 2:
        everything = f"{titles[0]} … {titles[-1]}"
    return metrics.elidedText(everything, Qt.TextElideMode.ElideRight, room)


def _runs(block: QTextBlock) -> list[tuple[int, int, QTextCharFormat]]:
    runs = []
    iterator = block.begin()
    while not iterator.atEnd():
        fragment = iterator.fragment()
        runs.append((fragment.position(), fragment.position() + fragment.length(), fragment.charFormat()))
        iterator += 1
    return runs


def _metrics_device() -> QImage:
    device = QImage(1, 1, QImage.Format.Format_RGB32)
    device.setDotsPerMeterX(round(DPI / 0.0254))
    device.setDotsPerMeterY(round(DPI / 0.0254))
    return device


def _wrapping() -> QTextOption:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return option


def _pixels_per_point() -> float:
    return screen_resolution() / 72
