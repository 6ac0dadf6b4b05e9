"""HTML without what nobody can see and what is struck out, and with elements for what a style raises or lowers."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape

from desktop_app.monograph.css_values import declarations, length
from desktop_app.monograph.visibility import Seen, Sight

HIDDEN, STRUCK = "hidden text", "struck-out text"
"""What is left out, in the words of the report."""
MAY_HIDE = re.compile(
    r"<(?:[\w.-]++:)?(?:s|del|strike)[\s/>]|\b(?:style|hidden|bgcolor|color)\b"
    r"|\b(?:sr-only|visually-?hidden|screen-?reader|show-for-sr|element-invisible|a11y-hidden|usa-sr-only)",
    re.IGNORECASE,
)
"""What HTML has somewhere that hides or strikes out any text."""
_TAG = re.compile(r"""<(?P<close>/?)(?P<name>[a-z0-9]+)(?P<attributes>(?>(?: [a-z]+="[^"]*")*))>""")
_ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')
_VOID = frozenset({"br", "hr", "img", "wbr"})
_EMPTY = re.compile(r"<(h3|h4|caption|blockquote|strong|em|sub|sup)>\s*</\1>")
_IN_LINE = frozenset(
    {
        *("a", "abbr", "b", "bdi", "big", "cite", "code", "data", "em", "font", "i", "ins", "label", "q", "small"),
        *("span", "strong", "tt", "u", "var"),
    }
)
"""Elements whose `vertical-align` moves a text against its line; in a cell the same word places the whole cell."""
_OWN_LINES = frozenset({"inline-block", "inline-flex", "inline-grid", "inline-table", "block", "flex"})
"""Boxes with lines of their own, which a length puts on the line around them: fractions, pictures with a caption."""
_MOST_NESTED = 3
"""Empty elements inside each other that are taken out."""


def visible(html: str, dropped: Counter[str]) -> str:
    """Well-formed HTML, as nh3 writes it, without hidden and struck-out text; each place is counted once. What a style
    alone raises or lowers stands in `sup` or `sub`: 10 with a raised 9 is no 109.

    Elements that only lost their text stay, so that cells and numbered items keep their places.
    """
    out: list[str] = []
    around: list[tuple[Seen, str]] = []
    seen, sight = Seen(), Sight.VISIBLE
    counted = False
    done = 0
    for tag in _TAG.finditer(html):
        text = html[done : tag.start()]
        done = tag.end()
        if sight is Sight.VISIBLE:
            out.append(text)
        elif text:
            counted = _lose(text, seen, sight, counted, out, dropped)
        name = tag["name"]
        if tag["close"]:
            if around:
                seen, end = around.pop()
                out.append(end)
                sight = seen.sight
            continue
        attributes = {key: unescape(value) for key, value in _ATTRIBUTE.findall(tag["attributes"])}
        inside = seen.inside(name, attributes)
        if inside is seen:
            now = sight
        else:
            now = inside.sight
            counted = counted and sight is not Sight.VISIBLE
        kept = now is Sight.VISIBLE or not (inside.removed or inside.folded or name in {"a", "img"})
        height = _height(attributes["style"]) if kept and "style" in attributes and name in _IN_LINE else ""
        if kept:
            out.append(f"{tag[0]}<{height}>" if height else tag[0])
        elif name == "img":
            counted = _lose(name, inside, now, counted, out, dropped)
        if name not in _VOID:
            end = f"</{height}></{name}>" if height else f"</{name}>"
            around.append((seen, end if kept else ""))
            seen, sight = inside, now
    out.append(html[done:])
    left = "".join(out)
    for _ in range(_MOST_NESTED):
        left = _EMPTY.sub("", left)
    return left


def _height(style: str) -> str:
    """The element, `sup` or `sub`, for what a style does with a text in a line; empty where it leaves it there."""
    stated = {name: value for name, value, _ in declarations(style)}
    for value in (stated.get("font-variant-position"), stated.get("vertical-align")):
        if value in {"super", "sub"}:
            return "sup" if value == "super" else "sub"
    moved = length(stated.get("vertical-align", ""))
    if moved is None or not moved[0] or stated.get("display") in _OWN_LINES or "font-size" not in stated:
        return ""
    return "sup" if moved[0] > 0 else "sub"


def _lose(text: str, seen: Seen, sight: Sight, counted: bool, out: list[str], dropped: Counter[str]) -> bool:
    """Leave a text out; whether its place is counted now."""
    if seen.leaves_room:
        out.append(" ")
    if counted or text.isspace():
        return counted
    dropped[STRUCK if sight is Sight.STRUCK else HIDDEN] += 1
    return True
