"""What the window says about a citation: the same words in popup, margin and list of references."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from desktop_app.citations.audit import Use
from desktop_app.citations.format import Link, format_ama, links
from desktop_app.monograph.html import SOURCE_NEEDED
from desktop_app.monograph.model import Monograph, Reference, ReferenceStatus

ICONS = {ReferenceStatus.GIVEN: "given", ReferenceStatus.MATCHED: "matched", ReferenceStatus.MISSING: "missing"}
"""Shape beside the word, so that no status is told by colour alone."""
WORDS = {ReferenceStatus.GIVEN: "Given", ReferenceStatus.MATCHED: "Matched", ReferenceStatus.MISSING: "Missing"}
GROUPS = {
    ReferenceStatus.GIVEN: "Given by the source",
    ReferenceStatus.MATCHED: "Matched by Materia",
    ReferenceStatus.MISSING: "Missing: not in the source file",
}
_TIMES = {1: "once", 2: "twice"}
_NAMED = 5
"""More sections than these are counted: a popup is no index."""
_BUTTONS = {"doi:": "DOI", "PMID ": "PubMed", "Set ID ": "DailyMed"}


@dataclass(frozen=True, slots=True)
class CitationWords:
    """One citation in words. `html` is rich text, everything else plain."""

    number: str
    html: str
    text: str
    """For the clipboard; empty where there is nothing to copy."""
    status: ReferenceStatus | None
    """None for a statement for which the source itself asks for a source."""
    status_word: str
    status_reason: str
    cited: str
    links: tuple[Link, ...] = ()
    """Where the source can be read, outside Materia; the labels are those of buttons."""

    @property
    def spoken(self) -> str:
        """What a screen reader says."""
        parts = [f"Reference {self.number}." if self.number else "", self.text or _plain(self.html)]
        status = f"{self.status_word}: {self.status_reason}" if self.status_reason else self.status_word
        return " ".join(
            part for part in [*parts, f"{status}." if status else "", f"{self.cited}." if self.cited else ""] if part
        )


def citation_words(monograph: Monograph, ref: str, mark: str, uses: Sequence[Use]) -> CitationWords:
    """What to say about the mark `mark` that points to `ref`."""
    if ref == SOURCE_NEEDED:
        return CitationWords(
            number="",
            html="The source itself asks for a source here. It gives none for this statement.",
            text="",
            status=None,
            status_word="Source needed",
            status_reason="flagged in the source text",
            cited="",
        )
    reference = monograph.reference(ref)
    cited = cited_words(monograph, uses)
    if reference is None or reference.status is ReferenceStatus.MISSING:
        label = mark if reference is None else reference.label or mark
        return CitationWords(
            number=label,
            html=f"No reference {escape(label)} in the source file.",
            text="",
            status=ReferenceStatus.MISSING,
            status_word=WORDS[ReferenceStatus.MISSING],
            status_reason="the mark is in the text, the reference is not in the file",
            cited=cited,
        )
    formatted = format_ama(reference)
    return CitationWords(
        number=reference.label or mark,
        html=formatted.html,
        text=formatted.text,
        status=reference.status,
        status_word=WORDS[reference.status],
        status_reason=status_reason(reference),
        cited=cited,
        links=button_links(reference),
    )


def status_reason(reference: Reference) -> str:
    """How a reference came to stand behind its mark, and how surely."""
    if reference.status is ReferenceStatus.GIVEN:
        return reference.reason or ("by the source" if reference.label else "not tied to a mark in this text")
    sure = f"{int(reference.probability * 100)} % sure" if reference.probability is not None else ""
    return ", ".join(part for part in (reference.reason, sure) if part)


def cited_words(monograph: Monograph, uses: Sequence[Use]) -> str:
    """How often and where: `Cited 4× here: Withdrawal syndrome 2, Research 2`."""
    if not uses:
        return "Not cited in this text"
    where = ", ".join(f"{section_title(monograph, use)} {use.count}" for use in uses[:_NAMED])
    rest = len(uses) - _NAMED
    more = f" and {rest} more {'section' if rest == 1 else 'sections'}" if rest > 0 else ""
    return f"Cited {sum(use.count for use in uses)}× here: {where}{more}"


def missing_words(monograph: Monograph, uses: Sequence[Use]) -> str:
    """`The text cites it twice: Intrathecal use, Pump care.`"""
    count = sum(use.count for use in uses)
    where = ", ".join(section_title(monograph, use) for use in uses)
    return f"The text cites it {_TIMES.get(count, f'{count} times')}: {where}."


def section_title(monograph: Monograph, use: Use) -> str:
    """The title of the section that cites."""
    section = monograph.section(use.section)
    return section.title if section is not None else use.section


def button_links(reference: Reference) -> tuple[Link, ...]:
    """The two best places to read a source, named as buttons; an address only where there is nothing better."""
    named = []
    for link in links(reference):
        label = next((name for start, name in _BUTTONS.items() if link.label.startswith(start)), "Web page")
        named.append(Link(label, link.url))
    return tuple(named[:2])


def _plain(html: str) -> str:
    return html.replace("<em>", "").replace("</em>", "")
