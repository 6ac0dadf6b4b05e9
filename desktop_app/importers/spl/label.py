"""Imports US drug labels: HL7 v3 Structured Product Labeling (SPL), as DailyMed and the FDA publish it."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from html import escape

from lxml import etree

from desktop_app.errors import TitleUnknownError, UnreadableInputError
from desktop_app.importers.cleaning import cleaned
from desktop_app.importers.context import ImportContext
from desktop_app.importers.items import Imported, Item
from desktop_app.importers.kind_map import KindMap
from desktop_app.importers.limits import Limits
from desktop_app.importers.openings import opening_text, without_prologue
from desktop_app.importers.spl.dialects import in_one_dialect
from desktop_app.importers.spl.footnotes import FootnoteMarks
from desktop_app.importers.spl.header import read_header, read_names, short_title
from desktop_app.importers.spl.links import LabelLinks
from desktop_app.importers.spl.names import COMPONENT, PRODUCT_DATA, STRUCTURED_BODY, TITLE, shortened, v3
from desktop_app.importers.spl.narrative import NarrativeWriter
from desktop_app.importers.spl.outline import HIGHLIGHTS_KEY, PRODUCTS_KEY, Draft, Outline, read_outline
from desktop_app.importers.spl.pictures import LabelPictures
from desktop_app.importers.spl.product_tables import product_tables
from desktop_app.importers.spl.products import read_products
from desktop_app.importers.spl.references import LabelReferences
from desktop_app.importers.xml_source import parse_xml
from desktop_app.monograph.html import plain_text
from desktop_app.monograph.ingredients import substances_of
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Dropped, Monograph, Provenance, Section

FORMAT = "spl"
HIGHLIGHTS_TITLE = "Highlights of prescribing information"
PRODUCTS_TITLE = "Product data"
_LONGEST_ENTRY = 200
"""Characters of an entry of the report."""
_MOST_ENTRIES = 1000

_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?document\b[^>]*[\"']urn:hl7-org:v3[\"']")


def recognises(opening: bytes) -> bool:
    """Whether a file begins as a label: a `document` element of HL7 v3."""
    return _ROOT.match(without_prologue(opening_text(opening))) is not None


def read_spl(item: Item, context: ImportContext) -> Imported:
    """The monograph in a label. Raises UnreadableInputError or TitleUnknownError."""
    document = parse_xml(item.data, item.name, context.limits)
    if document.tag != v3("document"):
        raise UnreadableInputError(f"{item.name} is XML, but not a drug label (SPL).")
    in_one_dialect(document)
    body = document.find(f"{COMPONENT}/{STRUCTURED_BODY}")
    if body is None:
        raise UnreadableInputError(f"{item.name} is a drug label without any text in it.")
    header, products = read_header(document), read_products(body)
    title = context.title or short_title(header, products)
    if not title:
        raise TitleUnknownError(f"{item.name} does not say which drug it is about. Import it again and give a title.")
    outline = read_outline(body, context.kinds)
    if len(outline.drafts) > context.limits.sections:
        raise UnreadableInputError(f"{item.name} has more than {context.limits.sections:,} sections, as no label has.")
    links = LabelLinks(body, outline.drafts, outline.places, context.kinds)
    pictures = LabelPictures(body, item, context.limits)
    writer = NarrativeWriter(document, links, FootnoteMarks(document, outline.places), pictures)
    left = "" if outline.excerpts or header.title == title else header.title
    written = [(draft, writer.write(draft.texts)) for draft in outline.drafts]
    references = LabelReferences([(draft.key, draft.code or "", draft.title, html) for draft, html in written])
    texts = [
        (
            _made(HIGHLIGHTS_KEY, HIGHLIGHTS_TITLE, Kind.OVERVIEW),
            _highlights(document.find(TITLE), outline, writer, links),
        ),
        *((draft, links.in_text(references.tied(draft.key, html))) for draft, html in written),
        (
            _made(PRODUCTS_KEY, PRODUCTS_TITLE, Kind.FORMS, PRODUCT_DATA),
            product_tables(products, left, header.publisher),
        ),
    ]
    sections = _sections(texts, writer.dropped, context.limits)
    if not any(section.html for section in sections):
        raise UnreadableInputError(f"{item.name} is a drug label without any text in it.")
    sha256 = hashlib.sha256(item.data).hexdigest()
    ingredients, moieties = substances_of(products)
    monograph = Monograph(
        uid=f"{FORMAT}:{header.set_id or sha256}",
        title=title,
        language=header.language,
        names=read_names(products),
        sections=sections,
        references=references.all(),
        provenance=Provenance(
            source_kind=FORMAT,
            publisher=header.publisher,
            source_id=header.set_id,
            version=header.version,
            effective_date=header.effective_date,
            file_name=item.name,
            sha256=sha256,
            container=item.container,
            dropped=tuple(Dropped(what, count) for what, count in sorted(writer.dropped.items()) if count),
            unmapped=_unmapped(outline, context.kinds),
            unresolved=_reported([*header.odd, *links.unresolved, *pictures.missing]),
        ),
        substances=ingredients,
        moieties=moieties,
    )
    return Imported(monograph, pictures.media)


def _made(key: str, title: str, kind: Kind, code: str | None = None) -> Draft:
    """A section that the label has, but not as one of its sections with text."""
    return Draft(key, title, kind, code, None, "", is_own_title=False)


def _highlights(title: etree._Element | None, outline: Outline, writer: NarrativeWriter, links: LabelLinks) -> str:
    """The label's own title, then what each section contributes under its name: apart from the full text."""
    if not outline.excerpts:
        return ""
    out = [] if title is None else [writer.write_title(title)]
    for excerpt in outline.excerpts:
        text = writer.write(list(excerpt.texts))
        name = escape(excerpt.title, quote=False)
        if excerpt.draft is not None:
            name = f'<a href="section:{excerpt.draft.key}">{name}</a>'
        if excerpt.title and not plain_text(text).casefold().startswith(excerpt.title.casefold()):
            out.append(f"<h3>{name}</h3>")
        out.append(text)
    return links.in_text("".join(out), is_highlights=True)


def _sections(texts: Iterable[tuple[Draft, str]], dropped: Counter[str], limits: Limits) -> tuple[Section, ...]:
    """Sections with sanitised text. A section without text stays where it holds others, or is named by the source."""
    sections: list[Section] = []
    for draft, html in texts:
        clean = cleaned(html, draft.title, limits)
        dropped.update({item.what: item.count for item in clean.dropped})
        if clean.html or draft.has_children or draft.is_own_title:
            parent = draft.parent.key if draft.parent else None
            sections.append(Section(draft.key, draft.kind, draft.title, clean.html, len(sections), parent, draft.code))
    return tuple(sections)


def _reported(words: list[str]) -> tuple[str, ...]:
    """Each once and short; after so many that nobody reads on, how many more there are."""
    unique = list(dict.fromkeys(shortened(entry, _LONGEST_ENTRY) for entry in words))
    more = len(unique) - _MOST_ENTRIES
    return tuple(unique) if more <= 0 else (*unique[:_MOST_ENTRIES], f"{more:,} more")


def _unmapped(outline: Outline, kinds: KindMap) -> tuple[str, ...]:
    """Headings of the source of which no rule knows the kind."""
    drafts = (draft for draft in outline.drafts if draft.kind is Kind.OTHER and draft.is_own_title)
    return _reported([draft.title for draft in drafts if not kinds.knows(draft.title, draft.code)])
