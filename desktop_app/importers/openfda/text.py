"""The texts of an openFDA label put in order: headings off, tables in their places, sections into those around them.

openFDA flattens every section to one string, in which the texts of its subsections and of its tables stand again; these
also come as fields of their own. Here each stands once, where it belongs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from desktop_app.importers.limits import Limits
from desktop_app.importers.openfda.fields import BOXED_WARNING, NEVER_AROUND_OTHERS, headings, title_of
from desktop_app.importers.openfda.tables import Note, Table, read_tables

SHORTEST_INNER = 20
"""Characters of a text that is taken for a part of a longer one when it stands in it."""
MOST_FIELDS = 300
"""Of a label whose texts are looked for in each other; openFDA knows some 170."""
MOST_COMPARED = 50_000_000
"""Characters times tables: of more, the tables stand at the end of the section."""
_MARKED = re.compile("\x02([^\x02\x03]*)\x03")
"""A mark in running text, between characters that no text has once it is decoded."""
_NUMBER = re.compile(r"\s*(?P<number>\d{1,2}(?:\.\d{1,2}){0,2})\.?\s+")
_SEE = re.compile(r"\[\s*see\b[^\[\]]{1,400}\]|\(\s*see\b[^()]{0,200}\([^()]{1,60}\)[^()]{0,200}\)", re.IGNORECASE)
_NUMBERS = re.compile(r"(?<=[(,;\s])\d{1,2}(?:\.\d{1,2}){0,2}(?=\s*[),;])")


@dataclass(slots=True, eq=False)
class Text:
    """One field of the label."""

    name: str
    strings: list[str]
    tables: list[str] = field(default_factory=list)
    """HTML."""
    whole: str = ""
    """The first string with its heading, as openFDA gives it."""
    title: str = ""
    number: str = ""
    """The section's number in the label, where its heading has one: `8.1`."""
    inner: list[tuple[int, int, Text]] = field(default_factory=list)
    """Start and end in the first string of each text that stands in it."""
    around: Text | None = None
    key: str = ""
    notes: tuple[Note, ...] = ()
    """Of its tables."""


def read_texts(fields: dict[str, list[str]], tables: dict[str, list[str]]) -> list[Text]:
    """The texts in reading order: by the numbers of their headings, else as openFDA gives them; inner ones behind the
    one that they stand in."""
    texts = [Text(name, strings, tables.get(name, [])) for name, strings in fields.items()]
    for text in texts:
        _take_heading(text)
    _find_inner(texts)
    ordered: list[Text] = []
    for text in sorted((text for text in texts if text.around is None), key=_order):
        _append(text, ordered)
    return ordered


def html_of(text: Text, numbers: dict[str, Text], unresolved: list[str], limits: Limits) -> str:
    """The text as HTML, not yet sanitised: a link where an inner text was, each table where its words were."""
    sources = [html for html in text.tables if not _is_shown_inside(html, text)]
    tables = read_tables(sources, text.title, unresolved, limits)
    text.notes = tuple(note for table in tables for note in table.notes)
    pieces: list[str] = []
    for number, string in enumerate(text.strings):
        at = 0
        for start, end, inner in text.inner if number == 0 else ():
            pieces.append(_running(string[at:start], text, tables, numbers, unresolved))
            pieces.append(f'<p><a href="section:{inner.key}">{escape(inner.title, quote=False)}</a></p>')
            at = end
        pieces.append(_running(string[at:], text, tables, numbers, unresolved))
    return "".join([*pieces, *(table.html for table in tables)])


def _take_heading(text: Text) -> None:
    """What the first string begins with, if it is the section's heading, becomes its title."""
    text.title = title_of(text.name)
    if not text.strings:
        return
    string = text.whole = text.strings[0]
    numbered = _NUMBER.match(string)
    start = numbered.end() if numbered else len(string) - len(string.lstrip())
    for heading in headings(text.name):
        words = r"\s+".join(re.escape(word) for word in heading.split())
        found = re.compile(rf"{words}(?!\w|\s*,)\s*[:.]?", re.IGNORECASE).match(string, start)
        if found:
            text.number = numbered["number"] if numbered else ""
            text.title = " ".join(string[: found.end()].split()).rstrip(":.")
            text.strings = [string[found.end() :].strip(), *text.strings[1:]]
            return
    if numbered and not string[start : start + 1].islower():
        text.number = numbered["number"]


def _find_inner(texts: Sequence[Text]) -> None:
    """Which text stands in which: in the shortest that holds it word for word, with its heading."""
    if len(texts) > MOST_FIELDS:
        return
    for text in texts:
        if len(text.strings) != 1 or text.name == BOXED_WARNING:
            continue
        holders = [
            (len(other.strings[0]), start, start + length, other)
            for other in texts
            if other is not text and other.strings and other.name not in NEVER_AROUND_OTHERS
            for start, length in _places(text, other)
        ]
        if holders:
            _, start, end, holder = min(holders, key=lambda found: (found[0], found[1]))
            text.around = holder
            holder.inner.append((start, end, text))
    for text in texts:
        _drop_overlaps(text)


