"""Patterns that mean the same on every Python from the oldest that Materia runs on."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
POSSESSIVE_GROUP = re.compile(r".*\)(?:[*+?]|\{[\d,]+\})\+.*")


def test_no_group_has_a_possessive_quantifier() -> None:
    """Before Python 3.11.5, Debian 12's among them, `(?:a|b)*+` can fail where it should match; `(?>(?:a|b)*)` cannot.

    https://github.com/python/cpython/issues/106052
    """
    assert POSSESSIVE_GROUP.match("x = re.compile('(?:a|b)*+')")
    sources = [path for room in ("desktop_app", "index", "resources") for path in (ROOT / room).rglob("*.py")]
    assert sources
    found = {str(path): POSSESSIVE_GROUP.findall(path.read_text("utf-8")) for path in sources}
    assert {path: lines for path, lines in found.items() if lines} == {}
