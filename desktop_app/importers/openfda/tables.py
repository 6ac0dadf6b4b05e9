"""Tables of openFDA, written in the elements of SPL, as HTML: each footnote becomes a mark, its note stands below.

The note stands in the source in the middle of the cell: `10<footnote>2 mg in renal impairment</footnote>` is no 102 mg.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape

from desktop_app.importers.cleaning import cleaned
from desktop_app.importers.limits import Limits
from desktop_app.importers.note_marks import note_marks
from desktop_app.importers.style_codes import height_of, is_struck_code
from desktop_app.monograph.html import plain_text

_TAGS = re.compile(
    r"""<(?P<close>/?)(?:[A-Za-z][\w.-]*+:)?(?P<name>[A-Za-z][\w.-]*+)"""
    r"""(?P<attributes>(?>(?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*))>"""
)
_ID = re.compile(r"""(?<![\w:-])(?:ID|IDREF)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_DRESSED = re.compile(r"</?(?:su[bp]|s|del|strike|span)(?: [^<>]*)?>")
"""Of which the running text knows nothing: it has `5 mg1`, and what is struck out like all else."""
_MARK = re.compile(r"<sup>[*†‡§¶#]+</sup>")
_RENAMED = {"paragraph": "p", "item": "li", "list": "ul", "content": "span", "linkhtml": "span", "a": "span"}
_STYLE_CODE = re.compile(r"""\bstyleCode\s*=\s*(["'])([^"'<>]*)\1""", re.IGNORECASE)
_DELETED = re.compile(r"""\brevised\s*=\s*["']delete["']""", re.IGNORECASE)
_DRESS = frozenset({"col", "colgroup"})
_FOOTNOTE, _FOOTNOTE_REF = "footnote", "footnoteref"
_ENDS_NOTES = frozenset({"td", "th", "tr", "caption", "thead", "tbody", "tfoot", "table"})
"""What a note can stand in, and no note holds: they end a note that nobody ended."""


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote of a table, as the running text of the section has it."""

    mark: str
    before: str
    """Words of its cell that stand before it, without white space, as are its own in `words`."""
    words: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table."""

    source: str
    """As openFDA gives it."""
    html: str
    """The table and, below it, its notes; not yet sanitised."""
    words: str
    """What the running text has of it, notes in their places, without white space."""
    notes: tuple[Note, ...] = ()


def read_tables(sources: Sequence[str], title: str, unresolved: list[str], limits: Limits) -> list[Table]:
    """The tables of one section, which is called `title` in errors. Of two notes with one ID the first is meant, as in
    a browser; references to a note that is not there are added to `unresolved`."""
    plain = [plain_text(cleaned(_DRESSED.sub("", _renamed(source)), title, limits).html) for source in sources]
    names = [[_id(tag) for tag in _TAGS.finditer(source) if _opens_note(tag)] for source in sources]
    own, marks = _marks(sources, plain, names)
    tables = []
    for source, words, given in zip(sources, plain, own, strict=True):
        below: list[Note] = []
        html = _with_notes(source, iter(given), marks, unresolved, below)
        tables.append(Table(source, html, "".join(words.split()), tuple(below)))
    return tables


def _marks(
    sources: Sequence[str], plain: Sequence[str], names: list[list[str]]
) -> tuple[list[list[str]], dict[str, str]]:
    """The mark of each note of each table, and of each ID. They begin anew in each table, but not where one refers to
    a note of another: the same mark must not stand for a note of each."""
    shared: Iterator[str] | None = None
    if any(_refers_away(source, own, names) for source, own in zip(sources, names, strict=True)):
        shared = note_marks("".join(plain))
    own_marks: list[list[str]] = []
    of_id: dict[str, str] = {}
    for words, own in zip(plain, names, strict=True):
        free = shared or note_marks(words)
        own_marks.append([next(free) for _ in own])
        for name, mark in zip(own, own_marks[-1], strict=True):
            if name:
                of_id.setdefault(name, mark)
    return own_marks, of_id


def _refers_away(source: str, own: list[str], names: list[list[str]]) -> bool:
    everywhere = {name for table in names for name in table}
    references = {_id(tag) for tag in _TAGS.finditer(source) if tag["name"].lower() == _FOOTNOTE_REF}
    return bool((references & everywhere) - set(own) - {""})


def _opens_note(tag: re.Match[str]) -> bool:
    is_note = tag["name"].lower() == _FOOTNOTE and not tag["close"]
    return is_note and not tag["attributes"].rstrip().endswith("/")


def _id(tag: re.Match[str]) -> str:
    found = _ID.search(tag["attributes"])
    return " ".join(unescape(found[1] or found[2] or "").split()) if found else ""


def _with_notes(
    source: str, marks: Iterator[str], named: dict[str, str], unresolved: list[str], below: list[Note]
) -> str:
    notes: list[tuple[str, str, list[str]]] = []
    body: list[str] = []
    open_ones = [body]
    cell = done = 0
    for tag in _TAGS.finditer(source):
        open_ones[-1].append(source[done : tag.start()])
        done = tag.end()
        name = tag["name"].lower()
        if _opens_note(tag):
            mark = next(marks)
            notes.append((mark, _words("".join(body[cell:])), []))
            open_ones[-1].append(f"<sup>{mark}</sup>")
            open_ones.append(notes[-1][2])
        elif name == _FOOTNOTE:
            if tag["close"] and len(open_ones) > 1:
                open_ones.pop()
        elif name == _FOOTNOTE_REF:
            if not tag["close"]:
                open_ones[-1].append(_reference(_id(tag), named, unresolved))
        else:
            if name in _ENDS_NOTES:
                del open_ones[1:]
                cell = len(body)
            open_ones[-1].append(_as_html(tag))
    open_ones[-1].append(source[done:])
    below += (Note(mark, before, _words("".join(note))) for mark, before, note in notes)
    paragraphs = (f"<p><sup>{mark}</sup> {_one_paragraph(''.join(note))}</p>" for mark, _, note in notes)
    return "".join([*body, *paragraphs])


def _words(html: str) -> str:
    return "".join(unescape(_TAGS.sub("", _MARK.sub("", html))).split())


def _one_paragraph(note: str) -> str:
    """A note's own paragraphs as lines of the one that it becomes."""
    return "<br>".join(line.strip() for line in re.split(r"</?p>", note) if line.strip())


def _reference(name: str, named: dict[str, str], unresolved: list[str]) -> str:
    if name in named:
        return f"<sup>{named[name]}</sup>"
    unresolved.append(f"footnote {name or 'without a name'}")
    return ""


def _renamed(source: str) -> str:
    return _TAGS.sub(_as_html, source)


def _style(attributes: str) -> str:
    """The style of HTML for what `content` says of its text that changes what is read; empty for bold and the like."""
    code = " ".join(found[2] for found in _STYLE_CODE.finditer(attributes))
    if is_struck_code(code) or _DELETED.search(attributes):
        return "text-decoration: line-through"
    height = height_of(code)
    return f"vertical-align: {'super' if height == 'sup' else height}" if height else ""


def _as_html(tag: re.Match[str]) -> str:
    """A tag by the name that HTML has for it; none for what only dresses the table."""
    name = tag["name"].lower()
    if name in _DRESS:
        return ""
    if name == "content" and not tag["close"] and (style := _style(tag["attributes"])):
        return f'<span style="{style}">'
    if name in _RENAMED:
        return f"<{tag['close']}{_RENAMED[name]}>"
    return f"<{tag['close']}{tag['name']}{tag['attributes']}>"
