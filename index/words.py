"""What a word is: numbers with their units stay whole, hyphenated words are their parts and the whole.

Every text and every query passes through `chunks`, so that both are cut alike. A chunk is what a reader sees as one
thing (`half-life`, `0.05 mg/mL`, `Parkinson's`); its terms are what is indexed and looked up.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from heapq import merge
from typing import NamedTuple

from index.stemming import ENGLISH, stem
from index.unspaced import Unit, has_unspaced, units, without_unspaced
from index.writings import (
    IGNORED,
    MINUS,
    POWER,
    RECIPROCAL,
    SUPERSCRIPT,
    TIMES,
    VULGAR,
    has_comma,
    listed,
    plain,
    with_point,
)
from resources.letters import SPELT

STEM = "~"
"""Begins every term that is a stem. It sorts after all letters and digits and never begins a word."""
JOINED = "="
"""Begins the term for all of a hyphenated word, which is no word of the text but may be typed as one."""


def one_of(words: Iterable[str]) -> str:
    """A pattern of one of these words, the longest that there is, which tries no word twice: letter by letter."""
    following: dict[str, list[str]] = {}
    for word in words:
        following.setdefault(word[:1], []).append(word[1:])
    ends = "" in following
    following.pop("", None)
    if not following:
        return ""
    branches = "|".join(re.escape(letter) + one_of(rests) for letter, rests in following.items())
    return f"(?:{branches})" + ("?" if ends else "")


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
    "m2": f"m2 m² m{IGNORED}2 m{IGNORED}{IGNORED}2{IGNORED}",
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
UNIT = one_of(_CANONICAL)
SPACE = r"[^\S\n]*"
"""Between a number and its unit; nothing is read across the end of a line."""
_RECIPROCAL = rf"(?:{RECIPROCAL}|\^\(?-1\)?)(?!\w)"
RECIPROCAL_UNIT = rf"{UNIT}{_RECIPROCAL}"
_SLASHED = rf"{SPACE}(?:/|per(?=[^\S\n])){SPACE}(?:\d+(?:\.\d+)?{SPACE})?{UNIT}(?!\w)"
_PER = rf"(?:{_SLASHED}|(?:[\u00b7\u22c5\u2219.]|{SPACE}){UNIT}{_RECIPROCAL})"
_UNIT_ALONE = rf"{UNIT}(?![\w{IGNORED}\u207b]|\^\(?-)"
UNITS = rf"{_UNIT_ALONE}(?:{_PER})*"
DECIMAL = r"(?:\d{1,3}(?:,+\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
HALF = r"(?<![\w/.,])(?:1/[2348]|2/3|3/[48]|[57]/8)(?![\w/]|[.,]\d)"
_EXPONENT = rf"(?<![\w.,])\d+(?:\.\d+)?[eE][-+{MINUS}]?\d{{1,2}}(?![\w.])"
_FIGURES_ONLY = r"\d{1,3}(?:,+\d{3})+(?!\d)(?:\.\d+)?|0,\d+|\d+(?:\.\d+)*|(?<![\w.])\.\d+"
_SIMPLE_NUMBER = rf"{MINUS}?(?:{_FIGURES_ONLY})"
NUMBER = (
    rf"{MINUS}?(?:{POWER}|{_EXPONENT}|\d{{1,3}}\++(?:[{VULGAR}]|\d{{1,2}}/\d{{1,2}})|\d*[{VULGAR}]|\d+\^\(?\d+\)?"
    rf"|{_FIGURES_ONLY})"
)
"""In a plain text, see `writings`."""
_LETTER = r"(?:[^\W_]|[\u0300-\u036f\u00ad\u200b-\u200d\u2060])"
_WORD = rf"[^\W_]{_LETTER}*(?:['’ʼ]{_LETTER}+)*"
HYPHEN = r"[-\u2010\u2011]"
_RAISED = rf"[{SUPERSCRIPT}]*"


def _chunk_pattern(number: str, units: str, per: str, rare: str = "") -> re.Pattern[str]:
    return re.compile(
        rf"(?=[{MINUS}.\d{VULGAR}])(?:{rare}"
        rf"(?P<number>(?:{number}|{HALF}){_RAISED})(?:(?P<gap>{SPACE}{HYPHEN}?)(?P<unit>{units})"
        rf"|(?={SPACE}(?:[-\u2010-\u2014]|to|or){SPACE}{number}{_RAISED}{SPACE}{HYPHEN}?(?P<shared>{units})))"
        rf"|(?P<half>{HALF})"
        rf"|(?P<alone>(?>{POWER})|(?>{number}{_RAISED})(?!\w|{HYPHEN}[^\W_]*[^\W\d_]))"
        rf"|(?P<compound>{number}(?:{HYPHEN}{_WORD})+))"
        rf"|(?P<per>{UNIT}(?:{per})+)"
        rf"|(?P<word>{_WORD}(?:{HYPHEN}{_WORD})*)",
        re.IGNORECASE,
    )


_CHUNK = _chunk_pattern(
    NUMBER,
    UNITS,
    _PER,
    rf"(?P<mantissa>{MINUS}?(?:{DECIMAL}|\d*[{VULGAR}])){TIMES}+(?={POWER})"
    rf"|(?P<power>{POWER}|{_EXPONENT})(?P<over>{_PER}+)"
    rf"|(?P<rated>{NUMBER})(?P<overs>(?:(?:[\u00b7\u22c5\u2219.]|{SPACE}){RECIPROCAL_UNIT})+)|",
)
_SIMPLE_CHUNK = _chunk_pattern(_SIMPLE_NUMBER, rf"{_UNIT_ALONE}(?:{_SLASHED})*", _SLASHED)
"""What `_CHUNK` finds where nothing is `_RARE`, several times as fast."""
_RARE = re.compile(rf"[{TIMES}*^+{VULGAR}{SUPERSCRIPT}\u207a\u207b]|\d[eE][-+{MINUS}\d]")
_AFTER_MANTISSA = re.compile(rf"({POWER})(?:{SPACE}{HYPHEN}?({UNITS})|({_PER}+))?", re.IGNORECASE)
_NUMBER = re.compile(NUMBER)
_PIECE = re.compile(rf"{NUMBER}(?!\w)|{_WORD}", re.IGNORECASE)
_POWER = re.compile(POWER)
_E = re.compile(r"(\d+(?:\.\d+)?)[eE](.+)")
_FRACTION = re.compile(rf"(\d*)\+*([{VULGAR}]|(?<![\d])\d{{1,2}}/\d{{1,2}})")
_OVER = re.compile(rf"[\u00b7\u22c5\u2219.\s]*({UNIT}){_RECIPROCAL}", re.IGNORECASE)
_UP_TO_UNIT = re.compile(r"\A(?:\s|/|\u00b7|\u22c5|\u2219|\.|per(?=\s))+", re.IGNORECASE)
_FIGURES = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_LEVEL = str.maketrans(_FIGURES, "0123456789")
_MINUSES = {"-", MINUS, "\u207b"}
_MOST_FIGURES = 9
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

    joint: str = ""
    """For a letter of a run that is written without spaces, the term of it and the next one in the run."""

    @property
    def exact(self) -> str:
        """The term of the word as it is, followed by what follows it where nothing may stand between."""
        return self.joint or self.surface

    def key(self, language: str = ENGLISH) -> str:
        """The term under which all forms of the word are found."""
        return STEM + stem(self.surface, language) if self.stems else self.exact


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
    is_run: bool = False
    """Letters of a script without spaces between words."""
    otherwise: Chunk | None = None
    """What a number in a query is too: `1.000` is one or a thousand, by the language of the text."""


def chunks(text: str) -> Iterator[Chunk]:
    """Cut a text. Offsets are into the text as given."""
    return plain_chunks(plain(text))


def plain_chunks(text: str) -> Iterator[Chunk]:
    """Cut a plain text."""
    if not has_unspaced(text):
        return _spaced_chunks(text)
    # Nothing is read across the end of a line, and so not across a run of such letters.
    runs = (_run(own) for own in units(text))
    return merge(runs, _spaced_chunks(without_unspaced(text)), key=lambda chunk: chunk.start)


def _spaced_chunks(text: str) -> Iterator[Chunk]:
    pattern = _SIMPLE_CHUNK if _RARE.search(text) is None else _CHUNK
    for match in pattern.finditer(text):
        start, end = match.span()
        kind = match.lastgroup
        if kind in {"word", "compound"}:
            yield from _words(text, start, end)
        elif kind == "alone":
            yield Chunk((_number_part(match["alone"], start, end),), start, end)
        elif kind in {"unit", "shared"}:
            yield _quantity(match)
        elif kind == "per":
            yield Chunk((_unit_part(match["per"], start, end),), start, end)
        elif kind == "half":
            first, _, second = match["half"].partition("/")
            parts = Part(first, start, start + 1, stems=False), Part(second, start + 2, end, stems=False)
            yield Chunk(parts, start, end, _plain_number(match["half"]))
        elif kind == "over":
            yield _rate(match, "power", "over")
        elif kind == "overs":
            yield _rate(match, "rated", "overs")
        elif (chunk := _scaled(match)) is not None:
            yield chunk


def _run(own: list[Unit]) -> Chunk:
    parts = tuple(
        Part(unit.term, unit.start, unit.end, stems=False, joint=unit.joint, extra=(unit.joint,) if unit.joint else ())
        for unit in own
    )
    return Chunk(parts, own[0].start, own[-1].end, is_run=True)


def tokens(text: str, *languages: str, written: str = ENGLISH) -> Iterator[Token]:
    """Every term of a text under which it can be found, in order of position; its stems in these languages.

    `written` is the code of the language by whose custom its numbers are read.
    """
    yield from tokens_of(chunks(as_read(text, written)), *languages)


def as_read(text: str, written: str) -> str:
    """Lines of a text in a language, character for character as `chunks` reads them."""
    return listed(with_point(text) if has_comma(written) else text)


def tokens_of(cut: Iterable[Chunk], *languages: str) -> Iterator[Token]:
    """Every term of chunks."""
    languages = languages or (ENGLISH,)
    position = 0
    for chunk in cut:
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
        decomposed = unicodedata.normalize("NFKD", word.casefold()).casefold().translate(SPELT)
        kept = (char for char in decomposed if unicodedata.category(char) not in {"Mn", "Cf"})
        word = "".join(kept).replace("ς", "σ").translate(_GREEK).replace("’", "'").replace("ʼ", "'")
    word = word.lower()
    return word.removesuffix("'s").replace("'", "")


def _number_part(text: str, start: int, end: int) -> Part:
    surface = _plain_number(text)
    _, scaled, power = surface.partition("x10^")
    return Part(surface, start, end, stems=False, extra=(f"10^{power}",) if scaled else _raised(text))


@lru_cache(maxsize=4096)
def _raised(number: str) -> tuple[str, ...]:
    """What a number with a raised figure is, if that is no mark: only ten is always raised to a power."""
    bare = number.rstrip(_FIGURES)
    if len(bare) == len(number) or _POWER.fullmatch(number) is not None:
        return ()
    return (f"{_plain_number(bare)}^{number[len(bare) :].translate(_LEVEL)}",)


def _quantity(match: re.Match[str]) -> Chunk:
    start, end = match.span()
    number = _number_part(match["number"], start, match.end("number"))
    units = _plain_units(match["shared"] if match["unit"] is None else match["unit"])
    if "x10^" in number.surface:
        number = replace(number, extra=(*number.extra, number.extra[0] + units))
    if match["unit"] is None:
        return Chunk((number,), start, end, whole=number.surface + units, quantity=True)
    unit = _unit_part(match["unit"], match.start("unit"), end)
    return Chunk((number, unit), start, end, whole=number.surface + units, quantity=True)


def _rate(match: re.Match[str], of: str, over: str) -> Chunk:
    """`10⁹/L`, `5 h⁻¹`."""
    start, end = match.span()
    number = _number_part(match[of], start, match.end(of))
    units = _plain_units(match[over])
    if "x10^" in number.surface:
        number = replace(number, extra=(*number.extra, number.extra[0] + units))
    at = end - len(_UP_TO_UNIT.sub("", match[over]))
    unit = _unit_part(match.string[at:end], at, end)
    return Chunk((number, unit), start, end, whole=number.surface + units, quantity=True)


def _scaled(match: re.Match[str]) -> Chunk | None:
    """`50 ×` before a power of ten: it is found as the whole number, of which the power is the next chunk.

    None where it is one, which the power is by itself.
    """
    start, end = match.span()
    mantissa = _plain_number(match["mantissa"])
    after = _AFTER_MANTISSA.match(match.string, end)
    if mantissa == "1" or after is None:
        return None
    surface = f"{mantissa}x{_plain_number(after[1])}"
    units = _plain_units(after[2] or after[3] or "")
    part = Part(surface, start, start + len(match["mantissa"]), stems=False)
    return Chunk((part,), start, after.end(), whole=surface + units, quantity=True)


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
        if _NUMBER.fullmatch(word) is not None:
            return [_number_part(word, start, end)]
        surface = fold(word)
        return [Part(surface, start, end)] if surface else []
    first, second = (glued["first"], glued["second"]) if glued["first"] else (glued["letters"], glued["digits"])
    middle = start + len(first)
    return [
        Part(fold(piece), where, until, stems=not piece.isdigit())
        for piece, where, until in ((first, start, middle), (second, middle, end))
    ]


@lru_cache(maxsize=4096)
def _plain_number(number: str) -> str:
    """`1,000` as `1000`, `.5` and `0,5` as `0.5`, `5.0` as `5`, `1½` as `1.5`, `10⁹` as `10^9`."""
    if number.startswith(MINUS):
        return "-" + _plain_number(number[1:])
    if (power := _POWER.fullmatch(number)) is not None:
        return f"10^{_integer(power[0][2:])}"
    number = number.rstrip(_FIGURES)
    if (exponent := _E.fullmatch(number)) is not None:
        mantissa, power_of = _plain_number(exponent[1]), _integer(exponent[2])
        return f"10^{power_of}" if mantissa == "1" else f"{mantissa}x10^{power_of}"
    base, caret, raised = number.partition("^")
    if caret:
        return f"{base}^{_integer(raised)}"
    if (fraction := _FRACTION.fullmatch(number)) is not None:
        return _fraction(fraction[1] or "0", fraction[2])
    plain = "0." + number[2:] if number.startswith("0,") else number.replace(",", "")
    if plain.startswith("."):
        plain = "0" + plain
    return plain.rstrip("0").rstrip(".") if plain.count(".") == 1 else plain


def _integer(text: str) -> int:
    """An exponent, with what stands around it."""
    figures = "".join(char for char in text.translate(_LEVEL) if char.isdecimal())
    return -int(figures[:_MOST_FIGURES]) if set(text) & _MINUSES else int(figures[:_MOST_FIGURES] or "0")


def _fraction(whole: str, part: str) -> str:
    above, _, below = part.partition("/")
    value = unicodedata.numeric(part) if not below else int(above) / int(below) if int(below) else 0.0
    return f"{int(whole) + value:.4f}".rstrip("0").rstrip(".")


@lru_cache(maxsize=4096)
def _plain_units(units: str) -> str:
    """`µg per hour` and `µg·h⁻¹` as `mcg/h`."""
    units = _OVER.sub(r"/\1", units)
    return "/".join(_plain_unit(unit) for unit in re.split(r"\s*/\s*|\s*per\s+", units, flags=re.IGNORECASE))


def _plain_unit(unit: str) -> str:
    digits = re.match(r"\d+(?:\.\d+)?", unit)
    number, name = (digits[0], unit[digits.end() :].strip()) if digits else ("", unit)
    return number + _CANONICAL.get(name.lower(), name.lower())
