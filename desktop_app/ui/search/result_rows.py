"""What the list of results shows, row by row: pure functions from an answer to rows."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import NameKind
from desktop_app.render.provenance import Age, age
from desktop_app.render.units import keep_on_one_line
from desktop_app.services.search.telling_apart import told_apart
from desktop_app.ui.search.query_text import quoted

if TYPE_CHECKING:  # the search service brings the index with it, which the first paint does not need
    from desktop_app.services.search.search import Answer, NameHit, SectionHit

Marks = tuple[tuple[int, int], ...]
"""Spans of a text that are marked."""
RED_KINDS = frozenset({Kind.BOXED_WARNING, Kind.CONTRAINDICATIONS})
_MARK = re.compile("</?mark>")
_SPACES = str.maketrans("\n\t", "  ")
_SEEN = 80
"""Characters of a snippet that two lines of the narrowest list hold, about."""
_LEADING = 36
"""Characters that stand before the first mark of a snippet that does not begin with its own first words."""
_GOVERNING = frozenset(
    (
        *("not", "no", "nor", "non", "never", "neither", "cannot", "avoid", "avoided", "without", "except", "unless"),
        *("contraindicated", "discontinue", "stop"),
    )
)
"""What turns the meaning of the words after it: these are not shown without it."""
_SENTENCE_END = re.compile(r"[.!?…]\s+(?=\S)")
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_OPERATOR = re.compile(r"(?:^|\s)(?:-\S+|in:\S+|OR|AND|NOT)(?=\s|$)")


@dataclass(frozen=True, slots=True)
class GroupRow:
    """The head of a group and how many it holds."""

    text: str
    count: int | None
    """None: not known, or not worth saying."""
    first: bool


@dataclass(frozen=True, slots=True)
class NameRow:
    """A name that was found."""

    uid: str
    text: str
    marks: Marks
    detail: str


@dataclass(frozen=True, slots=True)
class HitRow:
    """A section that was found."""

    uid: str
    section: str
    """The section's key."""
    text: str
    marks: Marks
    section_title: str
    red: bool
    snippet: str
    snippet_marks: Marks
    source: str
    age: Age
    count: int
    note: str = ""
    """What sets the hit apart: words it lacks, copies folded into it."""
    same_text_in: tuple[str, ...] = ()
    """Titles of the monographs that have the same text."""
    told_apart_by: str = ""
    """Who published the monograph, where another in the list has the same title."""


@dataclass(frozen=True, slots=True)
class RecentRow:
    """A search that was made before."""

    query: str


@dataclass(frozen=True, slots=True)
class MoreRow:
    """The way to the hits that are not listed yet."""

    text: str
    detail: str


Row = GroupRow | NameRow | HitRow | RecentRow | MoreRow
_INCOMPLETE = "Some words missing"
_MENTIONS = "Mentioned in texts of other drugs"
_NONE_COMPLETE = "None has all words; some missing"
"""Under a chip that says 0."""


def recent_rows(queries: Iterable[str]) -> list[Row]:
    """Recent searches under their head; nothing where there are none."""
    rows: list[Row] = [RecentRow(query) for query in queries]
    return [GroupRow("Recent searches", None, first=True), *rows] if rows else []


def rows_of(answer: Answer, today: date) -> list[Row]:
    """Names first, then sections, each group under its head; a group without rows has no head."""
    words = query_words(answer.corrected or answer.query) | {word.casefold() for word in answer.also_searched}
    rows: list[Row] = []
    tall = answer.look_alikes.tall
    if answer.names:
        rows.append(GroupRow("Names", len(answer.names), first=True))
        rows += [replace(row, text=tall(row.text)) for row in (_name_row(hit, words) for hit in answer.names)]
    apart = told_apart(answer.hits)
    for head, count, hits in _section_groups(answer):
        rows.append(GroupRow(_MENTIONS if answer.absent else head, count, first=not rows))
        listed = (_hit_row(hit, words, today, apart.get(hit.uid, "")) for hit in hits)
        rows += [replace(row, text=tall(row.text)) for row in listed]
    if answer.more:
        shown = len(answer.hits)
        of_all = f" of {answer.total:,}" if answer.total > shown else ""
        rows.append(MoreRow("Show more", f"the first {shown}{of_all} are shown"))
    return rows


def _section_groups(answer: Answer) -> list[tuple[str, int, tuple[SectionHit, ...]]]:
    """Sections with all words, then those with some of them missing, where the answer has them in this order."""
    hits = answer.hits
    if not hits:
        return []
    whole = next((number for number, hit in enumerate(hits) if hit.missing), len(hits))
    if not answer.relaxed_from or whole == len(hits):
        return [(f"Sections: {_INCOMPLETE.lower()}" if answer.relaxed_from else "Sections", answer.total, hits)]
    if any(not hit.missing for hit in hits[whole:]):
        return [(f"Sections: {_INCOMPLETE.lower()}", answer.total, hits)]
    having = sum(1 + hit.copies for hit in hits[:whole])
    groups = [("Sections", having, hits[:whole])] if whole else []
    counted = sum(count for kind, count in answer.kinds if kind in answer.within)
    none_whole = bool(answer.within) and not whole and not counted
    return [
        *groups,
        (_NONE_COMPLETE if none_whole else _INCOMPLETE, max(answer.total - having, len(hits) - whole), hits[whole:]),
    ]


