"""Where the text of a section stands in the document that shows it.

Hits, bookmarks and selections count in `collapsed_text(section.html)`: without citation marks, white space collapsed.
A QTextDocument counts in UTF-16 units of all it shows. This module is the only bridge between the two.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from difflib import SequenceMatcher

from PySide6.QtGui import QTextBlock, QTextDocument, QTextFragment

from desktop_app.render.markup import ADDED

_WORD_JOINER = "\u2060"
_OBJECT = "\ufffc"
_SPACE = re.compile(r"\s")
_IRREGULAR = re.compile(rf"\s\s|[{_WORD_JOINER}{_OBJECT}\U00010000-\U0010ffff]|^$")
"""What a text must not hold for its characters to stand one by one in the document and in the collapsed text."""
_PIECES = re.compile(rf"[{_WORD_JOINER}{_OBJECT}]|\s+|[^\s{_WORD_JOINER}{_OBJECT}]+")


class DocumentText:
    """The collapsed text of a document, and where in the document each of its characters stands."""

    def __init__(self, text: str, positions: array[int]) -> None:
        self.text = text
        self._positions = positions

    @classmethod
    def of(cls, document: QTextDocument, expected: str | None = None) -> DocumentText:
        """Read `document`. With `expected`, positions count in that text, whatever else the document shows besides."""
        read = _read(document)
        return read if expected is None or expected == read.text else read._aligned(expected)

    def document_span(self, start: int, end: int) -> tuple[int, int]:
        """Document positions of the characters from `start` up to `end`; an empty span where there is no such text."""
        start, end = max(0, start), min(end, len(self.text))
        if start >= end:
            return (0, 0)
        last = self._positions[end - 1]
        return (self._positions[start], last + _units(self.text[end - 1]))

    def document_position(self, offset: int) -> int:
        """Document position of the character at `offset`."""
        if not self._positions:
            return 0
        return self._positions[min(max(0, offset), len(self._positions) - 1)]

    def offset(self, position: int) -> int:
        """Offset of the first character that stands at `position` of the document or after it."""
        return bisect_left(self._positions, position)

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Offsets of the text between two document positions, its ends stripped; None where there is none."""
        first, last = bisect_left(self._positions, start), bisect_left(self._positions, end)
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


def fragments(block: QTextBlock) -> Iterator[QTextFragment]:
    """The fragments of a block, in order."""
    iterator = block.begin()
    while not iterator.atEnd():
        fragment = iterator.fragment()
        if fragment.isValid():
            yield fragment
        iterator += 1


def _read(document: QTextDocument) -> DocumentText:
    reading = _Reading()
    block = document.begin()
    while block.isValid():
        for fragment in fragments(block):
            char_format = fragment.charFormat()
            if char_format.toolTip() != ADDED and not char_format.anchorHref().startswith("cite:"):
                reading.add(fragment.text(), fragment.position())
        reading.add("\n", block.position() + block.length() - 1)
        block = block.next()
    return reading.finish()


class _Reading:
    """Collects text and positions; white space before the first word and after white space is dropped."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._positions: array[int] = array("l")
        self._gap = True

    def add(self, text: str, position: int) -> None:
        """Text that begins at `position` of the document."""
        if not _IRREGULAR.search(text) and not (self._gap and text[0].isspace()):
            self._text.append(_SPACE.sub(" ", text))
            self._positions.extend(range(position, position + len(text)))
            self._gap = text[-1].isspace()
            return
        for match in _PIECES.finditer(text):
            piece = match.group()
            if piece.isspace():
                if not self._gap:
                    self._text.append(" ")
                    self._positions.append(position)
                    self._gap = True
                position += len(piece)
            elif piece in (_WORD_JOINER, _OBJECT):
                position += 1
            else:
                self._text.append(piece)
                self._gap = False
                for character in piece:
                    self._positions.append(position)
                    position += _units(character)

    def finish(self) -> DocumentText:
        """What was collected, without white space at its end."""
        if self._gap and self._text:
            self._positions.pop()
        return DocumentText("".join(self._text).rstrip(" "), self._positions)


def _units(character: str) -> int:
    """UTF-16 units of one character, which is what QTextDocument counts in."""
    return 2 if ord(character) > 0xFFFF else 1


def _words(text: str) -> list[tuple[str, int]]:
    return [(match.group(), match.start()) for match in re.finditer(r"\S+", text)]
