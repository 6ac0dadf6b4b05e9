"""How long the window stands still over a table of hundreds to thousands of rows.

    .venv/bin/python tests/benchmarks/long_tables.py [--rows N ...] [--columns N] [--without-peer]

For each number of rows: what the window's thread does at a stretch, at most, while the table is opened, the window is
resized, the next hits are walked, the text is scrolled from end to end, and theme and text size change; and how long it
takes until text is first painted. A heartbeat, a timer of 5 ms, tells: a beat that comes late was held up. Beside it a
plain QTextBrowser with the same HTML, opened and resized. The bar: no standstill longer than 100 ms. The processor time
of the longest standstill stands in brackets: on a busy machine only that tells of the program.
"""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Callable
from datetime import date
from time import perf_counter, process_time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QTextBrowser, QWidget

from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, Section
from desktop_app.render.section_parts import section_parts
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.reading.monograph_view import MonographView

TODAY = date(2026, 12, 1)
_BEAT_MS = 5
_SETTLED_AFTER = 12
"""Beats in time after which nothing more happens."""
_IN_TIME = 0.012


class Heartbeat(QObject):
    """Beats while something is done, and keeps the longest time between two beats."""

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self, interval=_BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._loop = QEventLoop()

    def over(self, act: Callable[[], object]) -> tuple[float, float]:
        """Longest standstill while something is done and until nothing more comes of it; its processor time. In s."""
        self._longest = (0.0, 0.0)
        self._in_time = 0
        self._last = (perf_counter(), process_time())
        self._timer.start()
        QTimer.singleShot(0, act)
        self._loop.exec()
        self._timer.stop()
        return self._longest

    def _beat(self) -> None:
        now = (perf_counter(), process_time())
        passed = (now[0] - self._last[0], now[1] - self._last[1])
        self._last = now
        self._longest = max(self._longest, passed)
        self._in_time = self._in_time + 1 if passed[1] < _IN_TIME else 0
        if self._in_time >= _SETTLED_AFTER:
            self._loop.quit()


def table(rows: int, columns: int) -> str:
    """Materia HTML of a table as a formulary has it."""
    head = "".join(f"<th>Column {column}</th>" for column in range(columns))
    body = "".join(
        "<tr>" + "".join(f"<td>drug {row} for {column}: 10 mg</td>" for column in range(columns)) + "</tr>"
        for row in range(rows)
    )
    return f"<p>Before.</p><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table><p>After.</p>"


def _first_paint(widget: QWidget, act: Callable[[], object]) -> float:
    started = perf_counter()
    act()
    widget.repaint()
    return perf_counter() - started


def _told(longest: tuple[float, float]) -> str:
    return f"{longest[0] * 1000:6.0f} ({longest[1] * 1000:.0f})"


def _window(heart: Heartbeat, rows: int, columns: int) -> None:
    html = table(rows, columns)
    sections = (Section("a", Kind.DOSAGE, "Doses", html, 0), Section("b", Kind.OTHER, "Other", "<p>Short.</p>", 1))
    monograph = Monograph("local:x", "Formulary", "en", (), sections, ())
    appearance = Appearance("light")
    view = MonographView(appearance)
    view.resize(1200, 800)
    view.show()
    heart.over(lambda: None)
    started = perf_counter()
    parts = {"a": section_parts(html)}
    ready = perf_counter() - started
    painted = _first_paint(view, lambda: view.show_monograph(monograph, today=TODAY, parts=parts))
    view.clear()
    print(f"{rows:5} rows: read beforehand in {ready * 1000:.0f} ms, first painted after {painted * 1000:.0f} ms")
    bar = view.reader.verticalScrollBar()
    hits = {"a": [(found.start(), found.end()) for found in re.finditer("for 2", parts["a"].text or html)]}
    steps: list[tuple[str, Callable[[], object]]] = [
        ("open", lambda: view.show_monograph(monograph, today=TODAY, parts=parts)),
        ("wider", lambda: view.resize(1400, 800)),
        ("narrow", lambda: view.resize(620, 800)),
        ("mark hits", lambda: view.set_hits(hits)),
        ("next hit", view.next_hit),
        ("last hit", lambda: view.reader.go_to_hit(len(view.reader.hits) - 1)),
        ("to the middle", lambda: bar.setValue(bar.maximum() // 2)),
        ("other tab", lambda: view.open_section("b")),
        ("back", lambda: view.open_section("a")),
        ("theme", lambda: appearance.set_theme_choice("dark")),
        ("text size", lambda: appearance.set_zoom(1.25)),
    ]
    for name, act in steps:
        print(f"    {name:14} {_told(heart.over(act))} ms")
    view.close()
    view.deleteLater()


def _peer(heart: Heartbeat, rows: int, columns: int) -> None:
    browser = QTextBrowser()
    browser.resize(1200, 800)
    browser.show()
    heart.over(lambda: None)
    html = table(rows, columns)
    opened = heart.over(lambda: browser.setHtml(html))
    resized = heart.over(lambda: browser.resize(900, 800))
    print(f"    QTextBrowser   open {_told(opened)} ms, narrow {_told(resized)} ms")
    browser.close()
    browser.deleteLater()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rows", type=int, nargs="*", default=[100, 400, 2000, 8000])
    options.add_argument("--columns", type=int, default=6)
    options.add_argument("--without-peer", action="store_true")
    given = options.parse_args()
    application = QApplication([])
    heart = Heartbeat()
    for rows in given.rows:
        _window(heart, rows, given.columns)
        if not given.without_peer:
            _peer(heart, rows, given.columns)
    application.quit()


if __name__ == "__main__":
    main()
