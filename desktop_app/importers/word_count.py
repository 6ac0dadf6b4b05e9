"""The words of a source's text counted against the words of the monograph that an importer made of it.

A text can vanish in an importer without anybody being told: under a rule that was made for other pages, in an element
that nobody has seen before. `source_text.py` reads the source anew and knows nothing of the importer's way through it;
what it finds and the monograph lacks is missing.

Words are compared as a multiset, so that an importer may put passages in another order. Marks of notes, numbers of
steps and signs are no words. Where one side has in one word what the other has in two (`Cmax` for C with a lowered max,
a lost space that was put back), nothing is missing.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from html import unescape

from desktop_app.importers.decoding import without_unprintable
from desktop_app.monograph.model import Monograph
from desktop_app.monograph.words_shown import ENOUGH, MissingPassage, WordsShown

_WRITTEN_ALONE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
"""Kana and Chinese characters, which stand in no words."""
_WORD = re.compile(rf"[{_WRITTEN_ALONE}]|[^\W_{_WRITTEN_ALONE}]+")
_HEIGHTS = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎]+")
_MARK = re.compile(r'<a href="cite:[^"]*+">(?>(?:[^<]++|<(?!/?a>))*)</a>')
_LINK = re.compile(r"</?a(?: [^>]*+)?>")
_ON_THE_LINE = ("<strong>", "</strong>", "<em>", "</em>")
_TAG = re.compile(r"<[^>]*+>")
MOST_PASSAGES = 20
"""Passages that are named of one document."""
_FIRST_PIECES = 12
_LONGEST_QUOTE = 200
_GAP = 6
"""Known words in a row that do not end a missing passage: they stand elsewhere by chance."""
_LONGEST_JOINED = 60
"""Letters of a word that is looked at for being two."""
_REFERENCES = "References Notes Footnotes Citations Sources Bibliography"
"""Headings of a source for which the one stands that window and paper put above the references."""
_RUN = 3
"""Words in a row by which a place of the source is known again in what is shown."""
_LONGEST_HEADING = 120


@dataclass(frozen=True, slots=True)
class SourceText:
    """Text of a source under one of its headings, white space and signs included."""

    heading: str
    text: str


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared: case, ways to write a letter, and what is raised or lowered aside."""
    if text.isascii():
        return _WORD.findall(text.lower())
    text = _HEIGHTS.sub(r" \g<0> ", without_unprintable(text))
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def words_shown(source: Iterable[SourceText], monograph: Monograph) -> WordsShown:
    """Count the words of a source's text against those of its monograph."""
    texts = list(source)
    shown = list(_shown_texts(monograph))
    given, there = _pieces(text.text for text in texts), _pieces(shown)
    total = sum(count * _word_count(piece) for piece, count in given.items())
    # No word has white space in it, so only in the pieces that differ need the words be looked at.
    fewer, more = _words_in(_beyond(given, there)), _words_in(_beyond(there, given))
    lost, added = fewer - more, more - fewer
    if lost:
        _forgive_joined(lost, added)
    if total - lost.total() < total * ENOUGH:
        _forgive_divided(lost, added, texts)
        if total - lost.total() < total * ENOUGH:
            missing = _longest(list(_passages(texts, shown, lost)), lost)
            return WordsShown(total, total - lost.total(), missing)
    return WordsShown(total, total - lost.total())


def _pieces(texts: Iterable[str]) -> Counter[str]:
    return Counter("\n".join(texts).split())


def _beyond(some: Mapping[str, int], others: Mapping[str, int]) -> dict[str, int]:
    """What there is more of; `Counter` takes twice as long."""
    return {piece: count - known for piece, count in some.items() if count > (known := others.get(piece, 0))}


def _word_count(piece: str) -> int:
    return 1 if piece.isascii() and piece.isalnum() else len(words_of(piece))


def _words_in(pieces: Mapping[str, int]) -> Counter[str]:
    words = Counter[str]()
    for piece, count in pieces.items():
        for word in words_of(piece):
            words[word] += count
    return words


