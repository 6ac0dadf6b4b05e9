"""Bibliographies as reference managers write them, each to entries of CSL-JSON: BibTeX, RIS and PubMed's nbib.

The libraries read the files; what is here only names the fields anew. Nothing is filled in: `2016` stays a year, and
what has no place in a citation (abstracts, keywords, addresses) is left out.
Fields: RIS, as Zotero and JabRef write it; MEDLINE/PubMed Data Element Descriptions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from desktop_app.errors import UnreadableInputError
from desktop_app.importers.article.text import slug
from desktop_app.importers.authored.bibliography_fields import Bibliography, Entry, put, put_date
from desktop_app.importers.authored.bibtex import read_bibtex
from desktop_app.importers.decoding import decode
from desktop_app.importers.limits import LIMITS

MAX_BYTES = 8 * 1024 * 1024
_LOOKED_AT = 4000
FORMATS = "CSL-JSON, BibTeX, RIS or PubMed’s nbib"
_RIS_TYPES = {
    "JOUR": "article-journal",
    "JFULL": "article-journal",
    "EJOUR": "article-journal",
    "MGZN": "article-magazine",
    "NEWS": "article-newspaper",
    "BOOK": "book",
    "EBOOK": "book",
    "CHAP": "chapter",
    "ECHAP": "chapter",
    "CONF": "paper-conference",
    "CPAPER": "paper-conference",
    "THES": "thesis",
    "RPRT": "report",
    "GOVDOC": "report",
    "ELEC": "webpage",
    "WEB": "webpage",
    "DATA": "dataset",
    "PAT": "patent",
}
_NO_ID = re.compile(r"[^\w.:+/-]", re.ASCII)
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_RIS_RECORD = re.compile(r"^TY {1,2}-", re.MULTILINE)
_NBIB_RECORD = re.compile(r"^PMID- ", re.MULTILINE)
_ENTRY = re.compile(r"^(?:TY {1,2}-|PMID- |[ \t]*@\w)", re.MULTILINE)
"""Where an entry begins in any of the formats; only few more than there are."""
_NBIB_LINE = re.compile(r"([A-Z]{2,4}) *- (.*)")
_ERIC = re.compile(r"^OWN *- *ERIC\b", re.MULTILINE)
_BIBTEX_ENTRY = re.compile(r"@\w+\s*[{(]")


def is_bibliography(text: str) -> bool:
    """Whether a text begins as BibTeX, RIS or nbib."""
    opening = text.lstrip()
    return any(pattern.match(opening) for pattern in (_RIS_RECORD, _NBIB_RECORD, _BIBTEX_ENTRY))


def read_other_formats(data: bytes, file_name: str) -> Bibliography | None:
    """The entries of a bibliography as CSL-JSON; None where it is in none of these formats (but maybe JSON).

    An entry's id is its key in BibTeX; in RIS its `ID`, or where it has none its DOI (with a hyphen for every
    character that no id may have), or where it has no DOI either its first author and year, which is reported; in nbib
    `pmid:27169098`. Raises UnreadableInputError where a part of the file would be lost.
    """
    text = decode(data, file_name, limit=MAX_BYTES)
    opening = text.lstrip()
    if _ERIC.search(opening, 0, _LOOKED_AT):
        raise UnreadableInputError(
            f"{file_name} is an export of ERIC, which is written like PubMed’s nbib but has no PMIDs to cite by. "
            "Export the records as RIS instead."
        )
    begun = len(_ENTRY.findall(text))
    if begun > LIMITS.references:
        raise UnreadableInputError(
            f"{file_name} has {begun:,} entries, where {LIMITS.references:,} are the most. "
            "Export those that the monograph cites."
        )
    if _NBIB_RECORD.match(opening):
        return Bibliography(_nbib(opening, file_name))
    if _RIS_RECORD.match(opening):
        return _ris(opening, file_name)
    if opening.startswith(("@", "%")):
        return read_bibtex(text, file_name)
    return None


def _ris(text: str, file_name: str) -> Bibliography:
    import rispy

    try:
        records = rispy.loads(text)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise UnreadableInputError(f"{file_name} begins as RIS and is not RIS further on.") from error
    _nothing_lost(text, _RIS_RECORD, records, file_name, "TY and ends with a line ER")
    entries = [_of_ris(record) for record in records]
    taken = {entry["id"] for entry in entries}
    reports = []
    for number, entry in enumerate(entries, start=1):
        if not entry["id"]:
            entry["id"] = _own_id(entry, number, taken)
            taken.add(entry["id"])
            reports.append(f"reference without ID and DOI, cited as [@{entry['id']}]")
    return Bibliography(entries, tuple(reports))


def _own_id(entry: Entry, number: int, taken: set[str]) -> str:
    """`doe2019`, or `doe2019b` where that is taken, from the first author and the year; no two are alike."""
    people: list[Entry] = [*entry.get("author", ()), *entry.get("editor", ()), {}]
    name = str(people[0].get("family") or people[0].get("literal") or "")
    parts = entry.get("issued", {}).get("date-parts", [[""]])
    wanted = (slug(name) if name else "") + str(parts[0][0])
    wanted = wanted or f"entry-{number}"
    further = (f"{wanted}{letter}" for letter in "bcdefghijklmnopqrstuvwxyz")
    return next((name for name in (wanted, *further) if name not in taken), f"{wanted}-{number}")


def _of_ris(record: Mapping[str, Any]) -> Entry:
    """An entry; its id is empty where the record names none."""
    doi = _doi(str(record.get("doi", "")))
    own = str(record.get("id", "")).strip() or _NO_ID.sub("-", doi)
    found: Entry = {"id": own, "type": _RIS_TYPES.get(str(record.get("type_of_reference", "")), "document")}
    for role, keys in (("author", ("authors", "first_authors")), ("editor", ("secondary_authors",))):
        names = [_comma_name(name) for key in keys for name in record.get(key, ()) if name.strip()]
        if names:
            found[role] = names
    year = str(record.get("year") or record.get("publication_year") or record.get("date") or "")
    more = str(record.get("date") or record.get("publication_year") or "")
    put_date(found, "issued", more if more.startswith(year[:4]) else year)
    put_date(found, "accessed", str(record.get("access_date", "")))
    pages = [str(record.get(key, "")).strip() for key in ("start_page", "end_page")]
    plain = {key: value for key, value in record.items() if isinstance(value, str)}
    plain |= {
        "page": "-".join(page for page in pages if page),
        "doi": doi,
        "url": next(iter(record.get("urls", ())), ""),
    }
    names_of = {
        "title": ("title", "primary_title"),
        "container-title": ("journal_name", "secondary_title", "alternate_title3", "alternate_title2"),
        "volume": ("volume",),
        "issue": ("number",),
        "page": ("page",),
        "publisher": ("publisher",),
        "publisher-place": ("place_published",),
        "edition": ("edition",),
        "DOI": ("doi",),
        "URL": ("url",),
    }
    put(found, names_of, plain)
    return found


def _nbib(text: str, file_name: str) -> list[Entry]:
    from rispy import RisParser

    class Nbib(RisParser):  # type: ignore[misc]
        """PubMed's lines are those of RIS with longer tags; a record ends where the next begins."""

        START_TAG = "PMID"

        def parse_line(self, line: str) -> tuple[str | None, str]:
            found = _NBIB_LINE.match(line)
            return (found[1], found[2].strip()) if found else (None, line.strip())

    tags = sorted({found[1] for found in map(_NBIB_LINE.match, text.split("\n")) if found})
    mapping = {tag: tag for tag in [*tags, "UK"]}
    text = re.sub(r"\n {4,}", " ", text)
    ended = re.sub(r"\n(?=PMID- )", "\nER  - \n", text.strip()) + "\nER  - \n"
    records = Nbib(mapping=mapping, list_tags=[tag for tag in tags if tag != "PMID"], delimiter_tags_mapping={}).parse(
        ended
    )
    _nothing_lost(text, _NBIB_RECORD, records, file_name, "PMID")
    return [_of_nbib(record) for record in records]


