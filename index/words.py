"""What a word is: numbers with their units stay whole, hyphenated words are their parts and the whole.

Every text and every query passes through `chunks`, so that both are cut alike. A chunk is what a reader sees as one
thing (`half-life`, `0.05 mg/mL`, `Parkinson's`); its terms are what is indexed and looked up.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from index.stemming import ENGLISH, stem

STEM = "~"
"""Begins every term that is a stem. It sorts after all letters and digits and never begins a word."""
JOINED = "="
"""Begins the term for all of a hyphenated word, which is no word of the text but may be typed as one."""

_UNIT_NAMES = {
    "mg": "mg milligram milligrams",
    "mcg": "mcg ug μg µg microgram micrograms",
    "ng": "ng nanogram nanograms",
    "g": "g gram grams gm",
    "kg": "kg kilogram kilograms",
    "l": "l liter liters litre litres",
    "dl": "dl",
    "ml": "ml milliliter milliliters millilitre millilitres cc",
    "mcl": "mcl μl µl ul",
    "mol": "mol",
    "mmol": "mmol",
    "mcmol": "mcmol μmol µmol umol",
    "nmol": "nmol",
    "meq": "meq",
    "iu": "iu",
    "unit": "unit units u",
    "%": "%",
    "cm": "cm",
    "mm": "mm",
    "nm": "nm",
    "m2": "m2 m²",
    "mmhg": "mmhg",
    "kcal": "kcal",
    "kda": "kda",
    "hz": "hz",
    "h": "h hr hrs hour hours",
    "min": "min mins minute minutes",
    "s": "sec secs second seconds",
    "day": "day days d",
    "week": "week weeks wk wks",
    "month": "month months",
    "year": "year years yr yrs",
    "c": "°c",
    "f": "°f",
}
_CANONICAL = {name: unit for unit, names in _UNIT_NAMES.items() for name in names.split()}
UNIT_NAMES = tuple(_CANONICAL)
UNIT = "(?:" + "|".join(sorted(map(re.escape, _CANONICAL), key=len, reverse=True)) + ")"
SPACE = r"[^\S\n]*"
"""Between a number and its unit; nothing is read across the end of a line."""
_PER = rf"{SPACE}(?:/|per(?=[^\S\n])){SPACE}(?:\d+(?:\.\d+)?{SPACE})?{UNIT}(?!\w)"
UNITS = rf"{UNIT}(?!\w)(?:{_PER})*"
NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|0,\d+|\d+(?:\.\d+)?|(?<![\w.])\.\d+)"
_LETTER = r"(?:[^\W_]|[\u0300-\u036f\u00ad\u200b-\u200d\u2060])"
_WORD = rf"[^\W_]{_LETTER}*(?:['’ʼ]{_LETTER}+)*"
HYPHEN = r"[-\u2010\u2011]"
_CHUNK = re.compile(
    rf"(?P<number>{NUMBER})(?:(?P<gap>{SPACE}{HYPHEN}?)(?P<unit>{UNITS})"
    rf"|(?={SPACE}(?:[-\u2010-\u2014]|to|or){SPACE}{NUMBER}{SPACE}{HYPHEN}?(?P<shared>{UNITS})))"
    rf"|(?P<per>{UNIT}(?:{_PER})+)"
    rf"|(?P<alone>(?>{NUMBER}))(?!\w|{HYPHEN}[^\W_]*[^\W\d_])"
    rf"|(?P<compound>(?:{NUMBER}|{_WORD})(?:{HYPHEN}{_WORD})+)"
    rf"|(?P<word>{_WORD})",
    re.IGNORECASE,
)
_PIECE = re.compile(rf"{NUMBER}(?!\w)|{_WORD}", re.IGNORECASE)
_GLUED = re.compile(r"(?P<first>\d+)(?P<second>[^\W\d_]{3,})|(?P<letters>[^\W\d_]{3,})(?P<digits>\d{4,})")
_GREEK = {
    ord(letter): name
    for letter, name in zip(
        "αβγδεζηθικλμνξοπρστυφχψω",
        """
        alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi
        chi psi omega
        """.split(),  # noqa: SIM905 - a list of words reads as such
        strict=True,
    )
}


class Token(NamedTuple):
    """A term, the number of its word in the text, and where the characters are that it stands for."""

    term: str
    position: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Part:
    """One word of a chunk."""

    surface: str
    """Folded."""
    start: int
    end: int
    stems: bool = True
    """Whether other forms of the word count as the same; never for numbers and compound units."""
    extra: tuple[str, ...] = ()
    """Other terms for the same word: the usual spelling of a unit, the units in a compound one."""

    def key(self, language: str = ENGLISH) -> str:
        """The term under which all forms of the word are found."""
        return STEM + stem(self.surface, language) if self.stems else self.surface


@dataclass(frozen=True, slots=True)
class Chunk:
    """What a reader sees as one thing."""

    parts: tuple[Part, ...]
    start: int
    end: int
    whole: str | None = None
    """The term for all of it: `10mg` for a number with its unit, `=halflife` for a hyphenated word."""
    quantity: bool = False
    """A number with its unit, which must be found as such and not as its parts."""


def chunks(text: str) -> Iterator[Chunk]:
    """Cut a text. Offsets are into the text as given."""
    for match in _CHUNK.finditer(text):
        start, end = match.span()
        kind = match.lastgroup
        if match["number"] is not None:
            yield _quantity(match)
        elif kind == "per":
            yield Chunk((_unit_part(match["per"], start, end),), start, end)
        elif kind == "alone":
            yield Chunk((Part(_plain_number(match["alone"]), start, end, stems=False),), start, end)
        else:
            yield from _words(text, start, end)


def tokens(text: str, *languages: str) -> Iterator[Token]:
    """Every term of a text under which it can be found, in order of position; its stems in these languages."""
    languages = languages or (ENGLISH,)
    position = 0
    for chunk in chunks(text):
        if chunk.whole is not None:
            yield Token(chunk.whole, position, chunk.start, chunk.end)
        for part in chunk.parts:
            yield Token(part.surface, position, part.start, part.end)
            if part.stems:
                for language in languages:
                    yield Token(part.key(language), position, part.start, part.end)
            for term in part.extra:
                yield Token(term, position, part.start, part.end)
            position += 1


@lru_cache(maxsize=16384)
def fold_name(name: str) -> str:
    """A name as it is compared: `Lioresal® Intrathecal` and `lioresal intrathecal` are the same name."""
    return " ".join(part.surface for chunk in chunks(name) for part in chunk.parts)


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """Case, accents, ligatures, possessives, soft hyphens and Greek letters aside; `γ` is `gamma`."""
    if not word.isascii():
        decomposed = unicodedata.normalize("NFKD", word.casefold()).casefold()
        kept = (char for char in decomposed if unicodedata.category(char) not in {"Mn", "Cf"})
        word = "".join(kept).replace("ς", "σ").translate(_GREEK).replace("’", "'").replace("ʼ", "'")
    word = word.lower()
    return word.removesuffix("'s").replace("'", "")


def _quantity(match: re.Match[str]) -> Chunk:
    start, end = match.span()
    number_end = match.end("number")
    number = Part(_plain_number(match["number"]), start, number_end, stems=False)
    if match["unit"] is None:
        return Chunk((number,), start, end, whole=number.surface + _plain_units(match["shared"]), quantity=True)
    unit = _unit_part(match["unit"], match.start("unit"), end)
    return Chunk((number, unit), start, end, whole=number.surface + _plain_units(match["unit"]), quantity=True)


def _unit_part(text: str, start: int, end: int) -> Part:
    usual = _plain_units(text)
    if "/" in usual:
        return Part(usual, start, end, stems=False, extra=tuple(dict.fromkeys(re.findall(r"[^\W\d_][^\W_]*|%", usual))))
    surface = fold(text) if text.isascii() else usual
    return Part(surface, start, end, stems=surface.isalpha(), extra=(usual,) if usual != surface else ())


def _words(text: str, start: int, end: int) -> Iterator[Chunk]:
    parts: list[Part] = []
    for piece in _PIECE.finditer(text, start, end):
        parts.extend(_pieces(piece[0], piece.start(), piece.end()))
    whole = JOINED + "".join(part.surface for part in parts) if len(parts) > 1 else None
    if parts:
        yield Chunk(tuple(parts), start, end, whole)


def _pieces(word: str, start: int, end: int) -> list[Part]:
    glued = _GLUED.fullmatch(word)
    if glued is None:
        if word[0].isdigit() and _is_number(word):
            return [Part(_plain_number(word), start, end, stems=False)]
        surface = fold(word)
        return [Part(surface, start, end)] if surface else []
    first, second = (glued["first"], glued["second"]) if glued["first"] else (glued["letters"], glued["digits"])
    middle = start + len(first)
    return [
        Part(fold(piece), where, until, stems=not piece.isdigit())
        for piece, where, until in ((first, start, middle), (second, middle, end))
    ]


def _is_number(word: str) -> bool:
    return word.replace(",", "").replace(".", "").isdigit()


@lru_cache(maxsize=4096)
def _plain_number(number: str) -> str:
    """`1,000` as `1000`, `.5` and `0,5` as `0.5`, `5.0` as `5`."""
    plain = "0." + number[2:] if number.startswith("0,") else number.replace(",", "")
    if plain.startswith("."):
        plain = "0" + plain
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


@lru_cache(maxsize=4096)
def _plain_units(units: str) -> str:
    """`µg per hour` as `mcg/h`."""
    return "/".join(_plain_unit(unit) for unit in re.split(r"\s*/\s*|\s+per\s+", units, flags=re.IGNORECASE))


def _plain_unit(unit: str) -> str:
    digits = re.match(r"\d+(?:\.\d+)?", unit)
    number, name = (digits[0], unit[digits.end() :].strip()) if digits else ("", unit)
    return number + _CANONICAL.get(name.lower(), name.lower())
