"""Search as you type: every keystroke asks, only the newest answer is heard, and typing never waits.

At most one search is under way and at most one waits: a newer question takes the place of the one that waits, and what
is found for an older one is not shown.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_app.monograph.model import Monograph
from desktop_app.ui.search.query_text import cleaned
from desktop_app.ui.shell.jobs import JobControl, JobHandle, Jobs

if TYPE_CHECKING:
    from desktop_app.services.search.search import Answer, Search

Hits = dict[str, list[tuple[int, int]]]
_LIMIT = 20
"""Hits at first: what two screens hold, and as many as are found, given snippets and painted within a keystroke."""
_MORE = 80


@dataclass(frozen=True, slots=True)
class _Found:
    answer: Answer
    ready: bool
    """Whether sections were searched too."""
    lost: bool
    """The index was found damaged by this search."""


class Searching(QObject):
    """Holds the query in force. Signals arrive on the GUI thread, in the order of asking."""

    answered = Signal(object, bool)
    """An Answer, and whether sections were searched too: before the index is ready only names are."""
    cleared = Signal()
    waiting = Signal()
    """Asked before there was anything to ask: the question is kept and asked again by `use`."""
    marked = Signal(str, object)
    """A uid and the hits in its sections for the query in force."""
    failed = Signal(object)
    index_lost = Signal()
    """Sections could be searched and cannot any more: the index must be built anew."""

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._search: Search | None = None
        self._asking: JobHandle | None = None
        self._wanted = False
        """Whether another search waits for the one under way."""
        self._marking: JobHandle | None = None
        self._query = ""
        self._exact = False
        self._effective = ""
        self._limit = _LIMIT
        self._told: Answer | None = None
        """The answer last told to the query in force."""
        self._continued: Answer | None = None
        """The answer whose hits stay in front of those that are asked for."""

    @property
    def query(self) -> str:
        """What is searched for, as typed."""
        return self._query

    @property
    def exact(self) -> bool:
        """Whether other spellings and other names of the drug are left out."""
        return self._exact

    @property
    def effective_query(self) -> str:
        """What the text is marked for: the corrected spelling where there was one."""
        return self._effective or self._query

    @property
    def marking_key(self) -> str:
        """Tells whether two sets of hits are for the same question."""
        return f"{self._exact:d}{self.ready:d}{self.effective_query}" if self._query else ""

    @property
    def ready(self) -> bool:
        """Whether sections can be searched."""
        return self._search is not None and self._search.ready

    @property
    def pending(self) -> bool:
        """Whether an answer is still on its way."""
        return self._asking is not None and bool(self._query)

    def use(self, search: Search) -> None:
        """Take the search service, which comes after the first paint; a question that waits is asked."""
        self._search = search
        self.index_ready()

    def index_ready(self) -> None:
        """The index now holds what the library holds: ask again."""
        if self._query:
            self.ask(self._query, exact=self._exact)

    def ask(self, text: str, *, exact: bool = False) -> None:
        """Search for `text` instead of what was asked before."""
        query = cleaned(text).strip()
        self._stop_marking()
        self._continued = None
        if (query, exact) != (self._query, self._exact):
            self._effective, self._limit, self._told = "", _LIMIT, None
        self._query, self._exact = query, exact
        self._ask()

    def ask_for_more(self) -> None:
        """More hits for the query in force; those that were told stay in front, in their order."""
        if self._told is not None and self._told.more and not self.pending:
            self._limit = len(self._told.hits) + _MORE
            self._continued = self._told
            self._ask()

    def _ask(self) -> None:
        if not self._query:
            self._wanted = False
            self.cleared.emit()
        elif self._search is None:
            self.waiting.emit()
        elif self._asking is not None:
            self._wanted = True
        else:
            self._start(self._search)

    def _start(self, search: Search) -> None:
        query, exact, limit, continued = self._query, self._exact, self._limit, self._continued
        self._wanted = False

        def work(_: JobControl) -> _Found:
            before = search.ready
            answer = search.search(query, limit=limit, synonyms=not exact)
            ready = before and search.ready
            return _Found(answer, ready, lost=before and not ready)

        def done(found: _Found) -> None:
            self._asking = None
            if found.lost:
                self.index_lost.emit()
            if self._is_over(query, exact=exact):
                answer = found.answer if continued is None else _continuing(continued, found.answer)
                self._told = answer
                self._effective = answer.corrected or ""
                self.answered.emit(answer, found.ready)

        def failed(error: Exception) -> None:
            self._asking = None
            if self._is_over(query, exact=exact):
                self.failed.emit(error)

        self._asking = self._jobs.run(work, done=done, failed=failed, owner=self)

    def _is_over(self, query: str, *, exact: bool) -> bool:
        """Whether the search that ended is what is wanted; if another is, that one is begun."""
        if self._wanted and self._search is not None:
            self._start(self._search)
            return False
        return (query, exact) == (self._query, self._exact)

    def hits_in(self, monograph: Monograph) -> Hits:
        """Where the query in force stands in a monograph. Slow for long ones: call it in a job."""
        search, query = self._search, self.effective_query
        if search is None or not query or not search.ready:
            return {}
        return search.spans(query, monograph, synonyms=not self._exact)

    def mark(self, monograph: Monograph) -> None:
        """Find the hits in an open monograph; `marked` tells."""
        self._stop_marking()
        if not self._query:
            self.marked.emit(monograph.uid, {})
            return

        def done(hits: Hits) -> None:
            self._marking = None
            self.marked.emit(monograph.uid, hits)

        self._marking = self._jobs.run(
            lambda _: self.hits_in(monograph), done=done, failed=self.failed.emit, owner=self
        )

    def _stop_marking(self) -> None:
        if self._marking is not None:
            self._marking.drop()
            self._marking = None


def _continuing(told: Answer, answer: Answer) -> Answer:
    """A longer answer to the same question whose first hits are those already told: how many are asked for may change
    which of them an index puts first, but what has been read does not move."""
    seen = {(hit.uid, hit.section) for hit in told.hits}
    return replace(answer, hits=told.hits + tuple(hit for hit in answer.hits if (hit.uid, hit.section) not in seen))
