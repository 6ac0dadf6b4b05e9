"""What a window holds on to that is used for a day: 2,000 keystrokes and 200 monographs, and what memory is then.

    .venv/bin/python tests/benchmarks/window_memory.py --keep FOLDER [--monographs N] [--keys N] [--minutes M]

The folder is one that search_window.py has prepared. After every twentieth part of the monographs it says how much
memory is the process's own (what it has of files can be had again at any time), how many objects Python looks after
and Qt has, how many threads and handles (open files) there are, and how many monographs are still held, of which there
should be a few at any time. The second half should need no more than the first: what is remembered of texts and words
fills up once. With `--minutes` the same monographs are read over and over for that long, and it tells every tenth part
of the time.
"""

from __future__ import annotations

import argparse
import gc
import os
import traceback
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from time import perf_counter

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from search_corpus import QUERIES

from desktop_app.app import run_window
from desktop_app.monograph.model import Monograph
from desktop_app.services.library.library import Library
from desktop_app.ui.reading.reading import Wanted
from desktop_app.ui.shell.main_window import MainWindow
from desktop_app.ui.shell.workbench import Workbench

_LOOKED_FOR_MS = 5
_READ_MS = 150
"""From one monograph to the next key, so that marks are made and there is a rest now and then."""
_TOLD, _TOLD_OF_TIME = 20, 10


class Day(QObject):
    """Types and reads, as fast as it is answered."""

    def __init__(self, bench: Workbench, uids: list[str], keys: int, minutes: float) -> None:
        super().__init__(bench)
        self._bench, self._uids = bench, uids
        self._each = keys // len(uids)
        self._seconds = minutes * 60
        self._wait = QTimer(self)
        self._wait.setInterval(_LOOKED_FOR_MS)
        self._steps = self._day()
        self._wait.timeout.connect(self._on)
        self._rest = 0.0
        self._wait.start()

    def _on(self) -> None:
        bench = self._bench
        if bench.searching.pending or bench.reading.loading or perf_counter() < self._rest:
            return
        try:
            is_over = next(self._steps, self) is self
        except Exception:  # noqa: BLE001  # whatever it is, it is told
            traceback.print_exc()  # the window would tell of it, and nobody reads that
            is_over = True
        if is_over:
            self._wait.stop()
            bench.window().close()

    def _day(self) -> Iterator[None]:
        words = _letters()
        started = perf_counter()
        told = 0.0
        box = self._bench.search_box
        box.setFocus()
        for number, uid in enumerate(cycle(self._uids) if self._seconds else self._uids, start=1):
            for _ in range(self._each):
                letter = next(words)
                if letter == "\n":
                    box.clear()
                    letter = next(words)
                QTest.keyClicks(box, letter)
                yield
            self._bench.reading.open(Wanted(uid, first_hit=True))
            yield
            assert self._bench.reading.uid == uid
            self._rest = perf_counter() + _READ_MS / 1000
            yield
            taken = perf_counter() - started
            if self._seconds:
                due = taken >= told + self._seconds / _TOLD_OF_TIME
            else:
                due = number % max(1, len(self._uids) // _TOLD) == 0
            if due:
                told = taken
                self._rest = perf_counter() + 2.5  # somebody reads: what is to be collected in a rest is
                yield
                self._tell(number, taken)
            if self._seconds and taken >= self._seconds:
                break
        QTest.keyClick(box, Qt.Key.Key_Escape)

    def _tell(self, number: int, taken: float) -> None:
        objects = gc.get_objects()
        held = sum(isinstance(each, Monograph) for each in objects)
        print(
            f"{number:4} monographs, {number * self._each:5} keys, {taken:4.0f} s: "
            f"{_own_memory():6.1f} MB, {len(objects):7} objects, {_qt_objects():5} of Qt, "
            f"{_entries('task'):2} threads, {_entries('fd'):2} handles, "
            f"{held} monographs held",
            flush=True,
        )


def _qt_objects() -> int:
    """All that hang in some window or the application, made by Python or not: documents, layouts, timers, widgets."""
    roots: list[QObject] = [*QApplication.topLevelWidgets(), *filter(None, [QApplication.instance()])]
    return sum(1 + len(root.findChildren(QObject)) for root in roots if root.parent() is None)


def _entries(folder: str) -> int:
    """Of what the system tells of this process."""
    return sum(1 for _ in Path("/proc/self", folder).iterdir())


def _letters() -> Iterator[str]:
    while True:
        for query in QUERIES:
            yield from query.replace(" ", "")
            yield "\n"


def _own_memory() -> float:
    """Of the process, in MB, without what is mapped from files."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) / 1024


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--keep", type=Path, required=True)
    options.add_argument("--monographs", type=int, default=200)
    options.add_argument("--keys", type=int, default=2000)
    options.add_argument("--minutes", type=float, default=0.0, help="a soak: read for this long")
    given = options.parse_args()
    library = Library(given.keep)
    uids = [summary.uid for summary in library.summaries()][: given.monographs]
    library.close()
    application = QApplication([])
    days: list[Day] = []
    looking = QTimer()

    def look() -> None:
        for window in QApplication.topLevelWidgets():
            bench = window.findChild(Workbench) if isinstance(window, MainWindow) else None
            if bench is not None and bench.searching.ready:
                looking.stop()
                days.append(Day(bench, uids, given.keys, given.minutes))

    looking.timeout.connect(look)
    looking.start(_LOOKED_FOR_MS)
    run_window(given.keep)
    application.quit()


if __name__ == "__main__":
    main()
