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


FUMARATES = ("DIMETHYL FUMARATE", "DIROXIMEL FUMARATE", "MONOMETHYL FUMARATE")


def put_label(library: LibraryStore, made: Monograph, ingredient: str, moiety: str) -> None:
    library.put(replace(made, substances=(ingredient,), moieties=(moiety,) if moiety else ()), imported_at=AT)


def test_salts_and_esters_of_one_moiety_are_drugs_apart_and_say_so(
    library: LibraryStore, make_monograph: Callable[..., Monograph]
) -> None:
    for ingredient in FUMARATES:
        put_label(library, make_monograph(f"spl:{ingredient}", ingredient.title()), ingredient, "MONOMETHYL FUMARATE")
    put_label(library, make_monograph("spl:B", "Baclofen"), "BACLOFEN", "BACLOFEN")
    groups = {group.key: group for group in library.lists.groups()}
    assert list(groups) == ["baclofen", "dimethyl fumarate", "diroximel fumarate", "monomethyl fumarate"]
    assert groups["baclofen"].sharing == ()
    assert groups["dimethyl fumarate"].sharing == ("Diroximel Fumarate", "Monomethyl Fumarate")
    assert library.groups.named(groups) == groups
    library.remove("spl:DIROXIMEL FUMARATE", removed_at=AT)
    group = library.lists.group_of("spl:DIMETHYL FUMARATE")
    assert group is not None
    assert group.sharing == ("Monomethyl Fumarate",)


def test_a_salt_is_found_by_its_moiety_and_an_ester_is_not(
    library: LibraryStore, make_monograph: Callable[..., Monograph]
) -> None:
    for ingredient, moiety in (("ZORVAMINE SUCCINATE", "ZORVAMINE"), ("ZORVADRAL ENACARBIL", "ZORVADRAL")):
        put_label(library, make_monograph(f"spl:{ingredient}", f"Brand of {ingredient}"), ingredient, moiety)
    assert library.names.is_name("zorvamine")
    assert not library.names.is_name("zorvadral")


def test_labels_of_one_salt_are_one_drug_whatever_water_is_in_it_and_whoever_says_the_moiety(
    library: LibraryStore, make_monograph: Callable[..., Monograph]
) -> None:
    for number, name in enumerate(("ATORVASTATIN CALCIUM", "Atorvastatin calcium trihydrate", "atorvastatin calcium")):
        put_label(library, make_monograph(f"spl:{number}", name), name, "ATORVASTATIN" if number == 2 else "")
    library.put(make_monograph("article:en:Atorvastatin", "Atorvastatin"), imported_at=AT)
    moiety, salt = library.lists.groups()
    assert (salt.key, salt.title, salt.count) == ("atorvastatin calcium", "Atorvastatin calcium", 3)
    assert salt.sharing == ("Atorvastatin",), "an article on the moiety is about this salt too, but not about it alone"
    assert (moiety.key, moiety.count, moiety.sharing) == ("atorvastatin", 1, ("Atorvastatin calcium",))


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
