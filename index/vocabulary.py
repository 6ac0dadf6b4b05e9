"""All words and names of an index: what a beginning may become, and what a misspelt word may have been."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

import numpy as np

from index.columns import Segment, distinct, sizes_between, spread
from index.cutting import Numbers
from index.evaluating import Corpus
from index.spelling import NAMED, sound
from index.words import fold_name

_LETTERS = 27
_LONGEST_LETTER = 4
"""Bytes."""
_NAME_WORTH = NAMED
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
            for group in distinct(segment["group"][segment.live]).tolist():
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
        """Words that may be within so many edits, the nearest first, and names that sound alike, with their worth."""
        data = np.frombuffer(word.encode("utf-8", "surrogatepass"), np.uint8)
        wanted = np.bincount(_LETTER_OF[data], minlength=_LETTERS)
        reach = edits if word.isascii() else _LONGEST_LETTER * edits
        mask = np.bitwise_or.reduce(np.uint32(1) << np.flatnonzero(wanted).astype(np.uint32))
        worth: dict[str, float] = {}
        apart: dict[str, int] = {}
        alike: dict[str, None] = {}
        for segment, (masks, lengths) in zip(self._corpus.segments, self._letters, strict=True):
            # An edit takes one letter away, or adds one, or both.
            is_near = np.bitwise_count(masks ^ mask) <= 2 * reach
            is_near &= np.abs(lengths - len(data)) <= reach
            near = np.flatnonzero(is_near & (masks < _NO_LETTER))
            needed = np.zeros(0, np.int64) if not len(near) else _edits_at_least(segment, near, wanted)
            for number, least in zip(near[needed <= reach].tolist(), needed[needed <= reach].tolist(), strict=True):
                term = segment.terms[number]
                if term.isalpha() and (value := _worth(segment, number)):
                    worth[term] = worth.get(term, 0.0) + value
                    apart[term] = least
            for number in np.flatnonzero((masks & _SPOKEN) == (mask & _SPOKEN)).tolist():
                if segment["names_starts"][number] < segment["names_starts"][number + 1]:
                    alike[segment.terms[number]] = None
        for term in sorted(worth, key=apart.__getitem__):
            yield term, worth[term]
        spoken = sound(word)
        for term in alike:
            if term.isalpha() and sound(term) == spoken:
                yield term, _NAME_WORTH

    @cached_property
    def _folded_names(self) -> tuple[tuple[str, str], ...]:
        return tuple((name, fold_name(name)) for names in self.name_groups for name in names)

    @cached_property
    def _letters(self) -> list[tuple[Numbers, Numbers]]:
        """For every term of every segment which letters it has, as bits, and how many bytes, which bound characters."""
        found = []
        for segment in self._corpus.segments:
            starts = segment["term_offsets"].astype(np.int64)
            masks = np.bitwise_or.reduceat(_BITS[segment["term_bytes"]], starts[:-1]) if len(starts) > 1 else _NO_BITS
            found.append((masks, np.diff(starts)))
        return found


def _edits_at_least(segment: Segment, numbers: Numbers, wanted: Numbers) -> Numbers:
    """How many edits part terms from a word by their letters alone, wherever these stand."""
    starts = segment["term_offsets"]
    sizes = starts[numbers + 1] - starts[numbers]
    letters = _LETTER_OF[segment["term_bytes"][spread(starts[numbers], sizes)]]
    cells = np.repeat(np.arange(len(numbers)) * _LETTERS, sizes) + letters
    more = np.bincount(cells, minlength=len(numbers) * _LETTERS).reshape(-1, _LETTERS) - wanted
    edits: Numbers = np.maximum(np.maximum(more, 0).sum(axis=1), np.maximum(-more, 0).sum(axis=1))
    return edits


def _worth(segment: Segment, number: int) -> float:
    """How many records have a term, and much more where it is a word of a name."""
    starts, names = segment["starts"], segment["names_starts"]
    having = int(starts[number + 1]) - int(starts[number])
    return having + (_NAME_WORTH if names[number] < names[number + 1] else 0.0)


def _letter(code: int) -> int:
    return code - ord("a") if ord("a") <= code <= ord("z") else _LETTERS - 1


_LETTER_OF = np.array([_letter(byte) for byte in range(256)], np.int64)
_NO_LETTER = 1 << _LETTERS
_BITS = np.array(
    [_NO_LETTER if byte < 128 and not chr(byte).isalpha() else 1 << _letter(byte) for byte in range(256)], np.uint32
)
_NO_BITS = np.zeros(0, np.uint32)
_SPOKEN = np.uint32(sum(1 << _letter(ord(letter)) for letter in "bdgjlmnrtvw"))
"""Letters that always sound, and always the same: words that sound alike have the same of them, see `sound`."""
