"""Putting an appearance on the whole application: style, palette, style sheet, default font."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop_app.ui.look.appearance import Appearance, ThemeChoice
from desktop_app.ui.look.style_sheet import palette, style_sheet

_SCHEMES = {
    ThemeChoice.LIGHT: Qt.ColorScheme.Light,
    ThemeChoice.DARK: Qt.ColorScheme.Dark,
    ThemeChoice.HIGH_CONTRAST: Qt.ColorScheme.Dark,
}


def dress(application: QApplication, appearance: Appearance) -> None:
    """Make every window, menu, dialog and tooltip look like `appearance`; again after each of its changes.

    A forced theme is told to the platform too, so that title bars and native file dialogs go along.
    """
    hints = application.styleHints()
    scheme = _SCHEMES.get(appearance.theme_choice)
    if scheme is None:
        hints.unsetColorScheme()
    elif hints.colorScheme() != scheme:
        hints.setColorScheme(scheme)
    if application.style().objectName() != "fusion":
        application.setStyle("Fusion")
    application.setFont(appearance.font(13))
    application.setPalette(palette(appearance.theme))
    sheet = style_sheet(appearance.theme)
    if application.styleSheet() != sheet:
        application.setStyleSheet(sheet)
