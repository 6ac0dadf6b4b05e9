"""What the style sheet makes of Qt's own widgets."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot

from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.look.dress import dress


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_choice_has_one_edge_all_round_and_an_arrow(qapp: QApplication, qtbot: QtBot, theme: str) -> None:
    appearance, sheet = Appearance(theme), qapp.styleSheet()
    dress(qapp, appearance)
    box = QComboBox()
    qtbot.addWidget(box)
    box.addItems(["A4", "Letter"])
    box.resize(200, 32)
    image = box.grab().toImage()
    qapp.setStyleSheet(sheet)
    right, middle = image.width() - 1, image.height() // 2
    surface, edge = QColor(appearance.theme.surface).name(), QColor(appearance.theme.edge).name()
    outline = [image.pixelColor(x, middle).name() for x in (0, 1, right - 1, right)]
    assert outline == [edge, surface, surface, edge]
    arrow = [image.pixelColor(x, y).name() for x in range(right - 24, right) for y in range(middle - 6, middle + 6)]
    assert QColor(appearance.theme.text2).name() in arrow
