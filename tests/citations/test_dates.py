"""Which dates there are."""

from __future__ import annotations

import pytest

from desktop_app.citations.dates import iso_date, read_iso_date


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2024-02-29", "2024-02-29"),
        ("2024-02-30", ""),
        ("2023-02-29", ""),
        ("20240230", ""),
        ("20240229", "2024-02-29"),
        ("2024-02", "2024-02"),
        ("202413", ""),
        ("2024", "2024"),
        ("2024-02-29T23:59:59.5+01:00", "2024-02-29"),
        ("2024-02-29 10:00Z", "2024-02-29"),
        ("0000-01-01", ""),
        ("2024-00", ""),
        ("29 February 2024", ""),
        ("2024-2-9", ""),
        ("", ""),
        ("٢٠٢٤", ""),
    ],
)
def test_a_day_that_there_is_not_is_no_date(written: str, date: str) -> None:
    assert read_iso_date(written) == date


def test_a_day_without_its_month_is_no_date() -> None:
    assert (iso_date(2024, 0, 5), iso_date("2024", "2", 9), iso_date(2024, None)) == ("", "2024-02-09", "2024")
