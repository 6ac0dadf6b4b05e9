"""Materia's index beside SQLite FTS5, tantivy and stock Whoosh, in one run on the same sections.

    .venv/bin/python tests/benchmarks/search_speed.py [--engines materia,fts5,tantivy] [--sections N] [--times N]
                                                      [--rounds N] [--queries N] [--keep FOLDER]

Every keystroke of fifty queries is asked for the best twenty. Each engine runs in a process of its own; they take
turns, query by query, so that whatever else the machine does falls on all alike. Every round starts new processes:
nothing an engine remembers of one round helps it in the next. A keystroke's time is its median over the rounds.
Memory is the growth of the process since before the first import. Opening counts from the call that opens to the first
answer with snippets, with the files in the system's cache; the interpreter's start is left out, and importing the
engine is given apart.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from search_corpus import QUERIES, keystrokes
from search_peers import ENGINES, size

_WORKER = str(Path(__file__).with_name("search_worker.py"))


@dataclass(slots=True)
class Figures:
    """What was measured of one engine."""

    megabytes_a_second: float = 0.0
    disk: float = 0.0
    """Bytes on disk over bytes of text."""
    plain: list[list[float]] = field(default_factory=list)
    """Milliseconds without snippets: a list for each round, a figure for each keystroke."""
    snippets: list[list[float]] = field(default_factory=list)
    memory: list[dict[str, float]] = field(default_factory=list)
    opening: list[float] = field(default_factory=list)
    importing: list[float] = field(default_factory=list)
    omits_snippets: bool = True


class Worker:
    """A process that serves one engine."""

    def __init__(self, engine: str, folder: Path) -> None:
        self.engine = engine
        command = [sys.executable, _WORKER, "serve", engine, str(folder)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.opened = self._read()

    def ask(self, queries: Iterable[str], *, snippets: bool) -> dict[str, Any]:
        assert self._process.stdin is not None
        print(json.dumps({"queries": list(queries), "snippets": snippets}), file=self._process.stdin, flush=True)
        return self._read()

    def close(self) -> None:
        self._process.communicate()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


def build(engine: str, folder: Path, times: int, sections: int) -> tuple[Figures, int, int]:
    """Index, and how many sections and bytes that were."""
    command = [sys.executable, _WORKER, "build", engine, str(folder), str(times), str(sections)]
    done = json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)
    figures = Figures(done["bytes"] / 1e6 / done["seconds"], size(folder / engine) / done["bytes"])
    return figures, done["sections"], done["bytes"]


def one_round(found: dict[str, Figures], folder: Path, queries: list[list[str]], turn: int) -> None:
    """All keystrokes without snippets, then all with, the engines taking turns."""
    names = list(found)
    workers = [Worker(name, folder) for name in names[turn % len(names) :] + names[: turn % len(names)]]
    for worker in workers:
        figures = found[worker.engine]
        figures.opening.append(worker.opened["open_ms"])
        figures.importing.append(worker.opened["import_ms"])
        figures.omits_snippets = worker.opened["omits_snippets"]
    for snippets in (False, True):
        took: dict[str, list[float]] = {name: [] for name in names}
        for keys in queries:
            for worker in workers:
                answer = worker.ask(keys, snippets=snippets)
                took[worker.engine] += answer["ms"]
                found[worker.engine].memory.append(answer["memory"])
        for name, milliseconds in took.items():
            (found[name].snippets if snippets else found[name].plain).append(milliseconds)
    for worker in workers:
        worker.close()


def at(rounds: list[list[float]], share: float) -> float:
    """That quantile over keystrokes of the medians over rounds."""
    medians: list[float] = sorted(statistics.median(keystroke) for keystroke in zip(*rounds, strict=True))
    return medians[min(len(medians) - 1, int(len(medians) * share))]


def report(found: dict[str, Figures], times: int) -> None:
    """The table, with the bars that were set beside it."""
    tantivy, fts5 = found.get("tantivy"), found.get("fts5")

    def bar(text: str, limit: float | None) -> str:
        return text if limit is None else f"{text} = {limit:.1f}"

    by_tantivy = None if tantivy is None else 1.5 * at(tantivy.plain, 0.5)
    with_snippets = (
        None if tantivy is None or fts5 is None else min(at(tantivy.snippets, 0.95), at(fts5.snippets, 0.95) / 10)
    )
    speed = None if fts5 is None else fts5.megabytes_a_second
    rows: list[tuple[str, str, dict[str, str]]] = [
        ("p50, ms", bar("1.5 x tantivy", by_tantivy), {n: f"{at(f.plain, 0.5):.2f}" for n, f in found.items()}),
        (
            "p95, ms",
            "" if times == 1 else "4 x that of --times 1",
            {n: f"{at(f.plain, 0.95):.2f}" for n, f in found.items()},
        ),
        ("worst, ms", "", {n: f"{at(f.plain, 1.0):.1f}" for n, f in found.items()}),
        ("p50 with snippets, ms", "", {n: f"{at(f.snippets, 0.5):.2f}" for n, f in found.items()}),
        (
            "p95 with snippets, ms",
            bar("tantivy, FTS5/10", with_snippets),
            {n: f"{at(f.snippets, 0.95):.2f}" for n, f in found.items()},
        ),
        ("worst with snippets, ms", "", {n: f"{at(f.snippets, 1.0):.1f}" for n, f in found.items()}),
        ("indexing, MB/s", bar("FTS5", speed), {n: f"{f.megabytes_a_second:.1f}" for n, f in found.items()}),
        ("on disk / text", "0.8", {n: f"{f.disk:.2f}" for n, f in found.items()}),
        (
            "memory, MB",
            f"{250 if times == 1 else 1000}",
            {n: f"{max(m['all'] for m in f.memory):.0f}" for n, f in found.items()},
        ),
        ("  not pages of files", "", {n: f"{max(m['own'] for m in f.memory):.0f}" for n, f in found.items()}),
        ("open to first answer, ms", "60", {n: f"{statistics.median(f.opening):.0f}" for n, f in found.items()}),
        ("  imports before that, ms", "", {n: f"{statistics.median(f.importing):.0f}" for n, f in found.items()}),
    ]
    print(f"{'':28}" + "".join(f"{name:>12}" for name in found) + "   bar")
    for name, limit, figures in rows:
        print(f"{name:28}" + "".join(f"{figures[engine]:>12}" for engine in found) + f"   {limit}")
    if not all(figures.omits_snippets for figures in found.values()):
        print("Materia's index gives snippets with every answer: its figures without are its figures with.")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--engines", default="materia,fts5,tantivy", help=f"of {','.join(ENGINES)}")
    options.add_argument("--sections", type=int, default=0, help="only the first N of the 30,772")
    options.add_argument("--times", type=int, default=1, help="the sections N times over, with other words")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--queries", type=int, default=len(QUERIES), help="only the first N of the fifty")
    options.add_argument("--keep", type=Path, help="a folder for the indexes; those already there are not built anew")
    given = options.parse_args()
    engines = given.engines.split(",")
    queries = [keystrokes(query) for query in QUERIES[: given.queries]]
    with tempfile.TemporaryDirectory() as passing:
        folder: Path = given.keep or Path(passing)
        folder.mkdir(exist_ok=True)
        built = {engine: _built(engine, folder, given.times, given.sections) for engine in engines}
        found = {engine: figures for engine, (figures, _, _) in built.items()}
        _, sections, text = built[engines[0]]
        keys = sum(map(len, queries))
        print(f"{sections:,} sections, {text / 1e6:.0f} MB of text; {keys} keystrokes; rounds: {given.rounds}")
        for turn in range(given.rounds):
            one_round(found, folder, queries, turn)
        report(found, given.times)


def _built(engine: str, folder: Path, times: int, sections: int) -> tuple[Figures, int, int]:
    """Index, or the figures of an index that was kept."""
    kept = folder / f"{engine}.json"
    if kept.exists():
        speed, disk, count, text = json.loads(kept.read_text())
        return Figures(speed, disk), count, text
    figures, count, text = build(engine, folder, times, sections)
    kept.write_text(json.dumps([figures.megabytes_a_second, figures.disk, count, text]))
    return figures, count, text


if __name__ == "__main__":
    main()
