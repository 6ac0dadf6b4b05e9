"""Page breaks that Qt does not make: headings stay with their text, small tables and references stay whole.

Qt never cuts a line of text, but it leaves a heading or the head of a table alone at the foot of a page.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import (
    QGuiApplication,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrame,
    QTextList,
    QTextTable,
    QTextTableCell,
)


def screen_resolution() -> int:
    """Dots per inch from which Qt scales the lengths of rich text to those of a device."""
    return round(QGuiApplication.primaryScreen().logicalDotsPerInchY())


_WHOLE_TABLE = 0.35
"""A table no higher than this share of a page is kept on one page."""
_WHOLE_BOX = 0.9
_LIKE_HEADS = 2
"""Rows that are kept with the one after them at the top of a table in which none is marked as the head."""
_WHOLE_ROW = 0.5
_AT_ONCE = 50
"""Blocks that are looked at between two reports of how far the work is."""
_ROUNDING = 8.0
"""In units of the layout, about a point: positions are rounded, and a line at the top of a page may begin above it."""
_SLACK = 4.0
"""Points: less than a line of text, more than Qt keeps free below the last line of a cell."""


def keep_together(document: QTextDocument) -> Iterator[float]:
    """Add page breaks to a document whose page size is set. What is higher than a page breaks where it must.

    Each break lays out anew all that follows, some 50 ms in a label of 70 pages: the share of the document that is done
    is yielded after each piece.
    """
    items = list(_items(document))
    for number, item in enumerate(items):
        yield 0.8 * number / len(items)
        if item.must_move():
            item.move()
        if isinstance(item.body, QTextTable):
            _keep_rows(document, item.body)
        else:
            _split_at_page_end(document, item.body.block(), in_table=False)
    block, blocks = document.begin(), max(1, document.blockCount())
    while block.isValid():
        if block.blockNumber() % _AT_ONCE == 0:
            yield min(1.0, 0.8 + 0.2 * block.blockNumber() / blocks)
        _split_at_page_end(document, block, in_table=True)
        block = block.next()


class _Item:
    """A run of headings with the block or table they introduce. Blocks are kept as cursors, which outlive changes."""

    def __init__(self, document: QTextDocument, headings: list[QTextCursor], body: QTextCursor | QTextTable) -> None:
        self._document = document
        self._headings = headings
        self.body = body

    def must_move(self) -> bool:
        top = self._top()
        first, last = self._page(top + _ROUNDING), self._page(self._needed_bottom(top) - _ROUNDING)
        at_page_top = top - first * self._height < _ROUNDING
        return first != last and not at_page_top

    def move(self) -> None:
        before = QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore
        start = self._headings[0] if self._headings else self.body
        if isinstance(start, QTextTable):
            table_format = start.format()
            table_format.setPageBreakPolicy(before)
            start.setFormat(table_format)
            return
        block_format = start.block().blockFormat()
        block_format.setPageBreakPolicy(before)
        # At the top of a page the space above a heading is none.
        block_format.setTopMargin(0)
        start.setBlockFormat(block_format)

    def _top(self) -> float:
        if self._headings:
            return line_top(self._document, self._headings[0].block(), 0)
        if isinstance(self.body, QTextTable):
            return self._document.documentLayout().frameBoundingRect(self.body).top()
        return line_top(self._document, self.body.block(), 0)

    def _needed_bottom(self, top: float) -> float:
        """Lower edge of what must stand on the same page as the top."""
        body = self.body
        if isinstance(body, QTextTable):
            rect = self._document.documentLayout().frameBoundingRect(body)
            boxed = body.rows() == body.columns() == 1
            if rect.bottom() - top < self._height * (_WHOLE_BOX if boxed else _WHOLE_TABLE):
                return rect.bottom()
            # Sources often mark no row as the head: then the first rows may be one.
            heads = body.format().headerRowCount()
            last = min(heads + (0 if heads else _LIKE_HEADS), body.rows() - 1)
            bottom = _bottom_of(self._document, body, heads if heads < body.rows() else 0, last)
            if bottom - top < self._height * _WHOLE_TABLE:
                return bottom
            return _line_bottom(self._document, body.cellAt(last, 0).firstCursorPosition().block(), 2)
        block = body.block()
        whole = block.blockFormat().textIndent() < 0
        return _line_bottom(self._document, block, -1 if whole else 2)

    @property
    def _height(self) -> float:
        return self._document.pageSize().height()

    def _page(self, y: float) -> int:
        return int(y // self._height)


def _split_at_page_end(document: QTextDocument, block: QTextBlock, *, in_table: bool) -> None:
    """Make two blocks of one that goes on over a page end, without a line left alone on the next page.

    Of such a block Qt draws one line of the page before again, out of sight, but in the text of the PDF. What goes on
    of an item of a list leaves the list, or it would get a second bullet, and is indented as far.
    """
    height = document.pageSize().height()
    while True:
        document.documentLayout().documentSize()
        layout = block.layout()
        pages = [(line_top(document, block, line) + _ROUNDING) // height for line in range(layout.lineCount())]
        split = next((line for line in range(1, len(pages)) if pages[line] != pages[line - 1]), None)
        if split is None:
            return
        before, after = block.blockFormat(), block.blockFormat()
        before.setBottomMargin(0)
        after.setTopMargin(0)
        after.setTextIndent(0)
        listed = block.textList()
        if isinstance(listed, QTextList):
            after.setObjectIndex(-1)
            after.setIndent(after.indent() + listed.format().indent())
        after.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_Auto)
        if not in_table and split == len(pages) - 1 and split > 2:
            split -= 1
            after.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
        cursor = QTextCursor(block)
        cursor.setBlockFormat(before)
        cursor.setPosition(block.position() + layout.lineAt(split).textStart())
        cursor.insertBlock(after)
        block = block.next()


def _keep_rows(document: QTextDocument, table: QTextTable) -> None:
    """Begin rows on the next page where they would be torn, by filling up the page below the row before them.

    Qt knows page breaks inside cells, but applies them once for each cell of the row. Rows that share a cell stay
    together, unless they take more than half a page.
    """
    if table.columns() == 1:
        return
    height = document.pageSize().height()
    for first, last in _units(document, table, height * _WHOLE_ROW):
        top = _top_of(document, table, first)
        bottom = _bottom_of(document, table, first, last)
        if last == table.rows() - 1:
            # Qt repeats the head wherever the frame of a table reaches, be it only its lower edge.
            bottom = document.documentLayout().frameBoundingRect(table).bottom() + _ROUNDING
        if (top + _ROUNDING) // height == (bottom - _ROUNDING) // height or bottom - top > height * _WHOLE_ROW:
            continue
        before = [cell for cell in _cells(table, first - 1) if cell.rowSpan() == 1]
        if before:
            _fill_page(document, before[0], ((top + _ROUNDING) // height + 1) * height)


def _units(document: QTextDocument, table: QTextTable, most: float) -> Iterator[tuple[int, int]]:
    """First and last rows that are to stay together, from the second row after the head on."""
    rows = range(table.format().headerRowCount(), table.rows())
    reach = {row: max((row + cell.rowSpan() - 1 for cell in _cells(table, row)), default=row) for row in rows}
    row = rows.start
    while row < table.rows():
        last = row
        below = row
        while below <= last:
            last = min(max(last, reach[below]), table.rows() - 1)
            below += 1
        if last > row and _bottom_of(document, table, row, last) - _top_of(document, table, row) > most:
            last = row
        if row > rows.start and _cells(table, row):
            yield row, last
        row = last + 1


def _top_of(document: QTextDocument, table: QTextTable, row: int) -> float:
    return min((line_top(document, cell.firstCursorPosition().block(), 0) for cell in _cells(table, row)), default=0.0)


def _bottom_of(document: QTextDocument, table: QTextTable, first: int, last: int) -> float:
    """Lower edge of the text of the cells that begin and end in these rows, or of all that begin there."""
    begun = [cell for row in range(first, last + 1) for cell in _cells(table, row)]
    ended = [cell for cell in begun if cell.row() + cell.rowSpan() - 1 <= last]
    return max(_bottom(document, cell) for cell in ended or begun)


def _fill_page(document: QTextDocument, cell: QTextTableCell, page_end: float) -> None:
    """Add an empty line to a cell that reaches to the end of its page."""
    dots = document.documentLayout().paintDevice().logicalDpiY()
    padding = cell.format().toTableCellFormat().bottomPadding() * dots / screen_resolution()
    free = page_end - padding - _bottom(document, cell) - _SLACK * dots / 72
    if free <= 0:
        return
    line = QTextBlockFormat()
    line.setLineHeight(free * screen_resolution() / dots, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
    cell.lastCursorPosition().insertBlock(line, QTextCharFormat())


def _cells(table: QTextTable, row: int) -> list[QTextTableCell]:
    """Those that begin in a row."""
    cells = [table.cellAt(row, column) for column in range(table.columns())]
    return [cell for column, cell in enumerate(cells) if cell.column() == column and cell.row() == row]


def _bottom(document: QTextDocument, cell: QTextTableCell) -> float:
    block = cell.lastCursorPosition().block()
    return _line_bottom(document, block, -1)


def _items(document: QTextDocument) -> Iterator[_Item]:
    headings: list[QTextCursor] = []
    for piece in _pieces(document.rootFrame()):
        if isinstance(piece, QTextBlock) and piece.blockFormat().headingLevel():
            headings.append(QTextCursor(piece))
        elif isinstance(piece, QTextTable) or piece.length() > 1:
            yield _Item(document, headings, piece if isinstance(piece, QTextTable) else QTextCursor(piece))
            headings = []


def _pieces(frame: QTextFrame) -> Iterator[QTextBlock | QTextTable]:
    iterator = frame.begin()
    while not iterator.atEnd():
        inner = iterator.currentFrame()
        if isinstance(inner, QTextTable):
            yield inner
        elif inner is None:
            yield iterator.currentBlock()
        iterator += 1


def line_top(document: QTextDocument, block: QTextBlock, line: int) -> float:
    """Upper edge, in the document, of the line of a block with this number from 0."""
    return _origin(document, block) + block.layout().lineAt(line).y()


def _line_bottom(document: QTextDocument, block: QTextBlock, lines: int) -> float:
    """Lower edge of the line with this number from 1, or of the last, which is also -1."""
    origin = _origin(document, block)
    layout = block.layout()
    line = layout.lineAt(layout.lineCount() - 1 if lines < 0 else min(lines, layout.lineCount()) - 1)
    return origin + line.y() + line.height()


def _origin(document: QTextDocument, block: QTextBlock) -> float:
    # Asking for the size lays everything out that has changed; asking for a block does not always.
    layout = document.documentLayout()
    layout.documentSize()
    rect = layout.blockBoundingRect(block)
    return rect.top() - block.layout().boundingRect().top()
