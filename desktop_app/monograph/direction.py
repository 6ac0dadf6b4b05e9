"""Whether text is written from right to left: told from the language of a whole, and from the letters of a paragraph.

Every place that sets text, on the screen or on paper, asks here.
"""

from __future__ import annotations

import re
from unicodedata import bidirectional

RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
"""The blocks of Unicode whose letters run from right to left, as the inside of a class of a regular expression."""
_LANGUAGES = re.compile(
    "aao|abh|abv|acm|acq|acw|acx|acy|adf|aeb|aec|aii|ajp|apc|apd|ar|arb|arc|arq|ars|ary|arz|avl|ayh|ayl|ayn|ayp|azb|"
    "bal|bcc|bgn|ckb|dv|fa|glk|hbo|he|iw|ji|khw|lrc|luz|mzn|nqo|pes|pga|pnb|prs|ps|sam|sd|sdh|skr|smp|syc|syr|trk|ug|ur|"
    "yd|yi|yih"
)
"""Primary subtags of BCP 47 of languages that are usually written so; `iw` and `ji` are old ones."""
_SCRIPTS = re.compile("adlm|arab|aran|armi|hebr|mand|mend|nbat|nkoo|phnx|prti|rohg|samr|sogd|syrc|syre|syrj|syrn|thaa")
"""Subtags of scripts."""
_ANY = re.compile(f"[{RIGHT_TO_LEFT}]")
_STRONG = frozenset({"L", "R", "AL"})


def is_right_to_left(language: str) -> bool:
    """Whether a language, as a tag of BCP 47, is written from right to left; a script named in the tag decides."""
    primary, *others = language.strip().lower().replace("_", "-").split("-")
    script = next((part for part in others if len(part) == 4 and part.isalpha()), None)
    return (_LANGUAGES.fullmatch(primary) if script is None else _SCRIPTS.fullmatch(script)) is not None


def has_right_to_left(text: str) -> bool:
    """Whether any letter of a text runs from right to left."""
    return _ANY.search(text) is not None


def paragraph_runs_left(text: str, *, in_right_to_left: bool) -> bool:
    """Whether a paragraph is set from right to left.

    In text of a language that is written so, each paragraph with a letter of it is, though it begins with the name of a
    drug in Latin letters, and so is one without any letters. In other text the first letter decides.
    """
    if in_right_to_left:
        return has_right_to_left(text) or not any(bidirectional(character) == "L" for character in text)
    if not has_right_to_left(text):
        return False
    return next((kind for kind in map(bidirectional, text) if kind in _STRONG), "L") != "L"
