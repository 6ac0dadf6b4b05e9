"""Rows stay rows."""

from __future__ import annotations

import pytest

from desktop_app.services.rows import one_line, row

ENDS = ["\n", "\r\n", "\r", "\t", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]


@pytest.mark.parametrize("end", ENDS)
def test_what_ends_a_line_or_a_cell_ends_none_in_a_row(end: str) -> None:
    made = row(7, f"a{end}{end}b", f"c  d{end}")
    assert made == "7\ta b\tc  d"
    assert len(made.splitlines()) == 1
    assert one_line(f"{end}x") == "x"
