"""The results of a search: what was searched instead or besides, the hits, or words in place of them."""

from __future__ import annotations

import html
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.parts.empty_message import EmptyMessage
from desktop_app.ui.parts.rows_view import RowsView
from desktop_app.ui.search.result_rows import HitRow, NameRow, rows_of
from desktop_app.ui.search.results_delegate import ResultsDelegate
from desktop_app.ui.search.results_model import ResultsModel, Role

if TYPE_CHECKING:
    from desktop_app.services.search import Answer

_ALSO_NAMED = 3
"""So many of the names searched besides are told; the rest are counted."""


class ResultsView(RowsView):
    """The list itself; Up on its first row leaves it for the search box."""

    left_upwards = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """See the class."""
        if event.key() == Qt.Key.Key_Up and not self._has_row_above():
            self.left_upwards.emit()
        else:
            super().keyPressEvent(event)

    def _has_row_above(self) -> bool:
        model, row = self.model(), self.currentIndex().row()
        return any(model.flags(model.index(above, 0)) & Qt.ItemFlag.ItemIsEnabled for above in range(row))


class ResultsPanel(QWidget):
    """Shows an Answer. The hit that Enter would open is always the current row."""

    opened = Signal(object)
    """A HitRow or a NameRow."""
    exact_wanted = Signal()
    """Search again for the words as typed: no other spelling, no other names of the drug."""
    left_upwards = Signal()

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._answer: Answer | None = None
        self._notice = _Link(self)
        self._notice.setObjectName("correction")
        self._also = _Link(self)
        self._also.setContentsMargins(16, 8, 22, 0)
        self._model = ResultsModel(self)
        self.view = ResultsView("Results", self)
        self.view.setModel(self._model)
        self.view.setItemDelegate(ResultsDelegate(appearance, self.view))
        self._message = EmptyMessage(appearance, self)
        self._message.setContentsMargins(0, 8, 0, 0)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._message)
        self._stack.addWidget(self.view)
        notice_row = QVBoxLayout()
        notice_row.setContentsMargins(8, 0, 12, 0)
        notice_row.addWidget(self._notice)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(notice_row)
        layout.addWidget(self._also)
        layout.addWidget(self._stack, 1)
        self._notice.linkActivated.connect(self.exact_wanted)
        self._also.linkActivated.connect(self.exact_wanted)
        self.view.open_wanted.connect(self._open)
        self.view.left_upwards.connect(self.left_upwards)
        appearance.changed.connect(self._restyle)
        self._restyle()
        self.show_nothing_yet()

    @property
    def answer(self) -> Answer | None:
        """What is shown."""
        return self._answer

    def show_nothing_yet(self) -> None:
        """Before a search: what will be here."""
        self._answer = None
        self._model.set_rows([])
        self._say(
            "No search yet",
            "Hits are listed here: names first, then sections. Down arrow goes into the list, Enter opens a hit.",
        )

    def show_preparing(self) -> None:
        """A search was asked for before the index was ready."""
        self._say("Getting ready", "The search index is being brought up to date. Hits appear here as soon as it is.")

    def show_answer(self, answer: Answer, today: date, *, ready: bool = True) -> None:
        """Show what was found, keeping the row that the user went to if it is still there.

        Where the index was not `ready`, no row means nothing yet.
        """
        self._answer = answer
        kept = self._chosen_by_hand()
        rows = rows_of(answer, today)
        self._model.set_rows(rows)
        self._tell(answer)
        if not rows and not ready:
            self.show_preparing()
            return
        if not rows:
            self._say(
                f"Nothing found for “{answer.query}”",
                "All words must stand in one section. Leave a word out, or write the beginning of it.",
                keep_notices=True,
            )
            return
        self._stack.setCurrentWidget(self.view)
        number = next((n for n, row in enumerate(rows) if kept is not None and _same(row, kept)), -1)
        index = self._model.index(number) if number >= 0 else self._model.best()
        self.view.setCurrentIndex(index)
        if number < 0:
            self.view.scrollToTop()

    def open_current(self) -> bool:
        """Open the current hit; False when there is none."""
        index = self.view.currentIndex()
        if not index.isValid():
            return False
        self._open(index)
        return True

    def enter(self) -> bool:
        """Take the keyboard's focus to the list; False when it is empty."""
        if self._stack.currentWidget() is not self.view:
            return False
        self.view.setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def _open(self, index: QModelIndex) -> None:
        row = index.data(Role.ROW)
        if isinstance(row, HitRow | NameRow):
            self.opened.emit(row)

    def _chosen_by_hand(self) -> object:
        return self.view.currentIndex().data(Role.ROW) if self.view.hasFocus() else None

    def _tell(self, answer: Answer) -> None:
        link = f"color:{self._appearance.theme.accent};text-decoration:none"
        query = html.escape(answer.query)
        corrected = answer.corrected
        self._notice.setVisible(corrected is not None)
        if corrected is not None:
            self._notice.setText(
                f"No hits for “{query}”. <b>Showing “{html.escape(corrected)}”.</b><br>"
                f'<a href="exact" style="{link}">Search only “{query}”</a>'
            )
        names = answer.also_searched[:_ALSO_NAMED]
        more = len(answer.also_searched) - len(names)
        self._also.setVisible(bool(names))
        if names:
            words = ", ".join(map(html.escape, names)) + (f" and {more} more" if more else "")
            only = html.escape(answer.corrected or answer.query)
            self._also.setText(
                f'Also searched {words}. <a href="exact" style="{link};white-space:nowrap">Only “{only}”</a>'
            )

    def _say(self, heading: str, body: str, *, keep_notices: bool = False) -> None:
        if not keep_notices:
            self._notice.hide()
            self._also.hide()
        self._message.say(heading, body)
        self._stack.setCurrentWidget(self._message)

    def _restyle(self) -> None:
        theme = self._appearance.theme
        self._notice.setStyleSheet(
            f"#correction {{ background: {theme.soft}; color: {theme.text}; border-radius: 5px; "
            f"padding: 8px; margin: 8px 0 6px 0; font-size: 13px; }}"
        )
        self._also.setStyleSheet(f"color: {theme.text2}; font-size: 12px;")
        self.view.scheduleDelayedItemsLayout()
        if self._answer is not None:
            self._tell(self._answer)


class _Link(QLabel):
    """Words with a link that mouse and keyboard reach."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        flags = Qt.TextInteractionFlag
        self.setTextInteractionFlags(flags.LinksAccessibleByMouse | flags.LinksAccessibleByKeyboard)


def _same(row: object, kept: object) -> bool:
    if isinstance(row, HitRow) and isinstance(kept, HitRow):
        return (row.uid, row.section) == (kept.uid, kept.section)
    return isinstance(row, NameRow) and isinstance(kept, NameRow) and (row.uid, row.text) == (kept.uid, kept.text)
