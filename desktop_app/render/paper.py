"""A packet of sections as a document for paper; `ui/paper.py` decides about pages and devices.

Everything survives a grey printer: no colour carries meaning, and a mark without its reference is underlined.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from html import escape

from desktop_app.monograph.direction import is_right_to_left
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, NameKind, ReferenceStatus, Section
from desktop_app.render.column_groups import ColumnGroup, column_groups
from desktop_app.render.column_widths import column_widths
from desktop_app.render.isolates import END, LEFT_TO_RIGHT, isolated
from desktop_app.render.markup import Markup, opening_words
from desktop_app.render.provenance import age, notice, source_name, version_line
from desktop_app.render.row_runs import row_runs
from desktop_app.render.tree import Element
from desktop_app.render.typeface import FAMILY
from desktop_app.render.units import NO_BREAK, keep_on_one_line

MISSING = "Missing: the source file cites this number but holds no reference for it."
REFERENCES_ANCHOR = "references"
TEXT_WIDTH = 380.0
"""Points (134 mm): 76 characters of the body on average."""
WIDE_WIDTH = 500.0
"""Points, to which a table may go on over the margins at both sides."""
_USUAL, _WIDER_GAP = 8.5, 8.0
_SMALLEST, _GAP = 8, 6.0
"""Points of the type of tables, and between their columns. Smaller type cannot be read on a ward."""
TABS = (26.0, 57.0)
"""Where, in points, the source's own number and the text of a reference begin."""


@dataclass(frozen=True, slots=True)
class PacketReference:
    """A cited reference under its number in this packet."""

    number: int
    ref: str
    label: str
    """The source's own mark."""
    status: ReferenceStatus
    html: str
    """In full; empty when missing."""


@dataclass(frozen=True, slots=True)
class Packet:
    """Sections of one monograph to hand over, with the references they cite."""

    monograph: Monograph
    sections: tuple[Section, ...]
    """In the order of the source."""
    references: tuple[PacketReference, ...]
    """In the order of citation."""
    check: str
    """Short fingerprint of the monograph, by which two prints can be compared."""
    images: Mapping[str, bytes] = field(default_factory=dict)
    """Encoded images by their `media:` address."""


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A heading that the outline of the PDF and the running heads name."""

    title: str
    anchor: str
    level: int
    """From 0."""


@dataclass(frozen=True, slots=True)
class PaperDocument:
    """Everything a painter of pages needs to know."""

    title: str
    language: str
    html: str
    drug: str
    source: str
    """Kind and age of the source, for the head of every page."""
    foot: tuple[str, ...]
    """Lines for the foot of every page, beside `page n of m`."""
    outline: tuple[OutlineEntry, ...]
    images: Mapping[str, bytes] = field(default_factory=dict)


def packet_html(packet: Packet, printed_at: datetime, *, version: str) -> PaperDocument:
    """The document of a packet. `printed_at` is local time; `version` is Materia's own."""
    monograph = packet.monograph
    outline = _outline(packet)
    writer = _Paper(packet)
    body = [_opening(packet)]
    for section, entry in zip(packet.sections, outline, strict=False):
        body += [_heading(packet, section, entry), _section(packet, section, writer)]
    body.append(_references(packet))
    told = age(monograph.provenance.effective_date, printed_at.date())
    names = ", ".join(section.title for section in packet.sections[:3])
    return PaperDocument(
        title=f"{monograph.title}: {names}{' …' if len(packet.sections) > 3 else ''}",
        language=monograph.language,
        html=f"<html><body>{''.join(body)}</body></html>",
        drug=monograph.title,
        source=f"{source_name(monograph.provenance)}, {told.words}",
        foot=_foot(packet, printed_at, version, told.words),
        outline=outline,
        images=packet.images,
    )


