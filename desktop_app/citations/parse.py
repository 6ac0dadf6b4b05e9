"""From a reference as an encyclopedia prints it to CSL-JSON. The raw text always stays beside what was understood.

The style is that of Wikipedia's citation templates (https://en.wikipedia.org/wiki/Help:Citation_Style_1):
`Authors (date). "Title". Container. volume (issue): pages. doi:… PMID…. Retrieved date.`
A part that is not plainly there is left out; nothing is guessed. A text without a plain title gives no CSL at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from desktop_app.citations.dates import DATE, date_parts
from desktop_app.citations.footnote import read_footnote
from desktop_app.citations.names import read_names

LONGEST = 2000
"""Characters. A longer line is no reference of this style, and stays raw."""

_QUOTED = re.compile(r"[\"“](?P<title>.+?)[\"”](?=\s*(?:[.,;:]|\(|$|[A-Z\d]|\[))")
_HEAD = re.compile(r"(?P<names>.*?)\s*\((?P<date>[^()]*\d{4}[^()]*)\)\s*[.:,]?\s*$")
_BOOK = re.compile(
    r"(?P<names>[^\"“”]{2,400}?)\s*\((?P<date>[^()]*\d{4}[^()]*)\)\s*[.,:]?\s+(?P<title>(?:[^.()]|\([^()]*\)){3,300})\.\s*(?P<rest>.*)"
)
_NUMBERS = re.compile(
    r"(?:(?<=\.)|(?<=\)))\s*(?P<volume>[A-Z]?\d[\w/–-]{0,11}|[IVXLC]{1,8})\s*(?:\((?P<issue>[^()]{1,40})\))?"
    r"\s*:\s*(?P<page>[A-Za-z]{0,4}\d[\w.–-]*(?:,\s?[A-Za-z]?\d[\w–-]*)*)"
)
_VOLUME = re.compile(r"\b[Vv]ol(?:\.|ume)\s*(?P<volume>[\w–-]+)(?:\s*,?\s*(?:[Nn]o\.|[Ii]ssue)\s*(?P<issue>[\w–-]+))?")
_VOLUME_ONLY = re.compile(r"\.\s*(?P<volume>\d{1,4})\s*(?:\((?P<issue>[^()]{1,40})\))?\s*(?:\.|$)")
_PAGE = re.compile(r"\bpp?\.\s*(?P<page>[A-Za-z]{0,4}\d[\w–-]*(?:,\s?\d[\w–-]*)*)")
_ACCESSED = re.compile(rf"\b(?:Retrieved|Accessed)\s+(?:on\s+)?(?P<date>{DATE})", re.IGNORECASE)
_ARCHIVED = re.compile(r"\bArchived? from the original\b", re.IGNORECASE)
_DOI = re.compile(r"\bdoi\s*:?\s*(?:https?://(?:dx\.)?doi\.org/)?(?P<doi>10\.\d{4,9}/\S+)", re.IGNORECASE)
_PMID = re.compile(r"\bPMID\s*:?\s*(?P<pmid>\d{1,9})(?!\d)")
_PMC = re.compile(r"\bPMC\s*:?\s*(?P<pmc>\d{3,9})(?!\d)")
_ISBN = re.compile(r"\bISBN\s*:?\s*(?P<isbn>[\d-]{9,17}[\dXx])")
_ISSN = re.compile(r"\bISSN\s*:?\s*(?P<issn>\d{4}-\d{3}[\dXx])")
_S2CID = re.compile(r"\bS2CID\s*:?\s*(?P<s2cid>\d{1,12})(?!\d)")
_IDENTIFIERS = re.compile(
    r"\b(?:doi\s*:|PMID\s*:?\s*\d|PMC\s*:?\s*\d|S2CID|ISBN|ISSN|Bibcode|OCLC|arXiv\s*:|JSTOR|CiteSeerX|hdl\s*:|LCCN|ASIN)"
)
_PLACE = re.compile(r"(?P<place>[A-Z][\w\s,.-]{1,60}?):\s*(?P<publisher>\S.*)")
_EDITION = re.compile(r"\s*\((?P<edition>\w+) ed\.?\)")
_NOTE = re.compile(r"\s*\((?:in [A-Z]\w+|PDF|Press release|Report|Thesis|subscription required|[A-Z]{2,5})\)")


@dataclass(frozen=True, slots=True)
class ParsedReference:
    """A reference and what could be understood of it."""

    raw: str
    """The line as the source has it, caret and letters included."""
    text: str
    """The reference without caret and letters."""
    letters: tuple[str, ...]
    uses: int | None
    """How many places of the whole article cite it; None where the source does not plainly say."""
    csl: Mapping[str, Any] | None
    doi: str | None
    pmid: str | None


def parse_reference(raw: str) -> ParsedReference:
    """Read one reference line. Never raises: what cannot be understood stays raw."""
    footnote = read_footnote(raw)
    text = " ".join(footnote.text.split())
    if len(text) > LONGEST:
        return ParsedReference(raw, footnote.text, footnote.letters, footnote.uses, None, None, None)
    doi, pmid = _doi(text), _first(_PMID, text, "pmid")
    return ParsedReference(raw, footnote.text, footnote.letters, footnote.uses, _csl(text, doi, pmid), doi, pmid)


def _doi(text: str) -> str | None:
    found = _first(_DOI, text, "doi")
    if found is None:
        return None
    found = re.split(r"\.?(?:PMID|PMC|S2CID)\s*\d", found)[0].rstrip(".,;:\"'”’")
    while found.endswith(")") and found.count("(") < found.count(")"):
        found = found[:-1].rstrip(".,;")
    return found


def _first(pattern: re.Pattern[str], text: str, group: str) -> str | None:
    found = pattern.search(text)
    return found[group] if found else None


def _csl(text: str, doi: str | None, pmid: str | None) -> dict[str, Any] | None:
    item: dict[str, Any] = {}
    identifiers = _IDENTIFIERS.search(text)
    accessed = _ACCESSED.search(text)
    ends = [found.start() for found in (identifiers, accessed, _ARCHIVED.search(text)) if found]
    body = text[: min(ends)].rstrip() if ends else text
    if not (_read_article(body, item) or _read_book(body, item)):
        return None
    identified = {
        "DOI": doi,
        "PMID": pmid,
        "PMCID": _prefixed("PMC", _first(_PMC, text, "pmc")),
        "ISBN": _first(_ISBN, text, "isbn"),
        "ISSN": _first(_ISSN, text, "issn"),
        "note": _prefixed("S2CID: ", _first(_S2CID, text, "s2cid")),
    }
    item.update({key: value for key, value in identified.items() if value})
    if accessed and (parts := date_parts(accessed["date"])):
        item["accessed"] = parts
    return {"type": _type(item), **item}


def _prefixed(prefix: str, value: str | None) -> str | None:
    return prefix + value if value else None


def _read_article(body: str, item: dict[str, Any]) -> bool:
    """`Names (date). "Title". Rest`, the names and date being optional."""
    quoted = _QUOTED.search(body)
    if quoted is None:
        return False
    before = body[: quoted.start()].strip()
    head = _HEAD.match(before)
    names = read_names(head["names"] if head else before)
    if names:
        item["author"] = names
    item["title"] = quoted["title"].rstrip(".,")
    if head and (parts := date_parts(head["date"])):
        item["issued"] = parts
    _read_rest(body[quoted.end() :].lstrip(" .,"), item)
    return True


def _read_rest(rest: str, item: dict[str, Any]) -> None:
    """`Container. volume (issue): pages`, or `Site. Place: Publisher. Date.`"""
    rest = "." + _NOTE.sub("", rest)
    numbers = _NUMBERS.search(rest) or _VOLUME.search(rest) or _VOLUME_ONLY.search(rest)
    if numbers:
        item["volume"] = numbers["volume"]
        if numbers["issue"]:
            item["issue"] = numbers["issue"]
    page = numbers if numbers and "page" in numbers.re.groupindex else _PAGE.search(rest)
    if page:
        item["page"] = page["page"].rstrip(".–-")
    cut = min([found.start() for found in (numbers, page) if found], default=len(rest))
    sentences = [part.strip(" .,") for part in re.split(r"\.\s+|\.$", rest[1:cut].strip())]
    _read_sentences([part for part in sentences if part], item)


def _read_sentences(sentences: list[str], item: dict[str, Any]) -> None:
    """Site or journal, place and publisher, date: each a sentence of its own."""
    names: list[str] = []
    for sentence in sentences:
        parts = date_parts(sentence)
        placed = _PLACE.fullmatch(sentence)
        if parts and re.fullmatch(DATE, sentence):
            item.setdefault("issued", parts)
        elif placed and names:
            item["publisher-place"], item["publisher"] = placed["place"], placed["publisher"]
        else:
            names.append(sentence)
    if names:
        item["container-title"] = names[0]
    if len(names) > 1:
        item.setdefault("publisher", names[1])


def _read_book(body: str, item: dict[str, Any]) -> bool:
    """`Names (date). Title (2nd ed.). Place: Publisher. p. 12.`"""
    book = _BOOK.match(body)
    if book is None:
        return False
    names = read_names(book["names"])
    if not names:
        return False
    item["author"] = names
    edition = _EDITION.search(book["title"])
    item["title"] = _EDITION.sub("", book["title"]).strip()
    if edition:
        item["edition"] = edition["edition"]
    if parts := date_parts(book["date"]):
        item["issued"] = parts
    rest = book["rest"]
    page = _PAGE.search(rest)
    if page:
        item["page"] = page["page"]
        rest = rest[: page.start()]
    publisher = rest.split(". ")[0].strip(" .")
    placed = _PLACE.fullmatch(publisher)
    if placed:
        item["publisher-place"], item["publisher"] = placed["place"], placed["publisher"]
    elif publisher:
        item["publisher"] = publisher
    return True


def _type(item: Mapping[str, Any]) -> str:
    if "ISBN" in item or "container-title" not in item:
        return "book" if "ISBN" in item or "author" in item else "webpage"
    if "volume" in item or "DOI" in item or "PMID" in item:
        return "article-journal"
    return "webpage" if "accessed" in item else "article"
