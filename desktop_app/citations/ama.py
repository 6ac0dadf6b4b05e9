"""AMA Manual of Style, 11th edition, from CSL-JSON.

The rules are those of the CSL style `american-medical-association`, with three departures so that nothing is said that
the source does not say: the case of titles stays the source's own, a journal is abbreviated only by its own
`container-title-short`, and an article of unknown volume is not called "published online".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Csl = Mapping[str, Any]

_BOOKS = frozenset({"bill", "book", "graphic", "legislation", "motion_picture", "report", "song"})
_PARTS = frozenset({"chapter", "paper-conference", "entry-dictionary", "entry-encyclopedia"})
_PAGES = frozenset({"post", "post-weblog", "webpage", "document", "dataset", "software"})
_ET_AL = frozenset({"et al", "et al.", "others", "and others"})
_ET_AL_FROM, _ET_AL_SHOWN = 7, 3
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_RANGE = re.compile(r"([A-Za-z]*)(\d+)\s*[-–—]\s*([A-Za-z]*)(\d+)")
_SET_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """One sentence of a reference, without its full stop."""

    text: str
    italic: bool = False


def statement(csl: Csl, *, et_al: bool = False) -> list[Part]:
    """Who, what, where and when, without identifiers. `et_al`: the source itself breaks the list of authors off."""
    kind = str(csl.get("type", ""))
    title = Part(_text(csl, "title"), italic=kind in _BOOKS | {"thesis"})
    people = _people(csl, "author", et_al=et_al)
    editors = _editors(csl)
    head = [Part(people or editors), title] if people or editors else [title]
    if not people:
        editors = ""
    if kind in _BOOKS:
        return _filled([*head, *_book(csl, editors)])
    if kind in _PARTS:
        return _filled([*head, *_part_of_book(csl, editors)])
    if kind in _PAGES:
        return _filled([*head, *_page(csl)])
    if kind == "thesis":
        return _filled([*head, Part(_text(csl, "genre")), Part(_publication(csl))])
    return _filled([*head, *_article(csl, editors)])


def access(csl: Csl, doi: str | None) -> list[Part]:
    """The DOI, or else the day it was read and the address."""
    if doi:
        return [Part(f"doi:{doi}")]
    accessed = date_text(csl, "accessed")
    return _filled([Part(f"Accessed {accessed}" if accessed else ""), Part(_text(csl, "URL"))])


def set_id(csl: Csl) -> str | None:
    """Set id of a drug label, where the reference is one."""
    for field in ("number", "archive_location", "id"):
        if _SET_ID.fullmatch(value := _text(csl, field)):
            return value
    found = _SET_ID.search(_text(csl, "URL"))
    return found.group() if found else None


def year(csl: Csl) -> str:
    """Year of publication; empty where it is not said."""
    parts = _date_parts(csl, "issued")
    if parts:
        return str(parts[0])
    found = re.search(r"\d{4}", _literal_date(csl, "issued"))
    return found.group() if found else ""


def first_name(csl: Csl) -> str:
    """Family name of the first author or editor, with its particle; empty where there is none."""
    for role in ("author", "editor"):
        for person in _persons(csl, role):
            return _family(person)
    return ""


def container(csl: Csl) -> str:
    """The journal, book or site, abbreviated only as the reference itself does."""
    short = _text(csl, "container-title-short") or _text(csl, "journalAbbreviation")
    return short.replace(".", "") or _text(csl, "container-title")


def date_text(csl: Csl, field: str) -> str:
    """`January 14, 2025`, as far as the date is known."""
    parts = _date_parts(csl, field)
    if not parts:
        return _literal_date(csl, field)
    year, *rest = parts
    if not rest or not 1 <= rest[0] <= len(_MONTHS):
        return str(year)
    month = _MONTHS[rest[0] - 1]
    return f"{month} {rest[1]}, {year}" if len(rest) > 1 else f"{month} {year}"


def _article(csl: Csl, editors: str) -> list[Part]:
    numbers = _text(csl, "volume")
    if issue := _text(csl, "issue"):
        numbers += f"({issue})"
    if supplement := _text(csl, "supplement-number"):
        numbers += f"(suppl {supplement})"
    when = year(csl) if numbers else date_text(csl, "issued")
    where = ";".join(filter(None, [when, numbers]))
    pages = _text(csl, "number") or _pages(csl)
    publisher = "" if numbers else _text(csl, "publisher")
    return [
        Part(editors),
        Part(container(csl), italic=True),
        Part(_text(csl, "genre")),
        Part(publisher),
        Part(":".join(filter(None, [where, pages]))),
    ]


def _book(csl: Csl, editors: str) -> list[Part]:
    number = set_id(csl)
    return [
        Part(_text(csl, "genre")),
        Part(_volume(csl)),
        Part(_edition(csl)),
        Part(f"({editors})" if editors else ""),
        Part(_text(csl, "container-title")),
        Part(":".join(filter(None, [_publication(csl), _pages(csl)]))),
        Part(f"Set ID {number}" if number else _text(csl, "number")),
    ]


def _part_of_book(csl: Csl, editors: str) -> list[Part]:
    pages = _pages(csl) or (f"chap {chapter}" if (chapter := _text(csl, "chapter-number")) else "")
    inside = [
        Part(f"In: {editors}" if editors else ""),
        Part(_text(csl, "container-title"), italic=True),
        Part(_volume(csl)),
        Part(_edition(csl)),
        Part(_text(csl, "collection-title")),
        Part(":".join(filter(None, [_publication(csl), pages]))),
    ]
    return inside if editors else [Part("In:"), *inside] if _filled(inside) else []


def _page(csl: Csl) -> list[Part]:
    number = set_id(csl)
    return [
        Part(_text(csl, "genre")),
        Part(_text(csl, "container-title")),
        Part(_text(csl, "publisher")),
        Part(date_text(csl, "issued")),
        Part(f"Set ID {number}" if number else _text(csl, "number")),
    ]


def _publication(csl: Csl) -> str:
    return "; ".join(filter(None, [_text(csl, "publisher"), year(csl)]))


def _volume(csl: Csl) -> str:
    volume = _text(csl, "volume")
    return f"Vol {volume}" if volume.isdigit() else volume


def _edition(csl: Csl) -> str:
    edition = _text(csl, "edition")
    if edition.isdigit():
        number = int(edition)
        teens = 10 < number % 100 < 14
        suffix = "th" if teens else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
        return f"{number}{suffix} ed"
    return f"{edition} ed" if edition and "ed" not in edition.casefold() else edition


def _pages(csl: Csl) -> str:
    """Both page numbers in full: `1045-8` is `1045-1048`."""
    return _RANGE.sub(_expanded, _text(csl, "page"))


def _expanded(found: re.Match[str]) -> str:
    prefix, first, other, last = found.groups()
    if len(last) < len(first) and other in {"", prefix}:
        last = first[: len(first) - len(last)] + last
        other = prefix
    return f"{prefix}{first}-{other}{last}"


def _people(csl: Csl, role: str, *, et_al: bool = False) -> str:
    persons = _persons(csl, role)
    broken_off = et_al or any(_is_et_al(person) for person in persons)
    names = [_name(person) for person in persons if not _is_et_al(person)]
    if len(names) >= _ET_AL_FROM or (broken_off and len(names) > _ET_AL_SHOWN):
        names, broken_off = names[:_ET_AL_SHOWN], True
    return ", ".join([*names, "et al"] if names and broken_off else names)


def _editors(csl: Csl) -> str:
    names = _people(csl, "editor")
    return f"{names}, {'eds' if len(_persons(csl, 'editor')) > 1 else 'ed'}" if names else ""


def _persons(csl: Csl, role: str) -> list[Csl]:
    persons = csl.get(role)
    if not isinstance(persons, Sequence) or isinstance(persons, str):
        return []
    return [person for person in persons if isinstance(person, Mapping) and (_family(person) or _is_et_al(person))]


def _is_et_al(person: Csl) -> bool:
    return _text(person, "literal").casefold() in _ET_AL


def _family(person: Csl) -> str:
    literal = _text(person, "literal")
    if literal:
        return "" if literal.casefold() in _ET_AL else literal
    return " ".join(filter(None, [_text(person, "non-dropping-particle"), _text(person, "family")]))


def _name(person: Csl) -> str:
    initials = "".join(_initials(_text(person, "given")))
    return " ".join(
        filter(None, [_family(person), initials, _text(person, "dropping-particle"), _text(person, "suffix")])
    )


def _initials(given: str) -> Iterable[str]:
    """`Marie-Claire B.` is MCB; `JC` are two initials already, and a `Jr` among them stands apart."""
    for word in re.split(r"[\s.\-]+", given):
        if word in {"Jr", "Sr", "II", "III"}:
            yield f" {word}"
        elif word.isupper():
            yield word
        elif word:
            yield word[0].upper()


def _date_parts(csl: Csl, field: str) -> list[int]:
    date = csl.get(field)
    if not isinstance(date, Mapping):
        return []
    ranges = date.get("date-parts")
    first = ranges[0] if isinstance(ranges, Sequence) and ranges and isinstance(ranges[0], Sequence) else []
    return [int(part) for part in first if str(part).isdigit()]


def _literal_date(csl: Csl, field: str) -> str:
    date = csl.get(field)
    return _text(date, "literal") or _text(date, "raw") if isinstance(date, Mapping) else ""


def _text(csl: Csl, field: str) -> str:
    value = csl.get(field)
    return " ".join(str(value).split()) if isinstance(value, str | int) else ""


def _filled(parts: Iterable[Part]) -> list[Part]:
    return [part for part in parts if part.text]
