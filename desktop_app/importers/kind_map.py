"""Tells a section's kind from its code or heading, after the map in `resources/section-kinds.toml`."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import resources
from desktop_app.monograph.kinds import Kind

SOURCE = resources.FOLDER / "section-kinds.toml"

_NUMBER = re.compile(r"^(?:section|part|§)?\s*(?:\d+(?:\.\d+)*[.)]?|[a-z][.)])\s+(?=\S)")


class KindMap:
    """A closed list of rules; what no rule knows is `other`, never a guess."""

    def __init__(self, rules: Mapping[str, Any]) -> None:
        self._codes = {code: Kind(kind) for table in ("loinc", "spor") for code, kind in rules[table].items()}
        self._headings = {title: Kind(kind) for kind, titles in rules["headings"].items() for title in titles}
        phrases = [(phrase, Kind(kind)) for kind, phrases in rules["phrases"].items() for phrase in phrases]
        self._phrases = sorted(phrases, key=lambda rule: -len(rule[0]))
        children = rules["children"]
        self._no_inheritance = frozenset(map(Kind, children["no_inheritance"]))
        self._condition_kinds = frozenset(map(Kind, children["condition_kinds"]))
        self._condition_parents = frozenset(map(Kind, children["condition_parents"]))

    @classmethod
    def load(cls, path: Path = SOURCE) -> KindMap:
        """The rules that ship with Materia."""
        return cls(tomllib.loads(path.read_text(encoding="utf-8")))

    def kind_of(self, title: str, code: str | None = None, parent: Kind | None = None) -> Kind:
        """The kind of a section: by its code, else its heading, else the section around it, else `other`."""
        if code is not None and code in self._codes:
            return self._codes[code]
        kind = self._by_heading(normalised(title))
        if parent in self._condition_parents and (kind is None or kind in self._condition_kinds):
            return parent
        if kind is not None:
            return kind
        if parent is not None and parent not in self._no_inheritance:
            return parent
        return Kind.OTHER

    def knows(self, title: str, code: str | None = None) -> bool:
        """Whether a rule names this code or heading, be it as `other`."""
        return code in self._codes or self._by_heading(normalised(title)) is not None

    def _by_heading(self, title: str) -> Kind | None:
        if title in self._headings:
            return self._headings[title]
        padded = f" {title} "
        return next((kind for phrase, kind in self._phrases if f" {phrase} " in padded), None)


def normalised(title: str) -> str:
    """`4.6  Fertility, pregnancy & lactation:` -> `fertility pregnancy and lactation`."""
    text = unicodedata.normalize("NFKC", title).casefold().strip()
    text = _NUMBER.sub("", text).replace("&", " and ")
    return " ".join(re.sub(r"[^\w]+", " ", text).split())
