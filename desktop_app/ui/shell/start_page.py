"""What stands in the reading pane before anything is open: what can be typed, and what the library holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop_app.render.provenance import age
from desktop_app.ui.look.appearance import Appearance

EXAMPLES = (
    ("baclofen", "a drug, a brand or an abbreviation; brand and generic find each other"),
    ("baclofen withdrawal", "a drug and a word; the last word may be unfinished"),
    ("“abrupt discontinuation”", "these words, in this order"),
    ("baclofen in:dosage", "only one kind of section"),
    ("drug:baclofen seizures -alcohol", "one drug, with one word and without another"),
    ("0.05 mg/mL", "numbers stay with their units"),
)
_WIDEST = 760
_LINK_COLUMN = 294
_NARROW = 620
"""Below this width too little is left beside the column of links."""

_FILLED = "Type to search", "Results appear as you type. Every statement shows its source, version and age."
_EMPTY = (
    "The library is empty",
    "Add official drug labels, product information, encyclopedia articles or monographs of your own. Files can also be "
    "dropped on this window.",
)


@dataclass(frozen=True, slots=True)
class LibraryFacts:
    """What the start page tells of the library."""

    count: int
    bundled: int
    dates: tuple[str, ...]
    """Effective dates of the sources that have one."""


class StartPage(QScrollArea):
    """Everything on it is a control that keyboard and mouse reach."""

    example_chosen = Signal(str)
    import_wanted = Signal()
    library_wanted = Signal()
    keys_wanted = Signal()

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._facts: LibraryFacts | None = None
        self._today = date.min
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._page = QWidget()
        self._page.setObjectName("surface")
        self._title = _label("")
        self._lead = _label("")
        self._examples = QWidget()
        self._links: list[QPushButton] = []
        self._hints: list[QLabel] = []
        self._rows: list[tuple[QBoxLayout, QWidget]] = []
        """Of each example: its row, and what holds its link."""
        self._lines: list[QFrame] = []
        self._library = _label("In this library")
        self._sentence = _label("")
        self._sentence.setTextFormat(Qt.TextFormat.RichText)
        self._import = QPushButton(" Add monographs…")
        self._browse = QPushButton("Browse A to Z")
        self._keys = QPushButton("All keys   F1")
        self._import.clicked.connect(self.import_wanted)
        self._browse.clicked.connect(self.library_wanted)
        self._keys.clicked.connect(self.keys_wanted)
        self._lay_out()
        self.setWidget(self._page)
        appearance.changed.connect(self._restyle)
        self._restyle()

    def show_facts(self, facts: LibraryFacts, today: date) -> None:
        """Tell how much there is and how old it is."""
        self._facts, self._today = facts, today
        self._tell()

    @property
    def words(self) -> str:
        """What it says of the library."""
        return self._sentence.text() or f"{self._title.text()}. {self._lead.text()}"

    def _lay_out(self) -> None:
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addSpacing(63)
        column.addWidget(self._title)
        column.addSpacing(6)
        column.addWidget(self._lead)
        column.addSpacing(26)
        examples = QVBoxLayout(self._examples)
        examples.setContentsMargins(0, 0, 0, 36)
        examples.setSpacing(0)
        for example, hint in EXAMPLES:
            examples.addLayout(self._example_row(example, hint))
            line = QFrame()
            line.setFixedHeight(1)
            self._lines.append(line)
            examples.addWidget(line)
        column.addWidget(self._examples)
        column.addWidget(self._library)
        column.addSpacing(4)
        column.addWidget(self._sentence)
        column.addSpacing(12)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self._import, self._browse, self._keys):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column.addLayout(buttons)
        column.addSpacing(24)
        column.addStretch(1)
        holder = QWidget()
        holder.setLayout(column)
        holder.setMaximumWidth(_WIDEST)
        holder.setMinimumWidth(320)
        self._beside = QHBoxLayout(self._page)
        self._beside.addWidget(holder, 100)
        self._beside.addStretch(1)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """See Qt."""
        self._fit()
        super().resizeEvent(event)

    def _fit(self) -> None:
        """In a narrow pane what an example shows stands under it."""
        narrow = self.width() < _NARROW
        self._beside.setContentsMargins(28 if narrow else 56, 0, 24, 0)
        directions = QBoxLayout.Direction
        for row, link in self._rows:
            row.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)
            row.setContentsMargins(0, 0, 0, 8 if narrow else 0)
            link.setFixedSize(_LINK_COLUMN, 34 if narrow else 43)
        room = min(_WIDEST, self.viewport().width() - (28 if narrow else 56) - 24)
        # A scroll area asks its page for a least height without asking how high wrapped lines are at its width.
        for label in (self._title, self._lead, self._sentence):
            label.setMinimumHeight(max(0, label.heightForWidth(room)))
        for hint in self._hints:
            hint.setMinimumHeight(max(0, hint.heightForWidth(room if narrow else room - _LINK_COLUMN)))

    def _example_row(self, example: str, hint: str) -> QBoxLayout:
        link = QPushButton(example)
        link.setObjectName("example")
        link.setCursor(Qt.CursorShape.PointingHandCursor)
        link.setAccessibleDescription(hint)
        link.setToolTip("Search for this")
        link.clicked.connect(lambda: self.example_chosen.emit(example.replace("“", '"').replace("”", '"')))
        words = _label(hint)
        words.setWordWrap(True)
        self._links.append(link)
        self._hints.append(words)
        left = QWidget()
        inside = QHBoxLayout(left)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(link)
        inside.addStretch(1)
        row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setSpacing(0)
        self._rows.append((row, left))
        row.addWidget(left)
        row.addWidget(words, 1)
        return row

    def _tell(self) -> None:
        theme, facts = self._appearance.theme, self._facts
        empty = facts is not None and facts.count == 0
        title, lead = _EMPTY if empty else _FILLED
        self._title.setText(title)
        self._lead.setText(lead)
        for part in (self._examples, self._library, self._sentence, self._browse):
            part.setHidden(empty)
        if facts is None:
            self._sentence.setText("The library is being opened.")
            return
        if empty:
            self._sentence.setText("")
            return
        came, own = facts.bundled, facts.count - facts.bundled
        parts = []
        if came:
            parts.append("1 monograph came with Materia." if came == 1 else f"{came:,} monographs came with Materia.")
        if own:
            parts.append("1 was added here." if own == 1 else f"{own:,} were added here.")
        parts.append(self._dates(facts, theme.amber))
        self._sentence.setText(" ".join(parts))

    def _dates(self, facts: LibraryFacts, amber: str) -> str:
        dated = sorted(facts.dates)
        if not dated:
            return "No source says its date."
        oldest, newest = dated[0], dated[-1]
        if age(oldest, self._today).old:
            oldest = f'<b style="color:{amber}">{oldest}</b>'
        if len(set(dated)) == 1:
            return f"The only dated source is of {oldest}."
        return f"The newest source is dated {newest}, the oldest {oldest}."

    def _restyle(self) -> None:
        theme = self._appearance.theme
        # Sizes stand in style sheets: where the application has one, Qt resets fonts set before the first polish.
        self._title.setStyleSheet("font-size: 28px; font-weight: 600;")
        self._lead.setStyleSheet(f"font-size: 16px; color: {theme.text2};")
        self._library.setStyleSheet("font-size: 16px; font-weight: 600;")
        self._sentence.setStyleSheet("font-size: 14px;")
        for hint in self._hints:
            hint.setStyleSheet(f"font-size: 14px; color: {theme.text2};")
        for line in self._lines:
            line.setStyleSheet(f"background: {theme.line};")
        self._page.setStyleSheet(
            f"#example {{ border: 2px solid transparent; background: transparent; color: {theme.accent}; "
            f"font-size: 15px; font-weight: 600; text-align: left; padding: 4px 6px 4px 4px; margin-left: -6px; "
            f"min-height: 0; }}"
            f"#example:hover {{ background: {theme.hover}; }} #example:pressed {{ background: {theme.soft}; }}"
            f"#example:focus {{ border-color: {theme.accent}; }}"
        )
        self._import.setIcon(self._appearance.icon("import", "text"))
        self._import.setIconSize(QSize(16, 16))
        self._tell()
        self._fit()


def _label(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
