"""F1: every key in one place, drawn from the one table of actions."""

from __future__ import annotations

import html

from PySide6.QtWidgets import QWidget

from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.parts.text_dialog import TextDialog
from desktop_app.ui.shell.actions import key_rows


class KeyTable(TextDialog):
    """A table to read."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__("Keys", appearance, parent)

    def html(self) -> str:
        """The table in the colours of the theme."""
        return key_table_html(self.appearance)


def key_table_html(appearance: Appearance) -> str:
    """The table in the colours of the theme."""
    theme = appearance.theme
    parts = []
    for group, entries in key_rows():
        parts.append(
            f'<p style="margin:16px 0 4px 0; color:{theme.text2}; font-size:12px; font-weight:600">{group}</p>'
        )
        rows = "".join(
            f'<tr><td width="220" style="padding:5px 16px 5px 0"><span style="color:{theme.accent}; font-weight:600">'
            f"{_keys(keys, theme.text3)}</span></td>"
            f'<td style="padding:5px 0; color:{theme.text}">{html.escape(what)}</td></tr>'
            for keys, what in entries
        )
        parts.append(f'<table cellspacing="0" width="100%">{rows}</table>')
    return "".join(parts)


def _keys(keys: str, quiet: str) -> str:
    alternatives = (html.escape(key).replace(" ", "&nbsp;") for key in keys.split(" or "))
    return f'<span style="color:{quiet}; font-weight:400"> or </span>'.join(alternatives)
