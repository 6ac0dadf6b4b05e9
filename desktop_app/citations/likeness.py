"""How like a reference is to what is said around one number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, auto
from math import log1p

from desktop_app.citations.cited_text import Cited, CitedText, CitedWork, Use


class Feature(IntEnum):
    """What speaks for or against a number; `match_weights.WEIGHTS` says how loudly."""

    ONE_USE_ONE_HERE = 0
    """A reference without letters, a number cited once here and in order."""
    ALL_USES_HERE = auto()
    """k letters and k uses here; one use fewer where the number comes out of order, for then its first use is lost."""
    ALL_USES_HERE_LOG = auto()
    """log2 of the uses, where all are here."""
    ALL_USES_HERE_LOST = auto()
    """The share of numbers whose first use is lost, where all uses are here."""
    ALL_USES_HERE_LOG_LOST = auto()
    ONE_USE_MORE = auto()
    ONE_USE_MORE_LOST = auto()
    MORE_USES = auto()
    MORE_USES_LOST = auto()
    NO_USE_FOR_THE_LOST_FIRST = auto()
    FEWER_USES = auto()
    USES_UNCLEAR = auto()
    NOT_HERE = auto()
    NOT_HERE_LOST = auto()
    NOT_HERE_LOG_USES = auto()
    NOT_HERE_BEST_ELSEWHERE = auto()
    """Likeness of the number here that is most like the reference."""
    AFTER_LAST = auto()
    CLAUSE = auto()
    """Summed rarity of title words in the clause, in fives."""
    SENTENCE = auto()
    """… in the sentence but not in the clause; and so on outwards."""
    AROUND = auto()
    PARAGRAPH = auto()
    CLAUSE_LOG = auto()
    SENTENCE_LOG = auto()
    SENTENCE_MEAN = auto()
    """Mean over all uses."""
    ELSEWHERE = auto()
    """Title words that the article has, but not here."""
    RAREST = auto()
    CONTAINER = auto()
    AUTHOR_IN_SENTENCE = auto()
    AUTHOR_IN_CLAUSE = auto()
    FIRST_AUTHOR_IN_CLAUSE = auto()
    YEAR_IN_SENTENCE = auto()
    YEAR_TOO_EARLY = auto()
    """The sentence tells of something at least two years after the reference appeared."""
    NEIGHBOURS = auto()
    """Likeness of the numbers just before and after."""
    SURROUNDINGS = auto()
    """Mean likeness of the numbers farther around."""
    HEADING = auto()
    NAMES = auto()
    PAIRS = auto()
    MARGIN_OF_REFERENCE = auto()
    """Likeness less that of the reference's best other number."""
    MARGIN_OF_NUMBER = auto()
    """Likeness less that of the number's best other reference."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """Of one reference to one number."""

    score: float
    features: dict[Feature, float]
    shared: tuple[str, ...]
    """Stems of the title in the sentences that cite the number, rarest first."""


UNSEEN = Likeness(0.0, {}, ())
"""Of any reference to a number that the text does not show."""
_NAMED = 4.0
"""What an author's name in the clause is worth beside the rarity of words."""


def liken(work: CitedWork, cited: Cited, text: CitedText) -> Likeness:
    """Compare what a reference says with what is said around a number."""
    if not cited.uses:
        return UNSEEN
    weight = {stem: text.rarity[stem] for stem in work.title if stem in text.rarity}
    sums = [_nearness(weight, use) for use in cited.uses]
    clause, sentence, around, paragraph = max(sums, key=lambda near: near[0] + near[1])
    everywhere = frozenset[str]().union(*(use.sentence for use in cited.uses))
    shared = sorted((stem for stem in weight if stem in everywhere), key=lambda stem: -weight[stem])
    named = any(work.authors & use.close for use in cited.uses)
    features = {
        Feature.CLAUSE: clause / 5,
        Feature.SENTENCE: (sentence - clause) / 5,
        Feature.AROUND: (around - sentence) / 5,
        Feature.PARAGRAPH: (paragraph - around) / 5,
        Feature.CLAUSE_LOG: log1p(clause),
        Feature.SENTENCE_LOG: log1p(sentence),
        Feature.SENTENCE_MEAN: log1p(sum(near[1] for near in sums) / len(sums)),
        Feature.ELSEWHERE: (sum(weight.values()) - sum(weight[stem] for stem in shared)) / 5,
        Feature.RAREST: weight[shared[0]] if shared else 0.0,
        Feature.CONTAINER: log1p(
            max(sum(text.rarity[stem] for stem in work.rest & use.sentence) for use in cited.uses)
        ),
        Feature.AUTHOR_IN_SENTENCE: float(any(work.authors & use.names for use in cited.uses)),
        Feature.AUTHOR_IN_CLAUSE: float(named),
        Feature.FIRST_AUTHOR_IN_CLAUSE: float(any(work.first & use.close for use in cited.uses)),
        Feature.HEADING: float(any(use.heading & weight.keys() for use in cited.uses)),
        Feature.NAMES: float(min(3, max(len(work.names & use.names) for use in cited.uses))),
        Feature.PAIRS: float(min(3, max(len(work.pairs & use.pairs) for use in cited.uses))),
    }
    if work.year:
        features[Feature.YEAR_IN_SENTENCE] = float(any(work.year in use.years for use in cited.uses))
        latest = min(max(use.years, default=0) for use in cited.uses)
        features[Feature.YEAR_TOO_EARLY] = float(latest > work.year + 1)
    return Likeness(log1p(sentence + 0.5 * clause + _NAMED * named), features, tuple(shared))


def _nearness(weight: dict[str, float], use: Use) -> Sequence[float]:
    """Summed rarity of the title's words in the clause, the sentence, the sentences around, and the paragraph."""
    return [
        sum(rarity for stem, rarity in weight.items() if stem in place)
        for place in (use.clause, use.sentence, use.around, use.paragraph)
    ]
