"""What is said of an import: how fast it is, how long it will take, what came of it. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, tzinfo

from desktop_app.render.words_shown import passages, words_shown_line
from desktop_app.services.counting import counted
from desktop_app.services.importing.job import ImportProgress
from desktop_app.services.importing.report import ImportReport
from desktop_app.store.library.import_records import ItemOutcome

_MINUTE, _HOUR = 60, 3600
_SLOWEST = 0.05
"""Items a second; below that it is not worth saying."""
_NAMED = 2
_PASSAGES = 3
"""Named in the line of a document; its account names all."""
_ENDED = {"running": "Not finished", "done": "Finished", "cancelled": "Stopped", "failed": "Broken off"}
_OF_COMMAND_LINE = re.compile(r"\s*(?:Import it again and give|Give) (?:a|the) title\b.*$", re.DOTALL)
"""What importers say of the title, which in the window is typed into a field."""
_WANTS_TITLE = re.compile(r"\bwhich drug it is about\b|\bgive (?:a|the) title\b", re.IGNORECASE)


def duration(seconds: float) -> str:
    """How long something will take, as exactly as it can be foreseen."""
    if seconds < 10:
        return "a few seconds"
    if seconds < _MINUTE:
        return f"{round(seconds / 10) * 10} s"
    if seconds < _HOUR:
        return f"{round(seconds / _MINUTE)} min"
    minutes = round(seconds / _MINUTE)
    return f"{minutes // 60} h {minutes % 60} min" if minutes % 60 else f"{minutes // 60} h"


def rate(items_a_second: float) -> str:
    """`25 a second`, `12 a minute`; empty where there is none yet."""
    if items_a_second < _SLOWEST:
        return ""
    if items_a_second < 1:
        return f"{round(items_a_second * _MINUTE)} a minute"
    return f"{round(items_a_second):,} a second"


def progress_words(progress: ImportProgress, *, waiting: int = 0, paused: bool = False) -> str:
    """How far an import is, in one line."""
    parts = [counted(progress.done, "document") + " read"]
    if progress.failed:
        parts.append(f"{progress.failed:,} not imported")
    if paused:
        parts.append("paused")
    else:
        parts.append(rate(progress.rate))
        if progress.seconds_left is not None:
            parts.append(f"{duration(progress.seconds_left)} left")
    if waiting:
        parts.append("1 more import waits" if waiting == 1 else f"{waiting} more imports wait")
    return " · ".join(filter(None, parts))


def status_words(progress: ImportProgress | None, *, paused: bool) -> str:
    """The same for the foot of the window, where there is little room."""
    head = "Import paused" if paused else "Importing"
    if progress is None:
        return head
    if paused:
        return f"{head} at {progress.done:,}"
    parts = [f"{head} {progress.done:,}" if progress.done else head]
    if progress.seconds_left is not None:
        parts.append(f"{duration(progress.seconds_left)} left")
    return ", ".join(parts)


def names_of(paths: Sequence[str]) -> str:
    """What was asked to be imported: the names, or the first of them."""
    names = [re.split(r"[\\/]", path.rstrip("\\/"))[-1] or path for path in paths]
    if not names:
        return "nothing"
    if len(names) <= _NAMED:
        return " and ".join(names)
    return f"{names[0]} and {len(names) - 1:,} more"


def counts_words(report: ImportReport) -> str:
    """`3 new, 1 not imported`."""
    parts = (
        (report.new, "new"),
        (report.updated, "updated"),
        (report.unchanged, "unchanged"),
        (report.failed, "not imported"),
        (report.left_out, "not taken"),
    )
    return ", ".join(f"{count:,} {word}" for count, word in parts if count) or "nothing was in it"


def ended_words(report: ImportReport, zone: tzinfo | None = None) -> str:
    """How and when an import ended: `Finished 2026-03-04 06:05, after 3 min`."""
    started = datetime.fromisoformat(report.started)
    if report.finished is None:
        return f"{_ENDED[report.state]}, begun {started.astimezone(zone):%Y-%m-%d %H:%M}"
    finished = datetime.fromisoformat(report.finished)
    took = duration((finished - started).total_seconds())
    return f"{_ENDED[report.state]} {finished.astimezone(zone):%Y-%m-%d %H:%M}, after {took}"


def references_words(given: int, matched: int, missing: int) -> str:
    """`42 references: 3 matched, 39 missing`; empty where there are none."""
    total = given + matched + missing
    if not total:
        return ""
    by_status = ", ".join(
        f"{count:,} {word}" for count, word in ((given, "given"), (matched, "matched"), (missing, "missing")) if count
    )
    return f"{counted(total, 'reference')}: {by_status}"


def outcome_words(outcome: ItemOutcome) -> str:
    """What is to be known of an item: why it failed; or how much there is of it, and what was left out."""
    if outcome.status == "left_out":
        return outcome.reason
    if outcome.status == "failed":
        return failure_words(outcome.reason)
    references = references_words(outcome.given, outcome.matched, outcome.missing)
    lines = [" · ".join(filter(None, (counted(outcome.sections, "section"), references)))]
    if short := words_shown_line(outcome.words):
        lines.append(f"{short}. Missing: {_missing(passages(outcome.words))}")
    if outcome.reason:
        lines.append(outcome.reason)
    if outcome.dropped:
        lines.append("Left out or changed: " + ", ".join(f"{item.what} ({item.count:,})" for item in outcome.dropped))
    return "\n".join(lines)


def _missing(found: Sequence[tuple[str, str]]) -> str:
    said = "; ".join(f"{heading}: {words}" for heading, words in found[:_PASSAGES])
    more = len(found) - _PASSAGES
    return f"{said}; and {counted(more, 'more passage')}" if more > 0 else said


def failure_words(reason: str) -> str:
    """Why an item failed, and what to do about it in the window."""
    if not wants_title(reason):
        return reason
    return _OF_COMMAND_LINE.sub("", reason) + " Choose this line and type the title below to import it."


def wants_title(reason: str) -> bool:
    """Whether it failed only because it does not say what it is about."""
    return _WANTS_TITLE.search(reason) is not None


def interrupted_words(paths: Sequence[str], done: int) -> str:
    """What is said of an import that did not come to its end."""
    so_far = f"after {counted(done, 'document')}" if done else "before its first document"
    return f"The import of {names_of(paths)} was interrupted {so_far}."
