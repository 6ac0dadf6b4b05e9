"""What the rows of the library say: a drug, or one of the monographs of a drug. Pure values and functions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop_app.render.provenance import Age, age, source_name
from desktop_app.services.counting import counted
from desktop_app.services.library.sharing import sharing_words
from desktop_app.store.library.groups import FoundName
from desktop_app.store.library.rows import looked_up
from desktop_app.store.library.store import MonographSummary
from desktop_app.store.library.values import DrugGroup


@dataclass(frozen=True, slots=True)
class LabelEntry:
    """A row: one monograph, told from the others of its drug."""

    summary: MonographSummary
    title: str
    """What it is called, where that is not what the drug is called; else empty."""
    source: str
    age: Age
    best: bool = False
    """It is the one that opens with its drug."""

    @property
    def uid(self) -> str:
        """Of the monograph."""
        return self.summary.uid

    @property
    def heading(self) -> str:
        """What sets it apart first: its own title, else who publishes it."""
        return self.title or self.summary.publisher or self.summary.title

    @property
    def beside(self) -> str:
        """What stands beside the heading: who publishes it, where that is not the heading."""
        return self.summary.publisher if self.title else ""

    @property
    def details(self) -> tuple[str, ...]:
        """Date and version, as far as the source says them."""
        version = f"version {self.summary.version}" if self.summary.version else ""
        dated = self.summary.effective_date if self.summary.effective_date != self.summary.version else ""
        return tuple(filter(None, (dated, version)))

    @property
    def words(self) -> str:
        """The whole row, as a screen reader says it."""
        opens = "opens with the drug" if self.best else ""
        return ". ".join(filter(None, (self.heading, self.beside, self.source, self.age.words, *self.details, opens)))


@dataclass(frozen=True, slots=True)
class DrugEntry:
    """A row: one drug."""

    group: DrugGroup
    letter: str
    """The letter that begins with this row; empty in the rows after it."""
    found_by: FoundName | None = None
    """The name that the filter found it by, where that is not its title."""
    only: LabelEntry | None = None
    """Its one monograph; None where it has several."""
    expanded: bool = False

    @property
    def uid(self) -> str:
        """Of the monograph that opens: that with the name that was asked for, else the best one."""
        return self.found_by.uid if self.found_by is not None else self.group.best_uid

    @property
    def found(self) -> str:
        """The name that was found and what kind of name it is; empty where the title was."""
        return f"{self.found_by.text} ({self.found_by.kind})" if self.found_by is not None else ""

    @property
    def names(self) -> str:
        """Its brands, but for the one that stands in the row already."""
        shown = looked_up(self.found_by.text) if self.found_by is not None else ""
        return ", ".join(name for name in self.group.names if looked_up(name) != shown)

    @property
    def sharing(self) -> str:
        """Which other drugs have its active moiety, so that it is not taken for one of them; empty where none has."""
        return sharing_words(self.group)

    @property
    def words(self) -> str:
        """The whole row, as a screen reader says it."""
        found = f"{self.found_by.text}, {self.found_by.kind}" if self.found_by is not None else ""
        if self.only is not None:
            parts = (self.group.title, found, self.only.source, self.only.age.words)
        else:
            state = "expanded" if self.expanded else "collapsed"
            parts = (self.group.title, found, counted(self.group.count, "monograph"), state)
        return ". ".join(filter(None, (*parts, self.sharing)))


Entry = DrugEntry | LabelEntry


def label_entry(summary: MonographSummary, drug: str, today: date, *, best: bool = False) -> LabelEntry:
    """The row of a monograph of the drug with this title; ages count from `today`."""
    title = "" if looked_up(summary.title) == looked_up(drug) else summary.title
    return LabelEntry(summary, title, source_name(summary), age(summary.effective_date, today), best)


def label_entries(summaries: list[MonographSummary], drug: str, today: date) -> list[LabelEntry]:
    """The rows of all monographs of a drug, the best one first."""
    several = len(summaries) > 1
    return [label_entry(summary, drug, today, best=several and not at) for at, summary in enumerate(summaries)]


def newer_of(summaries: list[MonographSummary], uid: str) -> str:
    """Date of the newest of these that is newer than the one with this uid, of the same kind of source and language.

    Empty where that one is the newest, or says no date.
    """
    here = next((summary for summary in summaries if summary.uid == uid), None)
    if here is None or not here.effective_date:
        return ""
    alike = (s for s in summaries if (s.source_kind, s.language) == (here.source_kind, here.language))
    newest = max(summary.effective_date for summary in alike)
    surely = not newest.startswith(here.effective_date)  # a year alone is not older than a day of it
    return newest if surely and newest > here.effective_date else ""


def letter(sort_key: str) -> str:
    """Under which letter a drug stands; what begins with no letter stands under #."""
    return sort_key[1:2].upper() if sort_key.startswith("1") else "#"
