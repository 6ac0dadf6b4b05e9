"""The columns of the reading pane at the widths that were drawn, and between them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.ui.reading.reading_measure import COLUMN_FROM, reading_measure


@pytest.mark.parametrize(
    ("window", "pane", "columns"), [(1440, 1064, (56, 608, 56, 312, 32)), (1280, 952, (28, 600, 40, 260, 24))]
)
def test_the_columns_are_those_drawn(window: int, pane: int, columns: tuple[int, ...]) -> None:
    measure = reading_measure(window, pane, 1.0)
    assert (measure.left, measure.text, measure.gutter, measure.column, measure.right) == columns


def test_a_wide_window_gives_room_and_not_longer_lines() -> None:
    assert reading_measure(1920, 1544, 1.0).text == 608


def test_a_narrow_window_has_no_margin_column() -> None:
    assert reading_measure(COLUMN_FROM - 1, 771, 1.0).column == 0
    assert reading_measure(COLUMN_FROM, 772, 1.0).column == 260


def test_the_measure_grows_with_the_text_and_then_takes_the_margin_column() -> None:
    assert reading_measure(1920, 1544, 1.5).text == 912
    large = reading_measure(1440, 1064, 2.0)
    assert (large.column, large.text) == (0, 1064 - 56 - 32)


@given(window=st.integers(300, 4000), zoom=st.floats(0.5, 3.0), side=st.integers(0, 376))
def test_the_columns_never_exceed_the_pane(window: int, zoom: float, side: int) -> None:
    pane = max(100, window - side)
    measure = reading_measure(window, pane, zoom)
    assert measure.left + measure.text + measure.gutter + measure.column + measure.right <= pane
    assert measure.text >= 1
