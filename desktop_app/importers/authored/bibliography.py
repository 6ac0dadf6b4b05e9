"""The bibliography of an authored monograph: CSL-JSON, the form that Zotero, JabRef and Pandoc share. What other forms
hold, `bibliography_formats.py` says in this one.

What is wrong in it is said, never repaired: a reference must be exactly what the author gave.
The form is that of https://docs.citationstyles.org/en/stable/specification.html (schema csl-data.json).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from desktop_app.errors import UnreadableInputError
from desktop_app.importers.authored.field_markup import without_markup
from desktop_app.importers.decoding import decode, without_unprintable
from desktop_app.monograph.model import Reference, ReferenceStatus

REFERENCE_ID = re.compile(r"[A-Za-z0-9][\w.:+/-]*", re.ASCII)
"""Letters, figures and `_ . : + / -`: what can stand in `[@id]` and in a link."""
MAX_BYTES = 8 * 1024 * 1024
_NAMES = frozenset({
    "author", "editor", "translator", "collection-editor", "container-author", "director", "composer",
    "editorial-director", "illustrator", "interviewer", "original-author", "recipient", "reviewed-author",
})  # fmt: skip
_DATES = frozenset({"issued", "accessed", "submitted", "event-date", "original-date", "available-date"})

Item = dict[str, Any]


def read_csl_json(data: bytes, file_name: str) -> list[Any]:
    """The entries of a CSL-JSON file. Raises UnreadableInputError."""
    text = decode(data, file_name, limit=MAX_BYTES)
    try:
        entries = json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise UnreadableInputError(f"{file_name}, line {error.lineno}: this is not JSON ({error.msg}).") from error
    except (ValueError, RecursionError) as error:
        raise UnreadableInputError(f"{file_name}: it holds a number or a nesting no bibliography has.") from error
    if not isinstance(entries, list):
        raise UnreadableInputError(f"{file_name}: a bibliography must be a list of entries, in square brackets.")
    return entries


def checked(entries: list[Any], file_name: str) -> dict[str, Item]:
    """Entries by id, in their order. Raises UnreadableInputError where an entry cannot be cited or printed."""
    items: dict[str, Item] = {}
    for number, entry in enumerate(entries, start=1):
        if not isinstance(entry, dict):
            raise UnreadableInputError(f"{file_name}: entry {number} of the bibliography is not a set of fields.")
        reference = str(entry.get("id", ""))
        if not REFERENCE_ID.fullmatch(reference):
            raise UnreadableInputError(
                f"{file_name}: entry {number} of the bibliography has no usable id. "
                "Use letters, figures and the characters _ . : + / - after them."
            )
        if reference in items:
            raise UnreadableInputError(f"{file_name}: two entries of the bibliography have the id {reference!r}.")
        item = {key: _field(key, value, reference, file_name) for key, value in entry.items() if value is not None}
        items[reference] = item | {"id": reference}
    return items


def reference(item: Item, label: str) -> Reference:
    """A reference that the author gives, with the mark it has in the text (empty: it has none)."""
    return Reference(
        id=item["id"],
        label=label,
        status=ReferenceStatus.GIVEN,
        raw=plain_text(item),
        csl=item,
        doi=_identifier(item, "DOI"),
        pmid=_identifier(item, "PMID"),
    )


def plain_text(item: Mapping[str, Any]) -> str:
    """The entry as one line of words: who, what, where, when, identifiers. Adds nothing."""
    place = " ".join(filter(None, (_text(item, "container-title"), _text(item, "volume"))))
    parts = [
        ", ".join(_name(name) for name in item.get("author", [])),
        _text(item, "title"),
        place,
        _text(item, "page"),
        _text(item, "publisher"),
        _date(item.get("issued")),
        f"doi:{_text(item, 'DOI')}" if _text(item, "DOI") else "",
        f"PMID {_text(item, 'PMID')}" if _text(item, "PMID") else "",
        _text(item, "number"),
        _text(item, "URL"),
    ]
    return ". ".join(part.rstrip(".") for part in parts if part) + "."


def _field(key: str, value: Any, reference: str, file_name: str) -> Any:
    if key in _NAMES:
        if isinstance(value, list) and all(isinstance(name, dict) and _is_flat(name) for name in value):
            return [{part: _scalar(text) for part, text in name.items()} for name in value]
        raise UnreadableInputError(f"{file_name}: the {key} of {reference!r} must be a list of names.")
    if key in _DATES:
        return _checked_date(key, value, reference, file_name)
    if isinstance(value, str | int | float):
        return _scalar(value)
    # Fields that no citation shows (custom, categories) may have any form; they are kept as text.
    return without_unprintable(json.dumps(value, ensure_ascii=False))


def _checked_date(key: str, value: Any, reference: str, file_name: str) -> dict[str, Any]:
    wrong = UnreadableInputError(
        f'{file_name}: the {key} date of {reference!r} must look like {{"date-parts": [[2019, 4, 2]]}}.'
    )
    if not isinstance(value, dict):
        raise wrong
    date: dict[str, Any] = {part: _scalar(text) for part, text in value.items() if isinstance(text, str | int)}
    if "date-parts" in value:
        parts = value["date-parts"]
        if not isinstance(parts, list) or not all(isinstance(day, list) and 1 <= len(day) <= 3 for day in parts):
            raise wrong
        try:
            date["date-parts"] = [[int(str(part)[:9]) for part in day] for day in parts]
        except ValueError as error:
            raise wrong from error
    return date


def _is_flat(name: Mapping[str, Any]) -> bool:
    return all(isinstance(text, str | int | float) for text in name.values())


def _scalar(value: str | float) -> str | float:
    return without_markup(without_unprintable(value)) if isinstance(value, str) else value


def _name(name: Mapping[str, Any]) -> str:
    if "literal" in name:
        return str(name["literal"])
    parts = ("non-dropping-particle", "family", "given", "suffix")
    return " ".join(str(name[part]) for part in parts if name.get(part))


def _date(date: Any) -> str:
    if not isinstance(date, dict):
        return ""
    parts = date.get("date-parts")
    if parts:
        return "-".join(f"{part:02d}" for part in parts[0])
    return str(date.get("raw") or date.get("literal") or "")


def _text(item: Mapping[str, Any], key: str) -> str:
    return str(item.get(key, "")).strip()


def _identifier(item: Mapping[str, Any], key: str) -> str | None:
    return _text(item, key) or None


def _no_constant(name: str) -> float:
    raise ValueError(name)
