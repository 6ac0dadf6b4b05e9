"""What makes two accounts ones of the same drug: the active ingredients, as a source names them.

The ingredient, and not its active moiety: dimethyl, diroximel and monomethyl fumarate have one moiety and three doses,
and metoprolol succinate is not dosed as the tartrate is. Water and solvents in the crystal make no other ingredient:
one maker's `ATORVASTATIN CALCIUM TRIHYDRATE` is another's `ATORVASTATIN CALCIUM`, and the dose is the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Protocol, TypeVar

_HYDRATES = (
    *("", "hemi", "mono", "sesqui", "di", "hemipenta", "tri", "tetra", "penta", "hexa"),
    *("hepta", "octa", "nona", "deca", "dodeca"),
)
_SOLVENTS = (
    *(f" {count}hydrate" for count in _HYDRATES),
    *(" anhydrous", " ethanolate", " methanolate", " solvate", " monoethanolate", " propanediol", " unspecified form"),
    *(f" {solvent} solvate" for solvent in ("ethanol", "acetone", "propylene glycol", "dimethyl sulfoxide")),
)
"""Ends of names in the FDA's list of substances that say what is in the crystal besides."""
_MOST_SOLVENTS = 4

_SALT_WORDS = """
acetate aluminum arginine aspartate benzoate besylate bitartrate bromide calcium camsylate carbonate chloride
citrate diacetate dihydrochloride dimaleate diphosphate dipotassium disodium edisylate erbumine esylate
fumarate gluconate glucuronate hemifumarate hemisuccinate hemisulfate hyclate hydrobromide hydrochloride
iodide isethionate lactate lysine magnesium malate maleate malonate meglumine mesylate monohydrochloride
monosodium mucate napsylate nitrate oxalate pamoate phosphate potassium salicylate sodium stearate succinate
sulfate sulphate tartrate tosylate tromethamine trisodium xinafoate zinc
"""
_SALTS = frozenset(_SALT_WORDS.split())
"""Words that a name has besides its moiety where the ingredient is a salt of it."""

_ANTISEPTICS = frozenset(
    {
        *("alcohol", "ethyl alcohol", "isopropyl alcohol", "povidone-iodine", "iodine", "chlorhexidine"),
        *("chlorhexidine gluconate", "benzalkonium", "benzalkonium chloride", "benzethonium chloride"),
        *("hydrogen peroxide", "chloroxylenol"),
    }
)
_DILUENTS = frozenset({"water", "sodium chloride", "benzyl alcohol"})
_ON_THE_SKIN = frozenset({"", "topical", "cutaneous", "percutaneous"})
_ACCESSORY_NAME = re.compile(
    r"\b(?:alcohol|antiseptic|iodine|chlorhexidine|skin|cleans\w+)\b.*\b(?:pads?|swabs?|swabsticks?|wipes?|towelettes?)\b"
    r"|\bprep(?:ping)? (?:pads?|swabs?|wipes?)\b|\bdiluent\b",
    re.IGNORECASE,
)
_LONGEST_NAME = 300


class Ingredient(Protocol):
    """An active ingredient of a product."""

    @property
    def name(self) -> str: ...

    @property
    def moieties(self) -> tuple[str, ...]: ...


class Product(Protocol):
    """A product, or a part of a kit."""

    @property
    def name(self) -> str: ...

    @property
    def routes(self) -> tuple[str, ...]: ...

    @property
    def active(self) -> Sequence[Ingredient]: ...

    @property
    def parts(self) -> Sequence[Product]: ...


P = TypeVar("P", bound=Product)


def ingredient_key(name: str) -> str:
    """A name as it is compared: case, runs of white space, ways to write one letter, water and solvents aside."""
    plain = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    for _ in range(_MOST_SOLVENTS):
        end = max((end for end in _SOLVENTS if plain.endswith(end)), key=len, default="")
        if not end:
            break
        plain = plain.removesuffix(end).rstrip(" ,")
    return plain


def called_without_salt(ingredient: str, moieties: Iterable[str]) -> str:
    """The moiety by which people ask for a salt: `METOPROLOL` for its succinate. Empty for an ester, such as gabapentin
    enacarbil, which nobody means by the name of what it becomes; and where the source does not say the moiety."""
    key = ingredient_key(ingredient)
    for moiety in moieties:
        start, end = key[: len(ingredient_key(moiety))], key[len(ingredient_key(moiety)) :]
        if start and start == ingredient_key(moiety) and end.startswith(" ") and _SALTS.issuperset(end.split()):
            return moiety
    return ""


