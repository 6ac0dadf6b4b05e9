"""The references of a label: what its References section lists, and the numbers in its text that cite one of them.

A label has no element for a citation. A number is taken for one only where it can hardly be anything else: an exponent
(10⁻⁶, mg/m²), the mass of an isotope, a footnote under a table and a figure in brackets stay what they are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape

from lxml import html as lxml_html

from desktop_app.citations.parse import parse_reference
from desktop_app.importers.kind_map import normalised
from desktop_app.monograph.html import plain_text
from desktop_app.monograph.model import Reference, ReferenceStatus

CODE = "34093-5"
"""LOINC: references section."""
_TITLES = frozenset({"references", "reference", "literature references", "selected references", "cited references"})
_HEADING = re.compile(
    r">\s*+(?:\d{1,2}\.?\s++)?(?:(?:literature|selected)\s++)?references?+\s*+(?::\s*+)?<", re.IGNORECASE
)
_NUMBERED = re.compile(r"(?P<opening>[\[(]?)(?P<number>\d{1,3})(?:[\])]\.?|\.)\s*(?=\S)(?!\d)")
_BARE_NUMBER = re.compile(r"(?P<number>\d{1,3})\s+(?=[A-Z])")
_RAISED_NUMBER = re.compile(r"(<(?:p|li|dd|br)>\s*)<sup>\s*(\d{1,3})[.)]?\s*</sup>")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_HIGHEST = 999

_LIST = r"\d{1,3}(?:\s*+(?:,|;|-|–|(?<=\s)(?:and|to)\s)\s*+\d{1,3}){0,20}"
_SUPERSCRIPT = re.compile(rf"<sup>\s*+({_LIST})\s*+</sup>")
_IN_BRACKETS = re.compile(rf"\[\s*+({_LIST})\s*+\]")
_IN_PARENTHESES = re.compile(rf"\(\s*+({_LIST})\s*+\)")
_BY_NAME = re.compile(rf"(?<=\()((?:see\s++)?ref(?:erence)?s?\.?\s++)({_LIST})(?=\s*+\))", re.IGNORECASE)
_TABLE_OR_LINK = re.compile(r"</?table>|<a [^<>]*>|</a>")
_NOTE = re.compile(r"<(?:p|li|dd|td|th|br)[^<>]{0,60}>\s*+(?:<(?:em|strong)>\s*+){0,3}<sup>\s*+(\d{1,3})")
_TAG = re.compile(r"<[^<>]*>")
_UNITS = frozenset(
    {*("meter", "meters", "metre", "metres", "inch", "inches", "feet", "second", "seconds", "hour", "hours")}
    | {*("liter", "liters", "litre", "litres", "mole", "moles", "cells", "gram", "grams", "degree", "degrees")}
)
_MEASURES = re.compile(r"(?:\d|\b(?:range|median|mean|interval|IQR|CI|between|to))\W*\Z", re.IGNORECASE)
_BEFORE = 120
"""Characters of HTML before a number in which it is looked for what it belongs to."""


@dataclass(frozen=True, slots=True)
class _Entry:
    label: str
    """Its number in the label; empty where it has none."""
    raw: str
    in_parentheses: bool = False


class LabelReferences:
    """The references of one label."""

    def __init__(self, sections: Iterable[tuple[str, str, str, str]]) -> None:
        """`sections` are key, code, title and HTML of each section of the label, in order."""
        self._keys = {key for key, code, title, _ in sections if code == CODE or normalised(title) in _TITLES}
        self._entries: list[_Entry] = []
        for key, _, _, html in sections:
            if key in self._keys:
                self._entries += _entries(html, after_heading=False)
            elif _HEADING.search(html):
                self._entries += _entries(html, after_heading=True)
        counts = Counter(entry.label for entry in self._entries)
        self._labels = {label for label, count in counts.items() if label and count == 1}
        self._in_parentheses = any(entry.in_parentheses for entry in self._entries)

    def all(self) -> tuple[Reference, ...]:
        """Every reference, in the order in which the label lists them."""
        return tuple(self._references())

    def tied(self, key: str, html: str) -> str:
        """The same HTML of a section, with the numbers that cite a reference as citation marks."""
        if not self._labels or key in self._keys or not re.search(r"\d", html):
            return html
        html = self._without_links(html)
        spans = iter(_no_place_for_marks(html))
        span = next(spans, None)
        out: list[str] = []
        done = 0
        for start, end, numbers in sorted([*self._superscripts(html), *self._by_name(html), *self._in_text(html)]):
            while span is not None and span[1] <= start:
                span = next(spans, None)
            if start < done or (span is not None and span[0] <= start):
                continue
            out += [html[done:start], "".join(f'<a href="cite:{number}">{number}</a>' for number in numbers)]
            done = end
        return "".join([*out, html[done:]])

    def _references(self) -> Iterator[Reference]:
        seen = Counter[str]()
        for place, entry in enumerate(self._entries, 1):
            seen[entry.label] += 1
            parsed = parse_reference(entry.raw)
            is_own = bool(entry.label) and seen[entry.label] == 1
            yield Reference(
                id=entry.label if is_own else f"entry-{place}",
                label=entry.label,
                status=ReferenceStatus.GIVEN,
                raw=entry.raw,
                csl=parsed.csl,
                doi=parsed.doi,
                pmid=parsed.pmid,
                reason="" if entry.label else "The label lists it without a number.",
            )

    def _without_links(self, html: str) -> str:
        """Links of the label itself that lead from a number to the list of references: surely citations."""
        for key in self._keys:
            link = f'<a href="section:{re.escape(key)}">'
            raised = rf"<sup>\s*{link}\s*(\d{{1,3}})\s*</a>\s*</sup>|{link}<sup>\s*(\d{{1,3}})\s*</sup></a>"
            html = re.sub(raised, self._cited, html)
        return html

    def _cited(self, link: re.Match[str]) -> str:
        number = link[1] or link[2]
        return f'<a href="cite:{number}">{number}</a>' if number in self._labels else link[0]

    def _superscripts(self, html: str) -> Iterator[tuple[int, int, list[str]]]:
        if _NOTE.search(html):
            return  # the section has notes of its own, with marks of this kind
        found = [
            (mark, numbers, after_word)
            for mark in _SUPERSCRIPT.finditer(html)
            if (numbers := self._numbers(mark[1])) and (after_word := _stands_as_mark(html, mark)) is not None
        ]
        begins = any("1" in numbers for _, numbers, _ in found)
        for mark, numbers, after_word in found:
            if begins or not after_word:
                yield mark.start(), mark.end(), numbers

    def _by_name(self, html: str) -> Iterator[tuple[int, int, list[str]]]:
        for mark in _BY_NAME.finditer(html):
            if numbers := self._numbers(mark[2]):
                yield mark.start(2), mark.end(2), numbers

    def _in_text(self, html: str) -> Iterator[tuple[int, int, list[str]]]:
        for pattern in (_IN_BRACKETS, *([_IN_PARENTHESES] if self._in_parentheses else [])):
            for mark in pattern.finditer(html):
                before = _text_before(html, mark.start())
                after = html[mark.end() : mark.end() + 1]
                numbers = self._numbers(mark[1])
                if (
                    numbers
                    and re.search(r"[^\W\d]{2}\W?\s?\Z|[.,;:)\]”\"]\s?\Z", before)
                    and not (after.isalnum() or after == "-" or _MEASURES.search(before[-24:]))
                ):
                    yield mark.start(), mark.end(), numbers

    def _numbers(self, written: str) -> list[str]:
        """`1, 3-5` as numbers of the list; none where one of them is not in it."""
        numbers: list[int] = []
        for part in re.split(r"\s*[,;]\s*|\s+and\s+", written):
            ends = [int(end) for end in re.findall(r"\d+", part)]
            numbers += range(ends[0], ends[-1] + 1) if len(ends) > 1 and 0 < ends[-1] - ends[0] <= _HIGHEST else ends
        labels = [str(number) for number in dict.fromkeys(numbers)]
        return labels if labels and all(label in self._labels for label in labels) else []


def _entries(html: str, *, after_heading: bool) -> list[_Entry]:
    """What is listed: the items of lists, and paragraphs that begin with a number; where there are neither, paragraphs
    with a year in them. What follows the list, such as the maker's address, is none of it."""
    root = lxml_html.fragment_fromstring(html, create_parent="div")
    listed: list[_Entry] = []
    unnumbered: list[_Entry] = []
    is_open = not after_heading
    last = 0
    for block in root:
        if not isinstance(block.tag, str):
            continue
        words = _words(block)
        if normalised(words) in _TITLES:
            is_open, last = True, 0
        elif not is_open or not words:
            continue
        elif block.tag in {"ol", "ul", "dl"}:
            listed += _items(block)
        elif block.tag == "p" and (found := _numbered_lines(block, last)):
            listed += found
            last = int(found[-1].label)
        elif after_heading:
            is_open = not listed and block.tag == "p"
        elif block.tag == "p" and _YEAR.search(words):
            unnumbered.append(_Entry("", words))
    return listed or ([] if after_heading else unnumbered)


