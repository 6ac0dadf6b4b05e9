"""No drug stands in for another: not by spelling, not by another name, not because it is absent."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from desktop_app.importers.drug_names import DrugNames
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, Name, NameKind, Provenance, Section
from desktop_app.services.library.library import Library
from desktop_app.services.search.differing import differing
from desktop_app.services.search.name_spelling import NameWords, heard
from desktop_app.services.search.search import Search
from desktop_app.store.library.store import LibraryStore

HERE = ("Vidarabine", "Finasteride", "Dapagliflozin", "Hydroxyzine", "Prednisolone", "Baclofen", "Insulin aspart")
TEXTS = {"Finasteride": "Do not give it with dutasteride.", "Baclofen": "Spasticity, and no drowsiness."}


def monograph(name: str) -> Monograph:
    sections = (
        Section("dosage", Kind.DOSAGE, "Dosage", f"<p>{name}: the usual dose. {TEXTS.get(name, '')}</p>", 0),
        Section("overdose", Kind.OVERDOSE, "Overdose", "<p>In overdose watch the heart.</p>", 1),
    )
    names = (Name(name, NameKind.GENERIC),)
    return Monograph(f"local:{name.lower()}", name, "en", names, sections, (), Provenance("article-text"))


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Search]:
    """A search over a few drugs, with all names that ship."""
    folder = tmp_path_factory.mktemp("names")
    (folder / "none").mkdir()
    store = LibraryStore(folder / "library.db")
    for name in HERE:
        store.put(monograph(name), imported_at="2026-01-01T00:00:00Z")
    store.close()
    library = Library(folder, bundled=folder / "none")
    made = Search(library, folder, drugs=DrugNames.load, key=b"k" * 32)
    made.catch_up()
    yield made
    made.close()
    library.close()


@pytest.mark.parametrize(
    ("typed", "meant", "never"),
    [
        ("citarabine", "Cytarabine", "Vidarabine"),
        ("duasteride", "Dutasteride", "Finasteride"),
        ("empagliflozn", "Empagliflozin", "Dapagliflozin"),
        ("hydralizine", "Hydralazine", "Hydroxyzine"),
        ("predinsone", "Prednisone", "Prednisolone"),
        ("citarabine overdose", "Cytarabine", "Vidarabine"),
        ("insulin glargin", "Insulin glargine", "Insulin aspart"),
    ],
)
def test_a_misspelling_of_an_absent_drug_is_never_answered_with_another(
    search: Search, typed: str, meant: str, never: str
) -> None:
    answer = search.search(typed)
    assert meant in {name.split(" recombinant")[0] for name in answer.absent}
    assert (answer.hits, answer.corrected) == ((), None)
    assert never not in {name.title for name in answer.names}


def test_what_is_near_is_offered_with_how_it_differs(search: Search) -> None:
    answer = search.search("duasteride")
    assert answer.remarks[0] == "Dutasteride is not in this library."
    assert [(offer.name, offer.in_library) for offer in answer.offers] == [("Finasteride", True)]
    assert answer.offers[0].differs == "another drug; Fin, where Dutasteride has Dut"


@pytest.mark.parametrize(
    ("typed", "absent", "said"),
    [
        ("cytarabine", ("Cytarabine",), "Cytarabine is not in this library."),
        ("empagliflozin overdose", ("Empagliflozin",), "Empagliflozin is not in this library."),
        ("Avodart dose", ("Avodart", "Dutasteride"), "Avodart (Dutasteride) is not in this library."),
        ("drug:empagliflozin dose", ("Empagliflozin",), "Empagliflozin is not in this library."),
        ("cytarabin", ("Cytarabine",), "Cytarabine is not in this library."),
    ],
)
def test_a_drug_that_exists_and_is_absent_is_named_first(
    search: Search, typed: str, absent: tuple[str, ...], said: str
) -> None:
    answer = search.search(typed)
    assert (answer.absent, answer.remarks[0], answer.hits) == (absent, said, ())


def test_text_that_truly_has_the_absent_name_may_follow(search: Search) -> None:
    answer = search.search("dutasteride overdose")
    assert answer.absent == ("Dutasteride",)
    assert [(hit.monograph, hit.section) for hit in answer.hits] == [("Finasteride", "dosage")]
    assert "dutasteride" in answer.hits[0].snippet


def test_a_misspelt_drug_of_the_library_is_put_right_and_said(search: Search) -> None:
    answer = search.search("baclofn dose")
    assert (answer.corrected, answer.corrections, answer.absent) == ("baclofen dose", (("baclofn", "baclofen"),), ())
    assert answer.hits[0].monograph == "Baclofen"
    assert search.search("baclofn", synonyms=False).corrected is None


def test_two_drugs_about_equally_near_are_offered_apart_and_neither_is_searched(search: Search) -> None:
    answer = search.search("prednisolne")  # an o left out, or an l put in
    assert {"Prednisone", "Prednisolone"} <= {offer.name for offer in answer.offers}
    assert (answer.hits, answer.absent) == ((), ("Prednisone",))


def test_a_brand_or_a_salt_of_what_is_there_is_not_absent(search: Search) -> None:
    for typed in ("Proscar", "lioresal dose", "hydroxyzine hydrochloride"):
        assert search.search(typed).absent == (), typed
    assert search.search("lioresal dose").hits[0].monograph == "Baclofen"


def test_operators_phrases_and_excluded_words_name_no_drug(search: Search) -> None:
    for typed in ("dose -dutasteride", 'dose "dutasteride"', "dose in:dutasteride", "dose -citarabine"):
        answer = search.search(typed)
        assert (answer.offers, answer.corrections) == ((), ()), typed
    assert search.search("dose -dutasteride").hits


def test_ordinary_words_are_no_misspelt_names(search: Search) -> None:
    for typed in ("overdose", "heart", "water", "sodium", "today", "pain relief", "rash", "drowsiness"):
        answer = search.search(typed)
        assert (answer.absent, answer.offers) == ((), ()), typed


def test_an_unfinished_name_lists_what_begins_so(search: Search) -> None:
    for typed in ("fin", "fina", "finaster"):
        assert search.search(typed).names[0].name == "Finasteride"
        assert search.search(typed).absent == ()


def test_letters_that_differ() -> None:
    assert differing("Dutasteride", "Finasteride") == ("Dut", "Fin")
    assert differing("Prednisone", "Prednisolone") == ("", "lo")
    assert heard("cephalexin") == heard("sefalexin")
    words = NameWords(("cytarabine", "vidarabine"))
    assert next((near.word, near.cost) for near in words.near("citarabine")) == ("cytarabine", 0.5)
    assert words.near("ж" * 5) == []
    assert words.near("x" * 1000) == []
