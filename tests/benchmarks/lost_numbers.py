"""Ground truth for reference matching: complete encyclopedia pages rewritten as text that has lost its numbers.

A page whose footnotes are linked says which reference each mark rests on. Written as plain text, with the numbers of
the references dropped, most references gone and some sections lost, it poses the same question as a real file, with
the answer known.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from libzim.reader import Archive
from lxml import html

from desktop_app.citations.footnote import letter

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
FEWEST_REFERENCES = 8
_BLOCKS = {"p", "h2", "h3", "h4", "li", "blockquote", "dd"}
_LEFT_OUT = ".//table|.//style|.//script|.//figure|.//sup[contains(@class,'noprint')]"
_NOT_TEXT = re.compile(
    r"\b(?:reflist|references|mw-references-wrap|toc|thumb|gallery|navbox|hatnote|infobox|catlinks|mw-editsection|"
    r"metadata|noprint|navigation-not-searchable|vertical-navbox|sistersitebox)\b"
)
_BACK_MATTER = {"references", "notes", "footnotes", "bibliography", "external links", "further reading", "see also"}


@dataclass(slots=True)
class TrueSection:
    """A heading (empty before the first) and its paragraphs; marks stand in the text as `[26]`."""

    heading: str
    paragraphs: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TrueReference:
    """A footnote with its number and how often the whole page cites it."""

    number: int
    uses: int
    text: str


@dataclass(frozen=True, slots=True)
class TrueArticle:
    """A page whose every mark is known."""

    name: str
    sections: list[TrueSection]
    references: list[TrueReference]


@dataclass(frozen=True, slots=True)
class Puzzle:
    """Plain text without numbers, and the numbers."""

    name: str
    text: str
    answers: list[int]
    """Of each reference line, in order."""


def true_articles() -> list[TrueArticle]:
    """Every page of the archive and the folder that has references enough, each once."""
    articles: list[TrueArticle] = []
    seen: set[str] = set()
    for name, page in (*_archive_pages(), *_folder_pages()):
        article = read_page(name, page)
        text = " ".join(reference.text for reference in article.references)
        if len(article.references) >= FEWEST_REFERENCES and text not in seen:
            seen.add(text)
            articles.append(article)
    return articles


def read_page(name: str, page: str) -> TrueArticle:
    """Text, marks and references of one page."""
    root = html.fromstring(page)
    numbers: dict[str, int] = {}
    uses: Counter[str] = Counter()
    for link in root.xpath("//a[contains(@href,'#cite_note')]"):
        target = link.get("href").split("#", 1)[1]
        label = link.text_content().strip().strip("[]")
        for child in list(link):
            link.remove(child)
        link.text = f"[{label}]"
        if label.isdigit():
            numbers[target] = int(label)
            uses[target] += 1
    references = []
    for item in root.xpath("//li[starts-with(@id,'cite_note')]"):
        target = item.get("id")
        for hidden in item.xpath(
            ".//*[contains(@class,'mw-cite-backlink') or contains(@class,'Z3988') or contains(@style,'display:none')]"
            "|.//style"
        ):
            hidden.drop_tree()
        text = " ".join(item.text_content().split())
        if target in numbers and text:
            references.append(TrueReference(numbers[target], uses[target], text))
        item.drop_tree()
    references.sort(key=lambda reference: reference.number)
    for left_out in root.xpath(_LEFT_OUT):
        left_out.drop_tree()
    return TrueArticle(name, _sections(root), references)


def lose(article: TrueArticle, seed: int) -> Puzzle | None:
    """Rewrite an article in the plain style, losing what files of this kind have lost."""
    chance = random.Random(f"{article.name}-{seed}")
    kept = chance.uniform(0.15, 0.35)
    damaged = chance.random() < 0.7
    with_lists = chance.random() < 0.3
    lines: list[str] = []
    for place, section in enumerate(article.sections):
        if damaged and chance.random() < (0.4 if place == 0 else 0.2):
            paragraphs = section.paragraphs[chance.randint(1, 3) :] if place == 0 else []
        else:
            paragraphs = section.paragraphs
        paragraphs = [*paragraphs, *(section.items if with_lists else [])]
        if paragraphs:
            lines += [section.heading] * (bool(section.heading) and chance.random() < 0.9)
            lines += paragraphs
    chosen = [reference for reference in article.references if chance.random() < kept]
    if len(chosen) < 2 or not lines:
        return None
    for reference in chosen:
        letters = "".join(letter(place) for place in range(reference.uses)) if reference.uses > 1 else ""
        lines.append(f"^{' ' * bool(letters)}{letters}{reference.text}")
    return Puzzle(f"{article.name} {seed}", "\n".join(lines), [reference.number for reference in chosen])


def _sections(root: html.HtmlElement) -> list[TrueSection]:
    sections = [TrueSection("")]
    for element in root.iter(*_BLOCKS):
        if any(_NOT_TEXT.search(outer.get("class") or "") for outer in (element, *element.iterancestors())):
            continue
        text = " ".join(element.text_content().split())
        if element.tag in {"h2", "h3", "h4"}:
            sections.append(TrueSection(re.sub(r"\[\s*edit\s*\]$", "", text).strip()))
        elif text and not (element.tag in {"li", "p"} and element.getparent().tag in {"li", "blockquote", "dd"}):
            (sections[-1].items if element.tag == "li" else sections[-1].paragraphs).append(text)
    return [section for section in sections if section.heading.lower() not in _BACK_MATTER]


def _archive_pages() -> Iterator[tuple[str, str]]:
    for path in sorted((DATA / "zim").glob("*.zim")):
        archive = Archive(path)
        for number in range(archive.all_entry_count):
            entry = archive._get_entry_by_id(number)
            if not entry.is_redirect and entry.get_item().mimetype.startswith("text/html"):
                yield entry.title, bytes(entry.get_item().content).decode()


def _folder_pages() -> Iterator[tuple[str, str]]:
    for path in sorted((DATA / "wikipedia").glob("*.html")):
        yield path.stem, path.read_text(encoding="utf-8")
