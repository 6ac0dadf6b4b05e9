"""Printing to a PDF without a window or a display, for the command line."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QLocale
from PySide6.QtGui import QGuiApplication

from desktop_app.render.paper import PaperDocument
from desktop_app.ui.paper.paper import paper_of
from desktop_app.ui.paper.pdf import write_pdf


def print_pdf(document: PaperDocument, output: Path) -> int:
    """Write the PDF on the paper of this country; answers the number of pages. Raises `UserError`."""
    # Only on Linux is a display not certain, and only there does the offscreen platform know the system's fonts.
    arguments = ["materia", "-platform", "offscreen"] if sys.platform.startswith("linux") else ["materia"]
    application = QGuiApplication.instance() or QGuiApplication(arguments)
    try:
        return write_pdf(document, output, paper_of(QLocale.system()))
    finally:
        del application
