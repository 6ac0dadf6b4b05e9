"""A library of thousands of labels beside one of five: how long until it is open, listed, and its names are found.

    .venv/bin/python tests/benchmarks/library_opening.py [--labels 5000] [--rounds 15] [--keep FOLDER]

Both libraries are made by a seeded generator (20,000 labels take some minutes; `--keep` keeps them for later runs), and
are opened in turn, each time anew. Medians in ms. The bar: the large one is as fast as the small one for whoever waits,
that is within 50 ms, which nobody sees.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
from pathlib import Path
from time import perf_counter

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from many_labels import make_library
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from desktop_app.services.library.library import Library
from desktop_app.services.search.name_book import NameBook
from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.panels.library_panel import LibraryPanel

FEW = 5
TYPED = ("b", "ba", "bab", "babu")
"""A name is looked up at every key: many begin like the first."""


def measure(folder: Path, appearance: Appearance) -> dict[str, float]:
    """How long each step takes, in ms, in the order in which they follow a start."""
    figures: dict[str, float] = {}
    began = perf_counter()

    def over(step: str) -> None:
        nonlocal began
        figures[step] = (perf_counter() - began) * 1000
        began = perf_counter()

    library = Library(folder)
    over("library opened")
    library.holdings()
    over("counted and dated")
    book = NameBook(library.store.names)
    for typed in TYPED:
        book.find(typed)
        over(f"names found for {typed!r}")
    panel = LibraryPanel(library, appearance)
    panel.resize(376, 900)
    panel.show()
    panel.grab()
    over("panel shown")
    panel.view.scrollToBottom()
    panel.grab()
    over("scrolled to its end")
    panel.filter_box.setText("ba")
    panel.grab()
    over("filtered by 'ba'")
    panel.filter_box.clear()
    began = perf_counter()
    largest = max(library.groups(limit=200), key=lambda group: group.count)
    began = perf_counter()
    panel.view.expand(panel.view.model().index_of(largest.best_uid), expanded=True)  # type: ignore[attr-defined]
    panel.grab()
    over("a drug opened out")
    panel.close()
    panel.deleteLater()
    library.close()
    return figures


def main(labels: int, rounds: int, keep: Path | None) -> None:
    """Print the medians of both, and how much more the large one takes."""
    application = QApplication([])
    appearance = Appearance("light")
    with tempfile.TemporaryDirectory() as temporary:
        folders = {count: (keep or Path(temporary)) / str(count) for count in (FEW, labels)}
        for count, folder in folders.items():
            if not (folder / "library.db").exists():
                folder.mkdir(parents=True, exist_ok=True)
                make_library(folder, count)
        measured: dict[int, list[dict[str, float]]] = {count: [] for count in folders}
        for number in range(rounds + 1):
            for count, folder in folders.items():
                figures = measure(folder, appearance)
                # The panel goes before the next round is timed.
                application.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
                if number:  # the first round reads the files into the system's memory
                    measured[count].append(figures)
    print(f"{'median ms of ' + str(rounds):28}{FEW:>10,}{labels:>10,}{'more':>10}")
    for step in measured[FEW][0]:
        few, many = (statistics.median(figures[step] for figures in measured[count]) for count in folders)
        print(f"{step:28}{few:10.1f}{many:10.1f}{many - few:10.1f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--labels", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--keep", type=Path)
    arguments = parser.parse_args()
    main(arguments.labels, arguments.rounds, arguments.keep)
