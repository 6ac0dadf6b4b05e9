"""The names of drugs: which brands, ingredients and products there are, after Drugs@FDA (2019, public domain).

Importers use it to tell what a text is about, search to let brand and generic names find each other. It says what was
approved in the United States and nothing of what is on the market today. `resources/make_drugs.py` makes the data.
"""

from __future__ import annotations

import lzma
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import resources

SOURCE = resources.FOLDER / "drugs.tsv.xz"


@dataclass(frozen=True, slots=True)
class Product:
    """One approved product, whoever makes it."""

    brand: str
    """The product's name; for a generic product the name of its ingredient."""
    is_brand: bool
    """Whether `brand` is more than the names of the ingredients."""
    ingredient: str
    """With its salt, as approved: `Atorvastatin calcium`; several are parted by `; `."""
    ingredients: tuple[str, ...]
    """Without salts: `Atorvastatin`."""
    form: str
    route: str
    strength: str
    """`0.05 mg/mL`; for several ingredients one each, parted by `; `; empty where the source has none."""
    applications: tuple[str, ...]
    """Application numbers at the FDA."""


class DrugNames:
    """A dictionary of names. Case and outer spaces never matter in what is looked up."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines: list[str] = []
        self._names: dict[str, str] = {}
        self._by_brand: defaultdict[str, list[int]] = defaultdict(list)
        self._by_ingredient: defaultdict[str, list[int]] = defaultdict(list)
        for number, line in enumerate(lines):
            brand, kind, approved, bases, _ = line.split("\t", 4)
            self._lines.append(line)
            self._by_brand[brand.casefold()].append(number)
            if kind == "b":
                self._names[brand.casefold()] = brand
            for part in {*approved.split("; "), *bases.split("; ")}:
                self._by_ingredient[part.casefold()].append(number)
                self._names[part.casefold()] = part

    @classmethod
    def load(cls, path: Path = SOURCE) -> DrugNames:
        """The names that ship with Materia; reading takes about 60 ms, so keep what it returns."""
        return cls(lzma.decompress(path.read_bytes()).decode().splitlines())

    def names(self) -> Mapping[str, str]:
        """Every brand and every ingredient, with its salt and without: casefolded name -> name as it is written."""
        return self._names

    def ingredients_of(self, name: str) -> tuple[str, ...]:
        """The active ingredients, without salts, of a brand (most frequent first) or of an ingredient's own name."""
        counts: defaultdict[str, int] = defaultdict(int)
        key = _key(name)
        for number in self._by_brand.get(key, ()):
            for part in self._lines[number].split("\t", 4)[3].split("; "):
                counts[part] += 1
        if not counts and key in self._by_ingredient:
            return self._bases_of(key)
        return tuple(sorted(counts, key=lambda part: -counts[part]))

    def compositions_of(self, name: str) -> frozenset[frozenset[str]]:
        """What products of this name are made of: the ingredients of each, without salts, casefolded.

        A brand may be several products, an ingredient by itself is one. Empty for what is no name.
        """
        key = _key(name)
        numbers = self._by_brand.get(key, ())
        if not numbers:
            return (
                frozenset({frozenset(map(str.casefold, self._bases_of(key)))})
                if key in self._by_ingredient
                else frozenset()
            )
        return frozenset(
            frozenset(part.casefold() for part in self._lines[number].split("\t", 4)[3].split("; "))
            for number in numbers
        )

    def is_ingredient(self, name: str) -> bool:
        """Whether it is the name of an ingredient, with its salt or without."""
        return _key(name) in self._by_ingredient

    def brands_of(self, ingredient: str, *, combined: bool = False) -> tuple[str, ...]:
        """Brands whose only ingredient this is; with `combined` also those that hold others besides. Sorted."""
        brands = set()
        for number in self._by_ingredient.get(_key(ingredient), ()):
            brand, kind, _, bases, _ = self._lines[number].split("\t", 4)
            if kind == "b" and (combined or "; " not in bases):
                brands.add(brand)
        return tuple(sorted(brands, key=str.casefold))

    def products(self, ingredient: str) -> list[Product]:
        """Every product that contains the ingredient, named with its salt or without."""
        return [_product(self._lines[number]) for number in self._by_ingredient.get(_key(ingredient), ())]

    def _bases_of(self, key: str) -> tuple[str, ...]:
        """`atorvastatin calcium` -> `Atorvastatin`: what is left of a name without its salt begins it."""
        bases = self._lines[self._by_ingredient[key][0]].split("\t", 4)[3].split("; ")
        return (max((part for part in bases if key.startswith(part.casefold())), key=len),)


def _product(line: str) -> Product:
    brand, kind, approved, bases, form, route, strength, applications = line.split("\t")
    return Product(
        brand=brand,
        is_brand=kind == "b",
        ingredient=approved,
        ingredients=tuple(bases.split("; ")),
        form=form,
        route=route,
        strength=strength,
        applications=tuple(applications.split()),
    )


def _key(name: str) -> str:
    return " ".join(name.casefold().split())