def without_solvents(name: str) -> str:
    """A name as it is written, but for what is in the crystal besides: what a list calls all that have its key."""
    plain, key = " ".join(name.split()), ingredient_key(name)
    return plain[: len(key)] if plain[: len(key)].casefold() == key else plain


def drug_key(names: Iterable[str]) -> str:
    """One key for names in whatever order; empty where there are none."""
    return " + ".join(sorted({ingredient_key(name) for name in names} - {""}))


def drugs_among(products: Sequence[P]) -> Iterator[P]:
    """Products, and the parts of kits that a kit is for: not the swab that comes with the syringe, nor the water that
    the powder is dissolved in. Where a kit has nothing else, or is named after it, that is what it is for."""
    for product in products:
        yield product
        parts: Sequence[P] = product.parts  # type: ignore[assignment]  # parts are products of the same kind
        inner = list(drugs_among(parts))
        filled = [part for part in inner if part.active]
        wanted = [part for part in filled if not _is_accessory(part) or _is_named_after(product, part)]
        beside = {id(part) for part in filled} - {id(part) for part in wanted or filled}
        yield from (part for part in inner if id(part) not in beside)


def substances_of(products: Sequence[P]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The active ingredients that make the products the drug they are, and their moieties; each once, in order."""
    names: dict[str, str] = {}
    moieties: dict[str, str] = {}
    for product in drugs_among(products):
        for ingredient in product.active:
            own = ingredient.name or ", ".join(ingredient.moieties)
            if own:
                names.setdefault(own.casefold(), own)
            for moiety in ingredient.moieties or (own,):
                if moiety:
                    moieties.setdefault(moiety.casefold(), moiety)
    return tuple(names.values()), tuple(moieties.values())


def substances_of_kit(names: Sequence[str]) -> tuple[str, ...]:
    """Of the ingredients of a kit of which the source does not list the parts, those that it is for."""
    wanted = tuple(name for name in names if ingredient_key(name) not in _ANTISEPTICS | _DILUENTS)
    return wanted or tuple(names)


def _is_accessory(part: Product) -> bool:
    keys = [{ingredient_key(name) for name in (one.name, *one.moieties) if name} for one in part.active]
    if all(key & _DILUENTS for key in keys):
        return True
    on_the_skin = {route.casefold() for route in part.routes} <= _ON_THE_SKIN
    return on_the_skin and (
        all(key & _ANTISEPTICS for key in keys) or bool(_ACCESSORY_NAME.search(part.name[:_LONGEST_NAME]))
    )


def _is_named_after(kit: Product, part: Product) -> bool:
    words = set(re.findall(r"\w+", kit.name.casefold()))
    return any(words >= set(re.findall(r"\w+", ingredient_key(one.name))) for one in part.active if one.name)


@dataclass(slots=True)
class _Listed:
    """A product as the section of product data lists it."""

    name: str
    routes: tuple[str, ...] = ()
    active: list[_ListedIngredient] = field(default_factory=list)
    parts: list[_Listed] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _ListedIngredient:
    name: str
    moieties: tuple[str, ...]


_HEADING = re.compile(r"<h([34])>([^<]*+)</h[34]>")
_ACTIVE = "<caption>Active ingredients</caption>"
_ROUTES = re.compile(r"<th>Route of administration</th><td>([^<]*+)</td>")
_ROW = re.compile(r"<tr><td>([^<]*+)</td><td>[^<]*+</td><td>([^<]*+)</td>")


def substances_listed(html: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """As `substances_of`, from the section of product data of an imported label (SPL): libraries and exports of an
    older Materia kept the moieties alone."""
    products: list[_Listed] = []
    current = _Listed("")
    for number, piece in enumerate(html.split("<table>")):
        table, _, after = piece.partition("</table>") if number else ("", "", piece)
        if table.startswith(_ACTIVE):
            for name, moieties in _ROW.findall(table):
                own = tuple(filter(None, unescape(moieties).split(", ")))
                current.active.append(_ListedIngredient(unescape(name), own))
        elif routes := _ROUTES.search(table):
            current.routes = tuple(unescape(routes[1]).split(", "))
        for level, name in _HEADING.findall(after):
            current = _Listed(unescape(name))
            (products if level == "3" or not products else products[-1].parts).append(current)
    return substances_of(products)
