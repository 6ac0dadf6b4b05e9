"""Makes `ordinary-words.txt.xz` from sections of labels.

    .venv/bin/python tests/benchmarks/make_ordinary_words.py ../shared/data/sections/dailymed-sections.jsonl.xz \\
        resources/ordinary-words.txt.xz

Words that several labels at DailyMed (public) write in small letters and that name no drug: a word of a query that is
one of them is no misspelt name. Left out are the ingredients and brands of `drugs.tsv.xz`, and rare words within one
edit of an ingredient, which may be one misspelt. What is both a name and an ordinary word is ordinary: `Today` is a
sponge, and `sodium` seldom a drug by itself.
"""

from __future__ import annotations

import json
import lzma
import re
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from desktop_app.importers.drug_names import DrugNames
from index.spelling import distance
from resources.make_drugs import MINERALS, SALTS

_SEEN_IN = 5
"""Texts that a word must stand in."""
_SURE = 100
"""Texts from which a word near to an ingredient is no misspelling of it."""
_LONG = 7
"""Letters from which a rare word near to an ingredient may be one misspelt."""
_WORD = re.compile("[A-Za-z]{3,}")
_NAMES_TOO = frozenset(
    {"alcohol", "carbon", "dioxide", "oxygen", "water", "protein", "serum", "blood", "iron", "urea", "today"}
)
"""Names of one word that are said of much else."""
_BRANDS_ONLY = frozenset({"veriloid", "adriamycin", "dilatrate"})
"""Brands that labels write small and that mean nothing else."""


def ordinary(texts: Iterable[str], drugs: DrugNames) -> list[str]:
    """The words, sorted."""
    small: Counter[str] = Counter()
    for text in set(texts):
        small.update({word for word in _WORD.findall(text) if word.islower()})
    names = [name.casefold() for name in drugs.names().values()]
    ingredients = {name for name in names if name.isalpha() and name.isascii() and drugs.is_ingredient(name)}
    apart = {word for name in names if " " in name for word in _WORD.findall(name)}
    whole = {name for name in names if " " not in name}
    also = SALTS | MINERALS | _NAMES_TOO
    never = (ingredients | _BRANDS_ONLY) - also
    rare_from = sorted(name for name in ingredients if len(name) >= _LONG)
    kept = {word for word, texts in small.items() if texts >= _SEEN_IN and word not in never} | also
    return sorted(word for word in kept if word in also or not _may_be(word, small, rare_from, whole | apart))


def _may_be(word: str, small: Counter[str], ingredients: Iterable[str], names: set[str]) -> bool:
    """Whether a rare word may be an ingredient misspelt, or is a word of a name and hardly said otherwise."""
    if small[word] >= _SURE:
        return False
    if word in names and small[word] < 2 * _SEEN_IN:
        return True
    return len(word) >= _LONG - 1 and any(
        abs(len(name) - len(word)) <= 1 and distance(word, name, 1) is not None for name in ingredients
    )


def main(source: Path, target: Path) -> None:
    """Write the resource; the same sections always give the same bytes."""
    with lzma.open(source, "rt", encoding="utf-8") as lines:
        words = ordinary((json.loads(line)["text"] for line in lines), DrugNames.load())
    target.write_bytes(lzma.compress("\n".join(words).encode(), preset=9 | lzma.PRESET_EXTREME))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
