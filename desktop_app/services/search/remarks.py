"""What is said of a query that asks for something that is not there."""

from __future__ import annotations

from collections.abc import Iterable

from desktop_app.monograph.kinds import Kind


def remarks(kinds: Iterable[str], drugs: Iterable[str]) -> tuple[str, ...]:
    """A sentence for each kind of section and each name that was asked for and that the library does not have."""
    return (*map(_of_kind, kinds), *(f"No monograph is named {drug}." for drug in drugs))


def _of_kind(kind: str) -> str:
    wanted = "-".join(kind.casefold().split())
    if any(f"-{wanted}" in f"-{known.value}" for known in Kind):
        return f"No section in the library is of the kind {kind}; taken as a word."
    return f"There is no kind of section called {kind}; taken as a word."
