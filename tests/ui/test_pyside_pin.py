"""PySide6 6.12.0 on Python 3.11 drops a reference to None in every call that returns nothing, until it crashes."""

from __future__ import annotations

import sys

from PySide6.QtGui import QFont


def test_calls_that_return_nothing_keep_every_reference_to_none(qapp: object) -> None:
    font = QFont()
    for size in range(1, 11):
        font.setPixelSize(size)
    before = sys.getrefcount(None)
    for _ in range(1000):
        font.setPixelSize(12)
    lost = before - sys.getrefcount(None)
    assert lost < 100