def _shown_texts(monograph: Monograph) -> Iterator[str]:
    """All text that a reader of the monograph can see, its citation marks aside."""
    yield monograph.title
    yield from (name.text for name in monograph.names)
    for section in monograph.sections:
        yield section.title
        html = _MARK.sub(" ", section.html) if "cite:" in section.html else section.html
        if "<a " in html:
            html = _LINK.sub("", html)
        for tag in _ON_THE_LINE:
            html = html.replace(tag, "")
        yield unescape(_TAG.sub(" ", html))
    if monograph.references:
        yield _REFERENCES
    yield from (reference.raw for reference in monograph.references)


def _forgive_joined(lost: Counter[str], more: Counter[str]) -> None:
    """Take from `lost` words that the monograph has as two; `more` is what it has and the source has not."""
    for word, count in list(lost.items()) if more else ():
        for at in range(1, min(len(word), _LONGEST_JOINED)):
            first, second = word[:at], word[at:]
            if more[first] and more[second]:
                divided = min(count, more[first], more[second]) if first != second else min(count, more[first] // 2)
                lost[word] -= divided
                more[first] -= divided
                more[second] -= divided
                break
    _without_nought(lost)


def _forgive_divided(lost: Counter[str], more: Counter[str], texts: Sequence[SourceText]) -> None:
    """Take from `lost` two words in a row that the monograph has as one."""
    for text in texts:
        words = words_of(text.text)
        for first, second in itertools.pairwise(words):
            if (lost[first] > 0 or lost[second] > 0) and more[first + second] > 0:
                more[first + second] -= 1
                for word in (first, second):
                    if lost[word] > 0:
                        lost[word] -= 1
    _without_nought(lost)


def _without_nought(lost: Counter[str]) -> None:
    for word in [word for word, count in lost.items() if count <= 0]:
        del lost[word]


def _passages(texts: Sequence[SourceText], shown: Iterable[str], lost: Mapping[str, int]) -> Iterator[MissingPassage]:
    """Runs of words that stand nowhere in what is shown, in the order of the source."""
    runs = {run for text in shown for run in in_runs(words_of(text), _RUN)}
    for text in texts:
        pieces = text.text.split()
        words, places = words_with_places(pieces)
        known = known_places(words, runs, _RUN)
        for passage in _unknown(known):
            if any(words[place] in lost for place in passage):
                first, last = places[passage[0]], places[passage[-1]]
                quoted = " ".join(pieces[first : min(last, first + _FIRST_PIECES - 1) + 1])
                yield MissingPassage(text.heading[:_LONGEST_HEADING], quoted[:_LONGEST_QUOTE], len(passage))


def _unknown(known: Sequence[int]) -> Iterator[list[int]]:
    """Places of the words of each passage; a few known words between unknown ones end none."""
    passage: list[int] = []
    for place, is_known in enumerate(known):
        if is_known:
            continue
        if passage and place - passage[-1] > _GAP:
            yield passage
            passage = []
        passage.append(place)
    if passage:
        yield passage


def words_with_places(pieces: Sequence[str]) -> tuple[list[str], list[int]]:
    """The words of a text that was split at white space, and which piece each is in."""
    words, places = list[str](), list[int]()
    for place, piece in enumerate(pieces):
        for word in words_of(piece):
            words.append(word)
            places.append(place)
    return words, places


def in_runs(words: Sequence[str], length: int) -> Iterator[tuple[str, ...]]:
    """All that stand in a row, as many at a time; of fewer words all of them."""
    for place in range(max(1, len(words) - length + 1)):
        yield tuple(words[place : place + length])


def known_places(words: Sequence[str], runs: Set[tuple[str, ...]], length: int) -> bytearray:
    """Of each word whether it is in one of these runs of words."""
    known = bytearray(len(words))
    for place, run in enumerate(in_runs(words, length)):
        if run in runs:
            known[place : place + len(run)] = b"\1" * len(run)
    return known


def _longest(passages: Sequence[MissingPassage], lost: Counter[str]) -> tuple[MissingPassage, ...]:
    if not passages:  # it stands elsewhere too, where it is shown, but here it is not
        words = " ".join(word for word, _ in lost.most_common(_FIRST_PIECES))
        return (MissingPassage("", words, lost.total()),)
    longest = sorted(range(len(passages)), key=lambda place: -passages[place].count)[:MOST_PASSAGES]
    return tuple(passages[place] for place in sorted(longest))
