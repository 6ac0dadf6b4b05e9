"""What of a document laid out on one endless page is never parted, as `render.page_ends` wants it: lines of paragraphs
and rows of tables, where they stand, and how well a page may begin with each.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import cast

from PySide6.QtGui import (
    QGuiApplication,
    QTextBlock,
    QTextDocument,
    QTextFrame,
    QTextList,
    QTextTable,
    QTextTableCell,
)

from desktop_app.render.page_ends import Begin, Piece, Span
from desktop_app.ui.parts.table_columns import goes_on

_WHOLE_TABLE = 0.5
"""A table no higher than this share of a page is kept on one page."""
_WHOLE_BOX = 0.9
_WHOLE_ROWS = 0.5
"""Rows that share a cell, and references, stay together up to this share."""
_HIGHEST_HEAD = 0.3
"""A head that takes more of a page is not repeated."""
_LIKE_HEADS = 2
"""Rows that are kept with the one after them at the top of a table in which none is marked as the head."""
_MOST_HEADS = 4
_SHORT_ROW = 0.1
_INTRODUCES = 3
"""Lines that a paragraph may have to be kept with what it introduces."""
_AT_ONCE = 50
"""Blocks that are looked at between two reports of how far the work is."""
ROUNDING = 8.0
"""In units of the layout, about a point: lines beside each other in a row do not begin at quite the same height."""


def screen_resolution() -> int:
    """Dots per inch from which Qt scales the lengths of rich text to those of a device."""
    return round(QGuiApplication.primaryScreen().logicalDotsPerInchY())


def line_top(document: QTextDocument, block: QTextBlock, line: int) -> float:
    """Upper edge, in the document, of the line of a block with this number from 0."""
    return origin_of(document, block) + block.layout().lineAt(line).y()


@dataclass(slots=True)
class Reader:
    """Reads the pieces of a document in order."""

    document: QTextDocument
    height: float
    """Of a page."""
    _introduced: bool = False
    """Whether what comes next belongs to the heading before it."""

    def pieces(self) -> Generator[float, None, list[Piece]]:
        """All of them; yields the share that is read."""
        found: list[Piece] = []
        blocks, reported = max(1, self.document.blockCount()), 0
        for inner in _contents(self.document.rootFrame()):
            steps = self._of_tables(inner) if isinstance(inner, list) else iter([self._of_block(inner)])
            for pieces in steps:
                found += pieces
                read = found[-1].blocks[1] if found else 0
                if read >= reported + _AT_ONCE:
                    reported = read
                    yield min(0.95, read / blocks)
        return found

    def _of_block(self, block: QTextBlock) -> list[Piece]:
        lines = self._lines(block)
        if not lines or block.length() <= 1:
            return []
        block_format = block.blockFormat()
        heading = bool(block_format.headingLevel())
        reference = block_format.textIndent() < 0 and lines[-1].bottom - lines[0].top < self.height * _WHOLE_ROWS
        number = block.blockNumber()
        pieces = [
            Piece(
                line,
                Begin.FREELY if not heading and not reference and 2 <= at <= len(lines) - 2 else Begin.NEVER,
                blocks=(number, number),
            )
            for at, line in enumerate(lines)
        ]
        if not self._introduced:
            pieces[0] = replace(pieces[0], begin=Begin.FREELY)
        self._introduced = heading or (len(lines) <= _INTRODUCES and not reference and _introduces(block))
        return pieces

    def _of_tables(self, run: Sequence[QTextTable]) -> Iterator[list[Piece]]:
        """A table, which may be several to Qt: its pieces, some at a time."""
        begin = Begin.NEVER if self._introduced else Begin.FREELY
        self._introduced = False
        boxed = len(run) == 1 and run[0].rows() == run[0].columns() == 1
        whole = self._of_frame(run[0])
        if len(run) == 1 and whole.height < self.height * (_WHOLE_BOX if boxed else _WHOLE_TABLE):
            yield [Piece(whole, begin, blocks=_blocks(run[0]))]
            return
        steps = iter([self._of_cell(run[0].cellAt(0, 0))]) if boxed else self._of_rows(run)
        for number, pieces in enumerate(steps):
            if not number:
                pieces[0] = replace(pieces[0], begin=begin, span=Span(whole.top, pieces[0].span.bottom))
            if boxed:
                pieces[-1] = replace(pieces[-1], span=Span(pieces[-1].span.top, whole.bottom))
            yield pieces
        self._introduced = False

    def _of_cell(self, cell: QTextTableCell) -> list[Piece]:
        found: list[Piece] = []
        for inner in _contents(cell):
            if isinstance(inner, list):
                for pieces in self._of_tables(inner):
                    found += pieces
            else:
                found += self._of_block(inner)
        return found or [Piece(Span(0.0, 0.0))]

    def _of_rows(self, run: Sequence[QTextTable]) -> Iterator[list[Piece]]:
        marked = run[0].format().headerRowCount() if run[0].format().headerRowCount() < run[0].rows() else 0
        tops = self._tops(run[0])
        first, heads = (0, marked) if marked else _bold_heads(run[0])
        upper, lower = tops[first], tops[heads]
        repeated = None
        if first < heads and upper is not None and lower is not None and lower - upper < self.height * _HIGHEST_HEAD:
            repeated = Span(upper, lower)
        titled = False
        for place, table in enumerate(run):
            following = self._tops(run[place + 1]) if place + 1 < len(run) else []
            bottom = following[0] if following else self._of_frame(table).bottom
            assert bottom is not None
            units = list(_units(table, tops, marked if not place else 0))
            pieces: list[Piece] = []
            for number, (row, last) in enumerate(units):
                upper = tops[row]
                lower = tops[last + 1] if last + 1 < table.rows() else bottom
                assert upper is not None
                assert lower is not None
                # Sources often mark no row as the head: then the first rows may be one.
                kept = not place and (number == 0 or row <= heads or (not marked and row <= _LIKE_HEADS))
                # Often a footnote; a short row alone under a repeated head is not found.
                at_end = number == len(units) - 1 and not following
                kept = kept or titled or (at_end and lower - upper < self.height * _SHORT_ROW)
                inner = self._of_unit(table, (row, last), tops, Span(upper, lower))
                inner[0] = replace(inner[0], begin=Begin.NEVER if kept else Begin.FREELY)
                pieces += [replace(piece, head=repeated) for piece in inner]
                titled = _is_title(table, (row, last))
            yield pieces
            tops = following

    def _tops(self, table: QTextTable) -> list[float | None]:
        return [self._top(table, row) for row in range(table.rows())]

    def _of_unit(self, table: QTextTable, rows: tuple[int, int], tops: list[float | None], span: Span) -> list[Piece]:
        """Rows that share a cell: one piece, unless they are so high that a page may end inside."""
        cells = [cell for row in range(rows[0], rows[1] + 1) for cell in _cells(table, row)]
        blocks = (
            min(cell.firstCursorPosition().blockNumber() for cell in cells),
            max(cell.lastCursorPosition().blockNumber() for cell in cells),
        )
        if span.height < self.height * _WHOLE_ROWS:
            return [Piece(span, blocks=blocks)]
        lines = sorted(
            (line.top, line.bottom)
            for number in range(blocks[0], blocks[1] + 1)
            for line in self._lines(self.document.findBlockByNumber(number))
        )
        inner = [top for top in tops[rows[0] + 1 : rows[1] + 1] if top is not None]
        cuts: list[tuple[float, Begin]] = []
        lowest = lines[0][1]
        for above, (top, bottom) in enumerate(lines[1:], start=1):
            if top > lowest - ROUNDING:
                row = next((each for each in inner if lowest - ROUNDING <= each <= top), None)
                # One line of a row is not left behind, nor sent on alone.
                few = above < 2 or above > len(lines) - 2
                worst = Begin.NEVER if few else Begin.LAST_RESORT
                cuts.append((top, worst) if row is None else (row, Begin.IN_NEED))
            lowest = max(lowest, bottom)
        edges = [(span.top, Begin.FREELY), *cuts]
        ends = [*(top for top, _ in cuts), span.bottom]
        return [Piece(Span(top, end), begin, blocks=blocks) for (top, begin), end in zip(edges, ends, strict=True)]

    def _of_frame(self, table: QTextTable) -> Span:
        """Without its margins. Of a table Qt knows the height, but takes its top to be that of its first words."""
        table_format = table.format()
        height = self.document.documentLayout().frameBoundingRect(table).height()
        top = self._top(table, 0) or 0.0
        return Span(top, top + height - (table_format.topMargin() + table_format.bottomMargin()) * self._dots())

    def _top(self, table: QTextTable, row: int) -> float | None:
        """Upper edge of a row; None where no cell begins in it."""
        tops = []
        for cell in _cells(table, row):
            block, cell_format = cell.firstCursorPosition().block(), cell.format().toTableCellFormat()
            above = block.blockFormat().topMargin() + cell_format.topPadding() + cell_format.topBorder()
            tops.append(origin_of(self.document, block) - above * self._dots())
        return min(tops, default=None)

    def _dots(self) -> float:
        return dots_of(self.document)

    def _lines(self, block: QTextBlock) -> list[Span]:
        origin, layout = origin_of(self.document, block), block.layout()
        lines = (layout.lineAt(number) for number in range(layout.lineCount()))
        return [Span(origin + line.y(), origin + line.y() + line.height()) for line in lines]


def _units(table: QTextTable, tops: list[float | None], first: int) -> Iterator[tuple[int, int]]:
    """First and last rows that share cells, from a row on. A row in which no cell begins belongs to the one before."""
    row = first
    while row < table.rows():
        last = below = row
        while below <= last or (below < table.rows() and tops[below] is None):
            last = min(
                max(last, below, *(below + cell.rowSpan() - 1 for cell in _cells(table, below))), table.rows() - 1
            )
            below += 1
        yield row, last
        row = last + 1


def _bold_heads(table: QTextTable) -> tuple[int, int]:
    """First row, and the one after the last, of a head that is not marked as one: rows at the top all in bold.

    A title over all columns is left out: it may name the rows below it alone.
    """
    heads = 0
    while heads < min(table.rows() - 1, _MOST_HEADS) and all(_is_bold(cell) for cell in _cells(table, heads)):
        heads += 1
    several = [row for row in range(heads) if sum(bool(_text(cell).strip()) for cell in _cells(table, row)) > 1]
    return (several[0], heads) if several else (heads, heads)


def _text(cell: QTextTableCell) -> str:
    block, last = cell.firstCursorPosition().block(), cell.lastCursorPosition().blockNumber()
    texts = []
    while block.isValid() and block.blockNumber() <= last:
        texts.append(block.text())
        block = block.next()
    return " ".join(texts)


def _is_bold(cell: QTextTableCell) -> bool:
    block, last = cell.firstCursorPosition().block(), cell.lastCursorPosition().blockNumber()
    while block.isValid() and block.blockNumber() <= last:
        if not _all_bold(block):
            return False
        block = block.next()
    return True


def _is_title(table: QTextTable, rows: tuple[int, int]) -> bool:
    """Whether a row has words in its first cell alone, on one line: it names the rows below it."""
    cells = _cells(table, rows[0])
    if rows[0] != rows[1] or not cells or cells[0].column() or any(_text(cell).strip() for cell in cells[1:]):
        return False
    return cells[0].firstCursorPosition().block().layout().lineCount() == 1


def _introduces(block: QTextBlock) -> bool:
    """Whether a short paragraph is a heading in all but name: in bold throughout, or with a colon at its end."""
    if block.text().rstrip().endswith(":"):
        return True
    return not isinstance(block.textList(), QTextList) and _all_bold(block)


def _all_bold(block: QTextBlock) -> bool:
    iterator = block.begin()
    while not iterator.atEnd():
        fragment = iterator.fragment()
        if fragment.text().strip() and fragment.charFormat().fontWeight() < 600:
            return False
        iterator += 1
    return True


def _cells(table: QTextTable, row: int) -> list[QTextTableCell]:
    """Those that begin in a row."""
    cells = [table.cellAt(row, column) for column in range(table.columns())]
    return [cell for column, cell in enumerate(cells) if cell.column() == column and cell.row() == row]


def _blocks(table: QTextTable) -> tuple[int, int]:
    first, last = table.firstCursorPosition(), table.lastCursorPosition()
    return first.blockNumber(), last.blockNumber()


def _frame_at(place: QTextFrame.iterator) -> QTextFrame | None:
    return None if place.atEnd() else place.currentFrame()


def _contents(frame: QTextFrame | QTextTableCell) -> Iterator[QTextBlock | list[QTextTable]]:
    """Blocks and tables directly in a frame or cell; a table that is several to Qt as one."""
    iterator = frame.begin()
    run: list[QTextTable] = []
    while not iterator.atEnd():
        inner = cast("QTextFrame | None", iterator.currentFrame())  # the stubs know no place without one
        block = iterator.currentBlock() if inner is None else None
        iterator += 1
        if isinstance(inner, QTextTable):
            if run and not goes_on(inner, run[-1]):
                yield run
                run = []
            run.append(inner)
        elif block is not None:
            if run and block.length() <= 1 and isinstance(_frame_at(iterator), QTextTable):
                continue  # the empty block between two tables, which takes no room
            if run:
                yield run
                run = []
            yield block
    if run:
        yield run


def dots_of(document: QTextDocument) -> float:
    """How many units of the layout one of the lengths of formats is."""
    return document.documentLayout().paintDevice().logicalDpiY() / screen_resolution()


def origin_of(document: QTextDocument, block: QTextBlock) -> float:
    """Where in the document the lines of a block are counted from: lays out as far as that, if it is not done yet."""
    rect = document.documentLayout().blockBoundingRect(block)
    return rect.top() - block.layout().boundingRect().top()
