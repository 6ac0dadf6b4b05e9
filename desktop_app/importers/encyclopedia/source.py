"""What a MediaWiki page, or the archive it came in, says of itself: title, publisher, revision, date and licence."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import html

from desktop_app.citations.dates import date_parts, read_iso_date
from desktop_app.importers.encyclopedia.addresses import split_address, unquoted
from desktop_app.importers.items import Item

_REVISION = re.compile(r'"wgRevisionId"\s*:\s*(\d+)|[?&]oldid=(\d+)')
_LICENCE = re.compile(r"creativecommons\.org/licenses/([a-z-]+)/(\d\.\d)")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_ENDING = re.compile(r"\s+[-–—|]\s+[^-–—|]*$")
_CANONICAL = (
    "//link[@rel='canonical']/@href | //div[@class='printfooter']//a/@href | //a[contains(@title, 'Last edited')]/@href"
)
_SITE = re.compile(r"(?:^|\.)(?:m\.)?wikipedia\.org$")
_THREE_LETTERS = {"eng": "en", "spa": "es", "fra": "fr", "deu": "de", "ita": "it", "por": "pt", "nld": "nl"}
"""ISO 639-3, which archives are marked with, to 639-1."""


@dataclass(frozen=True, slots=True)
class PageSource:
    """What is not said is empty."""

    title: str
    page: str
    """The name of the page in its address."""
    language: str
    publisher: str
    version: str
    edited: str
    """ISO date of the last edit."""
    retrieved: str
    licence: str

    def uid(self, title: str) -> str:
        """Stable over the page's revisions."""
        scheme = "wikipedia" if self.publisher == "Wikipedia" else "page"
        return f"{scheme}:{self.language}:{(self.page or title).replace('_', ' ')}"


def source_of(root: html.HtmlElement, item: Item) -> PageSource:
    """Read from the page's head, heading and foot, and from what its archive says."""
    addresses = [split_address(str(address)) for address in root.xpath(_CANONICAL)]
    own = next((address for address in addresses if _SITE.search(address.netloc)), None)
    site = own or next(iter(addresses), None)
    publisher = item.facts.get("creator") or item.facts.get("publisher", "")
    if own is not None or "wikipedia" in publisher.lower():
        publisher = "Wikipedia"
    page = _page_name(site.path) if site is not None else ""
    return PageSource(
        title=_title(root, item),
        page=page or item.facts.get("page", ""),
        language=_language(root, own.netloc if own else "", item),
        publisher=publisher,
        version=_version(root),
        edited=_edited(root),
        retrieved=read_iso_date(item.facts.get("date", "")),
        licence=_licence(root) or item.facts.get("licence", ""),
    )


def _title(root: html.HtmlElement, item: Item) -> str:
    for path in ("//h1[@id='firstHeading']", "//*[@id='title_0']", "//h1"):
        found = root.xpath(path)
        text = " ".join(found[0].text_content().split()) if found else ""
        if text:
            return text
    given = item.facts.get("title", "")
    if given:
        return given
    head = " ".join("".join(root.xpath("//head/title/text()")).split())
    return _ENDING.sub("", head)


def _page_name(path: str) -> str:
    _, found, name = unquoted(path).partition("/wiki/")
    return name if found else ""


def _language(root: html.HtmlElement, host: str, item: Item) -> str:
    given = _THREE_LETTERS.get(item.facts.get("language", ""), item.facts.get("language", ""))
    declared = [str(code) for code in root.xpath("//*[@id='mw-content-text']/@lang | /html/@lang")]
    subdomain = host.split(".")[0] if host.count(".") >= 2 else ""
    for code in (*declared, subdomain, given):
        if _LANGUAGE.fullmatch(code) and code not in {"www", "m"}:
            return code
    return "en"


def _version(root: html.HtmlElement) -> str:
    for text in (*root.xpath("//script/text()"), *root.xpath("//a[contains(@href, 'oldid=')]/@href")):
        if found := _REVISION.search(str(text)):
            return f"revision {found[1] or found[2]}"
    return ""


def _edited(root: html.HtmlElement) -> str:
    """From the foot of the page, or the note that archives put there."""
    texts = root.xpath(
        "//*[@id='footer-info-lastmod']//text() | //*[@id='lastmod']//text()"
        " | //a[contains(@title, 'Last edited')]/@title | //meta[@itemprop='dateModified']/@content"
    )
    date = date_parts(" ".join(map(str, texts)))
    return "" if date is None else "-".join(f"{part:02d}" for part in date["date-parts"][0])


def _licence(root: html.HtmlElement) -> str:
    for address in root.xpath(
        "//link[@rel='license' or @rel='copyright']/@href | //a[contains(@href, 'creativecommons.org')]/@href"
    ):
        if found := _LICENCE.search(str(address)):
            return f"CC {found[1].upper()} {found[2]}"
    return ""
