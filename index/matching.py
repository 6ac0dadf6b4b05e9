"""Where a query matches in a text: what snippets mark, what the reader marks, what tabs count."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from index.query import Node, OtherNames, Phrase, Query, Word, leaves, typed
from index.stemming import ENGLISH
from index.words import JOINED, fold_name, tokens


class Place(NamedTuple):
    """A match: offsets into the text, and which wanted node of the query it is of."""

    start: int
    end: int
    node: int


@dataclass(frozen=True, slots=True)
class ReadText:
    """A text with its terms looked up once, for any number of queries."""

    text: str
    postings: dict[str, list[tuple[int, int, int]]]
    """Position, start and end of every occurrence by term."""
    terms: list[str]
    """In order, so that those with one beginning stand together."""

    @classmethod
    def of(cls, text: str, *languages: str, written: str = ENGLISH) -> ReadText:
        """Read a text for the stems of these languages, and its numbers as in the one it is `written` in."""
        postings: dict[str, list[tuple[int, int, int]]] = {}
        for term, position, start, end in tokens(text, *languages, written=written):
            postings.setdefault(term, []).append((position, start, end))
        return cls(text, postings, sorted(postings))

    def spans(self, node: Node) -> set[tuple[int, int]]:
        """Where the words and phrases of a node stand."""
        match node:
            case Word(terms, prefix):
                found = {(start, end) for term in terms for _, start, end in self.postings.get(term, ())}
                if prefix is not None:
                    for beginning in (prefix, JOINED + prefix):
                        for term in islice(self.terms, bisect_left(self.terms, beginning), None):
                            if not term.startswith(beginning):
                                break
                            found.update((start, end) for _, start, end in self.postings[term])
                return found
            case Phrase(terms):
                return self._phrase(terms)
            case _:
                return {span for leaf in leaves(node) for span in self.spans(leaf)}

    def _phrase(self, terms: Sequence[str]) -> set[tuple[int, int]]:
        following = [{position: end for position, _, end in self.postings.get(term, ())} for term in terms[1:]]
        found = set()
        for position, start, end in self.postings.get(terms[0], ()):
            for offset, ends in enumerate(following, 1):
                if position + offset not in ends:
                    break
                end = ends[position + offset]
            else:
                if "\n" not in self.text[start:end]:  # as in the index, no phrase runs on into the next line
                    found.add((start, end))
        return found


def places(query: Query, read: ReadText) -> list[Place]:
    """Every match of a wanted node, in order; of overlapping ones the longer."""
    return apart(
        [Place(start, end, number) for number, node in enumerate(query.wanted) for start, end in read.spans(node)]
    )


def apart(found: list[Place]) -> list[Place]:
    """Matches in order; of overlapping ones the longer."""
    found.sort(key=lambda place: (place.start, -place.end, place.node))
    kept: list[Place] = []
    for place in found:
        if not kept or place.start >= kept[-1].end:
            kept.append(place)
    return kept


def alternatives(node: OtherNames) -> list[str]:
    """The names that a node has for one drug, folded; the one given first."""
    return [" ".join(typed(node)), *(fold_name(name) for name, _ in node.others)]


def beside_others(found: Iterable[Place], text: str, names: Iterable[str], query: Query) -> list[Place]:
    """The places without those that only repeat the drug's own name: it is kept where another match stands beside it.

    Otherwise every line of a drug's monograph would be marked. What the query has as another name of one of `names` is
    a name of the drug too, but unless it is the one typed only as a whole: "intrathecal" is no name of baclofen where
    Lioresal Intrathecal is.
    """
    folded = set(map(fold_name, names))
    own = {word for name in folded for word in name.split()}
    others = set()
    for node in query.wanted:
        if isinstance(node, OtherNames) and not folded.isdisjoint(of_node := alternatives(node)):
            others.update(of_node)
            own.update(of_node[0].split())
    ordered = list(found)
    matched = [fold_name(text[place.start : place.end]) for place in ordered]
    is_name = [name in others or own.issuperset(name.split()) for name in matched]
    kept = []
    for number, place in enumerate(ordered):
        if is_name[number]:
            after = number + 1 < len(ordered) and not is_name[number + 1] and _touch(text, place, ordered[number + 1])
            before = number > 0 and not is_name[number - 1] and _touch(text, ordered[number - 1], place)
            if not (before or after):
                continue
        kept.append(place)
    return kept


def _touch(text: str, first: Place, second: Place) -> bool:
    return not any(char.isalnum() for char in text[first.end : second.start])
