"""Where a monograph comes from and how old it is, in words."""

from __future__ import annotations

from datetime import date

import pytest

from desktop_app.monograph.model import Provenance
from desktop_app.render.provenance import age, notice, source_name, version_line

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("effective", "words", "old"),
    [
        ("", "no date in source", False),
        ("spring 2019", "dated spring 2019", False),
        ("2019-02-31", "dated 2019-02-31", False),
        ("2027-01-01", "dated in the future", False),
        ("2026-11-22", "dated today", False),
        ("2026-11-21", "1 day old", False),
        ("2026-10-23", "30 days old", False),
        ("2026-10-22", "1 month old", False),
        ("2025-01-14", "22 months old", False),
        ("2024-12-22", "23 months old", False),
        ("2024-11-22", "2 years old", False),
        ("2021-11-22", "5 years old", False),
        ("2021-11-21", "5 years old", True),
        ("2019-04-02", "7 years old", True),
        ("2026-11", "dated this month", False),
        ("2026-09", "2 months old", False),
        ("2021-11", "5 years old", True),
        ("2026", "dated this year", False),
        ("2025", "about 1 year old", False),
        ("2019", "about 7 years old", True),
    ],
)
def test_age_is_told_as_exactly_as_the_source_dates_itself(effective: str, words: str, old: bool) -> None:
    told = age(effective, TODAY)
    assert (told.words, told.old) == (words, old)


def test_the_last_day_of_a_short_month_completes_a_month() -> None:
    assert age("2026-03-31", date(2026, 4, 30)).words == "1 month old"
    assert age("2026-03-31", date(2026, 4, 29)).words == "29 days old"


@pytest.mark.parametrize(
    ("kind", "publisher", "name"),
    [
        ("article-text", "", "Encyclopedia article"),
        ("authored", "Materia", "Materia monograph"),
        ("authored", "St. Anna Hospital", "Hospital monograph"),
        ("encyclopedia", "Wikipedia", "Encyclopedia article"),
        ("spl", "AbbVie Inc.", "US drug label"),
        ("openfda", "AbbVie Inc.", "US drug label (openFDA)"),
        ("epi", "Sandoz A/S", "Product information (ePI)"),
        ("us-label", "", "Us label"),
        ("", "", "Unknown source"),
    ],
)
def test_sources_are_named_by_what_they_are(kind: str, publisher: str, name: str) -> None:
    assert source_name(Provenance(kind, publisher)) == name


@pytest.mark.parametrize(
    ("version", "effective", "line"),
    [
        ("3", "2019-04-02", "version 3, 2019-04-02"),
        ("2025-01-14", "2025-01-14", "version 2025-01-14"),
        ("3", "", "version 3"),
        ("revision 898755681", "2019-05-25", "revision 898755681, 2019-05-25"),
        ("", "2019", "2019"),
        ("", "", ""),
    ],
)
def test_version_and_date_are_each_said_once(version: str, effective: str, line: str) -> None:
    assert version_line(Provenance("authored", version=version, effective_date=effective)) == line


def test_imported_text_says_that_nobody_checked_it_unless_the_source_says_otherwise() -> None:
    assert "not reviewed by a clinician" in notice(Provenance("article-text"))
    assert notice(Provenance("article-text", notice="Checked.")) == "Checked."
    assert notice(Provenance("authored")) == ""
