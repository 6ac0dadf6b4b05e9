"""Text of an element as one line, for headings, names and references: CO₂ in a title is not CO2, 10⁹ never 109."""

from __future__ import annotations

from lxml import etree

from desktop_app.monograph import raised

_HEIGHTS = {"sup": raised.RAISE, "sub": raised.LOWER}


def flat_text(element: etree._Element) -> str:
    """All text inside, superscripts and subscripts as plain text has them, every run of white space as one space."""
    pieces: list[str] = []
    _collect(element, pieces)
    return " ".join(raised.plain("".join(pieces)).split())


def height_of(element: etree._Element) -> str:
    """The sign of plain text that begins this element's text; empty where it is on the line."""
    return _HEIGHTS.get(str(element.tag).rpartition("}")[2], "")


def _collect(element: etree._Element, pieces: list[str]) -> None:
    height = height_of(element)
    pieces.append(height + (element.text or ""))
    for child in element:
        if isinstance(child.tag, str):
            _collect(child, pieces)
        pieces.append(child.tail or "")
    if height:
        pieces.append(raised.END)
