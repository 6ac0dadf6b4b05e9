"""What stands on the pages of a PDF, read back by PDFium, which takes a hundredth of pypdf's time for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from ctypes import c_double
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from pypdf import PageObject, PdfReader

_CELLS_APART = 0.6
"""In sizes of the font: farther to the right of one letter the next one belongs to another cell."""
_SEEN = 0.05
"""In sizes of the font: a space that is narrower is none."""
_LEVEL = 0.1
"""In points: farther above or below, a letter stands on another line."""


@dataclass(frozen=True)
class Piece:
    """Text on one line and in one cell, in points from the upper left corner of its page."""

    text: str
    left: float
    top: float
    """Of the baseline."""
    size: float


def texts(path: Path) -> list[str]:
    """The text of every page, with every run of white space as one space."""
    return [" ".join(piece.text for piece in page) for page in pieces(path)]


class PrintedReader(PdfReader):
    """A PDF's structure as pypdf reads it, with the text of its pages as PDFium does."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.pieces = pieces(path)


def text_of(page: PageObject) -> str:
    """The text of a page of a `PrintedReader`, a piece a line."""
    assert isinstance(page.pdf, PrintedReader)
    return "\n".join(piece.text for piece in page.pdf.pieces[page.page_number or 0])


def pieces(path: Path) -> list[list[Piece]]:
    """The pieces of every page, as the file has them one after the other."""
    with closing(pypdfium2.PdfDocument(path)) as document:
        return [_pieces_of(page) for page in document]


def _pieces_of(page: pypdfium2.PdfPage) -> list[Piece]:
    height = page.get_height()
    with closing(page), closing(page.get_textpage()) as text:
        return list(_joined(_letters(text, height)))


def _letters(text: Any, height: float) -> Iterator[tuple[Piece, float]]:
    """Every character that is drawn, and where it ends to the right; a space is before the letter that follows it."""
    x, y = c_double(), c_double()
    box = [c_double() for _ in range(4)]
    matrix = pdfium.FS_MATRIX()
    space = ""
    for number in range(text.count_chars()):
        letter = chr(pdfium.FPDFText_GetUnicode(text, number))
        if letter.isspace():
            space = " "
            continue
        pdfium.FPDFText_GetCharOrigin(text, number, x, y)
        pdfium.FPDFText_GetCharBox(text, number, *box)
        pdfium.FPDFText_GetMatrix(text, number, matrix)
        size = pdfium.FPDFText_GetFontSize(text, number) * abs(matrix.a)
        yield Piece(space + letter, x.value, height - y.value, size), box[1].value
        space = ""


def _joined(letters: Iterator[tuple[Piece, float]]) -> Iterator[Piece]:
    """Letters that stand beside each other on one line, as one."""
    run: list[Piece] = []
    end = 0.0
    for letter, right in letters:
        apart = run and not -letter.size < letter.left - end < letter.size * _CELLS_APART
        if apart or (run and abs(letter.top - run[-1].top) > _LEVEL):
            yield _piece(run)
            run = []
        if run and letter.left - end < letter.size * _SEEN:  # Qt writes a joiner that no font has as a space
            letter = replace(letter, text=letter.text.strip())
        run.append(letter)
        end = right
    if run:
        yield _piece(run)


def _piece(run: list[Piece]) -> Piece:
    return Piece(" ".join("".join(letter.text for letter in run).split()), run[0].left, run[0].top, run[0].size)
