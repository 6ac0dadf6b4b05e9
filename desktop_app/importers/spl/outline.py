"""The sections of a label: which there are, what each is called, and which texts stand in it.

Labels nest sections to any depth, and many have neither a title nor a code that says anything: a paragraph with a box
around it, a run of text between two headings. Such a part joins the section around it where that keeps the order of the
text; else it is a section named by its first words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from desktop_app.importers.authored.front_matter import slug_of
from desktop_app.importers.kind_map import KindMap
from desktop_app.importers.spl.names import (
    BOXED_WARNING,
    CODE,
    COMPONENT,
    CONTENT,
    EXCERPT,
    HIGHLIGHT,
    ITEM,
    OBSERVATION_MEDIA,
    PACKAGE_LABEL,
    PARAGRAPH,
    PRODUCT_DATA,
    RENDER_MULTI_MEDIA,
    SECTION,
    TEXT,
    TITLE,
    UNCLASSIFIED,
    attribute,
    shortened,
    text_of,
)
from desktop_app.monograph.kinds import LABELS, Kind

HIGHLIGHTS_KEY = "highlights"
PRODUCTS_KEY = "product-data"
LONGEST_DERIVED = 60
"""Characters of a title that is made of a section's first words."""
LONGEST_TITLE = 300
"""Characters of a section's title; a longer one also stands whole in the section's text."""
LONGEST_KEY = 48
"""Characters of one part of a key."""

_NUMBER = re.compile(r"([0-9]{1,2}(?:\.[0-9]{1,2}){0,4})[.)]?\s+(?=\S)")
_AMOUNT = re.compile(
    r"(?:mc?g|µg|g|kg|m?l|fl|oz|iu|units?|count|ct|tablets?|capsules?|vials?|pens?|syringes?|tubes?|bottles?|cans?"
    r"|packs?|packets?|patches|hours?|days?|weeks?|months?|years?)\b",
    re.IGNORECASE,
)
"""What follows a number that counts or measures: `10 mg Tablets` is no section 10."""
_CODE_NAMES = {"SPL MEDGUIDE": "Medication guide", "MEDGUIDE": "Medication guide"}


