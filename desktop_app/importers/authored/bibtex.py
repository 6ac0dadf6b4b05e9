"""BibTeX to entries of CSL-JSON. bibtexparser divides the file into entries and fields; their values are read here.

Nothing is lost in silence: a value behind which more follows than BibTeX allows is one whose comma is missing, and an
error with its line; a macro that nobody knows stays visible and is told.
Fields, string concatenation and `crossref`: Patashnik, BibTeXing, 1988; entry types and sets: the biblatex manual, § 2.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from typing import Any

from desktop_app.errors import UnreadableInputError
from desktop_app.importers.authored.bibliography_fields import MONTHS, Bibliography, Entry, put, put_date
from desktop_app.importers.authored.latex import plain_latex

_TYPES = {
    "article": "article-journal",
    "book": "book",
    "booklet": "pamphlet",
    "inbook": "chapter",
    "incollection": "chapter",
    "inproceedings": "paper-conference",
    "conference": "paper-conference",
    "manual": "book",
    "mastersthesis": "thesis",
    "phdthesis": "thesis",
    "thesis": "thesis",
    "proceedings": "book",
    "collection": "book",
    "techreport": "report",
    "report": "report",
    "online": "webpage",
    "electronic": "webpage",
    "www": "webpage",
    "dataset": "dataset",
    "patent": "patent",
}
_NAMES = {
    "title": ("title",),
    "container-title": ("journal", "journaltitle", "booktitle"),
    "volume": ("volume",),
    "issue": ("number", "issue"),
    "page": ("pages",),
    "publisher": ("publisher", "school", "institution", "organization"),
    "publisher-place": ("address", "location"),
    "edition": ("edition",),
    "DOI": ("doi",),
    "PMID": ("pmid",),
    "URL": ("url",),
    "ISBN": ("isbn",),
    "note": ("note",),
}
"""CSL's fields, and BibTeX's, of which the first that says something is taken."""
_PART = re.compile(
    r"""\s*(?:(?P<braced>\{(?>(?:[^{}]++|\{(?>(?:[^{}]++|\{(?>(?:[^{}]++|\{[^{}]*+\})*)\})*)\})*)\})"""
    r"""|"(?P<quoted>(?>(?:[^"{}]++|\{(?>(?:[^{}]++|\{[^{}]*+\})*)\})*))\""""
    r"""|(?P<bare>[^\s"#%'(),={}]++))\s*"""
)
"""One part of a value: in braces, in quotation marks, a number or the name of a string."""
_NOT_INHERITED = frozenset({"crossref", "xref", "entryset", "ids", "label", "shorttitle", "sorttitle"})


def read_bibtex(text: str, file_name: str) -> Bibliography:
    """The entries of a BibTeX file. Raises UnreadableInputError with the line of what cannot be read."""
    from bibtexparser.entrypoint import parse_string

    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # what it warns about is raised here
    library = parse_string(text, parse_stack=[])
    strings: dict[str, str] = {}

    def wrong(block: Any, what: str) -> UnreadableInputError:
        return UnreadableInputError(f"{file_name}, line {(block.start_line or 0) + 1}: {what}")

    def value_of(block: Any) -> str:
        try:
            return _value(str(block.value), strings)
        except ValueError as error:
            raise wrong(block, str(error)) from error

    if library.failed_blocks:
        raise wrong(library.failed_blocks[0], "this entry of the bibliography is not BibTeX, or its key stands twice.")
    for string in library.strings:
        strings[string.key.lower()] = value_of(string)
    entries: dict[str, tuple[str, dict[str, str]]] = {}
    for entry in library.entries:
        if entry.entry_type.lower() == "set":
            raise wrong(entry, f"the entry {entry.key!r} is a set of others, which Materia does not read. Cite each.")
        fields: dict[str, str] = {}
        for field in entry.fields:
            fields.setdefault(field.key.lower(), value_of(field))
        entries[entry.key] = entry.entry_type.lower(), fields
    unknown: set[str] = set()
    found = []
    for entry in library.entries:
        kind, fields = entries[entry.key]
        parent = fields.get("crossref", "").strip()
        if parent and parent not in entries:
            raise wrong(entry, f"the entry {entry.key!r} refers to {parent!r}, which is not in the bibliography.")
        found.append(_of_bibtex(entry.key, kind, _with_parents(entry.key, entries), unknown))
    reports = tuple(f"LaTeX macro that is not understood, shown as it is written ({name})" for name in sorted(unknown))
    return Bibliography(found, reports)


def _value(text: str, strings: Mapping[str, str]) -> str:
    """What a field says: its parts joined, without their braces and quotation marks. Raises ValueError in words."""
    parts, place = list[str](), 0
    while True:
        part = _PART.match(text, place)
        if part is None:
            raise ValueError("this field of the bibliography cannot be read. Is a brace or a quotation mark missing?")
        if part["braced"] is not None:
            parts.append(part["braced"][1:-1])
        elif part["quoted"] is not None:
            parts.append(part["quoted"])
        else:
            parts.append(strings.get(part["bare"].lower(), part["bare"]))
        place = part.end()
        if place == len(text):
            return "".join(parts)
        if text[place] != "#":
            raise ValueError("a comma is missing behind this field of the bibliography.")
        place += 1


def _with_parents(key: str, entries: Mapping[str, tuple[str, dict[str, str]]]) -> dict[str, str]:
    """The fields of an entry, and those it has from the one it refers to. That one's title is the book's."""
    fields = dict(entries[key][1])
    seen = {key}
    parent = fields.get("crossref", "").strip()
    while parent and parent not in seen:
        seen.add(parent)
        inherited = dict(entries[parent][1]) if parent in entries else {}
        if title := inherited.pop("title", ""):
            inherited.setdefault("booktitle", title)
        for name, value in inherited.items():
            if name not in _NOT_INHERITED:
                fields.setdefault(name, value)
        parent = inherited.get("crossref", "").strip()
    return fields


def _of_bibtex(key: str, kind: str, fields: Mapping[str, str], unknown: set[str]) -> Entry:
    from bibtexparser.middlewares.names import split_multiple_persons_names

    plain = {name: plain_latex(value, unknown) for name, value in fields.items() if name not in {"author", "editor"}}
    found: Entry = {"id": key, "type": _TYPES.get(kind, "document")}
    for role in ("author", "editor"):
        if fields.get(role, "").strip():
            people = split_multiple_persons_names(" ".join(fields[role].split()))
            found[role] = [_name(person, unknown) for person in people if person.strip()]
    month = plain.get("month", "").lower()
    number = MONTHS.get(month[:3]) if month.isalpha() else int(month) if re.fullmatch(r"[1-9]|1[0-2]", month) else None
    put_date(found, "issued", plain.get("date") or plain.get("year", ""), [number] if number else [])
    put(found, _NAMES, plain)
    return found


def _name(person: str, unknown: set[str]) -> Entry:
    from bibtexparser.middlewares.names import InvalidNameError, parse_single_name_into_parts

    person = person.strip()
    if person == "others":
        return {"literal": "et al."}
    try:
        name = parse_single_name_into_parts(person, strict=False)
    except InvalidNameError:
        return {"literal": plain_latex(person, unknown)}
    last = " ".join(name.last)
    if last.startswith("{") and last.endswith("}") and not name.first:
        return {"literal": plain_latex(last, unknown)}
    parts = {
        "family": last,
        "given": " ".join(name.first),
        "non-dropping-particle": " ".join(name.von),
        "suffix": " ".join(name.jr),
    }
    return {part: plain_latex(text, unknown) for part, text in parts.items() if text}