def paper_style(pixels_per_point: float, *, right_to_left: bool = False) -> str:
    """Style sheet for the body of the pages; `right_to_left` puts the gap between columns on their other side.

    Qt's rich text takes lengths other than font sizes in pixels of the screen and scales them to the device by itself:
    `pixels_per_point` is what the screen's resolution makes of a point.
    """

    end = "left" if right_to_left else "right"

    def px(points: float) -> str:
        return f"{points * pixels_per_point:.2f}px"

    def line(points: float) -> str:
        return f"line-height:{px(points)};-qt-line-height-type:fixed"

    return f"""
body {{ color:#000000; font-family:'{FAMILY}'; font-size:10pt; }}
p, li, dt, dd, blockquote {{ {line(14.5)}; }}
p {{ margin-top:0; margin-bottom:{px(7)}; }}
ul, ol, dl {{ margin-top:0; margin-bottom:{px(7)}; }}
li {{ margin-bottom:{px(2)}; }}
dt {{ font-weight:600; }}
h1 {{ font-size:20pt; font-weight:600; {line(26)}; margin-top:0; margin-bottom:{px(3)}; }}
h2 {{ font-size:15pt; font-weight:600; {line(20)}; margin-top:{px(16)}; margin-bottom:{px(6)}; }}
h3 {{ font-size:12.5pt; font-weight:600; {line(17)}; margin-top:{px(12)}; margin-bottom:{px(4)}; }}
h4 {{ font-size:10.5pt; font-weight:600; {line(15)}; margin-top:{px(9)}; margin-bottom:{px(3)}; }}
strong {{ font-weight:600; }}
a {{ color:#000000; text-decoration:none; }}
a.missing {{ text-decoration:underline; }}
p.small {{ font-size:8pt; {line(11)}; color:#444444; }}
h6 {{ font-size:8pt; {line(11)}; color:#444444; margin-top:{px(16)}; margin-bottom:0; font-weight:400; }}
h2.under {{ margin-top:0; }}
h5 {{ font-size:10pt; font-weight:600; {line(14)}; margin-top:{px(9)}; margin-bottom:{px(3)}; }}
span.needed {{ font-size:7pt; font-weight:600; }}
table {{ border-collapse:collapse; margin-top:{px(4)}; margin-bottom:{px(9)}; }}
th, td {{ font-size:{_USUAL}pt; {line(12)}; padding-top:{px(2.5)}; padding-bottom:{px(2.5)};
  padding-{end}:{px(_WIDER_GAP)}; border-bottom:0.5px solid #999999; }}
th {{ font-weight:600; border-bottom:1px solid #000000; }}
th.row {{ border-bottom:0.5px solid #999999; }}
td p, th p, td li, th li {{ {line(12)}; margin-bottom:{px(3)}; }}
table.wide th, table.wide td {{ font-size:{_SMALLEST}pt; {line(11)}; padding-{end}:{px(_GAP)}; }}
table.boxed {{ margin-top:{px(4)}; }}
td.boxed {{ border:1.5px solid #000000; padding-top:{px(7)}; padding-bottom:{px(7)}; padding-left:{px(10)};
  padding-right:{px(10)}; }}
td.boxed p, td.boxed li {{ font-size:10pt; {line(14.5)}; margin-bottom:{px(6)}; }}
td.boxed p.boxed {{ font-weight:600; }}
p.reference {{ font-size:8pt; {line(11)}; margin-bottom:{px(3)}; white-space:pre-wrap;
  margin-left:{px(TABS[1])}; text-indent:-{px(TABS[1])}; }}
"""


_HEADING = re.compile(r"\s*<(h[34])>.*?</\1>", re.DOTALL)


