"""Names of authors as references print them, as CSL-JSON names."""

from __future__ import annotations

import re

_VANCOUVER = re.compile(
    r"(?P<family>\D*?[a-zß-ÿ’'.-]\S*)\s+(?P<given>[A-ZÀ-Þ](?:[A-ZÀ-Þ]|-[A-ZÀ-Þ]){0,3})(?P<suffix>\s+(?:Jr|Sr|2nd|3rd|II|III))?"
)
_LONGEST_NAME = 80
_GIVEN_AFTER = re.compile(r"(?P<family>[^,;]+),\s*(?P<given>[^,;]+)")
_OTHERS = re.compile(r",?\s*\b(?:et al\b\.?|and others)\s*$", re.IGNORECASE)
_ROLE = re.compile(r",?\s*(?:\(?\beds?\b\.?\)?|\(editors?\))\s*$", re.IGNORECASE)


def read_names(text: str) -> list[dict[str, str]]:
    """The names in `Leggio L, Garbutt JC` or `Payment, S.; Doe, Jane`; one literal where the style is not plain.

    A list that the source cuts short with "et al." ends in the literal `et al.`
    """
    text = _ROLE.sub("", text.strip(" .,;:"))
    more = [{"literal": "et al."}] if _OTHERS.search(text) else []
    text = _ROLE.sub("", _OTHERS.sub("", text)).strip(" .,;:")
    if not text:
        return []
    return (_split(text) or [{"literal": text}]) + more


def _split(text: str) -> list[dict[str, str]]:
    parts = [part.strip() for part in text.split(",")]
    names = [_VANCOUVER.fullmatch(part) if len(part) <= _LONGEST_NAME else None for part in parts]
    if all(names):
        return [_named(name["family"], name["given"] + (name["suffix"] or "")) for name in names if name]
    parts = [part.strip() for part in re.split(r";|&| and ", text) if part.strip()]
    names = [_GIVEN_AFTER.fullmatch(part) if len(part) <= _LONGEST_NAME else None for part in parts]
    if all(names):
        return [_named(name["family"].strip(), name["given"].strip()) for name in names if name]
    return []


def _named(family: str, given: str) -> dict[str, str]:
    return {"family": family, "given": given}
