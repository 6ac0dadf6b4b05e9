"""Which kind of section a question is about, and what that changes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from index import Index, Record, fold_name
from index.questions import kinds_asked

MakeIndex = Callable[..., Index]


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Can I take baclofen with ibuprofen?", "interactions"),
        ("warfarin and aspirin together", "interactions"),
        ("does grapefruit juice interact with felodipine", "interactions"),
        ("¿Puedo tomar baclofeno con alcohol?", "interactions"),
        ("How much baclofen may be given?", "dosage"),
        ("what is the maximum daily dose of paracetamol", "dosage"),
        ("¿Cuánto baclofeno puedo tomar?", "dosage"),
        ("how do I come off baclofen", "withdrawal"),
        ("stopping baclofen abruptly", "withdrawal"),
        ("taper prednisone", "withdrawal"),
        ("¿Puedo dejar de tomar sertralina?", "withdrawal"),
        ("lithium while breast-feeding", "pregnancy-lactation"),
        ("enalapril en el embarazo", "pregnancy-lactation"),
        ("side-effects of lithium", "adverse-effects"),
        ("took too much paracetamol", "overdose"),
        ("how does baclofen work", "mechanism"),
        ("half-life of digoxin", "pharmacokinetics"),
        ("gabapentin when the kidneys work badly", "populations"),
        ("gabapentin when the kidneys work badly", "dosage"),
        ("who should not take metformin", "contraindications"),
        ("what is baclofen used for", "indications"),
        ("is zolpidem addictive", "abuse-dependence"),
        ("should insulin be refrigerated", "supply-storage"),
        ("I missed a dose of levothyroxine", "counselling"),
    ],
)
def test_a_question_asks_for_a_kind_of_section(question: str, kind: str) -> None:
    assert kind in kinds_asked(tuple(fold_name(question).split()))


@pytest.mark.parametrize("query", ["baclofen", "clearance after a single dose", "stopwatch", "patient with spasticity"])
def test_what_names_no_kind_asks_for_none(query: str) -> None:
    assert kinds_asked(tuple(query.split())) == frozenset()


def section(id_: str, kind: str, text: str = "Baclofen and alcohol are sedating.") -> Record:
    return Record(id_, "m", kind, kind, text, ())


def test_the_kind_that_was_asked_for_comes_first_and_leaves_nothing_out(make_index: MakeIndex) -> None:
    index = make_index(section("a", "mechanism"), section("b", "overview"), section("c", "interactions"))
    assert [hit.id for hit in index.search("baclofen alcohol").hits] == ["a", "b", "c"]
    assert [hit.id for hit in index.search("can I take baclofen with alcohol").hits] == ["c", "a", "b"]
    assert [hit.id for hit in index.search("how does baclofen with alcohol work").hits] == ["a", "b", "c"]


def test_the_kind_lifts_nothing_over_what_says_much_more(make_index: MakeIndex) -> None:
    index = make_index(
        section("near", "overview", "Baclofen with alcohol is sedating."),
        section("far", "interactions", "Alcohol is a solvent."),
        *(section(f"x{number}", "history", f"other matters {number}") for number in range(20)),
    )
    assert [hit.id for hit in index.search("can I take baclofen with alcohol").hits][:2] == ["near", "far"]


def test_an_index_of_one_kind_or_without_the_kind_is_ranked_as_it_was(make_index: MakeIndex) -> None:
    for kinds in (("interactions", "interactions"), ("history", "chemistry")):
        index = make_index(section("a", kinds[0]), section("b", kinds[1], "Alcohol with baclofen: baclofen, alcohol."))
        asked, plain = (index.search(query).hits for query in ("baclofen with alcohol together", "alcohol baclofen"))
        assert [hit.id for hit in asked] == [hit.id for hit in plain]
