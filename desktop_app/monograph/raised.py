"""Superscripts and subscripts in plain text: 10⁹ is never 109, and no mark runs into a dose.

Whoever makes plain text of a form that has raised and lowered text puts RAISE, LOWER and END around it; `plain` then
writes it as text can:

    10<sup>9</sup>/L  10<sup>-6</sup>  CO<sub>2</sub>    10⁹/L  10⁻⁶  CO₂      what Unicode has: digits, signs, brackets
    1<sup>st</sup>  Testol<sup>®</sup>  5<sup>*</sup>    1st  Testol®  5*      endings of ordinals, and symbols
    C<sub>max</sub>  QT<sub>c</sub>  HbA<sub>1c</sub>    Cmax  QTc  HbA1c      letters below a symbol of letters
    dose<sup>a</sup>  10<sub>a</sub>  <sup>99m</sup>Tc   dose^a  10_a  ^(99m)Tc
    x<sup>0.75</sup>  10<sup>1,2</sup>                   x^(0.75)  10^(1,2)    all else in brackets

Digits outside raised and lowered text stay as they are and where they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

RAISE, LOWER, END = "\x01", "\x02", "\x03"
"""Characters that no text holds: the sanitiser takes them out."""
_SIGNS = "0123456789+-=()"
_MINUS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d"), "-")
_RAISED = str.maketrans(_SIGNS, "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾")
_LOWERED = str.maketrans(_SIGNS, "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_IN_UNICODE = re.compile(f"[{re.escape(_SIGNS)}⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎]+")
_ORDINAL = re.compile(r"st|nd|rd|th|er|re|ère|e?me|ème|ième", re.IGNORECASE)
_TRADE_MARKS = {"TM": "™", "SM": "℠"}
_SYMBOLS = re.compile(r"[®™℠©°º′″'*†‡§¶#‖]+")
_JOINS_NOTHING = frozenset("®™℠©°º′″†‡§¶‖")
"""Symbols that are no part of a number or word whatever follows."""
_INNERMOST = re.compile(f"(?P<how>[{RAISE}{LOWER}])(?P<what>[^{RAISE}{LOWER}{END}]*+){END}")
_DIGITS = {
    RAISE: re.compile(f"{RAISE}([0-9+-]++){END}"),
    LOWER: re.compile(f"{LOWER}([0-9+-]++){END}"),
}
"""What nearly all raised and lowered text is, which needs no look at what is around it."""
_SIGNS_OF_HEIGHT = frozenset({RAISE, LOWER, END})
_MARKERS = re.compile(f"[{RAISE}{LOWER}{END}]")
_SIDE_BY_SIDE = re.compile(
    "|".join(
        f"{sign}[^{RAISE}{LOWER}{END}]*+(?>(?:{END}{sign}[^{RAISE}{LOWER}{END}]*+(?={END}))+){END}"
        for sign in (RAISE, LOWER)
    )
)
_BREAK = re.compile(r"([\n\t])")
_DEEPEST = 8
"""Of raised text in raised text; real texts have two."""
_BASE = 8
"""Characters before lowered letters that are looked at."""


def plain(text: str) -> str:
    """A text with RAISE, LOWER and END, as plain text. Neighbours of one height are one: nobody sees where one ends."""
    if END + RAISE in text or END + LOWER in text:
        text = _SIDE_BY_SIDE.sub(_as_one, text)
    if RAISE in text:
        text = _DIGITS[RAISE].sub(lambda found: found[1].translate(_RAISED), text)
    if LOWER in text:
        text = _DIGITS[LOWER].sub(lambda found: found[1].translate(_LOWERED), text)
    for _ in range(_DEEPEST if END in text else 0):
        text, count = _INNERMOST.subn(_written, text)
        if not count:
            break
    return _MARKERS.sub("", text)


def plain_with_places(text: str, places: Sequence[int]) -> tuple[str, list[int]]:
    """`plain`, and for each of its characters the place of the one that it stands for; `places` has one for each
    character of `text`, its signs included."""
    if END + RAISE in text or END + LOWER in text:
        kept = list(range(len(text)))
        for found in reversed(list(_SIDE_BY_SIDE.finditer(text))):
            inner = [at for at in range(found.start() + 1, found.end() - 1) if text[at] not in _SIGNS_OF_HEIGHT]
            kept[found.start() : found.end()] = [found.start(), *inner, found.end() - 1]
        text, places = "".join(map(text.__getitem__, kept)), list(map(places.__getitem__, kept))
    for _ in range(_DEEPEST if END in text else 0):
        pieces, moved, done = list[str](), list[int](), 0
        for found in _INNERMOST.finditer(text):
            pieces.append(text[done : found.start()])
            moved += places[done : found.start()]
            done = found.end()
            pieces.append(_written(found))
            moved += _moved(pieces[-1], found["what"], places[found.start() + 1 : found.end() - 1])
        if not done:
            break
        text, places = "".join(pieces) + text[done:], [*moved, *places[done:]]
    left = [(sign, place) for sign, place in zip(text, places, strict=True) if sign not in _SIGNS_OF_HEIGHT]
    return "".join(sign for sign, _ in left), [place for _, place in left]


def _moved(written: str, what: str, places: Sequence[int]) -> list[int]:
    """The place of each written character; a sign that was put in stands with the one behind it, the last bracket with
    the one before it."""
    moved, at = list[int](), 0
    for sign in written:
        while at < len(what) and what[at].isspace() and not sign.isspace():
            at += 1
        moved.append(places[min(at, len(places) - 1)])
        put_in = sign in "^_()" and what[at : at + 1] != sign
        at += not put_in
    return moved


def _as_one(found: re.Match[str]) -> str:
    return found[0][0] + _MARKERS.sub("", found[0]) + END


def _written(found: re.Match[str]) -> str:
    """White space at the ends of what is raised stays outside; what breaks a line is never in brackets."""
    what = found["what"]
    if not what or what.isspace():
        return what
    start = what[: len(what) - len(what.lstrip())]
    end = what[len(what.rstrip()) :]
    before = found.string[max(0, found.start() - _BASE) : found.start()]
    after = found.string[found.end() : found.end() + 1]
    parts = _BREAK.split(what.strip())
    for place in range(0, len(parts), 2):
        first, last = place == 0, place == len(parts) - 1
        parts[place] = _one(
            parts[place].strip(),
            (before if not start else "") if first else "\n",
            (after if not end else "") if last else "\n",
            found["how"] == RAISE,
        )
    # A space between a number and its exponent is the layout's; one before a word is the text's.
    if (
        "\n" not in start
        and "\t" not in start
        and before[-1:].isalnum()
        and parts[0][:1] in "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎"
    ):
        start = ""
    return start + "".join(parts) + end


def _one(what: str, before: str, after: str, raised: bool) -> str:
    """Raised or lowered text on one line, and the characters directly before and behind it."""
    if not what:
        return ""
    signs = what.translate(_MINUS)
    if _IN_UNICODE.fullmatch(signs):
        return signs.translate(_RAISED if raised else _LOWERED)
    runs_on = after.isalnum()
    if raised and len(what) > 1 and what[0] in _JOINS_NOTHING:
        return what[0] + _one(what[1:].strip(), what[0], after, raised)
    if what[0] == "[" and what[-1] == "]":
        return what  # a mark in brackets of its own
    if raised:
        what = _TRADE_MARKS.get(what, what)
        if _SYMBOLS.fullmatch(what) and (not runs_on or _JOINS_NOTHING.issuperset(what)):
            return what
        if _ORDINAL.fullmatch(what) and before[-1:].isdigit() and not runs_on:
            return what
    elif what.isalnum() and not runs_on and _is_symbol(before, of=what):
        return what
    sign = "^" if raised else "_"
    return sign + (what if what.isalpha() and not runs_on else f"({what})")


def _is_symbol(before: str, of: str) -> bool:
    """Whether what stands before lowered letters is a quantity's symbol, with which they are one word: `C`, `AUC`.

    With a digit among them, only a capital tells the symbol (`HbA` with `1c`) from a unit with the mark of a note.
    """
    letters = re.search(r"[^\W\d_]*\Z", before)
    base = letters[0] if letters else ""
    if not of.isalpha():
        return base[-1:].isupper() and len(base) < _BASE
    return bool(base) and (len(base) <= 3 or (base.isupper() and len(base) < _BASE))
