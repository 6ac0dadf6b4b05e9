"""The marks of notes in labels. Labels have notes but no marks: whoever shows one makes them.

As on DailyMed these are symbols; a symbol that the text itself uses is passed over, so that no mark leads to two notes.
Figures would glue themselves to doses.
"""

from __future__ import annotations

from collections.abc import Iterator

_SYMBOLS = "*†‡§¶#"


def note_marks(text: str) -> Iterator[str]:
    """`*`, `†`, … `**`, `††`, … without end, but for those of the first round that stand in `text`."""
    symbols = [symbol for symbol in _SYMBOLS if symbol not in text] or list(_SYMBOLS)
    times = 1
    while True:
        yield from (symbol * times for symbol in symbols)
        times += 1
