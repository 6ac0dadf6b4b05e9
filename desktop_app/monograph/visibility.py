"""Visibility of text by what its elements state of themselves: attributes and inline style, no style sheet.

What nobody can see is no text of a source, and what is struck out is no longer valid: padding that is there to align a
column must not turn 5 mg into 50. The rules are those of CSS (https://www.w3.org/TR/CSS22/, css-text-decor-3,
css-color-4) as far as a style alone can tell: a child inside `visibility: hidden` can be visible again, one inside
`opacity: 0` cannot; the last valid declaration of a property holds, and an `!important` one holds against it.

A walker of any tree starts at `Seen()` and asks `inside` at each element for what its own text is. `display: none` and
its like are FOLDED: a page may let its reader unfold them, which only the importer of that page knows. The sanitiser
takes what is still folded when it comes to it for hidden, so an importer that unfolds takes `style` or `hidden` away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from desktop_app.monograph.css_values import (
    FULL,
    declarations,
    is_colour,
    is_nought,
    length,
    opacity_of,
    same_colour,
    tokens,
)

JUDGED = frozenset({"style", "hidden", "class", "color", "bgcolor"})
"""Attributes that `inside` looks at."""
STRIKING = frozenset({"s", "del", "strike"})
"""Elements that strike out what they hold."""
_UNSEEN_CLASSES = frozenset(
    {
        *("sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "screen-reader-only"),
        *("screenreader-only", "show-for-sr", "element-invisible", "a11y-hidden", "usa-sr-only"),
    }
)
"""Classes that by wide custom hide a text from the eye and leave it to screen readers."""
_OFF_SCREEN = 900.0
"""Pixels; what is moved farther to the left or up is moved out of sight. Custom is -999 to -10000."""
_SMALL_FONT = 1.0
"""Pixels; letters of this size are a dot."""
_FAINT = 5.0
"""Opacity in percent below which nobody sees anything."""
_DISPLAYS = frozenset(
    {
        *("block", "inline", "inline-block", "flex", "inline-flex", "grid", "inline-grid", "flow-root", "contents"),
        *("table", "inline-table", "table-row", "table-cell", "table-caption", "table-column", "table-column-group"),
        *("table-row-group", "table-header-group", "table-footer-group", "list-item", "run-in", "ruby", "flow"),
        *("none", "initial", "inherit", "unset", "revert", "revert-layer", "-webkit-box", "math"),
    }
)
_INHERITS = frozenset({"inherit", "unset", "revert", "revert-layer"})
_FONT_SIZES = frozenset(
    {"xx-small", "x-small", "small", "medium", "large", "x-large", "xx-large", "xxx-large", "initial"}
)
_RELATIVE = frozenset({"%", "em", "ex", "ch", "ic", "cap"})
_DECORATIONS = frozenset({"underline", "overline", "line-through", "blink", "none", "initial", *_INHERITS})


class Sight(StrEnum):
    """How a reader meets a text."""

    VISIBLE = "visible"
    FOLDED = "folded"
    """Not shown at first; a reader may be able to unfold it."""
    STRUCK = "struck"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of the text directly inside an element, from it and all that is around it."""

    faint: bool = False
    """So transparent that no element inside can be seen again; its room stays."""
    removed: bool = False
    """Taken out of the page, off the screen or cut off, with all that is inside."""
    folded: bool = False
    struck: bool = False
    invisible: bool = False
    """`visibility`, which an element inside can state anew, as it can the following."""
    small: bool = False
    """Letters of no size."""
    colour: str = ""
    """As CSS writes it, lower case; empty where none is stated."""
    background: str = ""
    shadowed: bool = False
    """Text with a shadow is seen in any colour."""

    @property
    def hidden(self) -> bool:
        """Whether nobody can see the text, whatever is unfolded."""
        return self.removed or self.faint or self.small or self.invisible or self._colourless

    @property
    def gone(self) -> bool:
        """Whether the element is hidden in such a way that none inside it can be seen again."""
        return self.removed or self.faint

    @property
    def leaves_room(self) -> bool:
        """Whether there is a gap in the place of hidden text: what stands before and behind it is not one word."""
        return (self.faint or self.invisible or self._colourless) and not (self.removed or self.small or self.folded)

    @property
    def sight(self) -> Sight:
        """The one word: hidden before struck, struck before folded."""
        if self.hidden:
            return Sight.HIDDEN
        if self.struck:
            return Sight.STRUCK
        return Sight.FOLDED if self.folded else Sight.VISIBLE

    @property
    def _colourless(self) -> bool:
        if not self.colour or self.shadowed:
            return False
        return opacity_of(self.colour) < _FAINT or same_colour(self.colour, self.background)

    def inside(self, tag: str, attributes: Mapping[str, str | None]) -> Seen:
        """What is known inside an element that stands where this is known. Names of tag and attributes in lower case,
        values as they mean (`&amp;` read)."""
        seen = replace(self, struck=True) if tag in STRIKING and not self.struck else self
        if JUDGED.isdisjoint(attributes):
            return seen
        if "hidden" in attributes:
            later = (attributes["hidden"] or "").strip().lower() == "until-found"
            seen = replace(seen, folded=True) if later else replace(seen, removed=True)
        if not _UNSEEN_CLASSES.isdisjoint((attributes.get("class") or "").lower().split()):
            seen = replace(seen, removed=True)
        if colour := (attributes.get("color") or "").strip().lower():
            seen = replace(seen, colour=colour)
        if background := (attributes.get("bgcolor") or "").strip().lower():
            seen = replace(seen, background=background)
        style = attributes.get("style")
        return _styled(seen, style, self) if style else seen


