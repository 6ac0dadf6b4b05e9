"""Dates as references print them, as CSL-JSON dates."""

from __future__ import annotations

import re
from typing import Any

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_SEASONS = {"spring": 1, "summer": 2, "autumn": 3, "fall": 3, "winter": 4}
_MONTH = "(?i:" + "|".join(f"{month[:3]}(?:{month[3:]})?" for month in _MONTHS) + r"|sept)\.?"
_YEAR = r"(?:1[5-9]|20)\d\d"

DATE = (
    rf"(?:{_YEAR}-\d\d(?:-\d\d)?|\d{{1,2}}\s+{_MONTH}\s+{_YEAR}|{_MONTH}\s+\d{{1,2}},\s*{_YEAR}"
    rf"|{_MONTH}\s+{_YEAR}|{_YEAR})"
)
"""Pattern of a whole date, without groups."""

_ISO = re.compile(rf"({_YEAR})-(\d\d)(?:-(\d\d))?(?!\d)")
_DAY_FIRST = re.compile(rf"(?:(\d{{1,2}})\s+)?\b({_MONTH})\s+({_YEAR})\b", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"\b({_MONTH})\s+(\d{{1,2}}),\s*({_YEAR})\b", re.IGNORECASE)
_SEASON = re.compile(rf"\b({'|'.join(_SEASONS)})\s+({_YEAR})\b", re.IGNORECASE)
_BARE = re.compile(rf"(?<!\d)({_YEAR})(?!\d)")


def date_parts(text: str) -> dict[str, Any] | None:
    """The first date in the text as a CSL date; None where there is no year."""
    if iso := _ISO.search(text):
        year, month, day = int(iso[1]), int(iso[2]), int(iso[3] or 0)
        if 1 <= month <= 12 and day <= 31:
            return _date(year, month, day)
    if found := _MONTH_FIRST.search(text):
        return _date(int(found[3]), _month(found[1]), int(found[2]))
    if found := _DAY_FIRST.search(text):
        return _date(int(found[3]), _month(found[2]), int(found[1] or 0))
    if found := _SEASON.search(text):
        return {"date-parts": [[int(found[2])]], "season": _SEASONS[found[1].lower()]}
    if found := _BARE.search(text):
        return _date(int(found[1]), 0, 0)
    return None


def _month(name: str) -> int:
    return next(number for number, month in enumerate(_MONTHS, 1) if month.startswith(name[:3].lower()))


def _date(year: int, month: int, day: int) -> dict[str, Any]:
    parts = [year, month, day] if month and day else [year, month] if month else [year]
    return {"date-parts": [parts]}
