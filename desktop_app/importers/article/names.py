"""Which drug an article is about, and the other names that the article itself gives it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from desktop_app.errors import TitleUnknownError
from desktop_app.importers.drug_names import DrugNames
from desktop_app.monograph.model import Name, NameKind

FEWEST_MENTIONS = 3
LEAD = 2.0
"""How many times as often as any other drug the text must name the one it is about."""
_LEAD_SENTENCES = 5
_MARK = re.compile(r"\[[^\[\]]{1,30}\]")
_LONGEST_NAME = 4
"""Words."""
_WORD = re.compile(r"[^\W_](?:[\w'’/-]*[^\W_])?")
_UNKNOWN = "The text does not plainly say which drug it is about. Give the title: materia import --title NAME FILE"
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_LIST = r"(?P<list>[^.;:()]{2,600})"
_BRANDS = re.compile(
    rf"\b(?:(?:brand|trade)\s?names?\s+(?:include|includes|are|is|such as|of)?|marketed as|sold as)\s+{_LIST}",
    re.IGNORECASE,
)
_SYNONYMS = re.compile(
    rf"\b(?:synonyms?\s+(?:include|includes|are|is)|also (?:known|called) (?:as )?)\s*{_LIST}", re.IGNORECASE
)
_PARTS = re.compile(r",|;|\band\b|\bor\b|\bamong\b|\bas well as\b")
_NOT_A_NAME = re.compile(
    r"^(?:(?:various |many |several )?others?|the|a|an|elsewhere|in|for|by|is|it|with)\b|^\W*$", re.IGNORECASE
)


def find_title(text: str, drugs: DrugNames) -> str:
    """The drug that the text plainly is about. Raises TitleUnknownError where it is not plain."""
    known = drugs.names()
    counts = _mentions(text, known)
    if not counts:
        raise TitleUnknownError(_UNKNOWN)
    (first, most), *others = counts.most_common()
    own = {first, *(part.casefold() for part in drugs.ingredients_of(first))}
    rivals = [count for name, count in others if not _same(name, own, drugs)]
    opening = _mentions(" ".join(text.split()[:200]), known)
    if most < FEWEST_MENTIONS or first not in opening or most < LEAD * max(rivals, default=0):
        raise TitleUnknownError(_UNKNOWN)
    return known[first]


def names_in(text: str, title: str, drugs: DrugNames) -> tuple[Name, ...]:
    """The title, then the brands and synonyms that the text states; nothing is added from elsewhere."""
    ingredients = {part.casefold() for part in drugs.ingredients_of(title)}
    is_brand = bool(ingredients) and title.casefold() not in ingredients
    names = {title.casefold(): Name(title, NameKind.BRAND if is_brand else NameKind.GENERIC)}
    for number, sentence in enumerate(_SENTENCE.split(_MARK.sub("", text))):
        for pattern, kind in ((_BRANDS, NameKind.BRAND), (_SYNONYMS, NameKind.SYNONYM)):
            found = pattern.search(sentence)
            if found and _speaks_of(title, sentence[: found.start()].casefold(), in_lead=number < _LEAD_SENTENCES):
                for name in _listed(found["list"], capital=kind is NameKind.BRAND):
                    names.setdefault(name.casefold(), Name(name, kind))
    return tuple(names.values())


def _speaks_of(title: str, before: str, *, in_lead: bool) -> bool:
    """Whether a sentence that comes to names is about the drug, by what stands before them."""
    return not before or title.casefold() in before or (in_lead and before.startswith("it is "))


def _mentions(text: str, known: Mapping[str, str]) -> Counter[str]:
    """How often the text names each drug; the longest name that fits counts, so a salt is not counted as its base."""
    words = [found.group().casefold() for found in _WORD.finditer(text)]
    counts: Counter[str] = Counter()
    at = 0
    while at < len(words):
        for length in range(_LONGEST_NAME, 0, -1):
            name = " ".join(words[at : at + length])
            if name in known and at + length <= len(words):
                counts[name] += 1
                at += length
                break
        else:
            at += 1
    return counts


def _same(name: str, own: set[str], drugs: DrugNames) -> bool:
    """Whether a name is the drug itself under another name: a brand of it, or with its salt."""
    return bool(own & {part.casefold() for part in drugs.ingredients_of(name)})


def _listed(text: str, *, capital: bool) -> list[str]:
    names = []
    for part in _PARTS.split(text):
        name = part.strip(" '\"“”‘’®™")
        if _NOT_A_NAME.match(name) or len(name.split()) > 3 or (capital and not name[0].isupper()):
            break
        names.append(name)
    return names
