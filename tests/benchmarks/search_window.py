"""Typing in the real window, over a library as large as a country's: how long from a key to the painted list.

    .venv/bin/python tests/benchmarks/search_window.py [--sections N] [--queries N] [--pause MS] [--keep FOLDER]
        [--pieces]

The label sections become monographs in a library folder, which is then opened as at any start. Preparing it takes a
minute or two; it is kept, and later runs begin at once. Real key events go to the search box, the next one `--pause` ms
after the list for the last one is painted. For each key: the time in all, until the window has painted the list of
hits for what now stands in the box; and how long the GUI thread worked at events in it, waiting for Python's lock and
for a processor included, and without these. Bars (p95, 30,772 sections): 50 ms in all, 16 ms on the GUI thread.

With `--pieces` the index is as an import leaves it, in many segments, which the window writes together soon after the
start: keys typed meanwhile are told apart from those after it.
"""

from __future__ import annotations

import argparse
import html
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from time import perf_counter, thread_time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QAbstractEventDispatcher, QEvent, QObject, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from search_corpus import QUERIES, records

from desktop_app.app import run_window
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, Provenance, Section
from desktop_app.services.library.library import Library
from desktop_app.services.search.search import Search
from desktop_app.store.library.store import LibraryStore
from desktop_app.ui.search.results_panel import ResultsPanel
from desktop_app.ui.search.search_box import SearchBox
from desktop_app.ui.search.searching import Searching
from desktop_app.ui.shell.main_window import MainWindow
from index import Record

_LOOKED_FOR_MS = 20
_SETTLING_MS = 2000
_UNCHANGED_MS = 60
"""An answer after which nothing is painted for so long was the one that is shown: it counts when it was taken in."""
_GIVEN_UP_MS = 10_000
_WAKING_MS = 1000
_QUERIES = 15
"""Typed unless more are asked for: some 280 keys, in half a minute."""


def monographs(sections: int | None) -> Iterator[Monograph]:
    """The label sections as monographs, one for each label."""
    by_label = sorted(records(sections), key=lambda record: record.monograph)
    for number, (label, group) in enumerate(groupby(by_label, key=lambda record: record.monograph), start=1):
        parts = tuple(_section(record, order) for order, record in enumerate(group))
        yield Monograph(f"spl:{label}", f"Label {number}", "en", (), parts, (), Provenance("spl", publisher="DailyMed"))


def _section(record: Record, order: int) -> Section:
    paragraphs = "".join(f"<p>{html.escape(line)}</p>" for line in record.text.splitlines() if line.strip())
    return Section(f"section-{order}", Kind(record.kind), record.title, paragraphs, order)


def prepare(folder: Path, sections: int | None, *, pieces: bool) -> None:
    """A library folder with its index, unless it is there already; in many segments, where it is to be in `pieces`."""
    if not (folder / "library.db").exists():
        store = LibraryStore(folder / "library.db")
        for monograph in monographs(sections):
            store.put(monograph, imported_at="2026-01-01T00:00:00Z")
        store.close()
    library = Library(folder)
    library.ensure_bundled()
    index, kept = folder / "index", folder / "index.pieces"
    if pieces:
        shutil.rmtree(index, ignore_errors=True)
        if kept.exists():
            shutil.copytree(kept, index)
    search = Search(library, folder)
    started = perf_counter()
    search.catch_up()
    print(f"index brought up to date in {perf_counter() - started:.0f} s")
    search.close()
    library.close()
    if pieces and not kept.exists():
        shutil.copytree(index, kept)


class Tidying:
    """Knows whether segments are being written together."""

    def __init__(self) -> None:
        self.under_way = False
        self.took: list[float] = []
        tidy = Search.tidy

        def timed(search: Search, stopped: Callable[[], bool] = lambda: False) -> None:
            started, self.under_way = perf_counter(), True
            tidy(search, stopped)
            self.under_way = False
            self.took.append(perf_counter() - started)

        Search.tidy = timed  # type: ignore[assignment, method-assign]


