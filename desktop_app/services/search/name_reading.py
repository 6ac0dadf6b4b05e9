"""The names in a query, read before anything is searched: which are in the library, which exist and are not, and which
are misspelt.

The index's own grammar tells which words may be a name: operators, phrases, filters and excluded words are none. A word
that is nowhere is held against all names that exist. Where the nearest is one drug that the library has, it is put
right; where it is one that the library lacks, or two drugs are about equally near, nothing is searched in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop_app.services.search.differing import differing

if TYPE_CHECKING:
    from desktop_app.services.search.existing_names import ExistingNames
    from desktop_app.services.search.name_spelling import Near
    from index.query import Query
    from index.words import Part

ABOUT_EQUAL = 0.5
"""Edits by which the costs of two names may differ so that neither is the nearer one."""
SHORTEST = 4
"""Letters of a word that is looked for among names."""
_LONGEST_NAME = 5
"""Words of a name."""
_MOST_OFFERS = 4
"""Names that a word may be, and names that look like one that is absent."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A name near to what was typed: offered, never searched in its place."""

    name: str
    in_library: bool
    differs: str
    """How it differs from what it is offered for, in words."""
    apart: tuple[str, str] = ("", "")
    """The letters that are its own, and those that stand in their place in what it is offered for."""


@dataclass(slots=True)
class NameReading:
    """What a query says of drugs."""

    text: str
    """The query with names put right."""
    corrections: list[tuple[str, str]] = field(default_factory=list)
    """Each misspelt word with what it was taken for."""
    absent: list[str] = field(default_factory=list)
    """Names that exist and that the library lacks, as they are written: those typed or meant, and a brand's
    ingredients."""
    said: list[str] = field(default_factory=list)
    """A sentence for each of them."""
    offers: list[Offer] = field(default_factory=list)
    undecided: bool = False
    """A word may be one drug or another, or is near to one that is absent: nothing is to be searched."""
    absent_words: set[str] = field(default_factory=set)
    """Folded words of the absent names that stand in the query as they are written."""
    settled: set[str] = field(default_factory=set)
    """Folded words that are read as they stand: no spelling is looked for."""


def read_names(
    text: str, query: Query, names: ExistingNames, is_said: Callable[[str, bool], bool], *, correct: bool = True
) -> NameReading:
    """Read the names in a query, as the index understands it.

    `is_said` tells whether the library's text or names have a word, or one that begins so. Without `correct` words are
    taken as they are typed.
    """
    reading = NameReading(text)
    words = query.plain
    ends = text[-1:].isalpha() and bool(words) and words[-1].end == len(text)
    meant: list[str | None] = [word.surface for word in words]
    if correct:
        meant = [_meant(word, names, reading, is_said, unfinished=ends and word is words[-1]) for word in words]
    _find_absent(words, meant, names, reading)
    for name in query.named:
        if names.is_name(name) and not names.has(name):
            _add_absent(name, names, reading)
    if not reading.undecided:
        for word, taken in reversed(list(zip(words, meant, strict=True))):
            if taken is not None and taken != word.surface:
                reading.text = reading.text[: word.start] + taken + reading.text[word.end :]
    else:
        reading.corrections.clear()
    return reading


def _meant(
    word: Part, names: ExistingNames, reading: NameReading, is_said: Callable[[str, bool], bool], *, unfinished: bool
) -> str | None:
    """What a word is taken for; None where that cannot be told, or no drug in the library is meant."""
    surface = word.surface
    if names.is_ordinary(surface) or names.is_word(surface):
        reading.settled.add(surface)
        return surface
    if len(surface) < SHORTEST or not surface.isalpha() or is_said(surface, unfinished):
        return surface
    beginning = names.beginning(surface) if unfinished else []
    if any(map(names.word_is_here, beginning)):
        reading.settled.add(surface)
        return surface
    near = names.near(surface, unfinished=unfinished)
    if not near:
        return surface
    reading.settled.add(surface)
    nearest = [each for each in near if each.cost <= near[0].cost + ABOUT_EQUAL]
    here = [each.word for each in nearest if names.word_is_here(each.word)]
    is_one = _is_one_drug(nearest, names)
    if here and is_one:
        reading.corrections.append((surface, here[0]))
        return here[0]
    if beginning and near[0].cost > 1:
        return surface
    reading.undecided = True
    _offer_nearest(surface, nearest, near, names, reading, is_one=is_one)
    return None


