"""A web page from anywhere to a tree. Nothing in it is run, fetched or followed."""

from __future__ import annotations

import re

from lxml import etree, html

from desktop_app.errors import UnreadableInputError
from desktop_app.importers.decoding import Decoded, decoded
from desktop_app.importers.limits import Limits

_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*+=\s*+(?:["']\s*+)?([A-Za-z0-9_-]{1,40})""", re.IGNORECASE)
_LOOKED_AT = 4096
_MOST_DEPTH = 200
"""Of elements. The parser itself stops at 256, and would lose what lies deeper; real pages reach 60."""


def parse_page(data: bytes, name: str, limits: Limits) -> html.HtmlElement:
    """The root element, comments and processing instructions aside. Raises UnreadableInputError."""
    if len(data) > limits.document_bytes:
        raise UnreadableInputError(f"{name} is larger than {limits.document_bytes // (1024 * 1024)} MB.")
    text = decoded_page(data, name, limits).text
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, recover=True
    )
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableInputError(f"{name} is not a web page that can be read. Save the page again.") from error
    if root.xpath(f"boolean({'/*' * _MOST_DEPTH})"):
        raise UnreadableInputError(f"{name} is nested too deeply to be an article. Save the page again.")
    return root


def decoded_page(data: bytes, name: str, limits: Limits) -> Decoded:
    """The page's text, by the encoding that it names for itself where its bytes are not UTF-8."""
    declared = _DECLARED.search(data[:_LOOKED_AT])
    return decoded(data, name, limit=limits.document_bytes, declared=declared[1].decode("ascii") if declared else None)
