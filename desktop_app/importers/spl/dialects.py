"""The narrative of SPL in one dialect, whoever wrote it: elements in another namespace, in another case, or by their
names in HTML are brought to those of SPL.

Were they only unwrapped, a table would read as one line of figures and `10<sup>9</sup>` as 109.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from desktop_app.importers.spl.names import HIGHLIGHT, NAMESPACE, SECTION, TEXT, TITLE, local_name, v3
from desktop_app.importers.style_codes import height_of

_OWN = (
    *("paragraph", "list", "item", "caption", "content", "br", "sub", "sup", "linkHtml", "footnote", "footnoteRef"),
    *("renderMultiMedia", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "col", "colgroup"),
)
_NAMES = {name.casefold(): name for name in _OWN}
_HTML = {
    **dict.fromkeys(("p", "div", "blockquote", "section", "pre", "h1", "h2", "h3", "h4", "h5", "h6"), "paragraph"),
    **dict.fromkeys(("b", "strong", "i", "em", "u", "span", "font", "del", "s", "strike"), "content"),
    **dict.fromkeys(("ul", "ol"), "list"),
    "li": "item",
}
_WITH_NAMES_OF_HTML = frozenset({"", NAMESPACE, "http://www.w3.org/1999/xhtml"})
_STYLES = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italics"),
    **dict.fromkeys(("del", "s", "strike"), "strikethrough"),
    "u": "underline",
}


def in_one_dialect(document: etree._Element) -> None:
    """Rename, in place, what stands in the titles and texts of a label."""
    for around in [document, *document.iter(SECTION, HIGHLIGHT)]:
        for child in around:
            if _is_foreign(child) and local_name(child).casefold() in {"title", "text"}:
                child.tag = v3(local_name(child).casefold())
    for narrative in document.iter(TITLE, TEXT):
        for element in list(_foreign_within(narrative)):
            _rename(element, local_name(element).casefold())
        for element in narrative.iter(v3("content")):
            if height := height_of(element.get("styleCode") or ""):
                element.tag = v3(height)


def _foreign_within(narrative: etree._Element) -> Iterator[etree._Element]:
    for element in narrative.iterdescendants():
        if isinstance(element.tag, str) and (_is_foreign(element) or local_name(element) not in _OWN):
            yield element


def _is_foreign(element: etree._Element) -> bool:
    return isinstance(element.tag, str) and not element.tag.startswith(f"{{{NAMESPACE}}}")


def _rename(element: etree._Element, name: str) -> None:
    is_html = str(element.tag).rpartition("}")[0].lstrip("{") in _WITH_NAMES_OF_HTML
    own = _NAMES.get(name) or (_HTML.get(name) if is_html else None)
    if own is None:
        return
    element.tag = v3(own)
    if name == "ol":
        element.set("listType", "ordered")
    if name in _STYLES:
        element.set("styleCode", f"{element.get('styleCode') or ''} {_STYLES[name]}".strip())
