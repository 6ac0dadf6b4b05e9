"""From a query as understood to Whoosh's query objects: the seam behind which the evaluation can change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from index.query import AllOf, AnyOf, Node, OtherNames, Phrase, Query, Word, leaves
from index.schema import TEXT_FIELDS
from index.whoosh_parts import queries
from index.words import JOINED

_OTHER_NAME_WEIGHT = 0.6
_SURFACE_WEIGHT = 0.3
"""What the very form of the word adds to a match of its stem."""
_PREFIX_WEIGHT = 0.6
_SCORED_PREFIX_TERMS = 64
"""A beginning with more words than these matches them all alike."""
_MOST_NAMES = 8
"""How many other names of one drug are searched."""
_WHOLE_NAME = 1000.0
"""Added where the query is exactly a name, so that nothing outranks it."""
_LEADING = 100.0
"""Added to the section that a bare name opens."""
_PART_NAME = 8.0
"""Added where some words of the query are exactly a name."""
_NAMES = {"names": 1.0}
_LEADING_KIND = "overview"


@dataclass(slots=True)
class Compiler:
    """Compiles for one reader: beginnings of words become the words that this index has."""

    reader: Any

    def query(self, query: Query) -> tuple[Any, tuple[str, ...]]:
        """A Whoosh query without filters and mask, and the other names searched with it."""
        also: list[str] = []
        wanted = [self._node(node, TEXT_FIELDS, also) for node in query.wanted]
        compiled = queries.And(wanted) if wanted else queries.Every()
        if bonus := self._bonus(query):
            compiled = queries.AndMaybe(compiled, queries.Or(bonus))
        return compiled, tuple(dict.fromkeys(also))

    def filters(self, query: Query, monographs: Iterable[str] | None) -> Any | None:
        """What every hit must also match besides being of a wanted kind, without counting for their order; or None."""
        limits = []
        if query.drugs:
            limits.append(queries.Or([self._node(node, _NAMES, []) for node in query.drugs]))
        if monographs is not None:
            limits.append(self._any("monograph", monographs))
        return queries.And(limits) if limits else None

    def mask(self, query: Query) -> Any | None:
        """What no hit may match, or None.

        Not a part of the query: Whoosh's AndNot lets through a first document that is excluded, where an earlier
        document is excluded too.
        """
        unwanted = [self._node(node, TEXT_FIELDS, []) for node in query.unwanted]
        unwanted += [self._node(node, _NAMES, []) for node in query.unwanted_drugs]
        if query.unwanted_kinds:
            unwanted.append(self._any("kind", self.kinds_like(query.unwanted_kinds)))
        return queries.Or(unwanted) if unwanted else None

    def kinds_like(self, beginnings: Iterable[str]) -> list[str]:
        """The kinds in the index of which the name, or a word of it, begins so."""
        return [
            kind
            for kind in (term.decode() for term in self.reader.lexicon("kind"))
            if any(f"-{kind}".find(f"-{beginning}") >= 0 for beginning in beginnings)
        ]

    def has(self, node: Node, fields: Iterable[str]) -> bool:
        """Whether every term of some word or phrase of the node is in the index at all."""
        for leaf in leaves(node):
            terms = leaf.terms
            if isinstance(leaf, Phrase):
                if any(all((field, term.encode()) in self.reader for term in terms) for field in fields):
                    return True
            elif any((field, term.encode()) in self.reader for field in fields for term in terms) or (
                leaf.prefix is not None and any(self.has_beginning(field, leaf.prefix) for field in fields)
            ):
                return True
        return False

    def has_beginning(self, field: str, prefix: str) -> bool:
        """Whether any word in the index begins so."""
        return next(iter(self.reader.expand_prefix(field, prefix)), None) is not None

    def _node(self, node: Node, fields: dict[str, float], also: list[str], weight: float = 1.0) -> Any:
        if isinstance(node, AllOf):
            return queries.And([self._node(each, fields, also, weight) for each in node.nodes])
        return queries.Or(self._either(node, fields, also, weight))

    def _either(self, node: Node, fields: dict[str, float], also: list[str], weight: float) -> list[Any]:
        """The alternatives of a node in one flat list: every further level of Or costs Whoosh about a millisecond."""
        match node:
            case Word(terms, prefix):
                found = [
                    queries.Term(field, term, boost=boost * weight * (1.0 if number == 0 else _SURFACE_WEIGHT))
                    for field, boost in fields.items()
                    for number, term in enumerate(terms)
                ]
                if prefix is not None:
                    for field, boost in fields.items():
                        found += self._prefix(field, prefix, boost * weight)
                return found
            case Phrase(terms):
                return [queries.Phrase(field, list(terms), boost=boost * weight) for field, boost in fields.items()]
            case AnyOf(nodes):
                return [each for node in nodes for each in self._either(node, fields, also, weight)]
            case OtherNames(given, others):
                found = self._either(given, fields, also, weight)
                known = [(name, other) for name, other in others if self.has(other, fields)][:_MOST_NAMES]
                for name, other in known:
                    also.append(name)
                    found += self._either(other, fields, also, weight * _OTHER_NAME_WEIGHT)
                return found
            case _:
                return [self._node(node, fields, also, weight)]

    def _prefix(self, field: str, prefix: str, boost: float) -> list[Any]:
        terms = self._expand(field, prefix)
        if len(terms) > _SCORED_PREFIX_TERMS:
            joined = queries.Prefix(field, JOINED + prefix)
            return [queries.ConstantScoreQuery(queries.Or([queries.Prefix(field, prefix), joined]), boost)]
        return [queries.Term(field, term, boost=boost * _PREFIX_WEIGHT) for term in terms]

    def _expand(self, field: str, prefix: str) -> list[str]:
        return [
            _text(term)
            for beginning in (prefix, JOINED + prefix)
            for term in self.reader.expand_prefix(field, beginning)
        ]

    def _bonus(self, query: Query) -> list[Any]:
        names = [name for name in query.names if ("name", name.encode()) in self.reader]
        bonus = [queries.ConstantScoreQuery(queries.Term("name", name), _PART_NAME) for name in names]
        if query.names and names[:1] == [query.names[0]]:
            whole = queries.Term("name", names[0])
            leading = queries.And([whole, queries.Term("kind", _LEADING_KIND)])
            bonus.append(queries.ConstantScoreQuery(whole, _WHOLE_NAME))
            bonus.append(queries.ConstantScoreQuery(leading, _LEADING))
        return bonus

    def _any(self, field: str, values: Iterable[str]) -> Any:
        return queries.Or([queries.Term(field, value) for value in values])


def _text(term: bytes | str) -> str:
    return term.decode() if isinstance(term, bytes) else term
