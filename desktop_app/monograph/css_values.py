"""Declarations and values of an inline style, as far as visibility needs them (https://www.w3.org/TR/css-syntax-3/).

Read in one pass, in a time in proportion to the length: a style comes from a stranger.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

FULL = 100.0
"""Opacity in percent of what hides all behind it; also all of a length in percent."""

_PIECE = re.compile(
    r"""(?P<text>"(?>(?:[^"\\\n]++|\\.)*)"?|'(?>(?:[^'\\\n]++|\\.)*)'?)"""
    r"""|(?P<comment>/\*(?>(?:[^*]++|\*(?!/))*)(?:\*/)?)"""
    r"""|\\(?P<code>[0-9a-fA-F]{1,6})[ \t\r\n\f]?|\\(?P<escaped>[^\n])"""
    r"""|(?P<sign>[;:(){}\[\]!\\])|[^"'/\\;:(){}\[\]!]++|/""",
    re.DOTALL,
)
_NUMBER = re.compile(r"([+-]?(?:\d++(?:\.\d*+)?|\.\d++)(?:e[+-]?\d++)?)(%|[a-z]*+)")
_HEX = re.compile(r"#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})")
_NAMED = {
    "white": "#ffffff", "black": "#000000", "red": "#ff0000", "lime": "#00ff00", "blue": "#0000ff",
    "yellow": "#ffff00", "gray": "#808080", "grey": "#808080", "silver": "#c0c0c0", "green": "#008000",
    "navy": "#000080", "maroon": "#800000", "purple": "#800080", "teal": "#008080", "olive": "#808000",
    "aqua": "#00ffff", "cyan": "#00ffff", "fuchsia": "#ff00ff", "magenta": "#ff00ff", "orange": "#ffa500",
    "snow": "#fffafa", "ivory": "#fffff0", "whitesmoke": "#f5f5f5", "ghostwhite": "#f8f8ff", "lightgray": "#d3d3d3",
    "lightgrey": "#d3d3d3", "darkgray": "#a9a9a9", "darkgrey": "#a9a9a9", "gainsboro": "#dcdcdc", "beige": "#f5f5dc",
    "pink": "#ffc0cb",
}  # fmt: skip


def declarations(style: str) -> Iterator[tuple[str, str, bool]]:
    """Property and value in lower case, and whether `!important`, of each declaration in order."""
    name: str | None = None
    pieces: list[str] = []
    depth = 0
    important = -1
    for piece in _PIECE.finditer(style):
        sign = piece["sign"]
        if sign == ";" and depth == 0:
            yield from _declaration(name, pieces, important)
            name, pieces, important = None, [], -1
        elif sign == ":" and depth == 0 and name is None:
            name, pieces = "".join(pieces).strip().lower(), []
        elif sign == "!" and depth == 0:
            important = len(pieces)
        elif piece["comment"] is not None:
            pieces.append(" ")
        elif piece["text"] is not None:
            pieces.append('""')
        elif piece["code"] is not None:
            code = int(piece["code"], 16)
            pieces.append(chr(code) if 0 < code <= 0x10FFFF and not 0xD800 <= code < 0xE000 else "\ufffd")
        elif piece["escaped"] is not None:
            pieces.append(piece["escaped"])
        else:
            if sign in {"(", "[", "{"}:
                depth += 1
            elif sign in {")", "]", "}"}:
                depth = max(0, depth - 1)
            pieces.append(piece[0])
    yield from _declaration(name, pieces, important)


def _declaration(name: str | None, pieces: list[str], important: int) -> Iterator[tuple[str, str, bool]]:
    if not name:
        return
    is_important = important >= 0
    if is_important:
        if "".join(pieces[important:]).strip().lower() != "important":
            return
        pieces = pieces[:important]
    value = " ".join("".join(pieces).lower().split())
    if value:
        yield name, value, is_important


def tokens(value: str) -> list[str]:
    """The words of a value; a function with its arguments is one."""
    return re.findall(r"(?>[^\s()]*+\((?>[^()]*+(?:\([^()]*+\)[^()]*+)*)\)?|[^\s()]++)", value)


def length(value: str) -> tuple[float, str] | None:
    """Number and unit; None where the value is no single length."""
    value = value.strip()
    if value.startswith("calc(") and value.endswith(")"):
        value = value[5:-1].strip()
    match = _NUMBER.fullmatch(value)
    return None if match is None else (float(match[1]), match[2])


def is_nought(value: str) -> bool:
    found = length(value)
    return found is not None and found[0] == 0


def opacity_of(value: str) -> float:
    """Opacity in percent of a colour, or that a number stands for; FULL where nothing is said of it."""
    if value == "transparent":
        return 0.0
    if hexadecimal := _HEX.fullmatch(value):
        digits = hexadecimal[1]
        if len(digits) in {4, 8}:
            alpha = digits[3] * 2 if len(digits) == 4 else digits[6:]
            return int(alpha, 16) / 255 * FULL
        return FULL
    if "(" in value:
        inner = value.partition("(")[2].rstrip(") ")
        before, slash, alpha = inner.rpartition("/")
        if not slash:
            before, _, alpha = inner.rpartition(",")
            if before.count(",") != 2:
                return FULL
        return opacity_of(alpha.strip())
    found = length(value)
    if found is None or found[1] not in {"", "%"}:
        return FULL
    return found[0] if found[1] == "%" else found[0] * FULL


def is_colour(value: str) -> bool:
    """Whether it is a colour that can be compared, or one by a function."""
    return _canonical(value) is not None or value.startswith(("rgb", "hsl", "hwb", "lab(", "lch(", "oklab(", "oklch("))


def same_colour(one: str, other: str) -> bool:
    """Whether two colours that CSS writes are one, where both can be told."""
    first, second = _canonical(one), _canonical(other)
    return first is not None and first == second


def _canonical(colour: str) -> str | None:
    """`#rrggbb`; None for what is not known."""
    colour = _NAMED.get(colour, colour)
    if hexadecimal := _HEX.fullmatch(colour):
        digits = hexadecimal[1]
        return "#" + ("".join(digit * 2 for digit in digits[:3]) if len(digits) < 6 else digits[:6])
    if colour.startswith(("rgb(", "rgba(")):
        parts = [length(part) for part in re.split(r"[\s,/]+", colour.partition("(")[2].rstrip(") "))[:3]]
        if len(parts) == 3 and all(parts):
            return "#" + "".join(_byte(*part) for part in parts if part)
    return None


def _byte(number: float, unit: str) -> str:
    return f"{min(255, max(0, round(number * 2.55 if unit == '%' else number))):02x}"
