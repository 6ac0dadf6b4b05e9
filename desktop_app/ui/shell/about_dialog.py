"""Which Materia this is, where its data and logs lie, and what it is made of."""

from __future__ import annotations

import html

from PySide6.QtCore import QSize, QUrl, qVersion
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop_app.services.about import About
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.parts.text_dialog import TextDialog

_LARGEST = 4_000_000
"""Characters of licences that are shown: some 80 parts have 600,000."""


class AboutDialog(TextDialog):
    """Text to read and copy."""

    largest = QSize(640, 620)

    def __init__(self, about: About, appearance: Appearance, parent: QWidget | None = None) -> None:
        self._about = about
        super().__init__("About Materia", appearance, parent)
        self.copy_button = self.add_button("Copy")
        self.copy_button.clicked.connect(self.copy)
        self.logs_button = self.add_button("Open logs")
        self.logs_button.clicked.connect(self._open_logs)
        self.licences_button = self.add_button("Licences in full")
        self.licences_button.setVisible(about.build.licences is not None)
        self.licences_button.clicked.connect(self.show_licences)

    def html(self) -> str:
        """The facts, then the parts."""
        return about_html(self._about, self.appearance)

    def copy(self) -> None:
        """For a report or a message to IT."""
        QGuiApplication.clipboard().setText("\n".join([*self._about.lines(), f"Qt {qVersion()}"]))

    def show_licences(self) -> None:
        """In the place of the rest."""
        path = self._about.build.licences
        if path is None:
            return
        try:
            self.text.setPlainText(path.read_text("utf-8", errors="replace")[:_LARGEST])
        except OSError as error:
            self.text.setPlainText(f"{path} cannot be read ({error.strerror}).")
        self.licences_button.setEnabled(False)

    def _open_logs(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._about.logs)))


def about_html(about: About, appearance: Appearance) -> str:
    """The text in the colours of the theme."""
    theme, build = appearance.theme, about.build
    revision = "No library yet" if about.library_revision is None else f"Revision {about.library_revision}"
    facts = (
        ("Version", build.version),
        ("Commit", build.commit or "Not known"),
        ("Library", revision),
        ("Data", str(about.data)),
        ("Logs", f"{about.logs} (never what was searched or read)"),
        ("Made with", f"Python {about.python}, Qt {qVersion()}"),
        ("Licence", "Apache License 2.0. The texts of monographs have licences of their own, which each says."),
    )
    rows = "".join(
        f'<tr><td width="96" style="padding:4px 16px 4px 0; color:{theme.text2}">{name}</td>'
        f'<td style="padding:4px 0; color:{theme.text}">{html.escape(value)}</td></tr>'
        for name, value in facts
    )
    parts = "".join(
        f'<tr><td style="padding:2px 16px 2px 0; color:{theme.text}">{html.escape(part.name)}</td>'
        f'<td style="padding:2px 16px 2px 0; color:{theme.text2}">{html.escape(part.version)}</td>'
        f'<td style="padding:2px 0; color:{theme.text2}">{html.escape(part.licence or "see its own files")}</td></tr>'
        for part in build.parts
    )
    return (
        f'<p style="margin:0; font-size:22px; font-weight:600; color:{theme.text}">Materia</p>'
        f'<p style="margin:2px 0 12px 0; color:{theme.text2}">An offline drug reference. It never uses the network.</p>'
        f'<table cellspacing="0" width="100%">{rows}</table>'
        f'<p style="margin:16px 0 4px 0; color:{theme.text2}; font-size:12px; font-weight:600">Made of</p>'
        f'<table cellspacing="0">{parts}</table>'
    )