def query_words(query: str) -> set[str]:
    """The words that a query asks for, lower case; what it excludes or filters by is none of them."""
    return {word.casefold() for word in _WORD.findall(_OPERATOR.sub(" ", query).replace("drug:", " "))}


def marked_words(text: str, words: Iterable[str]) -> Marks:
    """Where words of `text` are, or begin with, one of `words`: names are marked whole, also while they are typed."""
    wanted = tuple(words)
    return tuple(
        found.span() for found in _WORD.finditer(text) if found.group().casefold().startswith(wanted) and wanted
    )


def marked_snippet(snippet: str) -> tuple[str, Marks]:
    """Text and marked spans of a snippet, which is escaped HTML with `<mark>`."""
    text = ""
    marks: list[tuple[int, int]] = []
    for number, piece in enumerate(_MARK.split(snippet.translate(_SPACES))):
        plain = html.unescape(piece)
        if number % 2:
            marks.append((len(text), len(text) + len(plain)))
        text += plain
    return led_to_mark(*keep_on_one_line(text, _joined(text, marks)))


def led_to_mark(text: str, marks: Marks) -> tuple[str, Marks]:
    """A snippet whose first mark would not be seen begins nearer to it, after an ellipsis.

    Never between a number and what belongs to it, and never after a word that governs what follows it in its sentence;
    where that cannot be, it stays as it is.
    """
    if not marks or marks[0][1] <= _SEEN:
        return text, marks
    start = _word_start(text, marks[0][0] - _LEADING)
    sentence = max((found.end() for found in _SENTENCE_END.finditer(text, 0, marks[0][0])), default=0)
    if sentence < start:
        for word in _WORD.finditer(text, sentence, start):
            if word.group().casefold() in _GOVERNING or word.group().casefold().endswith(("n't", "n’t")):
                start = word.start()
                break
    else:
        start = sentence
    while start and (text[start].isdigit() or text[:start].rstrip()[-1:].isdigit()):
        start = _word_start(text, start - 1)
    if not start or marks[0][1] - start > _SEEN:
        return text, marks
    begin, moved = ("… ", start - 2)
    return begin + text[start:], tuple((first - moved, end - moved) for first, end in marks)


def _word_start(text: str, at: int) -> int:
    """Where the word begins that stands at a place; white space counts to the word before it."""
    return text.rfind(" ", 0, max(0, at)) + 1


def _joined(text: str, marks: list[tuple[int, int]]) -> Marks:
    """Marks with only a space between them become one, as a reader sees one phrase."""
    joined: list[tuple[int, int]] = []
    for start, end in marks:
        if joined and text[joined[-1][1] : start] == " ":
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return tuple(joined)


def _name_row(hit: NameHit, words: set[str]) -> NameRow:
    return NameRow(hit.uid, hit.name, marked_words(hit.name, words), _detail(hit))


def _detail(hit: NameHit) -> str:
    if hit.name.casefold() == hit.title.casefold() or hit.kind == NameKind.GENERIC:
        return f"{hit.kind} · {hit.monographs} monographs" if hit.monographs > 1 else str(hit.kind)
    return f"{hit.kind} of {_within_a_line(hit.title)}"


def _within_a_line(title: str) -> str:
    """With a small letter at the start, unless its first word is in capitals: `REMDESIVIR`, `L-Dopa`, `DMSO`."""
    first = title.partition(" ")[0]
    return title[:1].lower() + title[1:] if first[1:].islower() else title


def _hit_row(hit: SectionHit, words: set[str], today: date, told_apart_by: str) -> HitRow:
    snippet, marks = marked_snippet(hit.snippet)
    return HitRow(
        uid=hit.uid,
        section=hit.section,
        text=hit.monograph,
        marks=marked_words(hit.monograph, words),
        section_title=hit.section_title,
        red=hit.kind in RED_KINDS,
        snippet=snippet,
        snippet_marks=marks,
        source=hit.source,
        age=age(hit.effective_date, today),
        count=hit.count,
        note=_note(hit),
        same_text_in=hit.same_text_in,
        told_apart_by=told_apart_by,
    )


def _note(hit: SectionHit) -> str:
    notes = [f"Without {', '.join(map(quoted, hit.missing))}"] if hit.missing else []
    if hit.copies:
        notes.append(f"and {hit.copies:,} more with the same text")
    return " · ".join(notes)
