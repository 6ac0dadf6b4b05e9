"""Bibliographies as reference managers write them, each to entries of CSL-JSON: BibTeX, RIS and PubMed's nbib.

The libraries read the files; what is here only names the fields anew. Nothing is filled in: `2016` stays a year, and
what has no place in a citation (abstracts, keywords, addresses) is left out.
Fields: Patashnik, BibTeXing, 1988; RIS, as Zotero and JabRef write it; MEDLINE/PubMed Data Element Descriptions.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from typing import Any

from desktop_app.citations.dates import iso_date
from desktop_app.errors import UnreadableInputError
from desktop_app.importers.decoding import decode

MAX_BYTES = 8 * 1024 * 1024
FORMATS = "CSL-JSON, BibTeX, RIS or PubMed’s nbib"
_MONTHS = {
    name: number
    for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)  # noqa: SIM905 - a list of words reads as such
}
_BIBTEX_TYPES = {
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
    "proceedings": "book",
    "techreport": "report",
    "online": "webpage",
}
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
_NBIB_LINE = re.compile(r"([A-Z]{2,4}) *- (.*)")
_BIBTEX_ENTRY = re.compile(r"@\w+\s*[{(]")

Entry = dict[str, Any]


def is_bibliography(text: str) -> bool:
    """Whether a text begins as BibTeX, RIS or nbib."""
    opening = text.lstrip()
    return any(pattern.match(opening) for pattern in (_RIS_RECORD, _NBIB_RECORD, _BIBTEX_ENTRY))


def read_other_formats(data: bytes, file_name: str) -> list[Entry] | None:
    """The entries of a bibliography as CSL-JSON; None where it is in none of these formats (but maybe JSON).

    An entry's id is its key in BibTeX, its `ID` in RIS, or there, where it has none, its DOI (with a hyphen for every
    character that no id may have); in nbib `pmid:27169098`.
    Raises UnreadableInputError where a part of the file would be lost.
    """
    text = decode(data, file_name, limit=MAX_BYTES)
    opening = text.lstrip()
    if _NBIB_RECORD.match(opening):
        return _nbib(opening, file_name)
    if _RIS_RECORD.match(opening):
        return _ris(opening, file_name)
    if opening.startswith(("@", "%")):
        return _bibtex(text, file_name)
    return None


def _bibtex(text: str, file_name: str) -> list[Entry]:
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.middlewares import MonthIntMiddleware, SeparateCoAuthors, SplitNameParts

    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # what it warns about is raised here
    library = parse_string(text, append_middleware=[MonthIntMiddleware(), SeparateCoAuthors(), SplitNameParts()])
    if library.failed_blocks:
        line = (library.failed_blocks[0].start_line or 0) + 1
        raise UnreadableInputError(
            f"{file_name}, line {line}: this entry of the bibliography is not BibTeX, or its key stands twice."
        )
    return [_of_bibtex(entry) for entry in library.entries]


def _of_bibtex(entry: Any) -> Entry:
    fields = {key.lower(): field.value for key, field in entry.fields_dict.items()}
    plain = {key: _without_latex(value) for key, value in fields.items() if isinstance(value, str)}
    found: Entry = {"id": entry.key, "type": _BIBTEX_TYPES.get(entry.entry_type.lower(), "document")}
    for role in ("author", "editor"):
        if fields.get(role):
            found[role] = [_bibtex_name(name) for name in fields[role]]
    month = str(fields.get("month", ""))
    more = [int(month)] if re.fullmatch(r"[1-9]|1[0-2]", month) else []
    _put_date(found, "issued", plain.get("date") or plain.get("year", ""), more)
    names = {
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
    _put(found, names, plain)
    return found


def _bibtex_name(name: Any) -> Entry:
    last = " ".join(name.last)
    if last == "others" and not name.first:
        return {"literal": "et al."}
    if last.startswith("{") and last.endswith("}") and not name.first:
        return {"literal": _without_latex(last)}
    parts = {
        "family": last,
        "given": " ".join(name.first),
        "non-dropping-particle": " ".join(name.von),
        "suffix": " ".join(name.jr),
    }
    return {part: _without_latex(text) for part, text in parts.items() if text}


def _without_latex(text: str) -> str:
    from pylatexenc.latex2text import LatexNodes2Text
    from pylatexenc.latexwalker import LatexWalkerError

    try:
        plain = LatexNodes2Text(strict_latex_spaces=False, keep_comments=True).latex_to_text(text)
    except (LatexWalkerError, RecursionError, ValueError, IndexError):
        plain = text
    return " ".join(plain.split())


def _ris(text: str, file_name: str) -> list[Entry]:
    import rispy

    try:
        records = rispy.loads(text)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise UnreadableInputError(f"{file_name} begins as RIS and is not RIS further on.") from error
    _nothing_lost(text, _RIS_RECORD, records, file_name, "TY and ends with a line ER")
    return [_of_ris(record, number, file_name) for number, record in enumerate(records, start=1)]


def _of_ris(record: Mapping[str, Any], number: int, file_name: str) -> Entry:
    doi = _doi(str(record.get("doi", "")))
    own = str(record.get("id", "")).strip() or _NO_ID.sub("-", doi)
    if not own:
        raise UnreadableInputError(
            f"{file_name}: entry {number} of the bibliography has neither an ID nor a DOI to cite it by. Add a line ID."
        )
    found: Entry = {"id": own, "type": _RIS_TYPES.get(str(record.get("type_of_reference", "")), "document")}
    for role, keys in (("author", ("authors", "first_authors")), ("editor", ("secondary_authors",))):
        names = [_comma_name(name) for key in keys for name in record.get(key, ()) if name.strip()]
        if names:
            found[role] = names
    year = str(record.get("year") or record.get("publication_year") or record.get("date") or "")
    more = str(record.get("date") or record.get("publication_year") or "")
    _put_date(found, "issued", more if more.startswith(year[:4]) else year)
    _put_date(found, "accessed", str(record.get("access_date", "")))
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
    _put(found, names_of, plain)
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
    _put_date(found, "issued", first("DP"))
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
    _put(found, names, plain)
    return found


def _put(found: Entry, names: Mapping[str, tuple[str, ...]], plain: Mapping[str, str]) -> None:
    """The first of the source's fields that says something, under CSL's name."""
    for field, keys in names.items():
        value = next((text for key in keys if (text := " ".join(plain.get(key, "").split()))), "")
        if value:
            found[field] = value


def _put_date(found: Entry, field: str, written: str, more: list[int] | None = None) -> None:
    """As exact as it is written: year, month and day as long as they are numbers, or months by name."""
    parts: list[int] = []
    for number, part in enumerate(re.split(r"[/\s-]+", written.strip())):
        value = _MONTHS.get(part[:3].lower()) if number == 1 and part.isalpha() else None
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
