"""Writes Materia HTML anew for Qt's rich text: what screen and paper have in common.

Qt's rich text knows no captions, and ignores float, max-width, and padding or border on blocks; only tables and cells
can have borders. A subclass says how marks, links and figures look.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from desktop_app.monograph.steps import step_numbers
from desktop_app.monograph.table_limits import Shape, breakable
from desktop_app.render.column_groups import ColumnGroup
from desktop_app.render.isolates import isolate
from desktop_app.render.mirrored import mirrored
from desktop_app.render.tree import DISSOLVED, Element, parse
from desktop_app.render.units import NO_BREAK, join_units

ADDED = "Added by Materia"
"""Tool tip of every run of text that is not the source's own.

Qt's rich text keeps no classes, but the `title` of an element survives as the tool tip of its characters. Whoever
counts positions in the source's text skips runs with this tool tip, as it skips citation marks.
"""

_PLAIN = frozenset(["p", "h3", "h4", "ul", "ol", "li", "dl", "dt", "dd", "strong", "em", "sub", "sup", "blockquote"])

_BLOCKS = _PLAIN - {"strong", "em", "sub", "sup"}
_TOO_LARGE = "This table is too large to be set as one. Its rows follow, each cell on a line of its own."
_TOO_DEEP = "This table lies too deep inside others to be set as one. Its cells follow, each in a paragraph of its own."
_MOST_NAMED = 20_000
"""Cells of a table shown row by row before each of which the name of its column is put."""
_LINES = 200
"""Of one paragraph: Qt lays paragraphs out one at a time, but each as a whole."""


def added(html: str) -> str:
    """Mark text as Materia's own, not the source's."""
    return f'<span title="{ADDED}">{html}</span>'


_OPENING = re.compile(r"(?>(?:\s|<br\s*/?>)*)<(?P<tag>h3|h4|p)>")


class Markup:
    """Materia HTML in, rich text out."""

    caption = ('<p class="caption">', "</p>")
    """What stands before and after the caption of a table."""
    right_to_left = False
    """Whether the monograph is in a language that is written from right to left."""

    def write(self, html: str) -> str:
        """Rich text of a whole section."""
        tree = parse(html)
        isolate(tree, in_right_to_left=self.right_to_left)
        return self.children(tree)

    def marks(self, run: Sequence[Element]) -> str:
        """Citation marks that stand side by side."""
        raise NotImplementedError

    def source_needed(self) -> str:
        """The badge where the source itself asks for a source."""
        raise NotImplementedError

    def section_link(self, key: str, inner: str) -> str:
        """A cross reference."""
        raise NotImplementedError

    def figure(self, source: str, alt: str) -> str:
        """An image."""
        raise NotImplementedError

    def children(self, element: Element) -> str:
        """Rich text of everything inside an element."""
        pieces: list[str] = []
        run: list[Element] = []
        nodes = _without_outer_breaks(element) if element.tag in _BLOCKS else element.children
        for position, node in enumerate(nodes):
            following = nodes[position + 1] if position + 1 < len(nodes) else None
            if isinstance(node, Element) and node.cited not in {None, "?"}:
                run.append(node)
                if not (isinstance(following, Element) and following.cited not in {None, "?"}):
                    pieces.append(self.marks(run))
                    run = []
            elif isinstance(node, Element) and node.cited == "?":
                before = nodes[position - 1] if position else ""
                spaced = isinstance(before, str) and (not before or before[-1].isspace())
                pieces.append(("" if spaced else added(NO_BREAK)) + self.source_needed())
            elif isinstance(node, Element):
                pieces.append(self.element(node))
            else:
                pieces.append(self.words(node, tied=isinstance(following, Element) and following.cited == "?"))
        return "".join(pieces)

    def words(self, text: str, *, tied: bool) -> str:
        """Text; `tied` keeps its last word on the line of what follows."""
        joined = breakable(self.joined(text))
        if tied and joined[-1:].isspace():
            joined = joined.rstrip() + NO_BREAK
        return escape(joined, quote=False)

    def joined(self, text: str) -> str:
        """Text in which no number parts from its unit."""
        return join_units(text)

    def element(self, element: Element) -> str:
        """Rich text of one element."""
        tag = element.tag
        if tag == "p" and not _without_outer_breaks(element):
            return ""
        if tag == "ol" and (element.attributes or any(item.attributes for item in element.elements("li"))):
            return self.steps(element)
        if tag in _PLAIN:
            return f"<{tag}>{self.children(element)}</{tag}>"
        if tag == "table":
            return self.table(element)
        if tag == DISSOLVED:
            return self.aside(_TOO_DEEP) + self.children(element)
        if tag == "br":
            return "<br>"
        if tag == "img":
            return self.figure(element.attributes.get("src", ""), element.attributes.get("alt", ""))
        href = element.attributes.get("href", "")
        if tag == "a" and href.startswith("section:"):
            return self.section_link(href.removeprefix("section:"), self.children(element))
        return self.children(element)

    def steps(self, element: Element) -> str:
        """A list with numbers of its own. Qt knows only where a list starts: where the numbers leap, another begins."""
        items = element.elements("li")
        attributes = element.attributes
        values = [item.attributes.get("value") for item in items]
        numbers = step_numbers(attributes.get("start"), values, backwards="reversed" in attributes)
        style = f' type="{attributes["type"]}"' if "type" in attributes else ""
        pieces: list[str] = []
        for place, (item, number) in enumerate(zip(items, numbers, strict=True)):
            if not place or number != numbers[place - 1] + 1:
                pieces.append(f'{"</ol>" if place else ""}<ol start="{number}"{style}>')
            pieces.append(f"<li>{self.children(item)}</li>")
        return "".join(pieces) + ("</ol>" if items else "")

    def columns_shown(self, first: int, last: int, of: int) -> str:
        """What says which columns, from 1, of a parted table follow after its first."""
        raise NotImplementedError

    def groups(self, head: list[Element], body: list[Element], columns: int) -> tuple[str, list[ColumnGroup]]:
        """Class of a table, and the groups of columns in which it is shown."""
        return "grid", [ColumnGroup(0, columns - 1, head, body)]

    def table(self, table: Element) -> str:
        """A table whose head rows Qt knows as such: it repeats them on every page."""
        before, after = self.caption
        captions = "".join(f"{before}{self.children(caption)}{after}" for caption in table.elements("caption"))
        head = [row for part in table.elements("thead") for row in part.elements("tr")]
        body = [row for part in table.elements("tbody") for row in part.elements("tr")] + table.elements("tr")
        while not head and len(body) > 1 and _is_head(body[0]):
            head.append(body.pop(0))
        columns = max((_width(row) for row in head + body), default=0)
        if not columns:
            return captions
        if _shape(head + body).is_too_large:
            return captions + self.aside(_TOO_LARGE) + self._row_by_row(head, body, columns)
        name, groups = self.groups(head, body, columns)
        if len(groups) == 1:
            return captions + self._group(groups[0], columns, name)
        return captions + "".join(
            self.columns_shown(group.first + 1, group.last + 1, columns)
            + self._group(group, group.last - group.first + 2, name)
            for group in groups
        )

    def aside(self, words: str) -> str:
        """A sentence of Materia's own about what follows."""
        return f"<p>{added(escape(words, quote=False))}</p>"

    def _row_by_row(self, head: list[Element], body: list[Element], columns: int) -> str:
        """A paragraph for each row and a line for each cell, so that no number stands beside that of another cell.

        Where one row of heads names the columns, its words stand before each cell.
        """
        names = [" ".join(cell.text().split()) for cell in head[0].elements("th", "td")] if len(head) == 1 else []
        named = len(names) == columns and len(body) * columns <= _MOST_NAMED
        return "".join(self._cells_as_lines(row.elements("th", "td"), ()) for row in head) + "".join(
            self._cells_as_lines(row.elements("th", "td"), names if named else ()) for row in body
        )

    def _cells_as_lines(self, cells: Sequence[Element], names: Sequence[str]) -> str:
        told = names if len(names) == len(cells) else [""] * len(cells)
        lines = [
            (added(escape(f"{name}: ", quote=False)) if name else "") + self._cell(cell)
            for name, cell in zip(told, cells, strict=True)
        ]
        return "".join(f"<p>{'<br>'.join(lines[start : start + _LINES])}</p>" for start in range(0, len(lines), _LINES))

    def rows_apart(self, body: list[Element], columns: int) -> list[list[Element]]:  # noqa: ARG002
        """The rows of a table's body, in the runs of rows each of which is a table of its own to Qt."""
        return [body]

    def _group(self, group: ColumnGroup, shown: int, name: str) -> str:
        runs = self.rows_apart(group.body, shown)
        tables = []
        for number, run in enumerate(runs):
            seam = _seam(after=number > 0, before=number + 1 < len(runs))
            head = self._part("thead", [] if number else group.head, shown)
            tables.append(
                f'<table class="{name}" width="100%" cellspacing="0" cellpadding="0"{seam}>'
                f"{head}{self._part('tbody', run, shown)}</table>"
            )
        return "".join(tables)

    def _part(self, tag: str, rows: list[Element], columns: int) -> str:
        if not rows:
            return ""
        if self.right_to_left:
            rows = mirrored(rows, columns)
        return f"<{tag}>{''.join(self._row(row, columns, head=tag == 'thead') for row in rows)}</{tag}>"

    def _row(self, row: Element, columns: int, *, head: bool) -> str:
        cells = row.elements("th", "td")
        written = []
        side = "right" if self.right_to_left else "left"
        for cell in cells:
            spans = "".join(
                f' {name}="{cell.attributes[name]}"' for name in ("rowspan", "colspan") if name in cell.attributes
            )
            if len(cells) == 1 and columns > 1 and "colspan" not in cell.attributes and head:
                spans += f' colspan="{columns}"'
            tag = "th" if head or cell.tag == "th" else "td"
            name = ' class="row"' if tag == "th" and not head else ""
            written.append(f'<{tag}{name} align="{side}" valign="top"{spans}>{self._cell(cell)}</{tag}>')
        return f"<tr>{''.join(written)}</tr>"

    def _cell(self, cell: Element) -> str:
        """A cell that holds one paragraph needs none: its margins would open the row."""
        inner = [child for child in cell.children if not isinstance(child, str) or child.strip()]
        if len(inner) == 1 and isinstance(inner[0], Element) and inner[0].tag == "p":
            return self.children(inner[0])
        return self.children(cell)


