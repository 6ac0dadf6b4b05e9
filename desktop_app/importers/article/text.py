"""Imports an encyclopedia article kept as plain text: bare-line headings, `[26]` marks, references without numbers.

The source's wording stays. Which reference a mark rests on is inferred only where it is nearly sure
(`citations.match`); every other mark points to a reference that is openly missing.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from desktop_app.citations.match import Article, CitedParagraph, Match, match
from desktop_app.citations.parse import ParsedReference, parse_reference
from desktop_app.errors import UnreadableInputError
from desktop_app.importers.article.layout import Layout, Part, ReferenceLine, bullet, read_layout
from desktop_app.importers.article.marks import MarkedText, MarkReader, highest_mark
from desktop_app.importers.article.names import find_title, names_in
from desktop_app.importers.drug_names import DrugNames
from desktop_app.importers.kind_map import KindMap
from desktop_app.importers.languages import language_in
from desktop_app.monograph.html import sanitise
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Dropped, Monograph, Provenance, Reference, ReferenceStatus, Section
from resources.letters import SPELT

SOURCE_KIND = "article-text"
LONGEST = 3_000_000
"""Characters: some five times the longest encyclopedia article."""
UNTIED = "Not tied to a mark in this text"
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Body:
    """The running text of an article."""

    sections: tuple[Section, ...]
    article: Article
    labels: tuple[str, ...]
    """Every mark, in order of first appearance."""
    dropped: tuple[Dropped, ...]


def read_article(
    text: str, file_name: str, sha256: str, *, drugs: DrugNames, kinds: KindMap, title: str | None = None
) -> Monograph:
    """Read one article.

    Raises UnreadableInputError where there is no text or far too much, TitleUnknownError where the text does not say
    which drug it is about and no title is given.
    """
    if len(text) > LONGEST:
        raise UnreadableInputError(
            f"{file_name} is too long to be an article: {len(text):,} characters, where {LONGEST:,} are the most."
        )
    text, unprintable = _UNPRINTABLE.subn("", text)
    layout = read_layout(text, is_known=lambda line: kinds.kind_of(line) is not Kind.OTHER)
    title = " ".join(title.split()) if title else None
    layout, opening = _without_title_line(layout, title, drugs)
    if not any(part.lines for part in layout.parts):
        raise UnreadableInputError(f"{file_name} has no text to import.")
    running = "\n".join(line for part in layout.parts for line in (part.title, *part.lines))
    title = title or opening or find_title(running, drugs)
    body = read_body(layout, kinds)
    dropped = [Dropped("unprintable character", unprintable)] if unprintable else []
    language, _ = language_in("", running)
    return Monograph(
        uid=f"article:{language}:{title}",
        title=title,
        language=language,
        names=names_in(running, title, drugs),
        sections=body.sections,
        references=_references(body, layout.references),
        provenance=Provenance(
            source_kind=SOURCE_KIND, file_name=file_name, sha256=sha256, dropped=(*dropped, *body.dropped)
        ),
    )


def _without_title_line(layout: Layout, title: str | None, drugs: DrugNames) -> tuple[Layout, str | None]:
    """Take a first line that is only the drug's name for what it is: the title, not a heading."""
    first = layout.parts[0] if layout.parts else None
    if first is None or not first.title or first.parent is not None:
        return layout, None
    name = drugs.names().get(first.title.casefold())
    if name is None and first.title.casefold() != (title or "").casefold():
        return layout, None
    for part in layout.parts:
        if part.parent is first:
            part.parent = None
    first.title = ""
    parts = layout.parts if first.lines else layout.parts[1:]
    return Layout(parts, layout.references), name


