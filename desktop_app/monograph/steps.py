"""Numbers of the items of an ordered list, as HTML counts them: text elsewhere may say `repeat steps 3 and 4`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

NUMBER = re.compile(r"-?\d{1,6}", re.ASCII)
STYLE = re.compile(r"[1aAiI]")
_TAG = re.compile(r"""<(?P<close>/?)(?P<name>[a-z0-9]++)(?P<attributes>(?>(?:[^>"']++|"[^"]*+"|'[^']*+')*))>""")
_ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')
_BEFORE_TEXT = frozenset({"p", "h3", "h4", "li", "ol", "ul", "blockquote", "br"})
"""Elements that an item may begin with, inside of which its number is to stand."""
_HIGHEST_ROMAN = 3999
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)


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


def letters(number: int) -> str:
    """`a` to `z`, then `aa`; `number` is from 1."""
    text = ""
    while number > 0:
        number, digit = divmod(number - 1, 26)
        text = chr(ord("a") + digit) + text
    return text


def roman(number: int) -> str:
    """`i`, `ii`, `iii`, `iv`, …; `number` is from 1."""
    text = ""
    for value, figure in _ROMAN:
        text += figure * (number // value)
        number %= value
    return text


_STYLES: dict[str, tuple[int, Callable[[int], str]]] = {
    "a": (10**6, letters),
    "A": (10**6, lambda number: letters(number).upper()),
    "i": (_HIGHEST_ROMAN, roman),
    "I": (_HIGHEST_ROMAN, lambda number: roman(number).upper()),
}
"""By `type`: the highest number that can be written so, and how. All others are written in digits, as browsers do."""


def mark(number: int, style: str = "1") -> str:
    """What stands before an item: `3.`, `c.`, `III.`"""
    highest, written = _STYLES.get(style, (0, str))
    return f"{written(number) if 0 < number <= highest else number}."


def with_step_numbers(html: str) -> str:
    """Materia HTML with the marks of ordered lists as text, for the plain forms that people read and copy.

    Positions (anchors, hits) do not count in this text.
    """
    if "<ol" not in html:
        return html
    tags = list(_TAG.finditer(html))
    marks = _marks_of_items(tags)
    out: list[str] = []
    waiting: list[str] = []
    done = 0
    for place, tag in enumerate(tags):
        text = html[done : tag.start()]
        item_ends = tag["close"] and tag["name"] == "li"
        if waiting and (text.strip() or item_ends or tag["name"] not in _BEFORE_TEXT):
            out += (f"{one} " for one in waiting)
            waiting = []
        out += (text, tag[0])
        done = tag.end()
        if place in marks:
            waiting.append(marks[place])
    out.append(html[done:])
    return "".join(out)


@dataclass(slots=True)
class _List:
    attributes: dict[str, str]
    ordered: bool
    places: list[int] = field(default_factory=list)
    values: list[str | None] = field(default_factory=list)

    def marks(self) -> Iterator[tuple[int, str]]:
        """Of each item, by the place of its tag."""
        backwards = "reversed" in self.attributes
        numbers = step_numbers(self.attributes.get("start"), self.values, backwards=backwards)
        style = self.attributes.get("type", "1")
        return ((place, mark(number, style)) for place, number in zip(self.places, numbers, strict=True))


def _marks_of_items(tags: Sequence[re.Match[str]]) -> dict[int, str]:
    found: dict[int, str] = {}
    open_lists: list[_List] = []
    for place, tag in enumerate(tags):
        name = tag["name"]
        if name in {"ol", "ul"}:
            if not tag["close"]:
                open_lists.append(_List(dict(_ATTRIBUTE.findall(tag["attributes"])), name == "ol"))
            elif open_lists and (ended := open_lists.pop()).ordered:
                found.update(ended.marks())
        elif name == "li" and not tag["close"] and open_lists:
            open_lists[-1].places.append(place)
            open_lists[-1].values.append(dict(_ATTRIBUTE.findall(tag["attributes"])).get("value"))
    return found
