"""A table of thousands of rows: a few are laid out at a time, and reading it is as reading any other."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextTable
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.monograph.html import collapsed_text, plain_text
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, Section
from desktop_app.render.section_parts import PART_CELLS
from desktop_app.ui.reading.monograph_view import MonographView
from desktop_app.ui.reading.parted_document import PartedDocument
from tests.ui.reading.monograph_view.conftest import TODAY

ROWS, COLUMNS = 2000, 5
BODY = "".join(
    "<tr>"
    + "".join(f"<td>r{row}c{column} 5 mg</td>" for column in range(COLUMNS - 1))
    + (f'<td>cited<a href="cite:1">1</a> {row}</td>' if row in {3, 1500} else f"<td>last {row}</td>")
    + "</tr>"
    for row in range(ROWS)
)
HEAD = "".join(f"<th>Head {column}</th>" for column in range(COLUMNS))
HTML = f"<p>Before the table.</p><table><thead><tr>{HEAD}</tr></thead><tbody>{BODY}</tbody></table><p>After it.</p>"
TEXT = collapsed_text(HTML)


@pytest.fixture
def long(view: MonographView, cited_monograph: Monograph, qtbot: QtBot) -> MonographView:
    sections = (Section("doses", Kind.DOSAGE, "Doses", HTML, 0), Section("b", Kind.OTHER, "B", "<p>Short.</p>", 1))
    view.show_monograph(replace(cited_monograph, sections=sections), today=TODAY)
    settle(view, qtbot)
    return view


def document(view: MonographView) -> PartedDocument:
    shown = view.reader.document()
    assert isinstance(shown, PartedDocument)
    return shown


def settle(view: MonographView, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not view.reader._growing.isActive())


def cells(view: MonographView) -> int:
    tables = [frame for frame in document(view).rootFrame().childFrames() if isinstance(frame, QTextTable)]
    return sum(table.rows() * table.columns() for table in tables)


def in_view(view: MonographView) -> str:
    first, last = view.reader.visible_positions()
    text = document(view).text
    return TEXT[text.offset(first) : text.offset(last)]


def at_top(view: MonographView, words: str) -> bool:
    """Whether some words stand in the first line in view, or in that under an edge of the line before."""
    return words in in_view(view)[:80]


def span(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return (start, start + len(words))


def test_only_what_fills_the_view_is_laid_out_and_each_step_adds_one_part(
    long: MonographView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert in_view(long).startswith("Before the table. Head 0")
    assert cells(long) < 400
    grown: list[int] = []
    grow = type(long.reader)._grow

    def counted() -> None:
        before = cells(long) if document(long).end_part - document(long).first_part > 1 else 0
        grow(long.reader)
        grown.append(cells(long) - before)

    long.reader._growing.timeout.disconnect()
    long.reader._growing.timeout.connect(counted)
    bar = long.reader.verticalScrollBar()
    for share in (0.9, 0.5, 0.05, 1.0):
        bar.setValue(round(bar.maximum() * share))
        settle(long, qtbot)
        assert in_view(long)
        assert cells(long) < 500
    assert grown
    assert max(grown) <= 2 * (PART_CELLS + COLUMNS)
    assert in_view(long).endswith("After it.")


def test_a_resize_in_which_the_text_keeps_its_width_lays_nothing_out(long: MonographView) -> None:
    before = document(long)
    long.resize(long.width() - 40, long.height() - 60)
    long.resize(long.width() + 20, long.height() + 20)
    assert document(long) is before


@pytest.mark.parametrize("change", ["narrow", "zoom"])
def test_the_text_at_the_top_stays_there_in_another_width_or_size(
    long: MonographView, qtbot: QtBot, change: str
) -> None:
    offset = span("r1200c0 5 mg")[0]
    long.open_section("doses", scroll=offset)
    settle(long, qtbot)
    assert at_top(long, "r1200c0")
    if change == "narrow":
        long.resize(560, 600)
    else:
        long.appearance.zoom_by(1)
    settle(long, qtbot)
    assert long.scroll_position() == offset
    assert at_top(long, "r1200c0")
    assert cells(long) < 400


def test_hits_anywhere_are_walked_and_stand_where_their_words_do(long: MonographView, qtbot: QtBot) -> None:
    wanted = [span(f"r{row}c2") for row in (7, 900, 1999)]
    long.set_hits({"doses": wanted})
    for number, (start, end) in enumerate(wanted, start=1):
        long.next_hit()
        assert long.hit_position == (number, 3)
        current = long.reader.highlights.current
        assert current is not None
        cursor = long.reader.textCursor()
        cursor.setPosition(current[0])
        cursor.setPosition(current[1], cursor.MoveMode.KeepAnchor)
        assert cursor.selectedText() == TEXT[start:end]
        assert long.reader.viewport().rect().contains(long.reader.span_rect(current))
        settle(long, qtbot)
        assert long.reader.viewport().rect().contains(long.reader.span_rect(long.reader.highlights.current or (0, 0)))
    long.previous_hit()
    assert long.hit_position == (2, 3)
    long.open_section("b")
    long.open_section("doses")
    assert long.hit_position == (0, 3)


def test_columns_are_as_wide_in_every_part(long: MonographView, qtbot: QtBot) -> None:
    def widths() -> set[tuple[float, ...]]:
        tables = [frame for frame in document(long).rootFrame().childFrames() if isinstance(frame, QTextTable)]
        return {tuple(each.rawValue() for each in table.format().columnWidthConstraints()) for table in tables}

    found = widths()
    long.open_section("doses", scroll=span("r1700c0")[0])
    settle(long, qtbot)
    assert found == widths()
    assert len(found) == 1


def test_a_selection_over_parts_is_copied_as_one_table_and_all_of_it_whole(long: MonographView) -> None:
    first, last = span("r4c0 5 mg")[0], span("r16c3 5 mg")[1]
    assert document(long).end_part - document(long).first_part > 1
    long.reader.show_span((first, last))
    selected = long.selected_span()
    assert selected is not None
    # Qt selects whole rows where a selection leaves a table.
    assert selected[0] <= first
    assert last <= selected[1]
    long.reader.copy()
    copied = QGuiApplication.clipboard().text()
    assert copied.replace("[1]", "").split() == TEXT[slice(*selected)].split()
    assert "\n\n" not in copied
    long.reader.selectAll()
    long.reader.copy()
    assert QGuiApplication.clipboard().text().split() == plain_text(HTML).split()


def test_marks_anywhere_are_reached_by_tab_and_from_the_references(long: MonographView, qtbot: QtBot) -> None:
    long.popup_enabled = False
    long.reader.setFocus()
    QTest.keyClick(long.reader, Qt.Key.Key_Tab)
    QTest.keyClick(long.reader, Qt.Key.Key_Tab)
    link = long.reader.focused_link
    assert link is not None
    assert document(long).has(span("1500")[0])
    settle(long, qtbot)
    link = long.reader.focused_link
    assert link is not None
    assert long.reader.text_of(link) == "1"
    assert long.reader.viewport().rect().contains(long.reader.span_rect((link.start, link.end)))
    long.reader.scroll_to_offset(0)
    second = long.reader.citation("1", 1)
    assert second is not None
    assert document(long).has(TEXT.index("cited 1500"))
    assert long.reader.citation("1", 2) is None


def test_what_is_looked_for_is_found_in_all_of_the_section(long: MonographView) -> None:
    long.show_find()
    long.find_bar.field.setText("r1888c1")
    assert long.hit_position == (1, 1)
    assert re.search("r1888c1", in_view(long))


def test_a_table_too_wide_to_be_one_is_shown_row_by_row(
    view: MonographView, cited_monograph: Monograph, qtbot: QtBot
) -> None:
    row = "<tr>" + "".join(f"<td>{column} mg</td>" for column in range(150)) + "</tr>"
    section = Section("wide", Kind.DOSAGE, "Wide", f"<table><tbody>{row * 6}</tbody></table>", 0)
    view.show_monograph(replace(cited_monograph, sections=(section,)), today=TODAY)
    settle(view, qtbot)
    assert "too large to be set as one" in document(view).toPlainText()
    assert view.reader.text == collapsed_text(section.html)
    view.reader.show_span((0, 4))
    assert view.selected_span() == (0, 4)
