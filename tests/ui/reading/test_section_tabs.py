"""Tabs: all sections reachable, the current one visible, hits counted even where tabs do not fit."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.reading.reading_measure import reading_measure
from desktop_app.ui.reading.section_tab_row import SectionTabRow
from desktop_app.ui.reading.section_tabs import Tab

TABS = [Tab(f"s{number}", f"Section number {number}", warning=number == 1) for number in range(20)]


@pytest.fixture
def row(qtbot: QtBot, appearance: Appearance) -> Iterator[SectionTabRow]:
    widget = SectionTabRow(appearance)
    qtbot.addWidget(widget)
    widget.resize(1064, 42)
    widget.set_measure(reading_measure(1440, 1064, 1.0))
    widget.set_tabs(TABS)
    widget.set_current("s0")
    with qtbot.waitExposed(widget):
        widget.show()
    yield widget
    widget.close()


def shown(row: SectionTabRow) -> list[str]:
    return [tab.key for index, tab in enumerate(TABS) if row.tabs.isTabVisible(index)]


def test_tabs_that_do_not_fit_go_under_more(row: SectionTabRow) -> None:
    assert shown(row) == [f"s{number}" for number in range(len(shown(row)))]
    assert row.more.isVisible()
    assert row.more.geometry().right() <= row.width()
    assert len(row.menu().actions()) == 20 - len(shown(row))


@pytest.mark.parametrize("width", [260, 400, 777, 1064, 1900])
@pytest.mark.parametrize("current", ["s0", "s9", "s19"])
def test_the_current_tab_is_always_in_view(row: SectionTabRow, width: int, current: str) -> None:
    row.resize(width, 42)
    row.set_measure(reading_measure(width + 376, width, 1.0))
    row.set_counts({current: 12, "s3": 5})
    row.set_current(current)
    assert row.tabs.current_key == current
    rect = row.tabs.tabRect(row.tabs.currentIndex()).translated(row.tabs.pos())
    assert rect.width() > 0
    assert rect.right() <= row.width()


def test_all_tabs_show_where_they_fit(row: SectionTabRow) -> None:
    row.set_tabs(TABS[:3])
    assert not row.more.isVisible()
    assert not row.tabs.hidden_tabs()


def test_more_adds_up_the_hits_of_the_tabs_behind_it(row: SectionTabRow) -> None:
    row.set_counts({"s0": 2, "s17": 3, "s18": 4})
    assert row.more.hits == 7
    row.set_current("s17")
    assert row.more.hits == 4
    assert row.menu().actions()[-2].text() == "Section number 18\t4"


def test_more_chooses_a_section(row: SectionTabRow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(row.tabs.chosen) as told:
        row.menu().actions()[-1].trigger()
    assert told.args == ["s19"]


def test_clicking_a_tab_chooses_it(row: SectionTabRow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(row.tabs.chosen) as told:
        QTest.mouseClick(row.tabs, Qt.MouseButton.LeftButton, pos=row.tabs.tabRect(2).center())
    assert told.args == ["s2"]


def test_arrows_walk_hidden_tabs_too(row: SectionTabRow, qtbot: QtBot) -> None:
    told: list[str] = []
    row.tabs.chosen.connect(told.append)
    row.tabs.chosen.connect(row.set_current)
    for _ in range(25):
        QTest.keyClick(row.tabs, Qt.Key.Key_Right)
    assert told == [f"s{number}" for number in range(1, 20)]
    QTest.keyClick(row.tabs, Qt.Key.Key_Left)
    QTest.keyClick(row.tabs, Qt.Key.Key_Home)
    QTest.keyClick(row.tabs, Qt.Key.Key_End)
    assert told[-3:] == ["s18", "s0", "s19"]


def test_down_goes_into_the_text(row: SectionTabRow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(row.tabs.text_wanted):
        QTest.keyClick(row.tabs, Qt.Key.Key_Down)


def test_a_warning_is_red_and_nothing_else_is(row: SectionTabRow, appearance: Appearance) -> None:
    image = row.tabs.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    red = [x for x in range(image.width()) for y in range(image.height()) if _reddish(image, x, y)]
    rect = row.tabs.tabRect(1)
    assert red
    assert min(red) >= rect.left()
    assert max(red) <= rect.right()


def test_counts_are_told_to_a_screen_reader(row: SectionTabRow) -> None:
    row.set_counts({"s0": 1, "s2": 3})
    assert row.tabs.accessibleTabName(0) == "Section number 0, 1 hit"
    assert row.tabs.accessibleTabName(2) == "Section number 2, 3 hits"
    row.set_counts({})
    assert row.tabs.accessibleTabName(0) == "Section number 0"


def test_navigation_shows_only_where_there_are_hits(row: SectionTabRow) -> None:
    row.show_position(None, 0)
    assert not row._next.isVisible()
    row.set_counts({"s3": 5})
    row.show_position(2, 5)
    assert row._next.isVisible()
    assert row.position.text() == "2 of 5"


def test_a_wheel_does_not_leave_the_section(row: SectionTabRow, qtbot: QtBot) -> None:
    event = QWheelEvent(
        QPointF(20, 20), QPointF(20, 20), QPoint(0, 0), QPoint(0, -240), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    with qtbot.assertNotEmitted(row.tabs.chosen):
        QApplication.sendEvent(row.tabs, event)


def _reddish(image: QImage, x: int, y: int) -> bool:
    colour = image.pixelColor(x, y)
    return colour.red() > 150 and colour.green() < 100


@pytest.mark.parametrize("width", [320, 400, 420, 472, 520, 777])
def test_a_long_title_gives_way_to_the_number_of_the_hit(row: SectionTabRow, width: int) -> None:
    long = [Tab("long", "5 WARNINGS AND PRECAUTIONS FOR ALL PATIENTS"), *TABS]
    row.set_tabs(long)
    row.set_counts({"long": 31, "s3": 82})
    row.set_current("long")
    row.show_position(1, 24)
    row.resize(width, 42)
    row.set_measure(reading_measure(width + 328, width, 1.0))
    parts = [row.tabs, row.more, row.position, *row.findChildren(QToolButton)]
    places = sorted((part.geometry().left(), part.geometry().right()) for part in parts if part.isVisible())
    assert row.more.isVisible()
    assert all(end < begin for (_, end), (begin, _) in pairwise(places))
    assert places[-1][1] <= width
