"""Imports in the background, one after the other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from desktop_app.errors import UserError
from desktop_app.services.importing.job import ImportRequest, unfinished
from desktop_app.services.importing.lock import ImportLock
from desktop_app.services.importing.report import ImportReport
from desktop_app.services.library.library import Library
from desktop_app.ui.importing.import_queue import ImportQueue

LONG = 60_000


def finished(queue: ImportQueue, qtbot: QtBot) -> ImportReport:
    with qtbot.waitSignal(queue.finished, timeout=LONG) as told:
        pass
    report: ImportReport = told.args[0]
    return report


def test_what_is_added_is_imported(
    queue: ImportQueue, library: Library, label: Callable[..., Path], qtbot: QtBot
) -> None:
    queue.add(ImportRequest.of([label("baclofen")]))
    assert queue.running
    assert queue.paths == (str(label("baclofen")),)
    assert finished(queue, qtbot).new == 1
    assert not queue.running
    assert queue.job_id is None
    assert library.uids() == ["spl:set-baclofen"]


def test_what_is_added_meanwhile_waits_its_turn_and_is_recorded_at_once(
    queue: ImportQueue, library: Library, label: Callable[..., Path], qtbot: QtBot
) -> None:
    reports: list[ImportReport] = []
    queue.finished.connect(reports.append)
    queue.add(ImportRequest.of([label("baclofen")]))
    queue.pause()
    queue.add(ImportRequest.of([label("tizanidine")]))
    assert (queue.paused, queue.waiting) == (True, 1)
    qtbot.waitUntil(lambda: len(library.store.rows("SELECT id FROM import_jobs")) == 2, timeout=LONG)
    queue.go_on()
    qtbot.waitUntil(lambda: len(reports) == 2, timeout=LONG)
    assert [Path(report.paths[0]).name for report in reports] == ["baclofen.xml", "tizanidine.xml"]
    assert reports[0].job_id != reports[1].job_id
    assert len(library.uids()) == 2


def test_a_stopped_import_has_a_report_and_what_waits_comes_next(
    queue: ImportQueue, library: Library, label: Callable[..., Path], qtbot: QtBot
) -> None:
    reports: list[ImportReport] = []
    queue.finished.connect(reports.append)
    queue.add(ImportRequest.of([label("baclofen")]))
    queue.pause()
    queue.add(ImportRequest.of([label("tizanidine")]))
    queue.cancel()
    qtbot.waitUntil(lambda: len(reports) == 2, timeout=LONG)
    assert [report.state for report in reports] == ["cancelled", "done"]
    assert unfinished(library) == []


def test_an_import_that_was_interrupted_is_gone_on_with(
    queue: ImportQueue, library: Library, label: Callable[..., Path], qtbot: QtBot
) -> None:
    failed: list[object] = []
    queue.failed.connect(failed.append)
    queue.add(ImportRequest.of([label("baclofen")]))
    queue.pause()
    queue.interrupt()
    qtbot.waitUntil(lambda: not queue.running, timeout=LONG)
    assert failed == [], "closing is no failure"
    (left,) = unfinished(library)
    again = ImportQueue(library, queue._jobs)
    again.resume(left.id, left.paths)
    assert finished(again, qtbot).new == 1
    assert unfinished(library) == []


def test_an_import_beside_that_of_another_process_is_refused_in_words(
    queue: ImportQueue, library: Library, label: Callable[..., Path], qtbot: QtBot
) -> None:
    with ImportLock(library.folder), qtbot.waitSignal(queue.failed, timeout=LONG) as told:
        queue.add(ImportRequest.of([label("baclofen")]))
    assert isinstance(told.args[0], UserError)
    assert not queue.running
