"""Names of drugs, looked up as people write them."""

from __future__ import annotations

import pytest

from desktop_app.importers import drug_names
from desktop_app.importers.drug_names import DrugNames, Product


@pytest.fixture(scope="module")
def drugs() -> DrugNames:
    return DrugNames.load()


def test_a_brand_leads_to_its_ingredients_whatever_its_case(drugs: DrugNames) -> None:
    assert drugs.ingredients_of("lioresal") == ("Baclofen",)
    assert drugs.ingredients_of("  LIPITOR ") == ("Atorvastatin",)
    assert set(drugs.ingredients_of("Caduet")) == {"Amlodipine", "Atorvastatin"}


def test_an_ingredient_leads_to_itself_without_its_salt(drugs: DrugNames) -> None:
    assert drugs.ingredients_of("baclofen") == ("Baclofen",)
    assert drugs.ingredients_of("atorvastatin calcium") == ("Atorvastatin",)
    assert drugs.ingredients_of("clavulanate potassium") == ("Clavulanate",)


def test_an_unknown_name_leads_nowhere(drugs: DrugNames) -> None:
    assert drugs.ingredients_of("baklofeen") == ()
    assert drugs.brands_of("baklofeen") == ()
    assert drugs.products("baklofeen") == []


def test_brands_are_those_of_the_ingredient_alone_unless_combinations_are_wanted(drugs: DrugNames) -> None:
    assert drugs.brands_of("Baclofen") == ("Gablofen", "Kemstro", "Lioresal")
    assert drugs.brands_of("atorvastatin") == ("Lipitor",)
    assert "Caduet" in drugs.brands_of("atorvastatin", combined=True)


def test_products_tell_form_route_strength_and_applications(drugs: DrugNames) -> None:
    kemstro = [product for product in drugs.products("baclofen") if product.brand == "Kemstro"]
    assert kemstro == [
        Product(
            "Kemstro", True, "Baclofen", ("Baclofen",), "Tablet, orally disintegrating", "oral", strength, ("021589",)
        )
        for strength in ("10 mg", "20 mg")
    ]


def test_products_are_found_by_the_name_with_and_without_the_salt(drugs: DrugNames) -> None:
    assert set(drugs.products("atorvastatin calcium")) <= set(drugs.products("atorvastatin"))


def test_names_give_every_name_as_it_is_written(drugs: DrugNames) -> None:
    names = drugs.names()
    assert names["baclofen"] == "Baclofen"
    assert names["lioresal"] == "Lioresal"
    assert names["atorvastatin calcium"] == "Atorvastatin calcium"
    assert "amlodipine besylate and atorvastatin calcium" not in names


def test_loading_takes_no_product_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command loads the names; most ask for no product."""

    def refuse(line: str) -> Product:
        raise AssertionError(line)

    monkeypatch.setattr(drug_names, "_product", refuse)
    loaded = DrugNames.load()
    assert loaded.brands_of("baclofen")
    with pytest.raises(AssertionError):
        loaded.products("baclofen")