class _Paper(Markup):
    """Marks get the numbers of the packet and lead to the list at its end; the list leads back to the first of each."""

    caption = ("<h5>", "</h5>")

    def __init__(self, packet: Packet) -> None:
        self._packet = packet
        self.right_to_left = is_right_to_left(packet.monograph.language)
        self._references = {reference.ref: reference for reference in packet.references}
        self._printed = {section.key: position for position, section in enumerate(packet.sections)}
        self._met: set[str] = set()

    def marks(self, run: Sequence[Element]) -> str:
        return f"<sup>{NO_BREAK.join(self._mark(element.cited or '') for element in run)}</sup>"

    def source_needed(self) -> str:
        return f'<span class="needed">[source{NO_BREAK}needed]</span>'

    def section_link(self, key: str, inner: str) -> str:
        return f'<a href="#section-{self._printed[key]}">{inner}</a>' if key in self._printed else inner

    def figure(self, source: str, alt: str) -> str:
        if source in self._packet.images:
            return f'<img src="{escape(source)}" alt="{escape(alt)}">'
        words = f": {alt.strip()}" if alt.strip() else ""
        return f"[Figure not in the library{escape(words, quote=False)}]"

    def joined(self, text: str) -> str:
        """Nor is a compound unit broken: no position in the text of paper matters."""
        return keep_on_one_line(text)[0]

    def groups(self, head: list[Element], body: list[Element], columns: int) -> tuple[str, list[ColumnGroup]]:
        """Smaller type and the margins of the page for a table of many columns, before it is parted."""
        rows = [*head, *body]
        if sum(column_widths(rows, columns, _WIDER_GAP / _USUAL)) * _USUAL <= TEXT_WIDTH:
            return "grid", [ColumnGroup(0, columns - 1, head, body)]
        widths = column_widths(rows, columns, _GAP / _SMALLEST)
        return "wide", column_groups(head, body, widths, WIDE_WIDTH / _SMALLEST)

    def rows_apart(self, body: list[Element], columns: int) -> list[list[Element]]:
        """A long table is several to Qt; `ui/paper` makes one of them again."""
        return row_runs(body, columns)

    def columns_shown(self, first: int, last: int, of: int) -> str:
        which = f"Column {first}" if first == last else f"Columns {first} to {last}"
        return f"<h6>{which} of {of}, after the first:</h6>"

    def _mark(self, ref: str) -> str:
        reference = self._references[ref]
        name = "" if ref in self._met else f' name="mark-{reference.number}"'
        self._met.add(ref)
        missing = ' class="missing"' if reference.status is ReferenceStatus.MISSING else ""
        return f'<a{name} href="#reference-{reference.number}"{missing}>{reference.number}</a>'


def _outline(packet: Packet) -> tuple[OutlineEntry, ...]:
    levels: dict[str, int] = {}
    entries = []
    for position, section in enumerate(packet.sections):
        levels[section.key] = levels[section.parent] + 1 if section.parent in levels else 0
        entries.append(OutlineEntry(section.title, f"section-{position}", levels[section.key]))
    if packet.references:
        entries.append(OutlineEntry("References", REFERENCES_ANCHOR, 0))
    return tuple(entries)


def _opening(packet: Packet) -> str:
    monograph = packet.monograph
    others = [name.text for name in monograph.names if name.kind is not NameKind.MISSPELLING]
    names = ", ".join(dict.fromkeys(name for name in others if name.casefold() != monograph.title.casefold()))
    printed, of = len(packet.sections), len(monograph.sections)
    extract = f"This print holds {printed} of the {of} sections of this monograph." if printed < of else ""
    lines = "<br>".join(escape(line, quote=False) for line in (names, extract) if line)
    if is_right_to_left(monograph.language) and extract:
        lines = lines.replace(extract, f"{LEFT_TO_RIGHT}{extract}{END}")
    return f"<h1>{escape(monograph.title, quote=False)}</h1>" + (f'<p class="small">{lines}</p>' if lines else "")


