"""What follows when words are missing, what is one hit, and which comes first."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from index import Index, Record

pytestmark = pytest.mark.whoosh


MakeIndex = Callable[..., Index]
LONG = "This is one of those long lines of a label that repackagers copy word by word, dose and all."


def section(id_: str, text: str, monograph: str | None = None, **options: str) -> Record:
    return Record(id_, monograph or id_, options.get("kind", "other"), options.get("title", "T"), text, ())


def test_sections_with_most_words_follow_where_few_have_all(make_index: MakeIndex) -> None:
    index = make_index(
        section("both", "renal dose"), section("one", "renal failure"), section("none", "nothing of the kind")
    )
    results = index.search("renal dose")
    assert [hit.id for hit in results.hits] == ["both", "one"]
    assert [hit.missing for hit in results.hits] == [(), ("dose",)]
    assert results.relaxed_from == "renal dose"
    assert results.total == 2
    only = index.search("renal dose", relax=False)
    assert ([hit.id for hit in only.hits], only.relaxed_from) == (["both"], None)


def test_nothing_follows_where_many_have_all_words(make_index: MakeIndex) -> None:
    index = make_index(*(section(str(number), "renal dose") for number in range(12)), section("one", "renal"))
    results = index.search("renal dose")
    assert (len(results.hits), results.relaxed_from) == (12, None)


def test_question_finds_what_has_a_part_of_its_words(make_index: MakeIndex) -> None:
    texts = ["warfarin interacts with ibuprofen: bleeding", "warfarin dose", "ibuprofen dose", "storage of tablets"]
    index = make_index(*(section(str(number), text) for number, text in enumerate(texts)))
    results = index.search("Can my elderly patient take warfarin together with ibuprofen?")
    assert results.hits[0].id == "0"
    assert "3" not in [hit.id for hit in results.hits]
    assert set(results.hits[0].missing) >= {"elderly", "patient", "together"}


def test_question_of_small_words_alone_is_searched_as_they_are(make_index: MakeIndex) -> None:
    index = make_index(section("a", "what to do"), section("b", "nothing"))
    assert [hit.id for hit in index.search("what to do").hits] == ["a"]


def test_what_the_best_have_in_common_decides_among_the_rest(make_index: MakeIndex) -> None:
    index = make_index(
        section("a", "valproate hyperammonemia lethargy"),
        section("b", "valproate hyperammonemia lethargy vomiting"),
        section("c", "valproate lethargy hyperammonemia confusion"),
        section("near", "carbamate hyperammonemia in confusion, lethargy"),
        section("far", "carbamate coating of wooden floors"),
        *(section(f"x{number}", f"other matters {number}") for number in range(40)),
    )
    order = [hit.id for hit in index.search("valproate carbamate").hits]
    assert order.index("near") < order.index("far")


def test_kinds_count_what_has_all_words_where_the_others_follow_it(make_index: MakeIndex) -> None:
    index = make_index(
        section("a", "renal dose", kind="dosage"),
        section("b", "renal dose", kind="warnings"),
        section("c", "renal", kind="dosage"),
        section("d", "renal", kind="storage"),
    )
    results = index.search("renal dose")
    assert [bool(hit.missing) for hit in results.hits] == [False, False, True, True]
    assert (results.total, dict(results.kinds)) == (4, {"dosage": 1, "warnings": 1})
    assert index.search("in:dosage renal dose").kinds == results.kinds, "a filter changes no count"


def test_kinds_count_what_lacks_words_where_nothing_has_all_of_them(make_index: MakeIndex) -> None:
    index = make_index(section("a", "renal", kind="dosage"), section("b", "dose", kind="storage"))
    results = index.search("renal dose")
    assert all(hit.missing for hit in results.hits)
    assert dict(results.kinds) == {"dosage": 1, "storage": 1}


def test_excluded_and_limited_sections_do_not_follow(make_index: MakeIndex) -> None:
    index = make_index(
        section("a", "renal dose", kind="dosage"),
        section("b", "renal", kind="dosage"),
        section("c", "renal", kind="other"),
        section("d", "renal pump", kind="dosage"),
    )
    assert [hit.id for hit in index.search("renal dose -pump", kinds=["dosage"]).hits] == ["a", "b"]
    assert [hit.id for hit in index.search("in:dosage renal dose -pump").hits] == ["a", "b"]
    results = index.search("renal dose -pump", kinds=["dosage"])
    assert dict(results.kinds) == {"dosage": 1}, "with all words"
    assert index.search("in:dosage renal").within == ("dosage",)


def test_copies_of_one_text_are_one_hit(make_index: MakeIndex) -> None:
    copies = [section(f"copy{number}", f"{LONG}\nPackage {number}") for number in range(5)]
    index = make_index(*copies, section("other", "another label with its own dose"))
    results = index.search("dose")
    assert len(results.hits) == 2
    hit = next(hit for hit in results.hits if hit.id.startswith("copy"))
    assert hit.copies == 4
    assert {hit.id, *hit.same_text} == {f"copy{number}" for number in range(5)}
    assert results.total == 6


def test_sections_of_one_monograph_are_no_copies(make_index: MakeIndex) -> None:
    index = make_index(*(section(str(number), LONG, "m") for number in range(3)))
    assert [hit.copies for hit in index.search("dose").hits] == [0, 0, 0]


@pytest.mark.parametrize("query", ["renal dose", "dose", "renal dose of what may harm the kidney"])
def test_how_many_are_asked_for_changes_no_order(make_index: MakeIndex, query: str) -> None:
    chance = random.Random(3)
    words = ["renal", "dose", "dose", "kidney", "harm", "failure", "liver", "tablet", "blood", "water", "salt"]
    texts = (" ".join(["renal", "dose", *chance.choices(words, k=chance.randint(2, 20))]) for _ in range(60))
    index = make_index(*(section(str(number), text) for number, text in enumerate(texts)))
    all_ = [hit.id for hit in index.search(query, limit=100).hits]
    assert len(all_) == 60
    for limit in (1, 5, 11, 20, 50):
        assert [hit.id for hit in index.search(query, limit=limit).hits] == all_[:limit]


def test_without_snippets_hits_are_the_same(index: Index) -> None:
    bare, full = index.search("baclofen dose", snippets=False), index.search("baclofen dose")
    assert [hit.id for hit in bare.hits] == [hit.id for hit in full.hits]
    assert {hit.snippet for hit in bare.hits} == {""}


@pytest.mark.parametrize(
    ("typed", "meant"), [("zirtec", "zyrtec"), ("klonopine", "clonopine"), ("fenitoin", "phenytoin")]
)
def test_names_are_found_by_their_sound(make_index: MakeIndex, typed: str, meant: str) -> None:
    index = make_index(Record("a", "a", "other", "T", "text", (meant.title(),)))
    assert index.search(typed).corrected == meant


def test_very_long_line_is_shown_around_the_match(make_index: MakeIndex) -> None:
    line = (
        "Some filler sentence stands here. " * 120 + "Do not give tizanidine with it. " + "More filler follows. " * 90
    )
    index = make_index(section("a", line), section("b", "  " + "word5 - " * 600 + "tizanidine " + "x " * 900))
    hits = {hit.id: hit for hit in index.search("tizanidine").hits}
    assert "Do not give <mark>tizanidine</mark> with it." in hits["a"].snippet
    assert "<mark>tizanidine</mark>" in hits["b"].snippet


def test_lead_in_of_a_list_comes_along(make_index: MakeIndex) -> None:
    index = make_index(section("a", "General text.\nDo not use with:\nibuprofen\nnaproxen"))
    assert index.search("naproxen").hits[0].snippet.startswith("Do not use with:")


def test_phrases_are_counted_and_marked(make_index: MakeIndex) -> None:
    index = make_index(section("a", "renal dose. dose of renal\nrenal dose"))
    (hit,) = index.search('"renal dose"').hits
    assert hit.count == 2
    assert hit.snippet.count("<mark>renal dose</mark>") >= 1
    assert index.search('"dose renal dose"', relax=False).hits == []


NAMED = "Symptoms of withdrawal come within days. " + "Other words fill this long section. " * 60
SAID_ONCE = "Never stop suddenly: withdrawal."


@pytest.mark.parametrize("query", ["withdrawal stop", "stop withdr"])
def test_the_section_whose_heading_was_asked_for_comes_before_a_shorter_one_that_says_the_word(
    make_index: MakeIndex, query: str
) -> None:
    index = make_index(
        section("named", NAMED + "Do not stop.", title="Withdrawal"), section("said", SAID_ONCE, title="Boxed warning")
    )
    assert [hit.id for hit in index.search(query).hits] == ["named", "said"]


def test_a_long_title_that_shares_one_word_with_the_query_is_hardly_lifted(make_index: MakeIndex) -> None:
    title = "Withdrawal of marketing approval and other decisions of the agency about labels in the past ten years"
    index = make_index(section("named", NAMED + "Do not stop.", title=title), section("said", SAID_ONCE))
    assert [hit.id for hit in index.search("withdrawal stop").hits] == ["said", "named"]


def test_a_heading_lifts_no_section_over_one_that_has_all_words(make_index: MakeIndex) -> None:
    index = make_index(section("named", "Days.", title="Withdrawal"), section("both", "withdrawal after a sudden stop"))
    assert [hit.id for hit in index.search("withdrawal stop").hits] == ["both", "named"]


def test_a_title_is_no_heading_that_a_part_of_the_query_lifts(make_index: MakeIndex) -> None:
    """As above, but the words are of a title that no other record has."""
    one = section("named", NAMED + "Do not stop.", title="Withdrawal symptoms")
    said = section("said", SAID_ONCE + " Other words fill this section." * 12, title="Other matters")
    assert [hit.id for hit in make_index(one, said).search("withdrawal stop").hits] == ["said", "named"]
    again = section("again", "Nothing of the kind.", title="Withdrawal symptoms")
    assert make_index(one, said, again).search("withdrawal stop").hits[0].id == "named"


def test_a_heading_decides_nothing_about_a_whole_question(make_index: MakeIndex) -> None:
    texts = [("named", NAMED + "Never stop suddenly.", "Withdrawal"), ("said", SAID_ONCE, "T")]
    index = make_index(*(section(id_, text, title=title) for id_, text, title in texts))
    hits = index.search("withdrawal stop suddenly never").hits
    assert [hit.id for hit in hits] == ["said", "named"]


def test_who_asks_for_many_gets_those_that_lack_words_too(make_index: MakeIndex) -> None:
    index = make_index(
        *(section(f"both{number}", f"renal dose {number}") for number in range(40)),
        *(section(f"one{number}", f"renal {number}") for number in range(40)),
    )
    assert len(index.search("renal dose", limit=50).hits) == 40
    hits = index.search("renal dose", limit=70).hits
    assert [bool(hit.missing) for hit in hits] == [False] * 40 + [True] * 30


def test_a_question_is_answered_with_as_many_as_asked_for(make_index: MakeIndex) -> None:
    index = make_index(*(section(str(number), f"dose number {number}") for number in range(150)))
    assert len(index.search("which dose should an elderly patient with renal failure have", limit=100).hits) == 100


def test_a_last_word_that_is_one_is_no_beginning_of_another(make_index: MakeIndex) -> None:
    plain, longer = "tablet digoxin dos" + " word" * 27, "tablet digoxin dos" + " doser" * 28
    texts = [plain, longer, *(f"other matters {number}" for number in range(20))]
    index = make_index(*(section(str(number), text) for number, text in enumerate(texts)))
    assert [hit.id for hit in index.search("tablet digoxin dos").hits] == ["0", "1"]


def test_words_of_a_long_name_count_one_by_one(make_index: MakeIndex) -> None:
    index = make_index(
        section("a", "creatinine in serum"),
        section("b", "crcl of elderly patients"),
        section("c", "nothing"),
        synonyms={"creatinine clearance": ("crcl",)},
    )
    found = index.search("creatinine clearance of an elderly patient")
    assert {hit.id for hit in found.hits} == {"a", "b"}
    assert found.hits[0].id == "b"
    assert found.also_searched == ("crcl",)


def test_sections_with_a_part_of_a_name_follow_where_few_have_all_of_it(make_index: MakeIndex) -> None:
    index = make_index(
        section("part", "creatinine in serum"),
        section("all", "creatinine clearance"),
        section("none", "nothing"),
        synonyms={"creatinine clearance": ("crcl",)},
    )
    found = index.search("creatinine clearance")
    assert [hit.id for hit in found.hits] == ["all", "part"]
    assert found.relaxed_from == "creatinine clearance"
    assert [hit.id for hit in index.search("creatinine clearance", relax=False).hits] == ["all"]


def test_parts_of_a_hyphenated_word_count_one_by_one_where_words_are_missing(make_index: MakeIndex) -> None:
    index = make_index(
        section("a", "blockers and other matters"), section("b", "beta-blocker"), section("c", "nothing")
    )
    found = index.search("beta-blockers for asthma")
    assert [hit.id for hit in found.hits] == ["b", "a"]
    assert [hit.missing for hit in found.hits] == [("asthma",), ("beta blockers", "asthma")]


def test_hits_of_a_question_that_lack_words_are_counted_too(make_index: MakeIndex) -> None:
    index = make_index(
        *(section(f"all{number}", f"renal dose for children with asthma {number}") for number in range(12)),
        *(section(f"most{number}", "renal dose renal dose children", kind="dosage") for number in range(3)),
        section("little", "a dose of other matters which are many and not to the point"),
    )
    results = index.search("asthma renal dose children", limit=14)
    lacking = [hit for hit in results.hits if hit.missing]
    assert len(results.hits) == 14
    assert results.total == 12 + len(lacking)
    assert dict(results.kinds) == {"other": 12}, "those that follow are not among them"
    assert results.relaxed_from is not None


def test_kinds_count_all_hits_of_a_question_that_stand_in_one_list(make_index: MakeIndex) -> None:
    filling = " ".join(f"filling{number}" for number in range(300))
    index = make_index(
        section("whole", f"asthma {filling} renal {filling} dose {filling} children"),
        section("most", "asthma children renal asthma children renal", kind="dosage"),
        section("else", "renal function"),
    )
    results = index.search("asthma renal dose children")
    assert [hit.id for hit in results.hits][:2] == ["most", "whole"]
    assert sum(count for _, count in results.kinds) == results.total == len(results.hits)


def test_a_section_without_a_heading_is_lifted_by_none(make_index: MakeIndex) -> None:
    untitled = section("untitled", SAID_ONCE, title="")
    index = make_index(section("named", NAMED + "Do not stop.", title="Withdrawal"), untitled)
    assert [hit.id for hit in index.search("withdrawal stop").hits] == ["named", "untitled"]


def test_names_that_no_section_has_are_not_searched_for_a_long_name(make_index: MakeIndex) -> None:
    index = make_index(
        section("a", "creatinine in serum"), section("b", "nothing"), synonyms={"creatinine clearance": ("crcl",)}
    )
    found = index.search("creatinine clearance elderly")
    assert ([hit.id for hit in found.hits], found.also_searched) == (["a"], ())


COMMON = "valproate hyperammonemia lethargy"


def with_none_of_the_words() -> list[Record]:
    """Some that say both words, and others that say what these have in common, or nothing of it."""
    texts = {"both": "valproate carbamate hyperammonemia lethargy", "one": COMMON, "near": "hyperammonemia, lethargy"}
    return [
        *(section(name, text) for name, text in texts.items()),
        *(section(f"far{number}", f"coating of wooden floors {number}") for number in range(40)),
    ]


def test_who_asks_for_many_gets_last_what_has_none_of_the_words(make_index: MakeIndex) -> None:
    index = make_index(*with_none_of_the_words())
    found = index.search("valproate carbamate", limit=100)
    assert [hit.id for hit in found.hits] == ["both", "one", "near"]
    assert [hit.missing for hit in found.hits] == [(), ("carbamate",), ("valproate", "carbamate")]
    assert found.total == 3
    assert [hit.id for hit in index.search("valproate carbamate", limit=50).hits] == ["both", "one"]


def test_what_has_none_of_the_words_is_found_in_every_segment_and_within_the_limits(make_index: MakeIndex) -> None:
    first, *others = with_none_of_the_words()
    index = make_index(first)
    with index.writer() as writer:
        for record in others:
            writer.add(record)
    with index.writer() as writer:
        writer.add(section("nearer", "lethargy of hyperammonemia", kind="dosage"))
    query = "valproate carbamate"
    assert {hit.id for hit in index.search(query, limit=100).hits} == {"both", "one", "near", "nearer"}
    assert [hit.id for hit in index.search(query, limit=100, kinds=["dosage"]).hits] == ["nearer"]
    assert "near" not in [hit.id for hit in index.search("valproate carbamate -hyperammonemia", limit=100).hits]


def test_a_word_that_comes_back_in_what_has_it_counts_for_more_in_a_question(make_index: MakeIndex) -> None:
    """Two words in as many records: one returns in those that have it, which are long, the other is said in passing."""
    texts = [
        "recently and words of other kinds",
        "clonus and words of other kinds",
        *(f"recently {number}" for number in range(5)),
        *("clonus " * 4 + " ".join(f"filler{number}{place}" for place in range(80)) for number in range(5)),
        *(f"nothing {number}" for number in range(20)),
    ]
    index = make_index(*(section(str(number), text) for number, text in enumerate(texts)))
    order = [hit.id for hit in index.search("patients recently suffering clonus daily").hits]
    assert order.index("1") < order.index("0")


def test_words_in_quotes_count_one_by_one_where_words_are_missing(make_index: MakeIndex) -> None:
    index = make_index(section("a", "impairment renal"), section("b", "renal impairment"), section("c", "a dose"))
    found = index.search('"renal impairment" dose')
    assert {hit.id for hit in found.hits} == {"a", "b", "c"}
    assert found.hits[0].id == "b"
    assert [hit.missing for hit in found.hits if hit.id == "a"] == [("renal impairment", "dose")]


def test_sections_with_none_of_the_words_follow_only_where_that_is_wanted(make_index: MakeIndex) -> None:
    index = make_index(
        *(section(f"has{number}", f"asthma wheezing inhaler spacer {number}") for number in range(3)),
        section("related", "wheezing inhaler spacer"),
        section("else", "nothing"),
    )
    found = index.search("asthma children", limit=100)
    assert [hit.id for hit in found.hits][3:] == ["related"]
    assert found.hits[3].missing == ("asthma", "children")
    assert len(index.search("asthma children", limit=100, related=False).hits) == 3
    assert len(index.search("asthma children", limit=50).hits) == 3
