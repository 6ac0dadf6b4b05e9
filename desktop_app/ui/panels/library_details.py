"""Where a monograph came from: everything its source says about itself, and the file it was read from."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_app.monograph.model import Provenance
from desktop_app.render.provenance import notice, source_name
from desktop_app.store.library import MonographSummary
from desktop_app.ui.look.appearance import Appearance


class LibraryDetails(QDialog):
    """The details of one monograph; all of it can be selected and copied."""

    def __init__(
        self, summary: MonographSummary, provenance: Provenance, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        theme = appearance.theme
        self.setWindowTitle(f"Where {summary.title} came from")
        self.setMinimumWidth(520)
        title = QLabel(summary.title)
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setStyleSheet(f"color: {theme.text}; font-size: 20px; font-weight: 600;")
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(6)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for name, value in details(summary, provenance):
            label = QLabel(name)
            label.setStyleSheet(f"color: {theme.text2}; font-size: 13px;")
            field = QLabel(value)
            field.setTextFormat(Qt.TextFormat.PlainText)
            field.setWordWrap(True)
            field.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            field.setStyleSheet(f"color: {theme.text}; font-size: 13px;")
            form.addRow(label, field)
        close = QPushButton("Close")
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(title)
        layout.addLayout(form)
        layout.addStretch(1)
        layout.addLayout(foot)
        close.setFocus()


def details(summary: MonographSummary, provenance: Provenance) -> list[tuple[str, str]]:
    """Name and value of what is known, in the order of a reader's questions; that there is no date is said."""
    dropped = ", ".join(f"{item.what} ({item.count})" for item in provenance.dropped)
    known = [
        ("Source", source_name(summary)),
        ("Publisher", provenance.publisher),
        ("Source id", provenance.source_id),
        ("Version", provenance.version),
        ("Date of source", provenance.effective_date or "no date in source"),
        ("Fetched", provenance.retrieved),
        ("Licence", provenance.licence),
        ("Imported", summary.imported_at[:10]),
        ("Kept versions", str(summary.number)),
        ("File", provenance.file_name),
        ("SHA-256 of file", " ".join(provenance.sha256[at : at + 16] for at in range(0, len(provenance.sha256), 16))),
        ("Left out or changed", dropped),
        ("Notice", notice(provenance)),
        ("Came with", "Materia" if summary.bundled else ""),
    ]
    return [(name, value) for name, value in known if value]


def details_text(summary: MonographSummary, provenance: Provenance) -> str:
    """The short form, for a tooltip."""
    wanted = {"Source", "Publisher", "Version", "Date of source", "Imported", "File", "Came with"}
    lines = [f"{name}: {value}" for name, value in details(summary, provenance) if name in wanted]
    if provenance.sha256:
        lines.append(f"SHA-256: {provenance.sha256[:16]}…")
    return "\n".join([summary.title, *lines])
