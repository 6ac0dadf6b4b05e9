"""What stands in the reading pane when the library cannot be read: what is lost, what is safe, and the ways on."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop_app.errors import GoneError
from desktop_app.services.counting import counted
from desktop_app.services.lost import Loss
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.parts.outside import show_in_folder

_WIDEST = 720
_NAMED = 8
"""Files, at most, that are named: more are counted."""


class LostLibrary(QScrollArea):
    """Stays until the library can be read, or a new one is started."""

    new_wanted = Signal()
    again_wanted = Signal()

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._path: Path | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        page = QWidget()
        page.setObjectName("surface")
        self._title, self._why = _words(), _words()
        self._lost_head, self._lost = _words("What is lost"), _words()
        self._safe_head, self._safe = _words("What is safe"), _words()
        self._next_head, self._next = _words("What to do"), _words()
        self._new = QPushButton("Start a new library")
        self._show = QPushButton("Show the file")
        self._again = QPushButton("Try again")
        self._new.clicked.connect(self.new_wanted)
        self._again.clicked.connect(self.again_wanted)
        self._show.clicked.connect(self._show_file)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addSpacing(40)
        column.addWidget(self._title)
        column.addWidget(self._why)
        for head, words in (
            (self._lost_head, self._lost),
            (self._safe_head, self._safe),
            (self._next_head, self._next),
        ):
            column.addSpacing(18)
            column.addWidget(head)
            column.addWidget(words)
        column.addSpacing(20)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self._new, self._show, self._again):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        buttons.addStretch(1)
        column.addLayout(buttons)
        column.addStretch(1)
        holder = QWidget()
        holder.setLayout(column)
        holder.setMaximumWidth(_WIDEST)
        row = QGridLayout(page)
        row.setContentsMargins(56, 0, 24, 24)
        row.addWidget(holder, 0, 0)
        row.setColumnStretch(0, 100)
        row.setColumnStretch(1, 1)
        self.setWidget(page)
        appearance.changed.connect(self._restyle)
        self._restyle()

    def tell(self, loss: Loss) -> None:
        """Say it, and offer the ways on."""
        self._path = loss.path
        gone = isinstance(loss.error, GoneError)
        heading = "The library is gone" if gone else "The library is damaged" if loss.is_lost else "No library for now"
        self._title.setText(heading)
        self._why.setText(_why(loss))
        self._lost.setText(_lost(loss))
        self._lost.setHidden(not loss.is_lost)
        self._lost_head.setHidden(not loss.is_lost)
        kept = counted(loss.bookmarks, "bookmark") if loss.bookmarks else "Bookmarks"
        self._safe.setText(
            f"{kept}, notes, history and settings: they are in another file, user.db. A bookmark opens again as soon "
            "as its monograph is in the library."
        )
        self._next.setText(_next(loss))
        self._new.setVisible(loss.is_lost)
        self._show.setText("Show the folder" if gone else "Show the file")

    @property
    def words(self) -> str:
        """All that it says."""
        labels = (self._title, self._why, self._lost, self._safe, self._next)
        return "\n".join(label.text() for label in labels if not label.isHidden())

    @property
    def buttons(self) -> list[QPushButton]:
        """Those that are offered."""
        return [button for button in (self._new, self._show, self._again) if not button.isHidden()]

    def take_focus(self) -> None:
        """Put the keyboard to the way on that loses nothing."""
        self._again.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_file(self) -> None:
        if self._path is not None:
            show_in_folder(self._path)

    def _restyle(self) -> None:
        theme = self._appearance.theme
        self._title.setStyleSheet("font-size: 28px; font-weight: 600;")
        self._why.setStyleSheet(f"font-size: 16px; color: {theme.text2};")
        for head in (self._lost_head, self._safe_head, self._next_head):
            head.setStyleSheet("font-size: 16px; font-weight: 600;")
        for words in (self._lost, self._safe, self._next):
            words.setStyleSheet("font-size: 14px;")


def _why(loss: Loss) -> str:
    if isinstance(loss.error, GoneError):
        return f"{loss.path} is not there, or is empty, though Materia has had a library in it."
    if loss.is_lost:
        return f"{loss.path} is damaged, or is another program's file."
    return str(loss.error)


def _lost(loss: Loss) -> str:
    words = (
        "The monographs. Those that come with Materia are there at once in a new library; what was imported has to be "
        "imported again from its files."
    )
    if loss.sources:
        named = ", ".join(loss.sources[:_NAMED])
        more = len(loss.sources) - _NAMED
        words += f" The library was made from {named}{f' and {more:,} more' if more > 0 else ''}."
    return words


def _next(loss: Loss) -> str:
    if isinstance(loss.error, GoneError):
        return "If you have the file, or a copy of it, put it back and try again. If not, start a new library."
    if loss.is_lost:
        return (
            "If you have a copy of the file, put it in its place and try again. If not, start a new library: the "
            "damaged file is kept beside it under another name, and nothing of it is deleted."
        )
    return "The file itself may well be sound. Once the cause is gone, try again."


def _words(text: str = "") -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
