"""The marks of footnotes. SPL has footnotes but no marks: whoever shows a label makes them.

They begin anew in each table, and in the text of each section.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from desktop_app.importers.note_marks import note_marks
from desktop_app.importers.spl.names import FOOTNOTE, FOOTNOTE_REF, SECTION, TABLE

_TEXT = etree.XPath("string()", smart_strings=False)


class FootnoteMarks:
    """The mark of every footnote of a label, by the element and by its ID."""

    def __init__(self, document: etree._Element, places: Mapping[etree._Element, str]) -> None:
        """`places` has the key of the section in which each `section` element ended up: they share their marks."""
        self.of_element: dict[etree._Element, str] = {}
        self.of_id: dict[str, str] = {}
        footnotes = list(document.iter(FOOTNOTE))
        if not footnotes:
            return
        scopes = _Scopes(document, places)
        named: dict[str, etree._Element] = {}
        for footnote in footnotes:
            if name := footnote.get("ID"):
                named.setdefault(name, footnote)  # of two with one ID the first is meant, as in a browser
        for reference in document.iter(FOOTNOTE_REF):
            if (footnote := named.get(reference.get("IDREF") or "")) is not None:
                scopes.join(reference, footnote)
        free: dict[object, Iterator[str]] = {}
        for footnote in footnotes:
            scope = scopes.of(footnote)
            if scope not in free:
                free[scope] = note_marks(scopes.text_of(scope))
            self.of_element[footnote] = next(free[scope])
        self.of_id = {name: self.of_element[footnote] for name, footnote in named.items()}


class _Scopes:
    """What shares its marks: a table, or all text of a section beside its tables. Where one refers to a note of
    another, both do: the same mark must not stand for a note of each."""

    def __init__(self, document: etree._Element, places: Mapping[etree._Element, str]) -> None:
        self._document = document
        self._places = places
        self._joined: dict[object, object] = {}
        self._parts: dict[object, list[etree._Element]] = {}

    def of(self, element: etree._Element) -> object:
        """The scope that an element stands in."""
        around = next(element.iterancestors(TABLE, SECTION), self._document)
        scope: object = around if around.tag == TABLE else self._places.get(around, around)
        parts = self._parts.setdefault(scope, [])
        if around not in parts:
            parts.append(around)
        return self._found(scope)

    def join(self, one: etree._Element, other: etree._Element) -> None:
        """Make the scopes of two elements one."""
        first, second = self.of(one), self.of(other)
        if first != second:
            self._joined[first] = second

    def text_of(self, scope: object) -> str:
        """All text of a scope, of which no mark may be a part."""
        return "".join(_TEXT(part) for own, parts in self._parts.items() if self._found(own) == scope for part in parts)

    def _found(self, scope: object) -> object:
        while scope in self._joined:
            scope = self._joined[scope]
        return scope
