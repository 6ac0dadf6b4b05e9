"""What all painted rows share: where text wraps and is cut off, and how the frame of a row looks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter

from desktop_app.render.themes import DARK, HIGH_CONTRAST, LIGHT, Theme
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.look.row_painting import (
    RememberedMetrics,
    RowState,
    TextBlock,
    elided,
    heading_lines,
    lay_out,
    line_count,
    paint_frame,
    paint_meta,
    paint_text,
)

WIDTH = 300
TEXT = (
    "Abrupt discontinuation of intrathecal baclofen, regardless of the cause, has resulted in sequelae that include "
    "high fever, altered mental status, exaggerated rebound spasticity, and muscle rigidity."
)


def shown(block: TextBlock) -> list[str]:
    return [line.text for line in block.lines]


def blank(theme: Theme) -> QImage:
    image = QImage(WIDTH, 60, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor(theme.chrome))
    return image


def colours(image: QImage, area: QRect) -> set[str]:
    return {
        image.pixelColor(x, y).name().upper()
        for x in range(area.left(), area.right() + 1)
        for y in range(area.top(), area.bottom() + 1)
    }


def test_text_that_fits_is_shown_whole(appearance: Appearance) -> None:
    block = lay_out("Ask pharmacy.", appearance.font(13), WIDTH, 19, 2)
    assert shown(block) == ["Ask pharmacy."]
    assert block.height == 19


def test_long_text_is_cut_off_between_words_after_its_last_line(appearance: Appearance) -> None:
    font = appearance.font(13)
    block = lay_out(TEXT, font, WIDTH, 19, 2)
    assert len(block.lines) == 2
    assert block.lines[-1].text.endswith(" …")
    assert TEXT.startswith(" ".join(shown(block)).removesuffix(" …"))
    assert all(QFontMetricsF(font).horizontalAdvance(line.text) <= WIDTH for line in block.lines)
    assert TEXT[block.lines[1].start :].startswith(block.lines[1].text.removesuffix(" …"))


def test_line_feeds_of_a_note_are_kept_and_blank_lines_are_not(appearance: Appearance) -> None:
    font = appearance.font(13)
    assert shown(lay_out("one\n\ntwo\nthree", font, WIDTH, 19, 4)) == ["one", "two", "three"]
    assert shown(lay_out("one\ntwo\nthree", font, WIDTH, 19, 2)) == ["one", "two …"]


@pytest.mark.parametrize(
    ("text", "width_of", "kept"),
    [
        ("give a dose of 10 mg daily", "give a dose of 10 …", "give a dose of …"),
        ("infuse at 0.05 mg/mL for", "infuse at 0.05 …", "infuse at …"),
        ("stop it, do not restart baclofen", "stop it, do not …", "stop it, do …"),
        ("in renal failure avoid concomitant use", "in renal failure avoid …", "in renal failure …"),
        ("in lipid levels … 10 mg of it", "in lipid levels … 10 …", "in lipid levels …"),
        ("between 5–10 mg of it", "between 5–10 …", "between …"),
    ],
)
def test_a_text_is_never_cut_after_a_number_or_a_negation(
    appearance: Appearance, text: str, width_of: str, kept: str
) -> None:
    metrics = QFontMetricsF(appearance.font(13))
    assert elided(text, metrics, metrics.horizontalAdvance(width_of) + 1) == kept


def test_one_word_too_long_is_cut_inside(appearance: Appearance) -> None:
    metrics = QFontMetricsF(appearance.font(13))
    cut = elided("Phenylbutyrate-taurursodiol", metrics, 80)
    assert cut.endswith("…")
    assert metrics.horizontalAdvance(cut) <= 80


def test_text_scales_with_its_font_and_wraps_more(appearance: Appearance) -> None:
    small = line_count(TEXT, RememberedMetrics(appearance.font(13)), WIDTH, 20)
    large = line_count(TEXT, RememberedMetrics(appearance.font(26)), WIDTH, 20)
    assert large > 1.7 * small


@given(text=st.text(alphabet="aiMW .\n0né\u00a0\u2060", max_size=400), lines=st.integers(1, 4))
def test_counting_lines_agrees_with_laying_out(text: str, lines: int) -> None:
    font = Appearance("light").font(13)
    assert line_count(text, RememberedMetrics(font), WIDTH, lines) == len(lay_out(text, font, WIDTH, 19, lines).lines)


def test_drug_and_section_share_a_line_only_where_both_fit(appearance: Appearance) -> None:
    metrics = QFontMetricsF(appearance.font(14, 600)), QFontMetricsF(appearance.font(14))
    assert heading_lines(metrics, "Baclofen", "Withdrawal syndrome", WIDTH) == 1
    assert heading_lines(metrics, "Sodium phenylbutyrate and taurursodiol", "Dosage", WIDTH) == 2
    assert heading_lines(metrics, "Sodium phenylbutyrate and taurursodiol for oral use", "", WIDTH) == 1


@pytest.mark.parametrize("theme", [LIGHT, DARK, HIGH_CONTRAST], ids=lambda theme: theme.name)
def test_the_current_row_has_surface_bar_and_hairlines_and_with_focus_a_ring(theme: Theme) -> None:
    row = QRect(0, 5, WIDTH, 50)
    image = blank(theme)
    painter = QPainter(image)
    paint_frame(painter, row, theme, RowState(current=True))
    painter.end()
    assert image.pixelColor(150, 30).name().upper() == theme.surface
    assert colours(image, QRect(0, 5, 3, 50)) == {theme.accent}
    assert image.pixelColor(150, 5).name().upper() == theme.line
    assert image.pixelColor(150, 54).name().upper() == theme.line
    assert theme.accent not in colours(image, QRect(10, 6, 200, 10)), "no ring without focus"

    painter = QPainter(image)
    paint_frame(painter, row, theme, RowState(current=True, focused=True))
    painter.end()
    assert theme.accent in colours(image, QRect(10, 6, 200, 10))


def test_a_row_pointed_at_is_filled_and_others_are_left_alone() -> None:
    image = blank(LIGHT)
    painter = QPainter(image)
    paint_frame(painter, QRect(0, 0, WIDTH, 30), LIGHT, RowState(hovered=True))
    paint_frame(painter, QRect(0, 30, WIDTH, 30), LIGHT, RowState())
    painter.end()
    assert image.pixelColor(100, 10).name().upper() == LIGHT.hover
    assert image.pixelColor(100, 40).name().upper() == LIGHT.chrome


def test_marked_words_stand_on_the_mark_colour_in_a_colour_legible_there(appearance: Appearance) -> None:
    theme = HIGH_CONTRAST
    image = blank(theme)
    painter = QPainter(image)
    block = lay_out("baclofen withdrawal", appearance.font(13, 600), WIDTH, 19, 1)
    block.paint(painter, 10, 10, theme.text, marks=[(9, 19)], theme=theme)
    painter.end()
    metrics = QFontMetricsF(block.font)
    start = round(10 + metrics.horizontalAdvance("baclofen "))
    marked = colours(image, QRect(start + 2, 13, 50, 12))
    assert theme.mark in marked
    assert theme.mark_text in marked
    assert theme.text not in marked, "white on yellow cannot be read"
    assert theme.mark not in colours(image, QRect(0, 10, start - 4, 19))


def test_an_old_age_is_amber_and_stands_after_the_source(appearance: Appearance) -> None:
    image = blank(LIGHT)
    painter = QPainter(image)
    small, bold = appearance.font(12), appearance.font(12, 600)
    paint_meta(painter, QRectF(10, 10, 280, 17), [("US label", small, LIGHT.text2), ("7 years old", bold, LIGHT.amber)])
    painter.end()
    source_ends = 10 + round(QFontMetricsF(small).horizontalAdvance("US label"))
    assert LIGHT.amber not in colours(image, QRect(0, 0, source_ends, 60))
    assert LIGHT.amber in colours(image, QRect(source_ends, 0, 150, 60))


def test_text_at_the_right_ends_at_the_edge(appearance: Appearance) -> None:
    image = blank(LIGHT)
    painter = QPainter(image)
    width = paint_text(painter, QRectF(10, 10, 200, 20), "23", appearance.font(12), LIGHT.text, right=True)
    painter.end()
    assert colours(image, QRect(0, 0, 209 - round(width), 60)) == {LIGHT.chrome}
    assert len(colours(image, QRect(208 - round(width), 0, round(width) + 2, 60))) > 1
    assert colours(image, QRect(212, 0, 80, 60)) == {LIGHT.chrome}
