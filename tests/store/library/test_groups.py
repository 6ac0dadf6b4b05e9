"""The list of drugs as a window reads it: the order first, the rows that come into sight later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from desktop_app.monograph.model import Monograph, Name, NameKind
from desktop_app.store.library.groups import FoundName
from desktop_app.store.library.store import LibraryStore
from desktop_app.store.library.values import Holdings

AT = "2026-01-01T00:00:00Z"
Put = Callable[..., None]


@pytest.fixture
def put(library: LibraryStore, make_monograph: Callable[..., Monograph]) -> Put:
    """Puts a label of one ingredient."""

    def put(uid: str, title: str, substance: str, *names: Name, date: str = "2020", text: str = "t") -> None:
        made = make_monograph(uid, title, text, names=names)
        provenance = replace(made.provenance, effective_date=date)
        library.put(replace(made, substances=(substance,) if substance else (), provenance=provenance), imported_at=AT)

    return put


def keys(library: LibraryStore, wanted: str = "") -> list[str]:
    return [place.key for place in library.groups.order(wanted)]


def test_drugs_stand_in_the_order_of_the_alphabet_after_what_begins_with_no_letter(
    library: LibraryStore, put: Put
) -> None:
    assert library.groups.order() == []
    for number, title in enumerate(("Zinc", "Ácido", "5-FU", "(R)-baclofen", "Acetone")):
        put(f"u:{number}", title, "")
    assert [place.sort_key for place in library.groups.order()] == [
        "05-fu", "1acetone", "1acido", "1r)-baclofen", "1zinc",
    ]  # fmt: skip
    assert [place.key for place in library.groups.order()] == [group.key for group in library.lists.groups()]


def test_what_is_wanted_is_found_by_any_name_of_any_label_of_the_drug(library: LibraryStore, put: Put) -> None:
    put("spl:1", "Atorvastatin tablets", "ATORVASTATIN")
    put("spl:2", "LIPITOR", "ATORVASTATIN", Name("Lipitor", NameKind.BRAND))
    put("spl:3", "Baclofen", "BACLOFEN", Name("Lioresal", NameKind.BRAND))
    assert keys(library, "LI") == ["atorvastatin", "baclofen"]
    assert keys(library, "lipi tab") == ["atorvastatin"], "words of two labels of one drug"
    assert keys(library, "  ") == ["atorvastatin", "baclofen"]
    assert keys(library, "50%_") == []


def test_rows_are_read_by_key_however_many(library: LibraryStore, put: Put) -> None:
    put("spl:1", "Atorvastatin", "ATORVASTATIN")
    named = library.groups.named(["atorvastatin", "none", *(f"none {n}" for n in range(1200))])
    assert named == {"atorvastatin": library.lists.groups()[0]}
    assert library.groups.named([]) == {}


def test_the_name_that_was_found_is_told_where_the_title_does_not_tell_it(library: LibraryStore, put: Put) -> None:
    put("spl:1", "Atorvastatin tablets", "ATORVASTATIN", Name("Lipitor", NameKind.BRAND), text="long " * 50)
    put("spl:2", "LIPITOR", "ATORVASTATIN", Name("Lipitorr", NameKind.MISSPELLING))
    put("spl:3", "Baclofen", "BACLOFEN", Name("Lioresal", NameKind.BRAND))
    both = ["atorvastatin", "baclofen"]
    assert library.groups.named(both)["atorvastatin"].best_uid == "spl:1"
    assert library.groups.found_by(both, "li") == {
        "atorvastatin": FoundName("Lipitor", NameKind.BRAND, "spl:1"),
        "baclofen": FoundName("Lioresal", NameKind.BRAND, "spl:3"),
    }
    assert library.groups.found_by(both, "atorva") == {}
    assert library.groups.found_by(["atorvastatin"], "atorva lipitorr") == {
        "atorvastatin": FoundName("Lipitorr", NameKind.MISSPELLING, "spl:2")
    }


def test_holdings_count_and_date_what_is_there_now(
    library: LibraryStore, put: Put, make_monograph: Callable[..., Monograph]
) -> None:
    assert library.groups.holdings() == Holdings(0, 0, 0, "", "")
    put("spl:1", "A", "X", date="1999-01-01")
    put("spl:1", "A", "X", date="2019-01-01", text="newer")
    put("spl:2", "B", "X", date="2024")
    put("spl:3", "C", "Y", date="")
    put("spl:4", "D", "Z", date="2026")
    library.remove("spl:4", removed_at=AT)
    library.put_bundled(make_monograph(), file_name="b.md", fingerprint="1", imported_at=AT)
    assert library.groups.holdings() == Holdings(4, 3, 1, "2019-01-01", "2024")
