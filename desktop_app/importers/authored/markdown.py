"""The Markdown of the authoring format: CommonMark with tables, definition lists, sub- and superscript, citation marks.
`~~What is struck out~~` is left out and reported.

`read_blocks` gives the parsed text, `HtmlWriter` turns parts of it into HTML for the sanitiser. Raw HTML is not
honoured: it comes out as the characters that were typed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import escapedSplit, getLine, table
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.subscript import sub_plugin
from mdit_py_plugins.superscript import superscript_plugin

from desktop_app.errors import UnreadableInputError
from desktop_app.importers.authored.bibliography import REFERENCE_ID
from desktop_app.importers.authored.notes import REF, SectionNotes
from desktop_app.monograph import raised
from desktop_app.monograph.html import SOURCE_NEEDED
from desktop_app.monograph.visible_text import STRUCK

_MARK = re.compile(r"\[@[^\[\]\n]*(?:\n[^\[\]\n]+)*\]")
_SOURCE_NEEDED = re.compile(r"\[(?:source|citation) needed\]", re.IGNORECASE)
_ATTRIBUTES = re.compile(r"(?<!\s)\s*+\{([^{}]*+)\}\s*+$")
_CAPTION = "Table:"
_STRIKE = "s"
_IN_TITLE = {
    **dict.fromkeys(("softbreak", "hardbreak"), " "),
    "sup_open": raised.RAISE,
    "sub_open": raised.LOWER,
    "sup_close": raised.END,
    "sub_close": raised.END,
}
"""What stands in a heading as plain text for what has no words."""
_SECTION_LINK = "section:"


def read_blocks(source: str, file_name: str) -> list[Token]:
    """The blocks of a text. A heading's `{#key kind=…}` is in its `meta`, a table's caption inside the table.

    Line numbers (`map`) are those of `source`, from 0. Raises UnreadableInputError with the line of a mark that
    cannot be read.
    """
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.use(sub_plugin).use(superscript_plugin).use(deflist_plugin)
    parser.use(footnote_plugin, inline=False, move_to_end=False)
    parser.inline.ruler.before("link", "source_needed", _source_needed_rule)
    parser.inline.ruler.before("link", "citation", _citation_rule)
    parser.core.ruler.after("block", "heading_attributes", _heading_attributes_rule)
    parser.core.ruler.after("block", "table_captions", _table_captions_rule)
    parser.core.ruler.after("block", "step_numbers", _step_numbers_rule)
    parser.block.ruler.at("table", _table_rule, {"alt": ["paragraph", "reference"]})
    tokens = parser.parse(source)
    for token in tokens:
        if token.meta.get("cells"):
            cells, head = token.meta["cells"]
            raise error_at(
                token,
                file_name,
                f"this row of a table has {cells} cells, where its head has {head}. Give the head as many, or write "
                "a | that is text as \\|",
            )
        for child in token.children or ():
            if child.type == "citation" and not all(map(REFERENCE_ID.fullmatch, child.meta["ids"])):
                raise error_at(
                    token, file_name, f"the citation mark {child.content} cannot be read. Write [@id] or [@a; @b]"
                )
    return tokens


def error_at(token: Token, file_name: str, what: str) -> UnreadableInputError:
    """An error that names the line of a block."""
    line = token.map[0] + 1 if token.map else 1
    return UnreadableInputError(f"{file_name}, line {line}: {what}.")


class HtmlWriter:
    """Blocks to HTML for the sanitiser, numbering marks and counting what has no place in Materia HTML."""

    def __init__(self, keys: Set[str]) -> None:
        self.labels: dict[str, str] = {}
        """Mark of each cited reference by its id, in order of first citation: `1`, `2`, …"""
        self.dropped: Counter[str] = Counter()
        self._keys = keys
        """Of all sections: what a cross reference can lead to."""
        self._in_link = False
        self._notes = SectionNotes({}, "")

    def write_section(self, tokens: Sequence[Token], notes: Mapping[str, list[Token]]) -> str:
        """A whole section, with the notes that it cites below its tables and at its end."""
        text = " ".join(token.content for token in tokens if token.type == "inline")
        self._notes = SectionNotes(dict(notes), text)
        return self.write(tokens) + self._notes.follow(self.write)

    def write(self, tokens: Iterable[Token]) -> str:
        pieces = []
        for token, struck in _valid(tokens):
            self.dropped[STRUCK] += struck
            pieces.append(self._token(token))
        return "".join(pieces)

    def _token(self, token: Token) -> str:
        match token.type:
            case "inline":
                return self.write(token.children or ())
            case "text" | "code_inline" | "text_special":
                return escapeHtml(token.content)
            case "softbreak":
                return "\n"
            case "hardbreak":
                return "<br>"
            case "hr" | "s_close":
                return ""
            case "code_block" | "fence":
                return f"<p>{'<br>'.join(map(escapeHtml, token.content.splitlines()))}</p>\n"
            case "table_close":
                return _tag(token) + self._notes.follow(self.write)
            case type_ if type_ == REF:
                return self._notes.mark(token.meta["label"])
            case "citation":
                return "".join(map(self._mark, token.meta["ids"]))
            case "source_needed":
                return f'<a href="cite:{SOURCE_NEEDED}">source needed</a>'
            case "image":
                self.dropped["image"] += 1
                return f"[Figure not imported: {escapeHtml(token.content)}]"
            case "link_open":
                return self._link(str(token.attrGet("href") or ""))
            case "link_close":
                return "</a>" if self._in_link else ""
            case _:
                return "" if token.hidden else _tag(token)

    def _mark(self, ref: str) -> str:
        label = self.labels.setdefault(ref, str(len(self.labels) + 1))
        return f'<a href="cite:{ref}">{label}</a>'

    def _link(self, target: str) -> str:
        key = target.removeprefix(_SECTION_LINK)
        self._in_link = target.startswith(_SECTION_LINK) and key in self._keys
        if self._in_link:
            return f'<a href="{escapeHtml(target)}">'
        is_reference = target.startswith(_SECTION_LINK)
        self.dropped[f"link to a section that is not there ({key})" if is_reference else "link to another place"] += 1
        return ""


def _valid(tokens: Iterable[Token]) -> Iterator[tuple[Token, int]]:
    """Tokens without what is struck out, marks included; the number is 1 where such a passage ended."""
    depth = 0
    for token in tokens:
        depth += token.nesting if token.tag == _STRIKE else 0
        if not depth:
            yield token, int(token.tag == _STRIKE)


def _tag(token: Token) -> str:
    tag = token.tag
    if token.type.startswith("heading"):
        tag = "h3" if tag in {"h1", "h2", "h3"} else "h4"
    if token.nesting < 0:
        return f"</{tag}>\n" if token.block else f"</{tag}>"
    # The alignment of cells is styling; the numbers of steps are content.
    start = "".join(
        f' {name}="{token.attrGet(name)}"' for name in ("start", "value") if token.attrGet(name) is not None
    )
    return f"<{tag}{start}>"


def _citation_rule(state: StateInline, silent: bool) -> bool:
    match = _MARK.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        _close_up(state)
        token = state.push("citation", "a", 0)
        token.content = match[0]
        token.meta = {"ids": [part.strip().removeprefix("@") for part in match[0][1:-1].split(";")]}
    state.pos = match.end()
    return True


def _source_needed_rule(state: StateInline, silent: bool) -> bool:
    match = _SOURCE_NEEDED.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        _close_up(state)
        state.push("source_needed", "a", 0)
    state.pos = match.end()
    return True


def _close_up(state: StateInline) -> None:
    """A mark stands right behind its statement, whatever space or line end the author typed between them."""
    state.pending = state.pending.rstrip()
    if not state.pending and state.tokens and state.tokens[-1].type == "softbreak":
        state.tokens.pop()


def _table_rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Tables, of which the rows with more cells than the head, whose surplus the parser drops, are marked."""
    before = len(state.tokens)
    if not table(state, start_line, end_line, silent):
        return False
    tokens = state.tokens[before:]
    head = sum(token.type == "th_open" for token in tokens)
    for row in tokens:
        if row.type == "tr_open" and row.map:
            cells = [cell.strip() for cell in escapedSplit(getLine(state, row.map[0]).strip())]
            cells = cells[not cells[0] :]
            while len(cells) > head and not cells[-1]:
                cells.pop()
            if len(cells) > head:
                row.meta["cells"] = (len(cells), head)
    return True


