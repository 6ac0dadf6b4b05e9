"""What a query finds, in which order, and what is said about it."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Index, Record
from index.columns import Segment
from index.matching import ReadText
from index.query import AllOf, AnyOf, Node, parse

pytestmark = pytest.mark.whoosh


MakeIndex = Callable[..., Index]


def ids(index: Index, query: str, **options: object) -> list[str]:
    options = {"relax": False, **options}
    return [hit.id for hit in index.search(query, **options).hits]  # type: ignore[arg-type]


def test_all_words_must_match_in_names_title_or_text(index: Index) -> None:
    assert ids(index, "baclofen seizures") == ["local:baclofen#withdrawal"]
    assert ids(index, "lioresal syndrome seizures") == ["local:baclofen#withdrawal"]
    assert ids(index, "tizanidine seizures") == []


def test_last_word_is_a_beginning(index: Index) -> None:
    assert ids(index, "spast") == ["local:baclofen#overview"]
    assert ids(index, "spast relaxant") == []


def test_exact_name_or_brand_is_hit_one_though_another_text_repeats_it(index: Index) -> None:
    for name in ("baclofen", "LIORESAL", "Gablofen"):
        assert ids(index, name)[0] == "local:baclofen#overview"


def test_a_name_among_the_words_lifts_its_monograph(index: Index) -> None:
    assert ids(index, "baclofen avoid OR baclofen")[0].startswith("local:baclofen")


def test_hit_carries_what_is_shown(index: Index) -> None:
    results = index.search("withdrawal seiz", relax=False)
    (hit,) = results.hits
    assert (hit.monograph, hit.kind, hit.title) == ("local:baclofen", "withdrawal", "Withdrawal syndrome")
    assert hit.snippet == "Do not stop baclofen abruptly: <mark>withdrawal</mark> can cause <mark>seizures</mark>."
    assert hit.matched == ("withdrawal", "seizures")
    assert hit.count == 2
    assert hit.score > 0
    assert results.total == 1
    assert results.relaxed_from is None


def test_own_name_is_counted_only_beside_another_word(index: Index) -> None:
    assert index.search("baclofen").hits[0].count == 0
    assert index.search('"stop baclofen"').hits[0].count == 1
    assert index.search("stop baclofen").hits[0].count == 2


def test_matched_words_of_title_and_names_are_named_where_the_text_has_none(index: Index) -> None:
    assert index.search("pharmacokin").hits[0].matched == ("Pharmacokinetics",)
    assert index.search("zanaflex").hits[0].matched == ("Tizanidine", "Zanaflex")


@pytest.mark.parametrize(
    ("query", "sections"),
    [
        ("5 mg", ["dosage"]),
        ("5mg", ["dosage"]),
        ("80 mg/day", ["dosage"]),
        ("0 mg", []),
        ("half life", ["pharmacokinetics"]),
        ("halflife", ["pharmacokinetics"]),
        ("GABA-B", ["pharmacokinetics"]),
        ("gamma-aminobutyric", ["pharmacokinetics"]),
        ('"three times daily"', ["dosage"]),
        ('"daily three times"', []),
        ("seizures -abruptly", []),
        ("in:dosage", ["dosage"]),
        ("in:dos daily", ["dosage"]),
        ("-in:dosage -in:overview drug:baclofen -drug:tizanidine in:kinetics", []),
        ("in:nowhere dosage", []),
        ("drug:gablo abruptly", ["withdrawal"]),
        ("drug:tizanidine abruptly", []),
        ("abruptly -drug:tizan", ["withdrawal"]),
        ("abruptly -drug:baclofen", []),
        ("abruptly OR daily in:dosage", ["dosage"]),
    ],
)
def test_query_language(index: Index, query: str, sections: list[str]) -> None:
    assert [hit.kind for hit in index.search(query, relax=False).hits] == sections


def test_filter_alone_lists_sections(index: Index) -> None:
    results = index.search("drug:baclofen -in:dosage")
    assert results.total == 3
    assert {hit.kind for hit in results.hits} == {"overview", "withdrawal", "pharmacokinetics"}


def test_a_filter_that_names_nothing_is_said_and_the_rest_stays_as_it_is(index: Index) -> None:
    results = index.search('in:nowhere "stop baclofen" -drug:tizanidine drug:baclofen')
    assert [(hit.kind, hit.missing) for hit in results.hits][:1] == [("withdrawal", ("nowhere",))]
    assert (results.unknown_kinds, results.unknown_drugs) == (("nowhere",), ())
    assert ids(index, "drug:tizanidine -in:avoid") == [], "the word is left out as the kind would be"
    results = index.search("drug:nobody drug:baclofen -drug:none in:dosage daily")
    assert [hit.kind for hit in results.hits] == ["dosage"]
    assert (results.unknown_kinds, results.unknown_drugs) == ((), ("nobody", "none"))


def test_limits_given_by_the_caller(index: Index) -> None:
    assert index.search("baclofen", limit=2).total == 5
    assert len(index.search("baclofen", limit=2).hits) == 2
    assert index.search("baclofen", limit=0).hits == []
    assert ids(index, "baclofen", kinds=["interactions"]) == ["spl:1#i"]
    assert ids(index, "baclofen", kinds=[]) == []
    assert ids(index, "baclofen", monographs=["spl:1"]) == ["spl:1#i"]


def test_nothing_found_is_searched_in_the_nearest_spelling(index: Index) -> None:
    results = index.search("baclofin withdrawel", relax=False)
    assert results.corrected == "baclofen withdrawal"
    assert [hit.kind for hit in results.hits] == ["withdrawal"]
    assert index.search("baclofin", corrections=False).hits == []


def test_a_protected_word_is_not_corrected_while_others_are(index: Index) -> None:
    results = index.search("baclofin withdrawl", protected=lambda word: word == "baclofin")
    assert results.corrected == "baclofin withdrawal"
    assert index.search("tizanidyne", protected={"tizanidyne"}.__contains__).corrected is None
    assert index.search("tizanidyne", protected={"baclofin"}.__contains__).corrected == "tizanidine"


@pytest.mark.parametrize("word", ["aether", "much", "washout", "thee", "wither", "abort", "boot"])
def test_a_word_is_never_corrected_to_one_that_says_nothing(make_index: MakeIndex, word: str) -> None:
    texts = ["After such a dose, without both of them and about these, whether with others"] * 3
    index = make_index(*(Record(str(number), "m", "other", "T", text, ()) for number, text in enumerate(texts)))
    assert index.search(word).corrected is None


def test_no_correction_where_it_would_not_help(index: Index) -> None:
    assert index.search("spasticity seizures").corrected is None
    assert index.search("tizanidene seizures", relax=False).corrected is None
    assert index.search("qqqqqqq").corrected is None


def test_the_beginning_of_a_word_is_not_corrected(index: Index) -> None:
    assert index.search("seizures spastic").corrected is None


def test_brand_and_generic_find_each_other(index: Index) -> None:
    results = index.search("zanaflex drowsiness", relax=False)
    assert results.total == 1
    assert index.search("baclofen spasticity").also_searched == ("Lioresal", "Gablofen")
    assert index.search("lioresal spasticity").also_searched == ("Baclofen",)
    assert index.search("lioresal drowsiness").hits[0].id == "spl:1#i"
    off = index.search("lioresal drowsiness", synonyms=False, relax=False)
    assert (off.total, off.also_searched) == (0, ())


def test_other_names_may_come_from_the_caller(make_index: MakeIndex, records: list[Record]) -> None:
    index = make_index(*records, synonyms={"sirdalud": ("Tizanidine", "Nowhere"), "clobazam": ()})
    assert index.search("sirdalud").also_searched == ("Tizanidine",)
    assert index.search("lioresal spasticity").also_searched == ()
    assert index.search("clobazam").corrected is None


def test_other_names_may_have_several_words(make_index: MakeIndex, records: list[Record]) -> None:
    synonyms = {"muscle relaxant": ("Three times daily", "Not anywhere"), "avoid": ("half-life", "0.5-fold")}
    index = make_index(*records, synonyms=synonyms)
    assert index.search("muscle relaxant").also_searched == ("Three times daily",)
    assert {hit.kind for hit in index.search("muscle relaxant").hits} == {"overview", "dosage"}
    assert index.search("avoid").also_searched == ("half-life",)


def test_many_words_with_one_beginning(make_index: MakeIndex) -> None:
    words = " ".join(f"ab{first}{second}" for first in "cdefghijkl" for second in "cdefghijkl")
    index = make_index(Record("a", "m", "other", "T", words, ()), Record("b", "m", "other", "T", "zz", ()))
    assert ids(index, "ab") == ["a"]


def test_more_texts_than_are_kept_read(make_index: MakeIndex) -> None:
    index = make_index(*(Record(str(number), "m", "other", "Title", "same text", ()) for number in range(140)))
    assert len(ids(index, "same", limit=140)) == 140
    assert len(ids(index, "same", limit=140)) == 140


def test_few_hits_are_the_best_of_many(make_index: MakeIndex) -> None:
    chance = random.Random(1)
    words = ["dose", "renal", "pain", "alcohol", "liver", "mg", *(f"w{number}" for number in range(40))]
    names = ("Baclofen", "Tizanidine", "Liver")
    index = make_index(
        *(
            Record(str(number), "m", "dosage", "T", " ".join(chance.choices(words, k=chance.randint(1, 60))), (name,))
            for number, name in enumerate(chance.choices(names, k=600))
        )
    )
    for query in ("liver", "baclofen dose", "renal liver", "pain alc", "tizanidine -pain"):
        few, many = index.search(query, limit=5, relax=False), index.search(query, limit=600, relax=False)
        assert few.total == many.total == len(many.hits)
        assert [hit.score for hit in few.hits] == [hit.score for hit in many.hits[:5]]


def test_suggestions_are_names_then_frequent_words(index: Index) -> None:
    assert index.suggest("Bac") == ["Baclofen"]
    assert index.suggest("d")[:1] == ["do"]
    assert index.suggest("s", limit=2) == ["stop", "seizures"] or len(index.suggest("s", limit=2)) == 2
    assert index.suggest(" ") == []
    assert "5" not in index.suggest("5")
    assert index.suggest("gamma") == ["gamma"]
    assert index.suggest("cyp1") == []


def test_spans_mark_any_text(index: Index) -> None:
    text = "Lioresal withdrawal"
    assert index.spans("baclofen withdr", text) == [(0, 8), (9, 19)]
    assert index.spans("baclofen withdr", text, synonyms=False) == [(9, 19)]
    assert index.spans("baclofen", "Baclofen. Nothing.", names=["Baclofen"]) == []
    assert index.spans("", text) == []


def test_index_has_its_monographs(index: Index) -> None:
    assert index.monographs() == {"local:baclofen", "spl:1"}


def test_other_languages_are_found_too(make_index: MakeIndex) -> None:
    index = make_index(Record("e", "m", "dosage", "Posología", "Durante el embarazo: 5 mg", ("Baclofeno",), "es"))
    for query in ("embarazo", "EMBARAZO mg", "posologia", "baclofeno 5mg"):
        assert ids(index, query) == ["e"]


def test_record_texts_may_hold_anything(make_index: MakeIndex) -> None:
    text = "\x1f\x00 \ud7ff😀 " + "a" * 70_000
    index = make_index(Record("e", "m", "dosage", "T\x1fU", text, ("N\x1fM", "")), Record("f", "m", "", "", "", ()))
    assert ids(index, "u") == ["e"]
    index.check()


def test_several_threads_search_at_once(index: Index) -> None:
    found: list[int] = []

    def work() -> None:
        found.extend(index.search(query).total for query in ("baclofen", "5 mg", "spast") * 5)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(set(found)) == [1, 5]
    assert len(found) == 60


@pytest.mark.parametrize(
    "query",
    ["", "  ", "\x00\x1f", "😀", "‮abc", "x" * 10_000, "a " * 5000, '"', "*", "a*", "text:a", "[a TO b]", "a^2", "((("],
)
def test_nothing_typed_is_an_error(index: Index, query: str) -> None:
    index.search(query)
    index.suggest(query)
    index.spans(query, query)


WORDS = ["dose", "renal", "baclofen", "pain", "mg", "5"]
DOCUMENTS = st.lists(
    st.lists(st.sampled_from([*WORDS, "doses", "5 mg"]), max_size=6).map(" ".join), min_size=1, max_size=6
)
QUERIES = st.lists(st.sampled_from([*WORDS, '"renal dose"', "-pain", "OR", "ren", "5mg"]), min_size=1, max_size=4).map(
    " ".join
)


def matches(node: Node, read: ReadText) -> bool:
    """Whether a node matches, by reading the text: what the index must agree with."""
    match node:
        case AllOf(nodes):
            return all(matches(each, read) for each in nodes)
        case AnyOf(nodes):
            return any(matches(each, read) for each in nodes)
        case _:
            return bool(read.spans(node))


@settings(max_examples=60)
@given(documents=DOCUMENTS, queries=st.lists(QUERIES, min_size=1, max_size=8))
def test_hits_are_those_that_reading_every_text_finds(
    tmp_path_factory: pytest.TempPathFactory, documents: list[str], queries: list[str]
) -> None:
    with Index.create(tmp_path_factory.mktemp("index") / "i", key=b"k" * 32) as index:
        with index.writer() as writer:
            for number, text in enumerate(documents):
                writer.add(Record(str(number), "m", "other", "", text, ()))
        for query in queries:
            understood = parse(query)
            expected = {
                str(number)
                for number, text in enumerate(documents)
                if understood
                and all(matches(node, ReadText.of(text)) for node in understood.wanted)
                and not any(matches(node, ReadText.of(text)) for node in understood.unwanted)
            }
            results = index.search(query, corrections=False, relax=False)
            assert {hit.id for hit in results.hits} == expected
            assert results.total == len(expected)


@settings(max_examples=60)
@given(query=st.text(max_size=40) | QUERIES)
def test_any_query_is_answered(shared_index: Index, query: str) -> None:
    results = shared_index.search(query)
    assert results.total >= len(results.hits)


@pytest.fixture(scope="module")
def shared_index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    index = Index.create(tmp_path_factory.mktemp("shared") / "index", key=b"k" * 32)
    with index.writer() as writer:
        writer.add(Record("a#b", "a", "dosage", "Dosage", "The renal dose is 5 mg. Do not exceed.", ("Baclofen",)))
    return index


def test_path_may_be_a_string(tmp_path: Path) -> None:
    Index.create(str(tmp_path / "i"), key=b"k" * 32).close()
    Index.open(str(tmp_path / "i"), key=b"k" * 32).close()


def test_a_large_index_gives_back_the_memory_of_its_files(
    make_index: MakeIndex, records: list[Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    index = make_index(*records)
    given_back: list[Segment] = []
    give_back = Segment.give_back

    def spied(segment: Segment) -> None:
        given_back.append(segment)
        give_back(segment)

    monkeypatch.setattr(Segment, "give_back", spied)
    before = [index.search("baclofen dose") for _ in range(9)]
    assert given_back == []
    monkeypatch.setattr("index.searching._LARGE", 0)
    assert [index.search("baclofen dose") for _ in range(9)] == before
    assert len(given_back) == 1


def test_british_and_american_spelling_find_each_other(make_index: Callable[..., Index]) -> None:
    texts = ["Peripheral edema was seen.", "Peripheral oedema was seen."]
    index = make_index(*(Record(str(n), str(n), "other", "T", text, ()) for n, text in enumerate(texts)))
    for typed in ("oedema", "edema"):
        hits = index.search(typed).hits
        assert {hit.snippet for hit in hits} == {
            f"Peripheral <mark>{word}</mark> was seen." for word in ("edema", "oedema")
        }
