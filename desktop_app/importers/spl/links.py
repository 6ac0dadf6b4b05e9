"""Cross references of a label: `linkHtml` elements, and words such as "[see Warnings and Precautions (5.1)]".

The numbers are those of the sections in the full text (21 CFR 201.57): in the highlights a bare number in parentheses
names its section; elsewhere it does only after `[see`, or after the title of that section or of its chapter, since a
dose or a result may stand in parentheses too. A reference that leads to nothing in the label, or to more than one
thing, is reported.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from html import unescape

from lxml import etree

from desktop_app.importers.kind_map import KindMap, normalised
from desktop_app.importers.spl.names import EXCERPT, ID, SECTION, attribute, v3
from desktop_app.importers.spl.outline import HIGHLIGHTS_KEY, Draft
from desktop_app.monograph.kinds import Kind

_LINK = v3("linkHtml")
_NAMED = etree.XPath("descendant-or-self::*[@ID]")
_HIGHEST = 17
"""Sections of the full prescribing information are numbered 1 to 17 (21 CFR 201.56(d)(1))."""

_NUMBER = r"\d{1,2}+(?>(?:\.\d{1,2}+){0,3})"
_NUMBERS = re.compile(rf"\((\s*+{_NUMBER}(?>(?:\s*+(?:,|;|and|or|&amp;|to|[-–])\s*+{_NUMBER})*)\s*+)\)")
_ONE = re.compile(_NUMBER)
_TAG = re.compile(r"<[^>]*>")
_ANCHOR = re.compile(r"<a .*?</a>", re.S)
_SEE = re.compile(r"\[\s*(?:\w+\s+)?see\b[^\[\]]*\Z", re.IGNORECASE)
_TITLES = re.compile(
    r"ee (?<=[Ss]ee )((?:<[a-z]+>)*)"  # what begins with letters is looked for faster than a look behind
    r"([A-Z](?:[A-Z,/ ]|&amp;){4,}[A-Z]|Boxed Warning|Medication Guide|Instructions for Use)(?![a-z])"
)
_BEFORE = 240
"""Characters before a number in which its *see* is looked for."""


class LabelLinks:
    """Where references of one label lead, and the words of those that lead nowhere."""

    def __init__(
        self, body: etree._Element, drafts: Iterable[Draft], places: Mapping[etree._Element, str], kinds: KindMap
    ) -> None:
        """`places` has the key of the section in which each `section` element ended up, empty where in none."""
        self.unresolved: list[str] = []
        self._kinds = kinds
        self._keys = _targets(body, places)
        drafts = list(drafts)
        self._numbers = _unique((draft.number, draft) for draft in drafts if draft.number)
        self._titles = _unique((normalised(draft.title), draft) for draft in drafts)
        boxed = [draft for draft in drafts if draft.kind is Kind.BOXED_WARNING]
        self._boxed = boxed[0] if len(boxed) == 1 else None

    def target(self, link: etree._Element, words: str) -> str | None:
        """The key that a `linkHtml` leads to; None, and a note of it, where that is no place in the label."""
        address = attribute(link, "href")
        if address.startswith("#http"):  # a slip that real labels have
            address = address[1:]
        if not address.startswith("#"):
            if words and address and not _same_address(address, words):
                self.unresolved.append(f"{words} ({address})")
            return None
        key = self._keys.get(address[1:]) or self._keys.get(address[1:].casefold()) or self._by_number(words)
        if key:
            return key
        self.unresolved.append(f"{words} ({address})" if words else address)
        return None

    def _by_number(self, words: str) -> str | None:
        """Where the number that a link shows leads: what a reader of the printed label would follow."""
        numbers = _NUMBERS.search(words)
        names = _ONE.findall(numbers[1]) if numbers else []
        draft = self._numbers.get(names[0]) if len(names) == 1 else None
        return draft.key if draft else None

    def in_text(self, html: str, *, is_highlights: bool = False) -> str:
        """The same HTML with references in words made into links."""
        if "(" not in html and "see " not in html.lower():
            return html
        out: list[str] = []
        done = 0
        for anchor in _ANCHOR.finditer(html):
            out.append(self._run(html, done, anchor.start(), is_highlights=is_highlights))
            out.append(anchor[0])
            done = anchor.end()
        out.append(self._run(html, done, len(html), is_highlights=is_highlights))
        return "".join(out)

    def _run(self, html: str, start: int, end: int, *, is_highlights: bool) -> str:
        out: list[str] = []
        done = start
        for found in _NUMBERS.finditer(html, start, end):
            before = unescape(_TAG.sub("", html[max(0, found.start() - _BEFORE) : found.start()]))
            if not (is_highlights or _SEE.search(before) or self._follows_title(before, found[1])):
                continue
            out.append(self._titled(html[done : found.start(1)]))
            out.append(_ONE.sub(self._numbered, found[1]))
            done = found.end(1)
        out.append(self._titled(html[done:end]))
        return "".join(out)

    def _numbered(self, found: re.Match[str]) -> str:
        draft = self._numbers.get(found[0])
        if draft is not None:
            return f'<a href="section:{draft.key}">{found[0]}</a>'
        if "." in found[0] and 1 <= int(found[0].partition(".")[0]) <= _HIGHEST and self._numbers:
            self.unresolved.append(f"section {found[0]}")
        return found[0]

    def _follows_title(self, before: str, numbers: str) -> bool:
        """Whether the words before a number are the title of its section, or of the chapter that one is in."""
        number = _ONE.findall(numbers)[0]
        chapters = (self._numbers.get(name) for name in (number, number.partition(".")[0]))
        titles = [normalised(draft.title) for draft in chapters if draft is not None]
        return bool(titles) and normalised(before).endswith(tuple(titles))

    def _titled(self, text: str) -> str:
        if "ee " not in text:
            return text
        return _TITLES.sub(self._title, text)

    def _title(self, found: re.Match[str]) -> str:
        """`see WARNINGS`, `see Boxed Warning`: references by title. `see USP` is no title of a section."""
        name = normalised(unescape(found[2]))
        draft = self._titles.get(name) or (self._boxed if name == "boxed warning" else None)
        if draft is None:
            if self._kinds.kind_of(name) is not Kind.OTHER:
                self.unresolved.append(unescape(found[2]))
            return found[0]
        return f'ee {found[1]}<a href="section:{draft.key}">{found[2]}</a>'


def _targets(body: etree._Element, places: Mapping[etree._Element, str]) -> dict[str, str]:
    """The key of the section that each ID lies in, for IDs that links name, and for these without case, since authors
    write `#s5.1` for `S5.1`. A name that lies in two sections leads to neither."""
    wanted = {attribute(link, "href")[1:].casefold() for link in body.iter(_LINK)}
    exact: dict[str, str] = {}
    folded: dict[str, str] = {}
    for name, key in _named(body, places, wanted):
        exact[name] = key if exact.get(name, key) == key else ""
        folded[name.casefold()] = key if folded.get(name.casefold(), key) == key else ""
    return folded | exact


def _named(
    body: etree._Element, places: Mapping[etree._Element, str], wanted: Container[str]
) -> Iterator[tuple[str, str]]:
    """IDs in the narrative with the key of their section; then the ids of sections themselves. Of both those that are
    `wanted`, case aside."""
    for element in _NAMED(body):
        if element.get("ID").casefold() not in wanted:
            continue
        around = element if element.tag == SECTION else next(element.iterancestors(SECTION, EXCERPT), None)
        is_excerpt = around is not None and around.tag == EXCERPT
        yield element.get("ID"), HIGHLIGHTS_KEY if is_excerpt else places.get(around, "")
    for section, key in places.items():
        if (name := attribute(section.find(ID), "root")) and name.casefold() in wanted:
            yield name, key


def _unique(pairs: Iterable[tuple[str, Draft]]) -> dict[str, Draft]:
    listed = list(pairs)
    counts = Counter(name for name, _ in listed)
    return {name: draft for name, draft in listed if counts[name] == 1}


def _same_address(address: str, words: str) -> bool:
    """Whether the words of a link to the web already say where it leads."""

    def bare(text: str) -> str:
        return re.sub(r"^(?:https?://|mailto:)?(?:www\.)?|/$", "", text.strip().casefold())

    return bare(address) in bare(words)
