"""A text whose layout Qt puts off, and what is painted and found in it meanwhile."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.monograph.html import collapsed_text
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, Section
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.reading.reader import Reader

ROWS = "".join(f"<tr><td>{number}</td><td>response</td></tr>" for number in range(40))
TABLED = f"<p>First study of many.</p>{'<p>Words that take room. </p>' * 200}<table>{ROWS}</table><p>End.</p>"


@pytest.fixture
def reader(qtbot: QtBot, appearance: Appearance, cited_monograph: Monograph) -> Iterator[Reader]:
    """A section whose table stands far below what is seen, with the first word but one as a hit."""
    section = Section("studies", Kind.STUDIES, "Studies", TABLED, 0)
    widget = Reader(appearance)
    qtbot.addWidget(widget)
    widget.resize(800, 600)
    with qtbot.waitExposed(widget):
        widget.show()
    widget.show_monograph(dataclasses.replace(cited_monograph, sections=(section,)))
    widget.show_section(section)
    start = collapsed_text(TABLED).index("study")
    widget.mark_hits([(start, start + 5)])
    yield widget
    widget.close()


def test_a_new_text_size_keeps_the_hits_in_what_is_painted(reader: Reader, appearance: Appearance) -> None:
    reader.go_to_hit(0)
    appearance.set_zoom(1.5)
    reader.restyle()
    first, last = reader.visible_positions()
    assert first == 0
    assert list(reader.highlights.visible_hits(first, last)) == [reader.highlights.current]
    picture = reader.viewport().grab().toImage()
    rect = reader.span_rect(reader.highlights.current or (0, 0))
    assert picture.pixelColor(rect.topLeft() + QPoint(3, 2)).name() == appearance.theme.accent.lower()


def test_what_is_not_laid_out_yet_is_not_found_at_the_top(reader: Reader) -> None:
    reader.restyle()
    assert reader.position_at(QPointF(0, 0)) == 0


def test_a_wide_table_is_scrolled_by_key_even_from_a_link(
    reader: Reader, appearance: Appearance, cited_monograph: Monograph
) -> None:
    cells = "".join(f"<td>Pharmacokinetics{number}</td>" for number in range(30))
    html = f'<p>See <a href="section:warning">this</a>.<a href="cite:26">26</a></p><table><tr>{cells}</tr></table>'
    reader.show_monograph(cited_monograph)
    reader.show_section(Section("wide", Kind.STUDIES, "Wide", html, 0))
    reader.position_at(QPointF())
    bar = reader.horizontalScrollBar()
    assert bar.maximum() > 0
    QTest.keyClick(reader, Qt.Key.Key_Right)
    assert bar.value() > 0
    to_section, to_reference = reader.links
    reader.focus_link(to_section)
    before = bar.value()
    QTest.keyClick(reader, Qt.Key.Key_Right)
    assert (bar.value() > before, reader.focused_link) == (True, to_section)
    reader.focus_link(to_reference)
    QTest.keyClick(reader, Qt.Key.Key_Left)
    assert reader.focused_link == to_section
