"""A section as rich text for the reading pane (QTextBrowser).

Positions in the source's text stay countable: text that Materia adds stands in runs whose tool tip is `markup.ADDED`,
marks are anchors `cite:REF`, and nothing else is added or taken away except that white space may become U+00A0.

Qt's style sheets know no dotted underline: a missing mark is underlined here, and the reading pane turns every
underline of a `cite:` anchor into a dotted one.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from desktop_app.monograph.direction import is_right_to_left
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, ReferenceStatus, Section
from desktop_app.render.markup import ADDED, Markup, added, opening_words
from desktop_app.render.themes import Theme
from desktop_app.render.tree import Element
from desktop_app.render.units import NO_BREAK

__all__ = ["ADDED", "document_style", "section_html"]

_IN_TAB = 32
"""Characters of a title that a tab shows in any case."""
READING_PX, READING_LINE_PX = 17, 27
CELL_PX, CELL_LINE_PX = 14, 22


def section_html(monograph: Monograph, section: Section) -> str:
    """One section. Its own title is in the tab; one too long for that is also the heading of the text, unless the text
    begins with it. Colours come from `document_style`.

    Each section has its own tab, so sub-sections are not shown inside their parent: they are named at its end as links.
    """
    body = _Screen(monograph).write(section.html)
    children = _children(monograph, section)
    if section.kind is Kind.BOXED_WARNING:
        body = _boxed(section, body)
    if not section.html.strip():
        body = _empty(children)
    else:
        body += _continued(children)
    return f"<html><body>{_heading(section)}{body}</body></html>"


def part_html(monograph: Monograph, section: Section, html: str, *, first: bool = False, last: bool = False) -> str:
    """A part of a section: with what stands above the `first`, and with what is said under the `last`."""
    body = _Screen(monograph).write(html)
    above = _heading(section) if first else ""
    below = _continued(_children(monograph, section)) if last else ""
    return f"<html><body>{above}{body}{below}</body></html>"


def _children(monograph: Monograph, section: Section) -> list[Section]:
    return [child for child in monograph.sections if child.parent == section.key]


def _heading(section: Section) -> str:
    boxed = section.kind is Kind.BOXED_WARNING
    if len(section.title) > _IN_TAB and not boxed and not opening_words(section.html).startswith(section.title):
        return f"<h3>{added(escape(section.title, quote=False))}</h3>"
    return ""


def document_style(theme: Theme, *, zoom: float = 1.0, right_to_left: bool = False) -> str:
    """Default style sheet for the document that shows `section_html`; sizes are pixels times `zoom`.

    `right_to_left` puts the gap between columns on their other side.
    """
    start, end = ("right", "left") if right_to_left else ("left", "right")

    def px(size: float) -> str:
        return f"{max(1, round(size * zoom))}px"

    def line(size: float) -> str:
        return f"line-height:{px(size)};-qt-line-height-type:fixed"

    return f"""
body {{ color:{theme.text}; font-size:{px(READING_PX)}; }}
p, li, dt, dd, blockquote {{ {line(READING_LINE_PX)}; }}
p {{ margin-top:0; margin-bottom:{px(14)}; }}
ul, ol {{ margin-top:0; margin-bottom:{px(14)}; }}
li {{ margin-bottom:{px(4)}; }}
dt {{ font-weight:600; }}
dd {{ margin-bottom:{px(8)}; }}
blockquote {{ margin-left:{px(24)}; margin-right:{px(24)}; color:{theme.text2}; }}
h3 {{ font-size:{px(20)}; font-weight:600; {line(27)}; margin-top:{px(24)}; margin-bottom:{px(8)}; }}
h4 {{ font-size:{px(READING_PX)}; font-weight:600; {line(27)}; margin-top:{px(16)}; margin-bottom:{px(4)}; }}
strong {{ font-weight:600; }}
a {{ color:{theme.accent}; text-decoration:none; }}
a.missing {{ color:{theme.amber}; text-decoration:underline; }}
a.needed {{ color:{theme.amber}; background-color:{theme.amber_fill}; font-size:{px(12)}; font-weight:600; }}
p.caption {{ font-size:{px(16)}; font-weight:600; margin-top:{px(16)}; margin-bottom:{px(4)}; }}
p.aside {{ color:{theme.text2}; }}
table.grid {{ border-collapse:collapse; margin-bottom:{px(24)}; }}
th, td {{ font-size:{px(CELL_PX)}; {line(CELL_LINE_PX)}; padding-top:{px(7)}; padding-bottom:{px(7)}; padding-{start}:0;
  padding-{end}:{px(12)}; border-bottom:1px solid {theme.line}; }}
