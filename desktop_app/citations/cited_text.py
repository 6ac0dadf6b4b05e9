"""The words around citation marks and in references, brought into a form that can be compared."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import log

from desktop_app.citations.parse import ParsedReference

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_SENTENCE_END = re.compile(r"(?<=[.!?])(?:\s+(?=[^a-z])|(?=[A-Z][a-z]))")
_YEAR = re.compile(r"(?<!\d)(1[6-9]\d\d|20\d\d)s?(?!\d)")
_GREEK = re.compile(r"(?:[α-ρσ-ωΑ-ΡΣ-Ω]|µ)(?![\u0370-\u03ff])(?<![\u0370-\u03ff]{2})")
_STEM = 6
"""Words that agree in their first six letters count as one: alcohol and alcoholism, depend and dependent."""
_COMMON_WORDS = """
a about after al all also an and any april archived are as at august be because been before being between both
but by can could december did do does doi during each et february for from had has have he her his how if in
into is isbn issn it its january july june march may more most no not november october of on one only or
original other our out over p pmc pmid pp retrieved s s2cid september she so some such than that the their them
then there these they this those through to two under up upon use used using vol was we were what when where
which while who will with within without would
"""
_COMMON = frozenset(_COMMON_WORDS.split())


@dataclass(frozen=True, slots=True)
class CitedParagraph:
    """A paragraph without its marks."""

    heading: str
    text: str
    marks: tuple[tuple[int, int], ...]
    """(number, offset into the text), in order."""


@dataclass(frozen=True, slots=True)
class Article:
    """Running text with numbered citation marks."""

    paragraphs: tuple[CitedParagraph, ...]


@dataclass(frozen=True, slots=True)
class Use:
    """One place where a number is cited."""

    clause: frozenset[str]
    """Stems between the mark before and this one, within the sentence."""
    sentence: frozenset[str]
    around: frozenset[str]
    """Stems of the sentences before and after."""
    pairs: frozenset[tuple[str, str]]
    """Neighbouring stems of the sentence."""
    paragraph: frozenset[str]
    heading: frozenset[str]
    names: frozenset[str]
    """Folded words of the sentence that begin with a capital or are figures."""
    close: frozenset[str]
    """Of these, those of the clause."""
    years: frozenset[int]


@dataclass(slots=True)
class Cited:
    """What the text shows of one number."""

    uses: list[Use] = field(default_factory=list)
    late: bool = False
    """Its first use here stands after a higher number's, so an earlier one is lost: numbers follow the first uses."""


@dataclass(frozen=True, slots=True)
class CitedWork:
    """What a reference says."""

    uses: int | None
    title: Mapping[str, str]
    """Distinct stems, and the words they come from."""
    pairs: frozenset[tuple[str, str]]
    rest: frozenset[str]
    """Stems of container and publisher."""
    authors: frozenset[str]
    """Folded family names."""
    first: frozenset[str]
    """Of the first author."""
    names: frozenset[str]
    year: int | None


@dataclass(frozen=True, slots=True)
class CitedText:
    """An article and its references, ready to be compared."""

    numbers: dict[int, Cited]
    works: list[CitedWork]
    rarity: dict[str, float]
    """Stem -> how rare it is in this article, from 0."""
    last: int
    """The highest number in the text."""
    lost: float
    """Share of the numbers up to the last whose first use is not in this text."""


