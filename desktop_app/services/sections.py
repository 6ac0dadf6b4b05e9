"""Which sections a user's words name."""

from __future__ import annotations

from collections.abc import Iterable

from desktop_app.errors import NotFoundError
from desktop_app.monograph.model import Monograph, Section


def choose_sections(monograph: Monograph, words: Iterable[str]) -> list[Section]:
    """The sections that `words` name, in the order of the source; all of them where no word is given.

    A word is a key, the last part of a key, a kind or a title, case aside. An exact key wins over the rest.
    Raises NotFoundError, which lists the keys there are.
    """
    chosen: set[str] = set()
    for word in words:
        named = _named(monograph, word)
        if not named:
            keys = ", ".join(section.key for section in monograph.sections)
            raise NotFoundError(f"{monograph.title} has no section “{word}”. It has: {keys}.")
        chosen.update(section.key for section in named)
    sections = [section for section in monograph.sections if not chosen or section.key in chosen]
    if not sections:
        raise NotFoundError(f"{monograph.title} has no sections.")
    return sections


def _named(monograph: Monograph, word: str) -> list[Section]:
    exact = monograph.section(word)
    if exact is not None:
        return [exact]
    folded = word.casefold()
    return [
        section
        for section in monograph.sections
        if folded in {section.key.casefold(), section.key.rpartition("/")[2], section.kind, section.title.casefold()}
    ]
