"""Materia HTML: the one form in which section text is kept, and the functions that read it.

The subset: `p h3 h4 ul ol li dl dt dd table caption thead tbody tr th td br a img strong em sub sup blockquote`, with
`rowspan` and `colspan` on cells, `href` on every link, `src` and `alt` on images, and four kinds of target:

    cite:REF        a citation mark, its text the source's own mark (`26`)
    cite:?          a statement for which the source itself asks for a source (`[citation needed]`)
    section:KEY     a cross reference to a section of the same monograph
    media:SHA256    an image in the library (only in `src`)

Plain text, snippets, anchors, differences and paper all derive from this form, each by one function.
"""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING

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
ATTRIBUTES = {"td": {"rowspan", "colspan"}, "th": {"rowspan", "colspan"}, "a": {"href"}, "img": {"src", "alt"}}
SCHEMES = frozenset({"cite", "section", "media"})


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
    reader = _TextReader()
    reader.feed(html)
    reader.close()
    lines = (line.strip() for line in "".join(reader.pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def collapsed_text(html: str) -> str:
    """`plain_text` with every run of white space as one space: what anchors and hit positions count in."""
    return " ".join(plain_text(html).split())


def citations(html: str) -> list[Citation]:
    """Every citation mark in reading order, repeated as often as it stands; `cite:?` is not one."""
    reader = _TextReader()
    reader.feed(html)
    reader.close()
    return [citation for citation in reader.citations if citation.ref != SOURCE_NEEDED]


def sources_needed(html: str) -> int:
    """How often the source itself asks for a source in this section."""
    reader = _TextReader()
    reader.feed(html)
    reader.close()
    return sum(citation.ref == SOURCE_NEEDED for citation in reader.citations)


class _TextReader(HTMLParser):
    """Collects text and citation marks of Materia HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.citations: list[Citation] = []
        self._mark: list[str] | None = None
        self._ref = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS:
            self.pieces.append("\n")
        elif tag == "a":
            href = dict(attrs).get("href") or ""
            if href.startswith("cite:"):
                self._mark, self._ref = [], href.removeprefix("cite:")

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self.pieces.append("\n")
        elif tag in CELLS:
            self.pieces.append("\t")
        elif tag == "a" and self._mark is not None:
            self.citations.append(Citation("".join(self._mark).strip(), self._ref))
            self._mark = None

    def handle_data(self, data: str) -> None:
        if self._mark is not None:
            self._mark.append(data)
        else:
            self.pieces.append(" ".join(data.split("\n")) if "\n" in data else data)
