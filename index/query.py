"""From what was typed to what is wanted. Whatever is typed means something: nothing here raises.

    baclofen withdr         all words must match, the last one as the beginning of a word
    "renal impairment"      these words in this order
    -pump                   without this word
    spasm OR cramp          either; an operator with nothing to join is no word
    in:dosage               only sections of this kind (the beginning of a kind's name will do)
    drug:baclofen           only monographs of this name

What does not fit this form is taken as plain words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from types import MappingProxyType

from index.languages import Languages
from index.words import JOINED, STEM, Chunk, Part, chunks, fold_name
from index.writings import with_point

MAX_CHARACTERS = 1000
"""Of a query; the rest is ignored."""
MAX_CHUNKS = 128
"""Words of a query that are looked at."""
_NO_SYNONYMS: Mapping[str, tuple[str, ...]] = MappingProxyType({})
_ENGLISH = Languages()
_LONGEST_NAME = 5
"""Words of a name that has synonyms."""

_STOP_WORDS = frozenset(
    """
    a about am an and any are as at be been being but by can could did do does for from had has have he her his how i
    if in into is it its me my of on or our she should so that the their them then there these they this those to was
    we were what when where which while who why will with would you your
    """.split()  # noqa: SIM905 - a list of words reads as such
)
_ITEM = re.compile(
    r"(?P<minus>-(?![\d.]))?(?:(?P<field>in|drug):)?(?:\"(?P<phrase>[^\"]*)\"|(?P<bare>[^\s\"]+))|(?P<stray>\")",
    re.IGNORECASE,
)
_UNFINISHED = re.compile(r"(?<!\S)-?(?:in|drug):(?=\s|$)", re.IGNORECASE)
_THOUSAND = re.compile(r"(?<!\d),000(?!\d)|\d,000(?!\d)")
_LONGEST_RUN = 64
"""Letters of a script without spaces that are looked for in a row."""
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})
_CONTROLS = dict.fromkeys((*range(32), *range(127, 160), 0x2028, 0x2029), " ")


@dataclass(frozen=True, slots=True)
class Word:
    """One word: any of its terms stands for it, and any term that begins with `prefix`."""

    terms: tuple[str, ...]
    prefix: str | None = None


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words at successive positions, each by its own term."""

    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every one of them matches."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of them matches."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class OtherNames:
    """A drug's name, or one of the other names of that drug, which weigh less."""

    given: Node
    others: tuple[tuple[str, Node], ...]
    """Each with the name as it is shown."""


Node = Word | Phrase | AllOf | AnyOf | OtherNames


@dataclass(frozen=True, slots=True)
class Query:
    """A query as understood."""

    wanted: tuple[Node, ...] = ()
    """All of them must match."""
    unwanted: tuple[Node, ...] = ()
    kinds: tuple[str, ...] = ()
    """Beginnings of names of kinds, any of them."""
    unwanted_kinds: tuple[str, ...] = ()
    drugs: tuple[Node, ...] = ()
    """Looked for in names only, any of them."""
    unwanted_drugs: tuple[Node, ...] = ()
    names: tuple[str, ...] = ()
    """Runs of the plain words, folded: the whole first. Any of them may be a name."""
    said: tuple[str, ...] = ()
    """All plain words, folded, with those that say nothing by themselves."""
    plain: tuple[Part, ...] = ()
    """The plain words that must match, with their places in the query: what spelling can correct."""

    @property
    def named(self) -> tuple[str, ...]:
        """What `drug:` asks for, folded."""
        return tuple(" ".join(typed(node)) for node in self.drugs)

    def __bool__(self) -> bool:
        """Whether anything is asked at all."""
        return bool(self.wanted or self.kinds or self.drugs or self.unwanted_kinds or self.unwanted_drugs)


def parse(
    text: str, *, languages: Languages = _ENGLISH, synonyms: Mapping[str, tuple[str, ...]] = _NO_SYNONYMS
) -> Query:
    """Understand a query. `synonyms` gives the other names of a folded name."""
    text = _cleaned(text)
    query = _parse(text, languages, synonyms, plain=False)
    return query if query else plain_words(text, languages=languages, synonyms=synonyms)


