"""The front matter of an authored monograph: a YAML mapping between two lines of `---`, read as plain strings.

Only mappings, lists and strings are honoured. YAML's types, tags, anchors and aliases are not: they turn `1.10` into
1.1 and `no` into false, run code, or swell a few lines into gigabytes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from desktop_app.citations.dates import read_iso_date
from desktop_app.errors import UnreadableInputError
from desktop_app.importers.decoding import without_unprintable
from desktop_app.monograph.model import Name, NameKind

FORMAT = "1"
"""The version of the authoring format that this Materia writes about in docs/authoring-format.md."""
MAX_CHARACTERS = 256 * 1024
MAX_DEPTH = 12
_KEYS = frozenset({
    "materia", "title", "slug", "language", "names", "version", "effective", "publisher", "licence", "notice",
    "bibliography", "references",
})  # fmt: skip
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the front matter says. What it does not say is empty."""

    title: str
    slug: str
    language: str
    names: tuple[Name, ...]
    version: str
    effective: str
    publisher: str
    licence: str
    notice: str
    bibliography: str
    """Name of the bibliography's file, in the same folder."""
    references: list[Any]
    """Bibliography kept in the front matter itself, as CSL-JSON written in YAML."""


def is_authored(text: str, file_name: str) -> bool:
    """Whether a text begins as an authored monograph: `---`, then a line `materia: …` before the next `---`.

    Raises UnreadableInputError for front matter of another kind: its text is Markdown, which no article importer reads.
    """
    yaml_lines, _ = split(text)
    if any(line.startswith("materia:") for line in yaml_lines):
        return True
    if any(re.match(r"[\w-]+:(?:\s|$)", line) for line in yaml_lines):
        raise UnreadableInputError(
            f"{file_name} has front matter without a line `materia: {FORMAT}`. "
            "Add that line if it is a monograph in Materia's authoring format; otherwise take the front matter out."
        )
    return False


def split(text: str) -> tuple[list[str], int]:
    """The lines between the first line `---` and the next `---`, and how many lines the whole front matter takes.

    Both are empty where there is none.
    """
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return [], 0
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() in {"---", "..."}:
            return lines[1:number], number + 1
    return [], 0


def read_front_matter(lines: list[str], file_name: str) -> FrontMatter:
    """Raises UnreadableInputError with the line of the file where something is wrong."""
    return _Reader(lines, file_name).read()


def slug_of(text: str) -> str:
    """`Baclofen (oral)` -> `baclofen-oral`; empty where no letter or figure of ASCII is left."""
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")[:80].strip("-")


