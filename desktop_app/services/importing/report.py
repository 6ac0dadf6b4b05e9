"""What an import did, as it is kept with the library and shown, and as it is exported: JSON and lines to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from desktop_app.errors import NotFoundError
from desktop_app.monograph.words_shown import WordsShown
from desktop_app.render.words_shown import passages, words_shown_line
from desktop_app.services.importing.files import plain
from desktop_app.services.rows import one_line
from desktop_app.services.word_facts import words_report, words_reported
from desktop_app.store.library.import_records import (
    Counted,
    ImportRecords,
    ItemOutcome,
    JobRecord,
    JobState,
    Tally,
    Wanted,
)
from desktop_app.store.library.store import LibraryStore

_FAILURES_SHOWN = 1000
_SHORT_SHOWN = 200
_PAGE = 500


@dataclass(frozen=True, slots=True)
class ShortDocument:
    """A document of which too few of the source's words are shown."""

    path: str
    title: str
    uid: str
    words: WordsShown


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, over all its items, also those of a run before it was interrupted."""

    job_id: int
    started: str
    finished: str | None
    """ISO 8601 in UTC; None while it is not over."""
    state: JobState
    paths: tuple[str, ...]
    """What was asked for."""
    new: int
    updated: int
    unchanged: int
    failed: int
    failures: tuple[tuple[str, str], ...]
    """Path and reason of those that failed, the first of them: `items` gives all."""
    dropped: Counted
    """Elements of the sources that did not enter the library, by kind, most first."""
    unmapped: Counted
    """Headings of which no rule knows the kind."""
    unresolved: Counted
    """Links and pictures that lead to nothing in their source."""
    given: int
    matched: int
    missing: int
    """Given, matched and missing count references by their status."""
    left_out: int = 0
    """What lay beside what was asked for and is nothing that Materia reads: no failure."""
    short: int = 0
    """Of how many documents too few of the source's words are shown."""
    short_of: tuple[ShortDocument, ...] = ()
    """The first of them."""

    @property
    def done(self) -> int:
        """How many items there were."""
        return self.new + self.updated + self.unchanged + self.failed


def report_of(store: LibraryStore, job: JobRecord, state: JobState | None = None) -> ImportReport:
    """The report of an import: the one that was kept when it was over, or as it stands now."""
    records = ImportRecords(store)
    if job.report is not None:
        return _from_kept(job, job.report)
    failures = records.outcomes(job.id, status="failed", limit=_FAILURES_SHOWN)
    short = records.outcomes(job.id, status="short", limit=_SHORT_SHOWN)
    return _from_tally(job, state or job.state, records.tally(job.id), failures, short)


def reports(store: LibraryStore, limit: int = 20) -> list[ImportReport]:
    """The reports of the last imports, newest first."""
    return [report_of(store, job) for job in ImportRecords(store).jobs(limit)]


def kept_report(store: LibraryStore, job_id: int | None = None) -> ImportReport:
    """The report of this import, or of the last one. Raises NotFoundError."""
    records = ImportRecords(store)
    job = next(iter(records.jobs(1)), None) if job_id is None else records.job(job_id)
    if job is None:
        raise NotFoundError("Nothing was imported yet." if job_id is None else f"There was no import {job_id}.")
    return report_of(store, job)


def items(store: LibraryStore, job_id: int, *, status: Wanted | None = None) -> Iterator[ItemOutcome]:
    """What became of every item of an import."""
    after = 0
    while page := page_of_items(store, job_id, status=status, after=after):
        yield from page
        after = page[-1].id


def page_of_items(
    store: LibraryStore, job_id: int, *, status: Wanted | None = None, after: int = 0, limit: int = _PAGE
) -> list[ItemOutcome]:
    """What became of the next items of an import, those after the one with the id `after`."""
    return ImportRecords(store).outcomes(job_id, status=status, limit=limit, after=after)


def report_json(report: ImportReport) -> dict[str, Any]:
    """The report for scripts; also how it is kept with the library."""
    return {
        "job": report.job_id,
        "started": report.started,
        "finished": report.finished,
        "state": report.state,
        "paths": list(report.paths),
        "counts": {
            "new": report.new,
            "updated": report.updated,
            "unchanged": report.unchanged,
            "failed": report.failed,
        },
        "left_out_count": report.left_out,
        "failures": [{"file": path, "error": reason} for path, reason in report.failures],
        "dropped": [{"what": what, "count": count} for what, count in report.dropped],
        "unmapped_headings": [{"heading": heading, "count": count} for heading, count in report.unmapped],
        "unresolved": [{"link": link, "count": count} for link, count in report.unresolved],
        "references": {"given": report.given, "matched": report.matched, "missing": report.missing},
        "short": report.short,
        "short_of": [
            {"file": one.path, "title": one.title, "uid": one.uid, "words": words_report(one.words)}
            for one in report.short_of
        ],
    }


