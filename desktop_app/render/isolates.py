"""Keeps runs of the other direction in their own order: a dose in Arabic text, an Arabic name in English text.

By the rules for mixed directions alone (Unicode annex 9) `10–20 mg` in a paragraph that runs from right to left is
shown as `mg 20–10`, and a number that follows an Arabic word in an English sentence stands on the wrong side of it. So
each such run is put between an isolate (U+2066, U+2067) and its end (U+2069), which nobody sees.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from desktop_app.monograph.direction import RIGHT_TO_LEFT, has_right_to_left, paragraph_runs_left
from desktop_app.render.tree import Element

LEFT_TO_RIGHT, FROM_RIGHT, FIRST_STRONG, END = "\u2066", "\u2067", "\u2068", "\u2069"
ISOLATES = LEFT_TO_RIGHT + FROM_RIGHT + FIRST_STRONG + END
_WORD = rf"(?:(?![{RIGHT_TO_LEFT}])\w)"
_LATIN_RUN = re.compile(rf"(?:[<>≤≥±≈~−+-]\s?)?{_WORD}(?:[^{RIGHT_TO_LEFT}()\[\]\n\ufffc]*(?:{_WORD}|(?<=\w)[%‰°®™]))?")
_OTHER_RUN = re.compile(rf"[{RIGHT_TO_LEFT}](?:[^\w()\[\]\n\ufffc]*[{RIGHT_TO_LEFT}])*")
_INLINE = frozenset({"strong", "em", "sub", "sup", "a"})


@dataclass(slots=True)
class _Leaf:
    """A piece of text, the list that it is in, and where its text begins in that of its paragraph."""

    siblings: list[Element | str]
    index: int
    start: int
    text: str


def isolated(text: str) -> str:
    """A name for a sentence of Materia's own, in which it would disturb the order if it runs from right to left."""
    return f"{FIRST_STRONG}{text}{END}" if has_right_to_left(text) else text


def isolate(root: Element, *, in_right_to_left: bool) -> None:
    """Put isolates into the text of a tree, paragraph by paragraph."""
    if in_right_to_left or has_right_to_left(root.text()):
        _isolate_inside(root, in_right_to_left)


def _isolate_inside(element: Element, in_right_to_left: bool) -> None:
    part: list[int] = []
    for index, child in enumerate(element.children):
        if isinstance(child, str) or child.tag in _INLINE or child.tag in {"br", "img"}:
            part.append(index)
            continue
        _isolate_paragraph(element, part, in_right_to_left)
        part = []
        _isolate_inside(child, in_right_to_left)
    _isolate_paragraph(element, part, in_right_to_left)


def _isolate_paragraph(element: Element, part: list[int], in_right_to_left: bool) -> None:
    leaves = list(_leaves(element.children, part))
    text = "".join(leaf.text for leaf in leaves)
    # Items run with their list, whatever their letters.
    item = in_right_to_left and element.tag == "li"
    if not item and not has_right_to_left(text):
        return
    runs_left = item or paragraph_runs_left(text, in_right_to_left=in_right_to_left)
    pattern, opening = (_LATIN_RUN, LEFT_TO_RIGHT) if runs_left else (_OTHER_RUN, FROM_RIGHT)
    marks: list[tuple[int, str]] = []
    for run in pattern.finditer(text):
        if not run.group().isdigit():
            marks += [(run.start(), opening), (run.end(), END)]
    for leaf in leaves:
        if leaf.index < 0:
            continue
        pieces, done = [], leaf.start
        end = leaf.start + len(leaf.text)
        for at, mark in marks:
            # An opening stands before the text that follows it, an end after the text before it.
            if (leaf.start <= at < end) if mark != END else (leaf.start < at <= end):
                pieces += [text[done:at], mark]
                done = at
        leaf.siblings[leaf.index] = "".join([*pieces, text[done:end]])


def _leaves(siblings: list[Element | str], part: list[int]) -> Iterator[_Leaf]:
    """The pieces of text of a paragraph, in order; marks, pictures and line breaks as one sign that ends a run."""
    start = 0
    waiting: list[tuple[list[Element | str], int]] = [(siblings, index) for index in reversed(part)]
    while waiting:
        inside, index = waiting.pop()
        child = inside[index]
        if isinstance(child, str):
            yield _Leaf(inside, index, start, child)
            start += len(child)
        elif child.cited is not None or child.tag in {"br", "img"}:
            yield _Leaf(inside, -1, start, "\ufffc")
            start += 1
        else:
            waiting += [(child.children, number) for number in reversed(range(len(child.children)))]
