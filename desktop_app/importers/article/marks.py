"""Citation marks in the running text of an article: `[26]`, `[11][12]`, `[note 1]`, `[citation needed]`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape

from desktop_app.monograph.html import SOURCE_NEEDED

_MARK = re.compile(
    r"\[\s*(?:(?P<number>\d{1,4})|(?P<note>(?:note|nb|n|fn|lower-alpha|upper-alpha)\.?\s?\d{1,3}|[a-z]{1,2})"
    r"|(?P<wanted>(?:medical |non-primary |better |additional |full )?(?:citation|source)s? (?:is |are )?needed"
    r"|unreliable (?:medical )?source\??|unsourced))\s*\]",
    re.IGNORECASE,
)
_YEARS = range(1500, 2101)
_GLUED_NUMBER = re.compile(r"(?<![\w.,])(\d[\d.,]*)(million|billion|trillion|thousand)\b")
_NO_NOTES = frozenset(
    {"is", "sc", "am", "pm", "it", "he", "we", "in", "to", "of", "or", "as", "at", "an", "on", "if", "by"}
)


@dataclass(frozen=True, slots=True)
class PlacedMark:
    """A citation mark and its place in the text around it."""

    label: str
    """What stands in the brackets: `26`, `note 1`."""
    offset: int
    """Into the text without marks."""


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A paragraph with its citation marks taken out and made into links."""

    html: str
    """Escaped text with `cite:` links, without a block around it."""
    plain: str
    """The text without marks."""
    marks: tuple[PlacedMark, ...]


@dataclass(slots=True)
class MarkReader:
    """Reads paragraphs of one article. Keeps count of the spaces it put back."""

    highest: int = 0
    """The highest number that is surely a mark of this article: tells a mark `[1990]` from a year."""
    spaces: int = 0
    labels: dict[str, None] = field(default_factory=dict)
    """Every label met, in order of first appearance."""

    def read(self, text: str) -> MarkedText:
        """Take the marks out of one paragraph."""
        text = " ".join(text.split())
        text, spaces = _GLUED_NUMBER.subn(r"\1 \2", text)
        self.spaces += spaces
        html: list[str] = []
        plain: list[str] = []
        length = at = 0
        marks: list[PlacedMark] = []
        for found in _MARK.finditer(text):
            if not self._is_mark(text, found):
                continue
            between = text[at : found.start()]
            at = found.end()
            html.append(escape(between, quote=False))
            plain.append(between)
            length += len(between)
            if found["wanted"]:
                html.append(_link(SOURCE_NEEDED, _wanted(found["wanted"])))
                continue
            label = " ".join((found["number"] or found["note"]).split())
            label = str(int(label)) if found["number"] else label
            marks.append(PlacedMark(label, length))
            self.labels.setdefault(label)
            html.append(_link(label, label))
        html.append(escape(text[at:], quote=False))
        plain.append(text[at:])
        return MarkedText("".join(html), "".join(plain), tuple(marks))

    def _is_mark(self, text: str, found: re.Match[str]) -> bool:
        before, after = text[max(0, found.start() - 1) : found.start()], text[found.end() : found.end() + 1]
        if before.isalnum() and (after.islower() or after == "-"):
            return False  # the middle of a chemical name, such as cyclopenta[b]indole
        if found["number"]:
            number = int(found["number"])
            return number > 0 and (number not in _YEARS or number <= self.highest)
        if found["note"] and len(found["note"]) <= 2:
            return found["note"].lower() not in _NO_NOTES and not before.isspace() and found["note"].islower()
        return True


def highest_mark(text: str) -> int:
    """The highest number in brackets that is no year, or that follows others so closely that it is none either."""
    numbers = {int(found["number"]) for found in _MARK.finditer(text) if found["number"]}
    highest = max((number for number in numbers if number not in _YEARS), default=0)
    while any(highest < number <= highest + 20 for number in numbers):
        highest = max(number for number in numbers if number <= highest + 20)
    return highest


def _wanted(words: str) -> str:
    return "source needed" if words.lower() == "citation needed" else words


def _link(ref: str, text: str) -> str:
    return f'<a href="cite:{escape(ref)}">{escape(text, quote=False)}</a>'
