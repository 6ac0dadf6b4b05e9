"""Names of drugs in search: which names begin as typed, and which other names a drug has.

The first works from the library's summaries alone, so that a drug can be opened before the index is ready.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from desktop_app.importers.drug_names import DrugNames
from desktop_app.monograph.model import NameKind
from desktop_app.store.library import MonographSummary


@dataclass(frozen=True, slots=True)
class NameHit:
    """A name in the library that begins as typed."""

    name: str
    kind: NameKind
    uid: str
    """Of the monograph it opens."""
    title: str
    monographs: int
    """How many monographs have this name."""


def matching_names(text: str, summaries: Iterable[MonographSummary], limit: int = 8) -> tuple[NameHit, ...]:
    """Names of which the whole, or a later word, begins as typed: exact ones first, then titles, then the rest."""
    typed = _folded(text)
    if not typed:
        return ()
    found: defaultdict[str, list[tuple[tuple[bool, bool, bool], MonographSummary, str, NameKind]]] = defaultdict(list)
    for summary in summaries:
        mine: set[str] = set()
        for name, kind in _names_of(summary):
            folded = _folded(name)
            if folded in mine or f" {typed}" not in f" {folded}":
                continue
            mine.add(folded)
            rank = (kind is NameKind.MISSPELLING, summary.bundled, folded != _folded(summary.title))
            found[folded].append((rank, summary, name, kind))
    hits = []
    for folded, owners in found.items():
        (_, _, not_title), summary, name, kind = min(owners, key=lambda owner: owner[0])
        order = (folded != typed, not folded.startswith(typed), not_title, folded)
        hits.append((order, NameHit(name, kind, summary.uid, summary.title, len(owners))))
    return tuple(hit for _, hit in sorted(hits, key=lambda pair: pair[0])[:limit])


class OtherNames(Mapping[str, tuple[str, ...]]):
    """The other names of a drug, by a name folded as the index folds it: from the library and from Drugs@FDA.

    A brand leads to its ingredients and an ingredient to its brands; one brand does not lead to another.
    """

    def __init__(
        self,
        summaries: Sequence[MonographSummary],
        drugs: DrugNames,
        known: Mapping[str, str],
        fold: Callable[[str], str],
    ) -> None:
        """`known` gives the names of `drugs` by what `fold` makes of them."""
        self._drugs = drugs
        self._known = known
        gathered: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for summary in summaries:
            for name in summary.names:
                if fold(name.text) == fold(summary.title):
                    continue
                gathered[fold(name.text)][summary.title] = None
                if name.kind is not NameKind.MISSPELLING:
                    gathered[fold(summary.title)][name.text] = None
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


def _names_of(summary: MonographSummary) -> Iterator[tuple[str, NameKind]]:
    kinds = {_folded(name.text): name.kind for name in summary.names}
    yield summary.title, kinds.get(_folded(summary.title), NameKind.GENERIC)
    for name in summary.names:
        yield name.text, name.kind


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
