"""How the items of a list are marked: SPL says it with `listType` and a `styleCode`, after CDA's list of styles."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from lxml import etree

from desktop_app.importers.spl.names import attribute
from desktop_app.monograph.steps import letters, roman


class ListKind(Enum):
    """What HTML makes of a list."""

    BULLETS = "ul"
    FIGURES = "ol"
    MARKED = "dl"
    """Letters, Roman figures or the author's own: the text may refer to item (b), so the marks are written as text."""


def kind_of_list(element: etree._Element) -> ListKind:
    """An unstyled list without a type is one of bullets, as the implementation guide has it."""
    style = attribute(element, "styleCode").casefold()
    if style in _MARKS:
        return ListKind.MARKED
    is_ordered = attribute(element, "listType").casefold() == "ordered" or style == "arabic"
    return ListKind.FIGURES if is_ordered else ListKind.BULLETS


def mark_of_item(element: etree._Element, number: int) -> str:
    """`b.` for the second item of a list in small letters. `number` counts from 1."""
    return f"{_MARKS[attribute(element, 'styleCode').casefold()](number)}."


_MARKS: dict[str, Callable[[int], str]] = {
    "littlealpha": letters,
    "bigalpha": lambda number: letters(number).upper(),
    "littleroman": roman,
    "bigroman": lambda number: roman(number).upper(),
}
