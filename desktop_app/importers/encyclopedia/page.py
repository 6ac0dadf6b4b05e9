"""What of a MediaWiki page is its article: without navigation, banners and edit links, and in parts by its headings.

Three forms of the same markup are read: what the site itself serves (`mw-parser-output`), what Parsoid gives
(`section` elements, https://www.mediawiki.org/wiki/Specs/HTML), and what offline archives make of that (mwoffliner).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape

from lxml import etree, html

from desktop_app.importers.encyclopedia.unseen import is_switch, show_what_can_be_seen, switched
from desktop_app.importers.flat_text import flat_text
from desktop_app.monograph.visible_text import HIDDEN

_CONTENT = (
    "//*[@id='mw-content-text']",
    "//*[contains(concat(' ', normalize-space(@class), ' '), ' mw-parser-output ')]",
    "//body[.//section[@data-mw-section-id]]",
)
_LAST_EDITED = "Last edited on"
_ISSUED = f".//div/a[starts-with(@title, '{_LAST_EDITED}')]"
"""What archives put below the article: `This article is issued from Wikipedia`."""
_LEFT_OUT = {
    "navigation": (
        "navbox navbox-styles vertical-navbox navbox-inner sidebar sidebar-list toc toclimit-3 hatnote dablink rellink "
        "mw-jump-link mw-jump mw-indicators catlinks printfooter portal portalbox sistersitebox side-box noviewer "
        "mw-authority-control authority-control succession-box nomobile-nav navigation-box stub asbox"
    ),
    "edit link": "mw-editsection mw-editsection-like mw-edit-section edit-page",
    "banner": "ambox tmbox ombox cmbox fmbox mbox-small metadata plainlinks-banner dablink-banner box-Multiple_issues",
    HIDDEN: (
        "shortdescription pcs-edit-section-title-description pcs-edit-section-title firstHeading Z3988 cs1-maint"
        " cs1-hidden-error mw-empty-elt citation-comment nomobile-hidden sortkey"
    ),
}
"""What is left out, in the words of the report, by class."""
_BY_CLASS = {name: what for what, names in _LEFT_OUT.items() for name in names.split()}
_NO_WORDS = frozenset({"mwe-math-element", "mw-cite-backlink", "Template-Fact", "mw-ref"})
_SILENT = frozenset({"edit link"})
"""Nobody misses these: they are not reported."""
_OF_EVERY_PAGE = frozenset({
    "shortdescription", "pcs-edit-section-title-description", "pcs-edit-section-title", "firstHeading", "Z3988",
    "cs1-maint", "cs1-hidden-error", "mw-empty-elt",
})  # fmt: skip
"""Of that, what nobody misses: the page's title, and what is there for search engines and editors."""
_UNWRAPPED = frozenset({"figure-inline"})
_GONE = frozenset({"style", "script", "link", "meta", "noscript", "template", "input", "button", "form"})
_OWN_SCHEME = re.compile(r"\s*(?:cite|section|media)\s*:", re.IGNORECASE)
_HEADINGS = {"h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_WRAPPERS = frozenset({"section", "details", "div", "summary", "main", "article", "body"})


@dataclass(slots=True)
class Part:
    """A heading with what stands below it, up to the next one."""

    title: str
    """Empty above the first heading."""
    level: int
    """2 or 3; the lead has 2."""
    anchor: str
    nodes: list[html.HtmlElement | str] = field(default_factory=list)
    """Elements, without the text behind them, and text as HTML."""

    def anchors(self) -> Iterator[str]:
        """Every id in it, which links of the page may lead to."""
        if self.anchor:
            yield self.anchor
        for node in self.nodes:
            if not isinstance(node, str):
                yield from map(str, node.xpath(".//@id | ./@id"))


def content_of(root: html.HtmlElement) -> html.HtmlElement | None:
    """The element that holds the article; None where the page is not one of MediaWiki's."""
    for path in _CONTENT:
        found = root.xpath(path)
        if found:
            return found[0]
    return None


def clean(content: html.HtmlElement, dropped: Counter[str]) -> None:
    """Take out what is no part of the article, and unfold what is folded in it."""
    switches = switched(content)
    for link in content.xpath(_ISSUED):
        link.getparent().drop_tree()
    for wrapped in content.xpath(".//noscript[.//img]"):  # for a reader without scripts, as Materia is one
        wrapped.drop_tag()
    for element in list(content.iter()):
        if element is content or not isinstance(element.tag, str) or _is_out(element, content):
            continue
        if element.tag in _UNWRAPPED:
            element.drop_tag()
            continue
        what = _left_out(element, _BY_CLASS)
        if what is not None:
            element.drop_tree()
            if what and what not in _SILENT:
                dropped[what] += 1

    show_what_can_be_seen(content, lambda what: dropped.update((what,)), switches)


def no_part_of_article(element: html.HtmlElement) -> bool:
    """Whether an element with all in it is declared to be no text of the article: what is left out by its class, words
    to click, marks of notes and the links back from these, formulas, and the site's own line."""
    names = (element.get("class") or "").split()
    return (
        _left_out(element, _BY_CLASS) is not None
        or not _NO_WORDS.isdisjoint(names)
        or (element.tag == "sup" and "reference" in names)
        or element.get("rel") == "mw:referencedBy"
        or is_switch(element)
        or any(child.tag == "a" and (child.get("title") or "").startswith(_LAST_EDITED) for child in element)
    )


def _is_out(element: html.HtmlElement, content: html.HtmlElement) -> bool:
    """Whether it went together with something around it."""
    above = element.getparent()
    while above is not None and above is not content:
        above = above.getparent()
    return above is None


def _left_out(element: html.HtmlElement, by_class: dict[str, str]) -> str | None:
    """In which words it is left out, empty for what nobody sees; None where it stays."""
    if element.tag in _GONE:
        return ""
    if element.get("role") == "navigation" or element.get("id") in {"toc", "catlinks", "jump-to-nav", "siteSub"}:
        return "navigation"
    names = (element.get("class") or "").split()
    for name in names:
        if name in by_class:
            return "" if name in _OF_EVERY_PAGE or not element.text_content().strip() else by_class[name]
    if "noprint" in names and "Inline-Template" not in names:
        return HIDDEN if element.text_content().strip() else ""
    return None


def with_formulas_as_text(content: html.HtmlElement, dropped: Counter[str]) -> None:
    """Formulas are kept as the TeX they were written in: there is no text that shows them otherwise."""
    for formula in content.xpath(".//*[contains(@class, 'mwe-math-element')]"):
        texts = formula.xpath(".//*[local-name()='math']/@alttext | .//img/@alt")
        tex = str(texts[0]).strip() if texts else " ".join(formula.text_content().split())
        if tex.startswith("{\\displaystyle") and tex.endswith("}"):
            tex = tex[len("{\\displaystyle") : -1].strip()
        _replace(formula, tex)
        dropped["formula, kept as TeX"] += 1


def with_questions(content: html.HtmlElement) -> None:
    """`[citation needed]` becomes the mark of a statement for which the source itself asks for a source."""
    for badge in content.xpath(".//*[contains(concat(' ', normalize-space(@class), ' '), ' Template-Fact ')]"):
        link = html.Element("a", href="cite:?")
        link.text = "source needed"
        link.tail = badge.tail
        badge.getparent().replace(badge, link)


def without_forged_links(content: html.HtmlElement) -> None:
    """No page has addresses in Materia's own schemes: one that has would pass for a mark or link that Materia made."""
    for element in content.xpath(".//*[@href or @src]"):
        for name in ("href", "src"):
            if _OWN_SCHEME.match(element.get(name) or ""):
                del element.attrib[name]


def _replace(element: html.HtmlElement, text: str) -> None:
    element.clear(keep_tail=True)
    element.tag = "span"
    element.text = text


def parts_of(content: html.HtmlElement) -> list[Part]:
    """The lead, then a part for each heading of the second and third level; lower headings stay in the text."""
    parts = [Part("", 2, "")]
    for piece in _pieces(content):
        if isinstance(piece, str):
            parts[-1].nodes.append(piece)
            continue
        level = _HEADINGS.get(str(piece.tag))
        if level is None:
            parts[-1].nodes.append(piece)
            continue
        title = flat_text(piece)
        if level > 3:
            parts[-1].nodes.append(f"<h{min(level - 1, 4)}>{escape(title, quote=False)}</h{min(level - 1, 4)}>")
        elif title:
            anchor = piece.get("id") or next(iter(piece.xpath(".//@id")), "")
            parts.append(Part(title, level, str(anchor)))
    return parts


def _pieces(container: html.HtmlElement) -> Iterator[html.HtmlElement | str]:
    yield escape(container.text or "", quote=False)
    for child in container:
        if isinstance(child.tag, str) and child.tag != "h1":
            if child.tag in _WRAPPERS and child.xpath("boolean(.//h2 | .//h3)"):
                yield from _pieces(child)
            else:
                yield child
        yield escape(child.tail or "", quote=False)


def is_infobox(node: html.HtmlElement | str) -> bool:
    """Whether it is the table of facts that stands beside the lead."""
    return not isinstance(node, str) and "infobox" in (node.get("class") or "").split()


def written(node: html.HtmlElement | str) -> str:
    """A node as HTML, without the text behind it."""
    if isinstance(node, str):
        return node
    found: str = etree.tostring(node, encoding="unicode", method="html", with_tail=False)
    return found
