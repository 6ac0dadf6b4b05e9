"""What was typed, in quotation marks; it may have some of its own."""

from __future__ import annotations

_DOUBLE = frozenset('"“”„«»')


def in_quotes(text: str) -> str:
    """A text in double quotation marks, in single ones where it has double ones itself."""
    return f"‘{text}’" if _DOUBLE & set(text) else f"“{text}”"
