"""An import of which words are missing is marked wherever it is told of: kept, reported, handed on, counted anew."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

from desktop_app.importers.context import ImportContext
from desktop_app.importers.drug_names import DrugNames
from desktop_app.importers.exported import exported
from desktop_app.importers.formats import read_item
from desktop_app.importers.items import Item
from desktop_app.importers.kind_map import KindMap
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, Provenance, Section
from desktop_app.monograph.words_shown import MissingPassage, WordsShown
from desktop_app.services.importing.outcomes import import_lines, import_report
from desktop_app.services.importing.report import full_report_lines, kept_report, report_json, report_of
from desktop_app.services.library.reports import why_lines, why_report
from desktop_app.services.reports import show_lines, show_report
from desktop_app.store.connections import Connections
from desktop_app.store.library.import_records import Entry, ImportRecords
from desktop_app.store.library.rows import section_rows, version_row
from desktop_app.store.library.schema import LIBRARY
from desktop_app.store.library.store import LibraryStore
from desktop_app.store.library.values import Origin
from desktop_app.store.migrations import bring_up_to_date
from desktop_app.store.schema import Schema
from desktop_app.ui.importing.import_words import outcome_words
from desktop_app.ui.importing.report_model import Part, parts_of

SHORT = WordsShown(1000, 960, (MissingPassage("4 Contraindications", "Never give it with", 38),))
SAID = "96 % of the source's words are shown"
NAMED = "4 Contraindications: “Never give it with” (38 words)"


def monograph(words: WordsShown | None, uid: str = "spl:a") -> Monograph:
    section = Section("use", Kind.INDICATIONS, "Use", "<p>For fever.</p>", 0, None)
    provenance = Provenance("spl", file_name="a.xml", sha256="ab", words=words)
    return Monograph(uid, "Testol", "en", (), (section,), (), provenance)


def imported(store: LibraryStore, *monographs: Monograph) -> int:
    records = ImportRecords(store)
    job = records.begin({"paths": ["a.xml"]}, started="2026-01-01T00:00:00Z")
    origin = Origin("a.xml", "/a.xml", "ab", 1, "")
    entries = [Entry(f"{one.uid}.xml", "ab", origin, one) for one in monographs]
    records.save(job, entries, at="2026-01-01T00:00:00Z")
    return job


def test_the_report_of_an_import_names_what_is_missing_and_keeps_it(tmp_path: Path) -> None:
    with closing(LibraryStore(tmp_path / "library.db")) as store:
        records = ImportRecords(store)
        whole = monograph(WordsShown(100, 99), "spl:b")
        job = imported(store, monograph(SHORT), whole, monograph(None, "spl:c"))
        record = records.job(job)
        assert record is not None
        report = report_of(store, record)
        assert (report.short, [one.words for one in report.short_of]) == (1, [SHORT])
        lines = "\n".join(full_report_lines(store, report))
        assert f"Testol (spl:a, from spl:a.xml): {SAID}\n    {NAMED}" in lines
        records.finish(job, "done", report_json(report), finished="2026-01-01T00:00:01Z")
        assert kept_report(store, job).short_of == report.short_of
        assert (Part.SHORT, 1) in parts_of(report)
        assert [one.uid for one in records.outcomes(job, status="short")] == ["spl:a"]
        outcomes = records.outcomes(job)
        assert [one.words for one in outcomes] == [SHORT, WordsShown(100, 99), None]
        assert NAMED in outcome_words(outcomes[0])
        told = import_report(outcomes, jobs=[job])["imported"]
        assert told[0]["words"] == {
            "words_in": 1000,
            "words_shown": 960,
            "share": 0.96,
            "short": True,
            "missing": [{"heading": "4 Contraindications", "words": "Never give it with", "count": 38}],
        }
        assert (told[1]["words"]["short"], told[2]["words"]) == (False, None)
        said = list(import_lines(outcomes, jobs=[job], verbose=True))
        assert [SAID in line for line in said[:3]] == [True, False, False]


def test_a_report_kept_before_words_were_counted_is_read(tmp_path: Path) -> None:
    with closing(LibraryStore(tmp_path / "library.db")) as store:
        records = ImportRecords(store)
        job = imported(store, monograph(None))
        record = records.job(job)
        assert record is not None
        kept = report_json(report_of(store, record))
        del kept["short"], kept["short_of"]
        records.finish(job, "done", kept, finished="2026-01-01T00:00:01Z")
        assert (kept_report(store, job).short, kept_report(store, job).short_of) == (0, ())


def test_the_same_content_again_is_counted_anew(tmp_path: Path) -> None:
    with closing(LibraryStore(tmp_path / "library.db")) as store:
        imported(store, monograph(None))
        imported(store, monograph(SHORT))
        kept = store.get("spl:a")
        assert kept is not None
        assert kept.provenance.words == SHORT
        imported(store, monograph(None))  # who did not count takes nothing away
        kept = store.get("spl:a")
        assert kept is not None
        assert kept.provenance.words == SHORT


def test_why_and_show_say_it(tmp_path: Path) -> None:
    made = monograph(SHORT)
    why = why_lines(made.uid, [], made.provenance, bundled=False)
    assert f"    {SAID}, 960 of 1,000 (96 %). Missing:" in why
    assert f"        {NAMED}" in why
    assert why_report(made.uid, [], made.provenance, bundled=False)["words"]["words_shown"] == 960
    assert any(SAID in line for line in show_lines(made, made.sections))
    assert show_report(made, made.sections)["provenance"]["words"]["short"]
    whole = monograph(WordsShown(100, 100))
    assert not any("words" in line for line in why_lines(whole.uid, [], whole.provenance, bundled=False))
    assert not any("words" in line for line in show_lines(whole, whole.sections))


def test_what_is_handed_on_keeps_it_and_an_older_file_has_none() -> None:
    context = ImportContext(DrugNames.load(), KindMap.load(), "2026-01-01")
    data = exported(monograph(SHORT), ())
    again = read_item(Item("a.json", data, "exported"), context).monograph
    assert again.provenance.words == SHORT
    assert exported(replace(again, provenance=replace(again.provenance, words=None)), ()).count(b'"words": null') == 1
    older = data.replace(data[data.index(b'  "words": {') : data.index(b'"substances"')], b'  "words": null\n },\n ')
    assert read_item(Item("a.json", older, "exported"), context).monograph.provenance.words is None


def test_a_library_of_before_has_counted_nothing_and_counts_from_then_on(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    steps = LIBRARY.steps[: [name for name, _ in LIBRARY.steps].index("words shown")]
    made = monograph(None)
    with closing(Connections(path, "library")) as connections:
        bring_up_to_date(connections, Schema(LIBRARY.name, LIBRARY.application_id, steps))
        with connections.writing() as db:
            row = version_row(made, imported_at="2026-01-01T00:00:00Z", bundled=False) | {"id": 1, "number": 1}
            columns = {line[1] for line in db.execute("PRAGMA table_info(versions)")}
            assert "words_given" not in columns
            db.execute("INSERT INTO monographs (uid, uid_folded) VALUES (?, ?)", [made.uid, made.uid])
            db.table("versions").insert({key: value for key, value in row.items() if key in columns})
            db.table("sections").insert_all(section_rows(1, made.sections))
            db.execute("UPDATE monographs SET version_id = 1")
    with closing(LibraryStore(path)) as store:
        kept = store.get("spl:a")
        assert kept is not None
        assert kept.provenance.words is None
        imported(store, monograph(SHORT))
        kept = store.get("spl:a")
        assert kept is not None
        assert kept.provenance.words == SHORT