def _items(block: lxml_html.HtmlElement) -> Iterator[_Entry]:
    number = int(block.get("start") or 1) if (block.get("start") or "1").isdecimal() else 1
    for item in block:
        if item.tag not in {"li", "dd"} or not (words := _words(item)):
            continue
        found = _NUMBERED.match(words)
        if found:
            yield _Entry(found["number"].lstrip("0"), words[found.end() :], found["opening"] == "(")
        elif block.tag == "ol":
            value = item.get("value") or ""
            number = int(value) if value.isdecimal() else number
            yield _Entry(str(number), words)
        else:
            yield _Entry("", words)
        number += 1


def _numbered_lines(block: lxml_html.HtmlElement, last: int) -> list[_Entry]:
    """The entries of a paragraph, one in each of its lines that begin with the next number; a line that begins with
    none goes on with the entry before it."""
    found: list[_Entry] = []
    for line in _words(block, "\n").split("\n"):
        start = _NUMBERED.match(line) or _BARE_NUMBER.match(line)
        number = int(start["number"]) if start else 0
        if start and (number == last + 1 if start.re is _BARE_NUMBER else number > last):
            opening = start["opening"] if start.re is _NUMBERED else ""
            found.append(_Entry(str(number), line[start.end() :], opening == "("))
            last = number
        elif found and line:
            found[-1] = _Entry(found[-1].label, f"{found[-1].raw} {line}", found[-1].in_parentheses)
        elif line:
            return []
    return found