def plain_words(
    text: str, *, languages: Languages = _ENGLISH, synonyms: Mapping[str, tuple[str, ...]] = _NO_SYNONYMS
) -> Query:
    """A query taken as nothing but words."""
    return _parse(_cleaned(text), languages, synonyms, plain=True)


def without_kinds(text: str, unknown: Callable[[str], bool]) -> tuple[str, tuple[str, ...]]:
    """A query in which `in:` with an unknown kind is the word alone, every character in its place; and these words."""
    text, found = _cleaned(text), []
    for item in list(_ITEM.finditer(text)):
        value = item["phrase"] if item["phrase"] is not None else item["bare"]
        if (item["field"] or "").lower() != "in" or not (kind := _kind(value)) or not unknown(kind):
            continue
        found.append(value)
        start = item.end("field") + 1
        sign = (item["minus"] or "").rjust(start - item.start())
        text = text[: item.start()] + sign + text[start:]
    return text, tuple(dict.fromkeys(found))


def chunk_node(chunk: Chunk, languages: Languages = _ENGLISH, *, prefix: bool = False) -> Node:
    """What finds a chunk in a text; with `prefix`, also longer words that begin like it."""
    if chunk.otherwise is not None:
        return AnyOf((chunk_node(replace(chunk, otherwise=None), languages), chunk_node(chunk.otherwise, languages)))
    if chunk.quantity and chunk.whole is not None:
        return Word((chunk.whole,), f"{chunk.whole}/" if prefix else None)
    if chunk.is_run:
        return exact_phrase(chunk.parts[:_LONGEST_RUN])
    if chunk.whole is None:
        return _word(chunk.parts[0], languages, prefix=prefix)
    if not chunk.whole.startswith(JOINED):
        return AnyOf((Word((chunk.whole,)), phrase(chunk.parts, languages)))
    whole = chunk.whole.removeprefix(JOINED)
    stems = (STEM + stem for stem in languages.keys(whole))
    joined = Word((chunk.whole, whole, *stems), whole if prefix else None)
    return AnyOf((joined, phrase(chunk.parts, languages)))


def phrase(parts: Iterable[Part], languages: Languages = _ENGLISH) -> Node:
    """Words in this order, in any form."""
    parts = tuple(parts)
    if len(parts) == 1:
        return _word(parts[0], languages)
    exact = exact_phrase(parts)
    spoken = [language for language in languages.held if all(language in languages.of(part.surface) for part in parts)]
    forms = dict.fromkeys(Phrase(tuple(part.key(language) for part in parts)) for language in spoken)
    nodes = (*(form for form in forms if form != exact), exact)
    return AnyOf(nodes) if len(nodes) > 1 else exact


def exact_phrase(parts: Iterable[Part]) -> Node:
    """Words in this order, as they are."""
    surfaces = tuple(part.exact for part in parts)
    return Phrase(surfaces) if len(surfaces) > 1 else Word(surfaces)


def leaves(node: Node) -> list[Word | Phrase]:
    """The words and phrases of a node."""
    match node:
        case AllOf(nodes) | AnyOf(nodes):
            return [leaf for each in nodes for leaf in leaves(each)]
        case OtherNames(given, others):
            return [*leaves(given), *(leaf for _, other in others for leaf in leaves(other))]
        case _:
            return [node]


def typed(node: Node) -> list[str]:
    """The words that a node was made of, other names aside."""
    match node:
        case AllOf(nodes):
            return [word for each in nodes for word in typed(each)]
        case AnyOf(nodes):
            return typed(nodes[-1])
        case OtherNames(given, _):
            return typed(given)
        case Phrase(terms):
            return [" ".join(terms)]
        case Word(terms):
            return [next((term for term in terms if term[:1] not in {STEM, JOINED}), terms[0])]


def _word(part: Part, languages: Languages, *, prefix: bool = False) -> Word:
    stems = (part.key(language) for language in languages.of(part.surface))
    terms = dict.fromkeys((*stems, part.surface))
    if part.stems:
        terms[JOINED + part.surface] = None
    # What goes on where a number ends is another number.
    return Word(tuple(terms), part.surface if prefix and part.stems else None)


