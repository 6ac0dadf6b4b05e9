"""All names of drugs that there are: those of the library, and those that Materia ships (see `drug_names`).

What a query names is held against all of them before anything is searched, so that no drug stands in for another only
because that one is not in the library.
"""

from __future__ import annotations

import lzma
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

import resources
from desktop_app.importers.drug_names import DrugNames
from desktop_app.services.search.name_reading import SHORTEST
from desktop_app.services.search.name_spelling import NameWords, Near

SOURCE = resources.FOLDER / "ordinary-words.txt.xz"


def load_ordinary_words(path: Path = SOURCE) -> frozenset[str]:
    """Words of labels that name no drug; `tests/benchmarks/make_ordinary_words.py` makes the list."""
    return frozenset(lzma.decompress(path.read_bytes()).decode().split("\n"))


class ExistingNames:
    """Names by how the index folds them. Made anew when the library changes, in some tenths of a second."""

    def __init__(
        self,
        library: Iterable[tuple[str, str]],
        drugs: DrugNames,
        fold: Callable[[str], str],
        ordinary: frozenset[str] = frozenset(),
    ) -> None:
        """`library` are the names of its monographs, each with the ingredients that tell its drug (` + ` between)."""
        self._drugs = drugs
        self._fold = fold
        self._ordinary = ordinary
        self._library: dict[str, str] = {}
        """Folded name -> as the library writes it."""
        self._compositions: set[frozenset[str]] = set()
        self._drugs_here: defaultdict[str, set[frozenset[str]]] = defaultdict(set)
        """What the drugs of a folded name of the library are made of."""
        for key, name in library:
            self._library.setdefault(fold(name), name)
            if " + " in key:
                parts = (drugs.ingredients_of(part) or (part,) for part in key.split(" + "))
                made_of = {frozenset(each.casefold() for part in parts for each in part)}
            else:
                made_of = {*drugs.compositions_of(key), frozenset({key})}
            self._drugs_here[fold(name)] |= made_of
            self._compositions |= made_of | drugs.compositions_of(name)
        self._shipped = {fold(name): name for name in drugs.names().values()}
        self._in_library = self._words_of(self._library)
        self._elsewhere = self._words_of(self._shipped)
        self._words = NameWords((*self._in_library, *self._elsewhere))
        self._words_here = NameWords(self._in_library)
        self._sorted = sorted({*self._in_library, *self._elsewhere})

    def _words_of(self, names: Iterable[str]) -> dict[str, list[str]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for name in names:
            parts = name.split(" ")
            for word in dict.fromkeys(parts):
                if (len(parts) == 1 and names is self._library) or (
                    (len(parts) == 1 or len(word) >= SHORTEST) and word not in self._ordinary
                ):
                    found[word].append(name)
        return dict(found)

    def is_ordinary(self, word: str) -> bool:
        """Whether a folded word is known to say something else than the name of a drug."""
        return word in self._ordinary

    def is_name(self, folded: str) -> bool:
        """Whether some drug is called so, in the library or elsewhere."""
        return folded in self._library or (folded in self._shipped and folded not in self._ordinary)

    def has(self, folded: str) -> bool:
        """Whether the library has what is called so: by this name, or by another name of the same drug."""
        if folded in self._library:
            return True
        known = self._shipped.get(folded)
        return known is not None and not self._compositions.isdisjoint(self._drugs.compositions_of(known))

    def written(self, folded: str) -> str:
        """A folded name as it is written."""
        return self._library.get(folded) or self._shipped.get(folded) or folded

    def is_word(self, word: str) -> bool:
        """Whether a folded word is part of some name that is no ordinary word."""
        return word in self._in_library or word in self._elsewhere

    def beginning(self, typed: str) -> list[str]:
        """Words of names that begin so."""
        first, last = bisect_left(self._sorted, typed), bisect_left(self._sorted, typed + "\U0010ffff")
        return self._sorted[first:last]

    def word_is_here(self, word: str) -> bool:
        """Whether a word of names is part of one that the library has."""
        return word in self._in_library or any(self.has(name) for name in self._elsewhere.get(word, ()))

    def named_by(self, word: str) -> str:
        """The name that a word stands for: itself, or the shortest name that has it, those in the library first."""
        names = self._in_library.get(word) or self._elsewhere.get(word) or [word]
        return word if word in names else min(names, key=lambda name: (len(name), name))

    def near(self, word: str, *, unfinished: bool = False) -> list[Near]:
        """Words of names near to a word, the nearest first."""
        return self._words.near(word, unfinished=unfinished)

    def alike_here(self, folded: str) -> list[str]:
        """Names of other drugs that the library has and that look like this one, the nearest first."""
        found = dict.fromkeys(
            self.named_by(near.word)
            for word in folded.split(" ")
            if len(word) >= SHORTEST
            for near in self._words_here.near(word, edits=max(3, len(word) // 3))
        )
        return [name for name in found if name != folded and self.drug_of(name).isdisjoint(self.drug_of(folded))]

    def drug_of(self, folded: str) -> frozenset[frozenset[str]]:
        """What tells one drug from another: what it is made of; of the library's own names also their drug's name."""
        known = self._shipped.get(folded)
        made_of = self._drugs.compositions_of(known) if known is not None else frozenset[frozenset[str]]()
        return made_of | self._drugs_here.get(folded, set()) or frozenset({frozenset({folded})})

    def ingredients(self, folded: str) -> tuple[str, ...]:
        """The ingredients of a brand; nothing for what is an ingredient's own name."""
        known = self._shipped.get(folded)
        if known is None or self._drugs.is_ingredient(known):
            return ()
        return self._drugs.ingredients_of(known)
