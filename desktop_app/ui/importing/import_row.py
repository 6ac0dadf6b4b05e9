"""One file in the import report: what is being done with it, what became of it, and what the user can do about it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.errors import CancelledError, TitleUnknownError
from desktop_app.services.library import ImportOutcome, Progress
from desktop_app.ui.look.appearance import Appearance

_STATUS = {"new": "New", "updated": "Updated", "unchanged": "Unchanged"}
_ICON = 16
_TITLE_WANTED = "The text does not plainly say which drug it is about. Type the title here to import it."
"""In place of the error's own words, which tell of the command line."""


class ImportRow(QWidget):
    """Waiting, at work, done or failed; each with a sign and a word."""

    retry_wanted = Signal(str)
    """Import again under this title."""
    open_wanted = Signal(str)
    """A uid."""

    def __init__(self, path: Path, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path = path
        self.outcome: ImportOutcome | None = None
        self.error: Exception | None = None
        self._appearance = appearance
        self._sign = ""
        self._name = QPushButton(path.name)
        self._name.setFlat(True)
        self._name.setEnabled(False)
        self._name.setAutoDefault(False)
        self._name.clicked.connect(self._open)
        self._file = QLabel()
        self._status = QLabel("Waiting")
        self._detail = QLabel()
        self._detail.setWordWrap(True)
        for label in (self._file, self._status, self._detail):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._title = QLineEdit()
        self._title.setPlaceholderText("Title of the monograph, such as the drug's name")
        self._title.setAccessibleName(f"Title for {path.name}")
        self._retry = QPushButton("Import with this title")
        self._retry.setAutoDefault(False)
        self._retry.setEnabled(False)
        self._title.textChanged.connect(lambda text: self._retry.setEnabled(bool(text.strip())))
        self._title.returnPressed.connect(self._ask_again)
        self._retry.clicked.connect(self._ask_again)
        self._ask = QWidget()
        self._ask.setVisible(False)
        self._lay_out()
        self.setToolTip(str(path))
        appearance.changed.connect(self._dress)
        self._dress()

    @property
    def over(self) -> bool:
        """Whether it was imported or has failed."""
        return self.outcome is not None or self.error is not None

    @property
    def words(self) -> str:
        """All that it says, for tests and screen readers."""
        return f"{self.path.name}. {self._name.text()}. {self._status.text()}. {self._detail.text()}"

    @property
    def title_field(self) -> QLineEdit:
        """Shown when the title is not plain from the text."""
        return self._title

    def wait(self) -> None:
        """Back to the queue."""
        self.outcome = self.error = None
        self._say("", "Waiting", "")

    def show_progress(self, progress: Progress) -> None:
        """At work on it."""
        self._say("right", f"Step {progress.done + 1} of {progress.total}", progress.doing)

    def show_outcome(self, outcome: ImportOutcome) -> None:
        """It is in the library."""
        self.outcome = outcome
        self._name.setText(outcome.title)
        self._file.setText(self.path.name)
        self._name.setEnabled(True)
        self._name.setToolTip(f"Open {outcome.title}")
        self._say("check", _STATUS[outcome.status], outcome_words(outcome))

    def show_failure(self, error: Exception) -> None:
        """It is not in the library, and why. Where only the title is wanting, it can be typed here."""
        self.error = error
        stopped = isinstance(error, CancelledError)
        untitled = isinstance(error, TitleUnknownError)
        reason = _TITLE_WANTED if untitled else str(error)
        self._say("close" if stopped else "warning", "Stopped" if stopped else "Not imported", reason)
        if untitled:
            self._ask.setVisible(True)
            self._title.setFocus(Qt.FocusReason.OtherFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The sign at the left, the hairline below."""
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), QColor(theme.line))
        if self._sign:
            token = "amber" if self._sign == "warning" else "accent" if self._sign == "check" else "text2"
            self._appearance.icon(self._sign, token).paint(painter, QRect(4, 12, _ICON, _ICON))
        painter.end()

    def _say(self, sign: str, status: str, detail: str) -> None:
        self._sign = sign
        self._status.setText(status)
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
        self._ask.setVisible(False)
        self.setAccessibleName(self.words)
        self._dress()

    def _open(self) -> None:
        if self.outcome is not None:
            self.open_wanted.emit(self.outcome.uid)

    def _ask_again(self) -> None:
        title = " ".join(self._title.text().split())
        if title:
            self.retry_wanted.emit(title)

    def _lay_out(self) -> None:
        self._name.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self._name)
        first.addWidget(self._file)
        first.addStretch(1)
        first.addWidget(self._status)
        asking = QHBoxLayout(self._ask)
        asking.setContentsMargins(0, 4, 0, 4)
        asking.setSpacing(8)
        asking.addWidget(self._title, 1)
        asking.addWidget(self._retry)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 10, 4, 10)
        layout.setSpacing(2)
        layout.addLayout(first)
        layout.addWidget(self._detail)
        layout.addWidget(self._ask)

    def _dress(self) -> None:
        theme = self._appearance.theme
        name_colour = theme.accent if self._name.isEnabled() else theme.text
        self._name.setCursor(
            Qt.CursorShape.PointingHandCursor if self._name.isEnabled() else Qt.CursorShape.ArrowCursor
        )
        self._name.setStyleSheet(
            f"QPushButton {{ color: {name_colour}; background: transparent; border: 2px solid transparent; padding: 0;"
            f" min-height: 20px; font-size: 14px; font-weight: 600; text-align: left; }}"
            f"QPushButton:focus {{ border-color: {theme.accent}; }}"
            f"QPushButton:hover {{ text-decoration: underline; }}"
        )
        failed = self.error is not None and not isinstance(self.error, CancelledError)
        status_colour = theme.amber if failed else theme.text2
        self._file.setStyleSheet(f"color: {theme.text2}; font-size: 12px;")
        self._status.setStyleSheet(f"color: {status_colour}; font-size: 12px; font-weight: {600 if failed else 400};")
        self._detail.setStyleSheet(f"color: {theme.text if failed else theme.text2}; font-size: 13px;")
        self.update()


def outcome_words(outcome: ImportOutcome) -> str:
    """Sections, references by status, and what was left out, in words."""
    references = outcome.given + outcome.matched + outcome.missing
    by_status = ", ".join(
        f"{count} {word}"
        for count, word in ((outcome.given, "given"), (outcome.matched, "matched"), (outcome.missing, "missing"))
        if count
    )
    lines = [f"{_counted(outcome.sections, 'section')} · {_counted(references, 'reference')}"]
    if by_status:
        lines[0] += f": {by_status}"
    if outcome.dropped:
        dropped = ", ".join(f"{item.what} ({item.count})" for item in outcome.dropped)
        lines.append(f"Left out or changed: {dropped}")
    return "\n".join(lines)


def _counted(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
