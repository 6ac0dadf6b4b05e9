"""The many ways in which people write one number, unit or short form, brought to one, character for character.

`plain` answers with a text of the same length, so that a place in it is the same place in what was given: snippets and
marks show the text as it stands. Only reading is done on it. What it cannot say in as many characters (`10⁹`, `1½`) is
left for `words` to read.
"""

from __future__ import annotations

import re
from functools import lru_cache

SUPERSCRIPT = "\u2070\u00b9\u00b2\u00b3\u2074-\u2079"
SUBSCRIPT = "\u2080-\u2089"
VULGAR = "\u00bc-\u00be\u2150-\u215e\u2189"
MINUS = "\u2212"
"""In a plain text this sign begins a negative number, and does nothing else."""
IGNORED = "\u00ad"
"""Part of a word that says nothing: what stands between the letters of `i.v.` or in `CYP 3A4`."""
POWER = (
    rf"(?<![\w.,])10(?:\^\(?[-+{MINUS}]?\d+\)?|\*{{1,2}}[-+{MINUS}]?\d+|[\u207a\u207b]?[{SUPERSCRIPT}]+"
    rf"|[eE][-+{MINUS}]?\d{{1,2}}(?![\w.]))"
)
"""A power of ten. `10e9` is what laboratories write for 10⁹; UCUM writes `10*9`."""
TIMES_SIGNS = "xX×*·⋅✕✖"
TIMES = "\u00d7"
RECIPROCAL = "\u207b\u00b9"
RAISED_LETTERS = "\u02b0-\u02b8\u02e0-\u02e4\u1d2c-\u1d61\u1d78\u1d9b-\u1dbf\u2071\u207f"
_BLANK = r"[^\S\n\t]"
_DIGIT_ZEROS = "\u0660\u06f0\u0966\u09e6\u0a66\u0ae6\u0b66\u0be6\u0c66\u0ce6\u0d66\u0e50\u0ed0\u0f20\u1040\u17e0\uff10"
_ONE_FOR_ONE: dict[int, int | str] = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **{ord(zero) + value: ord("0") + value for zero in _DIGIT_ZEROS for value in range(10)},
    ord("’"): "'",
    ord("ʼ"): "'",
    ord("\u066a"): "%",
    ord("\u066b"): ".",
    ord("\u066c"): ",",
    ord("\u2044"): "/",
    ord("\u2215"): "/",
}

_DOTS = "\u00b7\u2027\u2219\u22c5\u02d9\u0387"
_COMMA_LANGUAGES = frozenset(
    """
    af az be bg bs ca cs da de el es et eu fi fo fr gl hr hu hy id is it ka kk lb lt lv mk nb nl nn no pl pt ro ru sk
    sl sq sr sv tr uk uz vi
    """.split()  # noqa: SIM905 - a list of words reads as such
)
_POINT_REGIONS = frozenset("ch li mx us pr gt hn ni pa sv do pe za".split())  # noqa: SIM905
"""Where a language that else has a decimal comma has a decimal point."""

_TOLD = "".join(map(re.escape, map(chr, _ONE_FOR_ONE.keys() - {ord("\u2019"), ord("\u02bc")})))
_RAISED = rf"{SUPERSCRIPT}{SUBSCRIPT}{RAISED_LETTERS}\u207a\u207b"
_MARKED = re.compile(rf"[{_RAISED}{_DOTS}]")
_SIGNS = re.compile(
    rf"[\^{_TOLD}{_RAISED}{_DOTS}{VULGAR}{TIMES}\u2715\u2716{MINUS}]|\d['\u2019\u02bc]\d|['\u2019\u02bc][^\W\d_][^\W\d_]"
    r"|\d,\d(?:\d?(?!\d)|\d{3})|\d{4},\d|(?<!\d)0,\d|\d\s*[xX*]+\s*10|\d\s+(?:\d|[hH][tT])|\d\.\d+[.,]\d"
    r"|[^\W\d_]\.\s*[^\W\d_]|(?:[pP]|[gG][tT]|[cC][oO]|[lL][tT]|[aA][tT])\s+\d"
    r"|(?<![^\s(\[{=<>\u2264\u2265~\u2248:;,/|\u00b1])[-\u2013]\.?\d"
)
"""Without any of these a text is plain."""
_FIGURE = re.compile(r"\d")
_BLANKS = re.compile(r"\s")

