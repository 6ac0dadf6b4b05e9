"""Bulk imports: files, folders and archives into the library, in the background, to be paused, stopped and resumed.

Items are found and stored by the thread that runs the job, one writer; they are parsed by processes (`import_workers`).
Every item is recorded in the transaction that stores it, some dozens to a transaction, so that whatever ends the job,
nothing is lost but the last of these, which are read again, and nothing is stored twice.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_app.errors import CancelledError, NotFoundError, UserError
from desktop_app.importers.items import Imported, Item
from desktop_app.services.clock import stamp
from desktop_app.services.importing.files import Named, Sources, mark_of, plain, tasks_in
from desktop_app.services.importing.indexing import BackgroundIndexing
from desktop_app.services.importing.lock import ImportLock
from desktop_app.services.importing.one_title import OneTitle
from desktop_app.services.importing.origins import FileSources
from desktop_app.services.importing.progress import ImportProgress, Telling
from desktop_app.services.importing.reading import ItemReader
from desktop_app.services.importing.report import ImportReport, report_json, report_of
from desktop_app.services.importing.workers import Allowed, Outcome, Read, Task, Workers, defect, parse
from desktop_app.services.library.carry_over import carry_over
from desktop_app.store.library.import_records import Entry, ImportRecords, JobRecord, JobState

__all__ = ["ImportJob", "ImportProgress", "ImportRequest", "UnfinishedJob", "dismiss", "take_out", "unfinished"]

if TYPE_CHECKING:
    from desktop_app.services.library.library import Library
    from desktop_app.services.search.search import Search

_log = logging.getLogger(__name__)
_FEW_ITEMS, _FEW_BYTES = 6, 1_500_000
"""What is parsed without processes: these take a second to start, but alone can be held to their time and memory."""
_BATCH_ITEMS, _BATCH_BYTES, _BATCH_SECONDS = 64, 24 * 1024 * 1024, 1.0
"""What is stored in one transaction at most. One label each, a transaction takes longer than what it stores."""


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What is to be imported."""

    paths: tuple[str, ...]
    """Files and folders, as the user named them, seen from `folder`."""
    folder: str = field(default_factory=lambda: str(Path.cwd()))
    title: str | None = None
    """The drug's name, over whatever the files say: only sensible for one."""
    choice: dict[str, Any] = field(default_factory=dict)
    """What to take of an archive of pages: the fields of `importers.sources.Choice` that are not as usual."""

    @classmethod
    def of(cls, paths: Iterable[Path], *, title: str | None = None, **choice: Any) -> ImportRequest:
        """A request for these paths, seen from the folder that the process is in."""
        return cls(tuple(map(str, paths)), title=title, choice=choice)


@dataclass(frozen=True, slots=True)
class UnfinishedJob:
    """An import that a crash, a closed lid or the user's Ctrl+C cut short."""

    id: int
    started: str
    paths: tuple[str, ...]
    done: int
    failed: int


def unfinished(library: Library) -> list[UnfinishedJob]:
    """Imports that can go on, oldest first; none while one is at work, in whichever process."""
    lock = ImportLock(library.folder)
    try:
        lock.acquire()
    except UserError:
        return []
    lock.release()
    return [
        UnfinishedJob(job.id, job.started, tuple(map(plain, job.request["paths"])), job.done, job.failed)
        for job in ImportRecords(library.store).unfinished()
    ]


def dismiss(library: Library, job_id: int) -> ImportReport:
    """Close an import that is not to go on; what it has stored stays. Raises NotFoundError."""
    records = ImportRecords(library.store)
    with ImportLock(library.folder):
        return _close(library, _job(records, job_id), "cancelled")


def take_out(library: Library, job_id: int) -> list[str]:
    """Take out again what an import brought, one that was cut short too; answers the uids. Raises NotFoundError, and
    UserError while an import is at work."""
    with ImportLock(library.folder):
        job = _job(ImportRecords(library.store), job_id)
        if job.state == "running":
            _close(library, job, "cancelled")
        return library.remove_import(job_id)


