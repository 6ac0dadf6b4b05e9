"""The letters that tell one name from another."""

from __future__ import annotations


def differing(name: str, other: str) -> tuple[str, str]:
    """The letters in which two names differ: what is between their common beginning and their common end."""
    first, second = name.casefold(), other.casefold()
    start = 0
    while start < min(len(first), len(second)) and first[start] == second[start]:
        start += 1
    end = 0
    while end < min(len(first), len(second)) - start and first[-1 - end] == second[-1 - end]:
        end += 1
    return name[start : len(name) - end], other[start : len(other) - end]