def _is_one_drug(near: Sequence[Near], names: ExistingNames) -> bool:
    """Whether words are of names of one drug."""
    first, *others = (names.drug_of(names.named_by(each.word)) for each in near)
    return all(not first.isdisjoint(other) for other in others)


def _find_absent(
    words: Sequence[Part], meant: Sequence[str | None], names: ExistingNames, reading: NameReading
) -> None:
    """Take the longest runs of words that are a name; those that the library lacks are absent."""
    place = 0
    while place < len(words):
        run = _name_at(meant, place, names)
        folded = " ".join(run) if run else meant[place] or ""
        if run:
            absent = folded if len(folded) >= SHORTEST and not names.has(folded) else None
        else:
            run = [folded]
            is_absent = names.is_word(folded) and not names.word_is_here(folded)
            absent = names.named_by(folded) if is_absent else None
        if absent is not None:
            _add_absent(absent, names, reading)
            reading.absent_words.update(run)
            reading.undecided |= run != [word.surface for word in words[place : place + len(run)]]
        place += len(run)


def _name_at(meant: Sequence[str | None], place: int, names: ExistingNames) -> list[str]:
    """The longest name that begins at a place, word by word; empty where none does."""
    for length in range(min(_LONGEST_NAME, len(meant) - place), 0, -1):
        run = [word for word in meant[place : place + length] if word is not None]
        if len(run) == length and names.is_name(" ".join(run)):
            return run
    return []


def _add_absent(folded: str, names: ExistingNames, reading: NameReading) -> None:
    """Say that the library lacks a drug, and offer what looks like its name."""
    name, ingredients = names.written(folded), names.ingredients(folded)
    if name in reading.absent:
        return
    lacking = [part for part in ingredients if not names.has(part.casefold())]
    reading.absent += [each for each in (name, *lacking) if each not in reading.absent]
    of = f" ({', '.join(ingredients)})" if ingredients else ""
    reading.said.append(f"{name}{of} is not in this library.")
    for part in ingredients:
        if part not in lacking:
            _add_offer(Offer(part, in_library=True, differs=f"one ingredient of {name}, not all of it"), reading)
    for alike in names.alike_here(folded)[:_MOST_OFFERS]:
        _add_offer(_offer(alike, folded, names), reading)


def _offer_nearest(
    surface: str,
    nearest: Sequence[Near],
    near: Sequence[Near],
    names: ExistingNames,
    reading: NameReading,
    *,
    is_one: bool,
) -> None:
    """Say which drug a word was nearest to, where that is one; offer all where there are more."""
    folded = list(dict.fromkeys(names.named_by(each.word) for each in nearest))[:_MOST_OFFERS]
    if not is_one:
        told = " or ".join(map(names.written, folded))
        reading.said.append(f"“{surface}” may be {told}. None of them was searched.")
        for name in folded:
            _add_offer(_offer(name, surface, names, typed=True), reading)
    for name in folded:
        if not names.has(name):
            _add_absent(name, names, reading)
    for each in near:
        name = names.named_by(each.word)
        if name not in folded and names.has(name):
            _add_offer(_offer(name, folded[0], names), reading)
    del reading.offers[2 * _MOST_OFFERS :]


def _offer(folded: str, beside: str, names: ExistingNames, *, typed: bool = False) -> Offer:
    name, other = names.written(folded), beside if typed else names.written(beside)
    own, its = differing(name, other)
    here = names.has(folded)
    what = "another drug" if not typed else "in this library" if here else "not in this library"
    return Offer(name, here, f"{what}{_letters(own, its, other)}", (own, its))


def _letters(own: str, its: str, other: str) -> str:
    if own and its:
        return f"; {own}, where {other} has {its}"
    if own:
        return f"; {own}, which {other} lacks"
    return f"; without the {its} of {other}" if its else ""


def _add_offer(offer: Offer, reading: NameReading) -> None:
    if all(offer.name != each.name for each in reading.offers):
        reading.offers.append(offer)
