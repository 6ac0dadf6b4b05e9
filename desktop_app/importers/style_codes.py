"""What a `styleCode` of SPL says that changes what is read. Most codes only dress the text.

The codes of the standard: Structured Product Labeling Implementation Guide, § 2.2.2 (font effects). That of raised and
lowered text is the elements `sup` and `sub`; labels that say it by a code are read too, for 10⁹ must not become 109.
"""

from __future__ import annotations

_STRUCK = frozenset({"strikethrough", "strikeout", "line-through"})
_RAISED = frozenset({"sup", "super", "superscript"})
_LOWERED = frozenset({"sub", "subscript"})


def is_struck_code(code: str) -> bool:
    """Whether the text is struck out: what it says is not valid."""
    return not _STRUCK.isdisjoint(_styles(code))


def height_of(code: str) -> str:
    """`sup` or `sub`, the element that says the same; empty for text on the line."""
    styles = _styles(code)
    return "sup" if styles & _RAISED else "sub" if styles & _LOWERED else ""


def _styles(code: str) -> set[str]:
    return set(code.casefold().replace(",", " ").split())
