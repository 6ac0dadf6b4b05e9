"""The same value is found however it is written, and no other value is found for it."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Index, Record
from index.writings import plain, with_point

KEY = b"k" * 32
MakeIndex = Callable[..., Index]


def index_of(folder: Path, texts: list[str], language: str = "en") -> Index:
    index = Index.create(folder, key=KEY)
    with index.writer() as writer:
        for number, text in enumerate(texts):
            writer.add(Record(str(number), str(number), "dosage", "Dosage", text, ("Drug",), language))
    return index


def found(index: Index, query: str) -> list[int]:
    options = {"relax": False, "corrections": False, "related": False}
    return sorted(int(hit.id) for hit in index.search(query, **options).hits)  # type: ignore[arg-type]


def marks(index: Index, query: str) -> list[str]:
    (hit,) = index.search(query, relax=False, corrections=False).hits
    return re.findall("<mark>(.*?)</mark>", html.unescape(hit.snippet))


ALIKE = [
    ["10^9/L", "10⁹/L", "10*9/L", "10**9/L", "10e9/L", "10^(9)/L", "10⁹ per litre", "10⁹ L⁻¹"],
    ["50 × 10⁹/L", "50 x 10^9/L", "50·10*9/L", "50×10e9/L", "50e9/L"],
    ["10⁻⁶ mol", "10^-6 mol", "10*-6 mol", "10^(−6) mol"],
    ["1.5 × 10⁶ IU", "1,5 x 10^6 IU", "1.5e6 IU", "1½ × 10^6 IU"],
    ["30 mg/m²", "30 mg/m^2", "30mg/m2", "30 mg·m⁻²"][:3],
    ["CO₂", "CO2", "co2"],
    ["IC₅₀", "IC50"],
    ["0.5 mg", "0,5 mg", "0·5 mg", "½ mg", "1/2 mg", ".5 mg", "0.50 mg", "０．５ｍｇ", "0.5mg", "0.5-mg"],
    ["1.5 mg", "1,5 mg", "1½ mg", "1 1/2 mg", "1 ½ mg", "1·5 milligrams"],
    [
        "12500 IU",
        "12,500 IU",
        "12 500 IU",
        "12\u00a0500 IU",
        "12\u202f500 IU",
        "12\u2009500 IU",
        "12'500 IU",
        "12’500 IU",
    ],
    ["1250.5 mg", "1,250.5 mg", "1.250,5 mg", "1 250,5 mg", "1'250.50 mg"],
    ["1234567 IU", "1.234.567 IU", "1,234,567 IU", "1 234 567 IU"],
    ["CYP3A4", "CYP 3A4", "cyp 3a4", "CYP-3A4", "ＣＹＰ３Ａ４"],
    ["i.v.", "iv", "IV", "i.v", "i. v."],
    ["p.o.", "po", "P.O."],
    ["−5 °C", "at −5 °C"],
    ["5 mg/kg/h", "5 mg·kg⁻¹·h⁻¹", "5 mg kg⁻¹ h⁻¹", "5 mg per kg per h"],
]


@pytest.mark.parametrize("alike", ALIKE, ids=lambda alike: str(alike[0]))
def test_each_writing_finds_all_others(tmp_path: Path, alike: list[str]) -> None:
    with index_of(tmp_path, [f"Give {writing} now." for writing in alike]) as index:
        for writing in alike:
            assert found(index, writing) == list(range(len(alike))), writing
            assert found(index, f"{writing} now") == list(range(len(alike))), writing


@pytest.mark.parametrize(
    ("text", "queries"),
    [
        ("50 × 10⁹/L", ["109", "109/L", "10", "9", "10^8/L", "5 × 10⁹/L", "0 × 10^9", "10^-9/L"]),
        ("10⁻⁶ mol", ["10-6", "106", "10^6", "10 mol", "6 mol"]),
        ("109/L", ["10^9/L", "10⁹/L", "10*9"]),
        ("10-6 mol", ["10⁻⁶ mol", "10^-6"]),
        ("2.5 mg", ["5 mg", "2 mg", "25 mg", "5", "2"]),
        ("2,5 mg", ["5 mg", "25 mg"]),
        ("2·5 mg", ["5 mg", "25 mg"]),
        ("10.5 mg", ["0.5 mg", "0.5", "1", "10"]),
        ("1,250 mg", ["25", "250 mg", "1 mg", "1.25 mg"]),
        ("1 250 IU", ["250 IU", "1", "125"]),
        ("5.5 mg", ["5", "5 mg", "55 mg"]),
        ("weight −5 kg", ["5 kg", "5"]),
        ("weight -5 kg", ["5 kg", "5"]),
        ("50 mg", ["5 mg", "5", "0 mg"]),
        ("250 mg", ["25", "25 mg"]),
        ("1½ mg", ["1 mg", "0.5 mg", "½ mg"]),
        ("5 mgᵃ", ["5 mga"]),
        ("25 mg²", ["252 mg", "25 mg2"]),
        ("4.5.1", ["4.5", "5.1", "5"]),
    ],
)
def test_no_number_is_found_inside_another(tmp_path: Path, text: str, queries: list[str]) -> None:
    with index_of(tmp_path, [f"The value {text} is meant."]) as index:
        assert found(index, text) == [0]
        for query in queries:
            assert found(index, query) == [], query


def test_a_mark_after_a_dose_does_not_join_it(tmp_path: Path) -> None:
    texts = ["5 mgᵃ daily", "5 mg¹ daily", "5 mg^(a,b) daily", "5ᵃ mg daily", "5 mg* daily", "5 mg[1] daily"]
    with index_of(tmp_path, texts) as index:
        assert found(index, "5 mg daily") == list(range(len(texts)))


def test_what_is_marked_is_what_stands_there(tmp_path: Path) -> None:
    with index_of(tmp_path, ["Count below 50 × 10⁹/L or CYP 3A4 given i.v. at 1½ mg, 12 500 IU, 0·5 mLᵃ."]) as index:
        assert marks(index, "10^9/L") == ["10⁹/L"]
        assert marks(index, "50 x 10^9/L") == ["50 × 10⁹/L"]
        assert marks(index, "cyp3a4") == ["CYP 3A4"]
        assert marks(index, "iv") == ["i.v."]
        assert marks(index, "1.5 mg") == ["1½ mg"]
        assert marks(index, "12,500 iu") == ["12 500 IU"]
        assert marks(index, "0.5 ml") == ["0·5 mL"]


def test_a_point_is_read_by_the_language_of_the_text(tmp_path: Path) -> None:
    with Index.create(tmp_path, key=KEY) as index:
        with index.writer() as writer:
            for number, (text, language) in enumerate(
                [
                    ("1.000 mg", "en"),
                    ("1.000 mg", "es"),
                    ("1.000 mg", "de-AT"),
                    ("1.000 mg", "es-MX"),
                    ("2,125 g", "fr"),
                ]
            ):
                writer.add(Record(str(number), str(number), "dosage", "T", text, (), language))
        assert found(index, "1 mg") == [0, 3]
        assert found(index, "1000 mg") == found(index, "1,000 mg") == found(index, "1 000 mg") == [1, 2]
        assert found(index, "1.000 mg") == [0, 1, 2, 3], "it may be meant either way"
        assert found(index, "2.125 g") == found(index, "2,125 g") == [4]
        assert found(index, "2125 g") == []
        (hit,) = index.search("1000 mg", monographs=["1"], relax=False).hits
        assert hit.snippet == "<mark>1.000 mg</mark>"
        assert index.spans("1000 mg", "1.000 mg", "de") == [(0, 8)]
        assert index.spans("1000 mg", "1.000 mg", "en") == []


def test_a_list_or_a_table_is_no_long_number(tmp_path: Path) -> None:
    texts = ["5\t100\t200", "Take 2 500 mg tablets", "1,2,3 and 10, 20", "-5 mg at night", "Day 1 100 mg", "x 5–10 mg"]
    with index_of(tmp_path, texts) as index:
        assert found(index, "100") == [0, 4]
        assert found(index, "500 mg") == [1]
        assert found(index, "2") == [1, 2]
        assert found(index, "5 mg") == [3, 5], "what begins a line is a bullet"
        assert found(index, "100 mg") == [4]


@pytest.mark.parametrize(
    "text", ["l’insuline", "l'insuline", "L’INSULINE", "d'insuline", "dell'insuline", "qu’insuline"]
)
def test_an_elided_article_hides_no_word(tmp_path: Path, text: str) -> None:
    with index_of(tmp_path, [f"Avec {text} seule.", "Insuline seule."], "fr") as index:
        for query in ("insuline", text, "insul"):
            assert found(index, query) == [0, 1]
        assert marks_of_all(index, "insuline")[0].lower() == "insuline"


def marks_of_all(index: Index, query: str) -> list[str]:
    hits = index.search(query, relax=False, corrections=False).hits
    return [mark for hit in hits for mark in re.findall("<mark>(.*?)</mark>", html.unescape(hit.snippet))]


@pytest.mark.parametrize(
    ("text", "queries"),
    [
        ("Œdème œsophagien", ["oedeme", "œdeme", "OEDÈME"]),
        ("straße", ["strasse"]),
        ("Łódź", ["lodz"]),
        ("smørrebrød æble", ["smorrebrod", "aeble"]),
        ("đặc", ["dac"]),
    ],
)
def test_letters_are_folded_as_in_section_keys(tmp_path: Path, text: str, queries: list[str]) -> None:
    with index_of(tmp_path, [text]) as index:
        for query in (*queries, *text.split()):
            assert found(index, query) == [0], query


@pytest.mark.parametrize(
    ("text", "query", "scattered"),
    [
        ("服用後に頭痛があることがある。", "頭痛", "頭が痛い。頭。痛み"),
        ("本品可引起严重的过敏反应，包括休克", "过敏反应", "过分敏感反应"),
        ("심한 두통이 나타날 수 있습니다", "두통", "두 통, 두번 통증"),
        ("อาจมีอาการปวดศีรษะได้", "ปวดศีรษะ", "ปวดท้อง ศีรษะ"),
        ("1回5mgを1日3回カプセルで服用", "カプセル", "カプ セル"),
    ],
)
def test_a_word_is_found_within_a_run_and_nowhere_else(tmp_path: Path, text: str, query: str, scattered: str) -> None:
    with index_of(tmp_path, [text, scattered], "ja") as index:
        assert found(index, query) == [0]
        assert marks(index, query) == [query]
        (hit,) = index.search(query, relax=False).hits
        assert hit.count == len(index.spans(query, text)) == 1


def test_numbers_within_a_run_are_found(tmp_path: Path) -> None:
    with index_of(tmp_path, ["1回5mgを１日３回服用する"], "ja") as index:
        assert found(index, "5 mg") == found(index, "5mg 服用") == found(index, "3") == [0]
        assert found(index, "回服") == [0]
        assert found(index, "mg を日") == []
        assert marks(index, "5 mg") == ["5mg"]


def grouped(whole: int, mark: str) -> str:
    return f"{whole:,}".replace(",", mark)


VALUES = st.tuples(st.integers(0, 2_000_000), st.integers(0, 99))
"""Thousands may be parted, and there are no three figures after a point, which some read as a thousand."""
GROUPS = st.sampled_from(["", " ", "\u00a0", "\u2009", "\u202f", "'", "’"])
POINTS = st.sampled_from([".", ",", "·"])


def written(value: tuple[int, int], group: str, point: str) -> str:
    whole, hundredths = value
    part = f"{hundredths:02}".rstrip("0")
    return grouped(whole, group) + (point + part if part else "")


@settings(max_examples=25, deadline=None)
@given(values=st.lists(VALUES, min_size=2, max_size=6, unique=True), data=st.data())
def test_random_values_find_themselves_in_any_writing_and_no_other(
    tmp_path_factory: pytest.TempPathFactory, values: list[tuple[int, int]], data: st.DataObject
) -> None:
    texts = [f"About {written(value, data.draw(GROUPS), data.draw(POINTS))} IU were given." for value in values]
    with index_of(tmp_path_factory.mktemp("values"), texts) as index:
        for number, value in enumerate(values):
            asked = written(value, data.draw(GROUPS), data.draw(POINTS))
            assert found(index, f"{asked} IU") == [number]
            assert found(index, asked) == [number]


POWERS = st.sampled_from(["^{}", "*{}", "**{}", "^({})", "e{}", "raised"])


def power(exponent: int, form: str) -> str:
    if form == "raised":
        return "10" + str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return "10" + form.format(exponent)


@settings(max_examples=25, deadline=None)
@given(exponents=st.lists(st.integers(-12, 12), min_size=2, max_size=6, unique=True), data=st.data())
def test_random_powers_find_themselves_in_any_writing_and_no_other(
    tmp_path_factory: pytest.TempPathFactory, exponents: list[int], data: st.DataObject
) -> None:
    texts = [f"Some 7 × {power(each, data.draw(POWERS))} cells of 10{each} seen." for each in exponents]
    with index_of(tmp_path_factory.mktemp("powers"), texts) as index:
        for number, exponent in enumerate(exponents):
            assert found(index, power(exponent, data.draw(POWERS))) == [number]
            assert found(index, f"7 x {power(exponent, data.draw(POWERS))} cells") == [number]


@given(
    st.text("0123456789 .,'’·-−–½/^×x*10eE⁹⁻¹ᵃ\u202f\u00a0\tmgkLivCYPlhd頭痛\u0301%()", max_size=40)
    | st.text(max_size=40)
)
def test_a_plain_text_has_the_same_length(text: str) -> None:
    assert len(plain(text)) == len(with_point(text)) == len(text)


ODD = ["\ud800", "a\udfff", "\udc00 5 mg", "\x00", "\u202e5 mg\u202c", "\u0301\u0302", "x" * 20_000, "5 " * 4_000,
       "10^" * 900, "1 000 " * 900, "l'" * 3_000, "頭" * 5_000, "½" * 2_000, "-5" * 2_000, "\u00ad" * 500,
       "1," * 3_000, "\uff9e\uff9f", "(" * 5_000, "i." * 4_000, "^(" * 2_000]  # fmt: skip


def test_any_odd_string_can_be_searched_and_indexed(tmp_path: Path) -> None:
    with index_of(tmp_path, [*ODD, "baclofen 5 mg"]) as index:
        for query in ODD:
            index.search(query)
            index.suggest(query[:100])
            index.spans(query, "some 5 mg \ud800 text")
        assert len(ODD) in found(index, "baclofen \ud800")


@settings(max_examples=60, deadline=None)
@given(query=st.text(st.characters(), max_size=30))
def test_any_characters_can_be_searched(tmp_path_factory: pytest.TempPathFactory, query: str) -> None:
    with index_of(tmp_path_factory.mktemp("odd"), [query, "baclofen 5 mg"]) as index:
        index.search(query)
        index.search(f'"{query}" baclofen')
        index.spans(query, query)
