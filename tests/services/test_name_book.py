"""What a query names is found while it is typed, in the whole query or among its words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.monograph.model import Name, NameKind
from desktop_app.services.name_book import NameBook, NameHit
from desktop_app.store.library import MonographSummary


def summary(uid: str, title: str, *names: Name, bundled: bool = False) -> MonographSummary:
    return MonographSummary(uid, title, "en", names, 1, "authored", "", "", "", "", 0, bundled, 1)


BACLOFEN = summary(
    "local:baclofen",
    "Baclofen",
    Name("Baclofen", NameKind.GENERIC),
    Name("Lioresal Intrathecal", NameKind.BRAND),
    Name("lioresal", NameKind.BRAND),
    Name("Bacloffen", NameKind.MISSPELLING),
    bundled=True,
)
OWN = summary("local:own", "Baclofen", Name("baclofen", NameKind.GENERIC))
LIORESAL = summary(
    "spl:1", "Lioresal Intrathecal", Name("Lioresal Intrathecal", NameKind.BRAND), Name("baclofen", NameKind.GENERIC)
)
TABLETS = summary("spl:2", "Baclofen tablets", Name("baclofen", NameKind.GENERIC))
VALPROATE = summary("local:v", "Valproic acid", Name("Valproic acid", NameKind.GENERIC))


def found(text: str, *summaries: MonographSummary) -> list[str]:
    return [hit.name for hit in NameBook(summaries).find(text)]


def test_names_that_begin_as_typed() -> None:
    assert found("bac", BACLOFEN) == ["Baclofen", "Bacloffen"]
    assert found(" LIORESAL  intra", BACLOFEN) == ["Lioresal Intrathecal"]
    assert found("lior", BACLOFEN) == ["lioresal", "Lioresal Intrathecal"]
    assert found("intra", BACLOFEN) == ["Lioresal Intrathecal"]
    assert found("fen", BACLOFEN) == []
    assert found(" ", BACLOFEN) == []


def test_one_name_of_several_monographs_opens_the_users_own() -> None:
    (hit, *_) = NameBook([BACLOFEN, OWN]).find("baclofen")
    assert (hit.uid, hit.monographs, hit.kind, hit.title) == ("local:own", 2, NameKind.GENERIC, "Baclofen")


def test_exact_name_comes_before_longer_ones() -> None:
    longer = summary("a", "Acid", Name("Acid blocker", NameKind.SYNONYM), Name("Folic acid", NameKind.SYNONYM))
    assert found("acid", longer) == ["Acid", "Acid blocker", "Folic acid"]
    assert len(NameBook([summary(str(n), f"Adrug{n}") for n in range(20)]).find("a")) == 8


def test_title_without_a_name_of_its_own_is_generic() -> None:
    (hit,) = NameBook([summary("x", "Xdrug")]).find("x")
    assert hit.kind is NameKind.GENERIC


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("baclofen withdrawal", ["Baclofen", "Lioresal Intrathecal"]),
        ("stopping LIORESAL suddenly", ["lioresal"]),
        ("levels of valproic acid with baclofen", ["Valproic acid", "Baclofen", "Lioresal Intrathecal"]),
        ("in:dosage baclofen pump", ["Baclofen", "Lioresal Intrathecal"]),
        ('drug:baclofen "abrupt stop" -"valproic acid" -alcohol', ["Baclofen", "Lioresal Intrathecal"]),
        ("bacl withdrawal", []),
        ("muscle spasm", []),
        ("in:dosage", []),
    ],
)
def test_a_drug_is_named_also_among_other_words(query: str, names: list[str]) -> None:
    assert found(query, BACLOFEN, LIORESAL, TABLETS, VALPROATE) == names


def test_an_exact_name_brings_the_brands_that_have_monographs_and_says_of_what() -> None:
    exact, brand, *others = NameBook([BACLOFEN, LIORESAL, TABLETS]).find("baclofen")
    assert (exact.name, exact.uid, exact.monographs) == ("Baclofen", "local:baclofen", 3)
    assert brand == NameHit("Lioresal Intrathecal", NameKind.BRAND, "spl:1", "baclofen", 2)
    assert [hit.name for hit in others] == ["Baclofen tablets"]


@given(st.text(max_size=60))
def test_whatever_is_typed_is_looked_up_without_harm(text: str) -> None:
    assert len(NameBook([BACLOFEN, LIORESAL]).find(text)) <= 8


def test_what_is_pasted_is_read_to_a_limit() -> None:
    assert NameBook([BACLOFEN]).find("x " * 5000 + "baclofen") == ()