def _styled(seen: Seen, style: str, around: Seen) -> Seen:
    stated = _stated(style)
    changes: dict[str, bool | str] = {}
    if "visibility" in stated and (visibility := stated["visibility"]) not in _INHERITS:
        changes["invisible"] = visibility in {"hidden", "collapse"}
    if (size := stated.get("font-size")) is not None:
        changes["small"] = _small(size, around.small)
    if "line-through" in tokens(stated.get("text-decoration-line", "")):
        changes["struck"] = True
    colour = stated.get("-webkit-text-fill-color") or stated.get("color", "")
    if colour == "initial":
        changes["colour"] = "canvastext"
    elif colour and colour not in _INHERITS and colour != "currentcolor":
        changes["colour"] = colour
    if (background := stated.get("background-color")) is not None and opacity_of(background) == FULL:
        changes["background"] = background
    if shadow := stated.get("text-shadow"):
        changes["shadowed"] = shadow not in {"none", "initial"}
    if stated.get("display") == "none" or _closed(stated):
        changes["folded"] = True
    if _faint(stated):
        changes["faint"] = True
    if _out_of_sight(stated):
        changes["removed"] = True
    return replace(seen, **changes) if changes else seen  # type: ignore[arg-type]


@lru_cache(maxsize=512)
def _stated(style: str) -> Mapping[str, str]:
    """The declaration of each property that holds; shorthands as what they set. The cells of a table share a style."""
    held: dict[str, str] = {}
    important: set[str] = set()
    for name, value, is_important in declarations(style):
        for key, part in _set_by(name, value):
            if is_important or key not in important:
                held[key] = part
                if is_important:
                    important.add(key)
    return held


def _set_by(name: str, value: str) -> Iterator[tuple[str, str]]:
    """The properties that one declaration sets, none where it is not valid for one that is looked at."""
    words = tokens(value)
    if name == "visibility":
        if value in {"visible", "hidden", "collapse", "initial", *_INHERITS}:
            yield name, value
    elif name == "display":
        if words and _DISPLAYS.issuperset(words):
            yield name, value
    elif name in {"color", "-webkit-text-fill-color"}:
        if len(words) == 1:
            yield name, value
    elif name in {"background", "background-color"}:
        yield "background-color", _background(words)
    elif name in {"text-decoration", "text-decoration-line", "-webkit-text-decoration", "-webkit-text-decoration-line"}:
        if name.endswith("line") and not _DECORATIONS.issuperset(words):
            return
        yield "text-decoration-line", value
    elif name == "font":
        for word in words:
            size = word.partition("/")[0]
            if size in _FONT_SIZES or (length(size) is not None and not size.isdigit()) or size == "0":
                yield "font-size", size
                break
    elif name == "overflow":
        yield "overflow-x", words[0] if words else ""
        yield "overflow-y", words[-1] if words else ""
    elif name == "font-size":
        if value in _FONT_SIZES | _INHERITS | {"smaller", "larger"} or length(value) is not None:
            yield name, value
    else:
        yield name, value


def _background(words: list[str]) -> str:
    """The colour among the words of a background, `transparent` where there is none."""
    if any(word.startswith(("url(", "image", "linear-", "radial-", "conic-", "repeating-")) for word in words):
        return "picture"
    return next((word for word in words if is_colour(word)), "transparent")


def _small(size: str, inherited: bool) -> bool:
    if size in _FONT_SIZES:
        return False
    found = length(size)
    if found is None:  # inherited, or larger or smaller than what is around
        return inherited
    number, unit = found
    if unit in _RELATIVE:
        return inherited or number <= (5 if unit == "%" else 0.05)
    return number <= (0.05 if unit in {"rem", "vw", "vh", "in", "cm"} else _SMALL_FONT)


