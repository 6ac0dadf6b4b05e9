"""What a MediaWiki page, or the archive it came in, says of itself: title, publisher, revision, date and licence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs

from lxml import html

from desktop_app.citations.dates import date_parts, iso_date, read_iso_date
from desktop_app.importers.encyclopedia.addresses import split_address, unquoted
from desktop_app.importers.flat_text import flat_text
from desktop_app.importers.items import Item
from desktop_app.importers.languages import language_in, language_tag

_REVISION = re.compile(r'"wgRevisionId"\s*:\s*(\d+)|[?&]oldid=(\d+)')
_ABOUT = re.compile(r"/revision/(\d+)$")
_EDITED = re.compile(r'"dateModified"\s*:\s*"([^"]{4,40})"')
_LICENCE = re.compile(r"creativecommons\.org/licenses/([a-z-]+)/(\d\.\d)")
_ENDING = re.compile(r"\s+[-–—|]\s+[^-–—|]*$")
_CANONICAL = (
    "//link[@rel='canonical' or @rel='dc:isVersionOf']/@href | //meta[@property='og:url']/@content"
    " | //div[@class='printfooter']//a/@href | //a[contains(@title, 'Last edited')]/@href"
)
_BASES = "//html/@about | //base/@href"
_SITE = re.compile(r"(?:^|\.)(?:m\.)?wikipedia\.org$")
_LANGUAGES = (
    "(//*[@id='mw-content-text']//*[contains(@class, 'mw-parser-output')])[1]/@lang",
    "//*[@id='mw-content-text']/@lang",
    "//body[contains(@class, 'mw-parser-output')]/@lang",
    "//body[.//section[@data-mw-section-id]]/@lang",
    "//meta[translate(@http-equiv, 'CLANGUETO', 'clangueto') = 'content-language']/@content",
)
"""Where a page says in which language its article is. What the whole document says may be the language of the site's
buttons, which its reader chose."""
_NO_LANGUAGES = frozenset({"www", "m", "commons", "meta", "species", "test", "incubator", "wikisource", "mobile"})
_SITES = {
    "simple": "en", "als": "gsw", "bat-smg": "sgs", "fiu-vro": "vro", "roa-rup": "rup", "zh-classical": "lzh",
    "zh-min-nan": "nan", "zh-yue": "yue", "cbk-zam": "cbk", "map-bms": "jv", "nrm": "nrf", "roa-tara": "nap",
}  # fmt: skip
"""Names of Wikipedias that are not the codes of their languages: https://meta.wikimedia.org/wiki/Special_language_codes"""
_PAGE = re.compile(r"(?:/(?:wiki|index\.php)|^/(?:zh(?:-[a-z]{2,4})?|sr(?:-[a-z]{2})?))/(.+)$")
_SIMPLE = re.compile(r"(?:^|_)simple(?:_|$)")
"""In the name of an archive of the Wikipedia in simple English, whose language is English as that of the other is."""
WIKIPEDIA = "Wikipedia"


@dataclass(frozen=True, slots=True)
class PageSource:
    """What is not said is empty."""

    title: str
    page: str
    """The name of the page in its address."""
    site: str
    """What tells its wiki from others: of Wikipedia its language, of another its host, else who made the archive."""
    language: str
    publisher: str
    version: str
    edited: str
    """ISO date of the last edit."""
    retrieved: str
    licence: str

    def uid(self, title: str) -> str:
        """Stable over the page's revisions, and the same for all the forms in which its wiki shows it."""
        name = (self.page or title).replace("_", " ")
        if self.publisher == WIKIPEDIA:
            return f"wikipedia:{self.site or self.language}:{name}"
        return f"page:{':'.join(filter(None, (self.site, self.language)))}:{name}"


