"""Hits and selected words: counted, walked, marked and copied."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.monograph.html import collapsed_text
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, Section
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.reading.monograph_view import MonographView, Passage

if TYPE_CHECKING:
    from tests.ui.reading.monograph_view.conftest import Hand


TODAY = date(2026, 11, 22)


class TestHits:
    def test_tabs_count_them_and_the_section_says_which(
        self, view: MonographView, cited_monograph: Monograph, hand: Hand
    ) -> None:
        view.set_hits(hand.hits_of(cited_monograph, "withdrawal"))
        assert [view.tab_row.tabs.hits(tab) for tab in ("overview", "warning", "withdrawal")] == [0, 1, 2]
        assert view.tab_row.position.text() == "2 hits"
        view.next_hit()
        assert view.tab_row.position.text() == "1 of 2"

    def test_they_wrap_in_both_directions(self, view: MonographView, cited_monograph: Monograph, hand: Hand) -> None:
        view.set_hits(hand.hits_of(cited_monograph, "withdrawal"))
        seen = []
        for step in (view.next_hit, view.next_hit, view.next_hit, view.previous_hit):
            step()
            seen.append(view.hit_position)
        assert seen == [(1, 2), (2, 2), (1, 2), (2, 2)]

    def test_opening_at_the_first_hit_brings_it_into_view(
        self, view: MonographView, cited_monograph: Monograph
    ) -> None:
        text = collapsed_text(cited_monograph.sections[2].html)
        last = text.rindex("More")
        view.open_section("overview")
        view.set_hits({"withdrawal": [(last, last + 4)]})
        told: list[tuple[int, int]] = []
        view.hits_moved.connect(lambda n, of: told.append((n, of)))
        view.open_section("withdrawal", first_hit=True)
        assert told[-1] == (1, 1)
        current = view.reader.highlights.current
        assert current is not None
        assert view.reader.viewport().rect().contains(view.reader.span_rect(current))

    def test_a_section_without_hits_leads_to_the_next_that_has_some(
        self, view: MonographView, cited_monograph: Monograph, hand: Hand
    ) -> None:
        view.set_hits(hand.hits_of(cited_monograph, "withdrawal"))
        view.open_section("research")
        view.next_hit()
        assert (view.section_key, view.hit_position) == ("warning", (1, 1))
        view.open_section("research")
        view.previous_hit()
        assert (view.section_key, view.hit_position) == ("withdrawal", (2, 2))

    def test_hits_are_marked_over_the_fill_of_a_warning(
        self, view: MonographView, appearance: Appearance, hand: Hand
    ) -> None:
        view.open_section("warning")
        view.set_hits({"warning": [(0, 5)]})
        assert hand.colour_count(appearance.theme.mark) > 50
        assert hand.colour_count(appearance.theme.red_fill) > 1000
        view.next_hit()
        assert hand.colour_count(appearance.theme.accent) > 50

    def test_find_counts_in_the_section_and_gives_the_hits_back(
        self, view: MonographView, cited_monograph: Monograph, hand: Hand
    ) -> None:
        view.set_hits(hand.hits_of(cited_monograph, "withdrawal"))
        view.show_find()
        QTest.keyClicks(view.find_bar.field, "SUDDEN  stop")
        assert view.find_bar.found.text() == "1 of 1"
        view.find_bar.field.setText("more text")
        key_enter = Qt.Key.Key_Return
        QTest.keyClick(view.find_bar.field, key_enter)
        assert view.find_bar.found.text() == "2 of 60"
        QTest.keyClick(view.find_bar.field, key_enter, Qt.KeyboardModifier.ShiftModifier)
        assert view.find_bar.found.text() == "1 of 60"
        view.find_bar.field.setText("nowhere")
        assert view.find_bar.found.text() == "Not in this section"
        QTest.keyClick(view.find_bar.field, Qt.Key.Key_Escape)
        assert not view.find_bar.isVisible()
        assert view.hit_position[1] == 2

    def test_find_looks_for_what_is_selected(self, view: MonographView) -> None:
        view.open_section("withdrawal", span=(9, 17))
        view.show_find()
        assert view.find_bar.field.text() == "baclofen"


class TestKeys:
    def test_arrows_and_page_keys_scroll(self, view: MonographView, hand: Hand) -> None:
        hand.focus_reader()
        bar = view.reader.verticalScrollBar()
        values = [bar.value()]
        for pressed in (Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_Space, Qt.Key.Key_End):
            hand.key(pressed)
            values.append(bar.value())
        assert values == sorted(set(values))
        hand.key(Qt.Key.Key_Home)
        assert bar.value() == 0

    def test_tab_begins_with_the_first_mark_in_view(self, view: MonographView, hand: Hand) -> None:
        hand.focus_reader()
        needed = hand.mark("?")
        view.reader.verticalScrollBar().setValue(view.reader.span_rect((needed.start, needed.end)).top() - 5)
        hand.key(Qt.Key.Key_Tab)
        assert view.reader.focused_link == needed


class TestSelection:
    def test_a_span_is_shown_selected_and_read_back(self, view: MonographView, cited_monograph: Monograph) -> None:
        text = collapsed_text(cited_monograph.sections[2].html)
        start = text.index("Taper")
        view.open_section("withdrawal", span=(start, start + 14))
        assert view.reader.textCursor().selectedText() == "Taper the dose"
        assert view.selected_span() == (start, start + 14)

    def test_shift_and_arrows_select_from_the_current_hit(self, view: MonographView, hand: Hand) -> None:
        view.set_hits({"withdrawal": [(9, 17)]})
        view.next_hit()
        hand.focus_reader()
        hand.key(Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier)
        assert view.reader.textCursor().selectedText().strip() == "baclofen"

    def test_copied_text_has_marks_in_brackets_and_no_joiners(self, view: MonographView) -> None:
        view.reader.selectAll()
        copied = view.reader.createMimeDataFromSelection()
        assert copied.text().startswith("Stopping baclofen at once can cause withdrawal.[24] Taper the dose")
        assert "sudden stop.[26][27]\nEffects last for days.[source needed] GABAB" in copied.text()
        assert not set(copied.text()) & set("\u00a0\u2060\ufffc")
        assert not copied.hasHtml()

    def test_passages_have_a_note_beside_them(self, view: MonographView, appearance: Appearance, hand: Hand) -> None:
        before = hand.colour_count(appearance.theme.soft)
        view.set_passages({"withdrawal": [Passage(9, 40, "Give the plan in writing.", "2026-11-20")]})
        assert hand.colour_count(appearance.theme.soft) > before + 500
        cards = [card.accessibleName() for card in view.margin.findChildren(QWidget)]
        assert "Your note: Give the plan in writing." in cards

    def test_a_passage_whose_words_have_changed_says_so(self, view: MonographView) -> None:
        changed = [Passage(9, 40, "Mine.", exact=False), Passage(50, 60, exact=False), Passage(70, 80)]
        view.set_passages({"withdrawal": changed})
        cards = [card.accessibleName() for card in view.margin.findChildren(QWidget)]
        assert "Your note: Mine.: The text has changed since this was bookmarked." in cards
        assert "Your bookmark: The text has changed since this was bookmarked." in cards
        assert sum(name.startswith("Your") for name in cards) == 2


def test_a_right_to_left_section_is_read_and_marked(
    view: MonographView, cited_monograph: Monograph, appearance: Appearance, hand: Hand
) -> None:
    section = Section("ar", Kind.OTHER, "نظرة", '<p>باكلوفين دواء مرخي للعضلات.<a href="cite:26">26</a></p>', 0)
    view.show_monograph(dataclasses.replace(cited_monograph, sections=(section,)), today=TODAY)
    view.set_hits({"ar": [(9, 13)]})
    view.next_hit()
    current = view.reader.highlights.current
    assert current is not None
    rect = view.reader.span_rect(current)
    assert rect.width() > 5
    assert rect.left() > view.reader.viewport().width() // 2
    view.citations.pointer.open(hand.mark("26"), keyboard=False)
    assert view.popup.isVisible()


def test_a_view_made_before_it_has_its_size_still_shows_the_first_hit(
    qtbot: QtBot, appearance: Appearance, cited_monograph: Monograph
) -> None:
    view = MonographView(appearance)
    qtbot.addWidget(view)
    view.show_monograph(cited_monograph, today=TODAY)
    last = collapsed_text(cited_monograph.sections[2].html).rindex("More")
    view.set_hits({"withdrawal": [(last, last + 4)]})
    view.open_section("withdrawal", first_hit=True)
    view.resize(1064, 700)
    with qtbot.waitExposed(view):
        view.show()
    current = view.reader.highlights.current
    assert current is not None
    assert view.reader.viewport().rect().contains(view.reader.span_rect(current))
    view.close()


def test_hits_of_another_monograph_are_not_marked(view: MonographView) -> None:
    view.clear()
    view.set_hits({"withdrawal": [(0, 3)]})
    view.next_hit()
    assert view.hit_position == (0, 0)
