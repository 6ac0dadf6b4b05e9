"""Fields of a bibliography with markup of letters, as plain text: `10<sup>9</sup>/L` reads `10⁹/L`, not `109/L`.

CSL-JSON allows `<i> <b> <sub> <sup> <span>` in its fields, and reference managers hand on what publishers register
(Crossref's face markup), in RIS and nbib too. Only a pair of tags is markup: the signs in `p < 0.05` are text.
https://docs.citationstyles.org/en/stable/specification.html, Citeproc-js manual, "HTML-like formatting tags"
"""

from __future__ import annotations

import re
from collections import Counter

from desktop_app.monograph.raised import END, LOWER, RAISE, plain

_TAG = re.compile(
    r"<(?P<close>/?)(?P<name>i|b|u|em|strong|sub|sup|sc|scp|span)(?P<rest>(?: [^<>]*+)?)>",
    re.IGNORECASE,
)
_HEIGHTS = {"sup": RAISE, "sub": LOWER}
_HAS_ATTRIBUTES = frozenset({"span"})


def without_markup(text: str) -> str:
    """The text of a field; raised and lowered letters are written as everywhere in plain text."""
    if "</" not in text:
        return text
    pieces: list[str] = []
    opened: list[tuple[str, int]] = []
    """Names of the tags that wait for their end, and where in `pieces` each stands."""
    waiting: Counter[str] = Counter()
    done = 0
    for tag in _TAG.finditer(text):
        name = tag["name"].lower()
        pieces.append(text[done : tag.start()])
        done = tag.end()
        pieces.append(tag[0])
        if tag["rest"] and (tag["close"] or name not in _HAS_ATTRIBUTES):
            continue
        if not tag["close"]:
            opened.append((name, len(pieces) - 1))
            waiting[name] += 1
        elif waiting[name]:
            while True:
                other, place = opened.pop()
                waiting[other] -= 1
                if other == name:
                    break
            pieces[place] = _HEIGHTS.get(name, "")
            pieces[-1] = END if name in _HEIGHTS else ""
    pieces.append(text[done:])
    return plain("".join(pieces))