@dataclass(slots=True)
class Key:
    """One key and what became of it; times in ms."""

    typed: str
    pressed: float
    busy: float = 0.0
    longest: float = 0.0
    processor: float = 0.0
    answered: float = 0.0
    """When its answer had been taken in."""
    repainting: bool = False
    total: float = 0.0
    beside: bool = False
    """Typed while segments were being written together."""


class TimedApplication(QApplication):
    """Times every event that the loop hands to the program, with all that it brings about."""

    def __init__(self) -> None:
        super().__init__([])
        self._depth = 0
        self._work: list[tuple[float, float]] = []

    def notify(self, receiver: QObject, event: QEvent) -> bool:
        """Events sent while another is handled are part of that one."""
        if self._depth:
            return super().notify(receiver, event)
        self._depth += 1
        started, used = perf_counter(), thread_time()
        try:
            return super().notify(receiver, event)
        finally:
            self._work.append(((perf_counter() - started) * 1000, (thread_time() - used) * 1000))
            self._depth -= 1

    def taken(self) -> list[tuple[float, float]]:
        """How long each event took since the last call, and how long a processor worked at it, in ms."""
        work, self._work = self._work, []
        return work or [(0.0, 0.0)]


class Typist(QObject):
    """Types the queries, key by key, and closes the window after the last one."""

    def __init__(
        self,
        application: TimedApplication,
        window: MainWindow,
        pause: int,
        keys: Iterator[str],
        done: list[Key],
        tidying: Tidying,
    ) -> None:
        super().__init__(window)
        self._application = application
        self._window, self._pause, self._keys, self._done = window, pause, keys, done
        self._tidying = tidying
        self._key: Key | None = None

    def start(self) -> None:
        dispatcher = QAbstractEventDispatcher.instance()
        dispatcher.aboutToBlock.connect(self._idle)
        box, searching = self._window.findChild(SearchBox), self._window.findChild(Searching)
        assert box is not None
        assert searching is not None
        self._box = box
        searching.answered.connect(self._answered)
        panel = self._window.findChild(ResultsPanel)
        assert panel is not None
        for widget in panel.findChildren(QWidget):
            widget.installEventFilter(self)
        waking = QTimer(self)
        waking.setInterval(_WAKING_MS)
        waking.timeout.connect(lambda: None)  # so that a key that is never answered is given up
        waking.start()
        self._next()

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        """Notice that the list, or what stands in its place, is about to be painted."""
        if event.type() == QEvent.Type.Paint and self._key is not None and self._key.answered:
            self._key.repainting = True
        return False

    def _next(self) -> None:
        wanted = next(self._keys, None)
        if wanted is None:
            self._window.close()
            return
        if not wanted.startswith(self._box.text()) or not self._box.text():
            self._box.setText(wanted[:-1])
            QTimer.singleShot(300, self._window, lambda: self._press(wanted))
        else:
            if wanted[:-1] != self._box.text():  # a space between words: its answer is the one that is there
                self._box.setText(wanted[:-1])
            self._press(wanted)

    def _press(self, wanted: str) -> None:
        self._key = Key(wanted, perf_counter(), beside=self._tidying.under_way)
        self._application.taken()
        QTest.keyClicks(self._box, wanted[-1])

    def _answered(self, answer: object, _: bool) -> None:
        key = self._key
        if key is not None and not key.answered and getattr(answer, "query", None) == key.typed.strip():
            key.answered = perf_counter()
            QTimer.singleShot(_UNCHANGED_MS, self._window, lambda: None)  # wakes the loop if nothing else does

    def _idle(self) -> None:
        """Nothing is left to do: see whether the list is painted, or had nothing to change."""
        key, now = self._key, perf_counter()
        if key is None:
            return
        unchanged = bool(key.answered) and (now - key.answered) * 1000 >= _UNCHANGED_MS
        if key.repainting or unchanged or (now - key.pressed) * 1000 > _GIVEN_UP_MS:
            key.total = ((now if key.repainting or not unchanged else key.answered) - key.pressed) * 1000
            work = self._application.taken()
            key.busy, key.longest = sum(took for took, _ in work), max(took for took, _ in work)
            key.processor = sum(used for _, used in work)
            self._done.append(key)
            self._key = None
            QTimer.singleShot(self._pause, self._window, self._next)


