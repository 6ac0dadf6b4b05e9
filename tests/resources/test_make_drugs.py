"""What the shipped list of drug names makes of the product table of Drugs@FDA."""

from __future__ import annotations

import lzma
from pathlib import Path

import pytest

from resources import make_drugs

HEADER = "ApplNo\tProductNo\tForm\tStrength\tReferenceDrug\tDrugName\tActiveIngredient\tReferenceStandard\n"


def table(*rows: tuple[str, str, str, str, str]) -> str:
    """Rows of application, form, strength, name, ingredient."""
    lines = [f"{number}\t001\t{form}\t{strength}\t0\t{name}\t{part}\t0" for number, form, strength, name, part in rows]
    return HEADER + "\n".join(lines) + "\n"


def test_one_line_for_each_product_with_all_its_applications() -> None:
    lines = make_drugs.convert(
        table(
            ("072234", "TABLET;ORAL", "10MG", "BACLOFEN", "BACLOFEN"),
            ("071260", "TABLET; ORAL", "10MG", "BACLOFEN ", "BACLOFEN"),
            ("017851", "TABLET;ORAL", "10MG **Federal Register determination**", "LIORESAL", "BACLOFEN"),
        )
    )
    assert lines.splitlines() == [
        "Baclofen\tg\tBaclofen\tBaclofen\tTablet\toral\t10 mg\t071260 072234",
        "Lioresal\tb\tBaclofen\tBaclofen\tTablet\toral\t10 mg\t017851",
    ]


def test_rows_without_a_name_or_an_ingredient_are_left_out() -> None:
    assert make_drugs.convert(table(("1", "", "", "", "BACLOFEN"), ("2", "", "", "X", ""))) == ""


@pytest.mark.parametrize(
    ("ingredient", "base"),
    [
        ("ATORVASTATIN CALCIUM", "ATORVASTATIN"),
        ("METHYLPREDNISOLONE SODIUM SUCCINATE", "METHYLPREDNISOLONE"),
        ("LITHIUM CARBONATE", "LITHIUM"),
        ("SODIUM CHLORIDE", "SODIUM CHLORIDE"),
        ("FERROUS SULFATE", "FERROUS SULFATE"),
        ("SODIUM PHOSPHATE, DIBASIC ANHYDROUS", "SODIUM PHOSPHATE, DIBASIC"),
        ("ISOSORBIDE DINITRATE", "ISOSORBIDE DINITRATE"),
        ("ARGININE", "ARGININE"),
    ],
)
def test_salts_are_taken_off_only_where_a_drug_remains(ingredient: str, base: str) -> None:
    assert make_drugs.without_salt(ingredient) == base


@pytest.mark.parametrize(
    ("name", "bases", "brand"),
    [
        ("LIPITOR", ["ATORVASTATIN"], True),
        ("ATORVASTATIN CALCIUM", ["ATORVASTATIN"], False),
        ("CHILDREN'S FEXOFENADINE HYDROCHLORIDE HIVES", ["FEXOFENADINE"], False),
        ("CHORIONIC GONADOTROPIN", ["GONADOTROPIN, CHORIONIC"], False),
        ("CALCITONIN-SALMON", ["CALCITONIN SALMON"], False),
        ("CADUET", ["AMLODIPINE", "ATORVASTATIN"], True),
    ],
)
def test_a_brand_is_a_name_that_holds_no_ingredient(name: str, bases: list[str], brand: bool) -> None:
    assert make_drugs.is_brand(name, bases) is brand


def test_ingredients_are_parted_at_semicolons_outside_brackets() -> None:
    assert make_drugs.split_ingredients("ASPIRIN; CODEINE PHOSPHATE;") == ["ASPIRIN", "CODEINE PHOSPHATE"]
    assert make_drugs.split_ingredients("LIOTRIX (T4;T3)") == ["LIOTRIX (T4;T3)"]


@pytest.mark.parametrize(
    ("shouted", "written"),
    [
        ("PENICILLIN G POTASSIUM", "Penicillin G potassium"),
        ("FLUDEOXYGLUCOSE F-18", "Fludeoxyglucose F-18"),
        ("ANGIOTENSIN II", "Angiotensin II"),
        ("TABLET, ORALLY DISINTEGRATING", "Tablet, orally disintegrating"),
        ("AbobotulinumtoxinA", "AbobotulinumtoxinA"),
        ("", ""),
    ],
)
def test_ingredients_and_forms_are_written_in_sentence_case(shouted: str, written: str) -> None:
    assert make_drugs.sentence_case(shouted) == written


@pytest.mark.parametrize(
    ("shouted", "written"),
    [
        ("LIORESAL", "Lioresal"),
        ("ACTOPLUS MET XR", "Actoplus Met XR"),
        ("DDAVP (NEEDS NO REFRIGERATION)", "DDAVP (Needs no Refrigeration)"),
        ("CHILDREN'S ADVIL-FLAVORED", "Children's Advil-Flavored"),
        ("ALDOCLOR-150", "Aldoclor-150"),
        ("SOMA COMPOUND W/ CODEINE", "Soma Compound w/ Codeine"),
        ("Viekira Pak", "Viekira Pak"),
    ],
)
def test_brands_are_capitalised_and_abbreviations_kept(shouted: str, written: str) -> None:
    assert make_drugs.brand_case(shouted) == written


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("0.05MG/ML", "0.05 mg/mL"),
        ("EQ 10MG BASE", "EQ 10 mg base"),
        ("325MG;4.5MG", "325 mg; 4.5 mg"),
        ("10,000 UNITS/VIAL", "10,000 units/vial"),
        ("1GM/20ML (50MG/ML)", "1 g/20 mL (50 mg/mL)"),
        ("10MG **Federal Register determination that product was not discontinued**", "10 mg"),
        ("2%", "2%"),
        ("N/A;N/A", ""),
        ("", ""),
    ],
)
def test_strengths_are_written_with_units_as_people_write_them(source: str, written: str) -> None:
    assert make_drugs.strength(source) == written


def test_the_same_table_gives_the_same_file(tmp_path: Path) -> None:
    source = tmp_path / "products.tsv"
    source.write_text(table(("1", "TABLET;ORAL", "10MG", "BACLOFEN", "BACLOFEN")), encoding="utf-8")
    make_drugs.main(source, tmp_path / "a.xz")
    make_drugs.main(source, tmp_path / "b.xz")
    assert (tmp_path / "a.xz").read_bytes() == (tmp_path / "b.xz").read_bytes()
    assert lzma.decompress((tmp_path / "a.xz").read_bytes()).startswith(b"Baclofen\tg\t")


@pytest.mark.real_data
def test_the_shipped_list_is_made_from_the_real_table(shared_data: Path) -> None:
    source = shared_data / "names" / "drugs-at-fda-products.tsv"
    shipped = lzma.decompress((Path(make_drugs.__file__).parent / "drugs.tsv.xz").read_bytes()).decode()
    assert make_drugs.convert(source.read_text(encoding="utf-8")) == shipped