class ImportJob:
    """One import. `run` blocks; `pause`, `go_on` and `cancel` may be called from any thread."""

    def __init__(
        self,
        library: Library,
        request: ImportRequest | None = None,
        *,
        resume: int | None = None,
        search: Search | None = None,
        workers: int | None = None,
        sources: Sources | None = None,
        read: Read | None = None,
        allowed: Allowed | None = None,
    ) -> None:
        """A new import of `request`, or one to `resume` by its id. With `search`, the index catches up at the end."""
        self.id = resume
        """Of its record in the library; None before `run` has begun."""
        self._library = library
        self._records = ImportRecords(library.store)
        self._request = request
        self._search = search
        self._workers = workers
        self._sources = sources
        self._read = read
        self._allowed = allowed
        self._going = threading.Event()
        self._going.set()
        self._cancelled = threading.Event()
        self._interrupted = threading.Event()
        self._recording = threading.Lock()
        self._told = Telling()
        self._title = OneTitle(None)

    @property
    def paused(self) -> bool:
        """Whether it waits for `go_on`."""
        return not self._going.is_set()

    def pause(self) -> None:
        """Wait, after the items that are being read."""
        self._going.clear()

    def go_on(self) -> None:
        """End a pause."""
        self._going.set()

    def cancel(self) -> None:
        """Stop soon. What has been stored stays; the report says that it was stopped."""
        self._cancelled.set()

    def interrupt(self) -> None:
        """Stop soon, as when Materia is closed: what has been stored stays, and the import can be resumed."""
        self._interrupted.set()
        self._cancelled.set()

    def record(self) -> int:
        """Record the import before its turn has come, so that it can be resumed whatever happens; answers its id."""
        with self._recording:
            if self.id is None:
                request = self._request or ImportRequest(())
                kept = {
                    "paths": request.paths,
                    "folder": request.folder,
                    "title": request.title,
                    "choice": request.choice,
                }
                self.id = self._records.begin(json.loads(json.dumps(kept, default=sorted)), started=self._now())
            return self.id

    def run(self, progress: Callable[[ImportProgress], None] | None = None) -> ImportReport:
        """Do it, and answer the report, which is kept with the library.

        Raises UserError where another import is at work, and StorageError where the library can take no more (a full
        disk): the import is then unfinished, and can be resumed. Raises CancelledError when it was interrupted.
        """
        self._told.progress = progress
        with ImportLock(self._library.folder, clock=self._library.clock):
            job = self._begin()
            state: JobState = "done"
            try:
                self._import(job)
            except CancelledError:
                if self._interrupted.is_set():
                    raise
                state = "cancelled"
            report = _close(self._library, job, state)
            carry_over(self._library.store, self._library.folder)
        if self._search is not None:
            self._index(self._search)
        return report

    def _begin(self) -> JobRecord:
        job = _job(self._records, self.record())
        if job.state != "running":
            raise NotFoundError(f"The import {job.id} is over. Import the files again.")
        self._told.done, self._told.failed = job.done, job.failed
        self._title = OneTitle(job.request["title"], taken=job.done > job.failed)
        return job

    def _import(self, job: JobRecord) -> None:
        request = job.request
        sources = self._sources or FileSources(request["choice"])
        read = self._read or ItemReader(today=self._library.clock().date().isoformat(), title=request["title"])
        self._told.doing = "Looking for files"
        self._check()
        recorded = {mark_of(*each) for each in self._records.recorded(job.id)}
        batch = _Batch(self._records, job.id, self._now)
        tasks = self._tasks(sources, job, recorded)
        few = list(_few(tasks))
        more = list(islice(tasks, 1))
        if not more and sum(map(_size, few)) < _FEW_BYTES:
            for task in few:
                self._store(batch, task, parse(read, task))
        else:
            self._library.store.keep_write_ahead_log()
            with ExitStack() as held:
                workers = held.enter_context(Workers(read, count=self._workers, allowed=self._allowed))
                if self._search is not None:
                    batch.indexing = held.enter_context(BackgroundIndexing(self._search, self._cancelled.is_set))
                for task, outcome in workers.outcomes(chain(few, more, tasks), self._check):
                    self._store(batch, task, outcome)
                batch.flush()
        batch.flush()

    def _tasks(self, sources: Sources, job: JobRecord, recorded: set[int]) -> Iterator[Task]:
        folder = Path(job.request["folder"])
        named = [Named(folder / path, plain(path)) for path in job.request["paths"]]
        progress = self._told.begin(sum(sources.size_of(each.path) for each in named))
        progress.moved = self._check
        for each in named:
            progress.file = None
            yield from tasks_in(
                sources, each, progress, recorded=recorded, check=self._check, skipped=self._told.skipped
            )

    def _store(self, batch: _Batch, task: Task, outcome: Outcome) -> None:
        self._check()
        outcome = self._title.checked(task, outcome)
        if not task.left_out:
            self._told.over(task, failed=not isinstance(outcome, Imported))
        batch.add(task, outcome)

    def _check(self) -> None:
        """Wait while it is paused, stop when it is to stop, and say how far it is."""
        if not self._going.is_set():
            self._told.paused()
            while not self._going.wait(0.2) and not self._cancelled.is_set():
                pass
            self._told.went_on()
        if self._cancelled.is_set():
            raise CancelledError("The import was stopped. What it had stored until then stays.")
        self._told.tell()

    def _index(self, search: Search) -> None:
        with suppress(CancelledError):  # the index goes on at the next start
            search.catch_up(lambda progress: self._told.indexing(progress.doing), self._cancelled.is_set)

    def _now(self) -> str:
        return stamp(self._library.clock())


