"""How records become Whoosh documents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from index.records import Record
from index.whoosh_parts import Tokenizer, WhooshToken, field_types
from index.words import fold_name, tokens

FORMAT = 1
"""Grows with every change to the schema, the analysis or the header: an index of another format is rebuilt."""

BETWEEN = "\x1f"
"""Stands between the names of a record."""
_NAME_GAP = 8
"""Positions between two names, so that no phrase runs from one into the next."""

TEXT_FIELDS = {"names": 4.0, "title": 2.5, "text": 1.0}
"""Where the words of a query are looked for, and what a match there weighs."""


class Words(Tokenizer):  # type: ignore[misc]  # Whoosh's class is untyped
    """The words of a text, of several languages and with their stems; see `words.py`."""

    def __call__(  # Whoosh calls it with any of these
        self,
        value: str,
        positions: bool = False,
        chars: bool = False,
        start_pos: int = 0,
        mode: str = "",
        **_options: Any,
    ) -> Iterator[Any]:
        token: Any = WhooshToken(positions=positions, chars=chars, mode=mode)
        token.boost, token.stopped = 1.0, False
        language, _, text = value.partition(BETWEEN)
        for piece in text.split(BETWEEN):
            last = 0
            for term, position, start, end in tokens(piece, language):
                token.text = term
                token.pos, last = start_pos + position, position
                token.startchar, token.endchar = start, end
                yield token
            start_pos += last + _NAME_GAP


class FoldedNames(Tokenizer):  # type: ignore[misc]  # Whoosh's class is untyped
    """Each name as one term."""

    def __call__(self, value: str, **_options: Any) -> Iterator[Any]:
        token: Any = WhooshToken()
        token.boost, token.stopped = 1.0, False
        for name in filter(None, map(fold_name, value.split(BETWEEN))):
            token.text = name
            yield token


def schema() -> Any:
    """A schema of its own for every index: Whoosh keeps state in it."""
    whole, words = field_types.ID, field_types.TEXT
    return field_types.Schema(
        id=whole(unique=True, stored=True),
        monograph=whole(stored=True),
        kind=whole(stored=True),
        name=words(analyzer=FoldedNames(), phrase=False),
        names=words(analyzer=Words()),
        title=words(analyzer=Words()),
        text=words(analyzer=Words()),
        stored=field_types.STORED,
    )


def document(record: Record) -> dict[str, Any]:
    """The fields of a record. The analysers are told the language in front of the text."""
    names = BETWEEN.join(_clean(name) for name in record.names)
    return {
        "id": record.id,
        "monograph": record.monograph,
        "kind": record.kind,
        "name": names,
        "names": f"{record.language}{BETWEEN}{names}",
        "title": f"{record.language}{BETWEEN}{_clean(record.title)}",
        "text": f"{record.language}{BETWEEN}{_clean(record.text)}",
        "stored": (record.title, record.text, record.names, record.language),
    }


def record_of(fields: dict[str, Any]) -> Record:
    """The record that `document` was made from."""
    title, text, names, language = fields["stored"]
    return Record(fields["id"], fields["monograph"], fields["kind"], title, text, tuple(names), language)


def _clean(text: str) -> str:
    return text.replace(BETWEEN, " ")
