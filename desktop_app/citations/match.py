"""Matches references that have lost their numbers to the marks in the text. A wrong match is worse than none.

References stand in the order of their lost numbers, a reference with k letters is cited k times in the whole article,
and what is said around a mark resembles its reference. All three enter one alignment; only what it is nearly sure of is
claimed. How often such claims are right is measured by `tests/benchmarks/reference_matching.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop_app.citations.alignment import posteriors
from desktop_app.citations.cited_text import Article, CitedParagraph, CitedText, read_cited_text
from desktop_app.citations.evidence import TAIL, Evidence, gather, weigh
from desktop_app.citations.match_weights import SURE, WEIGHTS
from desktop_app.citations.parse import ParsedReference

__all__ = ["Article", "CitedParagraph", "Match", "match"]

MOST_PAIRS = 250_000
"""References times the marks or numbers they could have. Beyond it matching takes too long; nothing is claimed."""
PLAUSIBLE = 0.05
MOST_CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class Match:
    """What is known of one reference's number."""

    number: int | None
    """None where it is not sure enough."""
    probability: float
    """Of the number, or of the likeliest candidate."""
    reason: str
    """In words: what the match rests on. Empty where there is none."""
    candidates: tuple[int, ...]
    """Numbers in the text that the reference could well have, likeliest first."""


def match(article: Article, references: Sequence[ParsedReference], *, sure: float = SURE) -> list[Match]:
    """One match for each reference, in order; no number is given twice."""
    unknown = [Match(None, 0.0, "", ())] * len(references)
    marks = [number for paragraph in article.paragraphs for number, _ in paragraph.marks]
    if not marks or not references or len(references) * (max(len(marks), *marks) + TAIL * len(references)) > MOST_PAIRS:
        return unknown
    text = read_cited_text(article, references)
    evidence = gather(text)
    chances = posteriors(weigh(evidence, WEIGHTS))
    return [_decide(place, row, text, evidence, sure) for place, row in enumerate(chances)]


def _decide(place: int, chances: Sequence[float], text: CitedText, evidence: Evidence, sure: float) -> Match:
    seen = sorted(
        ((chance, number) for number, chance in enumerate(chances, 1) if number in text.numbers), reverse=True
    )
    probability, number = seen[0]
    candidates = tuple(number for chance, number in seen[:MOST_CANDIDATES] if chance >= PLAUSIBLE)
    if probability < sure:
        return Match(None, probability, "", candidates)
    return Match(number, probability, _reason(place, number, text, evidence), candidates)


def _reason(place: int, number: int, text: CitedText, evidence: Evidence) -> str:
    uses = text.works[place].uses
    here = len(text.numbers[number].uses)
    parts = ["order"]
    if uses is not None:
        parts.append(f"{uses} use{'s' if uses > 1 else ''}" + (f" of which {here} here" if here < uses else ""))
    words = text.works[place].title
    shared = [words[stem] for stem in evidence.likenesses[place][number - 1].shared[:4]]
    if shared:
        parts.append("shares: " + ", ".join(shared))
    return ", ".join(parts)