def _closed(stated: Mapping[str, str]) -> bool:
    """Whether it is as high as nothing and cut off there, as an accordion is that can be opened."""
    cut = stated.get("overflow-y", "") in {"hidden", "clip"}
    return cut and any(is_nought(stated.get(name, "")) for name in ("height", "max-height", "block-size"))


def _faint(stated: Mapping[str, str]) -> bool:
    if stated.get("content-visibility") == "hidden":
        return True
    filtered = re.findall(r"opacity\(([^()]*)\)", stated.get("filter", ""))
    return any(opacity_of(value) < _FAINT for value in (stated.get("opacity", ""), *filtered))


def _out_of_sight(stated: Mapping[str, str]) -> bool:
    if _clipped(stated) or _scaled_away(stated):
        return True
    out_of_flow = stated.get("position") in {"absolute", "fixed"}
    moved = ["text-indent", "margin-left", "margin-top", "margin-inline-start"]
    if out_of_flow or stated.get("position") == "relative":
        moved += ["left", "top", "inset-inline-start"]
    if any(_far_left(stated.get(name, "")) for name in moved):
        return True
    if out_of_flow and any(_far_right(stated.get(name, "")) for name in ("right", "bottom")):
        return True
    cut = stated.get("overflow-x", "") in {"hidden", "clip"}
    narrow = any(_dot(stated.get(name, "")) for name in ("width", "max-width", "inline-size"))
    low = any(_dot(stated.get(name, "")) for name in ("height", "max-height", "block-size"))
    return cut and narrow and (low or is_nought(stated.get("width", "")) or is_nought(stated.get("max-width", "")))


def _clipped(stated: Mapping[str, str]) -> bool:
    if stated.get("position") in {"absolute", "fixed"} and (clip := stated.get("clip", "")).startswith("rect("):
        edges = [length(edge) for edge in re.split(r"[\s,]+", clip[5:].rstrip(") "))]
        if len(edges) == 4 and all(edges):
            top, right, bottom, left = (edge[0] for edge in edges if edge)
            if right - left <= 1 or bottom - top <= 1:
                return True
    path = stated.get("clip-path") or stated.get("-webkit-clip-path", "")
    if path.startswith("inset("):
        inset = [length(edge) for edge in path[6:].partition(")")[0].partition("round")[0].split()]
        sizes = [edge[0] for edge in inset if edge and edge[1] == "%"]
        opposite = (sizes * 4)[:4] if len(sizes) in {1, 2} else (*sizes, sizes[1]) if len(sizes) == 3 else sizes
        return len(opposite) == 4 and (opposite[0] + opposite[2] >= FULL or opposite[1] + opposite[3] >= FULL)
    return path.startswith(("circle(", "ellipse(")) and is_nought(path.partition("(")[2].partition(")")[0].split()[0])


def _scaled_away(stated: Mapping[str, str]) -> bool:
    calls = re.findall(r"(scale(?:x|y|3d)?)\(([^()]*)\)", stated.get("transform", ""))
    if any(is_nought(part) for _, arguments in calls for part in re.split(r"[\s,]+", arguments.strip())[:2]):
        return True
    if any(is_nought(part) for part in tokens(stated.get("scale", ""))[:2]) or is_nought(stated.get("zoom", "")):
        return True
    moves = re.findall(r"translate(?:x|y|3d)?\(([^()]*)\)", stated.get("transform", ""))
    return any(_far_left(part) for arguments in moves for part in re.split(r"[\s,]+", arguments.strip()))


_PIXELS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "em": 16.0, "rem": 16.0, "ex": 8.0, "ch": 8.0, "in": 96.0, "cm": 37.8}
_PIXELS |= {"mm": 3.78, "pc": 16.0, "vw": 10.0, "vh": 10.0, "%": 4.0}
"""Of a usual page, for a distance that is meant to be far beyond it."""


def _far_left(value: str) -> bool:
    found = length(value)
    return found is not None and found[0] * _PIXELS.get(found[1], 0.0) <= -_OFF_SCREEN


def _far_right(value: str) -> bool:
    """Whether a distance from the right or the bottom puts it to the far left or top, or beyond the right edge."""
    found = length(value)
    if found is None:
        return False
    pixels = found[0] * _PIXELS.get(found[1], 0.0)
    return pixels <= -_OFF_SCREEN or pixels >= 5 * _OFF_SCREEN


def _dot(value: str) -> bool:
    found = length(value)
    return found is not None and abs(found[0]) * _PIXELS.get(found[1], 100.0) <= 1
