"""Ends the pages of a document that is laid out on one endless page: reads where its lines and rows stand, has
`render.page_ends` decide, and parts the blocks that go on over a page end.
"""

from __future__ import annotations

from collections.abc import Generator

from PySide6.QtGui import QTextBlock, QTextCursor, QTextDocument, QTextList

from desktop_app.render.page_ends import Page, Piece, paged
from desktop_app.ui.paper.page_pieces import ROUNDING, Reader, dots_of, line_top, origin_of


def end_pages(document: QTextDocument, height: float) -> Generator[float, None, tuple[Page, ...]]:
    """The pages of a document, each no higher than `height`. Yields the share of the work that is done.

    Blocks that go on over a page end become two, and lines beside each other in a row higher than a page move down
    until the page ends between lines in all of its cells.
    """
    torn_before = 0.0
    while True:
        pieces = yield from Reader(document, height).pieces()
        result = paged(pieces, height)
        if result.torn is None or result.torn <= torn_before or not _move_below(document, result.torn):
            break
        torn_before = result.torn
    _part_blocks(document, [(pieces[page.first], page.body.span.top) for page in result.pages[1:]])
    yield 1.0
    return result.pages


def _part_blocks(document: QTextDocument, ends: list[tuple[Piece, float]]) -> None:
    """Make two of each block that goes on over a page end: the piece that the page begins with, and where.

    Of such a block Qt draws one line of the page before again, out of sight, but in the text of the PDF. Nothing moves
    by it, and done at once it is laid out anew but once.
    """
    found = []
    for piece, top in ends:
        for number in range(piece.blocks[0], piece.blocks[1] + 1):
            block = document.findBlockByNumber(number)
            line = _line_below(document, block, top)
            if line:
                found.append(block.position() + block.layout().lineAt(line).textStart())
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    for position in sorted(found, reverse=True):
        cursor.setPosition(position)
        _part(cursor)
    cursor.endEditBlock()


def _part(cursor: QTextCursor) -> None:
    """What goes on of an item of a list leaves the list, or it would get a second bullet, and is indented as far."""
    block = cursor.block()
    before, after = block.blockFormat(), block.blockFormat()
    before.setBottomMargin(0)
    after.setTopMargin(0)
    after.setTextIndent(0)
    listed = block.textList()
    if isinstance(listed, QTextList):
        after.setObjectIndex(-1)
        after.setIndent(after.indent() + listed.format().indent())
    cursor.setBlockFormat(before)
    if block.text()[cursor.positionInBlock() - 1] == "\u2028":
        # A line break at the end of a block would be an empty line.
        cursor.deletePreviousChar()
    cursor.insertBlock(after)


def _move_below(document: QTextDocument, end: float) -> bool:
    """Move the lines that a page end cuts to below it; False where there is none that can be moved."""
    cut = []
    block = document.begin()
    while block.isValid():
        line = _line_across(document, block, end)
        if line is not None:
            cut.append(
                (block.position() + block.layout().lineAt(line).textStart(), line, line_top(document, block, line))
            )
        block = block.next()
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    for position, line, top in reversed(cut):
        cursor.setPosition(position)
        if line:
            _part(cursor)
        moved = cursor.blockFormat()
        moved.setTopMargin(moved.topMargin() + (end - top) / dots_of(document))
        cursor.setBlockFormat(moved)
    cursor.endEditBlock()
    return bool(cut)


def _line_below(document: QTextDocument, block: QTextBlock, top: float) -> int | None:
    """The first line of a block that stands below a height."""
    layout = block.layout()
    origin = origin_of(document, block) - top + ROUNDING
    return next((line for line in range(layout.lineCount()) if origin + layout.lineAt(line).y() >= 0), None)


def _line_across(document: QTextDocument, block: QTextBlock, end: float) -> int | None:
    """The line of a block that stands on both sides of a height."""
    layout = block.layout()
    origin = origin_of(document, block)
    for number in range(layout.lineCount()):
        line = layout.lineAt(number)
        top = origin + line.y()
        if top < end - 1 < top + line.height() - 1:
            return number
    return None
