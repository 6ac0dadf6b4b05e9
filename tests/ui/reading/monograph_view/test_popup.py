"""Citation marks and their popup, by pointer and by keyboard."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.monograph.model import Monograph, Name, NameKind
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.reading.monograph_view import REFERENCES, MonographView

if TYPE_CHECKING:
    from tests.ui.reading.monograph_view.conftest import Hand


TODAY = date(2026, 11, 22)


class TestPopup:
    def test_pointing_opens_it_with_the_reference_in_full(self, view: MonographView, qtbot: QtBot, hand: Hand) -> None:
        hand.point_at(hand.mark("26"))
        qtbot.waitUntil(view.popup.isVisible)
        assert view.popup.words is not None
        assert view.popup.words.text.startswith("Leggio L. Effectiveness")
        assert view.margin.rows["26"].lit

    def test_leaving_mark_and_popup_closes_it(self, view: MonographView, qtbot: QtBot, hand: Hand) -> None:
        view.citations.pointer.open(hand.mark("26"), keyboard=False)
        view.citations.pointer.point(None)
        qtbot.waitUntil(view.popup.isHidden)
        assert not view.margin.rows["26"].lit

    def test_a_click_opens_it_at_once(self, view: MonographView, hand: Hand) -> None:
        QTest.mouseClick(view.reader.viewport(), Qt.MouseButton.LeftButton, pos=hand.centre(hand.mark("24")))
        assert view.popup.isVisible()
        assert view.popup.words is not None
        assert view.popup.words.status_word == "Missing"
        assert [button.text() for button in view.popup._shown_buttons()] == ["Show in references"]

    def test_tab_reaches_marks_actions_and_the_next_mark(self, view: MonographView, hand: Hand) -> None:
        hand.focus_reader()
        hand.key(Qt.Key.Key_Tab)
        assert view.popup.ref == "24"
        hand.key(Qt.Key.Key_Tab)
        assert view.popup.has_focus()
        hand.key(Qt.Key.Key_Tab)
        assert (view.popup.ref, view.popup.has_focus()) == ("26", False)
        assert [button.text() for button in view.popup._shown_buttons()] == [
            "Copy",
            "DOI",
            "PubMed",
            "Show in references",
        ]

    def test_arrows_go_from_mark_to_mark(self, view: MonographView, hand: Hand) -> None:
        hand.focus_reader()
        hand.key(Qt.Key.Key_Tab)
        shown = []
        for _ in range(4):
            shown.append(view.popup.ref)
            hand.key(Qt.Key.Key_Right)
        hand.key(Qt.Key.Key_Left)
        assert shown == ["24", "26", "27", "?"]
        assert view.popup.ref == "?"

    def test_esc_in_the_actions_goes_to_the_mark_and_esc_there_closes(self, view: MonographView, hand: Hand) -> None:
        hand.focus_reader()
        hand.key(Qt.Key.Key_Tab)
        hand.key(Qt.Key.Key_Return)
        assert view.popup.has_focus()
        hand.key(Qt.Key.Key_Escape)
        assert view.popup.isVisible()
        assert view.reader.hasFocus()
        hand.key(Qt.Key.Key_Escape)
        assert not view.popup.isVisible()
        hand.key(Qt.Key.Key_Tab)
        assert view.popup.ref == "26"

    def test_the_links_are_left_after_the_last(self, view: MonographView, hand: Hand) -> None:
        view.popup_enabled = False
        hand.focus_reader()
        for _ in view.reader.links:
            hand.key(Qt.Key.Key_Tab)
            assert view.reader.hasFocus()
        hand.key(Qt.Key.Key_Tab)
        assert not view.reader.hasFocus()

    def test_it_can_be_switched_off(self, view: MonographView, hand: Hand) -> None:
        view.popup_enabled = False
        view.citations._point(hand.mark("26"))
        assert not any(timer.isActive() for timer in view.citations.pointer.findChildren(QTimer))
        QTest.mouseClick(view.reader.viewport(), Qt.MouseButton.LeftButton, pos=hand.centre(hand.mark("26")))
        assert not view.popup.isVisible()
        assert (view.section_key, view.references.table.chosen) == (REFERENCES, "26")

    def test_it_closes_when_its_mark_scrolls_away(self, view: MonographView, hand: Hand) -> None:
        view.citations.pointer.open(hand.mark("26"), keyboard=False)
        bar = view.reader.verticalScrollBar()
        bar.setValue(10)
        assert view.popup.isVisible()
        bar.setValue(bar.maximum())
        assert not view.popup.isVisible()

    def test_it_closes_when_the_keyboard_goes_elsewhere(self, view: MonographView, hand: Hand) -> None:
        hand.focus_reader()
        hand.key(Qt.Key.Key_Tab)
        hand.key(Qt.Key.Key_Tab)
        assert view.popup.isVisible()
        view.tab_row.tabs.setFocus()
        assert not view.popup.isVisible()

    def test_a_click_beside_the_marks_lets_the_mark_go(self, view: MonographView, hand: Hand) -> None:
        hand.focus_reader()
        hand.key(Qt.Key.Key_Tab)
        QTest.mouseClick(view.reader.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(300, 400))
        assert view.reader.focused_link is None
        assert not view.close_popup()

    def test_a_screen_reader_is_told_its_text(
        self, view: MonographView, monkeypatch: pytest.MonkeyPatch, hand: Hand
    ) -> None:
        told: list[str] = []
        monkeypatch.setattr(
            "desktop_app.ui.reading.citation_popup.QAccessible.updateAccessibility",
            lambda event: told.append(event.message()),
        )
        view.citations.pointer.open(hand.mark("24"), keyboard=True)
        assert told == [
            "Reference 24. No reference 24 in the source file. Missing: the mark is in the text, "
            "the reference is not in the file. Cited 1× here: Withdrawal syndrome 1."
        ]

    def test_it_closes_on_a_new_section(self, view: MonographView, hand: Hand) -> None:
        view.citations.pointer.open(hand.mark("26"), keyboard=True)
        view.open_section("research")
        assert not view.popup.isVisible()

    @pytest.mark.parametrize("size", [(1440, 900), (1280, 720), (1000, 600), (700, 420)])
    @pytest.mark.parametrize("zoom", [1.0, 2.0])
    def test_it_never_covers_its_mark_nor_leaves_the_window(
        self, view: MonographView, appearance: Appearance, size: tuple[int, int], zoom: float, hand: Hand
    ) -> None:
        appearance.set_zoom(zoom)
        view.resize(*size)
        hand.settle()
        for link in [link for link in view.reader.links if link.href.startswith("cite:")]:
            view.reader.ensure_span_visible((link.start, link.end))
            view.citations.pointer.open(link, keyboard=False)
            hand.settle()
            rect = view.reader.span_rect((link.start, link.end))
            rect.moveTopLeft(view.reader.viewport().mapTo(view, rect.topLeft()))
            popup = view.popup.geometry()
            assert view.rect().contains(popup)
            assert not popup.intersects(rect)

    def test_copy_puts_the_reference_on_the_clipboard_and_tells(
        self, view: MonographView, qtbot: QtBot, hand: Hand
    ) -> None:
        view.citations.pointer.open(hand.mark("26"), keyboard=True)
        with qtbot.waitSignal(view.copied):
            view.popup._copy.click()
        assert QGuiApplication.clipboard().text().startswith("Leggio L.")

    def test_only_a_click_asks_for_an_outside_link(self, view: MonographView, hand: Hand) -> None:
        asked: list[str] = []
        view.external_link_requested.connect(asked.append)
        view.citations.pointer.open(hand.mark("26"), keyboard=True)
        assert asked == []
        view.popup._links[0].click()
        assert asked == ["https://doi.org/10.2174/187152710790966614"]

    def test_show_in_references_goes_to_the_row(self, view: MonographView, hand: Hand) -> None:
        view.citations.pointer.open(hand.mark("24"), keyboard=True)
        view.popup._show.click()
        assert (view.section_key, view.references.table.chosen) == (REFERENCES, "24")

    def test_a_row_of_the_margin_leads_to_its_mark(self, view: MonographView, hand: Hand) -> None:
        view.margin.reference_chosen.emit("26")
        assert view.popup.ref == "26"
        assert view.reader.focused_link == hand.mark("26")


def test_rects_are_in_the_viewport(view: MonographView, hand: Hand) -> None:
    link = hand.mark("24")
    rect = view.reader.span_rect((link.start, link.end))
    assert isinstance(rect, QRect)
    assert view.reader.link_at(QPointF(rect.center())) == link
    assert view.reader.link_at(QPointF(rect.right() + 200, rect.top() + 400)) is None


def test_the_popup_stays_beside_its_mark_when_the_header_grows(
    view: MonographView, cited_monograph: Monograph, qtbot: QtBot, hand: Hand
) -> None:
    names = tuple(Name(f"Brandname{number}", NameKind.BRAND) for number in range(40))
    view.show_monograph(dataclasses.replace(cited_monograph, names=names), today=TODAY, section="withdrawal")
    link = hand.mark("26")
    view.citations.pointer.open(link, keyboard=False)
    top = view.popup.y()
    view.header.expand(True)
    qtbot.waitUntil(lambda: view.popup.y() > top)
    rect = view.reader.span_rect((link.start, link.end))
    rect.moveTopLeft(view.reader.viewport().mapTo(view, rect.topLeft()))
    assert not view.popup.geometry().intersects(rect)
