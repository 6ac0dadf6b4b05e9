"""What a query names is found while it is typed, in the whole query or among its words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, Name, NameKind, Section
from desktop_app.services.search.name_book import NameBook, NameHit
from desktop_app.store.library.store import LibraryStore

Called = tuple[Monograph, bool]
Book = Callable[..., NameBook]


def summary(uid: str, title: str, *names: Name, bundled: bool = False) -> Called:
    return Monograph(uid, title, "en", names, (), ()), bundled


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """The names of a library with these monographs."""
    with ExitStack() as stores:

        def book(*called: Called) -> NameBook:
            number = len(list(tmp_path.iterdir()))
            store = stores.enter_context(closing(LibraryStore(tmp_path / f"{number}.db")))
            for monograph, bundled in called:
                store.put(monograph, imported_at="2026", bundled=bundled)
            return NameBook(store.names)

        yield book


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


@pytest.fixture
def found(book: Book) -> Callable[..., list[str]]:
    def found(text: str, *called: Called) -> list[str]:
        return [hit.name for hit in book(*called).find(text)]

    return found


def test_names_that_begin_as_typed(found: Callable[..., list[str]]) -> None:
    assert found("bac", BACLOFEN) == ["Baclofen", "Bacloffen"]
    assert found(" LIORESAL  intra", BACLOFEN) == ["Lioresal Intrathecal"]
    assert found("lior", BACLOFEN) == ["lioresal", "Lioresal Intrathecal"]
    assert found("intra", BACLOFEN) == ["Lioresal Intrathecal"]
    assert found("fen", BACLOFEN) == []
    assert found(" ", BACLOFEN) == []


def test_one_name_of_several_monographs_opens_the_users_own(book: Book) -> None:
    (hit, *_) = book(BACLOFEN, OWN).find("baclofen")
    assert (hit.uid, hit.monographs, hit.kind, hit.title) == ("local:own", 2, NameKind.GENERIC, "Baclofen")


def test_exact_name_comes_before_longer_ones(book: Book, found: Callable[..., list[str]]) -> None:
    longer = summary("a", "Acid", Name("Acid blocker", NameKind.SYNONYM), Name("Folic acid", NameKind.SYNONYM))
    assert found("acid", longer) == ["Acid", "Acid blocker", "Folic acid"]
    assert len(book(*(summary(str(n), f"Adrug{n}") for n in range(20))).find("a")) == 8


def test_title_without_a_name_of_its_own_is_generic(book: Book) -> None:
    (hit,) = book(summary("x", "Xdrug")).find("x")
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
def test_a_drug_is_named_also_among_other_words(found: Callable[..., list[str]], query: str, names: list[str]) -> None:
    assert found(query, BACLOFEN, LIORESAL, TABLETS, VALPROATE) == names


def test_an_exact_name_brings_the_brands_that_have_monographs_and_says_of_what(book: Book) -> None:
    exact, brand, *others = book(BACLOFEN, LIORESAL, TABLETS).find("baclofen")
    assert (exact.name, exact.uid, exact.monographs) == ("Baclofen", "local:baclofen", 3)
    assert brand == NameHit("Lioresal Intrathecal", NameKind.BRAND, "spl:1", "baclofen", 2)
    assert [hit.name for hit in others] == ["Baclofen tablets"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.text(max_size=60), min_size=20))
def test_whatever_is_typed_is_looked_up_without_harm(book: Book, texts: list[str]) -> None:
    names = book(BACLOFEN, LIORESAL)
    assert all(len(names.find(text)) <= 8 for text in texts)


def test_what_is_pasted_is_read_to_a_limit(book: Book) -> None:
    assert book(BACLOFEN).find("x " * 5000 + "baclofen") == ()


def test_of_several_with_one_name_the_best_of_its_drug_is_opened(book: Book) -> None:
    kinds = (Kind.OVERVIEW, Kind.DOSAGE, Kind.WARNINGS)
    labels = [
        Monograph(
            f"spl:{number}",
            "Baclofen",
            "en",
            (),
            tuple(Section(kind.value, kind, kind.value, "<p>t</p>", 0) for kind in kinds[: 1 + number % 3]),
            (),
        )
        for number in range(5)
    ]
    (hit,) = book(*((label, False) for label in labels)).find("baclofen")
    assert (hit.uid, hit.monographs) == ("spl:2", 5)


def test_a_name_is_found_without_its_accents(found: Callable[..., list[str]]) -> None:
    assert found("acido", summary("local:a", "Ácido fólico")) == ["Ácido fólico"]
    assert found("vitamina y acido folico", summary("local:a", "Ácido fólico")) == ["Ácido fólico"]


def test_a_drug_with_many_labels_is_named_once_with_their_number(book: Book) -> None:
    titles = ("ATORVASTATIN CALCIUM", "Atorvastatin calcium tablets", "Atorvastatin tablets", "LIPITOR", "Atorvaliq")
    labels = [
        Monograph(
            f"spl:{number}",
            title,
            "en",
            (Name("Atorvaliq", NameKind.BRAND),) if title == "Atorvaliq" else (),
            (Section("o", Kind.OVERVIEW, "O", "<p>t</p>", 0),),
            (),
            substances=("ATORVASTATIN",),
        )
        for number, title in enumerate(titles)
    ]
    names = book(*((label, False) for label in labels), summary("local:r", "Ratorvan"), summary("local:a", "Atorol"))
    assert [(hit.name, hit.monographs) for hit in names.find("ator")] == [
        ("Atorol", 1),
        ("Atorvastatin", 5),
        ("Atorvaliq", 1),
    ]
    assert [hit.name for hit in names.find("atorvastatin calcium")] == ["ATORVASTATIN CALCIUM"], "as it was typed"
    assert [hit.name for hit in names.find("tablets")] == ["Atorvastatin calcium tablets"]
