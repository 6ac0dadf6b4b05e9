"""Rows of what commands print: one line each, and a tab between two cells, whatever a note, title or path holds."""

from __future__ import annotations

import re

_BREAKS = re.compile(r"[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
"""Ends of lines, as `str.splitlines` knows them, and what parts the cells."""


def one_line(text: str) -> str:
    """Text without ends of lines and tabs: a space stands for them. Other spaces stay: a path may have several."""
    return _BREAKS.sub(" ", text).strip(" ")


def row(*cells: object) -> str:
    """Cells with a tab between them."""
    return "\t".join(one_line(str(cell)) for cell in cells)
