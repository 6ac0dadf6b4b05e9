"""The results of a search: what was searched instead or besides, the hits, or words in place of them."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.parts.empty_message import EmptyMessage
from desktop_app.ui.parts.rows_view import RowsView
from desktop_app.ui.search.kind_chips import KindChips, label_of
from desktop_app.ui.search.query_text import quoted
from desktop_app.ui.search.result_rows import HitRow, MoreRow, NameRow, RecentRow, Row, recent_rows, rows_of
from desktop_app.ui.search.results_delegate import ResultsDelegate
from desktop_app.ui.search.results_model import ResultsModel, Role

if TYPE_CHECKING:
    from desktop_app.services.search.search import Answer

_ALSO_NAMED = 3
"""So many of the names searched besides are told; the rest are counted."""
_ONLY_CHARACTERS = 32
"""What fits on one line of the narrowest list, for the switch that leaves other names out."""
_OFFER = "offer:"
"""Begins the link of a name that is offered."""
_TALL = 560
"""From this height on chips may take two rows."""


class ResultsView(RowsView):
    """The list itself; Up on its first row leaves it for the search box."""

    left_upwards = Signal()
    released = Signal()
    """The mouse button is up again, and what was pressed has been opened."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.pressed_now = False
        """A mouse button is down on the list: what is under it may not change."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """From here on rows stay where they are."""
        self.pressed_now = True
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """See the class it is one of."""
        super().mouseReleaseEvent(event)
        self.pressed_now = False
        self.released.emit()

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
    exact_wanted = Signal(str)
    """Search for these very words: no other spelling, no other names of the drug."""
    kind_toggled = Signal(str)
    """Only this kind of section, besides those already chosen; or this one no more."""
    kinds_cleared = Signal()
    search_again = Signal(str)
    """A recent search."""
    more_wanted = Signal()
    """Hits beyond those that are listed."""
    left_upwards = Signal()

    def __init__(
        self,
        appearance: Appearance,
        parent: QWidget | None = None,
        *,
        recent: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        """`recent` answers the recent searches, newest first."""
        super().__init__(parent)
        self._appearance = appearance
        self._recent = recent
        self._answer: Answer | None = None
        self._held: Callable[[], None] | None = None
        self._empty = True
        """Nothing is asked: recent searches are offered."""
        self._showing = False
        self._chosen: object = None
        """The row that the user went to and has not opened yet."""
        self._notice = _Link(self)
        self._notice.setObjectName("correction")
        self._also = _Link(self)
        self._also.setContentsMargins(16, 8, 22, 0)
        self._pending = QLabel("Sections can be searched in a moment.", self)
        self._pending.setContentsMargins(16, 8, 22, 0)
        self._pending.setWordWrap(True)
        self._pending.hide()
        self.chips = KindChips(appearance, self)
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
        layout.addWidget(self._pending)
        layout.addWidget(self.chips)
        layout.addWidget(self._stack, 1)
        self._notice.linkActivated.connect(self._follow)
        self._also.linkActivated.connect(self._want_as_searched)
        self.view.open_wanted.connect(self._open)
        self.view.left_upwards.connect(self.left_upwards)
        self.view.released.connect(self._catch_up)
        self.view.selectionModel().currentChanged.connect(self._gone_to)
        self.chips.toggled.connect(self.kind_toggled)
        self.chips.cleared.connect(self.kinds_cleared)
        self._message.pressed.connect(self.kinds_cleared)
        appearance.changed.connect(self._restyle)
        self._restyle()
        self.show_nothing_yet()

    @property
    def answer(self) -> Answer | None:
        """What is shown."""
        return self._answer

    def show_nothing_yet(self) -> None:
        """Before a search: what was searched for before, or what will be here."""
        self._answer, self._held, self._chosen, self._empty = None, None, None, True
        rows = recent_rows(self._recent())
        self._set_rows(rows)
        self._say(
            "No search yet",
            "Hits are listed here: names first, then sections. Down arrow goes into the list, Enter opens a hit.",
        )
        if rows:
            self._stack.setCurrentWidget(self.view)
            self.view.setCurrentIndex(QModelIndex())
            self.view.scrollToTop()

    def refresh_recent(self) -> None:
        """Recent searches have changed."""
        if self._empty:
            self.show_nothing_yet()

    def show_preparing(self) -> None:
        """A search was asked for before there was anything to ask."""
        self._empty = False
        self._say("Getting ready", "Sections can be searched in a moment. Hits appear here as soon as they can.")

    def show_answer(self, answer: Answer, today: date, *, ready: bool = True) -> None:
        """Show what was found, keeping the row that the user went to if it is still there.

        Where the index was not `ready`, only names were searched. While a mouse button is down on the list, the answer
        waits: a click must open what was under the pointer when it began.
        """
        if self.view.pressed_now:
            self._held = lambda: self.show_answer(answer, today, ready=ready)
            return
        self._held, self._empty = None, False
        again = self._answer is not None and self._answer.query == answer.query
        current, place = self.view.currentIndex().data(Role.ROW), self.view.currentIndex().row()
        kept = current if again or self.view.hasFocus() else self._chosen
        scrolled = self.view.verticalScrollBar().value()
        self._answer = answer
        rows = rows_of(answer, today)
        self._set_rows(rows)
        self._tell(answer, ready=ready)
        if not rows:
            self._say_why_nothing(answer, ready=ready)
            return
        self._stack.setCurrentWidget(self.view)
        number = next((n for n, row in enumerate(rows) if kept is not None and _same(row, kept)), -1)
        if again and isinstance(kept, MoreRow):  # more is there: the first of it stands in its place
            number = min(place, len(rows) - 1)
        # what is listed for an absent drug is of others: Enter opens none of it unless it was gone to
        best = QModelIndex() if answer.absent else self._model.best()
        self._choose(self._model.index(number) if number >= 0 else best)
        if again:
            self.view.verticalScrollBar().setValue(scrolled)
        elif number < 0:
            self._chosen = None
            self.view.scrollToTop()

    def _say_why_nothing(self, answer: Answer, *, ready: bool) -> None:
        elsewhere = sum(count for _, count in answer.kinds)
        if not ready:
            self._pending.hide()
            self._say("Getting ready", "Sections can be searched in a moment. No name begins as typed.")
        elif answer.within and elsewhere:
            where = " or ".join(label_of(kind) for kind in answer.within)
            hits = "1 section" if elsewhere == 1 else f"{elsewhere:,} sections"
            text = " ".join((*answer.remarks, f"Sections of other kinds have it: {hits}."))
            self._say(f"Nothing found in {where}", text, "Search all kinds", keep_notices=True)
        elif answer.absent or answer.offers:
            text = "No text of another drug is shown in its place. This says nothing about the drug."
            self._say("Not in this library" if answer.absent else "Not searched", text, keep_notices=True)
        elif answer.nothing_to_search:
            self._say("The library is empty", "Add monographs, or drop files anywhere on the window; then search them.")
        else:
            hint = "All words must stand in one section. Leave a word out, or write the beginning of it."
            text = " ".join(answer.remarks) or hint
            self._say(f"Nothing found for {quoted(answer.query)}", text, keep_notices=True)

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
        if not self.view.currentIndex().isValid():
            self.view.go_to_first()
        self.view.setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def _open(self, index: QModelIndex) -> None:
        row = index.data(Role.ROW)
        self._chosen = None
        if isinstance(row, HitRow | NameRow):
            self.opened.emit(row)
        elif isinstance(row, RecentRow):
            self.search_again.emit(row.query)
        elif isinstance(row, MoreRow):
            self.more_wanted.emit()

    def _follow(self, link: str) -> None:
        if link.startswith(_OFFER):
            self.search_again.emit(link.removeprefix(_OFFER))
        else:
            self._want_as_typed()

    def _want_as_typed(self) -> None:
        if self._answer is not None:
            self.exact_wanted.emit(self._answer.query)

    def _want_as_searched(self) -> None:
        if self._answer is not None:
            self.exact_wanted.emit(self._answer.corrected or self._answer.query)

    def _set_rows(self, rows: Sequence[Row]) -> None:
        self._showing = True
        self._model.set_rows(rows)
        self._showing = False

    def _choose(self, index: QModelIndex) -> None:
        self._showing = True
        self.view.setCurrentIndex(index)
        self._showing = False

    def _gone_to(self, index: QModelIndex) -> None:
        if not self._showing:
            self._chosen = index.data(Role.ROW)

    def _catch_up(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            held()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Chips leave room for hits."""
        super().resizeEvent(event)
        self.chips.allow_rows(2 if self.height() >= _TALL else 1)

    def _tell(self, answer: Answer, *, ready: bool = True) -> None:
        self._pending.setVisible(not ready)
        self.chips.show_counts(answer.kinds, answer.within)
        link = f"color:{self._appearance.theme.accent};text-decoration:none"
        query = html.escape(quoted(answer.query))
        corrected = answer.corrected
        shown = answer.hits or answer.names or answer.absent or answer.offers
        said = [html.escape(answer.look_alikes.tall(remark)) for remark in answer.remarks] if shown else []
        for offer in answer.offers:
            shown_name = html.escape(answer.look_alikes.tall(offer.name))
            href = f"{_OFFER}{html.escape(offer.name)}"
            said.append(f'<a href="{href}" style="{link}">{shown_name}</a> – {html.escape(offer.differs)}')
        if corrected is not None:
            said += [
                f"No hits for {query}. <b>Showing {html.escape(quoted(corrected))}.</b>",
                f'<a href="exact" style="{link}">Search only {query}</a>',
            ]
        self._notice.setVisible(bool(said))
        self._notice.setText("<br>".join(said))
        names = answer.also_searched[:_ALSO_NAMED]
        more = len(answer.also_searched) - len(names)
        self._also.setVisible(bool(names))
        if names:
            words = ", ".join(map(html.escape, names)) + (f" and {more} more" if more else "")
            only = html.escape(quoted(answer.corrected or answer.query, _ONLY_CHARACTERS))
            self._also.setText(
                f'Also searched {words}. <a href="exact" style="{link};white-space:nowrap">Only {only}</a>'
            )

    def _say(self, heading: str, body: str, button: str = "", *, keep_notices: bool = False) -> None:
        if not keep_notices:
            for notice in (self._notice, self._also, self._pending, self.chips):
                notice.hide()
        self._message.say(heading, body, button)
        self._stack.setCurrentWidget(self._message)

    def _restyle(self) -> None:
        theme = self._appearance.theme
        self._notice.setStyleSheet(
            f"#correction {{ background: {theme.soft}; color: {theme.text}; border-radius: 5px; "
            f"padding: 8px; margin: 8px 0 6px 0; font-size: 13px; }}"
        )
        for label in (self._also, self._pending):
            label.setStyleSheet(f"color: {theme.text2}; font-size: 12px;")
        self.view.scheduleDelayedItemsLayout()
        if self._answer is not None:
            self._tell(self._answer, ready=self._pending.isHidden())


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
