"""The narrative of SPL as Materia HTML: paragraphs, lists, tables, emphasis, notes, links and pictures.

Every word of the source is kept, in its order, but for footnotes (they follow their table, or the text they stand in)
and the rows of a `tfoot` (they follow the other rows). What only dresses the text goes: borders, widths, fonts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container
from typing import TypeAlias

from lxml import etree

from desktop_app.importers.spl.footnotes import FootnoteMarks
from desktop_app.importers.spl.lines import Style, escaped, marked, style_of, tidy
from desktop_app.importers.spl.links import LabelLinks
from desktop_app.importers.spl.names import (
    BR,
    CAPTION,
    CONTENT,
    FOOTNOTE,
    FOOTNOTE_REF,
    ITEM,
    LIST,
    OBSERVATION_MEDIA,
    PARAGRAPH,
    RENDER_MULTI_MEDIA,
    TABLE,
    TEXT,
    TITLE,
    attribute,
    is_struck,
    local_name,
    text_of,
    v3,
)
from desktop_app.importers.spl.numbering import ListKind, kind_of_list, mark_of_item
from desktop_app.importers.spl.outline import LONGEST_TITLE
from desktop_app.importers.spl.pictures import LabelPictures
from desktop_app.monograph.visible_text import STRUCK

Element: TypeAlias = etree._Element
Out: TypeAlias = list[str]

_SPAN = re.compile(r"[1-9][0-9]{0,2}")
_BLOCKS = frozenset({PARAGRAPH, LIST, TABLE})
_ROW_GROUPS = {v3("thead"): ("thead", 0), v3("tbody"): ("tbody", 1), v3("tfoot"): ("tbody", 2)}
_TR, _CELLS = v3("tr"), {v3("td"): "td", v3("th"): "th"}
_IN_TABLE = frozenset({CAPTION, v3("col"), v3("colgroup"), _TR, *_ROW_GROUPS})
_IN_LIST = frozenset({ITEM, CAPTION})
_CONTAINERS = frozenset({TEXT, ITEM, LIST, TABLE, *_ROW_GROUPS, _TR, *_CELLS, FOOTNOTE})
"""Elements in which blocks may stand."""
_INLINE = {v3("sub"): "sub", v3("sup"): "sup"}
_CHANGE = "mark of a recent change"
_UNSEEN = frozenset({"script", "style", "object", "iframe"})


class NarrativeWriter:
    """Writes the texts of one label. Counts what it leaves out; the links, notes and pictures keep their own books."""

    def __init__(self, document: Element, links: LabelLinks, marks: FootnoteMarks, pictures: LabelPictures) -> None:
        self.dropped: Counter[str] = Counter()
        self._links = links
        self._marks = marks
        self._pictures = pictures
        self._notes: list[Out] = [[]]
        self._written: set[Element] = set()
        """Captions that stand elsewhere than in their place."""
        self._holders = _inline_holders_of_blocks(document)
        self._styles: dict[str, Style] = {}
        self._blocks: dict[str, Callable[[Element, Out], None]] = {
            PARAGRAPH: self._paragraph,
            LIST: self._list,
            TABLE: self._table,
        }
        self._inlines: dict[str, Callable[[Element, Out], None]] = {
            CONTENT: self._content,
            BR: self._break,
            v3("sub"): self._plain,
            v3("sup"): self._plain,
            v3("linkHtml"): self._link,
            FOOTNOTE: self._footnote,
            FOOTNOTE_REF: self._footnote_ref,
            RENDER_MULTI_MEDIA: self._picture,
            CAPTION: self._caption,
        }

    def write(self, texts: list[Element]) -> str:
        """HTML of a section's texts, and of their notes below them."""
        out: Out = []
        self._notes = [[]]
        for text in texts:
            if text.tag == TITLE:
                if len(words := text_of(text)) > LONGEST_TITLE:
                    out.append(f"<p>{escaped(words)}</p>")
                for note in text.iter(FOOTNOTE):
                    self._footnote(note, [])
            elif text.tag == OBSERVATION_MEDIA:
                if picture := self._pictures.unplaced(text):
                    out.append(f"<p>{picture}</p>")
            else:
                self._flow(text, out)
        return "".join(out + self._notes[0])

    def write_title(self, title: Element) -> str:
        """HTML of the label's own title, each of its lines a paragraph."""
        out: Out = []
        self._notes = [[]]
        self._children(title, out)
        lines = (tidy(line) for line in "".join(out).split("<br>"))
        return "".join([f"<p>{line}</p>" for line in lines if line] + self._notes[0])

    def _flow(self, element: Element, out: Out, *, bare_start: bool = False) -> None:
        """Children of a container: runs of text and inline elements become paragraphs between the blocks.

        With `bare_start` the first run does not: it is the text of a cell or of an item.
        """
        run: Out = []
        is_bare = bare_start

        def flush() -> None:
            nonlocal is_bare
            line = tidy("".join(run))
            run.clear()
            if line:
                out.append(line if is_bare else f"<p>{line}</p>")
            is_bare = False

        if element.text:
            run.append(escaped(element.text))
        for child in element:
            block = self._blocks.get(child.tag)
            if block is not None:
                flush()
                block(child, out)
            elif child in self._holders and child not in self._written:
                flush()
                self._flow(child, out)
            else:
                self._inline(child, run)
            if child.tail:
                run.append(escaped(child.tail))
        flush()

    def _held(self, element: Element, out: Out) -> None:
        """What is in a cell, an item or a footnote."""
        if not len(element):
            out.append(tidy(escaped(element.text or "")))
        elif self._has_blocks(element):
            self._flow(element, out, bare_start=True)
        else:
            run: Out = []
            self._children(element, run)
            out.append(tidy("".join(run)))

    def _has_blocks(self, element: Element) -> bool:
        return any(child.tag in _BLOCKS or child in self._holders for child in element)

    def _children(self, element: Element, out: Out) -> None:
        if element.text:
            out.append(escaped(element.text))
        inlines = self._inlines
        for child in element:
            (inlines.get(child.tag) or self._unknown)(child, out)
            if child.tail:
                out.append(escaped(child.tail))

    def _inline(self, element: Element, out: Out) -> None:
        (self._inlines.get(element.tag) or self._unknown)(element, out)

    def _unknown(self, element: Element, out: Out) -> None:
        name = local_name(element)
        self.dropped[f"{name} element"] += 1
        if name not in _UNSEEN:
            out.append(" ")
            self._children(element, out)
            out.append(" ")

    def _paragraph(self, element: Element, out: Out) -> None:
        if self._has_blocks(element):
            self._flow(element, out)
            return
        run: Out = []
        self._children(element, run)
        if line := tidy("".join(run)):
            out.append(f"<p>{line}</p>")

    def _content(self, element: Element, out: Out) -> None:
        if is_struck(element):
            self.dropped[STRUCK] += 1
            return
        code = element.get("styleCode")
        if not code:
            self._children(element, out)
            return
        style = self._styles.get(code)
        if style is None:
            style = self._styles[code] = style_of(code)
        before = len(out) + 1
        out.append(style.opening)
        self._children(element, out)
        if len(out) == before:
            out.pop()
        else:
            out.append(style.closing)
            self.dropped[_CHANGE] += style.marks_change

    def _plain(self, element: Element, out: Out) -> None:
        name = _INLINE[element.tag]
        out.append(f"<{name}>")
        self._children(element, out)
        out.append(f"</{name}>")

    def _break(self, element: Element, out: Out) -> None:
        out.append("<br>")
        self._children(element, out)

    def _caption(self, element: Element, out: Out) -> None:
        if element in self._written:
            return
        run: Out = []
        self._children(element, run)
        if line := tidy("".join(run)):
            out.append(f"<strong>{line}</strong> ")

    def _link(self, element: Element, out: Out) -> None:
        run: Out = []
        self._children(element, run)
        words = "".join(run)
        key = self._links.target(element, text_of(element))
        out.append(f'<a href="section:{key}">{words}</a>' if key and words.strip() else words)

    def _footnote(self, element: Element, out: Out) -> None:
        mark = self._marks.of_element[element]
        out.append(f"<sup>{mark}</sup>")
        note: Out = []
        self._held(element, note)
        self._notes[-1].append(f"<p><sup>{mark}</sup> {''.join(note)}</p>")

    def _footnote_ref(self, element: Element, out: Out) -> None:
        mark = self._marks.of_id.get(element.get("IDREF") or "")
        if mark is None:
            self._links.unresolved.append(f"footnote {attribute(element, 'IDREF') or 'without a name'}")
        else:
            out.append(f"<sup>{mark}</sup>")

    def _picture(self, element: Element, out: Out) -> None:
        words: Out = []
        if (caption := element.find(CAPTION)) is not None:
            self._written.add(caption)
            self._children(caption, words)
        self._children(element, words)
        out.append(self._pictures.html(element, tidy("".join(words))))

    def _list(self, element: Element, out: Out) -> None:
        for caption in element.iterfind(CAPTION):
            self._heading(caption, out)
        items = element.findall(ITEM)
        kind = kind_of_list(element)
        captions = [item.find(CAPTION) for item in items]
        words = [text_of(caption) for caption in captions]
        if items and all(words):
            if any(map(str.isalnum, "".join(words))):
                kind = ListKind.MARKED
            else:  # bullets of the author's own, which those of the list replace
                kind = ListKind.BULLETS
                self._written.update(captions)
        if items:
            out.append(f"<{kind.value}>")
        for number, (item, caption) in enumerate(zip(items, captions, strict=True), 1):
            if kind is not ListKind.MARKED:
                out.append("<li>")
                self._held(item, out)
                out.append("</li>")
                continue
            mark: Out = []
            if caption is None:
                mark.append(mark_of_item(element, number))
            else:
                self._written.add(caption)
                self._children(caption, mark)
            text: Out = []
            self._held(item, text)
            out.append(f"<dd>{marked(tidy(''.join(mark)), ''.join(text))}</dd>")
        if items:
            out.append(f"</{kind.value}>")
        self._strays(element, _IN_LIST, out)

    def _table(self, element: Element, out: Out) -> None:
        self._notes.append([])
        out.append("<table>")
        run: Out = []
        for caption in element.iterfind(CAPTION):
            self._children(caption, run)
            run.append("<br>")
        if line := tidy("".join(run)):
            out.append(f"<caption>{line}</caption>")
        strays: Out = []
        if any(child.tag == _TR for child in element):
            self._rows(element, "tbody", out, strays)
        groups = [(child, *_ROW_GROUPS[child.tag]) for child in element if child.tag in _ROW_GROUPS]
        for group, name, _ in sorted(groups, key=lambda group: group[2]):
            self._rows(group, name, out, strays)
        out.append("</table>")
        self._strays(element, _IN_TABLE, strays)
        out.extend(strays + self._notes.pop())

    def _rows(self, group: Element, name: str, out: Out, strays: Out) -> None:
        out.append(f"<{name}>")
        for row in group:
            if row.tag != _TR:
                continue
            out.append("<tr>")
            for cell in row:
                tag = _CELLS.get(cell.tag)
                if tag is not None:
                    out.append(f"<{tag}{_spans(cell)}>")
                    self._held(cell, out)
                    out.append(f"</{tag}>")
            out.append("</tr>")
            self._strays(row, _CELLS.keys(), strays)
        out.append(f"</{name}>")
        if group.tag != TABLE:
            self._strays(group, {_TR}, strays)

    def _heading(self, caption: Element, out: Out) -> None:
        run: Out = []
        self._caption(caption, run)
        out.extend(f"<p>{line.strip()}</p>" for line in run)

    def _strays(self, element: Element, known: Container[str], out: Out) -> None:
        """Text where there can be none, such as between the rows of a table: kept as a paragraph, and counted."""
        run: Out = [element.text] if element.text and not element.text.isspace() else []
        for child in element:
            if child.tag not in known:
                name = local_name(child)
                self.dropped[f"{name} element in {local_name(element)}"] += 1
                run += [] if name in _UNSEEN else [" ".join(child.itertext())]
            if child.tail and not child.tail.isspace():
                run.append(child.tail)
        if run and (line := tidy(escaped(" ".join(run)))):
            out.append(f"<p>{line}</p>")


def _inline_holders_of_blocks(document: Element) -> set[Element]:
    """Elements that ought to hold a line of text but have a paragraph, a list or a table somewhere in them."""
    holders: set[Element] = set()
    for block in document.iter(*_BLOCKS):
        for around in block.iterancestors():
            if around.tag in _CONTAINERS or around in holders:
                break
            holders.add(around)
    return holders


def _spans(cell: Element) -> str:
    spans = ""
    for name in ("rowspan", "colspan"):
        value = cell.get(name, "1").strip()
        if value != "1" and _SPAN.fullmatch(value):
            spans += f' {name}="{value}"'
    return spans
