"""The list of references as rich text: one table row a reference, with links to every place that cites it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from desktop_app.citations.audit import Use
from desktop_app.citations.format import Link, format_ama, links
from desktop_app.monograph.html import citations
from desktop_app.monograph.model import Monograph, Reference, ReferenceStatus
from desktop_app.render.themes import Theme
from desktop_app.ui.reading.citation_words import ICONS, WORDS, missing_words, section_title, status_reason

_JOINER = "\u2060"
_NO_BREAK = "\u00a0"


@dataclass(frozen=True, slots=True)
class CitingPlace:
    """The nth mark in a section that cites a reference."""

    section: str
    ref: str
    nth: int


@dataclass(slots=True)
class ReferencesPage:
    """Rich text, and what its parts mean."""

    html: str = ""
    rows: list[str | None] = field(default_factory=list)
    """Ids of the references in the order of the table's rows; None for a row of words."""
    places: list[CitingPlace] = field(default_factory=list)
    """Targets of the links `place:N`."""


def listed(monograph: Monograph) -> list[Reference]:
    """All references, and a missing one for each mark that points to nothing at all, in the order of the numbers."""
    known = {reference.id for reference in monograph.references}
    strays: dict[str, Reference] = {}
    for section in monograph.sections:
        for citation in citations(section.html):
            if citation.ref not in known:
                strays.setdefault(
                    citation.ref, Reference(citation.ref, citation.mark or citation.ref, ReferenceStatus.MISSING)
                )
    return sorted([*monograph.references, *strays.values()], key=_by_number)


def references_page(
    monograph: Monograph,
    references: Sequence[Reference],
    uses: Mapping[str, Sequence[Use]],
    theme: Theme,
    widths: tuple[int, int],
) -> ReferencesPage:
    """The table of `references`; `widths` are those of the status and the cited column in px."""
    page = ReferencesPage()
    tied = [reference for reference in references if reference.label]
    untied = [reference for reference in references if not reference.label]
    rows = [_head(widths)] if tied or not untied else []
    if rows:
        page.rows.append(None)
    rows += [_row(monograph, reference, uses.get(reference.id, ()), theme, page) for reference in tied]
    if untied:
        page.rows.append(None)
        rows.append(
            '<tr><td colspan="4" class="untied"><span class="group">Not tied to a mark in this text</span>'
            '<br><span class="small">In the source file, but nothing says which mark they belong to.</span></td></tr>'
        )
        rows += [_row(monograph, reference, uses.get(reference.id, ()), theme, page) for reference in untied]
    if not references:
        page.rows.append(None)
        rows.append('<tr><td colspan="4" class="small">No references of this kind.</td></tr>')
    page.html = f'<body><table width="100%" cellspacing="0" cellpadding="0">{"".join(rows)}</table></body>'
    return page


def references_style(theme: Theme) -> str:
    """Style sheet of the page."""
    return f"""
body {{ color:{theme.text}; font-size:14px; }}
table {{ border-collapse:collapse; }}
td {{ line-height:21px; -qt-line-height-type:fixed; padding-top:9px; padding-bottom:7px; padding-left:0;
  padding-right:12px; border-bottom:1px solid {theme.line}; }}
th {{ font-size:12px; font-weight:600; color:{theme.text2}; padding-top:8px; padding-bottom:8px; padding-left:0;
  padding-right:12px; border-bottom:1px solid {theme.edge}; }}
a {{ color:{theme.accent}; text-decoration:none; }}
td.number {{ color:{theme.accent}; font-weight:600; }}
td.missing {{ color:{theme.amber}; }}
.number {{ padding-left:10px; padding-right:4px; }}
.amber {{ color:{theme.amber}; }}
.muted {{ color:{theme.text2}; }}
.small {{ color:{theme.text2}; font-size:12px; }}
td.untied {{ padding-top:24px; padding-left:10px; }}
.group {{ font-size:13px; font-weight:600; }}
.word {{ font-weight:600; }}
"""


