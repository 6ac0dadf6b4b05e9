"""From a query as understood to Whoosh's query objects, with two leaves of our own that columns answer in one step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from index.evaluating import Corpus, Forms, Run
from index.postings import term_numbers
from index.query import AllOf, AnyOf, Node, OtherNames, Phrase, Query, Word, leaves
from index.whoosh_parts import queries
from index.words import JOINED

_OTHER_NAME_WEIGHT = 0.6
_PREFIX_WEIGHT = 0.1
"""What a longer word counts beside the very word typed, where there is one: it may not be finished."""
_MOST_NAMES = 8
"""How many other names of one drug are searched."""
_WHOLE_NAME = 1000.0
"""Added where the query is exactly a name, so that nothing outranks it."""
_LEADING = 100.0
"""Added to the section that a bare name opens."""
_PART_NAME = 8.0
"""Added where some words of the query are exactly a name."""
_LEADING_KIND = "overview"


@dataclass(slots=True)
class Compiler:
    """Compiles for one state of an index."""

    corpus: Corpus

    def query(self, query: Query) -> tuple[list[Any], tuple[str, ...]]:
        """A Whoosh query for each wanted node, and the other names searched with them."""
        also: list[str] = []
        wanted = [self._node(node, "text", also) for node in query.wanted]
        return wanted, tuple(dict.fromkeys(also))

    def scoring(self, node: Node) -> Any:
        """A Whoosh query for what a wanted node scores where words may be missing.

        A word that is one counts as such and not as a beginning; of a hyphenated word, of a name of several words and
        of words in quotes, each counts.
        """
        match node:
            case Word(terms, prefix) if prefix is not None and self.has_any(terms):
                return self._node(Word(terms), "text", [])
            case OtherNames(AllOf(nodes), others):
                known = [(name, other) for name, other in others if self.has(other)][:_MOST_NAMES]
                given = queries.Or([self.scoring(each) for each in nodes])
                found = [self._node(other, "text", [], _OTHER_NAME_WEIGHT) for _, other in known]
                return queries.DisjunctionMax([given, *found]) if found else given
            case AnyOf((Word(terms, prefix), phrase)) if terms[0].startswith(JOINED):
                forms = zip(*(leaf.terms for leaf in leaves(phrase) if isinstance(leaf, Phrase)), strict=True)
                parts = [Forms("text", tuple(dict.fromkeys(part))) for part in forms]
                return queries.DisjunctionMax([self._node(Word(terms, prefix), "text", []), queries.Or(parts)])
            case Phrase(terms):
                return queries.DisjunctionMax([Run(terms), queries.Or([Forms("text", (term,)) for term in terms])])
            case _:
                return self._node(node, "text", [])

    def filters(self, query: Query, monographs: Iterable[str] | None) -> Any | None:
        """What every hit must also match besides being of a wanted kind, without counting for their order; or None."""
        limits = []
        if query.drugs:
            limits.append(queries.Or([self.named(node) for node in query.drugs]))
        if monographs is not None:
            limits.append(_any("monograph", monographs))
        return queries.And(limits) if limits else None

    def named(self, node: Node) -> Any:
        """What finds the sections of monographs of this name."""
        return self._node(node, "names", [])

    def mask(self, query: Query) -> Any | None:
        """What no hit may match, or None.

        Not a part of the query: Whoosh's AndNot lets through a first document that is excluded, where an earlier
        document is excluded too.
        """
        unwanted = [self._node(node, "text", []) for node in query.unwanted]
        unwanted += [self.named(node) for node in query.unwanted_drugs]
        if query.unwanted_kinds:
            unwanted.append(_any("kind", self.kinds_like(query.unwanted_kinds)))
        return queries.Or(unwanted) if unwanted else None

    def bonus(self, query: Query) -> list[Any]:
        """What lifts a match: names of drugs among the words, most of all where they are all of the query."""
        names = [name for name in query.names if self._is_name(name)]
        bonus = [queries.ConstantScoreQuery(queries.Term("name", name), _PART_NAME) for name in names]
        if query.names and names[:1] == [query.names[0]]:
            whole = queries.Term("name", names[0])
            leading = queries.And([whole, queries.Term("kind", _LEADING_KIND)])
            bonus.append(queries.ConstantScoreQuery(whole, _WHOLE_NAME))
            bonus.append(queries.ConstantScoreQuery(leading, _LEADING))
        return bonus

    def kinds_like(self, beginnings: Iterable[str]) -> list[str]:
        """The kinds in the index of which the name, or a word of it, begins so."""
        return sorted(
            kind for kind in self.corpus.kinds if any(f"-{kind}".find(f"-{beginning}") >= 0 for beginning in beginnings)
        )

    def has(self, node: Node) -> bool:
        """Whether every term of some word or phrase of the node is in the index at all."""
        for leaf in leaves(node):
            if isinstance(leaf, Phrase):
                if any(all(_has(segment, (term,)) for term in leaf.terms) for segment in self.corpus.segments):
                    return True
            elif self.has_any(leaf.terms, leaf.prefix):
                return True
        return False

    def has_any(self, terms: Iterable[str], prefix: str | None = None) -> bool:
        """Whether a term, or any with the beginning, is in the index at all."""
        terms = tuple(terms)
        return any(_has(segment, terms, prefix) for segment in self.corpus.segments)

    def _node(self, node: Node, field: str, also: list[str], weight: float = 1.0) -> Any:
        match node:
            case Word(terms, None):
                return Forms(field, terms, None, weight)
            case Word(terms, prefix):
                if not self.has_any(terms):
                    return Forms(field, (), prefix, weight)
                beginning = Forms(field, terms, prefix, weight * _PREFIX_WEIGHT)
                return queries.Or([Forms(field, terms, None, weight), beginning])
            case Phrase(terms):
                return Run(terms, weight)
            case AllOf(nodes):
                return queries.And([self._node(each, field, also, weight) for each in nodes])
            case AnyOf(nodes):
                return queries.DisjunctionMax([self._node(each, field, also, weight) for each in nodes])
            case OtherNames(given, others):
                known = [(name, other) for name, other in others if self.has(other)][:_MOST_NAMES]
                also += [name for name, _ in known]
                found = [self._node(given, field, also, weight)]
                found += [self._node(other, field, also, weight * _OTHER_NAME_WEIGHT) for _, other in known]
                return queries.DisjunctionMax(found) if known else found[0]

    def _is_name(self, name: str) -> bool:
        return any(segment.names.find(name) is not None for segment in self.corpus.segments)


def _has(segment: Any, terms: Iterable[str], prefix: str | None = None) -> bool:
    numbers, slices = term_numbers(segment, terms, prefix)
    return bool(numbers or slices)


def _any(field: str, values: Iterable[str]) -> Any:
    return queries.Or([queries.Term(field, value) for value in values])
