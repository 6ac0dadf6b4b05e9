"""A number never parts from its unit at the end of a line, nor breaks inside."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable

NO_BREAK = "\u00a0"

_UNITS = (
    "kg mg mcg µg μg ng pg g mL ml µL μL dL cL L l mmol µmol μmol nmol pmol mol mEq mOsm IU U kU MU units? "
    "% ‰ °C °F K ppm mmHg kPa Pa mm cm nm µm μm m Hz kHz MHz kDa Da kJ kcal J mV V W mSv Gy MBq Ci "
    "ms s sec seconds? min minutes? h hr hrs hours? d days? weeks? wk months? mo years? yr "
    "tablets? capsules? doses? drops? puffs? times fold patients"
)
_UNIT = "|".join(_UNITS.split())
_NUMBER_AND_UNIT = re.compile(rf"(?<![\w.,])(\d(?:[\d.,/–-]*\d)?)[ \t\r\n\u00a0]+(?=(?:{_UNIT})(?![\w]))")

_TIED = re.compile(
    r"(?<=[<>≤≥±×=~≈])[ \t\r\n\u00a0]+(?=\d)"  # ≥ 18
    r"|(?<=\d)[ \t\r\n\u00a0]+(?=[±×–][ \t\r\n\u00a0]?\d)"  # 0.5 ± 0.1
    r"|(?<=\d[ \u00a0]–)[ \t\r\n\u00a0]+(?=\d)"  # 10 – 20
    r"|(?<=\d)[ \u00a0](?=\d{3}(?!\d))"  # 10 000
)

NO_BREAK_HERE = "\u2060"
_COMPOUND_UNIT = re.compile(rf"(?<![\w])((?:{_UNIT})/)(?=(?:{_UNIT})(?![\w])|\d)|(?<=\d)/(?=(?:{_UNIT})(?![\w]))")
"""Qt breaks a line after the strokes of `mg/mL`, `mg/0.8 mL` and `10^9/L`, and not in `1/2`."""
LINE_BREAK = re.compile(
    r"[ \t\n\u200b\u2028\ufffc]+|(?<=[-–])(?![\d\u2060])|(?<=—)(?!\u2060)|(?<=\d/)(?![\d\u2060])|(?<=\D/)(?!\u2060)"
)
"""Where Qt breaks a line, as far as drug information needs it."""


def join_units(text: str) -> str:
    """Join each number to the unit after it with U+00A0; white space counts as one space, so positions do not move."""
    return _TIED.sub(NO_BREAK, _NUMBER_AND_UNIT.sub(rf"\1{NO_BREAK}", text))


def keep_on_one_line(text: str, spans: Iterable[tuple[int, int]] = ()) -> tuple[str, tuple[tuple[int, int], ...]]:
    """As `join_units`, and no break inside `mg/mL`: U+2060 goes in after the stroke.

    Positions move by that; `spans` of the text are answered where they are afterwards.
    """
    changes = [(found.end(1), found.end(), NO_BREAK) for found in _NUMBER_AND_UNIT.finditer(text)]
    changes += [(*found.span(), NO_BREAK) for found in _TIED.finditer(text)]
    if "/" in text:
        changes += [(found.end(), found.end(), NO_BREAK_HERE) for found in _COMPOUND_UNIT.finditer(text)]
    if not changes:
        return text, tuple(spans)
    changes.sort()
    pieces: list[str] = []
    last = moved = 0
    moves = [(0, 0)]
    for start, end, instead in changes:
        pieces += (text[last:start], instead)
        last, moved = end, moved + len(instead) - (end - start)
        moves.append((end, moved))
    pieces.append(text[last:])

    def after(position: int) -> int:
        return position + moves[bisect_right(moves, position, key=lambda move: move[0]) - 1][1]

    return "".join(pieces), tuple((after(start), after(end)) for start, end in spans)
