"""Which language an ePI is in: what it says, and where it contradicts itself, what its text shows."""

from __future__ import annotations

import re

from desktop_app.importers.epi.resources import Resource, word

_CODE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_COMMON = {
    "da": "og det er ikke med til af hvis skal eller",
    "de": "und der die das nicht mit von wenn oder ist",
    "en": "the and of you your not with if or is",
    "es": "el la los que y con si su para no",
    "fr": "le la les et vous de des avec si votre",
    "it": "il la di che e con se non per lei",
    "nl": "de het een en van u niet met als of",
    "no": "og det er ikke med til av hvis skal eller",
    "pt": "o a os que e com se não para seu",
    "sv": "och det är inte med till av om ska eller",
}
"""Ten words that every leaflet of the language has many of."""
_CHARACTERS = 40_000


def language_of(composition: Resource, bundle: Resource, text: str) -> tuple[str, list[str]]:
    """The language's code; and what to report where Composition and Bundle disagree. English where neither says."""
    said = [code for code in (_code(composition), _code(bundle)) if code]
    if len(set(said)) < 2:
        return (said[0] if said else "en"), []
    words = re.findall(r"\w+", text[:_CHARACTERS].casefold())
    chosen = max(said, key=lambda code: _likeness(code, words))
    return chosen, [f"language: the Composition says {said[0]}, the Bundle {said[1]}"]


def _code(resource: Resource) -> str:
    code = word(resource.get("language"))
    return code if _CODE.fullmatch(code) and len(code) <= 35 else ""


def _likeness(code: str, words: list[str]) -> int:
    common = frozenset(_COMMON.get(code[:2], "").split())
    return sum(one in common for one in words)