class _Batch:
    """Items that are stored in one transaction."""

    def __init__(self, records: ImportRecords, job_id: int, now: Callable[[], str]) -> None:
        self.indexing: BackgroundIndexing | None = None
        """Told what has been stored."""
        self._records = records
        self._job_id = job_id
        self._now = now
        self._entries: list[Entry] = []
        self._size = 0
        self._since = time.monotonic()

    def add(self, task: Task, outcome: Outcome) -> None:
        if isinstance(outcome, Imported):
            entry = Entry(task.path, task.sha256, task.origin, outcome.monograph, outcome.media, outcome.former)
            self._size += _size(task)
            self._size += sum(len(picture.data) for picture in outcome.media)
        else:
            entry = Entry(task.path, task.sha256, task.origin, reason=str(outcome), left_out=task.left_out)
        self._entries.append(entry)
        late = time.monotonic() - self._since > _BATCH_SECONDS
        if late or len(self._entries) >= _BATCH_ITEMS or self._size >= _BATCH_BYTES:
            self.flush()

    def flush(self) -> None:
        if self._entries:
            self._save(self._entries)
            if self.indexing is not None:
                self.indexing.stored(self._size)
        self._entries, self._size, self._since = [], 0, time.monotonic()

    def _save(self, entries: Sequence[Entry]) -> None:
        """All in one transaction; where one of them is such that it cannot be stored, it fails alone."""
        try:
            self._records.save(self._job_id, entries, at=self._now())
        except UserError:
            raise
        except Exception:  # noqa: BLE001  # whatever it is, the rest of the import goes on
            _log.exception("Items of an import could not be stored")
            if len(entries) > 1:
                for entry in entries:
                    self._save([entry])
            else:
                self._records.save(self._job_id, [_unstorable(entries[0])], at=self._now())


def _unstorable(entry: Entry) -> Entry:
    name = entry.path.rpartition(" › ")[2]
    return Entry(entry.path, entry.sha256, entry.origin, reason=str(defect(name)))


def _few(tasks: Iterator[Task]) -> Iterator[Task]:
    """The first tasks, as many as are worth no processes."""
    number = size = 0
    for task in tasks:
        yield task
        number += not task.left_out
        size += _size(task)
        if number >= _FEW_ITEMS or size >= _FEW_BYTES:
            return


def _size(task: Task) -> int:
    return len(task.item.data) if isinstance(task.item, Item) else 0


def _job(records: ImportRecords, job_id: int) -> JobRecord:
    job = records.job(job_id)
    if job is None:
        raise NotFoundError(f"The library knows no import {job_id}.")
    return job


def _close(library: Library, job: JobRecord, state: JobState) -> ImportReport:
    records = ImportRecords(library.store)
    report = report_of(library.store, job, state)
    records.finish(job.id, state, report_json(report), finished=stamp(library.clock()))
    return report_of(library.store, _job(records, job.id))
