"""Imports US drug labels as openFDA gives them out in JSON (https://open.fda.gov/apis/drug/label/)."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from html import escape
from typing import Any

from desktop_app.citations.dates import read_iso_date
from desktop_app.errors import UnreadableInputError
from desktop_app.importers.article.text import slug
from desktop_app.importers.cleaning import cleaned
from desktop_app.importers.context import ImportContext
from desktop_app.importers.decoding import decode, without_unprintable
from desktop_app.importers.drug_names import DrugNames
from desktop_app.importers.items import Imported, Item
from desktop_app.importers.json_source import NoJsonError, parse_json
from desktop_app.importers.kind_map import KindMap
from desktop_app.importers.openfda.endpoints import subject_of
from desktop_app.importers.openfda.fields import (
    CODES,
    LABEL_TEXTS,
    NO_SECTIONS,
    PRODUCT_ELEMENTS,
    TABLE,
    is_label_text,
    title_of,
)
from desktop_app.importers.openfda.references import FIELD, read_references
from desktop_app.importers.openfda.text import Text, html_of, read_texts
from desktop_app.importers.openings import opening_text
from desktop_app.importers.titles import says_nothing
from desktop_app.monograph.ingredients import substances_of_kit
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Dropped, Monograph, Name, NameKind, Provenance, Section

FORMAT = "openfda"
PRODUCT_DATA = "Product data"
_OBJECT = re.compile(r"(?:\[\s*)?\{\s*\"")
_SIGNS = re.compile(
    r"\bopenFDA\b|open\.fda\.gov|\"openfda\"\s*:|\"set_id\"\s*:\s*\"|\"spl_product_data_elements\"\s*:"
    rf"|\"(?:{'|'.join(sorted(name for name in LABEL_TEXTS if '_' in name))})(?:_table)?\"\s*+:\s*+(?:\[\s*+)?\""
    r"|\A\{\s*\"error\"\s*:\s*\{\s*\"code\"\s*:\s*\"[A-Z_]+\"\s*,\s*\"message\"\s*:"
)
_FACTS = {
    "brand_name": "Brand name",
    "generic_name": "Generic name",
    "substance_name": "Active substance",
    "unii": "UNII",
    "manufacturer_name": "Labeler",
    "product_type": "Product type",
    "route": "Route",
    "product_ndc": "NDC",
    "package_ndc": "NDC of packages",
    "original_packager_product_ndc": "NDC of the original packager",
    "application_number": "Application number",
    "rxcui": "RxNorm",
    "pharm_class_epc": "Pharmacologic class",
    "pharm_class_moa": "Mechanism of action",
    "pharm_class_pe": "Physiologic effect",
    "pharm_class_cs": "Chemical structure",
}
_KIT = re.compile(r"\b(?:kit|convenience pack|tray)\b", re.IGNORECASE)
_LONGEST_NAME_WORDS = 4


def recognises(opening: bytes) -> bool:
    """Whether a file begins as an answer or bulk file of openFDA, or as one label of it."""
    text = opening_text(opening)
    return _OBJECT.match(text) is not None and _SIGNS.search(text) is not None


def read_openfda(item: Item, context: ImportContext) -> Imported:
    """The monograph in one label. Raises UnreadableInputError."""
    label = _one_label(item, context)
    facts = _facts(label.get("openfda"))
    set_id = _word(label.get("set_id")) or _word(label.get("id"))
    dropped = Counter[str]()
    fields = _fields(label, dropped)
    if not any(map(is_label_text, fields)) and (subject := subject_of(label)):
        raise UnreadableInputError(
            f"{item.name} is an answer of openFDA about {subject}, not a drug label. "
            "Save an answer of its drug label endpoint."
        )
    if not any(is_label_text(name) or ("set_id" in label and not name.endswith(TABLE)) for name in fields):
        raise UnreadableInputError(f"{item.name} is a label of openFDA without any text in it.")
    if not set_id:
        raise UnreadableInputError(f"{item.name} is a label of openFDA that does not say which (it has no set id).")
    elements = fields.pop(PRODUCT_ELEMENTS, [])
    title = context.title or _title(facts, elements, context.drugs) or f"Label {set_id}"
    references = read_references(fields.get(FIELD, ()))
    unresolved: list[str] = []
    sections, unmapped = _sections(fields, context, dropped, unresolved)
    products = cleaned(_product_table(facts, elements), PRODUCT_DATA, context.limits)
    if products.html:
        sections.append(Section("product-data", Kind.FORMS, PRODUCT_DATA, products.html, len(sections)))
    effective = _word(label.get("effective_time"))
    effective_date = read_iso_date(effective)
    if effective and not effective_date:
        unresolved.append(f"effective time {effective}")
    monograph = Monograph(
        uid=f"{FORMAT}:{set_id}",
        title=title,
        language="en",
        names=_names(facts),
        sections=tuple(sections),
        references=references,
        provenance=Provenance(
            source_kind=FORMAT,
            publisher="; ".join(facts.get("manufacturer_name", ())),
            source_id=set_id,
            version=_word(label.get("version")),
            effective_date=effective_date,
            retrieved=read_iso_date(item.facts.get("retrieved", "")),
            licence=item.facts.get("licence", ""),
            file_name=item.name,
            sha256=hashlib.sha256(item.data).hexdigest(),
            container=item.container,
            dropped=tuple(Dropped(what, count) for what, count in sorted(dropped.items())),
            unmapped=tuple(dict.fromkeys(unmapped)),
            unresolved=tuple(dict.fromkeys(unresolved)),
        ),
        substances=_substances(facts),
    )
    return Imported(monograph)


def _one_label(item: Item, context: ImportContext) -> Mapping[str, Any]:
    """The label itself, also where it is the only result of a whole answer or the only one in a list."""
    text = decode(item.data, item.name, limit=context.limits.document_bytes)
    try:
        found = parse_json(text, context.limits)
    except NoJsonError as error:
        raise UnreadableInputError(f"{item.name} is damaged: it is no JSON. Fetch it again from openFDA.") from error
    results = found.get("results") if isinstance(found, dict) else found
    if isinstance(results, list) and (results or isinstance(found, dict)):
        if len(results) != 1:
            raise UnreadableInputError(f"{item.name} holds {len(results):,} labels of openFDA, where one was expected.")
        found = results[0]
    if isinstance(found, dict) and "error" in found and "set_id" not in found:
        raise UnreadableInputError(f"{item.name} is openFDA's answer that there is nothing. Save one that has labels.")
    if not isinstance(found, dict):
        raise UnreadableInputError(f"{item.name} is no label of openFDA: it has no fields.")
    return found


def _fields(label: Mapping[str, Any], dropped: Counter[str]) -> dict[str, list[str]]:
    """The texts of each field that has any."""
    fields: dict[str, list[str]] = {}
    for name, value in label.items():
        if (name in NO_SECTIONS and name != PRODUCT_ELEMENTS) or name.startswith("@"):
            continue
        strings = [value] if isinstance(value, str) else value
        if not isinstance(strings, list) or not all(isinstance(string, str) for string in strings):
            dropped["field that is no text"] += 1
            continue
        kept = [text for string in strings if (text := without_unprintable(string).strip())]
        if kept:
            fields[without_unprintable(name).strip() or "other"] = kept
    return fields


def _sections(
    fields: dict[str, list[str]], context: ImportContext, dropped: Counter[str], unresolved: list[str]
) -> tuple[list[Section], list[str]]:
    """Sections in reading order, and the titles of those of which no rule knows the kind."""
    tables = {name.removesuffix(TABLE): html for name, html in fields.items() if name.endswith(TABLE)}
    texts = {name: strings for name, strings in fields.items() if not name.endswith(TABLE)}
    for name in tables:
        texts.setdefault(name, [])
    ordered = read_texts(texts, tables)
    taken = Counter[str]()
    for text in ordered:
        key = slug(text.name)
        taken[key] += 1
        key = key if taken[key] == 1 else f"{key}-{taken[key]}"
        text.key = f"{text.around.key}/{key}" if text.around else key
    numbers = {text.number: text for text in reversed(ordered) if text.number}
    sections, unmapped = list[Section](), list[str]()
    for text in ordered:
        clean = cleaned(html_of(text, numbers, unresolved, context.limits), text.title, context.limits)
        dropped.update({found.what: found.count for found in clean.dropped})
        around = text.around.key if text.around else None
        if clean.html or text.inner or text.title:
            kind = _kind(text, context.kinds)
            sections.append(Section(text.key, kind, text.title, clean.html, len(sections), around))
            if kind is Kind.OTHER and not context.kinds.knows(title_of(text.name), CODES.get(text.name)):
                unmapped.append(text.title)
    return sections, unmapped


def _kind(text: Text, kinds: KindMap) -> Kind:
    code = CODES.get(text.name)
    around = _kind(text.around, kinds) if text.around else None
    return kinds.kind_of(title_of(text.name), code, around)


def _facts(openfda: Any) -> dict[str, tuple[str, ...]]:
    """What openFDA adds to the label from other lists, each value once."""
    if not isinstance(openfda, dict):
        return {}
    facts: dict[str, tuple[str, ...]] = {}
    for name, values in openfda.items():
        listed = values if isinstance(values, list) else [values]
        words = tuple(dict.fromkeys(word for value in listed if (word := _word(value))))
        if words:
            facts[name] = words
    return facts


def _names(facts: Mapping[str, tuple[str, ...]]) -> tuple[Name, ...]:
    kinds = (("generic_name", NameKind.GENERIC), ("brand_name", NameKind.BRAND), ("substance_name", NameKind.GENERIC))
    names: dict[str, Name] = {}
    for field, kind in kinds:
        for text in facts.get(field, ()):
            names.setdefault(text.casefold(), Name(text, kind))
    return tuple(names.values())


def _substances(facts: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    names = facts.get("substance_name", ())
    called = " ".join((*facts.get("brand_name", ()), *facts.get("generic_name", ())))
    return substances_of_kit(names) if _KIT.search(called) else names


def _title(facts: Mapping[str, tuple[str, ...]], elements: list[str], drugs: DrugNames) -> str:
    for field in ("brand_name", "generic_name", "substance_name"):
        for name in facts.get(field, ()):
            if not says_nothing(name):
                return name
    return _plain_product(elements[0], drugs) if elements else ""


def _plain_product(elements: str, drugs: DrugNames) -> str:
    """The product that a label's product data begin with: a known name, whose ingredient stands behind it."""
    words = elements.split()
    known = drugs.names()
    for length in range(min(_LONGEST_NAME_WORDS, len(words)), 0, -1):
        name = " ".join(words[:length])
        rest = " ".join(words[length:]).casefold()
        ingredients = (name, *drugs.ingredients_of(name))
        if name.casefold() in known and any(part.casefold() in rest for part in ingredients):
            return name
    return ""


def _product_table(facts: Mapping[str, tuple[str, ...]], elements: list[str]) -> str:
    rows = "".join(
        f"<tr><th>{escape(words)}</th><td>{escape('; '.join(facts[name]))}</td></tr>"
        for name, words in _FACTS.items()
        if name in facts
    )
    table = f"<table><tbody>{rows}</tbody></table>" if rows else ""
    return table + "".join(f"<p>{escape(element)}</p>" for element in elements)


def _word(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return " ".join(without_unprintable(str(value)).split())[:500] if not isinstance(value, int) else str(value)[:20]
