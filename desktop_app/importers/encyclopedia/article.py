"""Imports pages of an encyclopedia that runs on MediaWiki: a saved page, or one from an offline archive (ZIM)."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from lxml import html

from desktop_app.errors import TitleUnknownError, UnreadableInputError
from desktop_app.importers.article.text import slug
from desktop_app.importers.cleaning import cleaned
from desktop_app.importers.context import ImportContext
from desktop_app.importers.encyclopedia.addresses import split_address, unquoted
from desktop_app.importers.encyclopedia.former import former
from desktop_app.importers.encyclopedia.page import (
    Part,
    clean,
    content_of,
    is_infobox,
    parts_of,
    with_formulas_as_text,
    with_questions,
    without_forged_links,
    written,
)
from desktop_app.importers.encyclopedia.references import Notes
from desktop_app.importers.encyclopedia.source import PageSource, source_of
from desktop_app.importers.flat_text import flat_text
from desktop_app.importers.html_page import parse_page
from desktop_app.importers.items import Imported, Item
from desktop_app.importers.openings import opening_text, without_prologue
from desktop_app.importers.pictures import picture_of
from desktop_app.monograph.html import plain_text
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Dropped, Media, Monograph, Name, NameKind, Provenance, Section

NAME = "encyclopedia"

_OPENING = re.compile(r"<!doctype html|<html\b", re.I)
_DRUG_ROWS = re.compile(
    r"ATC code|Trade names|Routes of\s+administration|Pregnancy\s+category|Drug class|Elimination half-life", re.I
)
_BRANDS = re.compile(r"Trade names|Brand names", re.I)
_OTHER_NAMES = re.compile(r"Other names|INN|Synonyms", re.I)
_APPARATUS = frozenset({
    "see also", "references", "notes", "notes and references", "footnotes", "citations", "sources", "bibliography",
    "further reading", "external links",
})  # fmt: skip
"""Headings of what is about the article rather than its matter: no rule need know them."""
_ICON_SIDE = 25
"""Pixels: a smaller picture is a sign beside a word."""
_VALUE = "td[1]//text()[not(ancestor::a[starts-with(@href, 'cite:')])]"
"""Of a row of an infobox. A citation mark glued to a name would make another name of it."""
_MOST_NAMES = 200


def recognises(opening: bytes) -> bool:
    """Whether it begins as a web page. Whether as an encyclopedia's only its middle tells."""
    return _OPENING.match(without_prologue(opening_text(opening))) is not None


def read_encyclopedia(item: Item, context: ImportContext) -> Imported:
    """Read one page. Raises UnreadableInputError for one of another kind, TitleUnknownError for one without a title."""
    root = parse_page(item.data, item.name, context.limits)
    content = content_of(root)
    if content is None:
        raise UnreadableInputError(
            f"{item.name} is a web page, but not an article of an encyclopedia such as Wikipedia: the marks of one are "
            "missing. Save the page whole, or take its text."
        )
    source = source_of(root, item, content.text_content())
    title = context.title or source.title
    if not title:
        raise TitleUnknownError(f"{item.name} does not say what it is about. Give the title: materia import --title …")
    imported = _Page(item, context, content, source, title).read()
    kept = former(root, item, title=source.title or title, language=source.language)
    return replace(imported, former=kept)


