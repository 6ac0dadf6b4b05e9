"""References as a reader meets them: in full (AMA style), in a few words for the margin, and as links."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import NamedTuple
from urllib.parse import quote

from desktop_app.citations import ama
from desktop_app.citations.footnote import read_footnote
from desktop_app.monograph.model import Reference, ReferenceStatus

_SHORT = 44
_AUTHORS_BROKEN_OFF = re.compile(r"[^\"“(]*\bet al\b")
_WEB = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True)
class FormattedReference:
    """One reference in full. `html` uses `em` alone."""

    html: str
    text: str
    statement_html: str
    """`html` without DOI or address, for those who show these as links."""


@dataclass(frozen=True, slots=True)
class Link:
    """An identifier and the page it names. Opened only when the user asks for it."""

    label: str
    url: str


class ShortReference(NamedTuple):
    """A reference in two short lines."""

    who: str
    """First author and year."""
    where: str
    """Journal, book or site."""


def format_ama(reference: Reference) -> FormattedReference:
    """The whole reference: in the source's own wording where it could not be parsed, in plain words where missing."""
    if reference.status is ReferenceStatus.MISSING or not (reference.raw or reference.csl):
        return _plain(f"No reference {reference.label or reference.id} in the source file.")
    csl = reference.csl
    if not csl or not csl.get("title"):
        return _plain(_raw(reference))
    statement = ama.statement(csl, et_al=bool(_AUTHORS_BROKEN_OFF.match(reference.raw)))
    access = ama.access(csl, _doi(reference))
    return FormattedReference(
        html=_html([*statement, *access]),
        text=" ".join(_ended(part.text) for part in [*statement, *access]),
        statement_html=_html(statement),
    )


def short(reference: Reference) -> ShortReference:
    """`Leggio 2010` and its journal, for the margin column."""
    if reference.status is ReferenceStatus.MISSING or not (reference.raw or reference.csl):
        return ShortReference(f"No reference {reference.label or reference.id}", "not in the source file")
    csl = reference.csl
    if not csl or not csl.get("title"):
        return ShortReference(_cut(_raw(reference)), "")
    who = ama.first_name(csl) or str(csl["title"])
    year = ama.year(csl)
    publisher = csl.get("publisher")
    where = ama.container(csl) or (str(publisher) if publisher else "")
    return ShortReference(f"{_cut(who)} {year}".rstrip(), _cut(where))


def links(reference: Reference) -> list[Link]:
    """DOI, PubMed, drug label and address, as far as the reference has them."""
    csl = reference.csl or {}
    found = []
    if doi := _doi(reference):
        found.append(Link(f"doi:{doi}", f"https://doi.org/{quote(doi, safe='/:;()')}"))
    pmid = reference.pmid or str(csl.get("PMID") or "")
    if pmid.isdigit():
        found.append(Link(f"PMID {pmid}", f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/"))
    if set_id := ama.set_id(csl):
        address = f"https://dailymed.nlm.nih.gov/dailymed/drugInfo.cfm?setid={set_id}"
        found.append(Link(f"Set ID {set_id}", address))
    url = str(csl.get("URL") or "")
    if _WEB.fullmatch(url) and not any(link.url == url for link in found):
        found.append(Link(url, url))
    return found


def _doi(reference: Reference) -> str | None:
    doi = reference.doi or (reference.csl or {}).get("DOI")
    return str(doi) if doi else None


def _raw(reference: Reference) -> str:
    """The source's own line; a caret and its letters belong to the page it stood on."""
    raw = " ".join(reference.raw.split())
    return read_footnote(raw).text if raw.startswith("^") else raw


def _plain(text: str) -> FormattedReference:
    return FormattedReference(html=escape(text, quote=False), text=text, statement_html=escape(text, quote=False))


def _html(parts: Sequence[ama.Part]) -> str:
    written = (escape(_ended(part.text), quote=False) for part in parts)
    return " ".join(f"<em>{text}</em>" if part.italic else text for part, text in zip(parts, written, strict=True))


def _ended(text: str) -> str:
    """With its full stop, except after an identifier or address, where a stop would be copied along."""
    if text.startswith("doi:") or _WEB.fullmatch(text) or text.endswith((".", "?", "!", ":")):
        return text
    return f"{text}."


def _cut(text: str) -> str:
    if len(text) <= _SHORT:
        return text
    return f"{text[:_SHORT].rsplit(' ', 1)[0].rstrip(' ,;:.')}…"
