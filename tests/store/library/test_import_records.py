"""An import is remembered item by item, in the transaction that stores the item."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace

import pytest

from desktop_app.errors import StorageError
from desktop_app.monograph.model import Dropped, Media, Monograph
from desktop_app.store.library.import_records import Entry, ImportRecords
from desktop_app.store.library.sources import LibrarySources
from desktop_app.store.library.store import LibraryStore
from desktop_app.store.library.values import Origin

AT = "2026-01-01T00:00:00Z"
FILE = Origin("all.zip", "/in/all.zip", "f" * 64, 10, AT)


@pytest.fixture
def records(library: LibraryStore) -> ImportRecords:
    return ImportRecords(library)


@pytest.fixture
def entry(make_monograph: Callable[..., Monograph]) -> Callable[..., Entry]:
    def entry(uid: str, text: str = "t", **provenance: object) -> Entry:
        made = make_monograph(uid, uid, text)
        monograph = replace(made, provenance=replace(made.provenance, **provenance))  # type: ignore[arg-type]
        return Entry(f"/in/all.zip › {uid}.xml", f"sha-{uid}-{text}", FILE, monograph)

    return entry


def test_items_and_their_records_are_stored_together(
    library: LibraryStore, records: ImportRecords, entry: Callable[..., Entry]
) -> None:
    job = records.begin({"paths": ["/in/all.zip"]}, started=AT)
    shown = replace(entry("spl:a"), media=(Media("abc", "image/png", 1, 1, b"x"),))
    refused = Entry("/in/all.zip › bad.xml", "", FILE, None, reason="It is damaged.")
    assert records.save(job, [shown, refused, entry("spl:b")], at=AT) == ["new", None, "new"]
    assert records.save(job, [entry("spl:a"), entry("spl:b", "other")], at=AT) == ["unchanged", "updated"]
    outcomes = records.outcomes(job)
    assert [outcome.status for outcome in outcomes] == ["new", "failed", "new", "unchanged", "updated"]
    first, failed, *_, updated = outcomes
    assert (first.uid, first.title, first.sections) == ("spl:a", "spl:a", 2)
    assert (first.given, first.matched, first.missing) == (1, 1, 1)
    assert first.dropped == (Dropped("script element", 2),)
    assert (failed.path, failed.reason, failed.uid) == ("/in/all.zip › bad.xml", "It is damaged.", "")
    assert "spl:b.xml" in updated.reason
    assert library.media("abc")
    assert [arrival.item for arrival in LibrarySources(library).why("spl:b")] == ["/in/all.zip › spl:b.xml"] * 2
    assert set(records.recorded(job)) == {
        ("/in/all.zip › spl:a.xml", "sha-spl:a-t"),
        ("/in/all.zip › bad.xml", ""),
        ("/in/all.zip › spl:b.xml", "sha-spl:b-t"),
        ("/in/all.zip › spl:b.xml", "sha-spl:b-other"),
    }


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("2024-05-01", "2023-12-31", "It is older (2023-12-31) than what it took the place of (2024-05-01)"),
        ("2024-05", "2023-12-31", "It is older (2023-12-31) than what it took the place of (2024-05)"),
        ("2024-05", "2024-05-31", ""),
        ("2024-05-31", "2024", ""),
        ("2023-12-31", "2024-05-01", ""),
        ("2024-05-01", "", ""),
        ("", "2024-05-01", ""),
    ],
)
def test_an_older_label_in_the_place_of_a_newer_one_is_told(
    records: ImportRecords, entry: Callable[..., Entry], first: str, second: str, told: str
) -> None:
    earlier, later = (records.begin({}, started=AT) for _ in range(2))
    records.save(earlier, [entry("spl:a", "t", effective_date=first)], at=AT)
    records.save(later, [entry("spl:a", "u", effective_date=second)], at=AT)
    (updated,) = records.outcomes(later)
    assert updated.status == "updated"
    assert updated.reason.partition(", which")[0] == told


def test_another_title_under_one_identifier_is_told(records: ImportRecords, entry: Callable[..., Entry]) -> None:
    earlier, later = (records.begin({}, started=AT) for _ in range(2))
    records.save(earlier, [entry("spl:a", "t")], at=AT)
    again = entry("spl:a", "u")
    assert again.monograph is not None
    records.save(later, [replace(again, monograph=replace(again.monograph, title="Other"))], at=AT)
    (updated,) = records.outcomes(later)
    assert updated.reason == f"It was called “{again.monograph.title}” before."


def test_two_texts_of_the_house_with_one_slug_do_not_replace_each_other(
    library: LibraryStore, records: ImportRecords, entry: Callable[..., Entry]
) -> None:
    def text(title: str, words: str) -> Entry:
        made = entry("local:drug", words)
        assert made.monograph is not None
        provenance = replace(made.monograph.provenance, source_kind="authored", source_id="drug")
        monograph = replace(made.monograph, title=title, provenance=provenance)
        return replace(made, path=f"{title}.md", monograph=monograph)

    job = records.begin({}, started=AT)
    assert records.save(job, [text("Alpha", "t"), text("Beta", "u"), text("Alpha", "v")], at=AT) == [
        "new",
        None,
        "updated",
    ]
    (failed,) = records.outcomes(job, status="failed")
    assert failed.reason.startswith("Its slug “drug” is that of “Alpha” (Alpha.md) too, which stays.")
    assert [summary.title for summary in library.summaries()] == ["Alpha"]
    renamed = records.begin({}, started=AT)
    assert records.save(renamed, [text("Beta", "u")], at=AT) == ["updated"]


def test_outcomes_come_a_page_at_a_time_and_by_status(records: ImportRecords, entry: Callable[..., Entry]) -> None:
    job = records.begin({}, started=AT)
    records.save(job, [entry(f"spl:{number}") for number in range(5)], at=AT)
    page = records.outcomes(job, limit=3)
    rest = records.outcomes(job, after=page[-1].id)
    assert [outcome.uid for outcome in (*page, *rest)] == [f"spl:{number}" for number in range(5)]
    assert records.outcomes(job, status="failed") == []
    assert len(records.outcomes(job, status="new")) == 5


def test_a_batch_of_which_one_item_fails_is_not_stored_at_all(
    library: LibraryStore, records: ImportRecords, entry: Callable[..., Entry]
) -> None:
    job = records.begin({}, started=AT)
    good = entry("spl:a")
    assert good.monograph is not None
    section = good.monograph.sections[0]
    bad = replace(good, monograph=replace(good.monograph, uid="spl:bad", sections=(section, section)))
    with pytest.raises(sqlite3.IntegrityError):
        records.save(job, [good, bad], at=AT)
    assert library.summaries() == []
    assert records.outcomes(job) == []


def test_everything_is_counted_over_all_items(records: ImportRecords, entry: Callable[..., Entry]) -> None:
    job = records.begin({}, started=AT)
    other = records.begin({}, started=AT)
    records.save(other, [entry("spl:z", unmapped=("Elsewhere",))], at=AT)
    records.save(
        job,
        [
            entry("spl:a", unmapped=("How supplied?", "Storage"), dropped=(Dropped("image", 1),)),
            entry("spl:b", unmapped=("Storage",), unresolved=("see 5.1",), dropped=(Dropped("image", 2),)),
            Entry("bad", "", FILE, None, reason="No."),
        ],
        at=AT,
    )
    tally = records.tally(job)
    assert tally.statuses == {"new": 2, "failed": 1}
    assert tally.dropped == (("image", 3),)
    assert tally.unmapped == (("Storage", 2), ("How supplied?", 1))
    assert tally.unresolved == (("see 5.1", 1),)
    assert (tally.given, tally.matched, tally.missing) == (2, 2, 2)


def test_an_import_that_was_interrupted_is_known(records: ImportRecords, entry: Callable[..., Entry]) -> None:
    over = records.begin({"paths": ["a"]}, started=AT)
    records.finish(over, "done", {"new": 0}, finished=AT)
    cut = records.begin({"paths": ["b"]}, started=AT)
    records.save(cut, [entry("spl:a"), Entry("bad", "", FILE, None, reason="No.")], at=AT)
    (left,) = records.unfinished()
    assert (left.id, left.request, left.done, left.failed, left.report) == (cut, {"paths": ["b"]}, 2, 1, None)
    assert [(job.id, job.state) for job in records.jobs()] == [(cut, "running"), (over, "done")]
    assert [job.id for job in records.jobs(limit=1)] == [cut]
    known = records.job(over)
    assert known is not None
    assert (known.report, known.finished) == ({"new": 0}, AT)
    assert records.job(99) is None


def test_records_outlive_what_was_deleted_for_good(
    library: LibraryStore, records: ImportRecords, entry: Callable[..., Entry]
) -> None:
    job = records.begin({}, started=AT)
    records.save(job, [entry("spl:a")], at=AT)
    sources = LibrarySources(library)
    sources.remove(sources.all()[0].id, removed_at=AT)
    assert sources.forget_removed() == 1
    assert [(outcome.uid, outcome.title) for outcome in records.outcomes(job)] == [("spl:a", "")]
    assert sources.all() == []
    assert library.check() == []


def test_an_import_into_a_library_that_was_exchanged_says_so(library: LibraryStore) -> None:
    entry = Entry("a.md", "00", None, reason="not read")
    with pytest.raises(StorageError, match=r"Another library\.db"):
        ImportRecords(library).save(77, [entry], at="2026-01-01T00:00:00Z")
