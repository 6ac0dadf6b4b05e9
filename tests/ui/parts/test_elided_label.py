"""A line of text that gives way in its middle."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.ui.parts.elided_label import ElidedLabel


def test_what_is_not_seen_is_in_the_tooltip(qapp: QApplication, qtbot: QtBot) -> None:
    label = ElidedLabel("dm_spl_release_human_rx_part1_of_a_very_long_name.zip")
    qtbot.addWidget(label)
    label.resize(600, 20)
    label.show()
    assert label.toolTip() == ""
    label.resize(90, 20)
    assert label.toolTip() == label.text()
    narrow = label.grab().toImage()
    label.setText("b.zip")
    assert label.toolTip() == ""
    assert label.grab().toImage() != narrow
    assert label.minimumSizeHint().width() < 90