def type_when_ready(
    application: TimedApplication, pause: int, keys: Iterator[str], done: list[Key], tidying: Tidying
) -> QTimer:
    """Look for the window and its index, then let the typist type; what comes of each key goes into `done`."""
    looking = QTimer()

    def look() -> None:
        for window in QApplication.topLevelWidgets():
            searching = window.findChild(Searching) if isinstance(window, MainWindow) else None
            if isinstance(window, MainWindow) and searching is not None and searching.ready:
                looking.stop()
                typist = Typist(application, window, pause, keys, done, tidying)
                QTimer.singleShot(_SETTLING_MS, window, typist.start)

    looking.setInterval(_LOOKED_FOR_MS)
    looking.timeout.connect(look)
    looking.start()
    return looking


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sections", type=int, help="only the first N of the 30,772")
    options.add_argument("--queries", type=int, default=_QUERIES, help=f"of {len(QUERIES)}")
    options.add_argument("--pause", type=int, default=15, help="ms from a painted list to the next key")
    options.add_argument("--keep", type=Path, help="the folder for the library, used again if it is there")
    options.add_argument("--pieces", action="store_true", help="begin with an index in many segments")
    given = options.parse_args()
    chosen = [QUERIES[number * len(QUERIES) // given.queries] for number in range(min(given.queries, len(QUERIES)))]
    keys = [query[:end] for query in chosen for end in range(1, len(query) + 1)]
    keys = [key for key in keys if not key.endswith(" ")]
    folder: Path = given.keep or Path(tempfile.gettempdir()) / f"materia-window-{given.sections or 'all'}"
    folder.mkdir(exist_ok=True)
    prepare(folder, given.sections, pieces=given.pieces)
    tidying = Tidying()
    application = TimedApplication()
    done: list[Key] = []
    typed = _and_on(keys, tidying) if given.pieces else iter(keys)
    looking = type_when_ready(application, given.pause, typed, done, tidying)
    run_window(folder)
    looking.stop()
    application.quit()
    print(f"platform {os.environ['QT_QPA_PLATFORM']}; ms")
    if given.pieces:
        took = max(tidying.took, default=0.0)
        _tell(f"while segments were written together, {took:.0f} s", [key for key in done if key.beside])
        last = max((number for number, key in enumerate(done) if key.beside), default=-1)
        _tell("after that", done[last + 1 :])
    else:
        _tell("", done)


def _and_on(keys: list[str], tidying: Tidying) -> Iterator[str]:
    """The keys again and again until segments have been written together, and once more."""
    while not tidying.took:
        yield from keys
    yield from keys


def _tell(when: str, keys: list[Key]) -> None:
    print(f"{len(keys)} keys {when}")
    if not keys:
        return
    for name, bar, values in (
        ("key to painted list, in all", "50", sorted(key.total for key in keys)),
        ("of it the GUI thread at work", "16", sorted(key.busy for key in keys)),
        ("longest stretch of that", "", sorted(key.longest for key in keys)),
        ("processor time of the thread", "", sorted(key.processor for key in keys)),
    ):
        p50, p95, worst = values[len(values) // 2], values[int(len(values) * 0.95)], values[-1]
        print(f"{name:30} p50 {p50:7.1f}   p95 {p95:7.1f}   worst {worst:7.1f}   {f'bar p95 {bar}' if bar else ''}")


if __name__ == "__main__":
    main()
