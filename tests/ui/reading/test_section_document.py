"""A section as Qt lays it out."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QColor, QTextTable
from PySide6.QtWidgets import QApplication

from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, Section
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.reading.section_document import SectionDocument

TABLE = "<table><tr><th>Drug</th><th>Dose</th></tr><tr><th>Baclofen</th><td>5 mg</td></tr></table>"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_one_line_goes_through_under_a_row_whose_name_is_in_its_head(qapp: QApplication, theme: str) -> None:
    appearance, parent = Appearance(theme), QObject()
    section = Section("a", Kind.OVERVIEW, "A", TABLE, 0)
    document = SectionDocument(Monograph("local:x", "X", "en", (), (section,), ()), section, appearance, None, parent)
    (table,) = (frame for frame in document.rootFrame().childFrames() if isinstance(frame, QTextTable))

    def line(row: int, column: int) -> str:
        return table.cellAt(row, column).format().toTableCellFormat().bottomBorderBrush().color().name()

    assert line(1, 0) == line(1, 1) == QColor(appearance.theme.line).name()
    assert line(0, 0) == line(0, 1) == QColor(appearance.theme.edge).name()
