"""The products of a label as its data elements give them: what is in them, how strong, how packed, who may sell them.

Only what the source says, in its words. Codes: ingredient classes `ACTI?` are active (the last letter says what the
strength counts), `IACT` inactive; `2.16.840.1.113883.6.69` are NDC, `…4.9` UNII.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from lxml import etree

from desktop_app.importers.spl.names import CODE, NAME, SECTION, attribute, date_of, text_of, v3

Element: TypeAlias = etree._Element

_PRODUCT, _SUBJECT = v3("manufacturedProduct"), v3("subject")
_PARTS = (v3("manufacturedProduct"), v3("manufacturedMedicine"), v3("partProduct"), v3("partMedicine"))
_INGREDIENT, _MOIETY = v3("ingredient"), v3("activeMoiety")
_OLD_INGREDIENTS = {v3("activeIngredient"): "ACTI", v3("inactiveIngredient"): "IACT"}
_SUBSTANCES = (*(v3("ingredientSubstance"), v3("activeIngredientSubstance"), v3("inactiveIngredientSubstance")),)
_FORM, _QUANTITY = v3("formCode"), v3("quantity")
_CONTENT, _PACKAGES = v3("asContent"), (v3("containerPackagedProduct"), v3("containerPackagedMedicine"))
_GENERIC = f"{v3('asEntityWithGeneric')}/{v3('genericMedicine')}/{NAME}"
_ROUTE = f"{v3('consumedIn')}/{v3('substanceAdministration')}/{v3('routeCode')}"
_STRENGTH_OF = {"ACTIB": "the ingredient itself", "ACTIM": "its active moiety", "ACTIR": "a reference substance"}
_CHARACTERISTICS = {
    "SPLCOLOR": "Color",
    "SPLSHAPE": "Shape",
    "SPLSIZE": "Size",
    "SPLSCORE": "Score",
    "SPLIMPRINT": "Imprint",
    "SPLFLAVOR": "Flavor",
    "SPLCOATING": "Coating",
    "SPLSYMBOL": "Symbol",
}
_DEEPEST = 8
"""Packages in packages. A vial in a tray in a carton in a case is four deep."""


@dataclass(frozen=True, slots=True)
class Ingredient:
    """One substance in a product."""

    name: str
    unii: str
    strength: str
    strength_of: str
    """What the strength counts; empty where the source does not say."""
    moieties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Package:
    """One level of packing."""

    code: str
    contents: str
    """`90 in 1 BOTTLE`."""


@dataclass(slots=True)
class Product:
    """One product, or one part of a kit."""

    name: str
    generics: tuple[str, ...]
    code: str
    form: str
    quantity: str = ""
    """Of a part: how much of it is in the kit."""
    routes: tuple[str, ...] = ()
    schedule: str = ""
    category: str = ""
    application: str = ""
    marketed: str = ""
    source_code: str = ""
    """Code of the product that this one was repackaged from."""
    active: list[Ingredient] = field(default_factory=list)
    inactive: list[Ingredient] = field(default_factory=list)
    packages: list[Package] = field(default_factory=list)
    characteristics: list[tuple[str, str]] = field(default_factory=list)
    parts: list[Product] = field(default_factory=list)


def read_products(body: Element) -> list[Product]:
    """The products that the sections under a `structuredBody` list, in order."""
    return [
        _product(inner, outer)
        for section in body.iter(SECTION)
        for outer in section.iterfind(f"{_SUBJECT}/{_PRODUCT}")
        for inner in _children(outer, _PARTS)
    ]


def everything(products: list[Product]) -> Iterator[Product]:
    """Products and the parts of kits."""
    for product in products:
        yield product
        yield from everything(product.parts)


def _product(element: Element, outer: Element, quantity: str = "") -> Product:
    product = Product(
        name=text_of(element.find(NAME)),
        generics=tuple(dict.fromkeys(filter(None, map(text_of, element.iterfind(_GENERIC))))),
        code=attribute(element.find(CODE), "code"),
        form=attribute(element.find(_FORM), "displayName"),
        quantity=quantity,
        routes=tuple(
            dict.fromkeys(filter(None, (attribute(route, "displayName") for route in outer.iterfind(_ROUTE))))
        ),
        source_code=attribute(element.find(f"{v3('asEquivalentEntity')}/{v3('definingMaterialKind')}/{CODE}"), "code"),
    )
    for child in element:
        if child.tag == _INGREDIENT or child.tag in _OLD_INGREDIENTS:
            code = attribute(child, "classCode").upper() or _OLD_INGREDIENTS.get(child.tag, "")
            if (ingredient := _ingredient(child, code)) is not None:
                (product.active if code.startswith("ACTI") else product.inactive).append(ingredient)
        elif child.tag == _CONTENT:
            _packages(child, "", product.packages, 1)
        elif child.tag == v3("part"):
            amount = _quantity(child.find(_QUANTITY))
            product.parts.extend(_product(inner, child, amount) for inner in _children(child, _PARTS))
    for about in (*element.iterfind(v3("subjectOf")), *(() if outer is element else outer.iterfind(v3("subjectOf")))):
        _add_fact(product, about)
    return product


def _ingredient(element: Element, code: str) -> Ingredient | None:
    substance = next(_children(element, _SUBSTANCES), None)
    if substance is None:
        return None
    moieties = (text_of(moiety.find(NAME)) for moiety in substance.iterfind(f"{_MOIETY}/{_MOIETY}"))
    return Ingredient(
        name=text_of(substance.find(NAME)),
        unii=attribute(substance.find(CODE), "code"),
        strength=_quantity(element.find(_QUANTITY)),
        strength_of=_STRENGTH_OF.get(code, ""),
        moieties=tuple(dict.fromkeys(filter(None, moieties))),
    )


def _packages(content: Element, inside: str, found: list[Package], depth: int) -> None:
    """From the innermost to the outermost, as the source nests them. `inside` is what the last one was."""
    quantity = content.find(_QUANTITY)
    for package in _children(content, _PACKAGES):
        form = attribute(package.find(_FORM), "displayName")
        amount, each = _amount(quantity, "numerator", inside), _amount(quantity, "denominator") or "1"
        contents = " in ".join(filter(None, (amount, f"{each} {form}".strip() if form else "")))
        found.append(Package(attribute(package.find(CODE), "code"), contents))
        if depth < _DEEPEST:
            for outer in package.iterfind(_CONTENT):
                _packages(outer, form, found, depth + 1)


def _add_fact(product: Product, about: Element) -> None:
    approval, act = about.find(v3("approval")), about.find(v3("marketingAct"))
    policy, characteristic = about.find(v3("policy")), about.find(v3("characteristic"))
    if approval is not None:
        product.category = attribute(approval.find(CODE), "displayName")
        product.application = attribute(approval.find(v3("id")), "extension")
    if act is not None:
        start, end = (attribute(act.find(f"{v3('effectiveTime')}/{v3(name)}"), "value") for name in ("low", "high"))
        product.marketed = f"{_day(start)} to {_day(end)}".strip() if end else f"since {_day(start)}" if start else ""
    if policy is not None and attribute(policy, "classCode") == "DEADrugSchedule":
        product.schedule = attribute(policy.find(CODE), "displayName")
    if characteristic is not None:
        name = _CHARACTERISTICS.get(attribute(characteristic.find(CODE), "code"))
        value = characteristic.find(v3("value"))
        if name and value is not None and (words := _value(value)):
            product.characteristics.append((name, words))


def _value(value: Element) -> str:
    words = attribute(value, "displayName") or " ".join(
        filter(None, (attribute(value, "value"), attribute(value, "unit")))
    )
    original = text_of(value.find(v3("originalText"))) or text_of(value)
    if words and original and original.casefold() != words.casefold():
        return f"{words} ({original})"
    return words or original


def _quantity(quantity: Element | None) -> str:
    """`10 mg`, or `40 mg in 0.8 mL`; the denominator `1` alone is not said."""
    per = _amount(quantity, "denominator")
    amount = _amount(quantity, "numerator")
    return f"{amount} in {per}" if amount and per and per != "1" else amount


def _amount(quantity: Element | None, name: str, unit: str = "") -> str:
    """`0.8 mL`. The unit `1` counts pieces, which are called `unit`."""
    if quantity is None or (element := quantity.find(v3(name))) is None:
        return ""
    own = attribute(element, "unit")
    value = attribute(element, "value")
    return f"{value} {unit if own in {'', '1'} else own}".strip() if value else ""


def _day(value: str) -> str:
    """`19961217` -> `1996-12-17`; what is no date stays as the source has it."""
    return date_of(value) or value


def _children(element: Element, tags: tuple[str, ...]) -> Iterator[Element]:
    yield from element.iterchildren(*tags)