_RAISED_AFTER_LETTERS = re.compile(rf"([^\W\d_]+)([\u207a\u207b]?[{SUPERSCRIPT}]+[\u207a\u207b]?)")
_STRAY_RAISED = re.compile(
    rf"(?<![\w\u207a\u207b])[\u207a\u207b]?[{SUPERSCRIPT}]+[\u207a\u207b]?(?![^\W\d_]|[/\u2044])"
)
_ORDINAL = re.compile("\u02e2\u1d57|\u207f\u1d48|\u02b3\u1d48|\u1d57\u02b0|\u1d49\u02b3?|\u1d52")
_MARKS = re.compile(rf"(?P<ordinal>(?<=\d)(?:{_ORDINAL.pattern})(?![{RAISED_LETTERS}]))|[{RAISED_LETTERS}]+")
_LOWERED = re.compile(rf"(?<=\d)[{SUBSCRIPT}]+")
_CARET = re.compile(r"([^\W\d_]*)(\^)(\(?)([-+\u2212]?\d+)?(\)?)")
_POWERED = re.compile(rf"(?<=[\d{VULGAR}])([^\S\n]*[{TIMES_SIGNS}]+[^\S\n]*)(?={POWER})", re.IGNORECASE)
_SQUARES = frozenset("m cm mm dm km µm μm um nm s".split())  # noqa: SIM905
_NO_POWERS = frozenset("g h l c d u f %".split())  # noqa: SIM905
"""Units of one letter that are not squared: a raised figure after them is a mark."""

_POINTS = re.compile(rf"(?<=\d)[{_DOTS}](?=\d)")
_APOSTROPHES = re.compile(r"(?<![\d.,'])\d{1,3}(?:'\d{3})+(?![\d'])(?:,\d+(?![\d.,]))?")
_DOTTED = re.compile(
    r"(?<![\w.,])[1-9]\d{0,2}(?:\.\d{3}){2,}(?![\d]|\.\d)(?:,\d+)?|(?<![\w.,])[1-9]\d{0,2}(?:[.]\d{3})+,\d+"
)
_COMMA = re.compile(
    r"(?<![\d.,])(?:0,\d+|\d+,(?:\d{1,2}|\d{4,})|\d{4,},\d{3})(?![\d]|[.,]\d|[-\u2010\u2011](?!mg|ml|m[cl]g|g\b|l\b|fold\b|fach)[^\W\d_])",
    re.IGNORECASE,
)
FORM = (
    r"(?:tab|caps|cap|vial|amp|sachet|patch|dose|tabl|comprim|c[aá]psul|comprimé|gél|film|pill|pen\b|bag|pastil|sobre)"
)
_SPACED = re.compile(
    rf"(?<![\d.,])(?<!\d{_BLANK})(?<!\d{_BLANK}{_BLANK})[1-9]\d{{0,2}}(?:{_BLANK}+\d{{3}}){{1,4}}(?:[.,]\d{{1,2}}(?!\d))?"
    rf"(?!\d|[.,]\d|{_BLANK}+\d)(?P<count>(?:[^\S\n]*(?:mg|mcg|[µμ]g|g|ml|iu|units?|ui)\b)?[^\S\n]*{FORM})?",
    re.IGNORECASE,
)
COUNTED = frozenset(
    """
    arm ciclo class cohort cycle cycles day days dia día figure grade group grupo jour part period phase semaine semana
    stage step study tabelle tabla table tableau tag type visit week weeks woche zyklus
    """.split()  # noqa: SIM905 - a list of words reads as such
)
"""Words whose number ends where it ends: `Day 1 100 mg` has no 1100."""
_LAST_WORD = re.compile(r"([^\W\d_]+)[^\S\n]+\Z")
_MIXED = re.compile(rf"(?<![\w.,/])(\d{{1,3}})({_BLANK}+)(?=[{VULGAR}]|\d{{1,2}}/\d{{1,2}}(?![\w/]|[.,]\d))")
_FRACTIONED = re.compile(rf"(?<!\w)([{SUPERSCRIPT}]+)/([{SUBSCRIPT}]+)")
_LEVELS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789")

