"""One line of a label's narrative as HTML: its spaces, its marks, its emphasis. Functions of strings alone."""

from __future__ import annotations

import re
from html import escape
from typing import NamedTuple

_SPACE = re.compile(r"[ \t\r\n]+")
_SPACES = re.compile(r" {2,}")
_INNER = re.compile(r"(?<=[\[( ])((?:<(?:em|strong)>|<a [^>]*>)+) ")
_BEFORE_MARK = re.compile(r" ((?:</(?:em|strong|a)>)+)(?=[\]),.;:])")
"""Space that only the indentation of the XML puts between a bracket and its content, or doubles."""
_STYLES = {
    **dict.fromkeys(("italics", "italic", "underline", "emphasis"), "em"),
    "bold": "strong",
}


class Style(NamedTuple):
    """What opens and what closes a run of text, and whether it is one that changed since the last version."""

    opening: str
    closing: str
    marks_change: bool


def style_of(code: str) -> Style:
    """The styles that a `styleCode` names and Materia HTML has."""
    words = code.lower().replace(",", " ").split()
    names = dict.fromkeys(_STYLES[word] for word in words if word in _STYLES)
    closing = "".join(f"</{name}>" for name in reversed(names))
    return Style("".join(f"<{name}>" for name in names), closing, "xmchange" in words)


def escaped(text: str) -> str:
    """Text of the source as HTML, each run of white space as one space: the XML is indented as its author liked."""
    if "\n" in text or "  " in text or "\t" in text or "\r" in text:
        text = _SPACE.sub(" ", text)
    if "&" in text or "<" in text or ">" in text:
        return escape(text, quote=False)
    return text


def tidy(line: str) -> str:
    """One space where there are several, and neither space nor line break at the edges."""
    line = line.strip()
    if "  " in line:
        line = _SPACES.sub(" ", line)
    if "> " in line:
        line = _INNER.sub(r"\1", line)
    if " </" in line:
        line = _BEFORE_MARK.sub(r"\1", line)
    if line.startswith("<br>") or line.endswith("<br>"):
        words = [part.strip() for part in line.split("<br>")]
        filled = [place for place, part in enumerate(words) if part]
        return "<br>".join(words[filled[0] : filled[-1] + 1]) if filled else ""
    return line


def marked(mark: str, html: str) -> str:
    """An item with its mark on its first line."""
    start = "<p>" if html.startswith("<p>") else ""
    return f"{start}{mark} {html.removeprefix(start)}".rstrip()