th {{ font-weight:600; color:{theme.text2}; border-bottom:1px solid {theme.edge}; }}
th.row {{ border-bottom:1px solid {theme.line}; }}
td p, th p, td li, th li {{ {line(CELL_LINE_PX)}; margin-bottom:{px(4)}; }}
table.boxed {{ border-collapse:collapse; margin-bottom:{px(24)}; }}
td.boxed {{ background-color:{theme.red_fill}; border:2px solid {theme.red_border};
  padding-top:{px(10)}; padding-bottom:{px(14)}; padding-left:{px(16)}; padding-right:{px(16)}; }}
td.boxed p, td.boxed li {{ font-size:{px(READING_PX)}; {line(READING_LINE_PX)}; margin-bottom:{px(12)}; }}
p.boxed {{ font-weight:600; }}
span.boxed {{ color:{theme.red}; font-size:{px(READING_PX)}; font-weight:600; }}
"""


class _Screen(Markup):
    def __init__(self, monograph: Monograph) -> None:
        self._monograph = monograph
        self.right_to_left = is_right_to_left(monograph.language)
        self._keys = {section.key for section in monograph.sections}

    def marks(self, run: Sequence[Element]) -> str:
        return f"<sup>{added(NO_BREAK).join(self._mark(element) for element in run)}</sup>"

    def source_needed(self) -> str:
        words = NO_BREAK.join(["", "source", "needed", ""])
        return f'<a href="cite:?" class="needed">{words}</a>'

    def section_link(self, key: str, inner: str) -> str:
        return f'<a href="section:{escape(key)}">{inner}</a>' if key in self._keys else inner

    def figure(self, source: str, alt: str) -> str:
        """A link, so that the keyboard reaches it too: it leads to the picture in full size."""
        address, words = escape(source), escape(alt.strip())
        told = f' title="{words}"' if words else ""
        return f'<a href="{address}"{told}><img src="{address}" alt="{words}"{told}></a>'

    def _mark(self, element: Element) -> str:
        ref = element.cited or ""
        reference = self._monograph.reference(ref)
        status = ReferenceStatus.MISSING if reference is None else reference.status
        return f'<a href="cite:{escape(ref)}" class="{status}">{escape(element.text().strip())}</a>'


def _boxed(section: Section, body: str) -> str:
    """A border needs a table: blocks cannot have one."""
    named = "warning" in section.title.casefold()
    title = section.title if named else f"Boxed warning: {section.title}"
    return (
        '<table class="boxed" width="100%" cellspacing="0" cellpadding="0"><tr><td class="boxed">'
        f'<p class="boxed"><span class="boxed">{added(escape(title))}</span></p>{body}</td></tr></table>'
    )


def _empty(children: Sequence[Section]) -> str:
    if not children:
        return f'<p class="aside">{added("The source has this heading, but no text under it.")}</p>'
    links = "".join(f"<li>{_link(child)}</li>" for child in children)
    return (
        f'<p class="aside">{added("The source has no text of its own here. This heading holds:")}</p><ul>{links}</ul>'
    )


def _continued(children: Sequence[Section]) -> str:
    if not children:
        return ""
    links = added(", ").join(_link(child) for child in children)
    return f'<p class="aside">{added("Continues in ")}{links}</p>'


def _link(section: Section) -> str:
    return f'<a href="section:{escape(section.key)}">{added(escape(section.title))}</a>'
