"""Words are measured once, and as they are painted."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFontMetrics

from desktop_app.ui.look import measuring
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.look.measuring import strong_width


@pytest.mark.usefixtures("qapp")
def test_words_are_as_wide_as_in_the_font_of_the_window() -> None:
    appearance = Appearance()
    for px, text in ((12, "1,204"), (13, "Adverse effects"), (13, "")):
        assert strong_width(appearance, px, text) == QFontMetrics(appearance.font(px, 600)).horizontalAdvance(text)


@pytest.mark.usefixtures("qapp")
def test_what_was_measured_is_not_measured_again(monkeypatch: pytest.MonkeyPatch) -> None:
    appearance = Appearance()
    before = strong_width(appearance, 13, "Withdrawal")
    monkeypatch.setattr(measuring, "QFontMetrics", None)
    assert strong_width(appearance, 13, "Withdrawal") == before
