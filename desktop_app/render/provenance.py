"""Where a monograph comes from and how old it is, in the words that window, command line and every page share."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from desktop_app.monograph.model import Provenance

OLD_AFTER_YEARS = 5
"""A source older than this is pointed out in amber."""

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_MONTHS_UP_TO = 24


RELAYED = "From another Materia, not checked against its source."
"""Of what was handed on in a file that a Materia exported."""

_NAMES = {
    "article-text": "Encyclopedia article",
    "encyclopedia": "Encyclopedia article",
    "epi": "Product information (ePI)",
    "openfda": "US drug label (openFDA)",
    "spl": "US drug label",
}
"""By the name of the importer's format."""


class Source(Protocol):
    """What a source is named by; provenances and library summaries both have it."""

    @property
    def source_kind(self) -> str: ...
    @property
    def publisher(self) -> str: ...
    @property
    def relayed(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Age:
    """How old a source is. `old` is never the only cue: `words` say it too."""

    words: str
    old: bool


def source_name(source: Source) -> str:
    """What kind of source this is, such as `Encyclopedia article`; and whether another Materia handed it on."""
    name = _kind_name(source)
    return f"{name} (from another Materia)" if source.relayed else name


def _kind_name(source: Source) -> str:
    if source.source_kind == "authored":
        return "Materia monograph" if source.publisher.casefold().startswith("materia") else "Hospital monograph"
    return _NAMES.get(source.source_kind) or source.source_kind.replace("-", " ").capitalize() or "Unknown source"


def version_line(provenance: Provenance) -> str:
    """Version and effective date, each once: `version 3, 2019-04-02`; empty where the source says neither."""
    version, effective = provenance.version, provenance.effective_date
    if not version:
        return effective
    named = version if version.startswith("revision ") else f"version {version}"  # as encyclopedias name theirs
    return named if effective in {"", version} else f"{named}, {effective}"


def notice(provenance: Provenance) -> str:
    """What window and paper must say about how far the text can be trusted; empty where nothing needs saying."""
    said = provenance.notice
    if not said and provenance.source_kind == "article-text":
        said = "Imported as it stands. Not checked by Materia, not reviewed by a clinician."
    return f"{RELAYED} {said}".strip() if provenance.relayed and RELAYED not in said else said


def age(effective_date: str, today: date) -> Age:
    """Age of a date that may name only a year or a month.

    Where day or month are not said, the first possible one is taken: a source never looks younger than it may be.
    """
    match = _DATE.fullmatch(effective_date.strip())
    if match is None:
        return Age(f"dated {effective_date}" if effective_date.strip() else "no date in source", old=False)
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    try:
        earliest = date(year, month or 1, day or 1)
    except ValueError:
        return Age(f"dated {effective_date}", old=False)
    if earliest > today:
        return Age("dated in the future", old=False)
    words = _words(earliest, today, by_day=day is not None) if month else _years(year, today)
    return Age(words, old=_is_old(earliest, today))


def _words(earliest: date, today: date, *, by_day: bool) -> str:
    months = (today.year - earliest.year) * 12 + today.month - earliest.month
    if by_day and today.day < earliest.day and not _last_of_month(today):
        months -= 1
    if months >= _MONTHS_UP_TO:
        return f"{months // 12} years old"
    if months > 0:
        return f"{_counted(months, 'month')} old"
    days = (today - earliest).days
    return "dated this month" if not by_day else "dated today" if days == 0 else f"{_counted(days, 'day')} old"


def _years(year: int, today: date) -> str:
    years = today.year - year
    return f"about {_counted(years, 'year')} old" if years else "dated this year"


def _is_old(earliest: date, today: date) -> bool:
    return (today.year - OLD_AFTER_YEARS, today.month, today.day) > (earliest.year, earliest.month, earliest.day)


def _last_of_month(day: date) -> bool:
    """On 30 April something of 31 March is a month old."""
    return day.day == calendar.monthrange(day.year, day.month)[1]


def _counted(count: int, unit: str) -> str:
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
