"""The names in the library, ready to be looked up at every keystroke: what a query names, before the index is asked.

Built once for each state of the library from its summaries alone, so that a drug can be opened before the index is
ready; a lookup is a search in a sorted list, however many names there are.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import nsmallest
from itertools import islice

from desktop_app.monograph.model import NameKind
from desktop_app.store.library import MonographSummary

_LONGEST_NAME = 5
"""Words of a name that is looked for among other words."""
_SHORTEST_NAME = 3
"""Characters; what is shorter is too often a word."""
_MOST_WORDS = 24
"""Of a query that are looked at."""
_MOST_CHARACTERS = 1000
_RELATED = 3
"""So many brands are shown for one drug."""
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_OPERATOR = re.compile(r"(?<!\S)(?:-(?:\w+:)?(?:\"[^\"]*\"?|\S+)|[iI][nN]:(?:\"[^\"]*\"?|\S*)|(?:OR|AND|NOT)(?!\S))")
_DRUG = re.compile(r"(?<!\S)drug:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NameHit:
    """A name in the library that was asked for."""

    name: str
    kind: NameKind
    uid: str
    """Of the monograph it opens."""
    title: str
    """The name it is another name of: the monograph's title, or the drug that was asked for."""
    monographs: int
    """How many monographs have this name."""


@dataclass(frozen=True, slots=True)
class _Owner:
    """A monograph that has a name."""

    rank: tuple[bool, bool, bool]
    """Lower ones are opened first."""
    summary: MonographSummary
    name: str
    kind: NameKind


class NameBook:
    """All names of a library."""

    def __init__(self, summaries: Iterable[MonographSummary]) -> None:
        owners: defaultdict[str, list[_Owner]] = defaultdict(list)
        for summary in summaries:
            title = _folded(summary.title)
            mine: set[str] = set()
            for name, kind in _names_of(summary):
                folded = _folded(name)
                if folded and folded not in mine:
                    mine.add(folded)
                    rank = (kind is NameKind.MISSPELLING, folded != title, summary.bundled)
                    owners[folded].append(_Owner(rank, summary, name, kind))
        for those in owners.values():
            those.sort(key=lambda owner: owner.rank)
        self._owners = dict(owners)
        self._beginnings = sorted(
            (folded[start:], folded) for folded in owners for start in (0, *(m.end() for m in re.finditer(" ", folded)))
        )
        self._by_words: dict[str, str] = {}
        for folded in owners:
            self._by_words.setdefault(" ".join(_WORD.findall(folded)), folded)

    def find(self, text: str, limit: int = 8) -> tuple[NameHit, ...]:
        """Names that begin as typed, in the whole or with a later word; otherwise names that stand among the words.

        Exact names come first and bring the brands of the same drug that have monographs of their own.
        """
        asked = _DRUG.sub(" ", _OPERATOR.sub(" ", text[:_MOST_CHARACTERS])).translate({ord('"'): " "})
        typed = _folded(asked)
        if not typed:
            return ()
        begun = self._beginning(typed, limit)
        among = [] if begun else self._among(_WORD.findall(typed)[:_MOST_WORDS])
        exact = among or ([typed] if typed in self._owners else [])
        hits: dict[str, NameHit] = {}
        for folded in [*exact, *begun]:
            hits.setdefault(folded, self._hit(folded))
            if folded in exact:
                for related in islice(self._brands(folded), _RELATED):
                    hits.setdefault(_folded(related.name), related)
        return tuple(islice(hits.values(), limit))

    def _beginning(self, typed: str, limit: int) -> list[str]:
        first = bisect_left(self._beginnings, (typed,))
        last = bisect_left(self._beginnings, (typed + "\U0010ffff",))
        names = {folded for _, folded in self._beginnings[first:last]}

        def order(folded: str) -> tuple[bool, bool, bool, str]:
            best = self._owners[folded][0]
            return folded != typed, not folded.startswith(typed), best.rank[1], folded

        return nsmallest(limit, names, key=order)

    def _among(self, words: list[str]) -> list[str]:
        """Runs of words that are a name, the longest at each place."""
        names: list[str] = []
        place = 0
        while place < len(words):
            for length in range(min(_LONGEST_NAME, len(words) - place), 0, -1):
                run = " ".join(words[place : place + length])
                if len(run) >= _SHORTEST_NAME and run in self._by_words:
                    names.append(self._by_words[run])
                    place += length
                    break
            else:
                place += 1
        return names

    def _hit(self, folded: str) -> NameHit:
        owners = self._owners[folded]
        best = owners[0]
        return NameHit(best.name, best.kind, best.summary.uid, best.summary.title, len(owners))

    def _brands(self, folded: str) -> Iterator[NameHit]:
        """Brands of a drug that are titles of monographs, where they do not repeat the drug's name."""
        for owner in self._owners[folded]:
            title = _folded(owner.summary.title)
            kinds = {each.summary.uid: each.kind for each in self._owners[title]}
            if f" {folded} " not in f" {title} " and kinds[owner.summary.uid] is NameKind.BRAND:
                own = owner.summary
                yield NameHit(own.title, NameKind.BRAND, own.uid, owner.name, len(self._owners[title]))


def _names_of(summary: MonographSummary) -> Iterator[tuple[str, NameKind]]:
    kinds = {_folded(name.text): name.kind for name in summary.names}
    yield summary.title, kinds.get(_folded(summary.title), NameKind.GENERIC)
    for name in summary.names:
        yield name.text, name.kind


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
