"""What an ePI is about: names, active substances, holder, and a table of what the product's resources say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

from desktop_app.importers.epi.resources import (
    Bundle,
    Resource,
    as_dict,
    as_dicts,
    codings,
    display,
    identifier,
    word,
)
from desktop_app.monograph.model import Name, NameKind

_PRODUCTS = ("MedicinalProductDefinition", "MedicinalProduct", "Medication", "MedicationKnowledge")
_GENERIC_TYPES = frozenset({"NONPROPRIETARY", "220000000003"})
"""Of a name, or of a part of it: the non-proprietary name (SPL); the scientific name part (EMA's SPOR list)."""
_BRAND_TYPES = frozenset({"PROPRIETARY", "220000000002"})
_PART_TYPES = _GENERIC_TYPES | _BRAND_TYPES
_HOLDER_TYPES = frozenset({"220000000034", "Labeler"})
"""Of an organisation: marketing authorisation holder (SPOR list 220000000031); labeler (SPL)."""
_ACTIVE_CODES = frozenset({"ACTI", "ACTIB", "ACTIM", "ACTIR", "100000072072", "72072"})
"""Of an ingredient's role: HL7's role class (SPL) and the EMA's SPOR list, which examples write in two ways."""


def names(bundle: Bundle) -> tuple[Name, ...]:
    """Names of all products, each once: before a whole name those parts of it that are generic or invented."""
    found: dict[tuple[str, NameKind], Name] = {}
    for text, kind in _names(bundle):
        if text:
            found.setdefault((text.casefold(), kind), Name(text, kind))
    return tuple(found.values())


def product_name(bundle: Bundle) -> str:
    """The whole name of the first product that has one."""
    for product in bundle.of_type(*_PRODUCTS):
        for name in as_dicts(product.get("name")):
            if text := word(name.get("productName")):
                return text
        if text := display(product.get("code")):
            return text
    return ""


def moieties(bundle: Bundle) -> tuple[str, ...]:
    """What the active ingredients are in the body, where the Bundle defines them."""
    active = (_definition(bundle, one) for one in bundle.of_type("Ingredient") if _is_active(one))
    return tuple(dict.fromkeys(name for one in active if one is not None for name in _named(one, "moiety")))


def substances(bundle: Bundle) -> tuple[str, ...]:
    """The active ingredients, with their salts; by their moieties where only these are named."""
    active = (_substance(bundle, one) for one in bundle.of_type("Ingredient") if _is_active(one))
    listed = [name for name in active if name]
    for medication in bundle.of_type("Medication"):
        for ingredient in as_dicts(medication.get("ingredient")):
            if ingredient.get("isActive") is False or word(ingredient.get("isActive")) == "false":
                continue
            concept = as_dict(ingredient.get("item")).get("concept") or ingredient.get("itemCodeableConcept")
            listed.append(display(concept))
    return tuple(dict.fromkeys(name for name in listed if name))


def publisher(bundle: Bundle, composition: Resource) -> str:
    """The one organisation that answers for it: of the authors who holds the authorisation, else the first of them;
    where none is named, who holds the authorisation. Who else is named as an author is in the table."""
    authors = _authors(bundle, composition)
    named = [name for name, _ in authors]
    holders = [name for name in _holders(bundle) if name]
    answering = [name for name, is_holder in authors if is_holder or name in holders]
    return next(iter((*answering, *named, *holders)), "")


def product_table(bundle: Bundle, composition: Resource) -> str:
    """What the product's resources say, as rows of a table; empty where they say nothing."""
    ingredients = bundle.of_type("Ingredient")
    excipients = [_substance(bundle, one) for one in ingredients if not _is_active(one)]
    authorisations = bundle.of_type("RegulatedAuthorization", "MedicinalProductAuthorization")
    rows = (
        ("Product", _whole_names(bundle)),
        ("Active substance", substances(bundle)),
        ("Other ingredients", excipients),
        ("Dose form", _concepts(bundle, "AdministrableProductDefinition", "administrableDoseForm")),
        ("Dose form as manufactured", _concepts(bundle, "ManufacturedItemDefinition", "manufacturedDoseForm")),
        ("Route", _routes(bundle)),
        ("Package", (word(one.get("name")) for one in bundle.of_type("PackagedProductDefinition"))),
        ("Authorisation holder", _holders(bundle)),
        ("Other organisations named as authors", _others(bundle, composition)),
        ("Authorisation number", (identifier(one) for one in authorisations)),
    )
    return "".join(_rows(rows))


def _rows(rows: Iterable[tuple[str, Iterable[str]]]) -> Iterator[str]:
    made = []
    for words, values in rows:
        listed = list(dict.fromkeys(value for value in values if value))
        if listed:
            made.append(f"<tr><th>{escape(words)}</th><td>{'<br>'.join(escape(value) for value in listed)}</td></tr>")
    if made:
        yield f"<table><tbody>{''.join(made)}</tbody></table>"


def _names(bundle: Bundle) -> Iterator[tuple[str, NameKind]]:
    for product in bundle.of_type(*_PRODUCTS):
        for name in as_dicts(product.get("name")):
            for part in (*as_dicts(name.get("part")), *as_dicts(name.get("namePart"))):
                types = {code for code, _ in codings(part.get("type"))}
                if types & _PART_TYPES:
                    yield word(part.get("part")), NameKind.GENERIC if types & _GENERIC_TYPES else NameKind.BRAND
            types = {code for code, _ in codings(name.get("type"))}
            yield word(name.get("productName")), NameKind.GENERIC if types & _GENERIC_TYPES else NameKind.BRAND
        yield display(product.get("code")), NameKind.GENERIC


def _whole_names(bundle: Bundle) -> Iterator[str]:
    for product in bundle.of_type(*_PRODUCTS):
        for name in as_dicts(product.get("name")):
            yield word(name.get("productName"))


def _is_active(ingredient: Resource) -> bool:
    return any(
        code in _ACTIVE_CODES or name.casefold().startswith("active") for code, name in codings(ingredient.get("role"))
    )


def _substance(bundle: Bundle, ingredient: Resource) -> str:
    definition = _definition(bundle, ingredient)
    if definition is not None:
        for element in ("name", "moiety"):
            for name in _named(definition, element):
                return name
    code = _code(ingredient)
    return display(code.get("concept") or code)


def _definition(bundle: Bundle, ingredient: Resource) -> Resource | None:
    code = _code(ingredient)
    return bundle.referred(code.get("reference"), ingredient) if code.get("reference") else None


def _code(ingredient: Resource) -> Resource:
    return as_dict(as_dict(ingredient.get("substance")).get("code") or ingredient.get("substanceCodeableConcept"))


def _named(definition: Resource, element: str) -> list[str]:
    return [name for one in as_dicts(definition.get(element)) if (name := word(one.get("name")))]


def _organisation(bundle: Bundle, reference: Any, within: Resource) -> str:
    found = bundle.referred(reference, within)
    if found is not None and word(found.get("name")):
        return word(found.get("name"))
    given = as_dict(reference)
    return word(given.get("display")) or word(as_dict(given.get("identifier")).get("value"))


def _authors(bundle: Bundle, composition: Resource) -> list[tuple[str, bool]]:
    """Each once, and whether the source says that it holds authorisations."""
    found: dict[str, bool] = {}
    for author in as_dicts(composition.get("author")):
        name = _organisation(bundle, author, composition)
        organisation = bundle.referred(author, composition) or {}
        types = {code for kind in as_dicts(organisation.get("type")) for code, _ in codings(kind)}
        if name:
            found[name] = found.get(name, False) or bool(types & _HOLDER_TYPES)
    return list(found.items())


def _others(bundle: Bundle, composition: Resource) -> list[str]:
    chosen = publisher(bundle, composition)
    return [name for name, _ in _authors(bundle, composition) if name != chosen]


def _holders(bundle: Bundle) -> Iterator[str]:
    for authorisation in bundle.of_type("RegulatedAuthorization", "MedicinalProductAuthorization"):
        if authorisation.get("holder"):
            yield _organisation(bundle, as_dict(authorisation.get("holder")), authorisation)


def _concepts(bundle: Bundle, kind: str, element: str) -> Iterator[str]:
    return (display(one.get(element)) for one in bundle.of_type(kind))


def _routes(bundle: Bundle) -> Iterator[str]:
    for product in bundle.of_type("AdministrableProductDefinition"):
        for route in as_dicts(product.get("routeOfAdministration")):
            yield display(route.get("code"))
    for product in bundle.of_type("MedicinalProductDefinition"):
        for concept in as_dicts(product.get("route")):
            yield display(concept)
