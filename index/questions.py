"""What kind of section a question is about: *can I take it with…* asks for interactions, *how much* for dosage.

People name what they want to know in a handful of ways, and labels have a section for each. The table says which words
point to which kinds; a section of such a kind is moved up a little among those that answer, and nothing is left out.
The kinds are those of labels (`Record.kind`); an index without them, or with one kind alone, is ranked as it would be.

Words that stand in every kind of section (*dose*, *patient*) point nowhere by themselves: in "clearance after a single
dose" the dose is no question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np

from index.cutting import Numbers
from index.evaluating import Corpus, Matches

_LIFT = 0.15
"""Share of its score by which a section of the kind asked for is moved up."""

_POINTERS: tuple[tuple[tuple[str, ...], str], ...] = (
    (
        ("interactions",),
        # Taking one thing with another, in whatever verb; and the words that labels use for it.
        r"(?:take|taking|taken|use|used|using|give|given|giving|drink|eat|have|combine|combined|mix)\b.* with\b"
        r"|together|at the same time|along with|combin(?:e|ed|es|ing)|mix(?:ed|ing)|interact\w*|co ?administ\w*"
        r"|concomitant\w*"
        r"|(?:tomar|toma|usar|dar|beber)\b.* con\b|junto con|juntos|juntas|a la vez|combinar|mezclar|interacci\w+",
    ),
    (
        ("dosage",),
        r"how much|how often|how many (?:mg|milligrams|tablets|capsules|pills|drops|times|puffs)"
        r"|(?:what|which|right|usual|normal|recommended|starting|initial|maximum|maximal|max|highest|daily|target)"
        r" (?:\w+ )?dos(?:e|es|age)|(?:maximum|max) (?:\w+ )?(?:amount|mg)|dosage|dosing|titrat\w*"
        r"|cuant[oa]s?|cada cuanto|dosis (?:de|maxima|diaria|inicial|recomendada|habitual)|posologia",
    ),
    (
        ("withdrawal",),
        r"stop|stops|stopped|stopping|(?:come|comes|coming|came|get|getting|go|going) off|taper\w*|wean\w*|abrupt\w*"
        r"|sudden(?:ly)? (?:stop\w*|discontinu\w*)|withdraw\w*|discontinu\w*|quit|quitting|cold turkey"
        r"|dej(?:ar|o|a) de|suspend\w+|retirada|abstinencia",
    ),
    (
        ("pregnancy-lactation",),
        r"pregnan\w*|breast ?f(?:eed\w*|ed)|breast ?milk|nursing|lactat\w*|unborn|fetus|foetus"
        r"|embaraz\w*|lactancia|amamant\w*|leche materna",
    ),
    (
        ("adverse-effects",),
        r"side ?effects?|adverse (?:effects?|events?|reactions?|drug reactions?)|undesirable effects?"
        r"|efectos? (?:secundarios?|adversos?|indeseables?)|reacciones adversas",
    ),
    (("overdose",), r"overdos\w*|too (?:much|many)|poisoning|sobredosis|demasiad[oa]s?|intoxicacion"),
    (
        ("mechanism", "pharmacodynamics"),
        r"how (?:does|do) (?:\w+ ){1,3}(?:work|act)|mechanism|mode of action|mecanismo|como (?:funciona|actua)\w*",
    ),
    (
        ("pharmacokinetics",),
        r"half li(?:fe|ves)|bioavailab\w*|how (?:long|fast|quickly) (?:does|do|is|are) .*"
        r"(?:last|stay|remain|act|work|absorbed|eliminated|cleared|excreted)"
        r"|(?:is|are) (?:\w+ ){1,4}(?:absorbed|metaboli[sz]ed|eliminated|excreted|cleared)|semivida|vida media",
    ),
    # A dose for those whose organs or age change it stands under dosage as often as under populations.
    (
        ("populations", "dosage"),
        r"kidneys?|renal(?:ly)?|liver|hepatic|dialysis|elderly|geriatric|older (?:people|adults|patients)|aged"
        r"|child|children|infants?|neonat\w*|newborns?|adolescents?|pa?ediatric"
        r"|rinon(?:es)?|higado|hepatic[oa]s?|dialisis|ancian[oa]s?|mayores|nin[oa]s?|pediatric[oa]s?",
    ),
    (
        ("contraindications",),
        r"contra ?indica\w*|who (?:should|must|can) ?not|(?:should|must) not (?:take|use|be)|when not to"
        r"|quien(?:es)? no (?:debe|puede)\w*",
    ),
    (
        ("indications",),
        r"(?:is|are) (?:\w+ ){1,3}(?:used|good|prescribed|given|indicated|approved) for|indications?"
        r"|para que (?:sirve|se)\w*",
    ),
    (("abuse-dependence",), r"addict\w*|habit forming|abused?|misused?|dependence|adiccion|dependencia"),
    (("supply-storage",), r"stor(?:e|ed|ing|age)|refrigerat\w*|fridge|shelf life|conserva(?:r|cion)|almacenar"),
    (("counselling", "dosage"), r"miss(?:ed|ing)? (?:a |my |one |the )?dose|forg[oe]t (?:a|my|to take)|olvid\w+"),
)
"""Kinds, and what points to them: whole words of the folded query, English and Spanish."""


@lru_cache(maxsize=1)
def _compiled() -> tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]:
    return tuple((kinds, re.compile(rf"\b(?:{pattern})\b")) for kinds, pattern in _POINTERS)


@lru_cache(maxsize=256)
def kinds_asked(words: tuple[str, ...]) -> frozenset[str]:
    """The kinds of section that a query, in folded words, is about; empty where it does not say."""
    text = " ".join(words)
    return frozenset(kind for kinds, pattern in _compiled() if pattern.search(text) for kind in kinds)


def lifted_by_kind(corpus: Corpus, words: Iterable[str], found: Matches, tier: float) -> Matches:
    """The records with the scores of those lifted that are of a kind asked for; what lies `tier` apart stays."""
    lifts = _lifts(corpus.kinds, kinds_asked(tuple(words)))
    if not lifts.any():
        return found
    lift = lifts[corpus.kind_of[found.records]]
    return Matches(found.records, (found.scores + lift * np.mod(found.scores, tier) * _LIFT).astype(np.float32))


def _lifts(kinds: Sequence[str], asked: frozenset[str]) -> Numbers:
    return np.array([kind in asked for kind in kinds], np.bool_)