def _words(element: lxml_html.HtmlElement, between: str = " ") -> str:
    """Its text, what begins a new line of it parted by `between`."""
    written = _RAISED_NUMBER.sub(r"\1\2 ", lxml_html.tostring(element, encoding="unicode", with_tail=False))
    return between.join(" ".join(line.split()) for line in plain_text(written).split("\n"))


def _stands_as_mark(html: str, mark: re.Match[str]) -> bool | None:
    """Whether a superscript that is a mark stands right behind a word, rather than behind the sentence or clause; None
    where it is none."""
    if html[mark.end() : mark.end() + 1].isalnum():
        return None  # the mass of an isotope: ¹⁴C
    before = _text_before(html, mark.start()).rstrip()
    if re.search(r"(?:[^\W\d]|[)\]”\"’]|(?<!\d)(?:19|20)\d\d)[.,;:”\"]\Z", before):
        return False
    if re.search(r"[(\[][^()\[\]]*[^\W\d_]{3}[^()\[\]]* [^()\[\]]*[)\]]\Z", before):
        return False
    word = re.search(r"[^\W\d_]+\Z", before)
    if word is None or len(word[0]) < 4 or not word[0][1:].islower() or word[0].casefold() in _UNITS:
        return None
    return True


def _text_before(html: str, place: int) -> str:
    """What stands before a place in the same block."""
    piece = html[max(0, place - _BEFORE) : place]
    piece = re.split(r"</?(?:p|li|dd|dt|td|th|tr|table|h[34]|ul|ol|dl|br)\b[^<>]*>", piece)[-1]
    return unescape(_TAG.sub("", piece.partition(">")[2] if ">" in piece.split("<", 1)[0] else piece))


def _no_place_for_marks(html: str) -> Iterator[tuple[int, int]]:
    """Where tables and links begin and end: numbers in tables are marks of notes, if marks at all."""
    depth = start = 0
    for tag in _TABLE_OR_LINK.finditer(html):
        if not tag[0].startswith("</"):
            start = start if depth else tag.start()
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                yield start, tag.end()
    if depth:
        yield start, len(html)