@dataclass(slots=True, eq=False)
class Draft:
    """A section before its text is written."""

    key: str
    title: str
    kind: Kind
    code: str | None
    parent: Draft | None
    number: str
    """The section's number in the label, such as `5.1`; empty where its title has none."""
    is_own_title: bool
    """Whether the title is the source's, rather than made of the section's first words or code."""
    texts: list[etree._Element] = field(default_factory=list)
    """Title, text and pictures of its own, and of the parts that joined it, in order."""
    has_children: bool = False


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What a section contributes to the highlights of the label."""

    title: str
    draft: Draft | None
    """The section; None where it consists of nothing else."""
    texts: tuple[etree._Element, ...]


@dataclass(slots=True)
class Outline:
    """Sections in the order of the source, each after the one around it."""

    drafts: list[Draft] = field(default_factory=list)
    excerpts: list[Excerpt] = field(default_factory=list)
    places: dict[etree._Element, str] = field(default_factory=dict)
    """Key of the section in which each `section` element ended up."""


def read_outline(body: etree._Element, kinds: KindMap) -> Outline:
    """Tell the sections under a `structuredBody` apart."""
    reader = _Reader(kinds)
    for section in _sections(body):
        reader.read(section, None)
    return reader.outline


class _Reader:
    def __init__(self, kinds: KindMap) -> None:
        self._kinds = kinds
        self._keys = {HIGHLIGHTS_KEY, PRODUCTS_KEY}
        self._counts: Counter[str] = Counter()
        self.outline = Outline()

    def read(self, section: etree._Element, parent: Draft | None) -> None:
        title = text_of(section.find(TITLE))
        code = attribute(section.find(CODE), "code") or None
        texts = _texts(section)
        children = list(_sections(section))
        excerpts = tuple(text for text in section.iterfind(f"{EXCERPT}/{HIGHLIGHT}/{TEXT}") if _has_content(text))
        has_text = any(map(_has_content, texts))
        if not has_text and not children and (excerpts or not title):
            # Product data, or a section that exists in the highlights alone.
            self.outline.places[section] = HIGHLIGHTS_KEY if excerpts else PRODUCTS_KEY if code == PRODUCT_DATA else ""
            if excerpts:
                name = title or _name_of_code(section.find(CODE))
                self.outline.excerpts.append(Excerpt(name, None, excerpts))
            return
        if not (has_text or title or excerpts or _names(section, code)):
            for child in children:  # a frame around sections, no section itself
                self.read(child, parent)
            self.outline.places[section] = self.outline.places[children[0]]
            return
        draft = self._place(section, title, code, texts, parent)
        self.outline.places[section] = draft.key
        if excerpts:
            self.outline.excerpts.append(Excerpt(draft.title, draft, excerpts))
        for child in children:
            self.read(child, draft)

    def _place(
        self, section: etree._Element, title: str, code: str | None, texts: list[etree._Element], parent: Draft | None
    ) -> Draft:
        if code == BOXED_WARNING and not title and parent is not None and not _says_warning(texts):
            # Authors also use the code for any box drawn around a text; a box that warns says so.
            code = None
        if not (title or _names(section, code)) and parent is not None and not parent.has_children:
            parent.texts.extend(texts)
            return parent
        name = title or self._derived_title(section, code, texts)
        kind = self._kinds.kind_of(name, code, parent.kind if parent else None)
        number, words = _numbered(title)
        draft = Draft(
            key=self._key(words or name, parent),
            title=shortened(name, LONGEST_TITLE),
            kind=kind,
            code=code,
            parent=parent,
            number=number,
            is_own_title=bool(title),
            texts=texts,
        )
        if title and (element := section.find(TITLE)) is not None:
            draft.texts.insert(0, element)
        if parent is not None:
            parent.has_children = True
        self.outline.drafts.append(draft)
        return draft

    def _derived_title(self, section: etree._Element, code: str | None, texts: list[etree._Element]) -> str:
        named = _names(section, code)
        first = _first_words(texts)
        if code == PACKAGE_LABEL and "panel" in first.casefold():
            named = ""  # a label has many of these, and their first lines tell them apart
        if named or first:
            return named or first
        kind = self._kinds.kind_of("", code)
        return LABELS[kind] if kind is not Kind.OTHER else "Untitled section"

    def _key(self, title: str, parent: Draft | None) -> str:
        slug = slug_of(title)
        if len(slug) > LONGEST_KEY:
            slug = slug[: LONGEST_KEY + 1].rpartition("-")[0] or slug[:LONGEST_KEY]
        path = f"{parent.key}/{slug or 'section'}" if parent else slug or "section"
        key = path
        while key in self._keys:
            self._counts[path] += 1
            key = f"{path}-{self._counts[path] + 1}"
        self._keys.add(key)
        return key


def _numbered(title: str) -> tuple[str, str]:
    """`5.1 Quill Fever` -> `5.1` and the rest; no number where it is part of the words."""
    found = _NUMBER.match(title)
    if found is None or _AMOUNT.match(title, found.end()):
        return "", title
    if "." not in found[1] and title[found.end()].islower():
        return "", title
    return found[1], title[found.end() :]


def _sections(element: etree._Element) -> Iterator[etree._Element]:
    yield from element.iterfind(f"{COMPONENT}/{SECTION}")


def _texts(section: etree._Element) -> list[etree._Element]:
    return [*section.iterfind(TEXT), *section.iterfind(f"{COMPONENT}/{OBSERVATION_MEDIA}")]


def _has_content(element: etree._Element) -> bool:
    """Whether a text shows anything: words or a picture."""
    if element.tag == OBSERVATION_MEDIA or any(not text.isspace() for text in element.itertext()):
        return True
    return next(element.iter(RENDER_MULTI_MEDIA), None) is not None


def _says_warning(texts: list[etree._Element]) -> bool:
    return any("warning" in "".join(text.itertext()).casefold() for text in texts)


def _names(section: etree._Element, code: str | None) -> str:
    """What the code of a section calls it; empty where that says nothing. `code` is None where it is not believed."""
    return "" if code in {None, UNCLASSIFIED} else _name_of_code(section.find(CODE))


def _name_of_code(code: etree._Element | None) -> str:
    """`OTC - DO NOT USE SECTION` -> `Do not use`."""
    words = re.sub(r"\s+(?:sub)?section$", "", attribute(code, "displayName"), flags=re.IGNORECASE)
    if words.upper() in _CODE_NAMES:
        return _CODE_NAMES[words.upper()]
    if "UNCLASSIFIED" in words.upper():
        return ""
    words = re.sub(r"\.(?=\w)", ": ", re.sub(r"^(?:OTC - |SPL )", "", words))
    return (words.capitalize() if words.isupper() else words).replace("&", "and")


def _first_words(texts: list[etree._Element]) -> str:
    """The emphasised words that a text begins with, else its first ones."""
    for text in texts:
        block = next((part for part in text.iter(PARAGRAPH, ITEM) if text_of(part)), None)
        block = text if block is None and text.tag == TEXT else block
        if block is None:
            continue
        if len(block) and block[0].tag == CONTENT and not (block.text or "").strip():
            lead = text_of(block[0]).rstrip(" :.")
            if lead and len(lead) <= LONGEST_DERIVED:
                return lead
        if words := text_of(block):
            return shortened(words, LONGEST_DERIVED).rstrip(" :.")
    return ""
