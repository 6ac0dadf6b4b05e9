"""Choosing the backup to go back to."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QListWidget, QVBoxLayout, QWidget

from desktop_app.services.backup import Copy, Reason
from desktop_app.ui.look.appearance import Appearance

_REASONS = {
    Reason.AUTOMATIC: "made by itself",
    Reason.BEFORE_RESTORE: "made before going back to another backup",
    Reason.ASKED_FOR: "made when asked for",
}


class RestoreDialog(QDialog):
    """The copies there are, newest first."""

    def __init__(self, copies: Sequence[Copy], appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Restore bookmarks and notes")
        words = QLabel(
            "Bookmarks, notes, history and settings go back to what they were then. "
            "What you have now is kept as a backup too."
        )
        words.setWordWrap(True)
        self._list = QListWidget(self)
        self._list.setAccessibleName("Backups")
        self._copies = tuple(copies)
        self._list.addItems([copy_words(copy) for copy in copies])
        self._list.setCurrentRow(0)
        self._list.itemActivated.connect(self.accept)
        buttons = QDialogButtonBox(self)
        buttons.addButton("Restore", QDialogButtonBox.ButtonRole.AcceptRole).setDefault(True)
        buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(words)
        layout.addWidget(self._list, 1)
        layout.addWidget(buttons)
        self.resize(480, 360)

    @property
    def chosen(self) -> Copy:
        """The copy that was chosen."""
        return self._copies[self._list.currentRow()]


def copy_words(copy: Copy) -> str:
    """When a copy was made, and why."""
    return f"{copy.at.astimezone():%Y-%m-%d %H:%M}   {_REASONS[copy.reason]}"
