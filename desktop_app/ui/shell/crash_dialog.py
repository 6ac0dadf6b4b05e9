"""After a crash: that there was one, that nothing is lost, and a report to look at and save."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFileDialog, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from desktop_app.ui.look.appearance import Appearance

_WORDS = (
    "Materia ended unexpectedly the last time. Your bookmarks and notes are safe, and the window is as it was. "
    "This report says where it happened, and nothing of what was searched or read. Its makers can use it."
)


class CrashDialog(QDialog):
    """Shown once, at the start after a crash."""

    def __init__(self, report: str, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._report = report
        self.setWindowTitle("After a crash")
        words = QLabel(_WORDS)
        words.setWordWrap(True)
        self._shown = QPlainTextEdit(report)
        self._shown.setReadOnly(True)
        self._shown.setTabChangesFocus(True)
        self._shown.setAccessibleName("Report")
        self._shown.setFont(appearance.font(12))
        self._told = QLabel()
        self._told.setTextFormat(Qt.TextFormat.PlainText)
        self._told.setWordWrap(True)
        self._told.hide()
        buttons = QDialogButtonBox(self)
        close = buttons.addButton(QDialogButtonBox.StandardButton.Close)
        close.setDefault(True)
        buttons.rejected.connect(self.reject)
        save = buttons.addButton("Save report…", QDialogButtonBox.ButtonRole.ActionRole)
        save.setAutoDefault(False)
        save.clicked.connect(self.save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        for widget in (words, self._shown, self._told, buttons):
            layout.addWidget(widget)
        self.resize(560, 360)
        close.setFocus()

    @property
    def told(self) -> str:
        """What became of the last attempt to save."""
        return self._told.text()

    def save(self) -> None:
        """Ask where, and write it there."""
        chosen, _ = QFileDialog.getSaveFileName(self, "Save report", "materia-report.txt", "Text (*.txt)")
        if not chosen:
            return
        try:
            Path(chosen).write_text(self._report, "utf-8")
        except OSError as error:
            self._told.setText(f"The report could not be saved: {error.strerror}. Choose another folder.")
        else:
            self._told.setText(f"Saved as {chosen}.")
        self._told.show()
