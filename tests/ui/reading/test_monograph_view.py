"""Reading a monograph: sections, hits, citation marks, by pointer and by keyboard."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.monograph.html import collapsed_text
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, Name, NameKind, Section
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.look.dress import dress
from desktop_app.ui.reading.links import Link
from desktop_app.ui.reading.monograph_view import REFERENCES, MonographView, Passage
from desktop_app.ui.reading.section_tabs import Tab

TODAY = date(2026, 11, 22)
Hits = dict[str, list[tuple[int, int]]]


@pytest.fixture
def view(
    qapp: QApplication, qtbot: QtBot, appearance: Appearance, cited_monograph: Monograph
) -> Iterator[MonographView]:
    """Shown in a dressed application, as it is used."""
    sheet = qapp.styleSheet()
    dress(qapp, appearance)
    appearance.changed.connect(lambda: dress(qapp, appearance))
    widget = MonographView(appearance)
    qtbot.addWidget(widget)
    widget.resize(1440, 800)
    with qtbot.waitExposed(widget):
        widget.show()
    widget.show_monograph(cited_monograph, today=TODAY, section="withdrawal")
    yield widget
    widget.close()
    qapp.setStyleSheet(sheet)


def hits_of(monograph: Monograph, word: str) -> Hits:
    texts = {section.key: collapsed_text(section.html) for section in monograph.sections}
    return {key: [match.span() for match in re.finditer(word, text)] for key, text in texts.items() if word in text}


def mark(view: MonographView, ref: str, nth: int = 0) -> Link:
    link = view.reader.citation(ref, nth)
    assert link is not None
    return link


def centre(view: MonographView, link: Link) -> QPoint:
    return view.reader.span_rect((link.start, link.end)).center()


def point_at(view: MonographView, link: Link) -> None:
    viewport = view.reader.viewport()
    QTest.mouseMove(viewport, centre(view, link) + QPoint(-40, 60))
    QTest.mouseMove(viewport, centre(view, link))


def key(view: MonographView, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget() or view.reader, key, modifiers)


def focus_reader(view: MonographView, qtbot: QtBot) -> None:
    view.activateWindow()
    view.focus_text()
    qtbot.waitUntil(view.reader.hasFocus)


class TestSections:
    def test_the_first_section_opens_where_none_is_named(self, view: MonographView, cited_monograph: Monograph) -> None:
        view.show_monograph(cited_monograph, today=TODAY)
        assert view.section_key == "overview"
        assert "muscle relaxant" in view.reader.toPlainText()

    def test_opening_tells_once_and_only_of_a_change(self, view: MonographView, qtbot: QtBot) -> None:
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

    def test_a_link_to_a_section_opens_it(self, view: MonographView) -> None:
        link = next(link for link in view.reader.links if link.href == "section:warning")
        QTest.mouseClick(view.reader.viewport(), Qt.MouseButton.LeftButton, pos=centre(view, link))
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


class TestHits:
    def test_tabs_count_them_and_the_section_says_which(self, view: MonographView, cited_monograph: Monograph) -> None:
        view.set_hits(hits_of(cited_monograph, "withdrawal"))
        assert [view.tab_row.tabs.hits(tab) for tab in ("overview", "warning", "withdrawal")] == [0, 1, 2]
        assert view.tab_row.position.text() == "2 hits"
        view.next_hit()
        assert view.tab_row.position.text() == "1 of 2"

    def test_they_wrap_in_both_directions(self, view: MonographView, cited_monograph: Monograph) -> None:
        view.set_hits(hits_of(cited_monograph, "withdrawal"))
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
        self, view: MonographView, cited_monograph: Monograph
    ) -> None:
        view.set_hits(hits_of(cited_monograph, "withdrawal"))
        view.open_section("research")
        view.next_hit()
        assert (view.section_key, view.hit_position) == ("warning", (1, 1))
        view.open_section("research")
        view.previous_hit()
        assert (view.section_key, view.hit_position) == ("withdrawal", (2, 2))

    def test_hits_are_marked_over_the_fill_of_a_warning(self, view: MonographView, appearance: Appearance) -> None:
        view.open_section("warning")
        view.set_hits({"warning": [(0, 5)]})
        assert colour_count(view, appearance.theme.mark) > 50
        assert colour_count(view, appearance.theme.red_fill) > 1000
        view.next_hit()
        assert colour_count(view, appearance.theme.accent) > 50

    def test_find_counts_in_the_section_and_gives_the_hits_back(
        self, view: MonographView, cited_monograph: Monograph, qtbot: QtBot
    ) -> None:
        view.set_hits(hits_of(cited_monograph, "withdrawal"))
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
    def test_arrows_and_page_keys_scroll(self, view: MonographView, qtbot: QtBot) -> None:
        focus_reader(view, qtbot)
        bar = view.reader.verticalScrollBar()
        values = [bar.value()]
        for pressed in (Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_Space, Qt.Key.Key_End):
            key(view, pressed)
            values.append(bar.value())
        assert values == sorted(set(values))
        key(view, Qt.Key.Key_Home)
        assert bar.value() == 0

    def test_tab_begins_with_the_first_mark_in_view(self, view: MonographView, qtbot: QtBot) -> None:
        focus_reader(view, qtbot)
        needed = mark(view, "?")
        view.reader.verticalScrollBar().setValue(view.reader.span_rect((needed.start, needed.end)).top() - 5)
        key(view, Qt.Key.Key_Tab)
        assert view.reader.focused_link == needed


class TestSelection:
    def test_a_span_is_shown_selected_and_read_back(self, view: MonographView, cited_monograph: Monograph) -> None:
        text = collapsed_text(cited_monograph.sections[2].html)
        start = text.index("Taper")
        view.open_section("withdrawal", span=(start, start + 14))
        assert view.reader.textCursor().selectedText() == "Taper the dose"
        assert view.selected_span() == (start, start + 14)

    def test_shift_and_arrows_select_from_the_current_hit(self, view: MonographView, qtbot: QtBot) -> None:
        view.set_hits({"withdrawal": [(9, 17)]})
        view.next_hit()
        focus_reader(view, qtbot)
        key(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier)
        assert view.reader.textCursor().selectedText().strip() == "baclofen"

    def test_copied_text_has_marks_in_brackets_and_no_joiners(self, view: MonographView) -> None:
        view.reader.selectAll()
        copied = view.reader.createMimeDataFromSelection()
        assert copied.text().startswith("Stopping baclofen at once can cause withdrawal.[24] Taper the dose")
        assert "sudden stop.[26][27]\nEffects last for days.[source needed] GABAB" in copied.text()
        assert not set(copied.text()) & set("\u00a0\u2060\ufffc")
        assert not copied.hasHtml()

    def test_passages_have_a_note_beside_them(self, view: MonographView, appearance: Appearance) -> None:
        before = colour_count(view, appearance.theme.soft)
        view.set_passages({"withdrawal": [Passage(9, 40, "Give the plan in writing.", "2026-11-20")]})
        assert colour_count(view, appearance.theme.soft) > before + 500
        cards = [card.accessibleName() for card in view.margin.findChildren(QWidget)]
        assert "Your note: Give the plan in writing." in cards

    def test_a_passage_whose_words_have_changed_says_so(self, view: MonographView) -> None:
        changed = [Passage(9, 40, "Mine.", exact=False), Passage(50, 60, exact=False), Passage(70, 80)]
        view.set_passages({"withdrawal": changed})
        cards = [card.accessibleName() for card in view.margin.findChildren(QWidget)]
        assert "Your note: Mine.: The text has changed since this was bookmarked." in cards
        assert "Your bookmark: The text has changed since this was bookmarked." in cards
        assert sum(name.startswith("Your") for name in cards) == 2


class TestPopup:
    def test_pointing_opens_it_with_the_reference_in_full(self, view: MonographView, qtbot: QtBot) -> None:
        point_at(view, mark(view, "26"))
        assert not view.popup.isVisible()
        qtbot.waitUntil(view.popup.isVisible, timeout=3000)
        assert view.popup.words is not None
        assert view.popup.words.text.startswith("Leggio L. Effectiveness")
        assert view.margin.rows["26"].lit

    def test_leaving_mark_and_popup_closes_it(self, view: MonographView, qtbot: QtBot) -> None:
        view.citations.pointer.open(mark(view, "26"), keyboard=False)
        view.citations.pointer.point(None)
        qtbot.waitUntil(view.popup.isHidden, timeout=3000)
        assert not view.margin.rows["26"].lit

    def test_a_click_opens_it_at_once(self, view: MonographView) -> None:
        QTest.mouseClick(view.reader.viewport(), Qt.MouseButton.LeftButton, pos=centre(view, mark(view, "24")))
        assert view.popup.isVisible()
        assert view.popup.words is not None
        assert view.popup.words.status_word == "Missing"
        assert [button.text() for button in view.popup._shown_buttons()] == ["Show in references"]

    def test_tab_reaches_marks_actions_and_the_next_mark(self, view: MonographView, qtbot: QtBot) -> None:
        focus_reader(view, qtbot)
        key(view, Qt.Key.Key_Tab)
        assert view.popup.ref == "24"
        key(view, Qt.Key.Key_Tab)
        assert view.popup.has_focus()
        key(view, Qt.Key.Key_Tab)
        assert (view.popup.ref, view.popup.has_focus()) == ("26", False)
        assert [button.text() for button in view.popup._shown_buttons()] == [
            "Copy",
            "DOI",
            "PubMed",
            "Show in references",
        ]

    def test_arrows_go_from_mark_to_mark(self, view: MonographView, qtbot: QtBot) -> None:
        focus_reader(view, qtbot)
        key(view, Qt.Key.Key_Tab)
        shown = []
        for _ in range(4):
            shown.append(view.popup.ref)
            key(view, Qt.Key.Key_Right)
        key(view, Qt.Key.Key_Left)
        assert shown == ["24", "26", "27", "?"]
        assert view.popup.ref == "?"

    def test_esc_in_the_actions_goes_to_the_mark_and_esc_there_closes(self, view: MonographView, qtbot: QtBot) -> None:
        focus_reader(view, qtbot)
        key(view, Qt.Key.Key_Tab)
        key(view, Qt.Key.Key_Return)
        assert view.popup.has_focus()
        key(view, Qt.Key.Key_Escape)
        assert view.popup.isVisible()
        assert view.reader.hasFocus()
        key(view, Qt.Key.Key_Escape)
        assert not view.popup.isVisible()
        key(view, Qt.Key.Key_Tab)
        assert view.popup.ref == "26"

    def test_the_links_are_left_after_the_last(self, view: MonographView, qtbot: QtBot) -> None:
        view.popup_enabled = False
        focus_reader(view, qtbot)
        for _ in view.reader.links:
            key(view, Qt.Key.Key_Tab)
            assert view.reader.hasFocus()
        key(view, Qt.Key.Key_Tab)
        assert not view.reader.hasFocus()

    def test_it_can_be_switched_off(self, view: MonographView, qtbot: QtBot) -> None:
        view.popup_enabled = False
        view.citations._point(mark(view, "26"))
        assert not any(timer.isActive() for timer in view.citations.pointer.findChildren(QTimer))
        QTest.mouseClick(view.reader.viewport(), Qt.MouseButton.LeftButton, pos=centre(view, mark(view, "26")))
        assert not view.popup.isVisible()
        assert (view.section_key, view.references.table.chosen) == (REFERENCES, "26")

    def test_it_closes_when_its_mark_scrolls_away(self, view: MonographView) -> None:
        view.citations.pointer.open(mark(view, "26"), keyboard=False)
        bar = view.reader.verticalScrollBar()
        bar.setValue(10)
        assert view.popup.isVisible()
        bar.setValue(bar.maximum())
        assert not view.popup.isVisible()

    def test_it_closes_when_the_keyboard_goes_elsewhere(self, view: MonographView, qtbot: QtBot) -> None:
        focus_reader(view, qtbot)
        key(view, Qt.Key.Key_Tab)
        key(view, Qt.Key.Key_Tab)
        assert view.popup.isVisible()
        view.tab_row.tabs.setFocus()
        assert not view.popup.isVisible()

    def test_a_click_beside_the_marks_lets_the_mark_go(self, view: MonographView, qtbot: QtBot) -> None:
        focus_reader(view, qtbot)
        key(view, Qt.Key.Key_Tab)
        QTest.mouseClick(view.reader.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(300, 400))
        assert view.reader.focused_link is None
        assert not view.close_popup()

    def test_a_screen_reader_is_told_its_text(self, view: MonographView, monkeypatch: pytest.MonkeyPatch) -> None:
        told: list[str] = []
        monkeypatch.setattr(
            "desktop_app.ui.reading.citation_popup.QAccessible.updateAccessibility",
            lambda event: told.append(event.message()),
        )
        view.citations.pointer.open(mark(view, "24"), keyboard=True)
        assert told == [
            "Reference 24. No reference 24 in the source file. Missing: the mark is in the text, "
            "the reference is not in the file. Cited 1× here: Withdrawal syndrome 1."
        ]

    def test_it_closes_on_a_new_section(self, view: MonographView) -> None:
        view.citations.pointer.open(mark(view, "26"), keyboard=True)
        view.open_section("research")
        assert not view.popup.isVisible()

    @pytest.mark.parametrize("size", [(1440, 900), (1280, 720), (1000, 600), (700, 420)])
    @pytest.mark.parametrize("zoom", [1.0, 2.0])
    def test_it_never_covers_its_mark_nor_leaves_the_window(
        self, view: MonographView, appearance: Appearance, size: tuple[int, int], zoom: float, qtbot: QtBot
    ) -> None:
        appearance.set_zoom(zoom)
        view.resize(*size)
        QApplication.processEvents()
        for link in [link for link in view.reader.links if link.href.startswith("cite:")]:
            view.reader.ensure_span_visible((link.start, link.end))
            view.citations.pointer.open(link, keyboard=False)
            QApplication.processEvents()
            rect = view.reader.span_rect((link.start, link.end))
            rect.moveTopLeft(view.reader.viewport().mapTo(view, rect.topLeft()))
            popup = view.popup.geometry()
            assert view.rect().contains(popup)
            assert not popup.intersects(rect)

    def test_copy_puts_the_reference_on_the_clipboard_and_tells(self, view: MonographView, qtbot: QtBot) -> None:
        view.citations.pointer.open(mark(view, "26"), keyboard=True)
        with qtbot.waitSignal(view.copied):
            view.popup._copy.click()
        assert QGuiApplication.clipboard().text().startswith("Leggio L.")

    def test_only_a_click_asks_for_an_outside_link(self, view: MonographView, qtbot: QtBot) -> None:
        asked: list[str] = []
        view.external_link_requested.connect(asked.append)
        view.citations.pointer.open(mark(view, "26"), keyboard=True)
        assert asked == []
        view.popup._links[0].click()
        assert asked == ["https://doi.org/10.2174/187152710790966614"]

    def test_show_in_references_goes_to_the_row(self, view: MonographView) -> None:
        view.citations.pointer.open(mark(view, "24"), keyboard=True)
        view.popup._show.click()
        assert (view.section_key, view.references.table.chosen) == (REFERENCES, "24")

    def test_a_row_of_the_margin_leads_to_its_mark(self, view: MonographView) -> None:
        view.margin.reference_chosen.emit("26")
        assert view.popup.ref == "26"
        assert view.reader.focused_link == mark(view, "26")


class TestThemes:
    def test_a_live_change_keeps_section_place_hits_and_selection(
        self, view: MonographView, appearance: Appearance, cited_monograph: Monograph
    ) -> None:
        view.set_hits(hits_of(cited_monograph, "withdrawal"))
        view.next_hit()
        view.open_section("withdrawal", span=(9, 17))
        view.reader.verticalScrollBar().setValue(250)
        place = view.scroll_position()
        appearance.set_theme_choice("dark")
        assert (view.section_key, view.hit_position, view.selected_span()) == ("withdrawal", (1, 2), (9, 17))
        assert view.scroll_position() == place
        appearance.set_theme_choice("high-contrast")
        assert view.scroll_position() == place
        assert colour_count(view, appearance.theme.surface) > 100_000

    def test_the_text_under_a_hit_is_legible_in_high_contrast(
        self, view: MonographView, appearance: Appearance, cited_monograph: Monograph
    ) -> None:
        appearance.set_theme_choice("high-contrast")
        view.set_hits(hits_of(cited_monograph, "withdrawal"))
        colours = {item.format.foreground().color().name().upper() for item in view.reader.extraSelections()}
        assert colours == {appearance.theme.mark_text}

    def test_the_margin_column_goes_in_a_narrow_window(self, view: MonographView) -> None:
        assert view.margin.isVisible()
        view.resize(1090, 700)
        QApplication.processEvents()
        assert not view.margin.isVisible()

    def test_text_never_flows_anew_between_long_and_short_sections(self, view: MonographView) -> None:
        long = view.reader.document().textWidth()
        view.open_section("overview")
        QApplication.processEvents()
        assert view.reader.document().textWidth() == long


def test_a_right_to_left_section_is_read_and_marked(
    view: MonographView, cited_monograph: Monograph, appearance: Appearance
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
    view.citations.pointer.open(mark(view, "26"), keyboard=False)
    assert view.popup.isVisible()


def test_a_large_section_is_shown(view: MonographView, cited_monograph: Monograph) -> None:
    html = '<p>Baclofen has many words to read.<a href="cite:26">26</a></p>' * 2700
    section = Section("long", Kind.OTHER, "Long", html, 0)
    view.show_monograph(dataclasses.replace(cited_monograph, sections=(section,)), today=TODAY)
    view.set_hits({"long": hits_of(dataclasses.replace(cited_monograph, sections=(section,)), "words")["long"]})
    view.previous_hit()
    assert view.hit_position == (2700, 2700)


def colour_count(view: MonographView, colour: str) -> int:
    """Pixels of the reading pane in exactly this colour."""
    image = view.reader.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    data = bytes(image.constBits())
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    pixel = bytes((blue, green, red, 255))
    return sum(data[at : at + 4] == pixel for at in range(0, len(data), 4))


def test_rects_are_in_the_viewport(view: MonographView) -> None:
    link = mark(view, "24")
    rect = view.reader.span_rect((link.start, link.end))
    assert isinstance(rect, QRect)
    assert view.reader.link_at(QPointF(rect.center())) == link
    assert view.reader.link_at(QPointF(rect.right() + 200, rect.top() + 400)) is None


def test_the_text_at_the_top_edge_stays_through_many_widths(view: MonographView) -> None:
    view.reader.verticalScrollBar().setValue(430)
    place = view.scroll_position()
    for width in [*range(1430, 900, -17), 1440]:
        view.resize(width, 800)
        QApplication.processEvents()
    assert view.scroll_position() == place
    assert abs(view.reader.verticalScrollBar().value() - 430) < 27


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


def test_the_popup_stays_beside_its_mark_when_the_header_grows(
    view: MonographView, cited_monograph: Monograph, qtbot: QtBot
) -> None:
    names = tuple(Name(f"Brandname{number}", NameKind.BRAND) for number in range(40))
    view.show_monograph(dataclasses.replace(cited_monograph, names=names), today=TODAY, section="withdrawal")
    link = mark(view, "26")
    view.citations.pointer.open(link, keyboard=False)
    top = view.popup.y()
    view.header.expand(True)
    qtbot.waitUntil(lambda: view.popup.y() > top)
    rect = view.reader.span_rect((link.start, link.end))
    rect.moveTopLeft(view.reader.viewport().mapTo(view, rect.topLeft()))
    assert not view.popup.geometry().intersects(rect)


def test_hits_of_another_monograph_are_not_marked(view: MonographView) -> None:
    view.clear()
    view.set_hits({"withdrawal": [(0, 3)]})
    view.next_hit()
    assert view.hit_position == (0, 0)
