"""Where the citation popup stands: beside its mark, never on it, never outside the window."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize

UNDER = 4
BEFORE = 16
"""The popup's edge is this many px under the mark and before it."""


def room(mark: QRect, bounds: QRect) -> int:
    """The greatest height that a popup at `mark` can have inside `bounds`."""
    return max(bounds.bottom() - mark.bottom(), mark.top() - bounds.top()) - UNDER


def place_popup(mark: QRect, size: QSize, column: QRect, bounds: QRect) -> QPoint:
    """Top left corner: under the mark, above it where there is no room below; inside a text column wide enough for it.

    `size` is at most `room(mark, bounds)` high.
    """
    right = min(column.right(), bounds.right()) + 1
    left = min(mark.left() - BEFORE, right - size.width())
    left = max(left, column.left() if column.width() >= size.width() else bounds.left(), bounds.left())
    left = min(left, bounds.right() + 1 - size.width())
    below = mark.bottom() + 1 + UNDER
    if below + size.height() <= bounds.bottom() + 1:
        return QPoint(left, below)
    above = mark.top() - UNDER - size.height()
    if above >= bounds.top():
        return QPoint(left, above)
    return QPoint(left, below if bounds.bottom() - mark.bottom() >= mark.top() - bounds.top() else above)
