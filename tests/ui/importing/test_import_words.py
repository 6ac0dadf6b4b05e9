"""What is said of an import."""

from __future__ import annotations

from datetime import UTC

import pytest

from desktop_app.errors import TitleUnknownError
from desktop_app.importers.article.names import find_title
from desktop_app.importers.drug_names import DrugNames
from desktop_app.monograph.model import Dropped
from desktop_app.services.importing.job import ImportProgress
from desktop_app.services.importing.report import ImportReport
from desktop_app.store.library.import_records import ItemOutcome
from desktop_app.ui.importing import import_words as words


def report(**changes: object) -> ImportReport:
    facts: dict[str, object] = {
        "job_id": 1,
        "started": "2026-03-04T05:06:07Z",
        "finished": "2026-03-04T05:10:07Z",
        "state": "done",
        "paths": ("/a/b.zip",),
        "new": 0,
        "updated": 0,
        "unchanged": 0,
        "failed": 0,
        "failures": (),
        "dropped": (),
        "unmapped": (),
        "unresolved": (),
        "given": 0,
        "matched": 0,
        "missing": 0,
    }
    return ImportReport(**facts | changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (3, "a few seconds"),
        (44, "40 s"),
        (58, "60 s"),
        (95, "2 min"),
        (3540, "59 min"),
        (3600, "1 h"),
        (3599.9, "60 min"),
        (5400, "1 h 30 min"),
    ],
)
def test_time_left_is_as_exact_as_it_can_be_foreseen(seconds: float, said: str) -> None:
    assert words.duration(seconds) == said


@pytest.mark.parametrize(
    ("a_second", "said"), [(0, ""), (0.04, ""), (0.2, "12 a minute"), (25.4, "25 a second"), (1200, "1,200 a second")]
)
def test_a_rate_is_told_in_a_unit_that_fits(a_second: float, said: str) -> None:
    assert words.rate(a_second) == said


def test_progress_in_one_line() -> None:
    progress = ImportProgress(1234, 3, 0.5, 25.0, 170.0, "Reading lipitor.xml")
    assert words.progress_words(progress) == "1,234 documents read · 3 not imported · 25 a second · 3 min left"
    assert words.progress_words(progress, waiting=1, paused=True) == (
        "1,234 documents read · 3 not imported · paused · 1 more import waits"
    )
    bare = ImportProgress(1, 0, None, 0.0, None, "")
    assert words.progress_words(bare, waiting=2) == "1 document read · 2 more imports wait"


def test_progress_at_the_foot_of_the_window() -> None:
    progress = ImportProgress(1234, 3, 0.5, 25.0, 170.0, "")
    assert words.status_words(progress, paused=False) == "Importing 1,234, 3 min left"
    assert words.status_words(progress, paused=True) == "Import paused at 1,234"
    assert words.status_words(None, paused=False) == "Importing"
    assert words.status_words(ImportProgress(0, 0, None, 0.0, None, ""), paused=False) == "Importing"


def test_what_is_imported_is_called_by_its_names() -> None:
    assert words.names_of(["/a/b.zip"]) == "b.zip"
    assert words.names_of(["/a/b.zip", "C:\\labels\\"]) == "b.zip and labels"
    assert words.names_of(["a", "b", "c"]) == "a and 2 more"
    assert words.names_of(["/"]) == "/"
    assert words.names_of([]) == "nothing"


def test_how_an_import_ended() -> None:
    assert words.ended_words(report(), UTC) == "Finished 2026-03-04 05:10, after 4 min"
    assert words.ended_words(report(state="cancelled"), UTC).startswith("Stopped 2026")
    assert words.ended_words(report(state="running", finished=None), UTC) == "Not finished, begun 2026-03-04 05:06"


def test_what_came_of_an_import() -> None:
    assert words.counts_words(report(new=1200, failed=2)) == "1,200 new, 2 not imported"
    assert words.counts_words(report()) == "nothing was in it"
    assert words.references_words(0, 3, 39) == "42 references: 3 matched, 39 missing"
    assert words.references_words(0, 0, 0) == ""


def test_what_is_to_be_known_of_a_document() -> None:
    good = ItemOutcome(
        1, "a.xml", "new", "u", "T", "It took the place of b.xml.", 28, 0, 3, 39, (Dropped("script", 2),)
    )
    assert words.outcome_words(good) == (
        "28 sections · 42 references: 3 matched, 39 missing\n"
        "It took the place of b.xml.\nLeft out or changed: script (2)"
    )
    assert words.outcome_words(ItemOutcome(1, "a.xml", "unchanged", "u", "T", "", 1)) == "1 section"
    assert words.outcome_words(ItemOutcome(1, "a.xml", "failed", "", "", "It is torn.")) == "It is torn."


def test_a_text_that_wants_a_title_says_what_to_do_in_the_window() -> None:
    with pytest.raises(TitleUnknownError) as raised:
        find_title("No drug is named here.", DrugNames.load())
    assert words.wants_title(str(raised.value))
    said = words.failure_words(str(raised.value))
    assert "which drug it is about." in said
    assert "type the title below" in said
    assert "materia import" not in said
    assert not words.wants_title("The file is torn.")


@pytest.mark.parametrize(
    "reason",
    [
        "a.xml does not say which drug it is about. Import it again and give a title.",
        "a.html does not say what it is about. Give the title: materia import --title …",
    ],
)
def test_other_formats_that_want_a_title_are_known_too(reason: str) -> None:
    assert words.wants_title(reason)
    assert words.failure_words(reason).endswith("about. Choose this line and type the title below to import it.")


def test_an_interrupted_import_in_words() -> None:
    assert words.interrupted_words(["/a/b.zip"], 1200) == "The import of b.zip was interrupted after 1,200 documents."
    assert words.interrupted_words(["b.zip"], 0) == "The import of b.zip was interrupted before its first document."
