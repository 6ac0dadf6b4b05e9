"""What an older Materia kept under a uid that told too little is carried over when its source comes again.

`tests/fixtures/old-data` was written by that Materia: two versions of one label, then another authority's label that
had the same identifier and took their place; a bookmark of each, and a view of what was read.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from desktop_app.services.bookmarks import Bookmarks
from desktop_app.services.history import History
from desktop_app.services.importing.job import ImportJob, ImportRequest
from desktop_app.services.importing.report import ImportReport
from desktop_app.services.library.library import Library
from desktop_app.store.library.import_records import ImportRecords
from desktop_app.store.user.store import UserStore

OLD = Path(__file__).parents[2] / "fixtures" / "old-data"
VALUE = "0d69fdcb-33cf-407f-8209-a6529856ab4f"
FORMER = f"epi:{VALUE}"
EXAMPLIB = f"epi:en:https://regulator-a.example/id|{VALUE}:examplib-tablets"
OTHERIB = f"epi:en:https://regulator-b.example/id|{VALUE}:otherib-tablets"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    folder, bundled = tmp_path / "data", tmp_path / "bundled"
    folder.mkdir()
    bundled.mkdir()
    for name, dump in (("library.db", "library-schema-2.sql"), ("user.db", "user-schema-1.sql")):
        with closing(sqlite3.connect(folder / name)) as old:
            old.executescript((OLD / dump).read_text(encoding="utf-8"))
    found = Library(folder, bundled=bundled)
    yield found
    found.close()


def label(title: str, authority: str, text: str) -> bytes:
    composition = {
        "resourceType": "Composition",
        "id": "c",
        "date": "2025-01-01",
        "identifier": [{"system": f"https://regulator-{authority}.example/id", "value": VALUE}],
        "type": {"coding": [{"system": "http://loinc.org", "code": "34391-3"}]},
        "title": title,
        "language": "en",
        "section": [{"title": "4.1 Indications", "text": {"status": "generated", "div": f"<div><p>{text}</p></div>"}}],
    }
    return json.dumps({"resourceType": "Bundle", "type": "document", "entry": [{"resource": composition}]}).encode()


def bring(library: Library, title: str, authority: str, text: str) -> ImportReport:
    path = library.folder.parent / "in.json"
    path.write_bytes(label(title, authority, text))
    return ImportJob(library, ImportRequest.of([path])).run()


def places(library: Library) -> tuple[list[tuple[str, str]], list[str]]:
    """Where bookmarks (by note) and views lead to."""
    with closing(UserStore(library.folder / "user.db")) as user:
        marks = sorted((mark.note, mark.uid) for mark in Bookmarks(user).all())
        return marks, sorted(visit.uid for visit in History(user).recent())


def test_nothing_is_lost_before_the_source_comes_again(library: Library) -> None:
    assert library.open(FORMER).title == "Otherib tablets"
    assert len(library.versions(FORMER)) == 3
    assert places(library)[0] == [(f"note {number}", FORMER) for number in range(3)]


def test_versions_bookmarks_and_history_go_with_their_source(library: Library) -> None:
    bring(library, "Examplib tablets", "a", "Examplib is for two things.")
    assert [version.number for version in library.versions(EXAMPLIB)] == [3, 2, 1]
    assert "two things" in library.open(EXAMPLIB).sections[0].html
    assert library.open(FORMER).title == "Otherib tablets"
    assert [version.number for version in library.versions(FORMER)] == [3]
    assert places(library)[0] == [("note 0", EXAMPLIB), ("note 1", EXAMPLIB), ("note 2", FORMER)]
    bring(library, "Otherib tablets", "b", "Otherib is for two others.")
    assert {summary.uid for summary in library.store.summaries()} == {EXAMPLIB, OTHERIB}
    assert places(library) == (
        [("note 0", EXAMPLIB), ("note 1", EXAMPLIB), ("note 2", OTHERIB)],
        [EXAMPLIB],
    )
    assert library.open(FORMER).uid == OTHERIB
    assert library.store.check() == []
    assert sorted(group.best_uid for group in library.store.lists.groups()) == [EXAMPLIB, OTHERIB]
    assert dict(library.store.changed_since(0))[FORMER] is True


def test_the_one_that_was_current_goes_and_what_it_stood_for_comes_back(library: Library) -> None:
    bring(library, "Otherib tablets", "b", "Otherib is for two others.")
    assert library.open(OTHERIB).title == "Otherib tablets"
    assert library.open(FORMER).title == "Examplib tablets"
    assert "one thing only" in library.open(FORMER).sections[0].html


def test_the_same_content_is_no_new_version(library: Library) -> None:
    path = library.folder.parent / "in.json"
    again = json.loads(label("Otherib tablets", "b", "Otherib is for another."))
    again["entry"][0]["resource"]["date"] = "2024-02-01"
    path.write_text(json.dumps(again), encoding="utf-8")
    assert ImportJob(library, ImportRequest.of([path])).run().unchanged == 1
    assert [version.number for version in library.versions(OTHERIB)] == [1]


def test_a_product_of_another_name_is_kept_apart_and_reported(library: Library) -> None:
    bring(library, "Examplib tablets", "a", "x")
    report = bring(library, "Thirdib tablets", "a", "y")
    assert library.open(EXAMPLIB).title == "Examplib tablets"
    (outcome,) = ImportRecords(library.store).outcomes(report.job_id)
    assert outcome.status == "new"
    assert outcome.reason.startswith("It is kept apart from “Examplib tablets”")


def test_user_data_restored_later_is_carried_over_too(library: Library) -> None:
    bring(library, "Examplib tablets", "a", "x")
    (library.folder / "user.db").unlink()
    for rest in library.folder.glob("user.db-*"):
        rest.unlink()
    with closing(sqlite3.connect(library.folder / "user.db")) as old:
        old.executescript((OLD / "user-schema-1.sql").read_text(encoding="utf-8"))
    assert places(library)[0][0] == ("note 0", FORMER)
    library.ensure_bundled()
    assert places(library)[0] == [("note 0", EXAMPLIB), ("note 1", EXAMPLIB), ("note 2", FORMER)]


def test_what_was_removed_stays_removed_until_it_is_imported(library: Library) -> None:
    library.store.remove(FORMER, removed_at="2026-11-05T00:00:00Z")
    bring(library, "Examplib tablets", "a", "x")
    assert {summary.uid for summary in library.store.summaries()} == {EXAMPLIB}
    assert library.store.restore(FORMER)
    assert library.open(FORMER).title == "Otherib tablets"
