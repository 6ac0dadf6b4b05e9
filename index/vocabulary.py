"""All words and names of an index: what a beginning may become, and what a misspelt word may have been."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

import numpy as np

from index.columns import sizes_between
from index.cutting import Numbers
from index.evaluating import Corpus
from index.spelling import sound
from index.words import JOINED, fold_name

_LETTERS = 27
_NAME_WORTH = 1000.0
"""What a word of a drug's name is worth beside the number of sections that have another word."""


class Vocabulary:
    """Of one state of an index; everything is made when first asked for."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus

    @cached_property
    def name_groups(self) -> tuple[tuple[str, ...], ...]:
        """The names of drugs, those of one drug together."""
        groups: dict[tuple[str, ...], None] = {}
        for segment in self._corpus.segments:
            for group in np.unique(segment["group"][segment.live]).tolist():
                if names := segment.names_of(group):
                    groups[names] = None
        return tuple(groups)

    @cached_property
    def other_names(self) -> Mapping[str, tuple[str, ...]]:
        """The other names of a folded name: the principal one has all, the others have the principal one."""
        gathered: dict[str, dict[str, None]] = {}
        for principal, *others in self.name_groups:
            gathered.setdefault(fold_name(principal), {}).update(dict.fromkeys(others))
            for other in others:
                gathered.setdefault(fold_name(other), {})[principal] = None
        return {name: tuple(others) for name, others in gathered.items()}

    def beginning(self, folded: str, limit: int) -> list[str]:
        """Names that begin so, then words by how many records have them."""
        names = sorted({name for name, own in self._folded_names if own.startswith(folded)}, key=str.casefold)
        counts: dict[str, int] = {}
        for segment in self._corpus.segments:
            low, high = segment.terms.beginning(folded)
            having = sizes_between(segment["starts"][low : high + 1]).tolist() if high > low else []
            for number, count in zip(range(low, high), having, strict=True):
                term = segment.terms[number]
                if count and term.isalpha():
                    counts[term] = counts.get(term, 0) + count
        taken = {fold_name(name) for name in names}
        terms = sorted((term for term in counts if term not in taken), key=lambda term: (-counts[term], term))
        return [*names, *terms][:limit]

    def near(self, word: str, edits: int) -> Iterator[tuple[str, float]]:
        """Words that may be within so many edits, and names that sound alike, each with its worth."""
        wanted = np.bincount([_letter(ord(letter)) for letter in word], minlength=_LETTERS)
        words, worths, letters, lengths = self._counted
        apart = np.abs(letters - wanted.astype(np.int16)).sum(axis=1)
        near = np.flatnonzero((apart <= 2 * edits) & (np.abs(lengths - len(word)) <= edits))
        for number in near.tolist():
            yield words[number], worths[number]
        for alike in self._sounds.get(sound(word), ()):
            yield alike, _NAME_WORTH

    @cached_property
    def _folded_names(self) -> tuple[tuple[str, str], ...]:
        return tuple((name, fold_name(name)) for names in self.name_groups for name in names)

    @cached_property
    def _sounds(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for _, folded in self._folded_names:
            for word in folded.split():
                if word.isalpha():
                    found.setdefault(sound(word), []).append(word)
        return found

    @cached_property
    def _counted(self) -> tuple[list[str], list[float], Numbers, Numbers]:
        """Words of letters, what each is worth, how often each has every letter, and their lengths."""
        worth: dict[str, float] = {}
        for segment in self._corpus.segments:
            having = sizes_between(segment["starts"])
            named = sizes_between(segment["names_starts"]) > 0
            values = (having + named * _NAME_WORTH).tolist()
            for number, value in enumerate(values):
                term = segment.terms[number]
                if value and term.isalpha() and not term.startswith(JOINED):
                    worth[term] = worth.get(term, 0.0) + value
        words = list(worth)
        lengths = np.fromiter(map(len, words), np.int64, len(words))
        owners = np.repeat(np.arange(len(words)), lengths)
        codes = np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), np.uint32)
        letters = np.where((codes >= ord("a")) & (codes <= ord("z")), codes - ord("a"), _LETTERS - 1)
        table = np.zeros((len(words), _LETTERS), np.int16)
        np.add.at(table, (owners, letters), 1)
        return words, list(worth.values()), table, lengths


def _letter(code: int) -> int:
    return code - ord("a") if ord("a") <= code <= ord("z") else _LETTERS - 1
