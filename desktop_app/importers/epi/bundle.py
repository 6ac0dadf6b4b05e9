"""Imports electronic product information (ePI): FHIR document Bundles of R4 and R5, in JSON and XML.

One Bundle is one monograph. Where it has several Compositions (a summary of product characteristics and a leaflet,
say), each is a section with its sections in it.
The form: https://build.fhir.org/ig/HL7/emedicinal-product-info/
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Any

from desktop_app.citations.dates import read_iso_date
from desktop_app.errors import TitleUnknownError, UnreadableInputError
from desktop_app.importers.article.text import slug
from desktop_app.importers.cleaning import cleaned
from desktop_app.importers.context import ImportContext
from desktop_app.importers.decoding import without_unprintable
from desktop_app.importers.epi.document_types import check_is_product_information
from desktop_app.importers.epi.identity import former_uid, identity_of
from desktop_app.importers.epi.language import language_of
from desktop_app.importers.epi.narrative import Pictures, anchors, narrative
from desktop_app.importers.epi.product import moieties, names, product_name, product_table, publisher, substances
from desktop_app.importers.epi.resources import (
    Bundle,
    Resource,
    as_dict,
    as_dicts,
    codings,
    display,
    read_bundle,
    word,
)
from desktop_app.importers.items import Imported, Item
from desktop_app.importers.kind_map import KindMap
from desktop_app.importers.languages import codes_of
from desktop_app.importers.openings import opening_text, without_prologue
from desktop_app.importers.titles import telling_title
from desktop_app.monograph.former import Former
from desktop_app.monograph.html import plain_text
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Dropped, Monograph, Provenance, Section

FORMAT = "epi"
PRODUCT_DATA = "Product data"
EMPTY_HEADING = "heading without a text"
_JSON = re.compile(r"\{(?=\s*\")[\s\S]*?\"resourceType\"\s*:\s*\"Bundle\"")
_XML = re.compile(r"<(?:\w+:)?Bundle\b[^>]*[\"']http://hl7\.org/fhir[\"']")
_LONGEST_KEY = 80
_MARKUP = re.compile(r"<!--(?>(?:[^-]++|-(?!->))*)(?:-->|\Z)|<[^<>]*+>")
_BLANK = re.compile(r"<p>(?>(?:\s|&nbsp;|<br>)*)</p>\s*")
"""A paragraph that is there for the space it takes."""
_GENERATED = frozenset({"generated", "extensions", "empty"})


@dataclass(slots=True)
class Draft:
    """A section of a Composition before its text is made."""

    key: str
    kind: Kind
    title: str
    code: str
    parent: Draft | None
    source: Resource
    div: str
    composition: Resource
    inner: list[Draft] = field(default_factory=list)


def recognises(opening: bytes) -> bool:
    """Whether a file begins as a FHIR Bundle, in JSON or XML."""
    text = opening_text(opening)
    return _JSON.match(text) is not None or _XML.match(without_prologue(text)) is not None


def read_epi(item: Item, context: ImportContext) -> Imported:
    """The monograph in a document Bundle. Raises UnreadableInputError or TitleUnknownError."""
    bundle = read_bundle(item, context.limits)
    compositions = bundle.of_type("Composition")
    if not compositions:
        raise UnreadableInputError(f"{item.name} is a FHIR Bundle without a Composition: it has no text to read.")
    check_is_product_information(bundle, compositions, context.kinds, item.name)
    first = compositions[0]
    drafts = _drafts(compositions, context.kinds, context.limits.sections)
    if not any(_has_words(draft) for draft in drafts):
        raise UnreadableInputError(
            f"{item.name} has the headings of a product information but no text: every section says that it is "
            "unavailable. Fetch the product information from its publisher."
        )
    own_title = telling_title(word(first.get("title")), product_name(bundle))
    title = context.title or own_title
    if not title:
        raise TitleUnknownError(
            f"{item.name} does not say which product it is about. Import it again and give a title."
        )
    dropped, unresolved = Counter[str](), list[str]()
    media: dict[str, Any] = {}
    sections = _sections(bundle, drafts, context, dropped, unresolved, media)
    text = " ".join(f"{section.title} {plain_text(section.html)}" for section in sections)
    language, odd = language_of(first, bundle.bundle, text)
    sha256 = hashlib.sha256(item.data).hexdigest()
    identity = identity_of(bundle, first, own_title or title)
    effective, odd_date = _day(first.get("date"))
    monograph = Monograph(
        uid=identity.uid(language, sha256),
        title=title[: context.limits.title_characters],
        language=language,
        names=names(bundle),
        sections=sections,
        references=(),
        provenance=Provenance(
            source_kind=FORMAT,
            publisher=publisher(bundle, first),
            source_id=identity.value,
            version=word(first.get("version")) or word(as_dict(first.get("meta")).get("versionId")),
            effective_date=effective,
            file_name=item.name,
            sha256=sha256,
            container=item.container,
            dropped=tuple(Dropped(what, count) for what, count in sorted(dropped.items())),
            unmapped=_unmapped(drafts, context.kinds),
            unresolved=tuple(dict.fromkeys([*odd, *odd_date, *unresolved])),
        ),
        substances=substances(bundle),
        moieties=moieties(bundle),
    )
    former = Former(
        former_uid(bundle, first, sha256),
        titles=frozenset({title, word(first.get("title")), product_name(bundle)} - {""}),
        languages=codes_of(language) | {word(one.get("language")) for one in (first, bundle.bundle)},
    )
    return Imported(monograph, tuple(media.values()), former)


def _drafts(compositions: list[Resource], kinds: KindMap, most: int) -> list[Draft]:
    """Every section in reading order."""
    drafts: list[Draft] = []
    taken = Counter[str]()
    for composition in compositions:
        around = None
        if len(compositions) > 1:
            title = word(composition.get("title")) or display(composition.get("type")) or "Product information"
            around = _draft(title, "", None, {}, "", composition, kinds, taken)
            drafts.append(around)
        summary = as_dict(composition.get("text"))
        if summary and word(summary.get("status")) not in _GENERATED:
            div = _div(summary)
            if div:
                drafts.append(_draft("Overview", "", around, {}, div, composition, kinds, taken))
        for draft in _inside(composition, composition, around, kinds, taken):
            drafts.append(draft)
            if len(drafts) > most:
                raise UnreadableInputError(f"The product information has more than {most:,} sections.")
    return drafts


def _inside(
    holder: Resource, composition: Resource, parent: Draft | None, kinds: KindMap, taken: Counter[str]
) -> Iterator[Draft]:
    for section in as_dicts(holder.get("section")):
        text = as_dict(section.get("text"))
        # A section that says why it is empty has a narrative only because FHIR wants one: "unavailable".
        is_empty = bool(section.get("emptyReason")) or word(text.get("status")) == "empty"
        code = next((code for code, _ in codings(section.get("code")) if code), "")
        title = word(section.get("title")) or display(section.get("code")) or "Section"
        draft = _draft(title, code, parent, section, "" if is_empty else _div(text), composition, kinds, taken)
        yield draft
        yield from _inside(section, composition, draft, kinds, taken)


def _draft(
    title: str,
    code: str,
    parent: Draft | None,
    source: Resource,
    div: str,
    composition: Resource,
    kinds: KindMap,
    taken: Counter[str],
) -> Draft:
    name = slug(title)[:_LONGEST_KEY].strip("-")
    key = f"{parent.key}/{name}" if parent else name
    taken[key] += 1
    while taken[key] > 1:
        key = f"{key}-{taken[key]}"
        taken[key] += 1
    draft = Draft(
        key,
        kinds.kind_of(title, code or None, parent.kind if parent else None),
        title,
        code,
        parent,
        source,
        div,
        composition,
    )
    if parent:
        parent.inner.append(draft)
    return draft


def _div(text: Resource) -> str:
    div = text.get("div")
    return without_unprintable(div) if isinstance(div, str) else ""


def _sections(
    bundle: Bundle,
    drafts: list[Draft],
    context: ImportContext,
    dropped: Counter[str],
    unresolved: list[str],
    media: dict[str, Any],
) -> tuple[Section, ...]:
    places = _places(drafts)
    pictures: dict[int, Pictures] = {}
    texts: list[str] = []
    for draft in drafts:
        shown = pictures.setdefault(id(draft.composition), Pictures(bundle, draft.composition, context.limits))

        def section_of(target: str, draft: Draft = draft) -> str | None:
            key = places.get((id(draft.composition), target[1:])) or places.get((0, target[1:]))
            if key is None and target != "#":
                unresolved.append(target[:200])
            return key

        html = narrative(draft.div, draft.title, section_of, shown, dropped) if draft.div else ""
        html += _pictures_beside(draft, shown)
        clean = cleaned(html, draft.title, context.limits)
        dropped.update({found.what: found.count for found in clean.dropped})
        texts.append(_BLANK.sub("", clean.html).strip())
    kept = _kept(drafts, texts)
    sections: list[Section] = []
    for draft, html in zip(drafts, texts, strict=True):
        if draft.key in kept:
            parent = draft.parent.key if draft.parent else None
            sections.append(
                Section(draft.key, draft.kind, draft.title, html, len(sections), parent, draft.code or None)
            )
        else:
            dropped[EMPTY_HEADING] += 1
            unresolved.append(f"{EMPTY_HEADING}: {draft.title[:200]}")
    for shown in pictures.values():
        media.update(shown.media)
        unresolved.extend(shown.missing)
    table = cleaned(product_table(bundle, drafts[0].composition), PRODUCT_DATA, context.limits).html
    if table and not any(section.key == "product-data" for section in sections):
        sections.append(Section("product-data", Kind.FORMS, PRODUCT_DATA, table, len(sections)))
    return tuple(sections)


def _kept(drafts: list[Draft], texts: list[str]) -> set[str]:
    """Keys of the sections with a text, be it one that only repeats the title, and of those that hold others."""
    return {draft.key for draft, html in zip(drafts, texts, strict=True) if html or draft.inner or _has_words(draft)}


def _has_words(draft: Draft) -> bool:
    return "<img" in draft.div or bool(unescape(_MARKUP.sub("", draft.div)).strip())


def _places(drafts: list[Draft]) -> dict[tuple[int, str], str]:
    """Which section each name that a link can lead to stands in: in its Composition, then (0) in any."""
    places: dict[tuple[int, str], str] = {}
    for draft in drafts:
        for name in (word(draft.source.get("id")), *anchors(draft.div)):
            if name:
                places.setdefault((id(draft.composition), name), draft.key)
                places.setdefault((0, name), draft.key)
    return places


def _pictures_beside(draft: Draft, pictures: Pictures) -> str:
    """Pictures that a section names as belonging to it, but that no text shows."""
    html = []
    for entry in as_dicts(draft.source.get("entry")):
        name = word(entry.get("reference"))
        if name and name not in pictures.shown and pictures.is_binary(name):
            link = pictures.link(name)
            html.append(f'<p><img src="{link}" alt="{escape(word(entry.get("display")))}"></p>' if link else "")
    return "".join(html)


def _unmapped(drafts: list[Draft], kinds: KindMap) -> tuple[str, ...]:
    """Headings of which no rule knows the kind."""
    other = (draft for draft in drafts if draft.kind is Kind.OTHER)
    return tuple(dict.fromkeys(draft.title for draft in other if not kinds.knows(draft.title, draft.code or None)))


def _day(value: Any) -> tuple[str, list[str]]:
    """The day of a FHIR dateTime, as exact as it is given; or what is no date, to be reported."""
    text = word(value)
    day = read_iso_date(text)
    return day, [] if day or not text else [f"date {text[:40]}"]
