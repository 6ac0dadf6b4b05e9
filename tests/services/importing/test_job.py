"""Bulk imports: every item is recorded, bad ones cost nothing else, and what was cut short goes on where it was."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desktop_app.errors import CancelledError, NotFoundError, StorageError, UserError
from desktop_app.importers.items import Imported, Item, Refused
from desktop_app.importers.sources.items import Progress
from desktop_app.services.importing import report as import_report
from desktop_app.services.importing.job import ImportJob, ImportProgress, dismiss, unfinished
from desktop_app.services.importing.lock import ImportLock
from desktop_app.services.importing.report import ImportReport, report_json, report_lines
from desktop_app.services.importing.workers import Allowed, Read, Task
from desktop_app.services.library.library import Library
from desktop_app.services.search.search import Search
from desktop_app.store.library.import_records import ImportRecords
from desktop_app.store.library.sources import LibrarySources


def many(path: Path, count: int, *, start: int = 0, text: str = "t") -> Path:
    path.write_text("\n".join(f"spl:{n}|T{n}|S{n % 3}|{text}" for n in range(start, start + count)), encoding="utf-8")
    return path


def uids(library: Library) -> list[str]:
    return sorted(summary.uid for summary in library.summaries())


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    return report.new, report.updated, report.unchanged, report.failed


def test_an_archive_is_imported_and_its_report_kept(
    library: Library, job: Callable[..., ImportJob], tmp_path: Path
) -> None:
    many(tmp_path / "a.many", 30)
    report = job("a.many").run()
    assert counts(report) == (30, 0, 0, 0)
    assert len(uids(library)) == 30
    assert (report.state, report.started, report.finished) == ("done", "2026-03-04T05:06:07Z", "2026-03-04T05:06:07Z")
    assert (report.dropped, report.unmapped, report.done) == ((("image", 30),), (("Odd", 30),), 30)
    assert import_report.reports(library.store) == [report]
    (arrival,) = LibrarySources(library.store).why("spl:7")
    assert (arrival.item, arrival.origin.name, arrival.origin.path) == (
        "a.many › 7",
        "a.many",
        str(tmp_path / "a.many"),
    )
    assert counts(job("a.many").run()) == (0, 0, 30, 0)
    many(tmp_path / "a.many", 30, text="new")
    assert counts(job("a.many").run()) == (0, 30, 0, 0)
    assert [source.monographs for source in LibrarySources(library.store).all()] == [30, 0]
    assert unfinished(library) == []


def test_bad_items_are_reported_with_their_reasons_and_the_rest_goes_on(
    library: Library, job: Callable[..., ImportJob], tmp_path: Path
) -> None:
    lines = ["spl:1", "torn", "hidden", "refuse", "die", "spl:2", "defect", "hang", *(f"spl:x{n}" for n in range(20))]
    (tmp_path / "a.many").write_text("\n".join(lines), encoding="utf-8")
    report = job("a.many", "nowhere.txt", allowed=Allowed(seconds=3)).run()
    assert counts(report) == (22, 0, 0, 6)
    assert [path for path, _ in report.failures] == [
        *(f"a.many › {number}" for number in (1, 3, 4, 6, 7)),
        "nowhere.txt",
    ]
    reasons = [reason for _, reason in report.failures]
    for reason, words in zip(
        reasons,
        ["damaged", "says nothing", "came to an end", "fault in Materia", "3 seconds", "is not there"],
        strict=True,
    ):
        assert words in reason
    assert [item.path for item in import_report.items(library.store, report.job_id, status="failed")] == [
        path for path, _ in report.failures
    ]
    assert len(list(import_report.items(library.store, report.job_id))) == 29
    (hidden,) = import_report.items(library.store, report.job_id, status="left_out")
    assert (hidden.reason, report.left_out) == ("Hidden.", 1)


@pytest.mark.parametrize(("line", "words"), [("broken", "ends in the middle"), ("unplugged", "Input/output error")])
def test_what_was_read_of_a_file_that_breaks_off_is_kept(
    library: Library, job: Callable[..., ImportJob], tmp_path: Path, line: str, words: str
) -> None:
    (tmp_path / "a.many").write_text(f"spl:1\n{line}\nspl:2", encoding="utf-8")
    many(tmp_path / "b.many", 2, start=5)
    report = job("a.many", "b.many").run()
    assert counts(report) == (3, 0, 0, 1)
    assert report.failures[0][0] == "a.many"
    assert words in report.failures[0][1]


def test_a_file_that_vanishes_while_it_is_read_is_told(
    job: Callable[..., ImportJob], tmp_path: Path, lines: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(tmp_path / "a.many", 3)
    items_in = lines.items_in

    def vanishing(path: Path, progress: Progress) -> Iterator[Item | Refused]:
        for item in items_in(path, progress):
            path.unlink(missing_ok=True)
            yield item

    monkeypatch.setattr(lines, "items_in", vanishing)
    report = job("a.many", sources=lines).run()
    assert counts(report) == (0, 0, 0, 3)
    assert "cannot be read" in report.failures[0][1]


def test_a_folder_is_imported_with_all_that_lies_in_it(
    library: Library, job: Callable[..., ImportJob], tmp_path: Path
) -> None:
    inner = tmp_path / "in" / "er"
    inner.mkdir(parents=True)
    (inner / "a.txt").write_text("spl:a|A", encoding="utf-8")
    (tmp_path / "in" / "b.txt").write_text("spl:b|B", encoding="utf-8")
    (tmp_path / "in" / ".hidden").write_text("spl:c|C", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    report = job("in", "empty").run()
    assert counts(report) == (2, 0, 0, 1)
    assert report.failures == (("empty", "The folder is empty."),)
    assert [arrival.item for arrival in LibrarySources(library.store).why("spl:a")] == [str(Path("in/er/a.txt"))]


def test_an_item_that_cannot_be_stored_costs_itself_alone(
    library: Library,
    job: Callable[..., ImportJob],
    read: Read,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def read_wrongly(task: Task) -> Imported:
        imported = read(task)
        (section,) = imported.monograph.sections
        order = 2**70 if imported.monograph.uid == "spl:3" else 0  # more than SQLite holds
        return replace(imported, monograph=replace(imported.monograph, sections=(replace(section, order=order),)))

    many(tmp_path / "a.many", 5)
    report = job("a.many", read_with=read_wrongly).run()
    assert counts(report) == (4, 0, 0, 1)
    assert report.failures == (("a.many › 3", "3 was not imported because of a fault in Materia, which was recorded."),)
    assert uids(library) == ["spl:0", "spl:1", "spl:2", "spl:4"]
    assert [record.message for record in caplog.records] == ["Items of an import could not be stored"] * 2


def test_a_defect_in_the_finding_of_items_costs_one_file(
    library: Library, job: Callable[..., ImportJob], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "a.many").write_text("spl:1|A\nfault\nspl:2|B", encoding="utf-8")
    many(tmp_path / "b.many", 2, start=10)
    report = job("a.many", "b.many").run()
    assert counts(report) == (3, 0, 0, 1)
    assert report.failures == (
        ("a.many", "a.many was not imported because of a fault in Materia, which was recorded."),
    )
    assert [record.message for record in caplog.records] == ["The items of a file could not be found"]


def test_one_large_file_is_held_to_time_and_memory_too(
    library: Library, job: Callable[..., ImportJob], tmp_path: Path
) -> None:
    (tmp_path / "a.many").write_text("die" + " " * 1_500_000, encoding="utf-8")
    assert "came to an end" in job("a.many").run().failures[0][1]


def test_two_items_with_one_identifier_are_told(
    library: Library, job: Callable[..., ImportJob], tmp_path: Path
) -> None:
    (tmp_path / "a.many").write_text("spl:1|A||old\nspl:1|A||new", encoding="utf-8")
    report = job("a.many").run()
    assert counts(report) == (1, 1, 0, 0)
    second = list(import_report.items(library.store, report.job_id))[1]
    assert "a.many › 0" in second.reason
    assert "new" in library.open("spl:1").sections[0].html


def test_an_import_that_was_cut_short_goes_on_where_it_was(
    library: Library, job: Callable[..., ImportJob], tmp_path: Path
) -> None:
    many(tmp_path / "a.many", 200)
    many(tmp_path / "b.many", 10, start=200)
    (tmp_path / "c.many").write_text("torn", encoding="utf-8")
    cut = job("a.many", "gone.txt", "c.many", "b.many", stop_after=150)
    with pytest.raises(KeyboardInterrupt):
        cut.run()
    (left,) = unfinished(library)
    assert (left.id, left.paths) == (cut.id, ("a.many", "gone.txt", "c.many", "b.many"))
    assert left.done == len(library.summaries()) >= 64
    seen: list[ImportProgress] = []
    report = job(resume=left.id).run(seen.append)
    assert counts(report) == (210, 0, 0, 2)
    assert report.job_id == left.id
    assert len(uids(library)) == 210
    assert library.revision == 210  # nothing was stored twice
    assert [version.number for version in library.versions("spl:0")] == [1]
    assert seen[0].done >= left.done
    assert unfinished(library) == []
    with pytest.raises(NotFoundError, match="is over"):
        job(resume=left.id).run()
    with pytest.raises(NotFoundError, match="knows no import 99"):
        job(resume=99).run()


def test_what_is_recorded_is_not_read_again(library: Library, job: Callable[..., ImportJob], tmp_path: Path) -> None:
    (tmp_path / "a.many").write_text("spl:1\nrefuse\ntorn\nspl:2", encoding="utf-8")
    (tmp_path / "none").mkdir()
    first = job("a.many", "none", "nowhere.txt")
    report = first.run()
    records = ImportRecords(library.store)
    with library.store.writing() as writing:  # as if it had been killed just before the end
        writing.execute("UPDATE import_jobs SET state = 'running', report = NULL")
    again = job(resume=first.id, read_with=lambda task: pytest.fail("it was read before"))
    assert counts(again.run()) == counts(report) == (2, 0, 0, 4)
    assert len(records.outcomes(report.job_id)) == 6


def test_an_unfinished_import_can_be_dismissed(library: Library, job: Callable[..., ImportJob], tmp_path: Path) -> None:
    many(tmp_path / "a.many", 100)
    with pytest.raises(KeyboardInterrupt):
        job("a.many", stop_after=90).run()
    (left,) = unfinished(library)
    report = dismiss(library, left.id)
    assert report.state == "cancelled"
    assert report.new == len(uids(library)) >= 64
    assert unfinished(library) == []


def test_an_import_that_is_stopped_keeps_what_it_had_stored(
    library: Library, job: Callable[..., ImportJob], tmp_path: Path
) -> None:
    (tmp_path / "a.many").write_text("\n".join(f"slow {n}" for n in range(500)), encoding="utf-8")
    running = job("a.many")
    report = running.run(lambda progress: running.cancel() if progress.done > 80 else None)
    assert report.state == "cancelled"
    assert 0 < report.new == len(uids(library)) < 200
    assert import_report.reports(library.store)[0].state == "cancelled"
    assert unfinished(library) == []


def test_an_import_waits_while_it_is_paused(library: Library, job: Callable[..., ImportJob], tmp_path: Path) -> None:
    (tmp_path / "a.many").write_text("\n".join(f"slow {n}" for n in range(100)), encoding="utf-8")
    running = job("a.many")
    waiting = threading.Event()
    seen: list[ImportProgress] = []

    def told(progress: ImportProgress) -> None:
        seen.append(progress)
        if progress.doing.startswith("Paused"):
            waiting.set()
        elif progress.done > 20 and not waiting.is_set():
            running.pause()

    thread = threading.Thread(target=running.run, args=(told,))
    thread.start()
    assert waiting.wait(60)
    assert running.paused
    paused_at = seen[-1].done
    assert not ImportRecords(library.store).jobs()[0].done > paused_at
    assert unfinished(library) == []  # it is at work
    running.go_on()
    thread.join(60)
    assert not running.paused
    assert len(uids(library)) == 100


def test_a_paused_import_can_be_stopped(library: Library, job: Callable[..., ImportJob], tmp_path: Path) -> None:
    many(tmp_path / "a.many", 20)
    running = job("a.many")
    running.pause()
    report = running.run(lambda progress: running.cancel() if progress.doing.startswith("Paused") else None)
    assert report.state == "cancelled"


def test_an_import_that_is_interrupted_can_be_resumed(
    library: Library, job: Callable[..., ImportJob], tmp_path: Path
) -> None:
    (tmp_path / "a.many").write_text("\n".join(f"slow {n}" for n in range(60)), encoding="utf-8")
    first = job("a.many")

    def progress(told: ImportProgress) -> None:
        if told.done > 5:
            first.interrupt()

    with pytest.raises(CancelledError):
        first.run(progress)
    (left,) = unfinished(library)
    assert left.id == first.id
    assert counts(job(resume=left.id).run()) == (60, 0, 0, 0)


def test_a_paused_import_can_be_interrupted(library: Library, job: Callable[..., ImportJob], tmp_path: Path) -> None:
    many(tmp_path / "a.many", 3)
    paused = job("a.many")
    paused.pause()
    threading.Timer(0.3, paused.interrupt).start()
    with pytest.raises(CancelledError):
        paused.run()
    assert len(unfinished(library)) == 1


def test_an_import_is_recorded_before_its_turn(library: Library, job: Callable[..., ImportJob], tmp_path: Path) -> None:
    many(tmp_path / "a.many", 3)
    waiting = job("a.many")
    assert waiting.record() == waiting.record()
    assert [(left.id, left.paths) for left in unfinished(library)] == [(waiting.id, ("a.many",))]
    assert waiting.run().job_id == waiting.id
    assert unfinished(library) == []


def test_the_items_of_an_import_are_read_page_by_page(
    library: Library, job: Callable[..., ImportJob], tmp_path: Path
) -> None:
    many(tmp_path / "a.many", 5)
    report = job("a.many").run()
    first = import_report.page_of_items(library.store, report.job_id, status="new", limit=3)
    rest = import_report.page_of_items(library.store, report.job_id, status="new", after=first[-1].id, limit=3)
    assert [item.uid for item in (*first, *rest)] == [f"spl:{n}" for n in range(5)]


def test_one_import_at_a_time(library: Library, job: Callable[..., ImportJob], tmp_path: Path) -> None:
    many(tmp_path / "a.many", 2)
    with ImportLock(library.folder), pytest.raises(UserError, match="is at work already by process"):
        job("a.many").run()
    assert ImportRecords(library.store).jobs() == []


def test_progress_tells_how_much_is_done(library: Library, job: Callable[..., ImportJob], tmp_path: Path) -> None:
    (tmp_path / "a.many").write_text("\n".join(["refuse", *(f"slow {n}" for n in range(120))]), encoding="utf-8")
    seen: list[ImportProgress] = []
    job("a.many").run(seen.append)
    assert seen[0].part is None
    parts = [progress.part for progress in seen if progress.part is not None]
    assert parts == sorted(parts)
    assert 0 < parts[len(parts) // 2] <= 1
    assert seen[-1].failed == 1
    assert any(progress.rate > 0 for progress in seen)
    assert all(progress.doing for progress in seen)


def test_a_library_that_takes_no_more_leaves_the_import_to_be_resumed(
    library: Library, job: Callable[..., ImportJob], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(tmp_path / "a.many", 20)

    def full(*_: object, **__: object) -> None:
        raise StorageError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(ImportRecords, "save", full)
        cut = job("a.many")
        with pytest.raises(StorageError, match="full"):
            cut.run()
    (left,) = unfinished(library)
    assert counts(job(resume=left.id).run()) == (20, 0, 0, 0)


def test_what_was_imported_is_found_at_once(library: Library, job: Callable[..., ImportJob], tmp_path: Path) -> None:
    many(tmp_path / "a.many", 12, text="zorvamine")
    with closing(Search(library, library.folder)) as search:
        seen: list[ImportProgress] = []
        job("a.many", search=search).run(seen.append)
        assert search.search("zorvamine").total == 12
        assert seen[-1].part == 1.0
        running = job("a.many", search=search)
        many(tmp_path / "a.many", 12, text="tizanidine")
        # Stopping while the index catches up leaves it to the next start.
        running.run(lambda progress: running.cancel() if progress.doing.startswith("Indexing") else None)
        assert counts(import_report.reports(library.store)[0]) == (0, 12, 0, 0)


def test_the_index_catches_up_while_an_import_goes_on(
    library: Library, job: Callable[..., ImportJob], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_app.services.importing.indexing._SOURCE_BYTES", 1000)
    many(tmp_path / "a.many", 300, text="zorvamine")
    with closing(Search(library, library.folder)) as search:
        found: list[int] = []
        steps: list[str] = []
        catch_up = search.catch_up

        def watched(*given: object, **named: object) -> None:
            steps.append(threading.current_thread().name)
            catch_up(*given, **named)  # type: ignore[arg-type]
            found.append(search.search("zorvamine").total)

        monkeypatch.setattr(search, "catch_up", watched)
        job("a.many", search=search).run()
        assert len(steps) > 1
        assert all("import-index" in name for name in steps[:-1])
        assert found == sorted(found)
        assert found[-1] == 300
        many(tmp_path / "a.many", 300, text="tizanidine")
        with pytest.raises(KeyboardInterrupt):
            job("a.many", search=search, stop_after=250).run()
        assert search.search("zorvamine").total > 0


def test_a_report_is_exported_for_scripts_and_to_read(
    library: Library, job: Callable[..., ImportJob], tmp_path: Path
) -> None:
    (tmp_path / "a.many").write_text("spl:1|A\nrefuse\nspl:2|B", encoding="utf-8")
    report = job("a.many").run()
    written = report_json(report)
    assert written["counts"] == {"new": 2, "updated": 0, "unchanged": 0, "failed": 1}
    assert written["failures"] == [{"file": "a.many › 1", "error": "It says nothing."}]
    assert written["dropped"] == [{"what": "image", "count": 2}]
    assert written["unmapped_headings"] == [{"heading": "Odd", "count": 2}]
    lines = report_lines(report)
    assert "2 new, 0 updated, 0 unchanged, 1 failed" in lines
    assert "  a.many › 1: It says nothing." in lines
    assert "  2 × image" in lines


def test_a_file_whose_name_is_no_text_is_named_as_well_as_it_can_be(
    library: Library, job: Callable[..., ImportJob], tmp_path: Path
) -> None:
    name = b"caf\xe9.txt".decode("utf-8", "surrogateescape")
    try:
        (tmp_path / name).write_text("spl:1|A", encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes no such names")
    report = job(name).run()
    assert counts(report) == (1, 0, 0, 0)
    assert [arrival.item for arrival in LibrarySources(library.store).why("spl:1")] == ["caf\ufffd.txt"]
