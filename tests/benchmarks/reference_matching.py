"""How often claimed matches are right, and how many are claimed, on articles the weights were not fitted on.

    nice python tests/benchmarks/reference_matching.py [FOLDER]

Every article is rewritten several times with different losses (`lost_numbers.py`). The articles are parted in three;
each part is matched with weights fitted on the other two. Beside it, on the same articles, a plain trial: forward and
backward over increasing numbers, shared words weighted by rarity, at most as many uses as letters. FOLDER may add
JATS articles.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fit_reference_matching import Example, examples, fit

from desktop_app.citations.alignment import posteriors
from desktop_app.citations.evidence import weigh
from desktop_app.citations.likeness import Feature
from desktop_app.citations.match_weights import SURE

PARTS = 3
DRAWS = 1000
_IMPOSSIBLE = -30.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """The likeliest number in the text for one reference, and whether it is the true one."""

    article: str
    probability: float
    right: bool
    in_text: bool
    """Whether the true number is in the text at all."""


def verdicts(one: Example, evidence: Sequence[Sequence[float]]) -> list[Verdict]:
    """Judge the likeliest number of every reference of one puzzle."""
    result = []
    for chances, answer in zip(posteriors(evidence), one.answers, strict=True):
        probability, number = max(((chances[number - 1], number) for number in one.text.numbers), default=(0.0, 0))
        article = one.name.rsplit(" ", 1)[0]
        result.append(Verdict(article, probability, number == answer, answer in one.text.numbers))
    return result


def held_out(known: Sequence[Example]) -> list[Verdict]:
    """Every puzzle, matched with weights fitted on other articles."""
    names = sorted({one.name.rsplit(" ", 1)[0] for one in known})
    random.Random(0).shuffle(names)
    found: list[Verdict] = []
    for part in range(PARTS):
        tested = set(names[part::PARTS])
        weights: Mapping[Feature, float] = fit([one for one in known if one.name.rsplit(" ", 1)[0] not in tested])
        for one in known:
            if one.name.rsplit(" ", 1)[0] in tested:
                found += verdicts(one, weigh(one.evidence, weights))
    return found


def plain_trial(known: Sequence[Example]) -> list[Verdict]:
    """The peer: no fitted weights."""
    found: list[Verdict] = []
    for one in known:
        evidence = []
        for work, row in zip(one.text.works, one.evidence.likenesses, strict=True):
            line = []
            for number, likeness in enumerate(row, 1):
                here = len(one.text.numbers[number].uses) if number in one.text.numbers else 0
                too_many = work.uses is not None and here > work.uses
                shared = sum(one.text.rarity[stem] for stem in likeness.shared)
                line.append(_IMPOSSIBLE if too_many else shared)
            evidence.append(line)
        found += verdicts(one, evidence)
    return found


def report(title: str, found: Sequence[Verdict], thresholds: Sequence[float]) -> None:
    """Print what is claimed from each probability on, and how much of it is right."""
    in_text = sum(one.in_text for one in found)
    print(f"{title}: {len(found)} references, of which {in_text} have their mark in the text")
    for threshold in thresholds:
        claimed = [one for one in found if one.probability >= threshold]
        if claimed:
            right = sum(one.right for one in claimed) / len(claimed)
            low, high = _interval(claimed)
            share, of_text = len(claimed) / len(found), len(claimed) / in_text
            print(
                f"  from {threshold:<5}: {len(claimed):4} claimed ({share:6.1%} of all, {of_text:6.1%} of those in the"
                f" text), right {right:6.1%} (95 % interval {low:.1%} to {high:.1%}, articles resampled)"
            )


def _interval(claimed: Sequence[Verdict]) -> tuple[float, float]:
    """Bootstrap over articles: rewritten copies of one article are not independent."""
    by_article: dict[str, list[bool]] = {}
    for one in claimed:
        by_article.setdefault(one.article, []).append(one.right)
    groups = list(by_article.values())
    chance = random.Random(1)
    shares = []
    for _ in range(DRAWS):
        drawn = [right for _ in groups for right in chance.choice(groups)]
        shares.append(sum(drawn) / len(drawn))
    shares.sort()
    return shares[DRAWS // 40], shares[-DRAWS // 40]


def main(folder: Path | None) -> None:
    """Measure and print."""
    known = examples(folder)
    kinds: dict[str, Callable[[str], bool]] = {"Encyclopedia pages": lambda name: not _is_jats(name)}
    if folder:
        kinds["Research articles"] = _is_jats
    ours, peer = held_out(known), plain_trial(known)
    for title, belongs in kinds.items():
        report(f"{title}, Materia", [one for one in ours if belongs(one.article)], (0.5, 0.9, 0.95, SURE, 0.99))
        report(f"{title}, plain trial", [one for one in peer if belongs(one.article)], (0.5, 0.9, SURE, 0.999))


def _is_jats(name: str) -> bool:
    return "." in name or name.split("-")[0].isdigit() or name.startswith("mds")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