def _cleaned(text: str) -> str:
    """As much of the text as is read, every character in its place."""
    text = text[:MAX_CHARACTERS].translate(_QUOTES).translate(_CONTROLS)
    return _UNFINISHED.sub(lambda unfinished: " " * len(unfinished[0]), text)


@dataclass(slots=True)
class _Reading:
    """A query while it is read."""

    languages: Languages
    synonyms: Mapping[str, tuple[str, ...]]
    wanted: list[tuple[Chunk | None, Node]] = field(default_factory=list)
    """With the chunk where it is a plain word."""
    unwanted: list[Node] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    unwanted_kinds: list[str] = field(default_factory=list)
    drugs: list[Node] = field(default_factory=list)
    unwanted_drugs: list[Node] = field(default_factory=list)
    either: bool = False
    """Whether the next node is an alternative to the last one."""
    chained: bool = False
    """Whether the last node was made by OR."""
    left: int = MAX_CHUNKS

    def want(self, chunk: Chunk | None, node: Node) -> None:
        if self.either and self.wanted:
            _, before = self.wanted.pop()
            alternatives = before.nodes if isinstance(before, AnyOf) and self.chained else (before,)
            chunk, node = None, AnyOf((*alternatives, node))
            self.chained = True
        else:
            self.chained = False
        self.either = False
        self.wanted.append((chunk, node))

    def take(self, text: str) -> list[Chunk]:
        """The chunks of a text, as far as the limit allows."""
        found = list(islice(chunks(text), self.left))
        self.left -= len(found)
        if True not in self.languages.commas or (pointed := with_point(text)) == text:
            return found
        others = {(chunk.start, chunk.end): chunk for chunk in chunks(pointed)}
        return [_read_otherwise(text, chunk, others, self.languages) for chunk in found]


def _parse(text: str, languages: Languages, synonyms: Mapping[str, tuple[str, ...]], *, plain: bool) -> Query:
    reading = _Reading(languages, synonyms)
    if plain:
        _read_words(reading, text.replace('"', " "), 0, ends=True)
    else:
        _read(reading, text)
    wanted = _without_stop_words(reading.wanted, _STOP_WORDS | languages.stop_words)
    runs = [chunk for chunk, _ in reading.wanted if chunk is not None]
    nodes = _with_other_names(wanted, synonyms, languages)
    return Query(
        wanted=tuple(nodes),
        unwanted=tuple(reading.unwanted),
        kinds=tuple(reading.kinds),
        unwanted_kinds=tuple(reading.unwanted_kinds),
        drugs=tuple(reading.drugs),
        unwanted_drugs=tuple(reading.unwanted_drugs),
        names=_names(runs),
        said=tuple(part.surface for chunk in runs for part in chunk.parts),
        plain=tuple(part for chunk, _ in wanted if chunk is not None for part in chunk.parts),
    )


def _read_otherwise(text: str, chunk: Chunk, others: Mapping[tuple[int, int], Chunk], languages: Languages) -> Chunk:
    """A chunk as it is read with a decimal comma too, or instead where no text has a decimal point."""
    other = others.get((chunk.start, chunk.end), chunk)
    if other == chunk or _THOUSAND.search(text, chunk.start, chunk.end) is not None:
        return chunk  # nobody writes a decimal comma before three noughts
    return replace(chunk, otherwise=other) if False in languages.commas else other


def _read(reading: _Reading, text: str) -> None:
    run_start: int | None = None
    items = list(_ITEM.finditer(text))
    operators = _operators(items)
    for number, item in enumerate(items):
        bare, is_last = item["bare"], number == len(items) - 1
        marked = item["minus"] is not None or item["field"] is not None
        operator = number in operators
        if (bare is not None and not marked and not operator) or item["stray"]:
            run_start = item.start() if run_start is None else run_start
            if is_last:
                _read_words(reading, text, run_start, ends=True)
            continue
        if run_start is not None:
            _read_words(reading, text[: item.start()], run_start, ends=is_last and operator)
            run_start = None
        if operator:
            reading.either = reading.either or (bare == "OR" and bool(reading.wanted))
        else:
            _read_marked(reading, item)


