"""Columns: no word breaks while there is room, and what does not fit overflows only where it may."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication, QTextBlock, QTextDocument, QTextLength, QTextOption, QTextTable

from desktop_app.ui.parts.table_columns import fit_columns, shared_out

CELL = "Parameter of the study, median, measured in all the patients who were still there after half a year"


def laid_out(html: str, width: float, *, may_overflow: bool = True) -> tuple[QTextDocument, float]:
    document = QTextDocument()
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    document.setDefaultTextOption(option)
    document.setDefaultStyleSheet("td { font-size:14px; padding-right:12px; }")
    document.setDocumentMargin(0)
    document.setHtml(html)
    document.setTextWidth(width)
    widest = fit_columns(document, width, may_overflow=may_overflow)
    document.size()
    return document, widest


def lines(document: QTextDocument) -> list[str]:
    found = []
    block: QTextBlock = document.begin()
    while block.isValid():
        layout = block.layout()
        for number in range(layout.lineCount()):
            line = layout.lineAt(number)
            found.append(block.text()[line.textStart() : line.textStart() + line.textLength()])
        block = block.next()
    return found


def row(*cells: str) -> str:
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


TABLE = (
    f"<table width='100%' cellspacing='0'>{row('', *['Baseline', 'Week'] * 4)}{row(CELL, *['7.5', '6.3'] * 4)}</table>"
)


def test_no_word_breaks_while_there_is_room(qapp: QGuiApplication) -> None:
    document, widest = laid_out(TABLE, 700)
    assert widest <= 700
    assert document.size().width() <= 700
    assert lines(document).count("Baseline") == 4
    assert " ".join(line.strip() for line in lines(document)).count(CELL) == 1


def test_a_table_too_wide_overflows_where_it_may_and_breaks_words_where_it_must(qapp: QGuiApplication) -> None:
    document, widest = laid_out(TABLE, 300)
    assert widest > 300
    assert document.size().width() > 300
    assert lines(document).count("Baseline") == 4
    document, widest = laid_out(TABLE, 300, may_overflow=False)
    assert widest <= 300
    assert document.size().width() <= 300
    assert "7.5" in lines(document)


def test_a_cell_over_columns_widens_them_together(qapp: QGuiApplication) -> None:
    html = f"<table cellspacing='0'><tr><td>a</td><td colspan='2'>{'W' * 40}</td></tr>{row('b', 'c', 'd')}</table>"
    document, widest = laid_out(html, 900)
    assert widest <= 900
    assert "W" * 40 in lines(document)
    document, widest = laid_out(html, 200)
    assert "W" * 40 in lines(document)


def test_lists_and_pictures_in_cells_have_their_room(qapp: QGuiApplication) -> None:
    picture = "<img src=x width=200 height=9>"
    html = f"<table cellspacing='0'>{row('<ul><li>Discontinuation</li></ul>', CELL)}{row(picture, CELL)}</table>"
    document, _ = laid_out(html, 320)
    assert "Discontinuation" in lines(document)


def test_a_long_cell_is_measured_by_its_longest_words(qapp: QGuiApplication) -> None:
    document, _ = laid_out(f"<table cellspacing='0'>{row('short ' * 90 + 'M' * 30, CELL * 9)}</table>", 500)
    assert "M" * 30 in [line.strip() for line in lines(document)]


def test_single_columns_and_tables_in_tables_are_left_alone(qapp: QGuiApplication) -> None:
    _, widest = laid_out(f"<table cellspacing='0'>{row(CELL)}</table>", 300)
    assert widest == 0
    inner = f"<table cellspacing='0'>{row('1', '2')}</table>"
    document, widest = laid_out(f"<table cellspacing='0'>{row(inner, 'x')}</table>", 300)
    tables = [frame for frame in document.rootFrame().childFrames() if isinstance(frame, QTextTable)]
    constraints = tables[0].format().columnWidthConstraints()
    assert {constraint.type() for constraint in constraints} == {QTextLength.Type.VariableLength}
    assert widest == 0


@pytest.mark.parametrize(
    ("needs", "width", "may_overflow", "expected"),
    [
        ([(10, 20), (10, 60)], 160, False, [40, 120]),
        ([(0, 0), (0, 0)], 100, False, [50, 50]),
        ([(10, 20), (10, 60)], 50, False, [15, 35]),
        ([(10, 20), (90, 900)], 50, True, [10, 90]),
        ([(10, 20), (90, 900)], 50, False, [10, 40]),
        ([(80, 80), (10, 20), (90, 900)], 70, False, [30, 10, 30]),
    ],
)
def test_width_is_shared_out_by_need(
    needs: list[tuple[float, float]], width: float, may_overflow: bool, expected: list[float]
) -> None:
    assert shared_out(needs, width, may_overflow=may_overflow) == pytest.approx(expected)


def test_a_table_in_a_list_or_in_a_box_keeps_to_its_room(qapp: QGuiApplication) -> None:
    document, _ = laid_out(f"<ul><li>Item{TABLE}</li></ul>", 700)
    assert document.size().width() <= 700
    boxed = f"<table cellspacing='0'><tr><td style='padding-left:40px'>{TABLE}</td></tr></table>"
    document, _ = laid_out(boxed, 700)
    assert document.size().width() <= 700
    assert lines(document).count("Baseline") == 4
