"""The references of a MediaWiki page: its footnotes, named, grouped and repeated, and the marks that lead to them.

The notes are what the Cite extension writes: `<li id="cite_note-…">` in `ol.references`, and marks that link there.
What a `cite` template knew of its source is in a hidden OpenURL ContextObject (COinS, ANSI/NISO Z39.88).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from lxml import html

from desktop_app.citations.dates import date_parts
from desktop_app.citations.parse import parse_reference
from desktop_app.importers.decoding import without_unprintable
from desktop_app.importers.encyclopedia.addresses import split_address, unquoted
from desktop_app.importers.encyclopedia.unseen import show_what_can_be_seen
from desktop_app.importers.flat_text import flat_text
from desktop_app.monograph.model import Reference, ReferenceStatus

_NOTES = ".//li[starts-with(@id, 'cite_note') or starts-with(@id, 'mwt-cite_note')]"
_MARKS = ".//a[contains(@href, '#cite_note')]"
_BODY = ".//*[contains(@class, 'reference-text')]"
_UNSEEN = (
    ".//*[contains(@class, 'mw-cite-backlink') or contains(@class, 'Z3988') or contains(@class, 'cs1-maint')"
    " or contains(@class, 'cs1-hidden-error') or self::style or self::link or self::script]"
)
_BACK_LINKS = ".//*[@rel='mw:referencedBy']"
_PARTS = ".//ol[contains(@class, 'mw-subreference-list') or contains(@class, 'mw-extended-references')]"
"""Notes inside a note: each cites a place in the same work (https://meta.wikimedia.org/wiki/Special:MyLanguage/WMDE_Technical_Wishes/Sub-referencing)."""
_GENRES = {
    "article": "article-journal",
    "journal": "article-journal",
    "preprint": "article",
    "proceeding": "paper-conference",
    "conference": "paper-conference",
    "book": "book",
    "bookitem": "chapter",
    "report": "report",
    "dissertation": "thesis",
}
_DOI = re.compile(r"10\.\d{4,9}/\S+")


class Notes:
    """The footnotes of a page, by the fragment that marks link to."""

    def __init__(self, content: html.HtmlElement) -> None:
        """Takes the footnotes out of the article."""
        self._bodies: dict[str, html.HtmlElement] = {}
        self._parents: dict[str, html.HtmlElement] = {}
        self._references: dict[str, Reference] = {}
        self._ids: set[str] = set()
        for note in content.xpath(_NOTES):
            fragment = _fragment(str(note.get("id")))
            self._bodies.setdefault(fragment, note)  # of two with one id a link leads to the first
            if (parent := _parent(note)) is not None:
                self._parents.setdefault(fragment, parent)
        for note in content.xpath(_NOTES):
            note.drop_tree()
        for empty in content.xpath(".//ol[contains(@class, 'references')][not(.//li)]"):
            empty.drop_tree()

    def mark(self, content: html.HtmlElement) -> tuple[Reference, ...]:
        """Make citation marks of the links to footnotes.

        All references: those that are cited in the order of their first mark, then the rest in the order of the page.
        A mark whose footnote is not in the page gets a reference that is missing. Marks in footnotes stay as text, as
        the page has them; what they lead to comes after what the article cites.
        """
        for link in content.xpath(_MARKS):
            if reference := self._cited(link):
                _make_mark(link, reference)
        for note in list(self._bodies.values()):
            for link in note.xpath(_MARKS):
                self._cited(link)
        rest = [
            self._reference(fragment, self._new_id("u1"), "")
            for fragment, note in self._bodies.items()
            if fragment not in self._references and _raw(note) and note not in self._parents.values()
        ]
        return (*self._references.values(), *rest)

    def _cited(self, link: html.HtmlElement) -> Reference | None:
        """What a mark leads to; None where it is no mark."""
        fragment = _fragment(split_address(str(link.get("href"))).fragment)
        label = " ".join(link.text_content().split()).strip("[]")
        if not label:
            return None
        if fragment not in self._references:
            self._references[fragment] = self._reference(fragment, self._new_id(label), label)
        return self._references[fragment]

    def _reference(self, fragment: str, ref: str, label: str) -> Reference:
        return _reference(self._bodies.get(fragment), self._parents.get(fragment), ref, label)

    def _new_id(self, wanted: str) -> str:
        """An id that no other reference has."""
        plain = re.sub(r"[^\w.:+/-]+", "-", wanted).strip("-") or "note"
        ref, number = plain, 2
        while ref in self._ids:
            ref, number = f"{plain}-{number}", number + 1
        self._ids.add(ref)
        return ref


def _fragment(written: str) -> str:
    return unquoted(written).removeprefix("mwt-")


def _make_mark(link: html.HtmlElement, reference: Reference) -> None:
    """In the place of the link and the `sup` or `span` around it."""
    around = link.getparent()
    mark = html.Element("a", href=f"cite:{reference.id}")
    mark.text = reference.label
    alone = around.tag in {"sup", "span"} and len(around) == 1 and around.text_content() == link.text_content()
    old = around if alone else link
    mark.tail = old.tail
    old.getparent().replace(old, mark)


def _parent(note: html.HtmlElement) -> html.HtmlElement | None:
    """The footnote that a note is a part of; None where it stands for itself."""
    around = note.getparent()
    names = "" if around is None else around.get("class") or ""
    if "mw-subreference-list" not in names and "mw-extended-references" not in names:
        return None
    return next(around.iterancestors("li"), None)


def _reference(note: html.HtmlElement | None, parent: html.HtmlElement | None, ref: str, label: str) -> Reference:
    raw = "" if note is None else _raw(note)
    if note is None or not raw:
        return Reference(ref, label, ReferenceStatus.MISSING, reason="The page has no footnote for this mark.")
    work = note
    if parent is not None and (whole := _raw(parent)):
        # CSL has no words for a place in the work: the text says both.
        work, raw = parent, f"{whole} {raw}"
    parsed = parse_reference(raw)
    given = [_csl(str(title)) for title in _alone(work).xpath(".//*[contains(@class, 'Z3988')]/@title")]
    csl = given[0] if len(given) == 1 and given[0] else parsed.csl
    csl = None if work is not note else csl
    doi, pmid = _identifiers(_alone(work))
    return Reference(
        id=ref,
        label=label,
        status=ReferenceStatus.GIVEN,
        raw=raw,
        csl=csl,
        doi=doi or parsed.doi or (str(csl["DOI"]) if csl and "DOI" in csl else None),
        pmid=pmid or parsed.pmid or (str(csl["PMID"]) if csl and "PMID" in csl else None),
        reason="" if label else "No mark in the text leads to it.",
    )


def _raw(note: html.HtmlElement) -> str:
    """The text of a footnote, without its back links and what the page hides."""
    copy = _alone(note)
    for unseen in (*copy.xpath(_UNSEEN), *copy.xpath(_BACK_LINKS)):
        if unseen.getparent() is not None:
            unseen.drop_tree()
    show_what_can_be_seen(copy, lambda _: None)
    bodies = copy.xpath(_BODY)
    text = flat_text(bodies[0] if bodies else copy)
    return text.removeprefix("^ ").strip()


def _alone(note: html.HtmlElement) -> html.HtmlElement:
    """A copy of a footnote without the notes that are parts of it."""
    copy = html.fromstring(html.tostring(note, encoding="unicode", with_tail=False))
    for parts in copy.xpath(_PARTS):
        parts.drop_tree()
    return copy


def _identifiers(note: html.HtmlElement) -> tuple[str | None, str | None]:
    """DOI and PMID that the footnote links to, where it links to one alone."""
    targets = [unquoted(str(target)) for target in note.xpath(".//a/@href")]
    dois = {found[0] for target in targets if "doi.org/" in target and (found := _DOI.search(target))}
    pmids = {
        found[1]
        for target in targets
        if (found := re.search(r"(?:pubmed\.ncbi[^/]{0,40}|/pubmed)/(\d{1,9})\b", target))
    }
    return (dois.pop() if len(dois) == 1 else None, pmids.pop() if len(pmids) == 1 else None)


def _csl(context: str) -> dict[str, Any] | None:
    """What a ContextObject says, under CSL's names; None where it names no title."""
    said = {key: list(map(without_unprintable, values)) for key, values in parse_qs(context).items() if values}

    def first(*keys: str) -> str:
        return next((" ".join(said[f"rft.{key}"][0].split()) for key in keys if f"rft.{key}" in said), "")

    title, container = _titles(first)
    if not title:
        return None
    ids = [unquoted(each) for each in said.get("rft_id", ())]
    pages = first("pages") or "-".join(filter(None, (first("spage"), first("epage"))))
    found: dict[str, Any] = {
        "type": _GENRES.get(first("genre"), "webpage" if any(each.startswith("http") for each in ids) else "document"),
        "title": title,
        "container-title": container,
        "volume": first("volume"),
        "issue": first("issue"),
        "page": pages,
        "edition": first("edition"),
        "publisher": first("pub"),
        "publisher-place": first("place"),
        "ISBN": first("isbn"),
        "ISSN": first("issn"),
        "DOI": next((each.removeprefix("info:doi/") for each in ids if each.startswith("info:doi/")), ""),
        "PMID": next((each.removeprefix("info:pmid/") for each in ids if each.startswith("info:pmid/")), ""),
        "URL": next((each for each in ids if each.startswith(("http://", "https://"))), ""),
    }
    authors = _authors(said, first("aulast"), first("aufirst"))
    date = date_parts(first("date"))
    return {
        **{key: value for key, value in found.items() if value},
        **({"author": authors} if authors else {}),
        **({"issued": date} if date else {}),
    }


def _titles(first: Any) -> tuple[str, str]:
    article = first("atitle")
    if article:
        return article, first("jtitle", "btitle", "title")
    return first("btitle", "title"), first("jtitle")


def _authors(said: Mapping[str, list[str]], family: str, given: str) -> list[dict[str, str]]:
    named = [name for name in said.get("rft.au", ()) if name.strip()]
    if not named and family:
        named = [f"{family}, {given}" if given else family]
    authors = []
    for name in named:
        last, _, rest = (" ".join(part.split()) for part in name.partition(","))
        authors.append({"family": last, "given": rest} if rest else {"literal": last})
    return authors