def _places(text: Text, other: Text) -> list[tuple[int, int]]:
    """Where it stands in another text: with its heading, or without one where it has none of its own."""
    words = other.strings[0]
    candidate = text.whole if text.whole in words else text.strings[0]
    if len(candidate) < SHORTEST_INNER or (len(candidate) == len(words) and not _is_deeper(text, other)):
        return []
    start = words.find(candidate)
    return [] if start < 0 else [(start, len(candidate))]


def _is_deeper(text: Text, other: Text) -> bool:
    """Whether of two equal texts the first is the part: `13.1` of `13`, or one without a number of one with it."""
    return bool(other.number) and (not text.number or text.number.count(".") > other.number.count("."))


def _drop_overlaps(text: Text) -> None:
    """Of two texts that claim the same words the first keeps them."""
    text.inner.sort(key=lambda found: (found[0], -found[1]))
    kept, end = list[tuple[int, int, Text]](), 0
    for start, stop, inner in text.inner:
        if start >= end:
            kept.append((start, stop, inner))
            end = stop
        else:
            inner.around = None
    text.inner = kept


def _append(text: Text, ordered: list[Text]) -> None:
    ordered.append(text)
    for _, _, inner in text.inner:
        _append(inner, ordered)


def _order(text: Text) -> tuple[bool, bool, list[int]]:
    numbers = [int(part) for part in text.number.split(".")] if text.number else []
    return (text.name != BOXED_WARNING, not numbers, numbers)


def _running(string: str, text: Text, tables: list[Table], numbers: dict[str, Text], unresolved: list[str]) -> str:
    """Paragraphs of running text; a table whose words stand in it takes their place."""
    placed = tables if len(string) * len(tables) <= MOST_COMPARED else []
    for place, table in enumerate(placed):
        found = _find_words(table.words, string)
        if found is not None:
            before, after = string[: found[0]], string[found[1] :]
            del tables[place]
            return (
                _running(before, text, tables, numbers, unresolved)
                + table.html
                + _running(after, text, tables, numbers, unresolved)
            )
    for note in text.notes if len(string) * len(text.notes) <= MOST_COMPARED else ():
        string = _with_mark(note, string)
    parts = (_linked(part, numbers, unresolved) for part in _paragraphs(string, text.number))
    return _MARKED.sub(r"<sup>\1</sup>", "".join(f"<p>{part}</p>" for part in parts))


def _with_mark(note: Note, string: str) -> str:
    """The text with a mark in the place of a note that is glued to the words of its cell: the note stands below the
    table, which for some other reason has not the words that the text has of it."""
    found = _find_words(note.before + note.words, string) if note.before and note.words else None
    if found is None or (found[0] and string[found[0] - 1].isalnum()):
        return string
    place = _find_words(note.before, string[found[0] : found[1]])
    assert place is not None
    return f"{string[: found[0] + place[1]]}\x02{note.mark}\x03{string[found[1] :]}"


def _paragraphs(string: str, number: str) -> list[str]:
    """The text cut before each of its numbered subsections, which openFDA runs together."""
    parts, at, last = list[str](), 0, 0
    if number and "." not in number:
        for found in re.finditer(rf"(?<!\S){number}\.(\d{{1,2}})\s+(?=[A-Z])", string):
            if int(found[1]) > last:
                parts.append(string[at : found.start()])
                at, last = found.start(), int(found[1])
    parts.append(string[at:])
    return [part.strip() for part in parts if part.strip()]


def _linked(string: str, numbers: dict[str, Text], unresolved: list[str]) -> str:
    """Escaped text in which `[see Warnings and Precautions (5.2)]` leads there, or to the section 5 around it."""
    pieces, at = list[str](), 0
    for reference in _SEE.finditer(string):
        for found in _NUMBERS.finditer(string, reference.start(), reference.end()):
            target = numbers.get(found[0]) or numbers.get(found[0].partition(".")[0])
            if target is None:
                unresolved.append(" ".join(reference[0].split()))
                continue
            pieces.append(escape(string[at : found.start()], quote=False))
            pieces.append(f'<a href="section:{target.key}">{found[0]}</a>')
            at = found.end()
    pieces.append(escape(string[at:], quote=False))
    return "".join(pieces)


def _is_shown_inside(html: str, text: Text) -> bool:
    return any(html in inner.tables or _is_shown_inside(html, inner) for _, _, inner in text.inner)


def _find_words(words: str, string: str) -> tuple[int, int] | None:
    """Where the words stand in a text, whatever white space is between their letters."""
    if not words:
        return None
    places = [place for place, sign in enumerate(string) if not sign.isspace()]
    start = "".join(string.split()).find(words)
    return None if start < 0 else (places[start], places[start + len(words) - 1] + 1)