def _heading(packet: Packet, section: Section, entry: OutlineEntry) -> str:
    """A section printed without the one around it says what stands around it: `Oral` alone tells nothing."""
    around = [] if entry.level else _ancestors(packet.monograph, section)
    kicker = f"<h6>{escape(' › '.join(around), quote=False)}</h6>" if around else ""
    level = min(entry.level + 2, 4)
    under = ' class="under"' if around else ""
    title = f'<a name="{entry.anchor}">{escape(section.title, quote=False)}</a>'
    return f"{kicker}<h{level}{under}>{title}</h{level}>"


def _ancestors(monograph: Monograph, section: Section) -> list[str]:
    titles: list[str] = []
    above = monograph.section(section.parent) if section.parent else None
    while above is not None and above.title not in titles:
        titles.insert(0, above.title)
        above = monograph.section(above.parent) if above.parent else None
    return titles


def _section(packet: Packet, section: Section, writer: _Paper) -> str:
    children = [child for child in packet.monograph.sections if child.parent == section.key]
    left_out = [child.title for child in children if child not in packet.sections]
    body = writer.write(_without_title(section))
    if section.kind is Kind.BOXED_WARNING:
        body = (
            '<table class="boxed" width="100%" cellspacing="0" cellpadding="0"><tr><td class="boxed">'
            f'<p class="boxed">Boxed warning</p>{body}</td></tr></table>'
        )
    if not section.html.strip() and not children:
        body = '<p class="small">The source has this heading, but no text under it.</p>'
    if left_out:
        titles = escape(", ".join(left_out), quote=False)
        body += f'<p class="small">Also under this heading, but not in this print: {titles}.</p>'
    return body


def _without_title(section: Section) -> str:
    """The text of a section without a heading that repeats its title, which stands above already."""
    if opening_words(section.html) != " ".join(section.title.split()):
        return section.html
    heading = _HEADING.match(section.html)
    return section.html[heading.end() :] if heading else section.html


def _references(packet: Packet) -> str:
    if not packet.references:
        return '<p class="small">These sections cite no references.</p>'
    return (
        f'<h2><a name="{REFERENCES_ANCHOR}">References</a></h2>'
        '<p class="small">In order of citation. The source’s own number is in brackets.</p>'
        + "".join(_reference(reference) for reference in packet.references)
    )


def _reference(reference: PacketReference) -> str:
    text = reference.html
    if reference.status is ReferenceStatus.MISSING:
        text = f"<em>{MISSING}</em>"
    elif reference.status is ReferenceStatus.MATCHED:
        text += " (matched by Materia)"
    number, own = reference.number, escape(reference.label, quote=False)
    return (
        f'<p class="reference"><a name="reference-{number}" href="#mark-{number}"><strong>{number}</strong></a>'
        f"\t[{own}]\t{text}</p>"
    )


def _foot(packet: Packet, printed_at: datetime, version: str, age_words: str) -> tuple[str, ...]:
    provenance = packet.monograph.provenance
    publisher = provenance.publisher or source_name(provenance)
    source = [f"Source: {isolated(publisher)}, “{isolated(packet.monograph.title)}”"]
    source += [f"File {isolated(provenance.file_name)}"] if provenance.file_name and not provenance.publisher else []
    source += [provenance.licence] if provenance.licence else []
    if provenance.effective_date:
        dates = [f"Effective {provenance.effective_date}", f"{age_words[:1].upper()}{age_words[1:]} when printed"]
    else:
        dates = ["No date in source"]
    named = version_line(replace(provenance, effective_date=""))
    dates.insert(0, f"{named[:1].upper()}{named[1:]}" if named else "No version in source")
    if provenance.retrieved:
        dates.append(f"Retrieved {provenance.retrieved}")
    printed = [
        f"Printed {printed_at:%Y-%m-%d %H:%M} with Materia {version}",
        f"Check {packet.check} of {packet.monograph.uid}",
    ]
    lines = [*(". ".join(part.rstrip(".") for part in line) + "." for line in (source, dates, printed))]
    warning = notice(provenance)
    return (*lines, warning) if warning else tuple(lines)
