"""The one way out of Materia: an address is handed to the system's browser, and only at a click."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices


def open_outside(url: str) -> None:
    """Open a web address in the system's browser; anything else is no link of ours."""
    address = QUrl(url)
    if address.scheme() in {"http", "https"}:
        QDesktopServices.openUrl(address)
