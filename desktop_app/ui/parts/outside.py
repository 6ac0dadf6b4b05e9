"""The one way out of Materia: an address is handed to the system's browser, or a folder to its file manager, and
only at a click."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices


def show_in_folder(path: Path) -> None:
    """Open the folder that a file lies in, in the system's file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))


def open_outside(url: str) -> None:
    """Open a web address in the system's browser; anything else is no link of ours."""
    address = QUrl(url)
    if address.scheme() in {"http", "https"}:
        QDesktopServices.openUrl(address)
