"""Search over the library: up to date with it, usable while it is not, and never in the way."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.errors import CancelledError, NotFoundError, StorageError
from desktop_app.importers.drug_names import DrugNames
from desktop_app.monograph.kinds import Kind
from desktop_app.monograph.model import Monograph, Name, NameKind, Provenance, Section
from desktop_app.services.library.library import Library, Progress
from desktop_app.services.search.search import Search
from desktop_app.store.library.store import LibraryStore
from index import Index
from index.vocabulary import Vocabulary

KEY = b"k" * 32
STAMP = "2026-01-01T00:00:00Z"
DRUGS = [
    "Lioresal\tb\tBaclofen\tBaclofen\tTablet\tOral\t10 mg\t1",
    "Zanaflex\tb\tTizanidine hydrochloride\tTizanidine\tTablet\tOral\t4 mg\t2",
]


def monograph(uid: str = "local:baclofen", title: str = "Baclofen", text: str = "Relaxes muscles.") -> Monograph:
    return Monograph(
        uid=uid,
        title=title,
        language="en",
        names=(Name(f"{title[:3]}brand", NameKind.BRAND), Name(title, NameKind.GENERIC)),
        sections=(
            Section("overview", Kind.OVERVIEW, "Overview", f"<p>{title}. {text}</p>", 0),
            Section("dosage/adults", Kind.DOSAGE, "Adults", '<p>Take   5 mg<a href="cite:1">1</a> daily.</p>', 1),
        ),
        references=(),
        provenance=Provenance("article-text", publisher="The house", effective_date="2019"),
    )


class House:
    """A data folder with its library and its search."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "none").mkdir(parents=True)
        self.store = LibraryStore(folder / "library.db")
        self.library = Library(folder, bundled=folder / "none")
        self.searches: list[Search] = []
        self.search = self.another_search()

    def another_search(self) -> Search:
        search = Search(self.library, self.folder, drugs=lambda: DrugNames(DRUGS), key=KEY)
        self.searches.append(search)
        return search

    def put(self, *monographs: Monograph) -> None:
        for each in monographs:
            self.store.put(each, imported_at=STAMP)

    def close(self) -> None:
        for search in self.searches:
            search.close()
        self.library.close()
        self.store.close()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path / "data")
    made.put(monograph())
    yield made
    made.close()


def test_a_section_with_none_of_the_words_is_never_listed(house: House) -> None:
    said = "asthma wheezing inhaler spacer"
    house.put(*(monograph(f"local:{drug}", drug.title(), f"{drug} {said}") for drug in ("one", "two", "three")))
    house.put(monograph("local:four", "Four", said.removeprefix("asthma ")))
    house.search.catch_up()

    answer = house.search.search("asthma children", limit=100)

    assert {hit.uid for hit in answer.hits} == {"local:one", "local:two", "local:three"}


def test_until_the_index_is_ready_names_are_found(house: House) -> None:
    assert not house.search.ready
    answer = house.search.search("bac")
    assert [(name.name, name.uid) for name in answer.names] == [
        ("Baclofen", "local:baclofen"),
        ("Bacbrand", "local:baclofen"),
    ]
    assert (answer.hits, answer.total) == ((), 0)
    assert house.search.spans("muscles", monograph()) == {}


def test_sections_are_found_with_their_source(house: House) -> None:
    house.search.catch_up()
    assert house.search.ready
    answer = house.search.search("5 mg dai")
    (hit,) = answer.hits
    assert (hit.uid, hit.monograph, hit.section, hit.section_title, hit.kind) == (
        "local:baclofen",
        "Baclofen",
        "dosage/adults",
        "Adults",
        "dosage",
    )
    assert (hit.source, hit.publisher, hit.effective_date) == ("Encyclopedia article", "The house", "2019")
    assert hit.count == 2
    assert hit.snippet == "Take <mark>5 mg</mark> <mark>daily</mark>."
    assert hit.matched == ("5 mg", "daily")
    assert answer.total == 1
    assert house.search.search("5 mg", kinds=["overview"]).hits == ()
    assert house.search.search("take OR muscles", limit=1).total == 2


