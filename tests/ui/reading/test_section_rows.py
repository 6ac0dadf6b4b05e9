"""Two rows of tabs: every section is reached in reading order, and hits inside a section count for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.reading.reading_measure import reading_measure
from desktop_app.ui.reading.section_rows import SectionRows
from desktop_app.ui.reading.section_tabs import Tab

TABS = [
    Tab("boxed", "WARNING: SERIOUS INFECTIONS AND MALIGNANCY, WITH MORE WORDS", warning=True),
    Tab("dosage", "2 Dosage and administration"),
    Tab("dosage/adults", "2.1 Adults", depth=1),
    Tab("dosage/adults/oral", "Oral", depth=2),
    Tab("dosage/children", "2.2 Children", depth=1),
    Tab("overdosage", "10 Overdosage"),
]


@pytest.fixture
def rows(qtbot: QtBot, appearance: Appearance) -> Iterator[SectionRows]:
    widget = SectionRows(appearance)
    qtbot.addWidget(widget)
    widget.resize(1064, 80)
    widget.set_measure(reading_measure(1440, 1064, 1.0))
    widget.set_tabs(TABS)
    widget.set_current("boxed")
    widget.chosen.connect(widget.set_current)
    with qtbot.waitExposed(widget):
        widget.show()
    yield widget
    widget.close()


def inner(rows: SectionRows) -> list[str]:
    return [tab.key for tab in rows.inner.tabs.tabs] if rows.inner.isVisible() else []


def test_sections_inside_the_current_one_have_a_row_of_their_own(rows: SectionRows) -> None:
    assert inner(rows) == []
    rows.set_current("dosage")
    assert [tab.key for tab in rows.tabs.tabs] == ["boxed", "dosage", "overdosage"]
    assert inner(rows) == ["dosage/adults", "dosage/adults/oral", "dosage/children"]
    assert (rows.tabs.current_key, rows.inner.tabs.current_key) == ("dosage", None)
    rows.set_current("dosage/adults/oral")
    assert (rows.tabs.current_key, rows.inner.tabs.current_key) == ("dosage", "dosage/adults/oral")
    rows.set_current("overdosage")
    assert inner(rows) == []


def test_stepping_goes_through_all_sections_in_reading_order_and_stops_at_the_ends(rows: SectionRows) -> None:
    told: list[str] = []
    rows.chosen.connect(told.append)
    for step in (-1, 1, 1, 1, 1, 1, 1, -1):
        rows.choose(step)
    assert told == [*(tab.key for tab in TABS[1:]), "dosage/children"]


def test_a_section_is_opened_by_its_own_tab_again_from_one_inside_it(rows: SectionRows, qtbot: QtBot) -> None:
    rows.set_current("dosage/children")
    with qtbot.waitSignal(rows.chosen) as told:
        QTest.mouseClick(rows.tabs, Qt.MouseButton.LeftButton, pos=rows.tabs.tabRect(1).center())
    assert told.args == ["dosage"]


def test_the_first_section_inside_can_be_clicked_while_none_is_current(rows: SectionRows, qtbot: QtBot) -> None:
    rows.set_current("dosage")
    with qtbot.waitSignal(rows.chosen) as told:
        QTest.mouseClick(rows.inner.tabs, Qt.MouseButton.LeftButton, pos=rows.inner.tabs.tabRect(0).center())
    assert told.args == ["dosage/adults"]


def test_the_keyboard_enters_the_sections_inside_at_the_first(rows: SectionRows) -> None:
    rows.set_current("dosage")
    QTest.keyClick(rows.inner.tabs, Qt.Key.Key_Right)
    assert rows.inner.tabs.current_key == "dosage/adults"


def test_hits_inside_a_section_count_for_it(rows: SectionRows) -> None:
    rows.set_counts({"dosage": 1, "dosage/children": 2, "overdosage": 4})
    assert [rows.tabs.hits(tab.key) for tab in rows.tabs.tabs] == [0, 3, 4]
    rows.set_current("dosage")
    assert [rows.inner.tabs.hits(tab.key) for tab in rows.inner.tabs.tabs] == [0, 0, 2]
    rows.set_counts({"dosage/adults": 5})
    assert rows.inner.tabs.hits("dosage/adults") == 5


def test_a_section_that_is_not_there_changes_nothing(rows: SectionRows) -> None:
    rows.set_current("nowhere")
    assert rows.tabs.current_key == "boxed"


def test_titles_are_cut_sooner_where_not_all_fit(rows: SectionRows) -> None:
    wide = rows.tabs.tabRect(0).width()
    rows.set_current("overdosage")
    rows.resize(500, 80)
    rows.set_measure(reading_measure(1000, 500, 1.0))
    assert rows.tabs.tabRect(0).width() < wide
    rows.set_current("boxed")
    assert rows.tabs.tabRect(0).width() == wide