def _of_nbib(record: Mapping[str, Any]) -> Entry:
    def first(tag: str) -> str:
        return " ".join(str(next(iter(record.get(tag, ())), "")).split())

    pmid = str(record["PMID"]).strip()
    found: Entry = {"id": f"pmid:{pmid}", "type": "article-journal", "PMID": pmid}
    people = [_comma_name(name) for name in record.get("FAU", ())] or [
        {"literal": name} for name in record.get("AU", ())
    ]
    people += [{"literal": name} for name in record.get("CN", ())]
    if people:
        found["author"] = people
    put_date(found, "issued", first("DP"))
    dois = (name.split()[0] for tag in ("LID", "AID") for name in record.get(tag, ()) if name.endswith("[doi]"))
    plain = {tag: first(tag) for tag in record if tag != "PMID"} | {"doi": next(dois, "")}
    names = {
        "title": ("TI", "BTI"),
        "container-title": ("JT", "TA"),
        "container-title-short": ("TA",),
        "volume": ("VI",),
        "issue": ("IP",),
        "page": ("PG",),
        "DOI": ("doi",),
    }
    put(found, names, plain)
    return found


def _comma_name(name: str) -> Entry:
    family, _, rest = name.strip().partition(",")
    given, _, suffix = rest.partition(",")
    if not rest.strip():
        return {"literal": family.strip()}
    return {
        part: text.strip() for part, text in (("family", family), ("given", given), ("suffix", suffix)) if text.strip()
    }


def _doi(written: str) -> str:
    found = _DOI.search(written)
    return found[0] if found else ""


def _nothing_lost(text: str, start: re.Pattern[str], records: list[Any], file_name: str, how: str) -> None:
    begun = len(start.findall(text))
    if begun != len(records):
        raise UnreadableInputError(
            f"{file_name}: {begun} entries of the bibliography begin and {len(records)} can be read. "
            f"Each begins with a line {how}."
        )
