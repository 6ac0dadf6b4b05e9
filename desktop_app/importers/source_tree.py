"""Text of a tree of XML or HTML for counting its words: what stands on one line together, all else apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from desktop_app.importers.spl.names import is_struck
from desktop_app.importers.word_count import SourceText
from desktop_app.monograph.visibility import STRIKING, Seen

_ON_THE_LINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "content", "data", "dfn", "em", "font", "i",
    "ins", "kbd", "linkhtml", "mark", "nobr", "q", "samp", "small", "span", "strong", "time", "tt", "u", "var", "wbr",
})  # fmt: skip
"""Elements that end no word: of HTML and of SPL."""
_NO_TEXT = frozenset({
    "applet", "audio", "canvas", "iframe", "math", "noembed", "noframes", "noscript", "object", "script", "select",
    "style", "svg", "template", "textarea", "title", "video",
})  # fmt: skip
"""Elements of HTML whose content is no text, wherever they stand in it."""
_BEGIN, _END = "\x01", "\x02"
"""Around a heading; characters that no XML or HTML can hold."""
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})


class TreeText:
    """A reader of trees. With `judged`, what by attributes and style nobody can see is no text."""

    def __init__(
        self,
        left_out: Callable[[etree._Element], bool] = lambda _element: False,
        *,
        judged: bool = False,
        unfolds: bool = False,
    ) -> None:
        """`left_out` says of an element that it is no text; `unfolds`: what is folded is text, if it is no mere part
        of a line."""
        self._left_out = left_out
        self._judged = judged or unfolds
        self._unfolds = unfolds

    def text(self, root: etree._Element) -> str:
        """All text inside, as one."""
        out: list[str] = []
        if self._judged:
            self._collect(root, self._at(root), out)
        else:
            _collect_all(root, out)
        return "".join(out)

    def texts(self, root: etree._Element) -> Iterator[SourceText]:
        """The text by the headings of HTML in it; each heading is part of the text below it, if there is any."""
        out: list[str] = []
        self._collect(root, self._at(root), out)
        parts = _parts(out)
        for place, part in enumerate(parts):
            if part.has_text or _stands_above_text(part, parts[place + 1 :]):
                yield SourceText(part.heading, f"{part.heading}\n{part.text}")

    def _at(self, element: etree._Element) -> Seen:
        return Seen().inside(local_name(element), _attributes(element))

    def _collect(self, element: etree._Element, seen: Seen, out: list[str]) -> None:
        if not seen.hidden and element.text:
            out.append(element.text)
        for child in element:
            if isinstance(child.tag, str):
                self._child(child, seen, out)
            if child.tail and not seen.hidden:
                out.append(child.tail)

    def _child(self, child: etree._Element, around: Seen, out: list[str]) -> None:
        name = local_name(child)
        on_the_line = name in _ON_THE_LINE
        if not on_the_line:
            out.append(" ")
        if self._is_text(child, name):
            seen = around.inside(name, _attributes(child))
            if self._unfolds and not on_the_line and (seen.folded or (seen.gone and "hidden" in child.attrib)):
                seen = around
            if not (seen.gone or seen.struck or seen.folded):
                is_heading = self._unfolds and name in _HEADINGS
                out.extend([_BEGIN + name[1]] if is_heading else [])
                self._collect(child, seen, out)
                out.extend([_END] if is_heading else [])
        if not on_the_line:
            out.append(" ")

    def _is_text(self, child: etree._Element, name: str) -> bool:
        return name not in _NO_TEXT and name not in STRIKING and not self._left_out(child)


@dataclass(frozen=True, slots=True)
class _Part:
    heading: str
    level: int
    """2 to 6, as in `h2`; 7 of the text above all headings."""
    text: str

    @property
    def has_text(self) -> bool:
        return not self.text.isspace() and bool(self.text)


def _parts(pieces: list[str]) -> list[_Part]:
    """What was collected, taken apart at its headings."""
    parts, heading, level, kept = list[_Part](), "", 7, list[str]()
    for piece in pieces:
        if piece.startswith(_BEGIN):
            parts.append(_Part(heading, level, "".join(kept)))
            level, kept = int(piece[1:]), []
        elif piece == _END:
            heading, kept = " ".join("".join(kept).split()), []
        else:
            kept.append(piece)
    return [*parts, _Part(heading, level, "".join(kept))]


def _stands_above_text(part: _Part, following: list[_Part]) -> bool:
    """Whether a part below its heading, up to the next heading of its rank, has text."""
    for other in following:
        if other.level <= part.level:
            return False
        if other.has_text:
            return True
    return False


def _collect_all(element: etree._Element, out: list[str]) -> None:
    """All but what SPL strikes out: it hides nothing."""
    if element.text:
        out.append(element.text)
    for child in element:
        if isinstance(child.tag, str):
            name = _local(child.tag)
            apart = name not in _ON_THE_LINE
            if apart:
                out.append(" ")
            if name not in STRIKING and not is_struck(child):
                _collect_all(child, out)
            if apart:
                out.append(" ")
        if child.tail:
            out.append(child.tail)


def local_name(element: etree._Element) -> str:
    """The name of an element in lower case, without its namespace or prefix."""
    return _local(element.tag)


@lru_cache(maxsize=1024)
def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2].rpartition(":")[2].lower()


def _attributes(element: etree._Element) -> dict[str, str]:
    return {str(key).lower(): str(value) for key, value in element.attrib.items()}
