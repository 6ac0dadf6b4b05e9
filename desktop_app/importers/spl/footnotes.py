"""The marks of footnotes. SPL has footnotes but no marks: whoever shows a label makes them.

As on DailyMed these are symbols. They begin anew in each table, and in the text of each section; a symbol that the text
itself uses is passed over, so that no mark leads to two notes. Figures would glue themselves to doses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from desktop_app.importers.spl.names import FOOTNOTE, SECTION, TABLE

_TEXT = etree.XPath("string()", smart_strings=False)
_SYMBOLS = "*†‡§¶#"


class FootnoteMarks:
    """The mark of every footnote of a label, by the element and by its ID."""

    def __init__(self, document: etree._Element, places: Mapping[etree._Element, str]) -> None:
        """`places` has the key of the section in which each `section` element ended up: they share their marks."""
        self.of_element: dict[etree._Element, str] = {}
        self.of_id: dict[str, str] = {}
        free: dict[object, Iterator[str]] = {}
        for footnote in document.iter(FOOTNOTE):
            around = next(footnote.iterancestors(TABLE, SECTION), document)
            scope: object = around if around.tag == TABLE else places.get(around, around)
            if scope not in free:
                free[scope] = _marks(set(_TEXT(around)))
            mark = next(free[scope])
            self.of_element[footnote] = mark
            if name := footnote.get("ID"):
                self.of_id.setdefault(name, mark)


def _marks(used: set[str]) -> Iterator[str]:
    """`*`, `†`, … `**`, `††`, …"""
    symbols = [symbol for symbol in _SYMBOLS if symbol not in used] or list(_SYMBOLS)
    times = 1
    while True:
        yield from (symbol * times for symbol in symbols)
        times += 1
