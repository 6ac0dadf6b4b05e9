"""Sections are opened, laid out once, and keep their place; pictures come from the library alone."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, Section
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.reading.monograph_view import REFERENCES, MonographView
from desktop_app.ui.reading.section_tabs import Tab

if TYPE_CHECKING:
    from tests.ui.reading.monograph_view.conftest import Hand


TODAY = date(2026, 11, 22)


class TestSections:
    def test_the_first_section_opens_where_none_is_named(self, view: MonographView, cited_monograph: Monograph) -> None:
        view.show_monograph(cited_monograph, today=TODAY)
        assert view.section_key == "overview"
        assert "muscle relaxant" in view.reader.toPlainText()

    def test_opening_tells_once_and_only_of_a_change(self, view: MonographView) -> None:
        told: list[str] = []
        view.section_opened.connect(told.append)
        view.open_section("research")
        view.open_section("research", scroll=0)
        view.open_section("nowhere")
        assert told == ["research"]

    def test_each_section_is_laid_out_on_its_first_view_and_kept(self, view: MonographView) -> None:
        first = view.reader.document()
        view.open_section("research")
        view.open_section("withdrawal")
        assert view.reader.document() is first
        assert set(view.reader._documents) == {"withdrawal", "research"}

    def test_each_section_keeps_its_place(self, view: MonographView) -> None:
        view.reader.verticalScrollBar().setValue(300)
        view.open_section("overview")
        assert view.scroll_position() == 0
        view.open_section("withdrawal")
        assert view.reader.verticalScrollBar().value() == 300

    def test_the_place_means_the_same_text_in_another_size_and_width(
        self, view: MonographView, appearance: Appearance
    ) -> None:
        view.reader.verticalScrollBar().setValue(420)
        place = view.scroll_position()
        assert place > 0
        appearance.set_zoom(1.5)
        view.resize(900, 700)
        assert abs(view.scroll_position() - place) < 70
        view.open_section("overview")
        view.open_section("withdrawal", scroll=place)
        assert abs(view.scroll_position() - place) < 70

    def test_an_empty_section_says_so(self, view: MonographView) -> None:
        view.open_section("history")
        assert "no text under it" in view.reader.toPlainText()

    def test_a_monograph_without_sections_shows_its_references(
        self, view: MonographView, cited_monograph: Monograph
    ) -> None:
        view.show_monograph(dataclasses.replace(cited_monograph, sections=()), today=TODAY)
        assert view.section_key == REFERENCES

    def test_a_section_named_references_is_not_the_list_of_references(
        self, view: MonographView, cited_monograph: Monograph
    ) -> None:
        own = Section("references", Kind.OTHER, "15 REFERENCES", "<p>Smith, 1990.</p>", 9)
        view.show_monograph(
            dataclasses.replace(cited_monograph, sections=(*cited_monograph.sections, own)), today=TODAY
        )
        view.open_section("references")
        assert view.section_key == "references"
        assert "Smith, 1990." in view.reader.toPlainText()
        assert view.tab_row.tabs.tabs[-1] == Tab(REFERENCES, "All references")

    def test_a_monograph_that_cites_nothing_has_no_tab_of_references(
        self, view: MonographView, cited_monograph: Monograph
    ) -> None:
        view.show_monograph(dataclasses.replace(cited_monograph, references=()), today=TODAY)
        assert REFERENCES not in [tab.key for tab in view.tab_row.tabs.tabs]

    def test_a_table_wider_than_the_text_reaches_into_the_empty_margin_before_it_is_scrolled(
        self, view: MonographView, cited_monograph: Monograph, qtbot: QtBot
    ) -> None:
        cells = "".join(f"<td>Concentration{number}</td>" for number in range(7))
        wider = "".join(f"<td>Concentration{number}</td>" for number in range(15))
        sections = (
            Section("a", Kind.OTHER, "A", f"<p>Text.</p><table><tr>{cells}</tr></table>", 0),
            Section("b", Kind.OTHER, "B", f"<p>Text.</p><table><tr>{wider}</tr></table>", 1),
        )
        view.show_monograph(dataclasses.replace(cited_monograph, sections=sections), today=TODAY)
        bar, paragraph = view.reader.horizontalScrollBar(), view.reader.document().begin()
        assert view.reader.document().size().width() > view.reader.measure.text + 100
        qtbot.waitUntil(lambda: bar.maximum() == 0)
        assert paragraph.layout().lineAt(0).width() <= view.reader.measure.text
        view.open_section("b")
        qtbot.waitUntil(lambda: bar.maximum() > 0)
        view.resize(700, 800)
        view.open_section("a")
        qtbot.waitUntil(lambda: bar.maximum() > 0)

    def test_nothing_open_says_what_to_do(self, view: MonographView) -> None:
        view.clear()
        assert (view.monograph, view.section_key, view.selected_span(), view.hit_position) == (None, None, None, (0, 0))
        assert "No monograph is open" in view._message.text()
        view.next_hit()
        view.show_find()

    def test_a_link_to_a_section_opens_it(self, view: MonographView, hand: Hand) -> None:
        link = next(link for link in view.reader.links if link.href == "section:warning")
        QTest.mouseClick(view.reader.viewport(), Qt.MouseButton.LeftButton, pos=hand.centre(link))
        assert view.section_key == "warning"

    def test_next_and_previous_walk_the_tabs_and_stop_at_the_ends(self, view: MonographView) -> None:
        for _ in range(9):
            view.next_section()
        assert view.section_key == REFERENCES
        for _ in range(9):
            view.previous_section()
        assert view.section_key == "overview"

    def test_nothing_is_loaded_from_files_or_the_network(self, view: MonographView, tmp_path: object) -> None:
        for address in ("file:///etc/hostname", "https://example.org/a.png", "media:abc"):
            assert view.reader.loadResource(2, address) is None
            assert view.reader.document().loadResource(2, address) is None


class TestMedia:
    def test_images_come_from_the_library_alone(
        self, qtbot: QtBot, appearance: Appearance, cited_monograph: Monograph
    ) -> None:
        asked: list[str] = []

        def media(digest: str) -> bytes | None:
            asked.append(digest)
            return None

        view = MonographView(appearance, media=media)
        qtbot.addWidget(view)
        section = Section("a", Kind.OTHER, "A", '<p><img src="media:abc" alt="figure"></p>', 0)
        view.show_monograph(dataclasses.replace(cited_monograph, sections=(section,)), today=TODAY)
        view.grab()
        assert set(asked) == {"abc"}


def test_a_large_section_is_shown(view: MonographView, cited_monograph: Monograph, hand: Hand) -> None:
    html = '<p>Baclofen has many words to read.<a href="cite:26">26</a></p>' * 2700
    section = Section("long", Kind.OTHER, "Long", html, 0)
    view.show_monograph(dataclasses.replace(cited_monograph, sections=(section,)), today=TODAY)
    view.set_hits({"long": hand.hits_of(dataclasses.replace(cited_monograph, sections=(section,)), "words")["long"]})
    view.previous_hit()
    assert view.hit_position == (2700, 2700)


def test_the_text_at_the_top_edge_stays_through_many_widths(view: MonographView, hand: Hand) -> None:
    view.reader.verticalScrollBar().setValue(430)
    place = view.scroll_position()
    for width in [*range(1430, 900, -17), 1440]:
        view.resize(width, 800)
        hand.settle()
    assert view.scroll_position() == place
    assert abs(view.reader.verticalScrollBar().value() - 430) < 27


def test_a_view_made_before_it_has_its_size_still_opens_where_it_was_left(
    qtbot: QtBot, appearance: Appearance, cited_monograph: Monograph
) -> None:
    view = MonographView(appearance)
    qtbot.addWidget(view)
    view.show_monograph(cited_monograph, today=TODAY)
    view.open_section("withdrawal", scroll=300)
    view.resize(1064, 700)
    with qtbot.waitExposed(view):
        view.show()
    assert view.scroll_position() == 300
    assert view.reader.verticalScrollBar().value() > 0
    view.close()
