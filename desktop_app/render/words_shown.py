"""How many of a source's words are shown, in the words that window and command line share."""

from __future__ import annotations

from desktop_app.monograph.words_shown import WordsShown


def words_shown_line(words: WordsShown | None) -> str:
    """`97 % of the source's words are shown`; empty where enough are, or where nobody counted."""
    if words is None or not words.is_short:
        return ""
    return f"{percent(words)} of the source's words are shown"


def words_counted(words: WordsShown | None) -> str:
    """`4,357 of 4,400 (99 %)`; empty where nobody counted."""
    return "" if words is None else f"{words.shown:,} of {words.given:,} ({percent(words)})"


def percent(words: WordsShown) -> str:
    """Their share, never rounded up: all is all."""
    tenths = words.shown * 1000 // words.given if words.given else 1000
    return f"{tenths // 10} %" if tenths % 10 == 0 else f"{tenths / 10:.1f} %"


def passages(words: WordsShown | None) -> list[tuple[str, str]]:
    """Of each missing passage the heading that it stands under, and how it begins with how long it is."""
    found = []
    for passage in words.missing if words is not None else ():
        size = f"{passage.count:,} word{'' if passage.count == 1 else 's'}"
        found.append((passage.heading or "At the beginning", f"“{passage.words}” ({size})"))
    return found
