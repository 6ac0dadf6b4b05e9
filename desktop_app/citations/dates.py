"""Dates: which there are, and how references print them.

One rule for the whole house: a day that no calendar has, such as 30 February, is no date. It is not mended.
"""

from __future__ import annotations

import datetime
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

_ISO_8601 = re.compile(
    r"(\d{4})(?:-?(\d\d)(?:-?(\d\d)(?:[T ]?\d\d:?\d{0,2}(?::?\d\d(?:[.,]\d+)?)?\s*(?:Z|[+-]\d\d:?(?:\d\d)?)?)?)?)?",
    re.ASCII,
)
_ISO = re.compile(rf"({_YEAR})-(\d\d)(?:-(\d\d))?(?!\d)")
_DAY_FIRST = re.compile(rf"(?:(\d{{1,2}})\s+)?\b({_MONTH})\s+({_YEAR})\b", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"\b({_MONTH})\s+(\d{{1,2}}),\s*({_YEAR})\b", re.IGNORECASE)
_SEASON = re.compile(rf"\b({'|'.join(_SEASONS)})\s+({_YEAR})\b", re.IGNORECASE)
_BARE = re.compile(rf"(?<!\d)({_YEAR})(?!\d)")


def iso_date(year: str | int, month: str | int | None = None, day: str | int | None = None) -> str:
    """`2024-02-29`, `2024-02` or `2024`, as exact as it is given; empty where there is no such day."""
    parts = [int(part) for part in (year, month, day) if part not in {None, "", 0}]
    if day and not month:
        return ""
    try:
        datetime.date(*[*parts, 1, 1][:3])
    except (ValueError, OverflowError):
        return ""
    return "-".join(format(part, "04d" if place == 0 else "02d") for place, part in enumerate(parts))


def read_iso_date(text: str) -> str:
    """A date written in the forms of ISO 8601, with a time behind it or without: `2024-02-29T10:00Z`, `20240229`,
    `2024-02`, `2024`. Empty for anything else, and for a day that there is not."""
    found = _ISO_8601.fullmatch(text.strip())
    return iso_date(*filter(None, found.groups())) if found else ""


def date_parts(text: str) -> dict[str, Any] | None:
    """The first date in the text as a CSL date; None where there is no year. Of a day that there is not, the year."""
    if iso := _ISO.search(text):
        year, month, day = int(iso[1]), int(iso[2]), int(iso[3] or 0)
        if month and iso_date(year, month, day):
            return _date(year, month, day)
    if (found := _MONTH_FIRST.search(text)) and iso_date(found[3], _month(found[1]), found[2]):
        return _date(int(found[3]), _month(found[1]), int(found[2]))
    if (found := _DAY_FIRST.search(text)) and iso_date(found[3], _month(found[2]), found[1]):
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
