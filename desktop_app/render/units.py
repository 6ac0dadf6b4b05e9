"""A number never parts from its unit at the end of a line."""

from __future__ import annotations

import re

NO_BREAK = "\u00a0"

_UNITS = (
    "kg mg mcg µg μg ng pg g mL ml µL μL dL cL L l mmol µmol μmol nmol pmol mol mEq mOsm IU U kU MU units? "
    "% ‰ °C °F K ppm mmHg kPa Pa mm cm nm µm μm m Hz kHz MHz kDa Da kJ kcal J mV V W mSv Gy MBq Ci "
    "ms s sec seconds? min minutes? h hr hrs hours? d days? weeks? wk months? mo years? yr "
    "tablets? capsules? doses? drops? puffs? times fold patients"
)
_UNIT = "|".join(_UNITS.split())
_NUMBER_AND_UNIT = re.compile(rf"(?<![\w.,])(\d(?:[\d.,/–-]*\d)?)[ \t\r\n\u00a0]+(?=(?:{_UNIT})(?![\w]))")

NO_BREAK_HERE = "\u2060"
_COMPOUND_UNIT = re.compile(rf"(?<![\w])((?:{_UNIT})/)(?=(?:{_UNIT})(?![\w]))")


def join_units(text: str) -> str:
    """Join each number to the unit after it with U+00A0; white space counts as one space, so positions do not move."""
    return _NUMBER_AND_UNIT.sub(rf"\1{NO_BREAK}", text)


def keep_on_one_line(text: str) -> str:
    """`join_units`, and no break inside `mg/mL`: U+2060 goes in after the stroke, so positions do move."""
    return _COMPOUND_UNIT.sub(rf"\1{NO_BREAK_HERE}", join_units(text))
