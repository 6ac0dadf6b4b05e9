"""The other names of a drug, and of what is often abbreviated, by which search finds it too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

from desktop_app.importers.drug_names import DrugNames
from desktop_app.monograph.model import NameKind


class OtherNames(Mapping[str, tuple[str, ...]]):
    """The other names of a drug, by a name folded as the index folds it: from the library and from Drugs@FDA.

    A brand leads to its ingredients and an ingredient to its brands; one brand does not lead to another. An
    abbreviation that is a name of a drug too leads to both.
    """

    def __init__(
        self,
        pairs: Iterable[tuple[str, str, NameKind]],
        drugs: DrugNames,
        known: Mapping[str, str],
        fold: Callable[[str], str],
        abbreviations: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
    ) -> None:
        """`pairs` are titles, each with another name of the monograph; `known` gives the names of `drugs` as `fold`
        makes them, `abbreviations` what stands for what."""
        self._drugs = drugs
        self._known = known
        gathered: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for title, name, kind in pairs:
            of_title, of_name = fold(title), fold(name)
            if of_name == of_title:
                continue
            gathered[of_name][title] = None
            if kind is not NameKind.MISSPELLING:
                gathered[of_title][name] = None
        for short, expansions in abbreviations.items():
            gathered[short].update(dict.fromkeys(expansions))
        self._library = {name: tuple(others) for name, others in gathered.items()}

    def __getitem__(self, folded: str) -> tuple[str, ...]:
        own = self._library.get(folded, ())
        known = self._known.get(folded)
        if known is None:
            return self._library[folded]
        official = (*self._drugs.ingredients_of(known), *self._drugs.brands_of(known))
        distinct: dict[str, str] = {}
        for name in (*official, *own):
            distinct.setdefault(_folded(name), name)
        distinct.pop(_folded(known), None)
        return tuple(distinct.values())

    def __iter__(self) -> Iterator[str]:
        return iter({**self._library, **self._known})

    def __len__(self) -> int:
        return len({**self._library, **self._known})

    def __contains__(self, folded: object) -> bool:
        return folded in self._library or folded in self._known


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
