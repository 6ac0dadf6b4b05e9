"""The text of a query as the box holds it: made harmless, and changed by the chips that filter. Pure functions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from desktop_app.monograph.kinds import Kind
from desktop_app.services.search.quoting import in_quotes

MOST_CHARACTERS = 1000
"""As many as the index reads; more is not kept, so that the box never shows what is not searched."""
_SHOWN_CHARACTERS = 60
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_WITHIN = re.compile(r"(?<!\S)in:(?:\"[^\"]*\"?|\S*)\s*", re.IGNORECASE)
_ORDER = {kind.value: number for number, kind in enumerate(Kind)}


def cleaned(text: str) -> str:
    """Without what cannot be stored or shown: line ends and control characters are spaces, halves of pairs go."""
    whole = text[: 2 * MOST_CHARACTERS].encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    spaced = "".join(char if char.isprintable() or char in "\u200c\u200d\u00ad" else " " for char in whole)
    return spaced[:MOST_CHARACTERS]


def quoted(text: str, most: int = _SHOWN_CHARACTERS) -> str:
    """As it is quoted in a notice, its beginning if it is long.

    What is written from right to left is isolated (U+2068, U+2069), or the marks around it would change places.
    """
    shown = text if len(text) <= most else text[:most].rstrip() + " …"
    if any(unicodedata.bidirectional(char) in _RIGHT_TO_LEFT for char in shown):
        shown = f"\u2068{shown}\u2069"
    return in_quotes(shown)


def with_kinds(text: str, kinds: Iterable[str]) -> str:
    """The query limited to these kinds instead of those it named; to all, if there are none.

    They stand in front: at the end they would make the word before them a finished one.
    """
    plain = _WITHIN.sub("", text)
    named = " ".join(f"in:{kind}" for kind in sorted(kinds, key=lambda kind: (_ORDER.get(kind, len(_ORDER)), kind)))
    return f"{named} {plain}" if named else plain
