"""Materia's own typeface: what it can show, how wide its figures are, and that a PDF knows its characters."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QFontMetricsF, QPdfWriter, QRawFont, QTextDocument

from desktop_app.render.typeface import FAMILY, remade
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.look.typeface import own_family

pytestmark = pytest.mark.usefixtures("qapp")

NEEDED = (
    "≤≥±×÷−µμ½¼¾™®°‰†‡→←⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻₀₁₂₃₄₅₆₇₈₉₋≈≠∞"
    "ĄąĘęŁłŐőŰűȘșȚțĞğİıŽžŠšČčĐđŒœÆæßẞ"
    "αβγδεζηθικλμνξοπρσςτυφχψωΑΒΓΔΩάέήίόύώ"
    "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґўјљњћџ"
)


def face(weight: int, *, italic: bool = False, px: int = 100) -> QFont:
    font = QFont(own_family())
    font.setPixelSize(px)
    font.setWeight(QFont.Weight(weight))
    font.setItalic(italic)
    return font


@pytest.mark.parametrize("weight", [400, 600])
@pytest.mark.parametrize("italic", [False, True])
def test_every_face_is_real_and_has_the_characters_of_drug_texts(weight: int, italic: bool) -> None:
    font = face(weight, italic=italic)
    raw = QRawFont.fromFont(font)
    assert (raw.familyName(), raw.weight()) == (FAMILY, weight)
    assert QFontInfo(font).italic() is italic
    assert [character for character in NEEDED if not raw.supportsCharacter(ord(character))] == []


@pytest.mark.parametrize("weight", [400, 600])
def test_figures_are_all_of_one_width(weight: int) -> None:
    metrics = QFontMetricsF(face(weight))
    assert len({metrics.horizontalAdvance(figure) for figure in "0123456789"}) == 1
    assert len({metrics.horizontalAdvance(text) for text in ("1,111.1", "8,008.0")}) == 1


def test_letters_and_figures_that_are_mistaken_for_each_other_have_shapes_of_their_own() -> None:
    raw = QRawFont.fromFont(face(400))
    glyphs = raw.glyphIndexesForString("Il1|O0")
    outlines = [raw.pathForGlyph(glyph).boundingRect() for glyph in glyphs]
    capital_i, small_l, one, bar, capital_o, zero = outlines
    assert small_l.width() > 1.5 * capital_i.width()  # a tail
    assert one.width() > 2 * capital_i.width()  # a flag and a foot
    assert bar.height() > 1.2 * capital_i.height()
    assert capital_o.width() > 1.25 * zero.width()


def test_a_pdf_knows_every_figure(tmp_path: Path) -> None:
    words = "0123456789 mg, 5 × 10⁹/L, 10⁻⁶ mol, 5½ tablets, ≥ 18"
    document = QTextDocument()
    document.setDefaultFont(face(400, px=14))
    document.setPlainText(words)
    writer = QPdfWriter(str(tmp_path / "x.pdf"))
    document.print_(writer)
    del writer
    text = PdfReader(tmp_path / "x.pdf").pages[0].extract_text()
    assert " ".join(text.split()).startswith(words)


def test_a_window_uses_it_and_loads_it_once() -> None:
    assert Appearance("light").family == FAMILY
    families = QFontDatabase.families()
    assert own_family() == FAMILY
    assert QFontDatabase.families() == families


@pytest.mark.parametrize("bytes_", [b"", b"no font", b"\0\1\0\0\0\1" + bytes(40)])
def test_what_is_no_face_is_refused(bytes_: bytes) -> None:
    with pytest.raises(ValueError, match="no face"):
        remade(bytes_)
