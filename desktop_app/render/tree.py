"""Materia HTML as a tree, so that screen and paper can each write it anew.

The input has passed the sanitiser: it is well-formed and holds only the elements named in `monograph/html.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset({"br", "img"})


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

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in _VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if any(element.tag == tag for element in self.open[1:]):
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)
