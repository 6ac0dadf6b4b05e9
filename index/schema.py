"""What Whoosh is told of the fields that columns hold."""

from __future__ import annotations

from typing import Any

from index.whoosh_parts import field_types

FIELDS = ("text", "names")


def schema() -> Any:
    """Words of names, title and text as one field, and those of names. Only read: nothing is written by Whoosh."""
    words = field_types.TEXT
    return field_types.Schema(**{name: words(phrase=True) for name in FIELDS})
