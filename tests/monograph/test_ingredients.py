"""Which ingredients are the same, and what older libraries say of them."""

from __future__ import annotations

import pytest

from desktop_app.monograph.ingredients import (
    called_without_salt,
    drug_key,
    ingredient_key,
    substances_listed,
    without_solvents,
)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("ATORVASTATIN CALCIUM TRIHYDRATE", "atorvastatin calcium"),
        ("Atorvastatin  Calcium", "atorvastatin calcium"),
        ("ATORVASTATIN CALCIUM, UNSPECIFIED FORM", "atorvastatin calcium"),
        ("LEVOTHYROXINE SODIUM ANHYDROUS", "levothyroxine sodium"),
        ("DAPAGLIFLOZIN PROPANEDIOL", "dapagliflozin"),
        ("DARUNAVIR ETHANOLATE", "darunavir"),
        ("DOXYCYCLINE HYCLATE", "doxycycline hyclate"),
        ("METOPROLOL SUCCINATE", "metoprolol succinate"),
        ("DIMETHYL SULFOXIDE", "dimethyl sulfoxide"),
        ("CHLORAL HYDRATE", "chloral"),
        ("anhydrous", "anhydrous"),
        ("", ""),
    ],
)
def test_water_in_the_crystal_makes_no_other_ingredient_and_a_salt_does(name: str, key: str) -> None:
    assert ingredient_key(name) == key


@pytest.mark.parametrize(
    ("ingredient", "moiety", "name"),
    [
        ("METOPROLOL SUCCINATE", "METOPROLOL", "METOPROLOL"),
        ("Atorvastatin calcium trihydrate", "ATORVASTATIN", "ATORVASTATIN"),
        ("AMOXICILLIN", "AMOXICILLIN ANHYDROUS", ""),
        ("GABAPENTIN ENACARBIL", "GABAPENTIN", ""),
        ("DIMETHYL FUMARATE", "MONOMETHYL FUMARATE", ""),
        ("TENOFOVIR ALAFENAMIDE FUMARATE", "TENOFOVIR ANHYDROUS", ""),
        ("POTASSIUM CHLORIDE", "POTASSIUM CATION", ""),
    ],
)
def test_a_salt_is_asked_for_by_its_moiety_and_an_ester_is_not(ingredient: str, moiety: str, name: str) -> None:
    assert called_without_salt(ingredient, [moiety]) == name


def test_what_all_with_one_key_are_called_is_written_as_the_source_does() -> None:
    assert without_solvents("Atorvastatin  Calcium Trihydrate") == "Atorvastatin Calcium"
    assert without_solvents("BACLOFEN") == "BACLOFEN"
    assert without_solvents("ß hydrate") == "ß hydrate"


def test_a_combination_has_one_key_in_whatever_order() -> None:
    assert drug_key(["B sodium", "A", "b SODIUM hydrate", ""]) == "a + b sodium"


def test_what_an_older_library_lists_is_read_from_its_product_data() -> None:
    head = "<thead><tr><th>Ingredient</th></tr></thead>"

    def table(*rows: tuple[str, str]) -> str:
        cells = "".join(
            f"<tr><td>{name}</td><td>U</td><td>{moieties}</td><td>5 mg</td></tr>" for name, moieties in rows
        )
        return f"<table><caption>Active ingredients</caption>{head}<tbody>{cells}</tbody></table>"

    route = "<table><tbody><tr><th>Route of administration</th><td>TOPICAL</td></tr></tbody></table>"
    html = (
        "<p>A label</p><h3>Kit</h3><h4>Quill &amp; Co</h4>"
        + table(("QUILLOMINE &lt;D&gt; SODIUM", "QUILLOMINE, FEATHERINE"))
        + f"<h4>Pad</h4>{route}"
        + table(("ISOPROPYL ALCOHOL", "ISOPROPYL ALCOHOL"))
        + "<h3>Other</h3>"
        + table(("WAX", ""))
    )
    assert substances_listed(html) == (("QUILLOMINE <D> SODIUM", "WAX"), ("QUILLOMINE", "FEATHERINE", "WAX"))
    assert substances_listed("<p>Nothing</p>") == ((), ())
    assert substances_listed("<table><caption>Active ingredients</caption>" * 20_000)[0] == ()