def source_of(root: html.HtmlElement, item: Item, text: str) -> PageSource:
    """Read from the page's head, heading and foot, and from what its archive says. `text` is the article's, which is
    asked for its language."""
    addresses = [split_address(str(address)) for address in root.xpath(_CANONICAL)]
    bases = [split_address(str(address)) for address in (*root.xpath(_BASES), _of_archive(item))]
    own = next((address for address in (*addresses, *bases) if _SITE.search(address.netloc.lower())), None)
    named = next((address for address in addresses if _page_name(address)), next(iter(addresses), None))
    host = next((address.netloc.lower() for address in (*addresses, *bases) if address.netloc), "")
    publisher = item.facts.get("creator") or item.facts.get("publisher", "")
    site = host.removeprefix("www.") or publisher
    if own is not None or "wikipedia" in publisher.lower():
        publisher = WIKIPEDIA
        site = _wiki(own.netloc) if own is not None else ""
        if own is None and _SIMPLE.search(item.facts.get("name", "")):
            site = "simple"
    page = (_page_name(named) if named is not None else "") or item.facts.get("page", "")
    given = item.facts.get("language", "")
    language, _ = language_in(_language(root, site if own is not None else "", given), text)
    return PageSource(
        title=_title(root, item),
        page=page,
        site=site,
        language=language,
        publisher=publisher,
        version=_version(root),
        edited=_edited(root),
        retrieved=read_iso_date(item.facts.get("date", "")),
        licence=_licence(root) or item.facts.get("licence", ""),
    )


def _title(root: html.HtmlElement, item: Item) -> str:
    for path in ("//h1[@id='firstHeading']", "//*[@id='title_0']", "//h1"):
        found = root.xpath(path)
        text = flat_text(found[0]) if found else ""
        if text:
            return text
    given = item.facts.get("title", "")
    if given:
        return given
    head = " ".join("".join(root.xpath("//head/title/text()")).split())
    return _ENDING.sub("", head)


def _of_archive(item: Item) -> str:
    """Where the archive says that its pages are from."""
    source = item.facts.get("source", "")
    return source if "://" in source else f"//{source}" if re.fullmatch(r"[\w.-]+\.\w+(?:/.*)?", source) else ""


def _page_name(address: SplitResult) -> str:
    """`Aspirin` of `…/wiki/Aspirin`, `…/zh-cn/Aspirin`, `…/index.php/Aspirin` and `…/index.php?title=Aspirin`."""
    titles = parse_qs(address.query).get("title")
    if titles:
        return unquoted(titles[0])
    found = _PAGE.search(address.path)
    return unquoted(found[1]) if found else ""


def _wiki(host: str) -> str:
    """`en` of `en.wikipedia.org` and of `en.m.wikipedia.org`."""
    first = host.lower().split(".")[0]
    return "" if first in _NO_LANGUAGES | {"wikipedia"} else first


def _language(root: html.HtmlElement, wiki: str, archive: str) -> str:
    """What the article's own element says, else its address, else the document or the archive."""
    written = [str(code) for path in _LANGUAGES for code in root.xpath(path)]
    written += [_SITES.get(wiki, wiki), *map(str, root.xpath("/html/@lang")), archive]
    return next((tag for tag in map(language_tag, written) if tag), "")


def _version(root: html.HtmlElement) -> str:
    for about in root.xpath("/html/@about"):
        if found := _ABOUT.search(str(about)):
            return f"revision {found[1]}"
    for text in (*root.xpath("//script/text()"), *root.xpath("//a[contains(@href, 'oldid=')]/@href")):
        if found := _REVISION.search(str(text)):
            return f"revision {found[1] or found[2]}"
    return ""


def _edited(root: html.HtmlElement) -> str:
    """From the head of the page, or its foot, or the note that archives put there."""
    head = root.xpath("//meta[@property='dc:modified' or @property='schema:dateModified']/@content")
    head += root.xpath("//meta[@itemprop='dateModified']/@content | //*[@itemprop='dateModified']/@datetime")
    for text in root.xpath("//script[@type='application/ld+json']/text()"):
        head += _EDITED.findall(str(text))
    for written in head:
        if date := read_iso_date(str(written)):
            return date
    texts = root.xpath(
        "//*[@id='footer-info-lastmod']//text() | //*[@id='lastmod']//text()"
        " | //a[contains(@title, 'Last edited')]/@title"
    )
    found = date_parts(" ".join(map(str, texts)))
    return "" if found is None else iso_date(*found["date-parts"][0])


def _licence(root: html.HtmlElement) -> str:
    for address in root.xpath(
        "//link[@rel='license' or @rel='copyright']/@href | //a[contains(@href, 'creativecommons.org')]/@href"
    ):
        if found := _LICENCE.search(str(address)):
            return f"CC {found[1].upper()} {found[2]}"
    return ""
