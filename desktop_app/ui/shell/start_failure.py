"""Why Materia cannot start, in a small window: who started it from an icon sees no terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QLabel, QListWidget, QVBoxLayout

from desktop_app.services.backup import Copy
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.look.dress import dress
from desktop_app.ui.shell.restore_dialog import copy_words

_OFFER = (
    "These are backups of your bookmarks, notes, history and settings. Materia can go back to one of them and start. "
    "A damaged file is kept beside it."
)


@dataclass(frozen=True, slots=True)
class Anew:
    """The answer that no backup is wanted: Materia starts without bookmarks and notes."""


class StartFailure(QDialog):
    """The sentence, and the backups that may be put in the place of damaged or lost user data."""

    def __init__(self, sentence: str, copies: Sequence[Copy] = (), *, anew: bool = False) -> None:
        super().__init__()
        self._copies = tuple(copies)
        self.setWindowTitle("Cannot start")
        words = QLabel(sentence)
        words.setObjectName("sentence")
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setWordWrap(True)
        words.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        buttons = QDialogButtonBox(self)
        quitting = buttons.addButton("Quit", QDialogButtonBox.ButtonRole.RejectRole)
        self._anew = False
        if anew:
            starting = buttons.addButton("Start without bookmarks", QDialogButtonBox.ButtonRole.DestructiveRole)
            starting.setAutoDefault(False)
            starting.clicked.connect(self._start_anew)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(words)
        self._list = QListWidget(self)
        self._list.setAccessibleName("Backups")
        self._list.setVisible(bool(copies))
        if copies:
            offer = QLabel(_OFFER)
            offer.setWordWrap(True)
            layout.addWidget(offer)
            self._list.addItems([copy_words(copy) for copy in copies])
            self._list.setCurrentRow(0)
            self._list.itemActivated.connect(self.accept)
            layout.addWidget(self._list, 1)
            buttons.addButton("Restore and start", QDialogButtonBox.ButtonRole.AcceptRole).setDefault(True)
        else:
            quitting.setDefault(True)
        layout.addWidget(buttons)
        self.setMinimumWidth(480)
        (self._list if copies else quitting).setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """As high as its sentences are in the width that it has."""
        super().showEvent(event)
        layout = self.layout()
        if layout is not None:
            self.resize(self.width(), max(self.height(), layout.totalHeightForWidth(self.width())))

    def _start_anew(self) -> None:
        self._anew = True
        self.accept()

    @property
    def chosen(self) -> Copy | Anew | None:
        """The backup to go back to, or that none is wanted; None to quit."""
        if self._anew:
            return Anew()
        row = self._list.currentRow()
        return self._copies[row] if self.result() == QDialog.DialogCode.Accepted and row >= 0 else None


def tell_start_failure(
    application: QApplication, sentence: str, copies: Sequence[Copy] = (), *, anew: bool = False
) -> Copy | Anew | None:
    """Show the window until it is closed; answers what was chosen, or None to quit. `anew`: offer that too."""
    dress(application, Appearance("system"))
    quits = application.quitOnLastWindowClosed()
    application.setQuitOnLastWindowClosed(False)  # closing this window is not the end, if a backup is chosen
    try:
        dialog = StartFailure(sentence, copies, anew=anew)
        dialog.exec()
        return dialog.chosen
    finally:
        application.setQuitOnLastWindowClosed(quits)
