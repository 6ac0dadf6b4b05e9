"""How well Materia's index ranks, beside SQLite FTS5, tantivy and stock Whoosh, on our own judged queries.

    .venv/bin/python tests/benchmarks/search_relevance.py [--engines materia,fts5,tantivy,whoosh] [--each] [--copies]

Each engine indexes the same texts and is asked 32 whole questions and 25 queries of two words for its best hundred;
`search_judging.py` says how they were judged. Peers look for any of the words, which serves them best. nDCG@10 has
gains of 3 and 1 for grades 2 and 1; MAP counts both grades as answers. With `--copies` every section is indexed, and of
texts that copy each other the first to be found counts, as where copies are folded into one hit.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Mapping, Sequence
from math import log2
from pathlib import Path
from statistics import fmean

from search_corpus import records
from search_judging import Judged, judged, originals
from search_peers import ENGINES, Engine

_DEPTH = 100
_GAIN = {2: 3.0, 1: 1.0}


def ndcg(ranking: Sequence[int], grades: Mapping[int, int], depth: int = 10) -> float:
    """Normalised discounted cumulative gain (Järvelin and Kekäläinen 2002)."""

    def gained(values: Sequence[int]) -> float:
        return sum(_GAIN.get(value, 0.0) / log2(place + 2) for place, value in enumerate(values[:depth]))

    return gained([grades.get(number, 0) for number in ranking]) / gained(sorted(grades.values(), reverse=True))


def average_precision(ranking: Sequence[int], grades: Mapping[int, int]) -> float:
    """Of the first hundred; a query cannot have more than a hundred answers."""
    found, total = 0, 0.0
    for place, number in enumerate(ranking[:_DEPTH], start=1):
        if number in grades:
            found += 1
            total += found / place
    return total / min(len(grades), _DEPTH)


def measure(engine: Engine, queries: Sequence[Judged], original: Mapping[str, int]) -> dict[str, tuple[float, float]]:
    """nDCG@10 and average precision for each query."""
    measured = {}
    for query in queries:
        found = engine.rank(query.query, limit=_DEPTH)
        ranking = list(dict.fromkeys(original[identity] for identity in found))
        measured[query.query] = ndcg(ranking, query.grades), average_precision(ranking, query.grades)
    return measured


def report(measured: Mapping[str, dict[str, tuple[float, float]]], queries: Sequence[Judged]) -> None:
    """Means for each engine, and Materia's over the best of the others with the bars of the issue."""
    kinds = {
        "whole questions": [query.query for query in queries if query.is_question],
        "two words": [query.query for query in queries if not query.is_question],
    }
    bars = {"whole questions": ("+8 %", "+20 %"), "two words": ("+0 %", "+0 %")}
    print(f"{'':12}" + "".join(f"{f'{kind} ({len(names)})':>26}" for kind, names in kinds.items()))
    print(f"{'':12}" + f"{'nDCG@10':>15}{'MAP':>11}" * len(kinds))
    means: dict[str, dict[str, tuple[float, float]]] = {}
    for engine, values in measured.items():
        means[engine] = {
            kind: (fmean(values[name][0] for name in names), fmean(values[name][1] for name in names))
            for kind, names in kinds.items()
        }
        print(f"{engine:12}" + "".join(f"{first:15.3f}{second:11.3f}" for first, second in means[engine].values()))
    others = [engine for engine in means if engine != "materia"]
    if "materia" not in means or not others:
        return
    for kind in kinds:
        for which, name in enumerate(("nDCG@10", "MAP")):
            best = max(means[engine][kind][which] for engine in others)
            ratio = means["materia"][kind][which] / best - 1
            print(f"Materia over the best of the others, {kind}, {name}: {ratio:+.1%}   bar {bars[kind][which]}")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--engines", default="materia,fts5,tantivy,whoosh", help=f"of {','.join(ENGINES)}")
    options.add_argument("--each", action="store_true", help="print every query")
    options.add_argument("--copies", action="store_true", help="index every section, copies too")
    given = options.parse_args()
    sections = list(records())
    copied = originals(sections)
    original = {record.id: number for record, number in zip(sections, copied, strict=True)}
    texts = [record for number, record in enumerate(sections) if given.copies or copied[number] == number]
    queries = judged()
    measured: dict[str, dict[str, tuple[float, float]]] = {}
    for name in given.engines.split(","):
        with tempfile.TemporaryDirectory() as folder:
            ENGINES[name].build(Path(folder), texts)
            measured[name] = measure(ENGINES[name](Path(folder)), queries, original)
    print(f"{len(texts):,} texts, {len(queries)} queries")
    if given.each:
        for query in queries:
            figures = "  ".join(
                f"{name} {v[query.query][0]:.2f} {v[query.query][1]:.2f}" for name, v in measured.items()
            )
            print(f"{query.query[:70]:70}  {figures}")
    report(measured, queries)


if __name__ == "__main__":
    main()
