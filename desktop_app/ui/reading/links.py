"""Links of a document, and documents that load nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import QUrl
from PySide6.QtGui import (
    QTextBlock,
    QTextCursor,
    QTextDocument,
    QTextDocumentFragment,
    QTextFormat,
    QTextList,
    QTextListFormat,
)

from desktop_app.monograph import raised
from desktop_app.monograph.raised import END
from desktop_app.monograph.table_limits import BREAK_HERE
from desktop_app.render.markup import ADDED
from desktop_app.ui.reading.document_text import fragments, height_of

JOINT = QTextFormat.Property.UserProperty + 9
"""Property of blocks that only stand between the parts of a long section."""
_NOT_COPIED = {0x2060: None, ord(BREAK_HERE): None, 0xFFFC: None, 0xA0: " "}
_NUMBERED = frozenset(
    {
        QTextListFormat.Style.ListDecimal,
        QTextListFormat.Style.ListLowerAlpha,
        QTextListFormat.Style.ListUpperAlpha,
        QTextListFormat.Style.ListLowerRoman,
        QTextListFormat.Style.ListUpperRoman,
    }
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link and the document positions of its text."""

    href: str
    start: int
    end: int


class InertDocument(QTextDocument):
    """A document that loads nothing but what `media` gives for a `media:` address."""

    def loadResource(self, _kind: int, name: QUrl | str) -> object:
        """Nothing: no file, no network."""
        return None


def links_of(document: QTextDocument) -> list[Link]:
    """All links in reading order; neighbouring runs of one link are one."""
    links: list[Link] = []
    block = document.begin()
    while block.isValid():
        for fragment in fragments(block):
            href = fragment.charFormat().anchorHref()
            if not href:
                continue
            start, end = fragment.position(), fragment.position() + fragment.length()
            if links and links[-1].href == href and links[-1].end == start:
                start = links.pop().start
            links.append(Link(href, start, end))
        block = block.next()
    return links


def plain(text: str) -> str:
    """Text for the clipboard: no joiners that only keep lines together, no stand-ins for images."""
    return text.translate(_NOT_COPIED).strip()


def copied_selection(cursor: QTextCursor) -> str:
    """What is selected, for the clipboard, with the numbers that its steps have on screen."""
    numbers = None
    if not cursor.hasComplexSelection():  # of cells, each of which is whole
        numbers = _step_numbers(cursor.document(), cursor.selectionStart(), cursor.selectionEnd())
    return copied_text(cursor.selection(), numbers)


def _step_numbers(document: QTextDocument, start: int, end: int) -> list[str]:
    """The number of each block of a selection; empty where the block is no step, or its beginning is not selected, or
    no more than a part of this one block is."""
    numbers = []
    block = document.findBlock(start)
    while block.isValid() and block.position() <= end:
        first, last = block.position(), block.position() + block.length() - 1
        whole = start <= first and (start < first or end >= last)
        numbers.append(_step_number(block) if whole else "")
        block = block.next()
    return numbers


def _step_number(block: QTextBlock) -> str:
    steps = cast("QTextList | None", block.textList())
    return steps.itemText(block) if steps and steps.format().style() in _NUMBERED else ""


def copied_text(selection: QTextDocumentFragment, numbers: Sequence[str] | None = None) -> str:
    """Selected text for the clipboard, citation marks in brackets: a mark must never glue itself to a dose.

    Superscripts and subscripts are written as everywhere in plain text. `numbers` has what stands before each block,
    since a selection does not know where in its list it began; without it, the lists are taken for whole.
    """
    document = QTextDocument()
    QTextCursor(document).insertFragment(selection)
    known: Sequence[str] | None = None
    if numbers is not None and document.blockCount() - len(numbers) in {0, 1}:
        # A fragment that begins with a list stands below an empty block.
        known = ["", *numbers][-document.blockCount() :]
    lines = []
    block = document.begin()
    while block.isValid():
        number = _step_number(block) if known is None else known[block.blockNumber()]
        pieces, height = [f"{number} "] if number else list[str](), ""
        for fragment in fragments(block):
            text, char_format = fragment.text(), fragment.charFormat()
            is_mark = char_format.anchorHref().startswith("cite:")
            now = "" if is_mark else height_of(char_format)
            if now != height:
                pieces.append((END if height else "") + now)
                height = now
            if is_mark:
                pieces.append(f"[{plain(text)}]")
            elif text.strip() or char_format.toolTip() != ADDED:
                pieces.append(text)
        pieces.append(END if height else "")
        if block.length() > 1 or not block.blockFormat().hasProperty(JOINT):
            lines.append(raised.plain("".join(pieces)))
        block = block.next()
    return plain("\n".join(lines).replace("\u2028", "\n"))
