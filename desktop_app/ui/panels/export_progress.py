"""How far an export is, with the way to stop it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from desktop_app.services.library.library import Progress


class ExportProgress(QDialog):
    """Esc stops the export, as the button does."""

    stop_wanted = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Exporting to {name}")
        self.setMinimumWidth(420)
        self.words = QLabel("Beginning")
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self.stop_button = QPushButton("Cancel export")
        self.stop_button.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.stop_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(self.words)
        layout.addWidget(self._bar)
        layout.addLayout(foot)

    def show_progress(self, progress: Progress) -> None:
        """Tell how far it is."""
        self._bar.setRange(0, progress.total)
        self._bar.setValue(progress.done)
        self.words.setText(f"{progress.doing} ({progress.done + 1:,} of {progress.total:,})")

    def reject(self) -> None:
        """Stop, and wait for the word that it has stopped."""
        self.words.setText("Stopping")
        self.stop_button.setEnabled(False)
        self.stop_wanted.emit()
