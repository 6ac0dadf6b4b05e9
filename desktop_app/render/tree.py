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
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from desktop_app.monograph import raised
from desktop_app.monograph.html import ATTRIBUTES, BLOCKS, CELLS, TAGS
from desktop_app.monograph.steps import NUMBER, STYLE
from desktop_app.monograph.table_limits import ELEMENTS_DEEP, INDENTS_DEEP, LONG_PARAGRAPH, TABLES_DEEP

_VOID = frozenset({"br", "img"})
_WITHOUT_TEXT = frozenset({"script", "style"})
"""Elements of which the parser gives the content as text."""
_MOST_SPANNED = 1000
DISSOLVED = "dissolved"
"""Tag of what is put in the place of a table too deep inside others: its cells as paragraphs."""
_SPACE = re.compile(r"\s+")
_ROOM_FOR_TABLE = 10
"""Levels that a table with what stands in its cells needs."""
_INDENTS = frozenset({"ul", "ol", "dl", "blockquote"})
_HEIGHTS = {"sup": raised.RAISE, "sub": raised.LOWER}
_VALUES = {
    "href": re.compile(r"(?:cite|section):[^\x00-\x1f\x7f]+"),
    "src": re.compile(r"media:[0-9a-f]+"),
    "start": NUMBER,
    "value": NUMBER,
    "type": STYLE,
    "reversed": re.compile(""),
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

    def plain(self) -> str:
        """The same as plain text has it: `10⁹`, not `109`."""
        return raised.plain(self._with_heights())

    def _with_heights(self) -> str:
        inner = "".join(child if isinstance(child, str) else child._with_heights() for child in self.children)
        return f"{_HEIGHTS[self.tag]}{inner}{raised.END}" if self.tag in _HEIGHTS else inner

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
    """What lies too deep is put where it still has room: its text stays, in paragraphs of its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Element("")]
        self._tags: list[tuple[str, Element | None]] = []
        """Those that are open, each with the element that it opened, if it did."""
        self._within: Counter[str] = Counter()
        """How many of each tag are open."""
        self._dissolved = 0
        """Open tables that are none."""
        self._unheard = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self._unheard = tag in _WITHOUT_TEXT
            return
        element = Element(tag, _kept(tag, attrs) if attrs else {})
        if tag == "img" and "src" not in element.attributes:
            self.handle_data(f"[{element.attributes['alt']}]" if element.attributes.get("alt") else "")
            return
        if tag in _VOID:
            self.open[-1].children.append(element)
            return
        opened = self._settled(element)
        if opened is not None:
            self.open[-1].children.append(opened)
            if len(self.open) <= ELEMENTS_DEEP:
                self.open.append(opened)
            else:
                opened = None
        self._tags.append((tag, opened))
        self._within[tag] += 1

    def _settled(self, element: Element) -> Element | None:
        """The element, or what stands for it where it is too deep; None for nothing."""
        tag = element.tag
        if tag == "table":
            deep = self._within["table"] >= TABLES_DEEP or len(self.open) > ELEMENTS_DEEP - _ROOM_FOR_TABLE
            if deep or self._dissolved:
                self._dissolved += 1
                return Element(DISSOLVED) if self._dissolved == 1 else None
        elif self._dissolved and tag in {"caption", "thead", "tbody", "tr", *CELLS}:
            return Element("p") if tag in CELLS or tag == "caption" else None
        elif tag in _INDENTS and sum(self._within[each] for each in _INDENTS) >= INDENTS_DEEP:
            return None
        elif tag in {"li", "dt", "dd"} and not self._in_its_list():
            return Element("p")
        elif len(self.open) > ELEMENTS_DEEP and tag in BLOCKS:
            return Element("br")
        return element

    def _in_its_list(self) -> bool:
        """Whether the list around the present place is one, and not too deep to be."""
        around = next((opened for tag, opened in reversed(self._tags) if tag in _INDENTS), self.open[0])
        return around is not None

    def handle_endtag(self, tag: str) -> None:
        self._unheard = False
        if not self._within[tag]:
            return
        name = ""
        while name != tag:
            name, opened = self._tags.pop()
            self._within[name] -= 1
            if opened is not None:
                self.open.pop()
            self._dissolved -= name == "table" and self._dissolved > 0

    def handle_data(self, data: str) -> None:
        if not data or self._unheard:
            return
        if len(data) > LONG_PARAGRAPH and self._tags and self._tags[-1] == ("p", self.open[-1]):
            first, *rest = _parts(data)
            self.open[-1].children.append(first)
            for part in rest:
                following = Element("p", {}, [part])
                self.open[-2].children.append(following)
                self.open[-1] = following
                self._tags[-1] = ("p", following)
            return
        if len(data) > LONG_PARAGRAPH and self.open[-1].tag in {"td", "th", "li", "dd", "blockquote"}:
            self.open[-1].children += [Element("p", {}, [part]) for part in _parts(data)]
            return
        self.open[-1].children.append(data)


def _parts(text: str) -> list[str]:
    """Parts of a text, each of which ends where white space stands in it, the last one with the text."""
    parts, start = [], 0
    while len(text) - start > LONG_PARAGRAPH:
        space = _SPACE.search(text, start + LONG_PARAGRAPH)
        if space is None:
            break
        parts.append(text[start : space.start()])
        start = space.end()
    return [*parts, text[start:]]


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