def report_lines(report: ImportReport) -> list[str]:
    """The report to read."""
    state = {"running": "not finished", "done": "finished", "cancelled": "stopped", "failed": "broken off"}
    lines = [
        f"Import {report.job_id}, {state[report.state]}",
        f"Begun {report.started}, ended {report.finished or '–'}",
        *(f"From {one_line(path)}" for path in report.paths),
        "",
        f"{report.new:,} new, {report.updated:,} updated, {report.unchanged:,} unchanged, {report.failed:,} failed"
        + (f", {report.left_out:,} not taken" if report.left_out else ""),
        f"References: {report.given:,} given, {report.matched:,} matched, {report.missing:,} missing",
    ]
    lines += _short_lines(report)
    lines += _counted("Left out of the sources", report.dropped)
    lines += _counted("Headings of which no rule knows the kind (their sections are under “other”)", report.unmapped)
    lines += _counted("Links and pictures that lead to nothing in their source", report.unresolved)
    if report.failures:
        lines += ["", "Not imported:", *(f"  {one_line(f'{path}: {reason}')}" for path, reason in report.failures)]
        if len(report.failures) < report.failed:
            lines.append(f"  … and {report.failed - len(report.failures):,} more")
    return lines


def full_report_json(store: LibraryStore, report: ImportReport) -> dict[str, Any]:
    """The report for scripts, with every document that failed and every file that was not taken."""
    failures, left_out = (
        [{"file": item.path, "error": item.reason} for item in items(store, report.job_id, status=status)]
        for status in ("failed", "left_out")
    )
    return report_json(report) | {"failures": failures, "left_out": left_out}


def full_report_lines(store: LibraryStore, report: ImportReport) -> list[str]:
    """The report to read, with every document that failed and every file that was not taken."""
    failures = tuple((item.path, item.reason) for item in items(store, report.job_id, status="failed"))
    lines = report_lines(replace(report, failures=failures))
    if report.left_out:
        lines += ["", "Not taken, as nothing that Materia reads:"]
        lines += [
            f"  {one_line(f'{item.path}: {item.reason}')}" for item in items(store, report.job_id, status="left_out")
        ]
    return lines


def _short_lines(report: ImportReport) -> Iterator[str]:
    """The documents of which words are missing, each with the passages."""
    if not report.short:
        return
    yield from ("", "Words of the source are missing:")
    for one in report.short_of:
        yield f"  {one_line(f'{one.title} ({one.uid}, from {one.path}): {words_shown_line(one.words)}')}"
        yield from (f"    {heading}: {words}" for heading, words in passages(one.words))
    if len(report.short_of) < report.short:
        yield f"  … and {report.short - len(report.short_of):,} more"


def _counted(title: str, counted: Counted) -> list[str]:
    return ["", f"{title}:", *(f"  {count:,} × {what}" for what, count in counted)] if counted else []


def _from_tally(
    job: JobRecord, state: JobState, tally: Tally, failures: Iterable[ItemOutcome], short: Iterable[ItemOutcome]
) -> ImportReport:
    return ImportReport(
        job_id=job.id,
        started=job.started,
        finished=job.finished,
        state=state,
        paths=tuple(map(plain, job.request.get("paths", ()))),
        new=tally.statuses.get("new", 0),
        updated=tally.statuses.get("updated", 0),
        unchanged=tally.statuses.get("unchanged", 0),
        failed=tally.statuses.get("failed", 0),
        failures=tuple((failure.path, failure.reason) for failure in failures),
        dropped=tally.dropped,
        unmapped=tally.unmapped,
        unresolved=tally.unresolved,
        given=tally.given,
        matched=tally.matched,
        missing=tally.missing,
        left_out=tally.statuses.get("left_out", 0),
        short=tally.short,
        short_of=tuple(ShortDocument(one.path, one.title, one.uid, one.words) for one in short if one.words),
    )


def _from_kept(job: JobRecord, kept: dict[str, Any]) -> ImportReport:
    return ImportReport(
        job_id=job.id,
        started=job.started,
        finished=job.finished,
        state=job.state,
        paths=tuple(map(plain, job.request.get("paths", ()))),
        **kept["counts"],
        failures=tuple((each["file"], each["error"]) for each in kept["failures"]),
        dropped=tuple((each["what"], each["count"]) for each in kept["dropped"]),
        unmapped=tuple((each["heading"], each["count"]) for each in kept["unmapped_headings"]),
        unresolved=tuple((each["link"], each["count"]) for each in kept["unresolved"]),
        **kept["references"],
        left_out=kept.get("left_out_count", 0),
        short=kept.get("short", 0),
        short_of=tuple(
            ShortDocument(each["file"], each["title"], each["uid"], words_reported(each["words"]))
            for each in kept.get("short_of", ())
        ),
    )
