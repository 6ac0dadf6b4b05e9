"""One query finds texts of every language, each by its own rules."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from index import Index, Record
from index.languages import Languages, stop_words
from index.query import Phrase, Word, leaves, parse

pytestmark = pytest.mark.whoosh


SPANISH = [
    ("overview", "Qué es", "Flucelvax es una vacuna contra la gripe."),
    (
        "contraindications",
        "Contraindicación",
        "No debe usarse en insuficiencia renal grave.\nVer dosis: dos comprimidos.",
    ),
    ("interactions", "Interacción con otros medicamentos", "Puede aumentar la reacción adversa de los antiácidos."),
    ("pregnancy-lactation", "Embarazo", "Las mujeres embarazadas consultarán a su médico."),
]
ENGLISH = [
    ("dosage", "Dosage", "The usual doses are 20 mg.\nOne dose of Flucelvax is enough."),
    ("interactions", "Interactions", "May add to the effects of antacids."),
]


@pytest.fixture
def both(make_index: Callable[..., Index]) -> Index:
    """A Spanish leaflet and an English one."""
    records = [Record(f"es#{kind}", "es", kind, title, text, ("Flucelvax",), "es-ES") for kind, title, text in SPANISH]
    records += [Record(f"en#{kind}", "en", kind, title, text, ("Flucelvax",)) for kind, title, text in ENGLISH]
    return make_index(*records)


def found(index: Index, query: str) -> set[str]:
    return {hit.id for hit in index.search(query, corrections=False, relax=False).hits}


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("contraindicaciones ", {"es#contraindications"}),
        ("interacciones medicamento ", {"es#interactions"}),
        ("interaccion ", {"es#interactions"}),
        ("reacciones adversas ", {"es#interactions"}),
        ("mujer embarazada ", {"es#pregnancy-lactation"}),
        ("insuficiencias renales ", {"es#contraindications"}),
        ('"insuficiencia renal"', {"es#contraindications"}),
        ("vacuna de la gripe", {"es#overview"}),
        ("vacunas OR effect", {"es#overview", "en#interactions"}),
        ("antiacido ", {"es#interactions"}),
        ("antacid ", {"en#interactions"}),
        ("dosing -mg", set()),
    ],
)
def test_word_finds_its_forms_in_its_language(both: Index, query: str, ids: set[str]) -> None:
    assert found(both, query) == ids


def test_word_of_one_language_is_not_a_form_of_anothers(both: Index) -> None:
    assert found(both, "doses ") == {"en#dosage"}  # and not "dos comprimidos"
    assert found(both, "dos comprimido ") == {"es#contraindications"}


def test_words_of_both_languages_find_both(both: Index) -> None:
    hits = both.search("interacciones antacids effects").hits
    assert {hit.id for hit in hits} >= {"es#interactions", "en#interactions"}


def test_snippet_marks_the_form_in_the_text(both: Index) -> None:
    (hit,) = both.search("reacciones adversas ", relax=False).hits
    assert "<mark>reacción</mark> <mark>adversa</mark>" in hit.snippet
    assert set(hit.matched) == {"reacción", "adversa"}
    (hit,) = both.search("contraindicaciones ", relax=False).hits
    assert hit.matched == ("Contraindicación",)


def test_spans_are_of_the_forms_in_the_text(both: Index) -> None:
    text = "Contraindicación: embarazada"
    assert [text[slice(*span)] for span in both.spans("contraindicaciones embarazadas", text, "es")] == [
        "Contraindicación",
        "embarazada",
    ]
    assert both.spans("dose", "one of the doses", "en") == [(11, 16)]


def test_closed_index_marks_english_without_being_opened(make_index: Callable[..., Index]) -> None:
    index = make_index(synonyms={})
    index.close()
    (index.path / "materia-index.json").unlink()
    assert index.spans("dose", "one of the doses", "en") == [(11, 16)]


def test_misspelt_word_is_corrected_to_one_of_another_language(both: Index) -> None:
    assert both.search("embarasadas").corrected == "embarazadas"


def test_exclusions_are_of_all_forms(both: Index) -> None:
    assert found(both, "flucelvax -embarazada -vacunas -mg -effect ") == {"es#contraindications", "es#interactions"}


def test_languages_in_segments_of_their_own(both: Index) -> None:
    with both.writer() as writer:
        writer.add(Record("de#x", "de", "other", "Gegenanzeigen", "Schwere Nebenwirkungen.", (), "de"))
        writer.add(Record("lt#x", "lt", "other", "Dozė", "Tabletės.", (), "lt"))
    assert found(both, "nebenwirkung ") == {"de#x"}
    assert found(both, "reacciones adversas ") == {"es#interactions"}
    assert found(both, "tabletes ") == {"lt#x"}
    assert found(both, "tablete ") == {"lt#x"}  # as the beginning of a word only
    assert not found(both, "tabletems ")


def test_question_in_spanish_is_answered_in_spanish(both: Index) -> None:
    assert both.search("¿puede tomarse con la insuficiencia de los riñones?").hits[0].id == "es#contraindications"


def test_only_languages_of_the_index_have_stop_words() -> None:
    assert [len(parse("vacuna de la gripe", languages=Languages(held)).wanted) for held in ((), ("es",))] == [4, 2]
    assert len(parse("de la", languages=Languages(["es"])).wanted) == 1  # the word that may not be finished
    assert len(parse('"de" de la -x', languages=Languages(["es"])).wanted) == 1


@pytest.mark.parametrize(
    ("language", "word"),
    [("es", "sin"), ("de", "nicht"), ("fr", "sans"), ("pt", "nao"), ("it", "non"), ("sv", "inte"), ("fi", "ei")],
)
def test_negations_are_no_stop_words(language: str, word: str) -> None:
    assert stop_words(language)
    assert word not in stop_words(language)
    assert not stop_words("lt")


def test_phrase_is_of_one_language() -> None:
    languages = Languages(["en", "es"], lambda language, word: (language == "es") == (word == "dos"))
    (node,) = parse("-dosis-dos vacunas-dos", languages=languages).wanted
    phrases = {leaf for leaf in leaves(node) if isinstance(leaf, Phrase)}
    assert Phrase(("~es:vacun", "dos")) not in phrases
    assert Phrase(("vacunas", "dos")) in phrases
    assert any(term.startswith("~es:") for each in phrases for term in each.terms)


def test_numbers_are_of_all_languages() -> None:
    assert parse("500 ", languages=Languages(["en", "es"])).wanted == (Word(("500",)),)


@pytest.mark.real_data
def test_real_leaflet_is_found_in_spanish(make_index: Callable[..., Index], shared_data: Path) -> None:
    files = sorted((shared_data / "epi").glob("Bundle-*-es-*.json"))
    bundle = json.loads(files[0].read_text(encoding="utf-8"))
    composition = next(entry["resource"] for entry in bundle["entry"] if "section" in entry["resource"])
    records = [
        Record(str(number), "epi", "other", title, text, ("Flucelvax Tetra",), composition["language"])
        for number, (title, text) in enumerate(_sections(composition))
    ]
    index = make_index(*records, Record("en", "en", "dosage", "Dosage", "The usual doses.", ("Flucelvax",)))
    by_id = {record.id: record for record in records}
    for query, written in (
        ("reaccion alergica grave", "reacción alérgica"),
        ("vacunas antigripales inactivadas", "vacuna"),
        ("conservaciones del envase", "Conserv"),
        ("efecto adverso frecuente", "efectos adversos"),
        ("embarazadas", "embarazada"),
    ):
        best = index.search(query).hits[0]
        assert written in by_id[best.id].title + by_id[best.id].text
        assert "<mark>" in best.snippet
    assert index.search("dose ").hits[0].id == "en"


def _sections(composition: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for section in composition.get("section", ()):
        markup = section.get("text", {}).get("div", "")
        yield section.get("title", ""), html.unescape(re.sub(r"<[^>]+>", " ", markup))
        yield from _sections(section)