def read_cited_text(article: Article, references: Sequence[ParsedReference]) -> CitedText:
    """Gather what is said around each number, and in each reference."""
    numbers: defaultdict[int, Cited] = defaultdict(Cited)
    sentences: Counter[str] = Counter()
    count = highest = 0
    for paragraph in article.paragraphs:
        in_paragraph = frozenset(stems(paragraph.text))
        heading = frozenset(stems(paragraph.heading))
        marks = paragraph.marks
        spans = list(_sentences(paragraph.text))
        words = [stems(paragraph.text[start:end]) for start, end in spans]
        sets = [frozenset(sentence) for sentence in words]
        at = 0
        for place, (start, end) in enumerate(spans):
            sentences.update(sets[place])
            count += 1
            first = at
            while at < len(marks) and marks[at][1] <= end:
                at += 1
            if first == at:
                continue
            text = paragraph.text[start:end]
            names, years, pairs = folded_names(text), years_in(text), frozenset(pairwise(words[place]))
            around = frozenset[str]().union(*sets[max(0, place - 1) : place + 2])
            cut = start
            for position in range(first, at):
                number, offset = marks[position]
                if position > first and offset > marks[position - 1][1]:
                    cut = marks[position - 1][1]
                before = paragraph.text[cut:offset]
                clause = frozenset(stems(before))
                cited = numbers[number]
                if not cited.uses:
                    cited.late = number < highest
                    highest = max(highest, number)
                cited.uses.append(
                    Use(
                        clause,
                        sets[place],
                        around,
                        pairs,
                        in_paragraph,
                        heading,
                        names,
                        names & words_of(before),
                        years,
                    )
                )
    works = [_work(reference) for reference in references]
    shared = Counter(stem for work in works for stem in work.title)
    rarity = {
        stem: max(0.0, log((count + 1) / (seen + 0.5)) - 0.5 * log(max(1, shared[stem])))
        for stem, seen in sentences.items()
    }
    seen_in_order = sum(not cited.late for cited in numbers.values())
    return CitedText(dict(numbers), works, rarity, highest, 1 - seen_in_order / highest if highest else 0.0)


def fold(word: str) -> str:
    """Without case and accents."""
    return "".join(
        letter for letter in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(letter)
    )


def stems(text: str) -> list[str]:
    """The telling words of a text, folded and cut to their stems, in order."""
    return [stem for stem, _ in _stemmed(text)]


def _stemmed(text: str) -> Iterable[tuple[str, str]]:
    """Stems and the words they come from, in order."""
    for found in _WORD.finditer(_GREEK.sub(_spell, text)):
        word = fold(found.group())
        if word not in _COMMON and len(word) > 1:
            yield _stem(word), found.group().lower()


def folded_names(text: str) -> frozenset[str]:
    """Words that begin with a capital or are figures, but for the first."""
    words = [found.group() for found in _WORD.finditer(text)]
    return (
        frozenset(
            fold(word)
            for place, word in enumerate(words)
            if len(word) > 1 and (word.isdigit() or word[1:].lower() != word[1:] or (place and word[0].isupper()))
        )
        - _COMMON
    )


def words_of(text: str) -> frozenset[str]:
    """All words, folded."""
    return frozenset(fold(found.group()) for found in _WORD.finditer(text))


def years_in(text: str) -> frozenset[int]:
    """Years named in a text."""
    return frozenset(int(year) for year in _YEAR.findall(text))


def _spell(letter: re.Match[str]) -> str:
    """A Greek letter by its name, as it is written elsewhere: γ-hydroxybutyric, gamma-hydroxybutyrate."""
    return f" {unicodedata.name(letter.group()).split()[-1].lower()} "


def _stem(word: str) -> str:
    if word.isdigit():
        return word
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3][:_STEM] + "y" * (len(word) < _STEM + 3)
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    return word[:_STEM]


def _sentences(text: str) -> Iterable[tuple[int, int]]:
    start = 0
    for found in _SENTENCE_END.finditer(text):
        yield start, found.start()
        start = found.end()
    yield start, len(text)


def _work(reference: ParsedReference) -> CitedWork:
    csl = reference.csl or {}
    title = csl.get("title") or ("" if csl else reference.text)
    rest = " ".join(str(csl.get(key, "")) for key in ("container-title", "publisher"))
    authors = [name.get("family") or name.get("literal", "") for name in csl.get("author", ())]
    words = stems(title)
    issued = csl.get("issued", {}).get("date-parts", [[None]])[0][0]
    years = years_in(reference.text)
    return CitedWork(
        reference.uses,
        dict(reversed(list(_stemmed(title)))),
        frozenset(pairwise(words)),
        frozenset(stems(rest)),
        frozenset(part for name in authors for part in words_of(name) if len(part) > 2),
        frozenset(part for name in authors[:1] for part in words_of(name) if len(part) > 2),
        folded_names(title) | folded_names(rest),
        issued or (min(years) if len(years) == 1 else None),
    )