def _head(widths: tuple[int, int]) -> str:
    status, cited = widths
    return (
        '<thead><tr><th align="left" width="44" class="number">No.</th>'
        f'<th align="left">Reference, AMA style</th><th align="left" width="{status}">Status</th>'
        f'<th align="right" width="{cited}">Cited</th></tr></thead>'
    )


def _row(monograph: Monograph, reference: Reference, uses: Sequence[Use], theme: Theme, page: ReferencesPage) -> str:
    page.rows.append(reference.id)
    missing = reference.status is ReferenceStatus.MISSING
    count = sum(use.count for use in uses)
    if missing:
        said = missing_words(monograph, uses).split(":")[0] if uses else "No text cites it."
        where = f": {_places(monograph, reference, uses, page)}." if uses else ""
        body = (
            f'<span class="amber">No reference {escape(reference.label)} in the source file.</span> '
            f'<span class="muted">{escape(said)}{where}</span>'
        )
    else:
        body = _linked(format_ama(reference).statement_html, links(reference))
        if uses:
            body += f'<br><span class="small">Cited in {_places(monograph, reference, uses, page)}</span>'
        if reference.candidates:
            body += f'<br><span class="small">Could be {_candidates(monograph, reference, page)}</span>'
    colour = theme.amber if missing else theme.text
    reason = "" if missing or not reference.label else status_reason(reference).removesuffix("by the source")
    status = (
        f'<img src="icon:{ICONS[reference.status]}" width="16" height="16" style="vertical-align:middle">'
        f'{_NO_BREAK}<span class="word" style="color:{colour}">{WORDS[reference.status]}</span>'
        + (f'<br><span class="small">{escape(reason)}</span>' if reason else "")
    )
    number = f'<td class="number{" missing" if missing else ""}" width="44" valign="top">{escape(reference.label)}</td>'
    return (
        f"<tr>{number}"
        f'<td valign="top">{body}</td><td valign="top">{status}</td>'
        f'<td valign="top" align="right" class="muted">{f"{count}×" if reference.label else "–"}</td></tr>'
    )


def _linked(statement: str, outside: Sequence[Link]) -> str:
    """A reference with its identifiers as links: in place where the statement names them, else after it."""
    after = []
    for link in outside:
        anchor = f'<a href="{escape(link.url)}">{_unbroken(link.label)}</a>'
        if escape(link.label, quote=False) in statement:
            statement = statement.replace(escape(link.label, quote=False), anchor, 1)
        else:
            after.append(anchor)
    return " ".join(part for part in (statement, ". ".join(after)) if part)


def _places(monograph: Monograph, reference: Reference, uses: Sequence[Use], page: ReferencesPage) -> str:
    """Links to every place: the section's title where it is one, a number each where there are several."""
    written = []
    for use in uses:
        title = escape(section_title(monograph, use))
        targets = [_place(page, CitingPlace(use.section, reference.id, nth)) for nth in range(use.count)]
        if use.count == 1:
            written.append(f'<a href="{targets[0]}">{title}</a>')
        else:
            numbers = _NO_BREAK.join(f'<a href="{target}">{nth}</a>' for nth, target in enumerate(targets, 1))
            written.append(f"{title}{_NO_BREAK}{numbers}")
    return ", ".join(written)


def _candidates(monograph: Monograph, reference: Reference, page: ReferencesPage) -> str:
    written = []
    for label in reference.candidates:
        target = next(
            (
                CitingPlace(section.key, citation.ref, 0)
                for section in monograph.sections
                for citation in citations(section.html)
                if citation.mark == label
            ),
            None,
        )
        written.append(escape(label) if target is None else f'<a href="{_place(page, target)}">{escape(label)}</a>')
    return ", ".join(written)


def _place(page: ReferencesPage, place: CitingPlace) -> str:
    page.places.append(place)
    return f"place:{len(page.places) - 1}"


def _unbroken(label: str) -> str:
    """A DOI stays on one line."""
    return "".join(f"{escape(character)}{_JOINER if character in '/-().' else ''}" for character in label)


def _by_number(reference: Reference) -> tuple[int, str]:
    digits = ""
    for character in reference.label:
        if not character.isdecimal():
            break
        digits += character
    return (int(digits) if digits else 10**9, reference.label)
