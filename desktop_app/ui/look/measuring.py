"""Widths of words that are asked for again at every keystroke: of tabs and chips, whose counts change with each."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QFont, QFontMetrics

from desktop_app.ui.look.appearance import Appearance

_STRONG = 600


def strong_width(appearance: Appearance, px: int, text: str) -> int:
    """Width of a text in 600, `px` high."""
    return _width(appearance.family, px, text)


@lru_cache(maxsize=4096)
def _width(family: str, px: int, text: str) -> int:
    font = QFont(family)
    font.setPixelSize(px)
    font.setWeight(QFont.Weight(_STRONG))
    return QFontMetrics(font).horizontalAdvance(text)
