"""What goes into an index and what comes out: plain data, without Whoosh."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Record:
    """One section as the index sees it."""

    id: str
    """Unique in the index; adding another record of the same id replaces this one."""
    monograph: str
    """Records of one monograph are replaced and removed together."""
    kind: str
    title: str
    text: str
    """Plain text. Newlines separate blocks, which snippets use; marks and markup are gone."""
    names: tuple[str, ...]
    """Names of the drug, the principal one first."""
    language: str = "en"


Texts = Callable[[str], str | None]
"""Gives the text of a record by its id; None where there is none any more."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A section that matches."""

    id: str
    monograph: str
    score: float
    """Only its order within one answer means anything."""
    snippet: str
    """HTML-escaped text with the matched words in `<mark>`."""
    matched: tuple[str, ...]
    """The distinct words of the section that matched, as they stand there."""
    kind: str = ""
    title: str = ""
    count: int = 0
    """How many places in the text match; the drug's own name counts only beside another matched word."""
    copies: int = 0
    """How many other sections have the same text; they are folded into this hit and are no hits of their own."""
    same_text: tuple[str, ...] = ()
    """The ids of these."""
    missing: tuple[str, ...] = ()
    """Words of the query that the section lacks, as typed: it is there because it has most of the others."""


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to one query."""

    hits: list[Hit]
    total: int
    """All sections that match, of which `hits` are the best."""
    corrected: str | None
    """The query that was searched instead, when the one given found nothing."""
    also_searched: tuple[str, ...]
    """Other names of a drug in the query that were searched with it."""
    relaxed_from: str | None
    """The query all of whose words were wanted, when sections with some of them missing are among the hits."""
    kinds: tuple[tuple[str, int], ...] = ()
    """How many sections match of each kind, most first, whatever kinds were asked for: what filters count.

    Those with words missing are counted only where none has all, or where they stand between those that have."""
    within: tuple[str, ...] = ()
    """The kinds that `in:` in the query asks for; empty where it asks for all."""
    unknown_kinds: tuple[str, ...] = ()
    """What `in:` asks for and is no kind of any section: it was taken as a word."""
    unknown_drugs: tuple[str, ...] = ()
    """What `drug:` asks for and is in no name."""
