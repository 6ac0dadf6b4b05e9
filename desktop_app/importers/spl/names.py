"""The vocabulary of SPL that its readers share: element names, and texts and dates read from elements.

After the HL7 v3 Structured Product Labeling implementation guide of the FDA.
"""

from __future__ import annotations

import re

from lxml import etree

from desktop_app.citations.dates import iso_date
from desktop_app.importers.decoding import without_unprintable
from desktop_app.importers.flat_text import height_of
from desktop_app.importers.style_codes import is_struck_code
from desktop_app.monograph import raised

NAMESPACE = "urn:hl7-org:v3"


def v3(name: str) -> str:
    """`section` as lxml names it."""
    return f"{{{NAMESPACE}}}{name}"


BR, CAPTION, CODE, COMPONENT, CONTENT = map(v3, ("br", "caption", "code", "component", "content"))
EXCERPT, FOOTNOTE, HIGHLIGHT, ID, ITEM, LIST = map(v3, ("excerpt", "footnote", "highlight", "id", "item", "list"))
NAME, OBSERVATION_MEDIA, PARAGRAPH, SECTION = map(v3, ("name", "observationMedia", "paragraph", "section"))
FOOTNOTE_REF, RENDER_MULTI_MEDIA, STRUCTURED_BODY = map(v3, ("footnoteRef", "renderMultiMedia", "structuredBody"))
TABLE, TEXT, TITLE = map(v3, ("table", "text", "title"))

_SPACES = frozenset({BR, v3("suffix")})

_TIME = re.compile(r"(\d{4})(?:(\d{2})(?:(\d{2})(?:\d{2,6}(?:\.\d+)?(?:[+-]\d{4})?)?)?)?", re.ASCII)

PRODUCT_DATA = "48780-1"
BOXED_WARNING = "34066-1"
PACKAGE_LABEL = "51945-4"
UNCLASSIFIED = "42229-5"


def text_of(element: etree._Element | None) -> str:
    """Its words with single spaces between; a line break is a space, and so is the start of a product name's suffix.
    Footnotes are not part of it."""
    if element is None:
        return ""
    if not len(element):
        return _one_line(element.text or "")
    pieces: list[str] = []
    _collect(element, pieces)
    return _one_line(raised.plain("".join(pieces)))


def is_struck(element: etree._Element) -> bool:
    """Whether an element is struck out: what it says is not valid."""
    return element.get("revised") == "delete" or is_struck_code(element.get("styleCode") or "")


def attribute(element: etree._Element | None, name: str) -> str:
    """An attribute as one line; empty where it, or the element, is not there."""
    return "" if element is None else _one_line(element.get(name) or "")


def shortened(text: str, most: int) -> str:
    """The first words of a text, with an ellipsis where it goes on."""
    if len(text) <= most:
        return text
    cut = text[: most + 1].rsplit(maxsplit=1)[0] if re.search(r"\s", text[: most + 1]) else text[:most]
    return cut.rstrip(" ,;:.-–") + "…"


def date_of(value: str) -> str:
    """A time of HL7 v3 as a date: `20140113` -> `2014-01-13`, `201401` -> `2014-01`; empty for what is none."""
    found = _TIME.fullmatch(value)
    return iso_date(*filter(None, found.groups())) if found else ""


def local_name(element: etree._Element) -> str:
    """The name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def _one_line(text: str) -> str:
    if not text:
        return ""
    if not (text.isascii() and text.isprintable()):
        text = without_unprintable(text)
    return " ".join(text.split())


def _collect(element: etree._Element, pieces: list[str]) -> None:
    pieces.append(element.text or "")
    for child in element:
        if child.tag in _SPACES:
            pieces.append(" ")
        if child.tag != FOOTNOTE and not is_struck(child):
            height = height_of(child)
            pieces.append(height)
            _collect(child, pieces)
            pieces.append(raised.END if height else "")
        pieces.append(child.tail or "")
