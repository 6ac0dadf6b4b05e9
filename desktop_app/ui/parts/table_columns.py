"""How wide the columns of a table are, so that no word and no dose breaks inside a cell while there is room.

Qt shares a table's width out by the length of the text alone, and where a document may break long words anywhere it
breaks short ones too: `Baselin e` beside a column of white space.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from PySide6.QtGui import (
    QFontMetricsF,
    QGuiApplication,
    QPaintDevice,
    QTextBlock,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFragment,
    QTextFrame,
    QTextLength,
    QTextList,
    QTextTable,
    QTextTableCell,
)

from desktop_app.render.units import LINE_BREAK

_LOOKED_AT = 240
"""Characters of a run of which every word is measured, and which are enough to know that it needs much room."""
_LONGEST = 4
_SLACK = 3.0
"""Pixels. In some fonts a line comes out a pixel wider than its text was measured."""
_MANY = 6
"""Columns that need more than the width of the text, if lines break in them."""
_EDGE = 2.0
"""Pixels that borders and rounding take."""


@dataclass(frozen=True, slots=True)
class _Need:
    """In pixels: `least`, in which no word breaks, and `most`, in which no line does."""

    least: float
    most: float


class _Metrics:
    """Widths of text in pixels of the screen, as it will be laid out for a device."""

    def __init__(self, device: QPaintDevice | None) -> None:
        self._device = device
        self._known: dict[int, QFontMetricsF] = {}
        screen = QGuiApplication.primaryScreen().logicalDotsPerInchX()
        self._share = 1.0 if device is None else screen / device.logicalDpiX()

    def width(self, fragment: QTextFragment, text: str) -> float:
        """Width of some text as a fragment of the one document is set; asking each for its font takes longer."""
        index = fragment.charFormatIndex()
        if index not in self._known:
            font = fragment.charFormat().font()
            self._known[index] = QFontMetricsF(font) if self._device is None else QFontMetricsF(font, self._device)
        return self._known[index].horizontalAdvance(text) * self._share


def fit_columns(
    document: QTextDocument,
    width: float,
    *,
    may_overflow: bool,
    widest: float | None = None,
    device: QPaintDevice | None = None,
) -> float:
    """Set the columns of all tables of more than one column, `width` pixels of the screen being there for each.

    A table that needs more gets it where it `may_overflow`. Else it goes on over both margins where there is a
    `widest`, and its longest words break where even that is too little. Answers what the widest of them takes. Tables
    with a table inside, and those beside other cells, are left as they are. `device` is what the document is laid out
    for, where that is not the screen.
    """
    metrics = _Metrics(device)
    taken_most = 0.0
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    for run in joined_tables(_tables(document.rootFrame())):
        room = _room(run[0], width)
        if (
            room is None
            or run[0].columns() == 1
            or any(isinstance(frame, QTextTable) for table in run for frame in table.childFrames())
        ):
            continue
        needs = _needs(run, metrics)
        left = None
        if widest is not None and room == width and _is_wide(needs, room - _EDGE):
            # Qt centres no table that is wider than the text.
            left = (width - widest) / 2
            room = widest
        widths = shared_out(needs, room - _EDGE, may_overflow=may_overflow)
        fixed = QTextLength.Type.FixedLength
        for table in run:
            table_format = table.format()
            if left is not None:
                table_format.setLeftMargin(left)
            table_format.setColumnWidthConstraints([QTextLength(fixed, each) for each in widths])
            table_format.setWidth(QTextLength(fixed, sum(widths)))
            table.setFormat(table_format)
        taken_most = max(taken_most, width - room + sum(widths) + _EDGE)
    cursor.endEditBlock()
    return taken_most


def goes_on(table: QTextTable, before: QTextTable) -> bool:
    """Whether a table is, to the reader, more rows of the one before it: as written, no margins are between them."""
    above, below = before.format(), table.format()
    told = QTextFormat.Property.FrameBottomMargin, QTextFormat.Property.FrameTopMargin
    return (
        above.hasProperty(told[0].value)
        and below.hasProperty(told[1].value)
        and above.bottomMargin() == below.topMargin() == 0
        and before.columns() == table.columns()
        and before.parentFrame() == table.parentFrame()
    )


def joined_tables(tables: Iterable[QTextTable]) -> Iterator[list[QTextTable]]:
    """Each table with those that go on it."""
    run: list[QTextTable] = []
    for table in tables:
        if run and not goes_on(table, run[-1]):
            yield run
            run = []
        run.append(table)
    if run:
        yield run


def _is_wide(needs: Sequence[tuple[float, float]], room: float) -> bool:
    """Whether words would break in a table, or many columns be narrow and high."""
    least, most = sum(need[0] for need in needs), sum(need[1] for need in needs)
    return least > room or (len(needs) >= _MANY and most > room)


def shared_out(needs: Sequence[tuple[float, float]], width: float, *, may_overflow: bool) -> list[float]:
    """Widths of columns with these least and most widths: as the rules of CSS for tables have it (CSS 2.2, 17.5.2.2),
    but a table too wide for the page breaks only in the columns with the longest words."""
    least, most = sum(need[0] for need in needs), sum(need[1] for need in needs)
    if most <= width:
        return [need[1] * width / most if most else width / len(needs) for need in needs]
    if least <= width:
        wished = sum(need[1] - need[0] for need in needs)
        return [need[0] + (width - least) * (need[1] - need[0]) / wished for need in needs]
    if may_overflow:
        return [need[0] for need in needs]
    widths = [0.0] * len(needs)
    room, left = width, len(needs)
    for index in sorted(range(len(needs)), key=lambda column: needs[column][0]):
        widths[index] = min(needs[index][0], room / left)
        room, left = room - widths[index], left - 1
    return widths


def _room(table: QTextTable, width: float) -> float | None:
    """What is left for a table in a list, or in a table of one cell; None in a cell beside others."""
    own = table.format()
    room = width - own.leftMargin() - own.rightMargin()
    around = table.parentFrame()
    if isinstance(around, QTextTable):
        if around.columns() > 1:
            return None
        cell = around.cellAt(table.firstPosition()).format().toTableCellFormat()
        room -= cell.leftPadding() + cell.rightPadding() + cell.leftBorder() + cell.rightBorder()
    return room


def _tables(frame: QTextFrame) -> Iterator[QTextTable]:
    for inner in frame.childFrames():
        if isinstance(inner, QTextTable):
            yield inner
        yield from _tables(inner)


def _needs(run: Sequence[QTextTable], metrics: _Metrics) -> list[tuple[float, float]]:
    number = run[0].columns()
    least, most = [0.0] * number, [0.0] * number
    spanning: list[tuple[int, int, _Need]] = []
    for cell in (each for table in run for each in _cells(table)):
        need = _need(cell, metrics)
        column, span = cell.column(), cell.columnSpan()
        if span > 1:
            spanning.append((column, span, need))
        else:
            least[column] = max(least[column], need.least)
            most[column] = max(most[column], need.most)
    for column, span, need in sorted(spanning, key=lambda item: item[1]):
        columns = range(column, min(column + span, number))
        for widths, wanted in ((least, need.least), (most, need.most)):
            lacking = wanted - sum(widths[each] for each in columns)
            for each in columns if lacking > 0 else ():
                widths[each] += lacking / len(columns)
    return [(low, max(low, high)) for low, high in zip(least, most, strict=True)]


def _cells(table: QTextTable) -> Iterator[QTextTableCell]:
    for row in range(table.rows()):
        column = 0
        while column < table.columns():
            cell = table.cellAt(row, column)
            if cell.row() == row and cell.column() == column:
                yield cell
            column = max(column + 1, cell.column() + cell.columnSpan())


def _need(cell: QTextTableCell, metrics: _Metrics) -> _Need:
    cell_format = cell.format().toTableCellFormat()
    padding = cell_format.leftPadding() + cell_format.rightPadding() + _SLACK
    least = most = 0.0
    block = cell.firstCursorPosition().block()
    last = cell.lastCursorPosition().block().blockNumber()
    while block.isValid() and block.blockNumber() <= last:
        need = _block_need(block, metrics)
        least, most = max(least, need.least), max(most, need.most)
        block = block.next()
    return _Need(least + padding, most + padding)


def _block_need(block: QTextBlock, metrics: _Metrics) -> _Need:
    indent = _indent(block)
    longest = word = line = widest = 0.0
    iterator = block.begin()
    while not iterator.atEnd():
        fragment = iterator.fragment()
        text = fragment.text()
        if "\ufffc" in text and fragment.charFormat().isImageFormat():
            word = line = fragment.charFormat().toImageFormat().width()
            longest, widest = max(longest, min(word, 48.0)), max(widest, line)
        else:
            shown = text[:_LOOKED_AT]
            for number, part in enumerate(shown.split("\u2028")):
                line = metrics.width(fragment, part) + (0.0 if number else line)
                widest = max(widest, line)
            words = LINE_BREAK.split(text)
            first, rest = words[0], words[1:]
            word += metrics.width(fragment, first)
            longest = max(longest, word)
            if rest:
                word = metrics.width(fragment, rest[-1])
                some = rest if len(text) <= _LOOKED_AT else sorted(rest, key=len)[-_LONGEST:]
                longest = max(longest, *(metrics.width(fragment, each) for each in some))
        iterator += 1
    return _Need(longest + indent, widest + indent)


def _indent(block: QTextBlock) -> float:
    listed = cast("QTextList | None", block.textList())  # the stubs know no block outside a list
    steps = block.blockFormat().indent() + (listed.format().indent() if listed is not None else 0)
    document = block.document()
    return steps * document.indentWidth() if steps else 0.0