def _without_outer_breaks(element: Element) -> list[Element | str]:
    """The children without the line breaks that some publishers space paragraphs with."""
    nodes = element.children
    first, last = 0, len(nodes)
    while first < last and _is_blank(nodes[first]):
        first += 1
    while last > first and _is_blank(nodes[last - 1]):
        last -= 1
    around = any(isinstance(node, Element) for node in (*nodes[:first], *nodes[last:]))
    return nodes[first:last] if around or first == last else nodes


def _is_blank(node: Element | str) -> bool:
    return not node.strip() if isinstance(node, str) else node.tag == "br"


def opening_words(html: str) -> str:
    """Text of the heading or paragraph that a section begins with, to be compared with its title; else empty."""
    opened = _OPENING.match(html)
    if opened is None:
        return ""
    # Not more is read: what follows may be a table of thousands of rows.
    end = html.find(f"</{opened['tag']}>", opened.end())
    first = parse(html[opened.start("tag") - 1 : end if end >= 0 else None])
    return " ".join(first.plain().split())


def _is_head(row: Element) -> bool:
    cells = row.elements("th", "td")
    return bool(cells) and all(cell.tag == "th" for cell in cells)


def _width(row: Element) -> int:
    return sum(int(cell.attributes.get("colspan", "1")) for cell in row.elements("th", "td"))


def _seam(*, after: bool, before: bool) -> str:
    """Margins of a table that goes on another, or on which another goes on: none there."""
    style = ";".join([*(["margin-top:0"] if after else []), *(["margin-bottom:0"] if before else [])])
    return f' style="{style}"' if style else ""


def _shape(rows: Sequence[Element]) -> Shape:
    shape = Shape()
    for row in rows:
        shape.row()
        for cell in row.elements("th", "td"):
            shape.cell(int(cell.attributes.get("rowspan", "1")), int(cell.attributes.get("colspan", "1")))
    return shape
