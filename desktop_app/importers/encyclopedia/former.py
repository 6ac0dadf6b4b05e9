"""Which uid an older Materia gave a page: it read less of the page's head, and took all wikis but Wikipedia for one."""

from __future__ import annotations

import re

from lxml import html

from desktop_app.importers.encyclopedia.addresses import split_address, unquoted
from desktop_app.importers.items import Item
from desktop_app.importers.languages import UNSAID, codes_of
from desktop_app.monograph.former import Former

_CANONICAL = (
    "//link[@rel='canonical']/@href | //div[@class='printfooter']//a/@href | //a[contains(@title, 'Last edited')]/@href"
)
_SITE = re.compile(r"(?:^|\.)(?:m\.)?wikipedia\.org$")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_THREE_LETTERS = {"eng": "en", "spa": "es", "fra": "fr", "deu": "de", "ita": "it", "por": "pt", "nld": "nl"}


def former(root: html.HtmlElement, item: Item, *, title: str, language: str) -> Former:
    """`language` is what it is taken for now."""
    addresses = [split_address(str(address)) for address in root.xpath(_CANONICAL)]
    own = next((address for address in addresses if _SITE.search(address.netloc)), None)
    site = own or next(iter(addresses), None)
    publisher = item.facts.get("creator") or item.facts.get("publisher", "")
    scheme = "wikipedia" if own is not None or "wikipedia" in publisher.lower() else "page"
    page = unquoted(site.path).partition("/wiki/")[2] if site is not None else ""
    page = page or item.facts.get("page", "") or title
    was = _language(root, own.netloc if own else "", item)
    return Former(f"{scheme}:{was}:{page.replace('_', ' ')}", frozenset({title}), codes_of(language) | {was})


def _language(root: html.HtmlElement, host: str, item: Item) -> str:
    given = _THREE_LETTERS.get(item.facts.get("language", ""), item.facts.get("language", ""))
    declared = [str(code) for code in root.xpath("//*[@id='mw-content-text']/@lang | /html/@lang")]
    subdomain = host.split(".")[0] if host.count(".") >= 2 else ""
    written = (*declared, subdomain, given)
    return next((code for code in written if _LANGUAGE.fullmatch(code) and code not in {"www", "m"}), UNSAID)
