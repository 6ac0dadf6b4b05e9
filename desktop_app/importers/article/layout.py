"""What the lines of an article in plain text are: headings, text, or references.

Nothing in the text marks a heading, so a heading is told by its look (short, no mark, not ended like a sentence) and by
what follows it. A heading followed at once by another is its parent. Every line ends up as one of the three.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

LONGEST_HEADING = 80
MOST_WORDS = 10
DEEPEST = 3
"""More lines than this in a row that look like headings are the items of a list."""

_ENDED = (".", "!", "?", ":", ";", ",", "…", "-", "–", ")", '"', "”", "]")
_BULLET = re.compile(r"[•·▪◦*–-]\s+")
_REFERENCE = re.compile(r"(?:\[?(?P<number>\d{1,4})[.)\]]?\s*)?[\^↑]")
_REFERENCE_HEADING = re.compile(
    r"(?:references?|notes|footnotes|citations?|sources|bibliography|notes and references|references and notes)"
    r"(?:\s*\[edit\])?",
    re.IGNORECASE,
)
_EDIT = re.compile(r"(?<!\s)\s*+\[\s*+edit\s*+\]\s*+$")


@dataclass(slots=True)
class Part:
    """A heading and the lines under it; the part before the first heading has an empty title."""

    title: str
    parent: Part | None = None
    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ReferenceLine:
    """A line of the list of references."""

    raw: str
    """From the caret on, verbatim."""
    number: str = ""
    """The footnote's number where the text still has it."""


@dataclass(frozen=True, slots=True)
class Layout:
    """An article taken apart."""

    parts: tuple[Part, ...]
    references: tuple[ReferenceLine, ...]


def read_layout(text: str, *, is_known: Callable[[str], bool]) -> Layout:
    """Tell headings, text and references apart.

    `is_known` says whether a line is a heading that articles are known to have; it decides only where a list of short
    lines could be either.
    """
    lead = Part("")
    parts, references, run = [lead], list[ReferenceLine](), list[str]()
    for line in (line.strip() for line in text.splitlines()):
        if not line:
            continue
        reference = _REFERENCE.match(line)
        if reference is None and looks_like_heading(line):
            run.append(_EDIT.sub("", line))
            continue
        if run:
            _place(parts, run, text_follows=reference is None, is_known=is_known)
            run = []
        if reference:
            references.append(ReferenceLine(line[reference.end() - 1 :], reference["number"] or ""))
        else:
            parts[-1].lines.append(line)
    if run:
        _place(parts, run, text_follows=False, is_known=is_known)
    return Layout(tuple(part for part in parts if part.title or part.lines), tuple(references))


def looks_like_heading(line: str) -> bool:
    """A short line with a capital first letter that does not end like a sentence and carries no mark."""
    line = _EDIT.sub("", line)
    if not line or len(line) > LONGEST_HEADING or len(line.split()) > MOST_WORDS or "\t" in line:
        return False
    if _BULLET.match(line) or "[" in line:
        return False
    if line.endswith(_ENDED) and not re.search(r"\w\s\([^()]+\)$", line):
        return False
    first = next((letter for letter in line if letter.isalnum()), "")
    second = line[line.index(first) + 1 :][:1] if first else ""
    return any(letter.isalpha() for letter in line) and (not first.islower() or not first.isascii() or second.isupper())


def bullet(line: str) -> str | None:
    """The text of a list item; None where the line is not one."""
    found = _BULLET.match(line)
    return line[found.end() :] if found else None


def _place(parts: list[Part], run: list[str], *, text_follows: bool, is_known: Callable[[str], bool]) -> None:
    """Put lines that look like headings where they belong: a chain of headings, or a list under the first of them."""
    if not text_follows:
        while run and _REFERENCE_HEADING.fullmatch(run[-1]):
            run = run[:-1]
        _open_list(parts, run, is_known)
        return
    if len(run) <= DEEPEST:
        _open_chain(parts, run)
        return
    last = run[-1:] if is_known(run[-1]) else []
    _open_list(parts, run[: len(run) - len(last)], is_known)
    _open_chain(parts, last)


def _open_chain(parts: list[Part], titles: Iterable[str]) -> None:
    parent = None
    for title in titles:
        parent = Part(title, parent)
        parts.append(parent)


def _open_list(parts: list[Part], run: list[str], is_known: Callable[[str], bool]) -> None:
    if len(run) > 1 and is_known(run[0]):
        _open_chain(parts, run[:1])
        run = run[1:]
    parts[-1].lines.extend(run)