def read_body(layout: Layout, kinds: KindMap) -> Body:
    reader = MarkReader(highest_mark("\n".join(line for part in layout.parts for line in part.lines)))
    sections: list[Section] = []
    paragraphs: list[CitedParagraph] = []
    keys: dict[str, int] = {}
    made: dict[int, Section] = {}
    dropped: list[Dropped] = []
    for order, part in enumerate(layout.parts):
        parent = made[id(part.parent)] if part.parent else None
        title = part.title or "Overview"
        read = [reader.read(bullet(line) or line) for line in part.lines]
        clean = sanitise(_blocks(part, read))
        dropped.extend(clean.dropped)
        key = _unique(f"{parent.key}/{slug(title)}" if parent else slug(title), keys)
        kind = kinds.kind_of(title, parent=parent.kind if parent else None) if part.title else Kind.OVERVIEW
        section = Section(key, kind, title, clean.html, order, parent.key if parent else None)
        made[id(part)] = section
        sections.append(section)
        paragraphs.extend(
            CitedParagraph(
                title if part.title else "",
                marked.plain,
                tuple((int(mark.label), mark.offset) for mark in marked.marks if mark.label.isdigit()),
            )
            for marked in read
        )
    if reader.spaces:
        dropped.append(Dropped("lost space between number and word, put back", reader.spaces))
    return Body(tuple(sections), Article(tuple(paragraphs)), tuple(reader.labels), tuple(dropped))


def _blocks(part: Part, read: list[MarkedText]) -> str:
    html: list[str] = []
    in_list = False
    for line, marked in zip(part.lines, read, strict=True):
        is_item = bullet(line) is not None
        if is_item is not in_list:
            html.append("<ul>" if is_item else "</ul>")
            in_list = is_item
        html.append(f"<li>{marked.html}</li>" if is_item else f"<p>{marked.html}</p>")
    return "".join(html) + ("</ul>" if in_list else "")


def slug(title: str) -> str:
    """A heading as part of a section key: `Routes of administration` -> `routes-of-administration`.

    Accents go (`Å` -> `a`), letters that are no letter with an accent become those that stand for them (`æ` -> `ae`),
    and other scripts leave only their figures. Keys are kept with bookmarks: a change here is a change of keys.
    """
    plain = unicodedata.normalize("NFKD", title.casefold().translate(SPELT)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "section"


def _unique(key: str, keys: dict[str, int]) -> str:
    """The key, with a number after it where it is taken. `keys` remembers the last number of each."""
    unique = key
    while unique in keys:
        keys[key] += 1
        unique = f"{key}-{keys[key]}"
    keys[unique] = 1
    return unique


def _references(body: Body, lines: tuple[ReferenceLine, ...]) -> tuple[Reference, ...]:
    """One reference for every mark, known or missing, in order of the marks; then those tied to no mark."""
    parsed = [parse_reference(line.raw) for line in lines]
    given = {line.number: read for line, read in zip(lines, parsed, strict=True) if line.number}
    lost = [read for line, read in zip(lines, parsed, strict=True) if not line.number]
    matches = match(body.article, lost) if lost else []
    tied: dict[str, Reference] = {
        number: _reference(read, number, ReferenceStatus.GIVEN) for number, read in given.items()
    }
    untied: list[Reference] = []
    for read, found in zip(lost, matches, strict=True):
        if found.number is not None and str(found.number) not in tied:
            tied[str(found.number)] = _matched(read, found)
        else:
            untied.append(_untied(read, found, f"u{len(untied) + 1}"))
    for label in body.labels:
        tied.setdefault(label, Reference(label, label, ReferenceStatus.MISSING))
    return (*sorted(tied.values(), key=_reading_order), *untied)


def _reading_order(reference: Reference) -> tuple[bool, int, str]:
    is_note = not reference.label.isdigit()
    return (is_note, 0 if is_note else int(reference.label), reference.label)


def _reference(read: ParsedReference, label: str, status: ReferenceStatus) -> Reference:
    return Reference(label, label, status, read.raw, read.csl, read.doi, read.pmid)


def _matched(read: ParsedReference, found: Match) -> Reference:
    label = str(found.number)
    return Reference(
        label,
        label,
        ReferenceStatus.MATCHED,
        read.raw,
        read.csl,
        read.doi,
        read.pmid,
        reason=found.reason,
        probability=round(found.probability, 4),
    )


def _untied(read: ParsedReference, found: Match, ref: str) -> Reference:
    return Reference(
        ref,
        "",
        ReferenceStatus.GIVEN,
        read.raw,
        read.csl,
        read.doi,
        read.pmid,
        reason=UNTIED,
        candidates=tuple(str(number) for number in found.candidates),
    )
