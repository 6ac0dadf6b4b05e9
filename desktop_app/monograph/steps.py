"""Numbers of the items of an ordered list, as HTML counts them: text elsewhere may say `repeat steps 3 and 4`."""

from __future__ import annotations

import re
from collections.abc import Sequence

NUMBER = re.compile(r"-?\d{1,6}", re.ASCII)
STYLE = re.compile(r"[1aAiI]")


def step_numbers(start: str | None, values: Sequence[str | None], *, backwards: bool) -> list[int]:
    """The number of each item; `values` has what an item states for its own, `start` what the list states."""
    number = int(start) if start and NUMBER.fullmatch(start) else len(values) if backwards else 1
    numbers = []
    for value in values:
        if value and NUMBER.fullmatch(value):
            number = int(value)
        numbers.append(number)
        number += -1 if backwards else 1
    return numbers