def test_what_the_library_does_not_have_is_said(house: House) -> None:
    house.search.catch_up()
    found = house.search.search('in:foo in:"Supply storage" -drug:nobody relaxes')
    assert found.remarks == (
        "There is no kind of section called foo; taken as a word.",
        "No section in the library is of the kind Supply storage; taken as a word.",
        "No monograph is named nobody.",
    )
    assert house.search.search("in:dosage drug:baclofen daily").remarks == ()


def test_an_empty_library_is_no_failed_search(house: House) -> None:
    house.search.catch_up()
    assert not house.search.search("qqqqzzzz").nothing_to_search
    house.library.remove("local:baclofen")
    house.search.catch_up()
    assert house.search.search("relaxes").nothing_to_search


def test_changes_of_the_library_are_caught_up_with(house: House) -> None:
    house.search.catch_up()
    house.put(monograph("local:tiza", "Tizanidine", "Sedation."), monograph(text="New words."))
    house.search.catch_up()
    assert house.search.search("sedation").total == 1
    assert house.search.search("new words").total == 1
    assert house.search.search("muscles").total == 0
    house.library.remove("local:tiza")
    assert house.search.search("sedation").hits == ()
    assert house.search.search("sedation").total == 0
    house.search.catch_up()
    assert house.search.search("sedation").total == 0


def test_nothing_is_written_when_nothing_has_changed(house: House) -> None:
    house.search.catch_up()
    before = {path.name for path in (house.folder / "index").iterdir()}
    said: list[Progress] = []
    house.search.catch_up(said.append)
    house.another_search().catch_up(said.append)
    assert said == []
    assert {path.name for path in (house.folder / "index").iterdir()} == before


def test_progress_says_what_is_indexed(house: House) -> None:
    said: list[Progress] = []
    house.search.catch_up(said.append, lambda: False)
    assert said == [Progress(0, 1, "Indexing Baclofen"), Progress(1, 1, "Saving the index")]


def test_stopped_work_keeps_nothing_and_goes_on_later(house: House) -> None:
    with pytest.raises(CancelledError):
        house.search.catch_up(cancelled=lambda: True)
    assert not house.search.ready
    house.search.catch_up()
    house.put(monograph(text="New words."))
    with pytest.raises(CancelledError):
        house.search.catch_up(cancelled=lambda: True)
    assert house.search.ready
    assert house.search.search("muscles").total == 1


def test_damaged_index_is_built_anew(house: House) -> None:
    house.search.catch_up()
    house.search.close()
    for path in (house.folder / "index").glob("*.seg"):
        path.write_bytes(b"\x80\x04garbage")
    search = house.another_search()
    search.catch_up()
    assert search.search("muscles").total == 1
    assert not (house.folder / "index.old").exists()
    assert not (house.folder / "index.new").exists()


def test_damage_while_searching_leaves_the_names(house: House) -> None:
    house.search.catch_up()
    (house.folder / "index" / "materia-index.json").write_text("x")
    answer = house.search.search("baclofen")
    assert answer.hits == ()
    assert answer.names[0].name == "Baclofen"
    assert not house.search.ready
    house.search.catch_up()
    assert house.search.search("baclofen").total == 2


