"""More ground truth: research articles in JATS XML whose references are numbered in order of first use.

The folder is given on the command line; the starter corpus of https://github.com/PLOS/allofplos (CC BY 4.0, 122
articles) is one. Their references are of the kind that drug articles have, and pages about music have few of.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

from lost_numbers import FEWEST_REFERENCES, TrueArticle, TrueReference, TrueSection
from lxml import etree

MOST_IN_ONE_PLACE = 2

_RUN = re.compile(r"\s*\[?⟦\d+⟧\]?(?:\s*(?:[,;–—-]|and)?\s*\[?⟦\d+⟧\]?)*")
_ONE = re.compile(r"(?P<range>[–—-])?\s*\[?⟦(?P<number>\d+)⟧")


def jats_articles(folder: Path) -> list[TrueArticle]:
    """Every article of a folder that cites by number in order of first use."""
    read = [_read(path) for path in sorted(folder.glob("*.*xml"))]
    return [_thin(article) for article in read if article]


def _read(path: Path) -> TrueArticle | None:
    root = etree.parse(path, etree.XMLParser(resolve_entities=False, no_network=True)).getroot()
    body = root.find(".//body")
    items = root.findall(".//back//ref-list/ref")
    if body is None or len(items) < FEWEST_REFERENCES:
        return None
    numbers = {item.get("id"): number for number, item in enumerate(items, 1)}
    for link in body.iter("xref"):
        if link.get("ref-type") == "bibr" and link.get("rid") in numbers:
            for child in list(link):
                link.remove(child)
            link.text = f"⟦{numbers[link.get('rid')]}⟧"
    sections = [TrueSection("")]
    uses: Counter[int] = Counter()
    first: list[int] = []
    for element in body.iter("title", "p"):
        text = " ".join("".join(element.itertext()).split())
        for run in _RUN.findall(text):
            uses.update(_expand(run))
            first += [number for number in _expand(run) if number not in first]
        outer = {ancestor.tag for ancestor in element.iterancestors()}
        if element.tag == "title" and element.getparent().tag == "sec":
            sections.append(TrueSection(re.sub(r"^[\d.]+\s*", "", text)))
        elif element.tag == "p" and not outer & {"fig", "table-wrap", "caption", "supplementary-material", "p"}:
            sections[-1].paragraphs.append(_rewrite(text))
    if sum(left > right for left, right in pairwise(first)) > len(first) / 10:
        return None
    references = [
        TrueReference(numbers[item.get("id")], uses[numbers[item.get("id")]], text)
        for item in items
        if (text := _reference(item)) and uses[numbers[item.get("id")]]
    ]
    return TrueArticle(path.stem, sections, references)


def _thin(article: TrueArticle) -> TrueArticle:
    """Few marks in one place, as encyclopedias have: references that only stand deep in long runs of marks go."""
    kept = {
        number
        for section in article.sections
        for paragraph in section.paragraphs
        for run in re.findall(r"(?:\[\d+\])+", paragraph)
        for number in re.findall(r"\d+", run)[:MOST_IN_ONE_PLACE]
    }
    renumbered: dict[str, int] = {}

    def renumber(mark: re.Match[str]) -> str:
        return f"[{renumbered.setdefault(mark[1], len(renumbered) + 1)}]" if mark[1] in kept else ""

    sections = [
        TrueSection(section.heading, [re.sub(r"\[(\d+)\]", renumber, paragraph) for paragraph in section.paragraphs])
        for section in article.sections
    ]
    references = [
        TrueReference(renumbered[str(reference.number)], reference.uses, reference.text)
        for reference in article.references
        if str(reference.number) in renumbered
    ]
    return TrueArticle(article.name, sections, sorted(references, key=lambda reference: reference.number))


def _expand(run: str) -> list[int]:
    """`[1]–[3], [7]` -> 1, 2, 3, 7"""
    numbers: list[int] = []
    for found in _ONE.finditer(run):
        number = int(found["number"])
        if found["range"] and numbers:
            numbers += range(numbers[-1] + 1, number)
        numbers.append(number)
    return numbers


def _rewrite(text: str) -> str:
    text = _RUN.sub(lambda run: "".join(f"[{number}]" for number in _expand(run.group())), text)
    text = re.sub(r"\s?\[(?=\[\d)|(?<=\d\])\]", "", text)
    return re.sub(r"((?:\[\d+\])+)\s*([.,;])", r"\2\1", text)


def _reference(item: etree._Element) -> str:
    """In the style of an encyclopedia's citation template."""

    def one(*tags: str) -> str:
        for tag in tags:
            found = item.find(f".//{tag}")
            if found is not None:
                return " ".join("".join(found.itertext()).split())
        return ""

    people = [
        f"{name.findtext('surname') or ''} {name.findtext('given-names') or ''}".strip() for name in item.iter("name")
    ]
    title, journal, year = one("article-title"), one("source"), one("year")
    if not (title or journal):
        return ""
    shown = ", ".join(people[:6]) + (", et al." if len(people) > 6 else "")
    head = f"{shown} ({year}). " if shown else ""
    pages = "–".join(part for part in (one("fpage"), one("lpage")) if part)
    volume = one("volume")
    if not title:
        return f"{head}{journal}. {one('publisher-name')}."
    numbers = f" {volume}: {pages}." if volume and pages else f" {volume}." if volume else ""
    return f'{head}"{title.rstrip(".")}". {journal}.{numbers}'
