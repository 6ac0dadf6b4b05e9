"""What an import prints of each item, and of all of them."""

from __future__ import annotations

from desktop_app.monograph.model import Dropped
from desktop_app.services.importing.outcomes import complaints, import_lines, import_report
from desktop_app.store.library.import_records import ItemOutcome

LABEL = ItemOutcome(
    1, "a.xml", "updated", "spl:1", "Testol", "It is older.", 2, dropped=(Dropped("script", 2), Dropped("banner", 1))
)
CITED = ItemOutcome(2, "b.zip › c.md", "new", "local:c", "C", "", 1, given=3, missing=1)
TORN = ItemOutcome(3, "b.zip › d.md", "failed", "", "", "It is torn.")


def test_a_line_says_what_was_left_out_and_what_is_to_be_known() -> None:
    assert list(import_lines([LABEL], jobs=[1])) == [
        "updated: Testol (spl:1), 2 sections; left out: 2 × script, 1 × banner. It is older."
    ]


def test_several_imports_that_were_resumed_name_their_reports() -> None:
    lines = list(import_lines([LABEL, CITED, TORN], jobs=[4, 5]))
    assert lines[1:] == [
        "b.zip: 1 new, 1 failed",
        "3 documents: 1 new, 1 updated, 1 failed. `materia library report 4` and `materia library report 5` "
        "say what was left out.",
    ]
    assert list(import_lines([CITED], jobs=[4], verbose=True)) == [
        "new: C (local:c), 1 section, references: 3 given, 0 matched, 1 missing"
    ]


def test_a_script_is_told_of_every_item() -> None:
    told = import_report([CITED, TORN], jobs=[4])
    assert told["failed"] == [{"file": "b.zip › d.md", "error": "It is torn."}]
    assert told["jobs"] == [4]
    assert told["imported"][0]["references"] == {"given": 3, "matched": 0, "missing": 1}


def test_what_was_not_taken_is_told_with_its_reason_and_beyond_a_screenful_counted_by_it() -> None:
    left = [
        ItemOutcome(9 + number, f"f/{number}.pdf", "left_out", "", "", f"{number}.pdf is a PDF.")
        for number in range(150)
    ]
    lines = list(complaints([LABEL, *left, TORN], jobs=[4]))
    assert lines[:2] == ["b.zip › d.md: It is torn.", "f/0.pdf: 0.pdf is a PDF."]
    assert lines[-3:] == [
        "f/99.pdf: 99.pdf is a PDF.",
        "50 more were not taken: see `materia library report 4`.",
        "50 of these: It is a PDF.",
    ]
    assert len(list(complaints([*left, TORN], jobs=[4], verbose=True))) == 151
    assert import_report(left[:1], jobs=[4])["left_out"] == [{"file": "f/0.pdf", "error": "0.pdf is a PDF."}]
    summary = list(import_lines([LABEL, *left, TORN], jobs=[4]))[-1]
    assert summary.startswith("2 documents: 1 updated, 1 failed, 150 not taken.")
