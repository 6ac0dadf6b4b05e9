"""Where the text of a section stands in the document that shows it.

Hits, bookmarks and selections count in `collapsed_text(section.html)`: without citation marks, white space collapsed,
superscripts and subscripts written as plain text can (`10⁹`, `dose^a`).
A QTextDocument counts in UTF-16 units of all it shows. This module is the only bridge between the two.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from difflib import SequenceMatcher

from PySide6.QtGui import (
    QTextBlock,
    QTextCharFormat,
    QTextDocument,
    QTextFragment,
    QTextFrame,
    QTextTable,
    QTextTableCell,
)

from desktop_app.monograph.raised import END, LOWER, RAISE, plain_with_places
from desktop_app.monograph.table_limits import BREAK_HERE
from desktop_app.render.isolates import ISOLATES
from desktop_app.render.markup import ADDED

_UNSEEN = f"\u2060{BREAK_HERE}{ISOLATES}"
"""What keeps words together, lets them break, or keeps them in their own direction."""
_OBJECT = "\ufffc"
_SPACE = re.compile(r"[^\S\n]")
_LINE_BREAK = "\u2028"
_IRREGULAR = re.compile(rf"\s\s|[{_UNSEEN}{_OBJECT}\U00010000-\U0010ffff]|^$")
"""What a text must not hold for its characters to stand one by one in the document and in the collapsed text."""
_PIECES = re.compile(rf"[{_UNSEEN}{_OBJECT}]|\s+|[^\s{_UNSEEN}{_OBJECT}]+")
_HEIGHTS = {
    QTextCharFormat.VerticalAlignment.AlignSuperScript: RAISE,
    QTextCharFormat.VerticalAlignment.AlignSubScript: LOWER,
}


class DocumentText:
    """The collapsed text of a document, and where in the document each of its characters stands."""

    def __init__(self, text: str, positions: array[int]) -> None:
        self.text = text
        self._positions = positions
        self._order = sorted(range(len(positions)), key=positions.__getitem__)
        """Offsets in the order in which the document has their characters: another one only in mirrored tables."""
        self._sorted = array("l", (positions[offset] for offset in self._order))

    @classmethod
    def of(cls, document: QTextDocument, expected: str | None = None, *, mirrored: bool = False) -> DocumentText:
        """Read `document`. With `expected`, positions count in that text, whatever else the document shows besides.

        The tables of a `mirrored` document hold their cells from the last one to the first; the text does not.
        """
        read = _read(document, mirrored=mirrored)
        return read if expected is None or expected == read.text else read._aligned(expected)

    def document_span(self, start: int, end: int) -> tuple[int, int]:
        """Document positions of the characters from `start` up to `end`; an empty span where there is no such text."""
        start, end = max(0, start), min(end, len(self.text))
        if start >= end:
            return (0, 0)
        first, last = self._positions[start], self._positions[end - 1]
        if first > last:
            first, last = min(self._positions[start:end]), max(self._positions[start:end])
        return (first, last + _units(self.text[end - 1]))

    def document_position(self, offset: int) -> int:
        """Document position of the character at `offset`."""
        if not self._positions:
            return 0
        return self._positions[min(max(0, offset), len(self._positions) - 1)]

    def offset(self, position: int) -> int:
        """Offset of the first character that stands at `position` of the document or after it."""
        rank = bisect_left(self._sorted, position)
        return self._order[rank] if rank < len(self._order) else len(self._order)

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Offsets of the text between two document positions, its ends stripped; None where there is none."""
        ranks = bisect_left(self._sorted, start), bisect_left(self._sorted, end)
        inside = self._order[slice(*ranks)]
        first, last = (min(inside), max(inside) + 1) if inside else (0, 0)
        while first < last and self.text[first] == " ":
            first += 1
        while last > first and self.text[last - 1] == " ":
            last -= 1
        return (first, last) if first < last else None

    def _aligned(self, expected: str) -> DocumentText:
        """The same positions for `expected`, which differs in words that the display added, left out or changed."""
        words, wanted = _words(self.text), _words(expected)
        matcher = SequenceMatcher(None, [word for word, _ in words], [word for word, _ in wanted], autojunk=False)
        positions = array("l", [-1]) * len(expected)
        for mine, theirs, size in matcher.get_matching_blocks():
            for (word, source), (_, target) in zip(
                words[mine : mine + size], wanted[theirs : theirs + size], strict=True
            ):
                positions[target : target + len(word)] = self._positions[source : source + len(word)]
        following = self._positions[-1] if self._positions else 0
        for index in range(len(positions) - 1, -1, -1):
            following = positions[index] if positions[index] >= 0 else following
            positions[index] = following
        return DocumentText(expected, positions)


