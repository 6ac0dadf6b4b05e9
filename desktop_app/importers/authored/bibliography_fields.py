"""What the readers of bibliographies share: CSL-JSON entries, their fields and dates, and what is told of a file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from desktop_app.citations.dates import iso_date

MONTHS = {
    name: number
    for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)  # noqa: SIM905 - a list of words reads as such
}

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Bibliography:
    """The entries of a file as CSL-JSON, and what its author must know of how they were read."""

    entries: list[Any]
    reports: tuple[str, ...] = ()
    """As importers tell what they left out or supposed."""


def put(found: Entry, names: Mapping[str, tuple[str, ...]], plain: Mapping[str, str]) -> None:
    """The first of the source's fields that says something, under CSL's name."""
    for field, keys in names.items():
        value = next((text for key in keys if (text := " ".join(plain.get(key, "").split()))), "")
        if value:
            found[field] = value


def put_date(found: Entry, field: str, written: str, more: list[int] | None = None) -> None:
    """As exact as it is written: year, month and day as long as they are numbers, or months by name."""
    parts: list[int] = []
    for number, part in enumerate(re.split(r"[/\s-]+", written.strip())):
        value = MONTHS.get(part[:3].lower()) if number == 1 and part.isalpha() else None
        value = value or (int(part) if re.fullmatch(r"\d{1,4}", part, re.ASCII) else None)
        if not value or (number == 0 and value < 1000) or (number == 1 and value > 12) or (number == 2 and value > 31):
            break
        if number == 2 and not iso_date(parts[0], parts[1], value):
            break
        parts.append(value)
        if number == 2:
            break
    if len(parts) == 1:
        parts += more or []
    if parts:
        found[field] = {"date-parts": [parts]}
    elif written.strip():
        found[field] = {"raw": written.strip()}