def test_damage_while_catching_up_is_repaired(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.search.catch_up()
    house.put(monograph(text="New words."))
    changed_since = house.library.changed_since

    def damage(revision: int) -> list[tuple[str, bool]]:
        monkeypatch.undo()
        (house.folder / "index" / "materia-index.json").unlink()
        return changed_since(revision)

    monkeypatch.setattr(house.library, "changed_since", damage)
    house.search.catch_up()
    assert house.search.search("new words").total == 1


def test_index_of_another_or_a_newer_library_is_not_used(house: House, tmp_path: Path) -> None:
    other = House(tmp_path / "other")
    other.put(monograph(text="Elsewhere."), monograph("local:x", "Xdrug"))
    other.search.catch_up()
    other.close()
    (tmp_path / "other" / "index").rename(house.folder / "index")
    house.search.catch_up()
    assert house.search.search("elsewhere").total == 0
    assert house.search.search("muscles").total == 1
    with house.search._index.writer() as writer:  # type: ignore[union-attr]
        writer.revision = 999
        writer.remove("local:baclofen")
    house.search.catch_up()
    assert house.search.search("muscles").total == 1


def test_monograph_removed_meanwhile_is_left_out(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(uid: str, version: int | None = None) -> Monograph:
        raise NotFoundError(uid)

    monkeypatch.setattr(house.library, "open", gone)
    house.search.catch_up()
    assert house.search.search("muscles").total == 0


def test_while_another_materia_writes_the_index_is_used_as_it_is(house: House) -> None:
    house.search.catch_up()
    house.put(monograph(text="New words."))
    with house.another_search()._opened().writer():  # type: ignore[union-attr]
        house.search.catch_up()
        assert house.search.ready
        assert house.search.search("muscles").total == 1
    house.search.catch_up()
    assert house.search.search("new words").total == 1


def test_folder_that_cannot_be_written_is_replaced_by_a_temporary_one(house: House) -> None:
    (house.folder / "index").write_text("in the way")
    (house.folder / "index.new").write_text("in the way")
    house.search.catch_up()
    assert house.search.search("muscles").total == 1
    temporary = house.search._path
    assert not temporary.is_relative_to(house.folder)
    (temporary / "materia-index.json").unlink()
    house.search.catch_up()
    assert house.search.search("muscles").total == 1
    house.put(monograph(text="New words."))
    (temporary / "materia-index.json").unlink()
    (temporary.parent / "index.new").write_text("in the way")
    with pytest.raises(StorageError):
        house.search.catch_up()
    house.search.close()
    assert not temporary.exists()


def test_no_place_for_an_index_is_said_in_words(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("index.writing.write_header", full)
    with pytest.raises(StorageError, match="No space left on device"):
        house.search.catch_up()
    assert not house.search.ready
    assert house.search.search("bac").names


def test_misspelling_is_corrected_and_its_names_shown(house: House) -> None:
    house.search.catch_up()
    answer = house.search.search("baclofin")
    assert answer.corrected == "baclofen"
    assert answer.names[0].name == "Baclofen"
    assert answer.total == 2
    exact = house.search.search("baclofin", synonyms=False)
    assert (exact.corrected, exact.total) == (None, 0)


def test_other_names_come_from_the_library_and_from_the_list_of_drugs(house: House) -> None:
    house.put(monograph("local:x", "Xdrug", "Unlike Lioresal."))
    house.search.catch_up()
    assert house.search.search("baclofen unlike").also_searched == ("Lioresal", "Bacbrand")
    assert house.search.search("lioresal muscles").also_searched == ("Baclofen",)
    assert house.search.search("zanaflex").corrected is None


def test_what_is_abbreviated_and_what_is_written_out_find_each_other(house: House) -> None:
    house.put(
        monograph("local:x", "Xdrug", "Reduce the dose below a creatinine clearance of 30."),
        monograph("local:y", "Ydrug", "Avoid it where CrCl is low."),
    )
    house.search.catch_up()
    short, written = house.search.search("crcl"), house.search.search("creatinine clearance")
    assert {hit.monograph for hit in short.hits} == {hit.monograph for hit in written.hits} == {"Xdrug", "Ydrug"}
    assert short.also_searched == ("creatinine clearance",)
    assert written.also_searched == ("CrCl",)
    assert [hit.monograph for hit in house.search.search("crcl", synonyms=False).hits] == ["Ydrug"]


def test_spans_are_offsets_into_the_collapsed_text(house: House) -> None:
    house.search.catch_up()
    shown = monograph(text="Baclofen 5 mg")
    assert house.search.spans("5 mg baclofen", shown) == {"overview": [(10, 18), (19, 23)], "dosage/adults": [(5, 9)]}
    assert house.search.spans("baclofen", shown) == {}
    assert house.search.spans(" ", shown) == {}


def test_searching_goes_on_in_other_threads_while_catching_up(house: House) -> None:
    house.search.catch_up()
    stop = threading.Event()
    found: set[int] = set()
    errors: list[BaseException] = []

    def ask() -> None:
        try:
            while not stop.is_set():
                found.add(house.search.search("muscles").total)
        except Exception as error:  # noqa: BLE001 - the test shows whatever went wrong
            errors.append(error)

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for number in range(5):
        house.put(monograph(f"local:{number}", f"Drug{number}"))
        house.search.catch_up()
    stop.set()
    for thread in threads:
        thread.join()
    assert errors == []
    assert found <= {1, 2, 3, 4, 5, 6}


def test_what_the_first_search_needs_can_be_read_before_it(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.search.get_ready()
    assert not house.search.ready, "without an index there is nothing more to read"
    house.search.catch_up()
    monkeypatch.setattr(house.library, "summaries", lambda: pytest.fail("read again"))
    house.search.get_ready()
    monkeypatch.setattr(Vocabulary, "__init__", lambda *_: pytest.fail("read again"))
    assert house.search.search("baclofin").corrected == "baclofen"
    (house.folder / "index" / "materia-index.json").write_text("x")
    house.search.get_ready()
    assert house.search.search("baclofen").hits == (), "the search tells that the index is damaged"


def test_start_path_does_not_load_the_index() -> None:
    project = Path(__file__).resolve().parents[3]
    code = (
        "import sys, desktop_app.services.search.search;"
        "print(sorted({'whoosh', 'index', 'nh3', 'sqlite_utils'} & set(sys.modules)))"
    )
    ended = subprocess.run([sys.executable, "-c", code], cwd=project, capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"


def test_kinds_are_counted_over_all_hits_whatever_kinds_were_asked_for(house: House) -> None:
    house.put(monograph("local:tizanidine", "Tizanidine", "Relaxes muscles. Take 5 mg."))
    house.search.catch_up()
    everything = house.search.search("5 mg", limit=1)
    assert (len(everything.hits), everything.total, everything.more) == (1, 3, True)
    assert not house.search.search("5 mg", limit=3).more
    assert everything.kinds == (("dosage", 2), ("overview", 1))
    assert everything.within == ()
    typed = house.search.search("in:overview 5 mg")
    assert (typed.total, typed.within, typed.kinds) == (1, ("overview",), everything.kinds)
    asked = house.search.search("5 mg", kinds=["dosage"])
    assert ({hit.kind for hit in asked.hits}, asked.total, asked.kinds) == ({"dosage"}, 2, everything.kinds)
    none = house.search.search("in:dosage relaxes")
    assert (none.total, none.hits, none.kinds) == (0, (), (("overview", 2),))


def test_a_name_that_another_monograph_gives_the_drug_is_its_own_name_too(house: House) -> None:
    article = monograph("article:en:Baclofen", text="Baclofen (Lioresal, Ownbrand) relaxes. Ownbrand dosage.")
    own = Monograph(
        "local:own",
        "Baclofen",
        "en",
        (Name("Baclofen", NameKind.GENERIC), Name("Ownbrand", NameKind.BRAND)),
        (),
        (),
    )
    house.put(article, own)
    house.search.catch_up()
    assert house.search.spans("baclofen", article) == {}
    assert set(house.search.spans("baclofen dosage", article)) == {"overview"}


def test_copies_are_folded_into_one_hit_that_names_their_monographs(house: House) -> None:
    text = "Take this tablet whole, with a glass of water, in the evening, at least two hours after the last meal."
    for uid, title in (("spl:1", "Alpha"), ("spl:2", "Beta"), ("spl:3", "Beta")):
        sections = (Section("use", Kind.DOSAGE, "Use", f"<p>{text}</p>", 0),)
        house.put(Monograph(uid, title, "en", (Name(title, NameKind.GENERIC),), sections, ()))
    house.search.catch_up()
    (hit,) = house.search.search("glass of water").hits
    assert hit.copies == 2
    assert not house.search.search("glass of water", limit=1).more, "copies are shown with it"
    assert {hit.monograph, *hit.same_text_in} == {"Alpha", "Beta"}


def test_an_index_of_many_pieces_is_written_together_when_there_is_time(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    merged: list[object] = []
    house.search.tidy()  # there is none yet
    house.search.catch_up()
    monkeypatch.setattr(Index, "merge", lambda _, **options: merged.append(options["thorough"]))

    house.search.tidy()

    assert merged == [True]
