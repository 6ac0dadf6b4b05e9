"""A change of theme or width keeps what is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytestqt.qtbot import QtBot

from desktop_app.monograph.model import Monograph
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.reading.monograph_view import MonographView

if TYPE_CHECKING:
    from tests.ui.reading.monograph_view.conftest import Hand


class TestThemes:
    def test_a_live_change_keeps_section_place_hits_and_selection(
        self, view: MonographView, appearance: Appearance, cited_monograph: Monograph, hand: Hand
    ) -> None:
        view.set_hits(hand.hits_of(cited_monograph, "withdrawal"))
        view.next_hit()
        view.open_section("withdrawal", span=(9, 17))
        view.reader.verticalScrollBar().setValue(250)
        place = view.scroll_position()
        appearance.set_theme_choice("dark")
        assert (view.section_key, view.hit_position, view.selected_span()) == ("withdrawal", (1, 2), (9, 17))
        assert view.scroll_position() == place
        appearance.set_theme_choice("high-contrast")
        assert view.scroll_position() == place
        assert hand.colour_count(appearance.theme.surface) > 100_000

    def test_the_text_under_a_hit_is_legible_in_high_contrast(
        self, view: MonographView, appearance: Appearance, cited_monograph: Monograph, hand: Hand
    ) -> None:
        appearance.set_theme_choice("high-contrast")
        view.set_hits(hand.hits_of(cited_monograph, "withdrawal"))
        colours = {item.format.foreground().color().name().upper() for item in view.reader.extraSelections()}
        assert colours == {appearance.theme.mark_text}

    def test_the_margin_column_goes_in_a_narrow_window(self, view: MonographView, qtbot: QtBot) -> None:
        assert view.margin.isVisible()
        view.resize(1090, 700)
        qtbot.waitUntil(view.margin.isHidden)

    def test_text_never_flows_anew_between_long_and_short_sections(self, view: MonographView, hand: Hand) -> None:
        long = view.reader.document().textWidth()
        view.open_section("overview")
        hand.settle()
        assert view.reader.document().textWidth() == long
