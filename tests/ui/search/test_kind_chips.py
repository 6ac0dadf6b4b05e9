"""Chips that filter by kind: what they offer, where they stand, and how they are pressed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.monograph.kinds import Kind
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.search.kind_chips import GAP, HEIGHT, KindChips, fitting, in_order, label_of

COUNTS = (("withdrawal", 9), ("dosage", 4), ("boxed-warning", 1))


@pytest.fixture
def chips(qtbot: QtBot, appearance: Appearance) -> KindChips:
    made = KindChips(appearance)
    qtbot.addWidget(made)
    made.resize(500, 80)
    made.show_counts(COUNTS, ())
    return made


def test_kinds_are_offered_in_reading_order_with_counts_after_all(chips: KindChips) -> None:
    assert chips.texts == [
        ("All", "14", True),
        ("Boxed warning", "1", False),
        ("Dosage", "4", False),
        ("Withdrawal", "9", False),
    ]


def test_what_the_query_asks_for_is_lit_also_without_hits(chips: KindChips) -> None:
    chips.show_counts(COUNTS, ("dosage", "overdose"))
    assert [word for word, _, lit in chips.texts if lit] == ["Dosage", "Overdose"]
    assert ("Overdose", "0", True) in chips.texts


def test_one_kind_is_no_choice_unless_it_was_chosen(chips: KindChips) -> None:
    chips.show_counts((("dosage", 4),), ())
    assert chips.isHidden()
    chips.show_counts((("dosage", 4),), ("dosage",))
    assert not chips.isHidden()
    chips.show_counts((), ())
    assert chips.isHidden()


def test_a_click_asks_and_the_answer_lights(chips: KindChips, qtbot: QtBot) -> None:
    dosage = chips._chips[2]
    with qtbot.waitSignal(chips.toggled) as told:
        QTest.mouseClick(dosage, Qt.MouseButton.LeftButton)
    assert told.args == ["dosage"]
    assert not dosage.isChecked()
    with qtbot.waitSignal(chips.cleared):
        QTest.mouseClick(chips._chips[0], Qt.MouseButton.LeftButton)


def test_chips_are_walked_and_pressed_by_keyboard(chips: KindChips, qtbot: QtBot, qapp: QApplication) -> None:
    chips.show()
    chips.activateWindow()
    chips._chips[0].setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(chips._chips[0], Qt.Key.Key_Left)
    QTest.keyClick(chips._chips[0], Qt.Key.Key_Right)
    assert chips._chips[1].hasFocus()
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Return):
        with qtbot.waitSignal(chips.toggled) as told:
            QTest.keyClick(chips._chips[1], key)
        assert told.args == ["boxed-warning"]
    chips.close()


def test_chips_that_do_not_fit_stand_in_a_menu_and_chosen_ones_never_do(chips: KindChips) -> None:
    everything = tuple((kind.value, 1000) for kind in Kind)
    chips.resize(376, 80)
    for rows in (1, 2):
        chips.allow_rows(rows)
        chips.show_counts(everything, ())
        *shown, (more, _, _) = chips.texts
        assert more == "More"
        assert len(shown) + len(chips.menu_texts) == len(Kind) + 1
        chips.show_counts(everything, ("other",))
        assert ("Other", "1,000", True) in chips.texts
        right = max(chip.geometry().right() for chip in chips._chips if not chip.isHidden())
        bottom = max(chip.geometry().bottom() for chip in chips._chips if not chip.isHidden())
        assert right <= 376 - 16
        assert bottom < chips.sizeHint().height() <= rows * (HEIGHT + GAP) + 12


def test_places_run_on_into_the_next_row_and_leave_room_for_more() -> None:
    assert fitting([40, 40], 100, 1, 30) == [QPoint(0, 0), QPoint(46, 0)]
    assert fitting([40, 40, 40], 100, 1, 30) == [QPoint(0, 0)]
    assert fitting([40, 40, 40], 100, 2, 30) == [QPoint(0, 0), QPoint(46, 0), QPoint(0, HEIGHT + GAP)]
    assert fitting([], 100, 2, 30) == []


def test_a_kind_that_is_not_known_is_named_by_itself_and_comes_last() -> None:
    assert label_of("brand-new") == "Brand new"
    assert in_order((("brand-new", 1), ("other", 2)), ()) == [("other", 2), ("brand-new", 1)]