class PartText(DocumentText):
    """A text of which only a part stands in the document: what is before it is at its start, the rest at its end."""

    def __init__(self, text: str, part: DocumentText, start: int, last: int) -> None:
        """`start` is the offset of the part in the text, `last` the last position of the document."""
        super().__init__(text, array("l"))
        self._part, self._start, self._last = part, start, last

    def document_span(self, start: int, end: int) -> tuple[int, int]:
        """Document positions of what the part has of the characters from `start` up to `end`."""
        if start >= self._start + len(self._part.text):
            return (self._last, self._last)
        return self._part.document_span(start - self._start, end - self._start)

    def document_position(self, offset: int) -> int:
        """Document position of the character at `offset`."""
        return self._part.document_position(offset - self._start)

    def offset(self, position: int) -> int:
        """Offset of the first character that stands at `position` of the document or after it."""
        return self._part.offset(position) + self._start

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Offsets of the text between two document positions."""
        found = self._part.span(start, end)
        return None if found is None else (found[0] + self._start, found[1] + self._start)


def fragments(block: QTextBlock) -> Iterator[QTextFragment]:
    """The fragments of a block, in order."""
    iterator = block.begin()
    while not iterator.atEnd():
        fragment = iterator.fragment()
        if fragment.isValid():
            yield fragment
        iterator += 1


def height_of(char_format: QTextCharFormat) -> str:
    """RAISE or LOWER where the text is a superscript or a subscript, else empty."""
    return _HEIGHTS.get(char_format.verticalAlignment(), "")


def _blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()


def _blocks_of(frame: QTextFrame | QTextTableCell) -> Iterator[QTextBlock]:
    """Those of a document with mirrored tables, in the order in which they are read."""
    iterator = frame.begin()
    while not iterator.atEnd():
        inner = iterator.currentFrame()
        if isinstance(inner, QTextTable):
            for row in range(inner.rows()):
                for column in reversed(range(inner.columns())):
                    cell = inner.cellAt(row, column)
                    if (cell.row(), cell.column()) == (row, column):
                        yield from _blocks_of(cell)
        elif inner is None:
            yield iterator.currentBlock()
        iterator += 1


def _read(document: QTextDocument, *, mirrored: bool = False) -> DocumentText:
    reading = _Reading()
    for block in _blocks_of(document.rootFrame()) if mirrored else _blocks(document):
        for fragment in fragments(block):
            char_format = fragment.charFormat()
            if char_format.toolTip() != ADDED and not char_format.anchorHref().startswith("cite:"):
                reading.turn(height_of(char_format), fragment.position())
                reading.add(fragment.text(), fragment.position())
        reading.turn("", block.position() + block.length() - 1)
        reading.add("\n", block.position() + block.length() - 1)
    return reading.finish()


class _Reading:
    """Collects text and positions; white space before the first word and after white space is dropped."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._positions: array[int] = array("l")
        self._gap = True
        self._height = ""
        self._raised = False

    def turn(self, height: str, position: int) -> None:
        """What follows is raised, lowered or, where `height` is empty, neither."""
        if height == self._height:
            return
        for sign in (END if self._height else "", height):
            if sign:
                self._text.append(sign)
                self._positions.append(position)
        self._height = height
        self._raised = True
        self._gap = False  # space on either side counts for what is raised; it is collapsed in the end

    def add(self, text: str, position: int) -> None:
        """Text that begins at `position` of the document."""
        text = text.replace(_LINE_BREAK, "\n")
        if not _IRREGULAR.search(text) and not (self._gap and text[0].isspace()):
            self._text.append(_SPACE.sub(" ", text))
            self._positions.extend(range(position, position + len(text)))
            self._gap = text[-1].isspace()
            return
        for match in _PIECES.finditer(text):
            piece = match.group()
            if piece.isspace():
                if not self._gap:
                    self._text.append("\n" if "\n" in piece else " ")
                    self._positions.append(position)
                    self._gap = True
                position += len(piece)
            elif piece in _UNSEEN or piece == _OBJECT:
                position += 1
            else:
                self._text.append(piece)
                self._gap = False
                for character in piece:
                    self._positions.append(position)
                    position += _units(character)

    def finish(self) -> DocumentText:
        """What was collected, without white space at its end."""
        if self._raised:
            text, positions = plain_with_places("".join(self._text), self._positions)
            self._text, self._positions, self._gap = [], array("l"), True
            for found in re.finditer(r"\s+|\S+", text):
                if not found[0].isspace():
                    self._text.append(found[0])
                    self._positions.extend(positions[found.start() : found.end()])
                elif self._text:
                    self._text.append(" ")
                    self._positions.append(positions[found.start()])
                self._gap = found[0].isspace()
        if self._gap and self._text:
            self._positions.pop()
        return DocumentText("".join(self._text).rstrip().replace("\n", " "), self._positions)


def _units(character: str) -> int:
    """UTF-16 units of one character, which is what QTextDocument counts in."""
    return 2 if ord(character) > 0xFFFF else 1


def _words(text: str) -> list[tuple[str, int]]:
    return [(match.group(), match.start()) for match in re.finditer(r"\S+", text)]
