"""Materia HTML: the one form in which section text is kept, and the functions that read it.

The subset: `p h3 h4 ul ol li dl dt dd table caption thead tbody tr th td br a img strong em sub sup blockquote`, with
`rowspan` and `colspan` on cells, `start`, `reversed` and `type` on `ol`, `value` on `li` (the numbers of steps), `href`
on every link, `src` and `alt` on images, and four kinds of target:

    cite:REF        a citation mark, its text the source's own mark (`26`)
    cite:?          a statement for which the source itself asks for a source (`[citation needed]`)
    section:KEY     a cross reference to a section of the same monograph
    media:SHA256    an image in the library (only in `src`)

Plain text, snippets, anchors, differences and paper all derive from this form, each by one function. What is raised or
lowered keeps its meaning in plain text, by the rule of `desktop_app.monograph.raised`: `10⁹/L`, `CO₂`, `dose^a`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING

from desktop_app.monograph.raised import END, LOWER, RAISE, plain, plain_with_places
from desktop_app.monograph.steps import with_step_numbers

if TYPE_CHECKING:
    from desktop_app.monograph.sanitiser import Sanitised

SOURCE_NEEDED = "?"
"""The REF of a mark that stands where the source itself asks for a source."""

BLOCKS = frozenset(
    {
        *("p", "h3", "h4", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "br"),
        *("table", "caption", "thead", "tbody", "tr"),
    }
)
"""Elements that begin a new line of text."""
CELLS = frozenset({"td", "th"})
TAGS = BLOCKS | CELLS | {"a", "img", "strong", "em", "sub", "sup"}
ATTRIBUTES = {
    "td": {"rowspan", "colspan"},
    "th": {"rowspan", "colspan"},
    "a": {"href"},
    "img": {"src", "alt"},
    "ol": {"start", "reversed", "type"},
    "li": {"value"},
}
SCHEMES = frozenset({"cite", "section", "media"})
_TAG = re.compile(r"""<(?P<close>/?)(?P<name>[a-z0-9]++)(?P<attributes>(?>(?:[^>"']++|"[^"]*+"|'[^']*+')*))>""")
_CITED = re.compile(r"""\bhref=["']cite:([^"']*)""")
_LINK_OR_CELL = re.compile(r"""(?:a|td|th)(?: [a-z]+="[^"]*")+""")
_WORD = re.compile(r"\S+")
_HEIGHTS = frozenset({RAISE, LOWER, END})
_JOINER = "\u2060"
_NO_HEIGHT = dict.fromkeys(map(ord, _HEIGHTS), _JOINER)
"""A sign of height is no white space; what is told apart by white space must not see it as such."""
_STANDS_FOR = (
    {f"{slash}{name}": "\n" if name in BLOCKS else "" for name in TAGS - {"a", "img"} for slash in ("", "/")}
    | {f"/{name}": "\t" for name in CELLS}
    | {"/a": "", "sup": RAISE, "sub": LOWER, "/sup": END, "/sub": END}
)
"""What a tag without attributes is in plain text."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation mark in a section: its text and the reference it points to."""

    mark: str
    ref: str


def sanitise(html: str) -> Sanitised:
    """Reduce any HTML to Materia HTML. Never raises; what is left out is counted by kind."""
    from desktop_app.monograph import sanitiser  # only importers sanitise: who reads does not wait for nh3

    return sanitiser.sanitise(html)


def plain_text(html: str) -> str:
    """The text a reader sees, without citation marks: blocks end in a newline, table cells in a tab.

    Search, snippets and anchors use this text; the number of a mark must never glue itself to a word or a dose.
    """
    text = _text_with_heights(html)
    lines = (line.strip() for line in (plain(text) if END in text else text).split("\n"))
    return "\n".join(line for line in lines if line)


def numbered_text(html: str) -> str:
    """`plain_text` with the numbers of steps (`3. Connect the pump`), as the screen shows them: for people to read and
    to copy, since a text may say `repeat steps 3 and 4`. No position counts in it."""
    return plain_text(with_step_numbers(html))


def collapsed_text(html: str) -> str:
    """`plain_text` with every run of white space as one space: what anchors and hit positions count in."""
    return " ".join(plain_text(html).split())


def former_text(html: str) -> tuple[str, list[tuple[int, int]]]:
    """`collapsed_text` as it was when it kept nothing of superscripts and subscripts (`109` for 10⁹), in which anchors
    of that time count; and for each of its characters from where to where it stands in `collapsed_text`."""
    text = _text_with_heights(html)
    written, places = plain_with_places(text, range(len(text)))
    spans: dict[int, tuple[int, int]] = {}
    offset = 0
    for word in _WORD.finditer(written):
        for place in places[word.start() : word.end()]:
            spans[place] = (spans.get(place, (offset, 0))[0], offset + 1)
            offset += 1
        offset += 1
    former, where = list[str](), list[tuple[int, int]]()
    for word in _WORD.finditer(text.translate(_NO_HEIGHT)):
        if not word[0].strip(_JOINER):
            continue
        if former:
            former.append(" ")
            where.append((where[-1][1], where[-1][1] + 1))
        for place in range(word.start(), word.end()):
            if text[place] not in _HEIGHTS:
                former.append(text[place])
                where.append(spans.get(place) or (where[-1] if where else (0, 1)))
    return "".join(former), where


def citations(html: str) -> list[Citation]:
    """Every citation mark in reading order, repeated as often as it stands; `cite:?` is not one."""
    return [citation for citation in _marks(html) if citation.ref != SOURCE_NEEDED]


def sources_needed(html: str) -> int:
    """How often the source itself asks for a source in this section."""
    return sum(citation.ref == SOURCE_NEEDED for citation in _marks(html))


def _marks(html: str) -> list[Citation]:
    """What `_read` finds of marks. Few sections have any, and of a table of thousands of rows all cells would be read
    for them whenever it is opened."""
    return _read(html)[1] if "cite:" in html else []


def _text_with_heights(html: str) -> str:
    """All text but marks, with the signs of what is raised and lowered."""
    text = _uncited_text(html)
    return _read(html)[0] if text is None else text


def _uncited_text(html: str) -> str | None:
    """What `_read` makes of a text without citation marks and pictures, in half the time; None for any other.

    Labels have neither, and all of their text passes here.
    """
    if "cite:" in html:
        return None
    first, *rest = html.replace("\n", " ").split("<")
    pieces = [first]
    for piece in rest:
        tag, closed, text = piece.partition(">")
        stands_for = _STANDS_FOR.get(tag) if closed else None
        if stands_for is None:
            if not (closed and _LINK_OR_CELL.fullmatch(tag)):
                return None
        elif stands_for:
            pieces.append(stands_for)
        pieces.append(text)
    return unescape("".join(pieces))


def _read(html: str) -> tuple[str, list[Citation]]:
    """Text and marks. Scanned rather than parsed, which Materia HTML, being sanitised, allows: ten times as fast, and
    every section passes here when the search index is built."""
    pieces: list[str] = []
    found: list[Citation] = []
    mark: list[str] | None = None
    ref = ""
    done = 0
    for tag in _TAG.finditer(html):
        text = html[done : tag.start()]
        done = tag.end()
        (pieces if mark is None else mark).append(text.replace("\n", " "))
        close, name = tag["close"], tag["name"]
        if name == "a":
            if not close and (cited := _CITED.search(tag["attributes"])):
                mark, ref = [], unescape(cited[1])
            elif close and mark is not None:
                found.append(Citation(unescape("".join(mark)).strip(), ref))
                mark = None
        elif name in BLOCKS:
            pieces.append("\n")
        elif close and name in CELLS:
            pieces.append("\t")
        elif mark is None and name in {"sup", "sub"}:
            pieces.append(_STANDS_FOR[close + name])
    pieces.append(html[done:].replace("\n", " "))
    return unescape("".join(pieces)), found
