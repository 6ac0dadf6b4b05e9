"""Fits the weights of reference matching on articles whose numbers are known, and prints them.

    python tests/benchmarks/fit_reference_matching.py [FOLDER]

Ground truth are the pages in `../shared/data`, and the JATS articles of FOLDER where one is given (`jats_pages.py`).
The likelihood of the true alignments is maximised: a conditional random field over increasing assignments, with an L2
penalty, by Adam's steps. What it prints goes into `desktop_app/citations/match_weights.py`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

from jats_pages import jats_articles
from lost_numbers import Puzzle, lose, true_articles

from desktop_app.citations.alignment import posteriors
from desktop_app.citations.cited_text import CitedText, read_cited_text
from desktop_app.citations.evidence import Evidence, gather, weigh
from desktop_app.citations.likeness import Feature
from desktop_app.citations.parse import parse_reference
from desktop_app.importers.article.layout import read_layout
from desktop_app.importers.article.text import read_body
from desktop_app.importers.kind_map import KindMap

PAGE_ROUNDS = 5
JATS_ROUNDS = 2
"""How often each article is rewritten, each time with other losses."""
MOST_PAIRS = 4000
"""Larger rewritten articles are left out: they are few, and would take most of the time."""
STEPS = 50
PENALTY = 2.0
TINY = 1e-6


@dataclass(frozen=True, slots=True)
class Example:
    """A puzzle made into evidence, and the true numbers."""

    name: str
    """Of the puzzle: the article, a space, the round."""
    text: CitedText
    evidence: Evidence
    answers: list[int]


def examples(folder: Path | None) -> list[Example]:
    """All rewritten articles."""
    kinds = KindMap.load()
    rounds = [(article, PAGE_ROUNDS) for article in true_articles()]
    if folder:
        rounds += [(article, JATS_ROUNDS) for article in jats_articles(folder)]
    puzzles = [lose(article, seed) for article, count in rounds for seed in range(count)]
    return [example(one, kinds) for one in puzzles if one and len(one.answers) * one.answers[-1] < MOST_PAIRS]


def example(puzzle: Puzzle, kinds: KindMap) -> Example:
    """Read a puzzle exactly as the importer reads a file."""
    layout = read_layout(puzzle.text, is_known=lambda line: False)
    article = read_body(layout, kinds).article
    references = [parse_reference(line.raw) for line in layout.references]
    text = read_cited_text(article, references)
    return Example(puzzle.name, text, gather(text), puzzle.answers)


def fit(known: Sequence[Example], steps: int = STEPS) -> dict[Feature, float]:
    """Weights under which the true numbers are likeliest."""
    usable = [one for one in known if one.answers[-1] <= len(one.evidence.features[0])]
    weights = dict.fromkeys(Feature, 0.0)
    first, second = [0.0] * len(Feature), [0.0] * len(Feature)
    for step in range(1, steps + 1):
        gradient = [-PENALTY * weights[feature] / len(usable) for feature in Feature]
        for one in usable:
            chances = posteriors(weigh(one.evidence, weights))
            for row, line, answer in zip(chances, one.evidence.features, one.answers, strict=True):
                for number, (chance, pair) in enumerate(zip(row, line, strict=True), 1):
                    pull = ((number == answer) - chance) / len(usable)
                    if abs(pull) > TINY:
                        for feature, value in pair:
                            gradient[feature] += pull * value
        for feature, slope in zip(Feature, gradient, strict=True):
            first[feature] = 0.9 * first[feature] + 0.1 * slope
            second[feature] = 0.99 * second[feature] + 0.01 * slope * slope
            mean, spread = first[feature] / (1 - 0.9**step), second[feature] / (1 - 0.99**step)
            weights[feature] += 0.25 * 0.98**step * mean / (sqrt(spread) + 1e-8)
    return weights


if __name__ == "__main__":
    for feature, weight in fit(examples(Path(sys.argv[1]) if len(sys.argv) > 1 else None)).items():
        print(f"    Feature.{feature.name}: {weight:.2f},")
