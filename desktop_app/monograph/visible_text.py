"""HTML without what nobody can see and what is struck out."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape

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
_MOST_NESTED = 3
"""Empty elements inside each other that are taken out."""


def visible(html: str, dropped: Counter[str]) -> str:
    """Well-formed HTML, as nh3 writes it, without hidden and struck-out text; each place is counted once.

    Elements that only lost their text stay, so that cells and numbered items keep their places.
    """
    out: list[str] = []
    around: list[tuple[Seen, bool]] = []
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
                before, kept = around.pop()
                if kept:
                    out.append(tag[0])
                seen = before
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
        if kept:
            out.append(tag[0])
        elif name == "img":
            counted = _lose(name, inside, now, counted, out, dropped)
        if name not in _VOID:
            around.append((seen, kept))
            seen, sight = inside, now
    out.append(html[done:])
    left = "".join(out)
    for _ in range(_MOST_NESTED):
        left = _EMPTY.sub("", left)
    return left


def _lose(text: str, seen: Seen, sight: Sight, counted: bool, out: list[str], dropped: Counter[str]) -> bool:
    """Leave a text out; whether its place is counted now."""
    if seen.leaves_room:
        out.append(" ")
    if counted or text.isspace():
        return counted
    dropped[STRUCK if sight is Sight.STRUCK else HIDDEN] += 1
    return True
