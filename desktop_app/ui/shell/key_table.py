"""F1: every key in one place, drawn from the one table of actions."""

from __future__ import annotations

import html

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFrame, QTextBrowser, QVBoxLayout, QWidget

from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.shell.actions import key_rows


class KeyTable(QDialog):
    """A table to read; Esc closes."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.setWindowTitle("Keys")
        self._text = QTextBrowser(self)
        self._text.setFrameShape(QFrame.Shape.NoFrame)
        self._text.setOpenLinks(False)
        self._text.setAccessibleName("Keys")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 16, 16)
        layout.addWidget(self._text)
        layout.addWidget(buttons)
        appearance.changed.connect(self._draw)
        self._draw()
        self.resize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """As large as the table is, within the screen."""
        available = self.screen().availableGeometry()
        return QSize(min(700, available.width() - 40), min(860, available.height() - 120))

    def showEvent(self, event: object) -> None:
        """The keyboard scrolls at once."""
        super().showEvent(event)  # type: ignore[arg-type]
        self._text.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def words(self) -> str:
        """The table as plain text."""
        return self._text.toPlainText()

    def _draw(self) -> None:
        self._text.document().setDefaultFont(self._appearance.font(14))
        self._text.setHtml(key_table_html(self._appearance))


def key_table_html(appearance: Appearance) -> str:
    """The table in the colours of the theme."""
    theme = appearance.theme
    parts = []
    for group, entries in key_rows():
        parts.append(f'<p style="margin:16px 0 4px 0; color:{theme.text2}; font-size:12px"><b>{group}</b></p>')
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
