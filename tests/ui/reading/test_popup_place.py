"""The popup never covers its mark and never leaves its bounds."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, QSize

from desktop_app.ui.reading.popup_place import BEFORE, UNDER, place_popup, room

BOUNDS = QRect(4, 4, 1056, 760)
COLUMN = QRect(56, 0, 608, 760)


@given(
    width=st.integers(500, 1600),
    height=st.integers(300, 1200),
    x=st.integers(0, 1600),
    y=st.integers(0, 1200),
    popup_height=st.integers(80, 500),
    column_width=st.integers(200, 1400),
)
def test_never_on_the_mark_never_outside(
    width: int, height: int, x: int, y: int, popup_height: int, column_width: int
) -> None:
    bounds = QRect(4, 4, width - 8, height - 8)
    mark = QRect(x, y, 16, 22)
    assume(bounds.contains(mark))
    size = QSize(min(458, bounds.width()), min(popup_height, room(mark, bounds)))
    popup = QRect(place_popup(mark, size, QRect(56, 0, column_width, height), bounds), size)
    assert not popup.intersects(mark)
    assert bounds.contains(popup)


def test_it_hangs_under_its_mark_and_begins_before_it() -> None:
    mark = QRect(120, 500, 16, 22)
    place = place_popup(mark, QSize(458, 200), COLUMN, BOUNDS)
    assert place == QPoint(120 - BEFORE, 522 + UNDER)


def test_it_keeps_to_the_text_column() -> None:
    mark = QRect(640, 300, 16, 22)
    popup = QRect(place_popup(mark, QSize(458, 200), COLUMN, BOUNDS), QSize(458, 200))
    assert popup.right() == COLUMN.right()


def test_it_stands_above_where_there_is_no_room_below() -> None:
    mark = QRect(300, 640, 16, 22)
    popup = QRect(place_popup(mark, QSize(458, 200), COLUMN, BOUNDS), QSize(458, 200))
    assert popup.bottom() + 1 + UNDER == mark.top()
