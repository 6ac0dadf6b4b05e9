"""A monograph that is written from right to left, on the screen and on paper."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QImage, QPageSize, QTextBlock, QTextCursor, QTextDocument, QTextTable

from desktop_app.monograph.html import collapsed_text
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, Provenance, Section
from desktop_app.services.packets import Packets
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.paper.paper_pages import PaperPages
from desktop_app.ui.reading.section_document import SectionDocument

HTML = (
    "<h3>الجرعة</h3><p>Baclofen هو دواء، يعطى 10–20 mg كل يوم.</p><p>An English sentence.</p>"
    "<ul><li>Lioresal</li></ul><blockquote>اقتباس</blockquote>"
    "<table><thead><tr><th>العمر</th><th>الجرعة</th><th>Highest</th></tr></thead>"
    '<tr><td>2–7 سنوات</td><td rowspan="2">10 mg ثلاث مرات</td><td>40 mg</td></tr>'
    "<tr><td>A2</td><td>80 mg</td></tr></table>"
)


def monograph(language: str, html: str = HTML) -> Monograph:
    section = Section("a", Kind.DOSAGE, "الجرعة", html, 0)
    return Monograph("local:x", "باكلوفين", language, (), (section,), (), Provenance("authored"))


def on_screen(of: Monograph, parent: QObject) -> SectionDocument:
    document = SectionDocument(of, of.sections[0], Appearance("light"), None, parent)
    document.fit(600)
    return document


def on_paper(of: Monograph) -> PaperPages:
    packets = Packets(clock=lambda: datetime(2026, 11, 22, 14, 32, tzinfo=UTC))
    return PaperPages(packets.document(of, ["a"]), QPageSize(QPageSize.PageSizeId.A4))


def block(document: QTextDocument, words: str) -> QTextBlock:
    """The paragraph with these words."""
    found = document.begin()
    while words not in found.text():
        found = found.next()
        assert found.isValid(), words
    return found


def runs_left(document: QTextDocument, words: str) -> bool:
    return block(document, words).blockFormat().layoutDirection() is Qt.LayoutDirection.RightToLeft


def left_edge(document: QTextDocument, words: str) -> float:
    """Of the cell or paragraph with these words."""
    return document.documentLayout().blockBoundingRect(block(document, words)).left()


@pytest.mark.parametrize("paper", [False, True])
def test_paragraphs_lists_headings_and_columns_run_from_right_to_left(qapp: QObject, paper: bool) -> None:
    pages = on_paper(monograph("ar")) if paper else None
    document = pages._text if pages else on_screen(monograph("ar"), qapp)
    for words in ("الجرعة", "هو دواء", "Lioresal", "اقتباس", "2–7"):
        assert runs_left(document, words), words
    english = block(document, "An English").blockFormat()
    assert english.layoutDirection() is not Qt.LayoutDirection.RightToLeft
    assert english.alignment() & Qt.AlignmentFlag.AlignRight
    assert left_edge(document, "العمر") > left_edge(document, "Highest")
    assert left_edge(document, "2–7") > left_edge(document, "ثلاث") > left_edge(document, "40")
    assert left_edge(document, "A2") > left_edge(document, "ثلاث") > left_edge(document, "80")


def test_a_right_to_left_paragraph_of_an_english_monograph_is_set_so_on_screen_and_paper(qapp: QObject) -> None:
    english = monograph("en", "<p>Plain words.</p><p>באקלופן 10 mg</p><table><tr><td>1st</td><td>2nd</td></tr></table>")
    for document in (on_screen(english, qapp), on_paper(english)._text):
        assert runs_left(document, "באקלופן")
        assert not runs_left(document, "Plain")
        assert left_edge(document, "1st") < left_edge(document, "2nd")


def test_positions_in_the_text_of_the_source_find_their_words_in_a_mirrored_table(qapp: QObject) -> None:
    document = on_screen(monograph("ar"), qapp)
    text = collapsed_text(HTML)
    assert document.text.text == text
    for words in ("Baclofen هو", "An English", "2–7", "10 mg", "ثلاث مرات", "40 mg", "A2", "80 mg"):
        start = text.index(words)
        span = document.text.document_span(start, start + len(words))
        cursor = QTextCursor(document)
        cursor.setPosition(span[0])
        cursor.setPosition(span[1], QTextCursor.MoveMode.KeepAnchor)
        shown = cursor.selectedText().replace("\u00a0", " ").translate(dict.fromkeys(range(0x2066, 0x206A)))
        assert shown == words
        assert document.text.span(*span) == (start, start + len(words))


def test_head_and_foot_of_paper_change_sides(qapp: QObject) -> None:
    def ink(image: QImage, top: int, bottom: int) -> tuple[int, int]:
        """Dark dots in the left and in the right half of some lines."""
        dark = [x for y in range(top, bottom) for x in range(image.width()) if image.pixelColor(x, y).lightness() < 130]
        return sum(x < image.width() / 2 for x in dark), sum(x >= image.width() / 2 for x in dark)

    left_to_right, right_to_left = (on_paper(monograph(language)).image(0, 72) for language in ("en", "ar"))
    (left, right), (other_left, other_right) = (ink(each, 776, 815) for each in (left_to_right, right_to_left))
    assert left > 1.5 * right  # source and date at the left, the number of the page at the right
    assert other_right > 1.5 * other_left


def test_tables_of_a_right_to_left_text_stand_at_the_right(qapp: QObject) -> None:
    document = on_screen(monograph("he"), qapp)
    (table,) = [each for each in document.rootFrame().childFrames() if isinstance(each, QTextTable)]
    assert table.format().alignment() & Qt.AlignmentFlag.AlignRight
