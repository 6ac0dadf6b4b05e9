"""British spellings as American ones, so that either finds the other: *oedema* is *edema*, *foetal* is *fetal*.

Only for stems: a rule may make a word of no spelling (*expertise* with a z), so long as no two words become one and the
forms of a word stay together. So words of which other forms keep the s are spared (*precise*, *precision*).
"""

from __future__ import annotations

import re

_ENDINGS = (
    # randomised, hospitalisation; not exercised, supervising, comprised, raising
    (
        r"(?P<verb>[a-z]{3,})(?<!exerc)(?<!prec)(?<!conc)(?<!circumc)(?<!inc)(?<!exc)(?<!v)(?<!pr)(?<![aouw])(?<!prom)"
        r"(?<!prem)(?<!dem)(?<!surm)(?<!advert)(?<!pract)is(?=(?:e[drs]?|ers|ing|ations?|able)$)",
        r"\g<verb>iz",
    ),
    # hydrolysed, analyser; not the plural analyses, which is American too
    (r"(?P<stem>[a-z]{2,})lys(?=(?:e|ed|ers?|ing)$)", r"\g<stem>lyz"),
    (r"(?P<unit>fib|lit|cent|tit|met|calib|goit)re(?=s?$)", r"\g<unit>er"),
    (r"(?P<gram>gram)me(?=s?$)", r"\g<gram>"),
)
_PARTS = {
    # ae and oe, where they come of the Greek and Latin of medicine; not aerosol, does
    "aem": "em",
    "aesth": "esth",
    "caes": "ces",
    "aetiol": "etiol",
    "paed": "ped",
    "gynaec": "gynec",
    "faec": "fec",
    "caec": "cec",
    "naev": "nev",
    "phaeo": "pheo",
    "palaeo": "paleo",
    "archaeo": "archeo",
    # gastrooesophageal is gastroesophageal, whose o belongs to what comes before
    "ooedem": "edem",
    "ooesoph": "esoph",
    "oedem": "edem",
    "oesoph": "esoph",
    "oestr": "estr",
    "foet": "fet",
    "rrhoe": "rrhe",
    "pnoe": "pne",
    "coeli": "celi",
    "homoeo": "homeo",
    "amoeb": "ameb",
    "copoei": "copei",
    "manoeuvre": "maneuver",
    "sulph": "sulf",
    "leucocyt": "leukocyt",
    "leucopen": "leukopen",
    "aluminium": "aluminum",
    "ageing": "aging",
    "artefact": "artifact",
    **{
        f"{word}our": f"{word}or"
        for word in ("tum", "col", "od", "behavi", "hum", "lab", "fav", "flav", "hon", "vap", "rig", "harb", "neighb")
    },
}
_LONGEST = 60
"""Letters of a word that is looked at: with more, which is no word, looking takes the square of the time."""
_IN_WORDS = re.compile("|".join(_PARTS))
_AT_ENDS = tuple((re.compile(pattern), instead) for pattern, instead in _ENDINGS)


def american(word: str) -> str:
    """A folded English word in American spelling, or as it is."""
    if len(word) > _LONGEST:
        return word
    word = _IN_WORDS.sub(lambda part: _PARTS[part[0]], word)
    for pattern, instead in _AT_ENDS:
        word = pattern.sub(instead, word)
    return word
