"""Languages by one name each, and what the letters of a text show."""

from __future__ import annotations

import pytest

from desktop_app.importers.languages import language_in, language_tag, text_of

SPANISH = "Tome el medicamento que su médico le ha recetado con agua y no lo deje para los que lo vean si es el caso. "
ENGLISH = "Take the medicine with water and not with the food of the day if you are able to, or it is of no use. "


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        *(("eng", "en"), ("spa", "es"), ("DAN", "da"), ("ger", "de"), ("deu", "de"), ("swe", "sv"), ("ara", "ar")),
        *(("en_US", "en-US"), ("PT-br", "pt-BR"), ("zh-hans-cn", "zh-Hans-CN"), ("es-419", "es-419"), ("iw", "he")),
        *(("de-x-ab-CDEF", "de-x-ab-cdef"), ("haw", "haw"), (" fr ", "fr")),
        *(("", ""), ("x", ""), ("english", ""), ("und", ""), ("mul", ""), ("en us", ""), ("en-" * 20, "")),
    ],
)
def test_one_language_has_one_name(written: str, tag: str) -> None:
    assert language_tag(written) == tag


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("用于一种疾病。", "zh"),
        ("痛みや熱のある患者に使用してください。", "ja"),
        ("이 약은 통증에 사용합니다.", "ko"),
        ("Это лекарство применяют при боли.", "ru"),
        ("Цей лікарський засіб містить її.", "uk"),
        ("نص عن دواء وهو مفيد في علاج", "ar"),
        ("این دارو برای درد است", "fa"),
        ("תרופה לכאבים", "he"),
        ("ยานี้ใช้สำหรับ", "th"),
        ("यह दवा दर्द के लिए है", "und-Deva"),
    ],
)
def test_text_in_another_script_is_not_what_it_is_said_to_be(text: str, language: str) -> None:
    assert language_in("en", text) == (language, f"language: the source says en, its text is {language}")
    assert language_in("", text) == (language, "")
    assert language_in(language, text) == (language, "")


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("sr-Latn", "Ovaj lek se koristi."),
        ("en", "β-lactam and α-helix; Ω, µ, 5 mg"),
        ("en", f"{ENGLISH * 9}用于一种疾病。"),
        ("kk", "Это лекарство применяют при боли."),
        ("tlh", "用于一种疾病。"),
        ("en", SPANISH),
        ("en", f"{SPANISH * 5}{ENGLISH * 3}"),
        ("de", "Paracetamol 500 mg. " * 200),
        ("no", "Ta det ikke hvis du er syk, og ikke til mat eller med vann som skal av. " * 20),
    ],
)
def test_what_can_be_the_language_that_is_said_is_taken_for_it(said: str, text: str) -> None:
    assert language_in(said, text)[1] == ""
    assert language_in(said, text)[0] == said


def test_a_long_text_in_another_latin_language_is_taken_for_what_it_is() -> None:
    assert language_in("en", SPANISH * 5)[0] == "es"
    assert language_in("spa", ENGLISH * 5)[0] == "en"


def test_only_the_beginning_of_a_long_text_is_looked_at() -> None:
    assert len(text_of(["<p>a&nbsp;b</p>" * 100_000] * 1_000)) < 200_000
