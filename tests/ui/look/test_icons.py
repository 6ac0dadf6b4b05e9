"""Materia's own icon."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QImage

from desktop_app.ui.look.icons import application_icon

CHROMES = {"light": "#F3F5F6", "dark": "#141719"}


@pytest.mark.parametrize("size", [16, 24, 32, 64, 256])
def test_the_icon_is_there_in_every_size_a_desktop_asks_for(qapp: object, size: int) -> None:
    assert application_icon().pixmap(size, size).width() == size


@pytest.mark.parametrize("chrome", CHROMES.values(), ids=CHROMES)
def test_at_16_pixels_pages_and_edge_stand_out_from_what_is_around_them(qapp: object, chrome: str) -> None:
    image = application_icon().pixmap(16, 16).toImage()
    around, ground, page, edge = QColor(chrome), colour(image, 8, 2), colour(image, 4, 7), colour(image, 8, 0)

    assert contrast(page, ground) > 4.5
    assert contrast(edge, around) > 2.5
    assert contrast(ground, around) > 2.5 or contrast(edge, around) > 4


def colour(image: QImage, x: int, y: int) -> QColor:
    return image.pixelColor(x, y)


def contrast(one: QColor, other: QColor) -> float:
    """As WCAG measures it."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(shown: QColor) -> float:
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (shown.redF(), shown.greenF(), shown.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
