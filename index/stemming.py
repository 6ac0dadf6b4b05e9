"""Stems of words in the languages that product information comes in, sparing drug names.

English has Porter2, the others Snowball's rules. These join `withdrawal` and `withdrawals`, but would also join drug
names that differ only in their ending. International nonproprietary names end in stems of their own (WHO, "The use of
stems in the selection of International Nonproprietary Names", 2024), which other languages spell in their own way: a
word with such an ending only loses a plural s. English words have one stem in British and American spelling.

Words come here folded, without accents, for so they are typed. Where a rule needs the accent it is put back first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from index.british import american
from index.whoosh_parts import porter_stem, snowball_stem

ENGLISH = "en"
_LANGUAGE_END = ":"
"""Between the language and the stem, in languages other than English."""
_SHORTEST = 4
"""Letters of a word that has a stem."""

_DRUG_ENDING = re.compile(
    r"[a-z]{2,}(?:"
    r"azepam|azolam|barbital|bactam|bital|caine|cef\w*|cillin|conazole|coxib|curium|cycline|dipine|dronate|fenacin|floxacin|"
    r"gliflozin|gliptin|glitazone|grel|azine|idine|imus|mab|micin|mycin|nidazole|nib|olol|olone|onide|oxetine|parin|"
    r"penem|platin|poetin|prazole|pril|profen|ramine|rolimus|sartan|sentan|setron|sone|statin|steride|tadine|terol|"
    r"thiazide|tidine|trel|tretin|triptan|triptyline|tyline|vastatin|vir|xaban|zolid|zone|zumab|afil|apine|fibrate|"
    r"formin|kinra|lukast|mustine|nacin|nercept|oxin|pamide|peridone|peridol|piprazole|pressin|prost|relin|rubicin|"
    r"taxel|tecan|thromycin|tinib|toin|uridine|verine|vudine|baclofen|fen|pentin|gabalin|racetam|zepine"
    r")s?"
)
_DRUG_ENDING_ABROAD = re.compile(
    r"[a-z]{2,}(?:"
    r"asepam|asolam|barbital|bactam|cain|cilin|conasol|cocsib|curon|ciclin|clin|dipin|dron|fenacin|flocsacin|gliflosin|"
    r"gliptin|glitason|grel|asin|idin|imus|mab|micin|nidasol|nib|olol|olon|onid|ocsetin|parin|penem|platin|poetin|"
    r"prasol|pril|profen|ramin|rolimus|sartan|sentan|setron|nison|tason|tison|statin|sterid|tadin|terol|tiasid|tidin|"
    r"trel|tretin|triptan|triptilin|csaban|solid|afil|apin|fibrat|formin|lucast|mustin|nacin|nercept|ocsin|pamid|"
    r"peridon|peridol|piprasol|presin|prost|relin|rubicin|tacsel|tecan|tromicin|toin|uridin|verin|vudin|baclofen|"
    r"pentin|gabalin|racetam|sepin"
    r")(?:a|e|o|i|um|io|ium)?s?"
)
"""The same in the spelling of `_ALIKE`; the vowel at the end is the language's."""
_ALIKE = (
    ("ph", "f"),
    ("th", "t"),
    ("y", "i"),
    ("k", "c"),
    ("x", "cs"),
    ("z", "s"),
    ("ii", "i"),
    ("ll", "l"),
    ("ss", "s"),
)
"""How languages spell one name: `amitriptyline` is `amitriptilina` and `amitriptiliini`."""

_RULES: Mapping[str, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        "da": (),
        "de": (),
        "es": (
            *((f"{vowel}ciones", f"{vowel}ci\u00f3n") for vowel in "au"),
            *((f"{vowel}cion", f"{vowel}ci\u00f3n") for vowel in "au"),
            *((f"{ending}es", ending) for ending in ("dad", "tad", "jer", "dor", "tor")),
            ("aces", "az"),
        ),
        "fi": (),
        "fr": (),
        "hu": (),
        "it": (("alita", "alit\u00e0"), ("ilita", "ilit\u00e0"), ("ivita", "ivit\u00e0")),
        "nl": (),
        "no": (),
        "pt": (
            *((f"{vowel}coes", f"{vowel}\u00e7\u00e3o") for vowel in "au"),
            *((f"{vowel}cao", f"{vowel}\u00e7\u00e3o") for vowel in "au"),
        ),
        "ro": (),
        "sv": (),
    }
)
"""Languages with Snowball's rules, and what becomes of the end of a folded word first: an accent that a rule looks for,
and plurals that Snowball leaves apart from their singular (`enfermedades`, `mujeres`)."""
_INFLECTED_NAMES = frozenset({"fi", "hu"})
"""Languages whose names have cases, so that sparing them would part a drug from itself."""
_SAME_RULES: Mapping[str, str] = MappingProxyType({"nb": "no", "nn": "no"})


@lru_cache(maxsize=256)
def language_of(code: str) -> str:
    """The language by whose rules a text of a code such as `es` or `es-ES` is stemmed; empty where there are none."""
    primary = code.replace("_", "-").partition("-")[0].lower()
    primary = _SAME_RULES.get(primary, primary)
    return primary if primary == ENGLISH or primary in _RULES else ""


def stem(word: str, code: str = ENGLISH) -> str:
    """The stem of a folded word, begun by its language unless that is English: each language has its own stems.

    Words of a language without rules, and what is not all letters, are their own stems.
    """
    if code == ENGLISH:
        return _english(word)
    language = language_of(code)
    return _english(word) if language == ENGLISH else f"{language}{_LANGUAGE_END}{_abroad(word, language)}"


@lru_cache(maxsize=65536)
def _english(word: str) -> str:
    if len(word) < _SHORTEST or not (word.isascii() and word.isalpha()):
        return word
    word = american(word)
    return _without_plural(word) if _DRUG_ENDING.fullmatch(word) else str(porter_stem(word))


@lru_cache(maxsize=65536)
def _abroad(word: str, language: str) -> str:
    if not language or len(word) < _SHORTEST or not word.isalpha():
        return word
    if language not in _INFLECTED_NAMES and _DRUG_ENDING_ABROAD.fullmatch(_spelt_alike(word)):
        return _without_plural(word)
    for ending, instead in _RULES[language]:
        if word.endswith(ending):
            word = word.removesuffix(ending) + instead
            break
    return str(snowball_stem(word, language))


def _without_plural(word: str) -> str:
    return word.removesuffix("s") if not word.endswith("ss") else word


def _spelt_alike(word: str) -> str:
    for other, usual in _ALIKE:
        word = word.replace(other, usual)
    return word
