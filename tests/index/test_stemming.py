"""Forms of one word have one stem in their language; names of different drugs never have."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.stemming import language_of, stem
from index.words import fold

pytestmark = pytest.mark.whoosh


CODES = ["da", "de", "en", "es", "fi", "fr", "hu", "it", "nb", "nl", "no", "pt", "ro", "sv", "xx"]


@pytest.mark.parametrize(
    ("code", "forms"),
    [
        ("en", "withdrawal withdrawals"),
        ("en", "oedema edema oedemas"),
        ("en", "gastrooesophageal gastroesophageal"),
        ("en", "haemorrhagic hemorrhagic"),
        ("en", "sulphasalazine sulfasalazine"),
        ("en", "tumour tumors"),
        ("en", "randomised randomized randomising"),
        ("en", "hospitalisation hospitalization"),
        ("en", "hydrolysed hydrolyzed"),
        ("en", "litres liter"),
        ("en", "programme programs"),
        ("en", "precise precision"),
        ("en", "supervised supervision"),
        ("es", "contraindicación contraindicaciones contraindicacion"),
        ("es", "interacción interacciones interaccion"),
        ("es-ES", "administración administraciones administrar"),
        ("es", "enfermedad enfermedades"),
        ("es", "mujer mujeres"),
        ("es", "eficaz eficaces"),
        ("es", "niño niños niñas ninos"),
        ("es", "renal renales"),
        ("es", "razón razones razon"),
        ("pt", "administração administrações administracao"),
        ("it", "attività attivita"),
        ("de", "Nebenwirkung Nebenwirkungen"),
        ("fr", "interaction interactions"),
        ("nl", "bijwerking bijwerkingen"),
        ("sv", "biverkning biverkningar"),
        ("da", "bivirkning bivirkninger"),
        ("nb-NO", "bivirkning bivirkninger"),
        ("fi", "tabletti tabletin tabletit"),
        ("hu", "tabletta tablettát"),
        ("ro", "tabletele tabletelor"),
    ],
)
def test_forms_of_a_word_have_one_stem(code: str, forms: str) -> None:
    assert len({stem(fold(form), code) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("es", "clonidina clonidino"),
        ("es", "prednisona prednisolona"),
        ("es", "hidroxizina hidroxicina"),
        ("es", "fluconazol fluconazolina"),
        ("pt", "amoxicilina amoxicilino"),
        ("fr", "quinidine quinine"),
        ("de", "Amitriptylin Amitriptylinoxid"),
        ("en", "clonidine clonidin"),
    ],
)
def test_names_of_different_drugs_stay_apart(code: str, names: str) -> None:
    assert len({stem(fold(name), code) for name in names.split()}) == len(names.split())


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("es", "atorvastatina"),
        ("es", "carbamazepina"),
        ("de", "metoprolol"),
        ("fr", "amitriptyline"),
        ("it", "omeprazolo"),
        ("sv", "klonidin"),
        ("nl", "ciprofloxacine"),
        ("pt", "hidroclorotiazida"),
    ],
)
def test_name_of_a_drug_is_its_own_stem(code: str, name: str) -> None:
    assert stem(name, code) == f"{code}:{name}"
    assert stem(name + "s", code) == f"{code}:{name}"


def test_unknown_language_has_no_stems() -> None:
    assert stem("tabletės", "lt") == ":tabletės"
    assert stem("doses", "lt") != stem("dose", "lt")


@pytest.mark.parametrize(
    ("code", "language"),
    [("en", "en"), ("en-US", "en"), ("ES_es", "es"), ("nn", "no"), ("lt", ""), ("", ""), ("ru", "")],
)
def test_language_is_the_first_part_of_a_code(code: str, language: str) -> None:
    assert language_of(code) == language


@pytest.mark.parametrize(
    "words", ["does dose", "aerosol erosol", "hour hor", "advise advize", "acre acer", "analyses analyzes"]
)
def test_words_that_only_look_british_stay_as_they_are(words: str) -> None:
    assert len({stem(word) for word in words.split()}) == 2


def test_english_is_the_same_however_named() -> None:
    assert stem("doses", "en-GB") == stem("doses") == "dose"


@given(st.text(max_size=12) | st.text("abcdeilnorstu", max_size=12), st.sampled_from(CODES))
def test_any_word_has_a_stem(word: str, code: str) -> None:
    assert isinstance(stem(fold(word), code), str)