def _step_numbers_rule(state: StateCore) -> None:
    """Numbers that an author gave the items of a list; the same before each means that they count by themselves."""
    lists: list[list[Token]] = []
    for token in state.tokens:
        if token.type == "ordered_list_open" or token.type == "bullet_list_open":
            lists.append([])
        elif token.type == "list_item_open" and lists and token.info.isdigit():
            lists[-1].append(token)
        elif token.type in {"ordered_list_close", "bullet_list_close"} and lists:
            items = lists.pop()
            numbers = [int(item.info) for item in items]
            if len(set(numbers)) > 1:
                for item, number, last in zip(items[1:], numbers[1:], numbers, strict=False):
                    if number != last + 1:
                        item.attrSet("value", str(number))


def _heading_attributes_rule(state: StateCore) -> None:
    for opening, inline in zip(state.tokens, state.tokens[1:], strict=False):
        if opening.type == "heading_open" and (match := _ATTRIBUTES.search(inline.content)):
            inline.content = inline.content[: match.start()]
            opening.meta = {"attributes": match[1].split()}


def _table_captions_rule(state: StateCore) -> None:
    """A paragraph `Table: …` right above a table is its caption."""
    tokens: list[Token] = []
    rest = state.tokens
    position = 0
    while position < len(rest):
        if _is_caption(rest, position):
            opening, inline, closing, table = rest[position : position + 4]
            inline.content = inline.content[len(_CAPTION) :].strip()
            opening.type, opening.tag, closing.type, closing.tag = "caption_open", "caption", "caption_close", "caption"
            tokens += [table, opening, inline, closing]
            position += 4
        else:
            tokens.append(rest[position])
            position += 1
    state.tokens = tokens


def _is_caption(tokens: list[Token], position: int) -> bool:
    types = [token.type for token in tokens[position : position + 4]]
    return types == ["paragraph_open", "inline", "paragraph_close", "table_open"] and tokens[
        position + 1
    ].content.startswith(_CAPTION)


def plain_title(inline: Token) -> str:
    """The words of a heading."""
    pieces = [_IN_TITLE.get(child.type, child.content) for child, _ in _valid(inline.children or ())]
    return " ".join(raised.plain("".join(pieces)).split())
