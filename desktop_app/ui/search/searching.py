"""Search as you type: every keystroke asks, only the newest answer is heard, and typing never waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_app.monograph.model import Monograph
from desktop_app.ui.shell.jobs import JobControl, JobHandle, Jobs

if TYPE_CHECKING:
    from desktop_app.services.search import Answer, Search

Hits = dict[str, list[tuple[int, int]]]
_LIMIT = 50


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

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._search: Search | None = None
        self._asking: JobHandle | None = None
        self._marking: JobHandle | None = None
        self._query = ""
        self._exact = False
        self._effective = ""

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
        return self._asking is not None

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
        query = text.strip()
        self._drop()
        if query != self._query:
            self._effective = ""
        self._query, self._exact = query, exact
        if not query:
            self.cleared.emit()
            return
        search = self._search
        if search is None:
            self.waiting.emit()
            return

        def work(_: JobControl) -> tuple[Answer, bool]:
            ready = search.ready
            return search.search(query, limit=_LIMIT, synonyms=not exact), ready

        self._asking = self._jobs.run(work, done=self._heard, failed=self._failed, owner=self)

    def hits_in(self, monograph: Monograph) -> Hits:
        """Where the query in force stands in a monograph. Slow for long ones: call it in a job."""
        search, query = self._search, self.effective_query
        if search is None or not query or not search.ready:
            return {}
        return search.spans(query, monograph, synonyms=not self._exact)

    def mark(self, monograph: Monograph) -> None:
        """Find the hits in an open monograph; `marked` tells."""
        if self._marking is not None:
            self._marking.drop()
            self._marking = None
        if not self._query:
            self.marked.emit(monograph.uid, {})
            return

        def done(hits: Hits) -> None:
            self._marking = None
            self.marked.emit(monograph.uid, hits)

        self._marking = self._jobs.run(
            lambda _: self.hits_in(monograph), done=done, failed=self.failed.emit, owner=self
        )

    def _heard(self, found: tuple[Answer, bool]) -> None:
        answer, ready = found
        self._asking = None
        self._effective = answer.corrected or ""
        self.answered.emit(answer, ready)

    def _failed(self, error: Exception) -> None:
        self._asking = None
        self.failed.emit(error)

    def _drop(self) -> None:
        for handle in (self._asking, self._marking):
            if handle is not None:
                handle.drop()
        self._asking = self._marking = None