_SHORT = re.compile(r"(?<![^\W_])(?<!['.])(?:[^\W\d_]\.){1,4}[^\W\d_](?:\.|(?![^\W_]))(?![^\W_])")
_SHORT_SPACED = re.compile(rf"(?<![^\W_])(?:i\.{_BLANK}+[vm]|s\.{_BLANK}+c|p\.{_BLANK}+o)(?![^\W_])\.?", re.IGNORECASE)
_APART = re.compile(
    rf"(?<![^\W_])(?:(?:CYP|UGT|OATP|SLCO|SULT|NAT){_BLANK}+\d{{1,2}}[A-Z]\d{{0,2}}|CYP{_BLANK}+450"
    rf"|5{_BLANK}+HT(?:\d[A-F]?)?)(?![^\W_])",
    re.IGNORECASE,
)
_ELIDED = re.compile(
    r"(?<![^\W_])(?<!')(?:l|d|j|m|n|s|t|c|v|gl|qu|jusqu|lorsqu|puisqu|quoiqu|un|all|dell|dall|nell|sull|coll|quell|quest|"
    r"bell|sant)'(?=[aeiouyhàáâäèéêëìíîïòóôöùúûüœæ])(?=[^\W\d_]{2})",
    re.IGNORECASE,
)
_SIGN = re.compile(rf"(?<![^\s(\[{{=<>\u2264\u2265~\u2248:;,/|\u00b1])[-\u2013{MINUS}](?=\.?\d)|{MINUS}")
ENDS_MEASURED = re.compile(
    r"(?:\d|%|[\u00b0]C|(?<![^\W\d_])(?:mg|mcg|[µμ]g|ng|g|kg|m?l|dl|mmol|mol|iu|units?|mmhg|mm|cm|h|hours?|days?|weeks?|months?|"
    r"years?|min))\)?[^\S\n]*\Z",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^([^\S\n]*)[-\u2013](?=\.?\d)", re.MULTILINE)
_REACH = 24
"""Characters before a sign that tell whether it is a minus."""


def plain(text: str) -> str:
    """A text of the same length in which numbers are written as in English, and short forms without what parts them."""
    if _SIGNS.search(text) is None:
        return text
    if not text.isascii():
        text = text.translate(_ONE_FOR_ONE)
    has_figures = _FIGURE.search(text) is not None
    if has_figures:
        text = _POWERED.sub(lambda found: TIMES * len(found[1]), text)
    text = _without_marks(text)
    has_blanks = _BLANKS.search(text) is not None
    text = _plain_figures(text, has_blanks=has_blanks) if has_figures else text.replace(MINUS, "-")
    if "." in text:
        text = _SHORT.sub(lambda found: found[0].replace(".", IGNORED), text)
        if has_blanks:
            text = _SHORT_SPACED.sub(_together, text)
    if has_blanks:
        text = _APART.sub(_together, text)
    if "'" in text:
        text = _ELIDED.sub(lambda found: " " * len(found[0]), text)
    return text


def _plain_figures(text: str, *, has_blanks: bool) -> str:
    if "'" in text:
        text = _APOSTROPHES.sub(lambda found: found[0].replace(",", ".").replace("'", ","), text)
    if has_blanks:
        text = _SPACED.sub(_thousands, text)
    if "." in text:
        text = _DOTTED.sub(_swapped, text)
    if "," in text:
        text = _COMMA.sub(lambda found: found[0].replace(",", "."), text)
    if has_blanks:
        text = _MIXED.sub(lambda found: found[1] + "+" * len(found[2]), text)
    return _SIGN.sub(_sign, text)


def listed(text: str) -> str:
    """A text of the same length in which what begins a line and stands before a figure is no minus but a bullet."""
    return _BULLET.sub("\\1\u2010", text) if "-" in text or "\u2013" in text else text


@lru_cache(maxsize=64)
def has_comma(language: str) -> bool:
    """Whether texts in the language of such a code have a decimal comma, so that `1.000` is a thousand in them."""
    primary, *others = language.lower().replace("_", "-").split("-")
    return primary in _COMMA_LANGUAGES and _POINT_REGIONS.isdisjoint(others)


_POINT_OR_COMMA = re.compile(r"(?<![\w.,])[1-9]\d{0,2}(?:\.\d{3}(?!\d|[.,]\d)|,\d{3}(?!\d|[.,]\d))")


def with_point(text: str) -> str:
    """A text of the same length with a decimal point in what has a decimal comma and could be a thousand, and back."""
    return _POINT_OR_COMMA.sub(_swapped, text)


def _swapped(found: re.Match[str]) -> str:
    return found[0].translate(_SWAP)


_SWAP = str.maketrans(".,", ",.")


def _without_marks(text: str) -> str:
    """Without carets, raised figures and letters that are no exponent, and lowered ones after a number."""
    if _MARKED.search(text) is not None:
        text = _POINTS.sub(".", text)
        text = _FRACTIONED.sub(lambda found: found[0].translate(_LEVELS), text)
        text = _LOWERED.sub(_blank, text)
        text = _RAISED_AFTER_LETTERS.sub(_raised, text)
        text = _STRAY_RAISED.sub(_blank, text)
        text = _MARKS.sub(lambda found: found[0] if found["ordinal"] else _blank(found), text)
    return _CARET.sub(_caret, text) if "^" in text else text


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _raised(found: re.Match[str]) -> str:
    letters, figures = found[1], found[2]
    if figures[-1] in "\u207a\u207b" or _is_raised(letters) or figures == RECIPROCAL:
        return found[0]
    return letters + " " * len(figures)


def _is_raised(letters: str) -> bool:
    """Whether a raised figure belongs to what is before it (`m²`, `r²`, `CO²`), and is no mark."""
    if letters in _SQUARES:
        return True
    return (len(letters) == 1 and letters.lower() not in _NO_POWERS) or (len(letters) <= 3 and letters.isupper())


def _caret(found: re.Match[str]) -> str:
    letters, _, opening, figures, closing = found.groups()
    if figures is None:
        return letters + " " + opening + closing
    if not letters:
        before = found.string[max(0, found.start() - 1) : found.start()]
        return found[0] if before.isdigit() else " " + opening + figures + closing
    if figures == "-1":
        return found[0]
    if _is_raised(letters):
        return letters + IGNORED * (1 + len(opening)) + figures + IGNORED * len(closing)
    return letters + " " + opening + figures + closing


def _thousands(found: re.Match[str]) -> str:
    before = _LAST_WORD.search(found.string, max(0, found.start() - _REACH), found.start())
    if before is not None and before[1].lower() in COUNTED:
        return found[0]
    number, rest = found[0], ""
    if found["count"]:
        number, rest = found.string[found.start() : found.start("count")], found["count"]
        groups = number.split()
        if len(groups) == 2 and len(groups[0]) == 1 and groups[1] != "000":  # two tablets of 500 mg
            return found[0]
    whole, mark, part = number.replace(",", ".").partition(".")
    return re.sub(r"\s", ",", whole) + mark + part + rest


def _together(found: re.Match[str]) -> str:
    return re.sub(r"[\s.]", IGNORED, found[0])


def _sign(found: re.Match[str]) -> str:
    text, start = found.string, found.start()
    if not text[start + 1 : start + 3].lstrip(".")[:1].isdigit():
        return "-"
    before = text[max(0, start - _REACH) : start]
    last = before[-1:]
    if last in {"^", "*"}:
        return found[0]
    return "-" if last.isalnum() or last in {")", "]", "%"} or ENDS_MEASURED.search(before) is not None else MINUS
