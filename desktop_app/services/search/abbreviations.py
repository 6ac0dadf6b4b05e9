"""Clinical abbreviations, by which search finds what is written out and the reverse; each from a label that says so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import resources

SOURCE = resources.FOLDER / "abbreviations.tsv"
_SMALL_WORDS = frozenset({"in", "of", "the", "to"})
"""Search drops these from a query, so an expansion is known without them too."""


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """What a short form stands for; one that stands for several things is there several times."""

    short: str
    expansion: str
    set_id: str
    """Of the label at DailyMed that says so."""
    section: str
    """Where in that label; as openFDA names its sections."""


def load(path: Path = SOURCE) -> tuple[Abbreviation, ...]:
    """The list that ships with Materia. Lines that begin with `#` are for who edits it."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(Abbreviation(*line.split("\t")) for line in lines if line and not line.startswith("#"))


def by_name(abbreviations: Iterable[Abbreviation], fold: Callable[[str], str]) -> Mapping[str, tuple[str, ...]]:
    """What is searched along with an abbreviation or an expansion, either in the plural too, as `fold` makes of it.

    One abbreviation leads to the others of the same expansion: labels write CrCl and CLcr, and often nothing else.
    """
    abbreviations = tuple(abbreviations)
    shorts: dict[str, dict[str, str]] = {}
    for abbreviation in abbreviations:
        shorts.setdefault(fold(abbreviation.expansion), {}).setdefault(fold(abbreviation.short), abbreviation.short)
    others: dict[str, dict[str, None]] = {}
    for abbreviation in abbreviations:
        short, expansion = abbreviation.short, abbreviation.expansion
        for name, other in ((short, expansion), (expansion, short)):
            folded = fold(name)
            bare = " ".join(word for word in folded.split() if word not in _SMALL_WORDS)
            for form in dict.fromkeys((folded, f"{folded}s", bare, f"{bare}s")):
                others.setdefault(form, {})[other] = None
    for same in shorts.values():
        for folded in same:
            others[folded].update({short: None for form, short in same.items() if form != folded})
    return {name: tuple(found) for name, found in others.items()}
