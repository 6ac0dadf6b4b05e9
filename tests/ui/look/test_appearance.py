"""Themes, text size and icons."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.render.themes import THEMES, Theme
from desktop_app.ui.look.appearance import ZOOM_STEPS, Appearance
from desktop_app.ui.look.dress import dress
from desktop_app.ui.look.icons import draw_pixmap, icon_names
from desktop_app.ui.look.style_sheet import palette, style_sheet


def test_a_forced_theme_takes_effect_and_is_announced_once(appearance: Appearance, qtbot: QtBot) -> None:
    with qtbot.waitSignal(appearance.changed):
        appearance.set_theme_choice("dark")
    assert appearance.theme is THEMES["dark"]
    with qtbot.assertNotEmitted(appearance.changed):
        appearance.set_theme_choice("dark")


def test_an_unknown_choice_from_an_old_setting_follows_the_system(qapp: QApplication) -> None:
    assert Appearance("sepia").theme_choice == "system"


def test_text_size_moves_in_steps_and_stops_at_the_ends(appearance: Appearance) -> None:
    appearance.zoom_by(1)
    assert appearance.zoom == 1.1
    appearance.zoom_by(100)
    assert appearance.zoom == ZOOM_STEPS[-1]
    appearance.zoom_by(-100)
    assert appearance.zoom == ZOOM_STEPS[0]


def test_text_size_scales_reading_text_and_not_the_window(appearance: Appearance) -> None:
    appearance.set_zoom(2.0)
    assert appearance.reading_font(17).pixelSize() == 34
    assert appearance.font(13).pixelSize() == 13


@pytest.mark.parametrize("name", icon_names())
def test_every_icon_is_drawn_in_the_colour_asked_for_and_in_no_other(qapp: QApplication, name: str) -> None:
    image = draw_pixmap(name, "#00ff00", size=16, ratio=2.0).toImage()
    colours = {
        QColor(image.pixelColor(x, y)).name()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() > 200
    }
    assert colours == {"#00ff00"}


def test_icons_follow_a_change_of_theme(appearance: Appearance) -> None:
    before = appearance.icon("search").pixmap(16).toImage()
    appearance.set_theme_choice("dark")
    assert appearance.icon("search").pixmap(16).toImage() != before


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_the_style_sheet_names_only_colours_of_its_theme(theme: Theme) -> None:
    sheet = style_sheet(theme)
    colours = set(re.findall(r"#[0-9A-F]{6}", sheet))
    own = {str(getattr(theme, token)) for token in theme.__slots__}
    assert colours <= own
    assert palette(theme).color(QPalette.ColorRole.Base).name().upper() == theme.surface


def test_dressing_the_application_changes_its_colours(qapp: QApplication, appearance: Appearance) -> None:
    dress(qapp, appearance)
    light = qapp.palette().color(QPalette.ColorRole.Window)
    appearance.set_theme_choice("high-contrast")
    dress(qapp, appearance)
    assert qapp.palette().color(QPalette.ColorRole.Window) != light
    appearance.set_theme_choice("light")
    dress(qapp, appearance)