class _Reader:
    def __init__(self, lines: list[str], file_name: str) -> None:
        self._text = "\n".join(lines)
        self._file_name = file_name
        self._line_of: dict[str, int] = {}

    def read(self) -> FrontMatter:
        values = self._mapping()
        for key in values:
            if key not in _KEYS:
                raise self._error(key, f"the front matter has no entry {key!r}. It knows: {', '.join(sorted(_KEYS))}")
        if values["materia"] != FORMAT:
            raise self._error("materia", f"this is format {values['materia']!r} and this Materia reads {FORMAT!r}")
        title = self._string(values, "title")
        if not title:
            raise self._error("materia", "the front matter has no title. Add a line such as `title: Baclofen`")
        slug = self._matching(values, "slug", _SLUG, "small letters, figures and single hyphens") or slug_of(title)
        if not slug:
            raise self._error("title", "no slug can be made from the title. Add a line such as `slug: baclofen`")
        references = values.get("references") or []
        if not isinstance(references, list):
            raise self._error("references", "references must be a list")
        return FrontMatter(
            title=title,
            slug=slug,
            language=self._matching(values, "language", _LANGUAGE, "a code such as `en` or `de-CH`") or "en",
            names=self._names(values.get("names") or {}, title),
            version=self._string(values, "version"),
            effective=self._day(values, "effective"),
            publisher=self._string(values, "publisher"),
            licence=self._string(values, "licence"),
            notice=self._string(values, "notice"),
            bibliography=self._string(values, "bibliography"),
            references=references,
        )

    def _mapping(self) -> Mapping[str, Any]:
        if len(self._text) > MAX_CHARACTERS:
            raise UnreadableInputError(
                f"{self._file_name}: the front matter is larger than {MAX_CHARACTERS // 1024} KB. "
                "Move its references to a bibliography file."
            )
        try:
            self._check_events()
            node = yaml.compose(self._text, Loader=yaml.BaseLoader)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 2 if error.problem_mark else 1
            raise self._at(line, f"the front matter is not YAML here ({error.problem})") from error
        except yaml.YAMLError as error:
            raise self._at(1, "the front matter holds a character that YAML does not allow") from error
        if not isinstance(node, yaml.MappingNode):
            raise self._at(2, "the front matter must be lines such as `title: Baclofen`")
        values: dict[str, Any] = self._plain(node)
        self._line_of = {key.value: key.start_mark.line + 2 for key, _ in node.value}
        if "materia" not in values:
            raise self._at(2, f"the front matter has no line `materia: {FORMAT}`")
        return values

    def _check_events(self) -> None:
        """Before anything is built: no aliases, no anchors, no tags, no depth that could exhaust the machine."""
        depth = 0
        for event in yaml.parse(self._text, Loader=yaml.BaseLoader):
            line = event.start_mark.line + 2 if event.start_mark else 1
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
                raise self._at(line, "anchors and aliases (& and *) are not read. Put the text in quotation marks")
            if getattr(event, "tag", None) is not None:
                raise self._at(line, "tags (!) are not read. Put the text in quotation marks")
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > MAX_DEPTH:
                    raise self._at(line, f"the front matter is nested more than {MAX_DEPTH} deep")
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1

    def _plain(self, node: yaml.Node) -> Any:
        if isinstance(node, yaml.ScalarNode):
            return without_unprintable(node.value)
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(item) for item in node.value]
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = self._plain(key_node)
            line = key_node.start_mark.line + 2
            if not isinstance(key, str):
                raise self._at(line, "a key must be a word")
            if key in values:
                raise self._at(line, f"{key!r} is given twice")
            values[key] = self._plain(value_node)
        return values

    def _names(self, values: Any, title: str) -> tuple[Name, ...]:
        if not isinstance(values, dict):
            raise self._error("names", "names must be lists under generic, brand, synonym or misspelling")
        names: dict[Name, None] = {}
        for kind, listed in values.items():
            if kind not in set(NameKind):
                raise self._error("names", f"{kind!r} is no kind of name. Use {', '.join(NameKind)}")
            for text in listed if isinstance(listed, list) else [listed]:
                if not isinstance(text, str) or not text.strip():
                    raise self._error("names", f"the {kind} names must be a list of words")
                names[Name(" ".join(text.split()), NameKind(kind))] = None
        if not any(name.kind is NameKind.GENERIC for name in names):
            return (Name(title, NameKind.GENERIC), *names)
        return tuple(names)

    def _string(self, values: Mapping[str, Any], key: str) -> str:
        value = values.get(key, "")
        if not isinstance(value, str):
            raise self._error(key, f"{key} must be one line of text")
        return " ".join(value.split())

    def _matching(self, values: Mapping[str, Any], key: str, pattern: re.Pattern[str], words: str) -> str:
        value = self._string(values, key)
        if value and not pattern.fullmatch(value):
            raise self._error(key, f"{key} must be {words}, not {value!r}")
        return value

    def _day(self, values: Mapping[str, Any], key: str) -> str:
        value = self._matching(values, key, _DATE, "a date such as 2026, 2026-11 or 2026-11-22")
        if value and not read_iso_date(value):
            raise self._error(key, f"{key} is {value}, a day that there is not. Correct it, or take the line out")
        return value

    def _error(self, key: str, what: str) -> UnreadableInputError:
        return self._at(self._line_of.get(key, 1), what)

    def _at(self, line: int, what: str) -> UnreadableInputError:
        return UnreadableInputError(f"{self._file_name}, line {line}: {what}.")
