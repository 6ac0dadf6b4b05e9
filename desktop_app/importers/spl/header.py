"""Who published a label, which version of it this is, and what to call it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from desktop_app.importers.spl.names import NAME, TITLE, attribute, date_of, shortened, text_of, v3
from desktop_app.importers.spl.products import Product
from desktop_app.importers.titles import says_nothing, telling_title
from desktop_app.monograph.ingredients import drugs_among, substances_of
from desktop_app.monograph.model import Name, NameKind

_LABELER = f"{v3('author')}/{v3('assignedEntity')}/{v3('representedOrganization')}/{NAME}"
_IDENTIFIER = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,63}")
_VERSION = re.compile(r"[0-9]{1,9}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?=$|[-_])")
_MOST_NAMES = 3
"""Names of products in a title."""
_LONGEST_TITLE = 300


@dataclass(frozen=True, slots=True)
class Header:
    """What a label says of itself. What it does not say, or says in a way that cannot be so, is empty."""

    set_id: str
    version: str
    effective_date: str
    publisher: str
    language: str
    title: str
    """The label's own, often of several lines, here as one."""
    odd: list[str] = field(default_factory=list)
    """What was left empty because it cannot be so, in the source's words."""


def read_header(document: etree._Element) -> Header:
    """The head of a `document` element."""
    odd: list[str] = []
    set_id = attribute(document.find(v3("setId")), "root").casefold()
    if set_id and not _IDENTIFIER.fullmatch(set_id):
        odd.append(f"set id {set_id[:80]}")
        set_id = ""
    version = attribute(document.find(v3("versionNumber")), "value")
    if version and not _VERSION.fullmatch(version):
        odd.append(f"version {version[:80]}")
        version = ""
    written = attribute(document.find(v3("effectiveTime")), "value")
    effective = date_of(written)
    if written and not effective:
        odd.append(f"effective date {written[:80]}")
    language = _LANGUAGE.match(attribute(document.find(v3("languageCode")), "code"))
    return Header(
        set_id=set_id,
        version=version,
        effective_date=effective,
        publisher=text_of(document.find(_LABELER)),
        language=language[0].lower() if language else "en",
        title=text_of(document.find(TITLE)),
        odd=odd,
    )


def read_names(products: list[Product]) -> tuple[Name, ...]:
    """Brand and generic names, each once; a product that is called by its generic name has no brand. What only comes
    with the drug, such as the alcohol swabs in a kit, gives the label no name."""
    drugs = [product for product in drugs_among(products) if product.active or product.parts]
    generics = {name.casefold(): name for product in drugs for name in product.generics}
    ingredients, moieties = substances_of(products)
    known = generics.keys() | {name.casefold() for name in (*ingredients, *moieties)}
    brands = {
        product.name.casefold(): product.name
        for product in drugs
        if not says_nothing(product.name) and product.name.casefold() not in known
    }
    return (
        *(Name(text, NameKind.BRAND) for text in brands.values()),
        *(Name(text, NameKind.GENERIC) for text in generics.values()),
    )


def short_title(header: Header, products: list[Product]) -> str:
    """What a list calls the label: its product's name, else the generic name or the ingredients with the form, else
    what the label's own title says it is about. Empty where nothing says."""
    return shortened(_title(header, products), _LONGEST_TITLE)


def _title(header: Header, products: list[Product]) -> str:
    drugs = list(drugs_among(products))
    for listed in (products, drugs):
        if names := _together([product.name for product in listed if not says_nothing(product.name)]):
            return names
    generics = [name for product in drugs for name in product.generics]
    if drug := _together(generics) or _together(list(substances_of(products)[0])):
        forms = dict.fromkeys(product.form.casefold() for product in drugs if product.form)
        return f"{drug} {next(iter(forms))}" if len(forms) == 1 else drug
    return telling_title(header.title, "")


def _together(names: list[str]) -> str:
    """One name for all: the one, or the words that all begin with, or the first few."""
    unique = list({name.casefold(): name for name in reversed(names) if name}.values())[::-1]
    if len(unique) < 2:
        return unique[0] if unique else ""
    shared: list[str] = []
    for words in zip(*(name.split() for name in unique), strict=False):
        if len({word.casefold() for word in words}) > 1:
            break
        shared.append(words[0])
    if shared:
        return " ".join(shared)
    return ", ".join(unique[:_MOST_NAMES]) + (" …" if len(unique) > _MOST_NAMES else "")
