"""How many of a source's words are shown, for scripts. The keys are a promise to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desktop_app.monograph.words_shown import MissingPassage, WordsShown


def words_report(words: WordsShown | None) -> dict[str, Any] | None:
    """None where nobody counted."""
    if words is None:
        return None
    return {
        "words_in": words.given,
        "words_shown": words.shown,
        "share": round(words.share, 4),
        "short": words.is_short,
        "missing": [
            {"heading": passage.heading, "words": passage.words, "count": passage.count} for passage in words.missing
        ],
    }


def words_reported(kept: Mapping[str, Any]) -> WordsShown:
    """What `words_report` was made of."""
    missing = (MissingPassage(each["heading"], each["words"], each["count"]) for each in kept["missing"])
    return WordsShown(kept["words_in"], kept["words_shown"], tuple(missing))