class _Page:
    """One page while it is read."""

    def __init__(
        self, item: Item, context: ImportContext, content: html.HtmlElement, source: PageSource, title: str
    ) -> None:
        self._item, self._context, self._content = item, context, content
        self._source, self._title = source, title
        self._dropped: Counter[str] = Counter()
        self._unresolved: list[str] = []
        self._unmapped: list[str] = []
        self._media: dict[str, Media] = {}

    def read(self) -> Imported:
        without_forged_links(self._content)
        notes = Notes(self._content)
        with_questions(self._content)
        with_formulas_as_text(self._content, self._dropped)
        clean(self._content, self._dropped)
        references = notes.mark(self._content)
        self._settle_pictures()
        names = self._names()
        parts = parts_of(self._content)
        parts[0].nodes.sort(key=is_infobox)
        keys = _keys(parts)
        self._settle_links({anchor: key for part, key in zip(parts, keys, strict=True) for anchor in part.anchors()})
        sections = self._sections(parts, keys)
        monograph = Monograph(
            uid=self._source.uid(self._source.title or self._title),
            title=self._title,
            language=self._source.language,
            names=names,
            sections=sections,
            references=references,
            provenance=Provenance(
                source_kind=NAME,
                publisher=self._source.publisher,
                source_id=self._source.page,
                version=self._source.version,
                effective_date=self._source.edited,
                retrieved=self._source.retrieved,
                licence=self._source.licence,
                file_name=self._item.name,
                sha256=hashlib.sha256(self._item.data).hexdigest(),
                container=self._item.container,
                dropped=tuple(Dropped(what, count) for what, count in sorted(self._dropped.items())),
                unmapped=tuple(dict.fromkeys(self._unmapped)),
                unresolved=tuple(dict.fromkeys(self._unresolved)),
            ),
        )
        return Imported(monograph, tuple(self._media.values()))

    def _sections(self, parts: list[Part], keys: list[str]) -> tuple[Section, ...]:
        limits = self._context.limits
        texts = [cleaned("".join(map(written, part.nodes)), part.title, limits) for part in parts]
        for text in texts:
            self._dropped.update({dropped.what: dropped.count for dropped in text.dropped})
        above = ""
        parents: list[str] = []
        for part, key in zip(parts, keys, strict=True):
            above = key if part.level == 2 else above
            parents.append("" if part.level == 2 else above)
        filled = {key for key, text in zip(keys, texts, strict=True) if plain_text(text.html) or "<img" in text.html}
        kept = filled | {parent for key, parent in zip(keys, parents, strict=True) if key in filled and parent}
        sections: list[Section] = []
        kinds: dict[str, Kind] = {}
        for part, key, parent, text in zip(parts, keys, parents, texts, strict=True):
            if key not in kept:
                continue
            kinds[key] = self._kind(part, kinds.get(parent))
            sections.append(
                Section(key, kinds[key], part.title or "Overview", text.html, len(sections), parent or None)
            )
        return tuple(sections)

    def _kind(self, part: Part, parent: Kind | None) -> Kind:
        if not part.title:
            return Kind.OVERVIEW
        kind = self._context.kinds.kind_of(part.title, parent=parent)
        if kind is Kind.OTHER and part.title.casefold() not in _APPARATUS:
            self._unmapped.append(part.title)
        return kind

    def _settle_links(self, sections: Mapping[str, str]) -> None:
        """Links inside the page lead to the section of what they name; no other link is kept."""
        for link in self._content.xpath(".//a[@href]"):
            target = str(link.get("href"))
            if target.startswith("cite:"):
                continue
            address = split_address(target)
            if address.fragment and not address.netloc and self._is_this_page(address.path):
                key = sections.get(unquoted(address.fragment))
                if key is not None:
                    link.set("href", f"section:{key}")
                    continue
                self._unresolved.append(" ".join(link.text_content().split()) or target)
            elif link.text_content().strip():
                self._dropped["link to a website" if address.netloc else "link to another page"] += 1
            link.drop_tag()

    def _is_this_page(self, path: str) -> bool:
        name = unquoted(path).rpartition("/")[2].removeprefix("./").replace("_", " ")
        return not path or name == (self._source.page or self._title).replace("_", " ")

    def _settle_pictures(self) -> None:
        """Pictures that came with the page are kept; of others only what is said about them."""
        for image in self._content.xpath(".//img"):
            name = str(image.get("src") or "")
            side = min(
                (int(size) for size in (image.get("width"), image.get("height")) if str(size).isdigit()), default=999
            )
            data = self._item.beside.get(name) or self._item.beside.get(unquoted(name).rpartition("/")[2])
            picture = None if data is None else picture_of(data, self._context.limits)
            if picture is not None and side > _ICON_SIDE:
                self._media[picture.sha256] = picture
                image.set("src", f"media:{picture.sha256}")
                continue
            if side > _ICON_SIDE:
                self._unresolved.append(f"picture {unquoted(name).rpartition('/')[2][:120] or 'without a name'}")
            image.drop_tree()

    def _names(self) -> tuple[Name, ...]:
        """The title, what the lead says in bold, the names in a drug's infobox, and what redirects to the page."""
        is_drug = bool(self._drug_infoboxes())
        names: dict[str, Name] = {}

        def add(text: str, kind: NameKind) -> None:
            text = " ".join(re.sub(r"\[[^\[\]]*+\]", "", text).split()).strip(" ,;:.")
            if 1 < len(text) <= 100 and len(names) < _MOST_NAMES:
                names.setdefault(text.casefold(), Name(text, kind))

        add(self._title, NameKind.GENERIC if is_drug else NameKind.SYNONYM)
        lead = self._content.xpath(".//p[.//b][1]")
        for bold in lead[0].xpath("./b | ./i/b") if lead else ():
            add(flat_text(bold), NameKind.SYNONYM)
        for row in (row for box in self._drug_infoboxes() for row in box.xpath(".//tr[th and td]")):
            heading = row.xpath("string(th[1])")
            kind = NameKind.BRAND if _BRANDS.search(heading) else NameKind.SYNONYM
            if _BRANDS.search(heading) or _OTHER_NAMES.search(heading):
                for name in re.split(r"[,;\n•]", "".join(row.xpath(_VALUE))):
                    if not re.search(r"\bothers?\b", name):
                        add(name, kind)
        for name in self._item.facts.get("redirects", "").split("\n"):
            add(name, NameKind.SYNONYM)
        return tuple(names.values())

    def _drug_infoboxes(self) -> list[html.HtmlElement]:
        boxes = self._content.xpath(".//table[contains(@class, 'infobox')]")
        return [box for box in boxes if _DRUG_ROWS.search(" ".join(box.xpath(".//th//text()")))]


def _keys(parts: list[Part]) -> list[str]:
    keys: dict[str, None] = {}
    above = ""
    for part in parts:
        own = slug(part.title or "Overview")
        wanted = f"{above}/{own}" if part.level == 3 and above else own
        key, number = wanted, 2
        while key in keys:
            key, number = f"{wanted}-{number}", number + 1
        keys[key] = None
        above = key if part.level == 2 else above
    return list(keys)
