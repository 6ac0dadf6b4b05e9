"""The list of drugs as the window asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, Name, NameKind, Provenance, Section
from desktop_app.services.library.library import Library
from desktop_app.store.library.groups import FoundName
from desktop_app.store.library.values import Holdings


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """Two labels of one drug and one of another."""
    with closing(Library(tmp_path)) as library:
        for uid, title, substance, date in (
            ("spl:1", "LIPITOR", "ATORVASTATIN", "2014-01-13"),
            ("spl:2", "Atorvastatin", "ATORVASTATIN", "2024-05-01"),
            ("spl:3", "Baclofen", "BACLOFEN", ""),
        ):
            monograph = Monograph(
                uid, title, "en", (Name(title, NameKind.BRAND),) if title.isupper() else (),
                (Section("overview", Kind.OVERVIEW, "Overview", "<p>Text.</p>", 0),), (),
                Provenance("spl", effective_date=date), (substance,),
            )  # fmt: skip
            library.store.put(monograph, imported_at="2026-01-01T00:00:00Z")
        yield library


def test_the_order_comes_first_and_rows_by_key(library: Library) -> None:
    keys = [drug.key for drug in library.drugs()]
    assert keys == ["atorvastatin", "baclofen"]
    rows = library.drugs_named(keys)
    assert [(rows[key].title, rows[key].count, rows[key].best_uid) for key in keys] == [
        ("Atorvastatin", 2, "spl:2"),
        ("Baclofen", 1, "spl:3"),
    ]


def test_what_is_found_by_another_name_says_by_which(library: Library) -> None:
    (found,) = library.drugs("lipi")
    assert library.drugs_found_by([found.key], "lipi") == {
        "atorvastatin": FoundName("LIPITOR", NameKind.BRAND, "spl:1")
    }
    assert library.drugs("ibuprofen") == []


def test_what_the_library_holds_is_counted_and_dated(library: Library) -> None:
    assert library.holdings() == Holdings(3, 2, 0, "2014-01-13", "2024-05-01")
    library.remove("spl:1")
    assert library.holdings() == Holdings(2, 2, 0, "2024-05-01", "2024-05-01")
