"""The sections of an authored monograph: `#` and `##` open one, `###` and `####` are headings inside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from desktop_app.errors import UnreadableInputError
from desktop_app.importers.authored.front_matter import slug_of
from desktop_app.importers.authored.markdown import HtmlWriter, error_at, plain_title, read_blocks
from desktop_app.importers.authored.notes import REF, cited, take_out
from desktop_app.importers.decoding import without_unprintable
from desktop_app.importers.kind_map import KindMap
from desktop_app.monograph.html import sanitise
from desktop_app.monograph.kinds import LABELS, Kind
from desktop_app.monograph.model import Dropped, Section


@dataclass(frozen=True, slots=True)
class AuthoredText:
    """Sections, and what they cite."""

    sections: tuple[Section, ...]
    labels: dict[str, str]
    """Mark of each cited reference by its id, in order of first citation: `1`, `2`, …"""
    dropped: tuple[Dropped, ...]


@dataclass(slots=True)
class _Draft:
    title: str
    key: str
    kind: Kind
    code: str | None
    parent: str | None
    opening: Token | None
    blocks: list[Token] = field(default_factory=list)


def read_sections(source: str, file_name: str, kinds: KindMap) -> AuthoredText:
    """Read the text below the front matter.

    `source` is the whole file with blank lines where the front matter was, so that lines in errors are right.
    Raises UnreadableInputError with the line of what is wrong.
    """
    blocks, notes, again = take_out(read_blocks(source, file_name))
    drafts = _Divider(file_name, kinds).divide(blocks)
    _check_notes(drafts, notes, file_name)
    parents = {draft.parent for draft in drafts}
    writer = HtmlWriter({draft.key for draft in drafts})
    for opening in again:
        writer.dropped[f"footnote whose label stands twice ([^{opening.meta['label']}]): the first holds"] += 1
    sections = []
    for order, draft in enumerate(drafts):
        clean = sanitise(without_unprintable(writer.write_section(draft.blocks, notes)).strip())
        for item in clean.dropped:
            writer.dropped[item.what] += item.count
        if not clean.html and draft.key not in parents and draft.opening is not None:
            raise error_at(
                draft.opening, file_name, f"the section “{draft.title}” has no text. Write some, or take it out"
            )
        sections.append(
            Section(draft.key, draft.kind, draft.title, clean.html, order, parent=draft.parent, code=draft.code)
        )
    dropped = tuple(Dropped(what, count) for what, count in writer.dropped.items() if count)
    return AuthoredText(tuple(sections), writer.labels, dropped)


def _check_notes(drafts: Sequence[_Draft], notes: Mapping[str, list[Token]], file_name: str) -> None:
    """Every note is cited, so that none is left out in silence."""
    wanted = [mark.meta["label"] for draft in drafts for mark in cited(draft.blocks)]
    seen = set[str]()
    while wanted:
        label = wanted.pop()
        if label not in seen:
            seen.add(label)
            wanted += [mark.meta["label"] for mark in cited(notes[label])]
    for label, blocks in notes.items():
        if label not in seen:
            place = next((block for block in blocks if block.map), None)
            what = f"the footnote [^{label}] is cited nowhere. Cite it, or take it out"
            raise error_at(place, file_name, what) if place else UnreadableInputError(f"{file_name}: {what}.")


class _Divider:
    """Cuts blocks into sections at their headings."""

    def __init__(self, file_name: str, kinds: KindMap) -> None:
        self._file_name = file_name
        self._kinds = kinds
        self._drafts: list[_Draft] = []
        self._top: _Draft | None = None
        self._taken: dict[str, int] = {}
        """Section keys, and how many sections would have had each."""

    def divide(self, tokens: Sequence[Token]) -> list[_Draft]:
        position = 0
        while position < len(tokens):
            token = tokens[position]
            if token.type == "heading_open" and token.level == 0 and token.tag in {"h1", "h2"}:
                self._open(token, tokens[position + 1])
                position += 3
                continue
            if not self._drafts:
                self._taken["overview"] = 1
                self._drafts.append(_Draft(LABELS[Kind.OVERVIEW], "overview", Kind.OVERVIEW, None, None, None))
            self._drafts[-1].blocks.append(token)
            position += 1
        return self._drafts

    def _open(self, opening: Token, inline: Token) -> None:
        title = plain_title(inline)
        if not title:
            raise error_at(opening, self._file_name, "a heading has no words")
        if any(child.type in {"citation", "source_needed", REF} for child in inline.children or ()):
            raise error_at(
                opening, self._file_name, "a section's heading cannot carry a mark. Cite in the text below it"
            )
        parent = self._top if opening.tag == "h2" else None
        key, kind, code = self._attributes(opening)
        draft = _Draft(
            title=title,
            key=self._unique(key, slug_of(title) or f"section-{len(self._drafts) + 1}", parent, opening),
            kind=kind or self._kinds.kind_of(title, code, parent.kind if parent else None),
            code=code,
            parent=parent.key if parent else None,
            opening=opening,
        )
        self._drafts.append(draft)
        if opening.tag == "h1":
            self._top = draft

    def _attributes(self, opening: Token) -> tuple[str | None, Kind | None, str | None]:
        key: str | None = None
        kind: Kind | None = None
        code: str | None = None
        for attribute in opening.meta.get("attributes", ()):
            name, _, value = attribute.partition("=")
            if attribute.startswith("#") and attribute[1:] == slug_of(attribute[1:]) != "":
                key = attribute[1:]
            elif name == "kind" and value in set(Kind):
                kind = Kind(value)
            elif name == "kind":
                raise error_at(
                    opening, self._file_name, f"there is no section kind {value!r}. Use one of: {', '.join(Kind)}"
                )
            elif name == "code" and value:
                code = value
            else:
                raise error_at(
                    opening,
                    self._file_name,
                    f"{attribute!r} is not understood. Write {{#key kind=dosage code=34068-7}}",
                )
        return key, kind, code

    def _unique(self, wanted: str | None, slug: str, parent: _Draft | None, opening: Token) -> str:
        path = f"{parent.key}/{wanted or slug}" if parent else wanted or slug
        if path not in self._taken:
            self._taken[path] = 1
            return path
        if wanted:
            raise error_at(opening, self._file_name, f"the section key {path!r} is given twice")
        while True:
            self._taken[path] += 1
            numbered = f"{path}-{self._taken[path]}"
            if numbered not in self._taken:
                self._taken[numbered] = 1
                return numbered
