"""Materia HTML as a tree, so that screen and paper can each write it anew.

Importers put nothing else into a library, but a library may have been made elsewhere: it is data that can be replaced
and shared. Nothing of a section's text reaches Qt but through this tree, so this is where it is looked at again, at no
cost that could be measured: the tree holds only what Materia HTML knows. Other elements are left out (scripts and
styles with their content), and so is every attribute but a link to a mark or a section, a picture of the library by its
hash, and a sensible number of spanned cells. What is written from the tree is escaped. A library made to do harm can
show wrong words; it cannot name a file or an address, nor put in a tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from desktop_app.monograph.html import ATTRIBUTES, TAGS

_VOID = frozenset({"br", "img"})
_WITHOUT_TEXT = frozenset({"script", "style"})
"""Elements of which the parser gives the content as text."""
_MOST_SPANNED = 1000
_DEEPEST = 100
"""Elements inside each other; deeper ones stand beside each other. Writing the tree anew recurses."""
_VALUES = {
    "href": re.compile(r"(?:cite|section):[^\x00-\x1f\x7f]+"),
    "src": re.compile(r"media:[0-9a-f]+"),
    "rowspan": re.compile(r"[1-9][0-9]{0,3}"),
    "colspan": re.compile(r"[1-9][0-9]{0,3}"),
}


@dataclass(slots=True)
class Element:
    """An element with its children in order; the root has an empty tag."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    @property
    def cited(self) -> str | None:
        """REF of a citation mark, None for anything else."""
        href = self.attributes.get("href", "")
        return href.removeprefix("cite:") if self.tag == "a" and href.startswith("cite:") else None

    def text(self) -> str:
        """All text inside, marks included."""
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)

    def elements(self, *tags: str) -> list[Element]:
        """Children with one of these tags."""
        return [child for child in self.children if isinstance(child, Element) and child.tag in tags]

    def walk(self) -> Iterator[Element]:
        """All elements inside, in reading order."""
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child.walk()


def parse(html: str) -> Element:
    """Root of the tree of some Materia HTML."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.open[0]


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Element("")]
        self._unheard = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self._unheard = tag in _WITHOUT_TEXT
            return
        element = Element(tag, _kept(tag, attrs) if attrs else {})
        if tag == "img" and "src" not in element.attributes:
            self.handle_data(f"[{element.attributes['alt']}]" if element.attributes.get("alt") else "")
            return
        self.open[-1].children.append(element)
        if tag not in _VOID and len(self.open) <= _DEEPEST:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        self._unheard = False
        if any(element.tag == tag for element in self.open[1:]):
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        if data and not self._unheard:
            self.open[-1].children.append(data)


def _kept(tag: str, attributes: list[tuple[str, str | None]]) -> dict[str, str]:
    """What Materia HTML knows of the attributes; a span of too many cells is one."""
    kept = {}
    for name, value in attributes:
        if name not in ATTRIBUTES.get(tag, ()) or value is None:
            continue
        form = _VALUES.get(name)
        if form is None or form.fullmatch(value):
            kept[name] = value
    return {name: value for name, value in kept.items() if not name.endswith("span") or int(value) <= _MOST_SPANNED}
