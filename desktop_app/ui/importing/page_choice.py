"""Which pages of an encyclopedia's archive to import: asked before one is read, for it holds far more than drugs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.ui.importing.import_words import names_of
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.parts.enter_key import pressed_button

_LIST_LINES = 5


class PageChoice(QWidget):
    """A question with four answers. The first is right for nearly everybody."""

    answered = Signal(dict)
    """The fields of an `importers.sources.choice.Choice` that are not as usual."""
    declined = Signal()

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._heading = QLabel()
        self._heading.setWordWrap(True)
        self._heading.setTextFormat(Qt.TextFormat.PlainText)
        self._drugs = QRadioButton("Only pages about drugs (those with a drug's table of facts)")
        self._all = QRadioButton("All pages")
        self._begins = QRadioButton("Pages whose title begins with")
        self._listed = QRadioButton("Pages with these titles, one a line")
        self._group = QButtonGroup(self)
        self.prefix = QLineEdit()
        self.prefix.setAccessibleName("Beginning of the title")
        self.prefix.setMaximumWidth(320)
        self.titles = QPlainTextEdit()
        self.titles.setAccessibleName("Titles, one a line")
        self.titles.setTabChangesFocus(True)
        self.titles.setFixedHeight(_LIST_LINES * 18 + 14)
        self.go = QPushButton("Import")
        self.leave = QPushButton("Do not import")
        for number, answer in enumerate((self._drugs, self._all, self._begins, self._listed)):
            self._group.addButton(answer, number)
            answer.toggled.connect(self._follow)
        for button in (self.go, self.leave):
            button.setAutoDefault(False)
        self.prefix.textChanged.connect(self._follow)
        self.titles.textChanged.connect(self._follow)
        self.go.clicked.connect(self._answer)
        self.leave.clicked.connect(self.declined)
        self._lay_out()
        appearance.changed.connect(self._dress)
        self._dress()
        self._drugs.setChecked(True)

    def ask(self, archives: Sequence[Path]) -> None:
        """Ask about these archives; the answer of the last time stands until another is chosen."""
        self._heading.setText(f"Which pages of {names_of([path.name for path in archives])} do you want?")
        self.setAccessibleName(self._heading.text())
        self._group.button(self._group.checkedId()).setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def choice(self) -> dict[str, Any]:
        """What is chosen now."""
        if self._drugs.isChecked():
            return {"drugs_only": True}
        if self._begins.isChecked():
            return {"prefix": self.prefix.text().strip()}
        if self._listed.isChecked():
            return {"titles": sorted(self._titles())}
        return {}

    def choose(self, number: int) -> None:
        """Choose one of the four answers, counted from 0."""
        self._group.button(number).setChecked(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter imports, wherever the focus is but on the other button and in the list of titles."""
        if self.leave.hasFocus() and pressed_button(event):
            event.accept()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._answer()
        else:
            super().keyPressEvent(event)

    def _titles(self) -> set[str]:
        return {title for line in self.titles.toPlainText().splitlines() if (title := " ".join(line.split()))}

    def _follow(self) -> None:
        self.prefix.setEnabled(self._begins.isChecked())
        self.titles.setEnabled(self._listed.isChecked())
        self.titles.setVisible(self._listed.isChecked())
        missing = (self._begins.isChecked() and not self.prefix.text().strip()) or (
            self._listed.isChecked() and not self._titles()
        )
        self.go.setEnabled(not missing)
        self.go.setToolTip("Type what is asked for first" if missing else "")

    def _answer(self) -> None:
        if self.go.isEnabled():
            self.answered.emit(self.choice)

    def _lay_out(self) -> None:
        begins = QHBoxLayout()
        begins.setSpacing(8)
        begins.addWidget(self._begins)
        begins.addWidget(self.prefix, 1)
        begins.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.go)
        buttons.addWidget(self.leave)
        buttons.addStretch(1)
        self.setObjectName("question")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 16)
        layout.setSpacing(8)
        layout.addWidget(self._heading)
        layout.addWidget(self._drugs)
        layout.addWidget(self._all)
        layout.addLayout(begins)
        layout.addWidget(self._listed)
        layout.addWidget(self.titles)
        layout.addSpacing(4)
        layout.addLayout(buttons)

    def _dress(self) -> None:
        theme = self._appearance.theme
        self.setStyleSheet(
            f"#question {{ background: {theme.soft}; border: 1px solid {theme.edge}; border-radius: 6px; }}"
            f"QRadioButton {{ border: 2px solid transparent; border-radius: 5px; padding: 1px 4px 1px 2px; }}"
            f"QRadioButton:focus {{ color: {theme.text}; border-color: {theme.accent}; }}"
            f"QRadioButton::indicator {{ width: 14px; height: 14px; border: 1px solid {theme.text2};"
            f" border-radius: 8px; background: {theme.surface}; }}"
            f"QRadioButton::indicator:checked {{ border-color: {theme.accent}; background: qradialgradient(cx: 0.5,"
            f" cy: 0.5, radius: 0.5, fx: 0.5, fy: 0.5, stop: 0 {theme.accent}, stop: 0.55 {theme.accent},"
            f" stop: 0.65 {theme.surface}, stop: 1 {theme.surface}); }}"
        )
        self._heading.setStyleSheet("font-size: 14px; font-weight: 600;")
