"""What of a page a reader can see: at once, by unfolding it, or never.

On small screens a MediaWiki page shows its headings alone, and boxes and tables anywhere can be folded. All of that is
content. Sort keys, padding and what is there for programs is not: nobody can ever see it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from lxml import html

from desktop_app.monograph.visibility import Seen
from desktop_app.monograph.visible_text import HIDDEN, STRUCK

_FOLDABLE = re.compile(
    r"(?:^|[-_])(?:collaps(?:e|ed|ible|ibles|able)|folded|foldable|expandable|expanded|toggleable|togglable|spoilers?"
    r"|accordion)(?:$|[-_])|^nav(?:content|frame|pic)$|^mf-section-\d+$|^hidden-(?:begin|content)$|^pcs-",
    re.IGNORECASE,
)
"""Classes of what can be unfolded: MediaWiki's own, its mobile skins', and those of templates and other wikis."""
_SWITCHES = frozenset({
    "mw-collapsible-toggle", "mw-collapsible-toggle-default", "mw-collapsible-text", "navtoggle", "collapsebutton",
    "toctogglespan", "lazy-image-placeholder", "pcs-collapse-table-collapsed-container",
    "pcs-collapse-table-collapsed-bottom", "pcs-edit-section-link-container",
})  # fmt: skip
"""Words that a reader clicks, and the boxes in whose place a picture comes: no part of the text."""
_SECTIONS = frozenset({"section", "details"})
_INLINE = frozenset({
    "a", "abbr", "b", "bdi", "cite", "code", "em", "font", "i", "img", "kbd", "mark", "q", "s", "small", "span",
    "strong", "sub", "sup", "time", "u", "var",
})  # fmt: skip
"""A part of a line: a folded one is a sort key or a remark, whatever is around it, unless it says itself that it can
be unfolded."""
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def show_what_can_be_seen(
    root: html.HtmlElement, left_out: Callable[[str], object], switches: Collection[str] = ()
) -> None:
    """Unfold what can be unfolded in an element, and take out what nobody can see or what is struck out.

    `switches` are the ids of what buttons of the page show and hide (see `switched`).
    `left_out` is told of each piece that was taken out what it was.
    """
    _Looking(left_out, switches).look(root, Seen())


class _Looking:
    """One walk over a tree."""

    def __init__(self, left_out: Callable[[str], object], switches: Collection[str]) -> None:
        self._left_out = left_out
        self._switched = frozenset(switches)

    def look(self, element: html.HtmlElement, seen: Seen, *, foldable: bool = False) -> None:
        """`seen` and `foldable` are of the element itself: whether its text, and whether it can be unfolded."""
        if seen.hidden and element.text and element.text.strip():
            self._left_out(HIDDEN)
            element.text = " " if element.text[:1].isspace() else None
        for child in list(element):
            if isinstance(child.tag, str):
                self._child(child, seen, foldable)
            if seen.hidden and child.tail and child.tail.strip() and child.getparent() is not None:
                self._left_out(HIDDEN)
                child.tail = " " if child.tail[:1].isspace() else None

    def _child(self, child: html.HtmlElement, around: Seen, foldable: bool) -> None:
        names = (child.get("class") or "").split()
        if is_switch(child):
            self._drop(child, "", around)
            return
        foldable = foldable or any(_FOLDABLE.search(name) for name in names)
        inside = _inside(child, around)
        if (inside.folded and not around.folded) or (inside.gone and not around.gone and "hidden" in child.attrib):
            if not self._can_be_unfolded(child, names, foldable):
                self._drop(child, HIDDEN, around)
                return
            _unfold(child)
            inside = _inside(child, around)
        if inside.gone and not around.gone:
            self._drop(child, HIDDEN, around)
            return
        if inside.struck and not around.struck:
            self._drop(child, STRUCK, around)
            return
        self.look(child, inside, foldable=foldable)

    def _can_be_unfolded(self, element: html.HtmlElement, names: Collection[str], foldable: bool) -> bool:
        if element.get("id") in self._switched or any(_FOLDABLE.search(name) for name in names):
            return True
        if element.tag in _INLINE:
            return False
        if element.tag in _SECTIONS or foldable or (element.get("hidden") or "").lower() == "until-found":
            return True
        before = element.getprevious()
        return before is not None and element.tag == "div" and _is_heading(before)

    def _drop(self, element: html.HtmlElement, what: str, around: Seen) -> None:
        if what and element.text_content().strip():
            self._left_out(what)
        if around.hidden and element.tail and element.tail.strip():
            self._left_out(HIDDEN)
            element.tail = None
        element.drop_tree()


def _inside(element: html.HtmlElement, around: Seen) -> Seen:
    return around.inside(str(element.tag), {str(key).lower(): str(value) for key, value in element.attrib.items()})


def _unfold(element: html.HtmlElement) -> None:
    for name in ("hidden", "style"):
        element.attrib.pop(name, None)


def is_switch(element: html.HtmlElement) -> bool:
    """Whether it is there to be clicked, and no part of the text."""
    return not _SWITCHES.isdisjoint((element.get("class") or "").lower().split())


def _is_heading(element: html.HtmlElement) -> bool:
    names = (element.get("class") or "").split()
    return element.tag in _HEADINGS or "mw-heading" in names or "section-heading" in names


def switched(root: html.HtmlElement) -> frozenset[str]:
    """The ids of what buttons show and hide; to be asked for while the buttons are there."""
    return frozenset(
        name
        for value in root.xpath(".//@aria-controls | .//*[@data-toggle or @data-bs-toggle]/@*[name()='data-target']")
        for name in str(value).replace("#", " ").split()
    )
