"""Tooltips of text that is not ours: Qt takes a text with `<` in it for HTML, and clinical text has `< 30 mL/min`."""

from __future__ import annotations

from html import escape


def plain_tooltip(text: str) -> str:
    """`text` as HTML that shows it as it is, wrapped to Qt's tooltip width; empty stays empty."""
    return f'<div style="white-space:pre-wrap">{escape(text)}</div>' if text else ""