def _operators(items: Sequence[re.Match[str]]) -> set[int]:
    """Numbers of the items that are no words: OR, and AND that has no word on both sides.

    Between words AND says nothing that they do not say without it, but may be part of a name.
    """
    bare = [None if item["minus"] or item["field"] else item["bare"] for item in items]
    stray = {"OR", "AND"}
    return {
        number
        for number, word in enumerate(bare)
        if word == "OR"
        or (word == "AND" and (number in {0, len(bare) - 1} or bare[number - 1] in stray or bare[number + 1] in stray))
    }


def _read_words(reading: _Reading, text: str, start: int, *, ends: bool) -> None:
    """Plain words up to the end of `text`; the last one is a beginning where the query ends with it."""
    found = reading.take(" " * start + text[start:].replace('"', " "))
    for number, chunk in enumerate(found):
        prefix = ends and number == len(found) - 1
        reading.want(chunk, chunk_node(chunk, reading.languages, prefix=prefix))


def _read_marked(reading: _Reading, item: re.Match[str]) -> None:
    value = item["phrase"] if item["phrase"] is not None else item["bare"]
    name = (item["field"] or "").lower()
    if name == "in":
        if kind := _kind(value):
            (reading.unwanted_kinds if item["minus"] else reading.kinds).append(kind)
        return
    parts = [part for chunk in reading.take(value) for part in chunk.parts]
    if not parts:
        return
    if name == "drug":
        words = [_word(part, reading.languages, prefix=True) for part in parts]
        (reading.unwanted_drugs if item["minus"] else reading.drugs).append(AllOf(tuple(words)))
        return
    node = exact_phrase(parts) if item["phrase"] is not None else phrase(parts, reading.languages)
    if item["minus"]:
        reading.unwanted.append(node)
    else:
        reading.want(None, node)


def _kind(value: str) -> str:
    return "-".join(part.surface for chunk in chunks(value) for part in chunk.parts)


def _without_stop_words(
    wanted: list[tuple[Chunk | None, Node]], stop_words: frozenset[str]
) -> list[tuple[Chunk | None, Node]]:
    """All but the words that say nothing, unless there are no others. The word being typed may become another."""
    kept = [
        (chunk, node)
        for chunk, node in wanted
        if chunk is None
        or len(chunk.parts) > 1
        or chunk.parts[0].surface not in stop_words
        or (isinstance(node, Word) and node.prefix is not None)
    ]
    return kept or wanted


def _with_other_names(
    wanted: list[tuple[Chunk | None, Node]], synonyms: Mapping[str, tuple[str, ...]], languages: Languages
) -> list[Node]:
    nodes: list[Node] = []
    place = 0
    while place < len(wanted):
        length, others = _longest_name(wanted[place:], synonyms)
        given = [node for _, node in wanted[place : place + length]]
        node = given[0] if length == 1 else AllOf(tuple(given))
        alternatives = []
        for name in others:
            parts = [part for chunk in chunks(name) for part in chunk.parts]
            if parts:
                alternatives.append((name, phrase(parts, languages)))
        if alternatives:
            nodes.append(OtherNames(node, tuple(alternatives)))
        else:
            nodes.extend(given)
        place += length
    return nodes


def _longest_name(
    wanted: list[tuple[Chunk | None, Node]], synonyms: Mapping[str, tuple[str, ...]]
) -> tuple[int, tuple[str, ...]]:
    """How many of the first words are together a name that has other names, and these."""
    run: list[Chunk] = []
    for chunk, _ in wanted[:_LONGEST_NAME]:
        if chunk is None:
            break
        run.append(chunk)
    for length in range(len(run), 0, -1):
        name = _folded(run[:length])
        if others := tuple(other for other in synonyms.get(name, ()) if fold_name(other) != name):
            return length, others
    return 1, ()


def _names(run: list[Chunk]) -> tuple[str, ...]:
    spans = [
        (start, end)
        for start in range(len(run))
        for end in range(start + 1, min(len(run), start + _LONGEST_NAME) + 1)
        if (start, end) != (0, len(run))
    ]
    return tuple(dict.fromkeys([_folded(run), *(_folded(run[start:end]) for start, end in spans)])) if run else ()


def _folded(run: list[Chunk]) -> str:
    return " ".join(part.surface for chunk in run for part in chunk.parts)
