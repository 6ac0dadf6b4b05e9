"""The names in the library, looked up at every keystroke: what a query names, before the index is asked.

The library answers from its own list of names, so that a drug can be opened before the index is ready, and nothing has
to be read anew when something is imported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from desktop_app.monograph.model import NameKind
from desktop_app.store.library.names import LibraryNames, NamedMonograph
from desktop_app.store.library.rows import looked_up

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


class NameBook:
    """All names of a library."""

    def __init__(self, names: LibraryNames) -> None:
        self._names = names

    def find(self, text: str, limit: int = 8) -> tuple[NameHit, ...]:
        """Names that begin as typed, in the whole or with a later word; otherwise names that stand among the words.

        Exact names come first and bring the brands of the same drug that have monographs of their own.
        """
        asked = _DRUG.sub(" ", _OPERATOR.sub(" ", text[:_MOST_CHARACTERS])).translate({ord('"'): " "})
        typed = looked_up(asked)
        if not typed:
            return ()
        begun = self._names.beginning(typed, limit)
        among = [] if begun else self._among(_WORD.findall(typed)[:_MOST_WORDS])
        exact = among or ([typed] if self._names.is_name(typed) else [])
        hits: dict[str, NameHit] = {}
        for folded in dict.fromkeys([*exact, *begun]):
            if folded not in hits and (named := self._names.named(folded)) is not None:
                hits[folded] = _hit(named)
            if folded in exact:
                for related in self._names.brands(folded, _RELATED):
                    hits.setdefault(looked_up(related.name), _hit(related))
        return tuple(islice(hits.values(), limit))

    def _among(self, words: list[str]) -> list[str]:
        """Runs of words that are a name, the longest at each place."""
        runs = {run for place in range(len(words)) for _, run in _runs(words, place)}
        known = self._names.with_words(sorted(runs)) if runs else {}
        names: list[str] = []
        place = 0
        while place < len(words):
            for length, run in _runs(words, place):
                if run in known:
                    names.append(known[run])
                    place += length
                    break
            else:
                place += 1
        return names


def _runs(words: list[str], place: int) -> Iterator[tuple[int, str]]:
    """The runs of words that begin here and may be a name, the longest first, each with how many words it has."""
    for length in range(min(_LONGEST_NAME, len(words) - place), 0, -1):
        run = " ".join(words[place : place + length])
        if len(run) >= _SHORTEST_NAME:
            yield length, run


def _hit(named: NamedMonograph) -> NameHit:
    return NameHit(named.name, named.kind, named.uid, named.title, named.count)
