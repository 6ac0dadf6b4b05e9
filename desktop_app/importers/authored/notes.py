"""Footnotes of the authoring format: `[^1]` in the text, `[^1]: The note.` anywhere in the file.

In a section they have the marks that notes of labels have, and follow their table, or the text of their section.
Syntax: https://pandoc.org/MANUAL.html#footnotes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from desktop_app.importers.note_marks import note_marks

OPEN, CLOSE, REF = "footnote_reference_open", "footnote_reference_close", "footnote_ref"


def take_out(tokens: Sequence[Token]) -> tuple[list[Token], dict[str, list[Token]], list[Token]]:
    """The blocks without notes, the blocks of each note by its label, and the openings of those that stand again.

    Of two notes with one label the first holds, as of two elements with one id in a browser.
    """
    rest, notes, again = list[Token](), dict[str, list[Token]](), list[Token]()
    inside: list[Token] | None = None
    for token in tokens:
        if token.type == OPEN:
            inside = []
            if token.meta["label"] in notes:
                again.append(token)
            notes.setdefault(token.meta["label"], inside)
        elif token.type == CLOSE:
            inside = None
        else:
            (rest if inside is None else inside).append(token)
    return rest, notes, again


def cited(tokens: Sequence[Token]) -> Iterator[Token]:
    """Every mark of a note in some blocks, in their order."""
    for token in tokens:
        if token.type == REF:
            yield token
        yield from cited(token.children or ())


@dataclass(slots=True)
class SectionNotes:
    """The notes of one section: which mark each has, and which are still to follow."""

    blocks: dict[str, list[Token]]
    """Of all notes of the file, by label."""
    text: str
    """Of the section, in which no mark may stand for something else."""
    _marks: dict[str, str] = field(default_factory=dict)
    _waiting: list[str] = field(default_factory=list)

    def mark(self, label: str) -> str:
        """HTML of the mark in the text; its note will follow."""
        if label not in self._marks:
            taken = len(self._marks)
            self._marks[label] = next(mark for number, mark in enumerate(note_marks(self.text)) if number == taken)
            self._waiting.append(label)
        return f"<sup>{self._marks[label]}</sup>"

    def follow(self, write: Callable[[list[Token]], str]) -> str:
        """HTML of the notes whose marks have been written since the last time, and of those that they cite."""
        pieces = []
        while self._waiting:
            label = self._waiting.pop(0)
            html = write(self.blocks[label])
            mark = f"<p><sup>{self._marks[label]}</sup> "
            pieces.append(mark + html.removeprefix("<p>") if html.startswith("<p>") else f"{mark.rstrip()}</p>{html}")
        return "".join(pieces)
