"""The products of a label: ingredients, strengths, packages and codes as the source gives them, and no others."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from desktop_app.importers.items import Imported
from desktop_app.monograph.html import plain_text
from desktop_app.monograph.model import Monograph

TEXT = "<section><title>Uses</title><text>Quills.</text></section>"
Read = Callable[[str], Monograph]


@pytest.fixture(scope="module")
def product(read_label: Callable[..., Imported], spl_label: Callable[..., str]) -> Read:
    """The label of a product."""

    def read(xml: str) -> Monograph:
        return read_label(spl_label(TEXT, products=xml)).monograph

    return read


def lines(monograph: Monograph) -> list[str]:
    return plain_text(monograph.sections[-1].html).split("\n")


def active(name: str, quantity: str = "", moiety: str = "", kind: str = "ACTIB") -> str:
    moieties = f"<activeMoiety><activeMoiety><name>{moiety}</name></activeMoiety></activeMoiety>" if moiety else ""
    return (
        f"<ingredient classCode='{kind}'>{quantity}<ingredientSubstance><name>{name}</name>{moieties}"
        "</ingredientSubstance></ingredient>"
    )


def amount(value: str, unit: str, per: str = "1", per_unit: str = "1") -> str:
    return (
        f"<quantity><numerator value='{value}' unit='{unit}'/><denominator value='{per}' unit='{per_unit}'/></quantity>"
    )


@pytest.mark.parametrize(
    ("quantity", "strength"),
    [
        (amount("5", "mg"), "5 mg"),
        (amount("40", "mg", "0.8", "mL"), "40 mg in 0.8 mL"),
        (amount("100", "[iU]", "1", "mL"), "100 [iU] in 1 mL"),
        ("<quantity><numerator value='5' unit='mg'/></quantity>", "5 mg"),
        ("<quantity><denominator value='5' unit='mL'/></quantity>", ""),
        ("<quantity/>", ""),
        ("", ""),
    ],
)
def test_strengths(quantity: str, strength: str, product: Read) -> None:
    row = lines(product(f"<name>Q</name>{active('QUILLOMINE', quantity)}"))[-1]
    assert row.split("\t")[0] == "QUILLOMINE"
    assert row.split("\t")[1:] == ["", "", strength, "the ingredient itself"]


def test_substances_are_the_ingredients_and_beside_them_their_moieties(product: Read) -> None:
    monograph = product(
        "<name>Q</name>"
        + active("QUILLOMINE HYDROCHLORIDE", moiety="QUILLOMINE")
        + active("Quillomine sulfate", moiety="Quillomine", kind="ACTIM")
        + active("FEATHERINE", kind="ACTIR")
        + active("WAX", kind="IACT")
        + active("")
        + "<ingredient classCode='ACTIB'/>"
    )
    assert monograph.substances == ("QUILLOMINE HYDROCHLORIDE", "Quillomine sulfate", "FEATHERINE")
    assert monograph.moieties == ("QUILLOMINE", "FEATHERINE")


def test_older_labels_name_ingredients_in_elements_of_their_own(product: Read) -> None:
    monograph = product(
        "<name>Q</name><activeIngredient><activeIngredientSubstance><name>QUILLOMINE</name></activeIngredientSubstance>"
        "</activeIngredient><inactiveIngredient><inactiveIngredientSubstance><name>WAX</name>"
        f"</inactiveIngredientSubstance>{amount('2', 'mg')}</inactiveIngredient>"
    )
    assert monograph.substances == ("QUILLOMINE",)
    assert lines(monograph)[-3:] == ["Inactive ingredients", "Ingredient\tUNII\tStrength", "WAX\t\t2 mg"]


def test_a_kit_lists_its_parts_and_only_drugs_give_it_names(product: Read) -> None:
    monograph = product(
        "<name>Quill Kit</name>"
        f"<part>{amount('2', '1')}<partProduct><name>Quillorex</name>{active('QUILLOMINE')}</partProduct></part>"
        "<part><partProduct><name>Swab</name><asEntityWithGeneric><genericMedicine><name>alcohol</name>"
        f"</genericMedicine></asEntityWithGeneric>{active('ALCOHOL', kind='IACT')}</partProduct>"
        "<subjectOf><approval><code displayName='OTC'/></approval></subjectOf></part>"
    )
    assert [name.text for name in monograph.names] == ["Quill Kit", "Quillorex"]
    assert monograph.title == "Quill Kit"
    assert monograph.sections[-1].html.startswith(
        "<h3>Quill Kit</h3><h4>Quillorex</h4><table><tbody><tr><th>Amount in the kit</th><td>2</td></tr>"
    )
    assert lines(monograph)[-5:] == [
        "Swab (alcohol)",
        "Marketing category\tOTC",
        "Inactive ingredients",
        "Ingredient\tUNII",
        "ALCOHOL",
    ]


def part(name: str, ingredients: str, route: str = "", form: str = "") -> str:
    code = f"<routeCode displayName='{route}'/>"
    routes = f"<consumedIn><substanceAdministration>{code}</substanceAdministration></consumedIn>"
    made = f"<name>{name}</name><formCode displayName='{form}'/>{ingredients}"
    return f"<part><partProduct>{made}</partProduct>{routes if route else ''}</part>"


INJECTION = part("Quillomine", active("QUILLOMINE SODIUM PHOSPHATE", moiety="QUILLOMINE"), "INTRAMUSCULAR", "INJECTION")


@pytest.mark.parametrize(
    "accessory",
    [
        part("Alcohol Prep Pad", active("ISOPROPYL ALCOHOL"), "TOPICAL", "SWAB"),
        part("Medi-Clean", active("Povidone-Iodine", moiety="IODINE"), "TOPICAL", "SOLUTION"),
        part("", active("CHLORHEXIDINE GLUCONATE", moiety="CHLORHEXIDINE") + active("ISOPROPYL ALCOHOL"), "TOPICAL"),
        part("Antiseptic towelette", active("SOMETHING NEW"), "TOPICAL", "CLOTH"),
        part("Sterile Water", active("WATER"), "INTRAMUSCULAR", "INJECTION, SOLUTION"),
        part("Bacteriostatic saline", active("SODIUM CHLORIDE") + active("BENZYL ALCOHOL"), "INTRAVENOUS"),
        part("Quillo diluent", active("SOMETHING NEW"), "", "LIQUID"),
    ],
)
def test_what_only_comes_with_the_drug_of_a_kit_names_nothing(accessory: str, product: Read) -> None:
    for parts in (accessory + INJECTION, INJECTION + accessory):
        for name in ("<name>Quill Kit</name>", ""):
            monograph = product(f"{name}<formCode displayName='KIT'/>{parts}")
            assert monograph.substances == ("QUILLOMINE SODIUM PHOSPHATE",)
            assert monograph.moieties == ("QUILLOMINE",)
            assert monograph.title == ("Quill Kit" if name else "Quillomine")
            assert {given.text for given in monograph.names} <= {"Quill Kit", "Quillomine"}
            assert "Active ingredients" in plain_text(monograph.sections[-1].html)


def test_what_a_kit_is_for_names_it_also_where_another_kit_has_it_as_an_accessory(product: Read) -> None:
    swabs = part("Alcohol pad", active("ISOPROPYL ALCOHOL"), "TOPICAL") + part("Iodine", active("IODINE"), "TOPICAL")
    assert product(f"<name>Skin prep tray</name>{swabs}").substances == ("ISOPROPYL ALCOHOL", "IODINE")
    named = product(f"<name>Quillomine and Iodine Kit</name>{INJECTION}{swabs}")
    assert named.substances == ("QUILLOMINE SODIUM PHOSPHATE", "IODINE")
    rinse = part("Oral rinse", active("CHLORHEXIDINE GLUCONATE"), "BUCCAL")
    assert product(f"<name>Dental kit</name>{INJECTION}{rinse}").substances[1:] == ("CHLORHEXIDINE GLUCONATE",)
    pledget = part("Clindaquill", active("CLINDAQUILL PHOSPHATE"), "TOPICAL", "SWAB")
    assert product(f"<name>Acne kit</name>{INJECTION}{pledget}").substances[1:] == ("CLINDAQUILL PHOSPHATE",)


def test_kits_in_kits_do_not_take_longer_with_each_level(product: Read) -> None:
    inner = INJECTION
    for _ in range(40):
        inner = f"<part><partProduct><name>Kit</name>{inner}</partProduct></part>"
    assert product(f"<name>Quill Kit</name>{inner}").substances == ("QUILLOMINE SODIUM PHOSPHATE",)


def test_packages_go_from_the_inner_to_the_outer_and_not_without_end(product: Read) -> None:
    def pack(depth: int) -> str:
        inner = pack(depth - 1) if depth else ""
        return (
            f"<asContent>{amount('2', '1')}<containerPackagedProduct><code code='9-{depth}'/>"
            f"<formCode displayName='BOX'/>{inner}</containerPackagedProduct></asContent>"
        )

    rows = lines(product(f"<name>Q</name>{pack(12)}"))
    assert rows[-8:] == ["9-12\t2 in 1 BOX", *(f"9-{depth}\t2 BOX in 1 BOX" for depth in range(11, 4, -1))]


def test_a_package_may_say_little(product: Read) -> None:
    packages = (
        "<asContent><containerPackagedProduct><code code='9-1'/></containerPackagedProduct></asContent>"
        f"<asContent>{amount('5', 'mL')}<containerPackagedMedicine><formCode displayName='VIAL'/>"
        "</containerPackagedMedicine></asContent>"
    )
    assert lines(product(f"<name>Q</name>{packages}"))[-2:] == ["9-1", "5 mL in 1 VIAL"]


@pytest.mark.parametrize(
    ("times", "line"),
    [
        ("<low value='2020'/>", "Marketed\tsince 2020"),
        ("<low value='20200102'/><high value='20210304'/>", "Marketed\t2020-01-02 to 2021-03-04"),
        ("<high value='20210304'/>", "Marketed\tto 2021-03-04"),
        ("<low value='20231399'/>", "Marketed\tsince 20231399"),
        ("", None),
    ],
)
def test_when_it_is_marketed(times: str, line: str | None, product: Read) -> None:
    act = f"<subjectOf><marketingAct><effectiveTime>{times}</effectiveTime></marketingAct></subjectOf>"
    found = [row for row in lines(product(f"<name>Q</name>{act}")) if row.startswith("Marketed")]
    assert found == ([line] if line else [])


def test_what_a_repackager_took_it_from_is_said_and_other_policies_are_not(product: Read) -> None:
    monograph = product(
        "<name>Q</name><asEquivalentEntity><definingMaterialKind><code code='1-2'/></definingMaterialKind>"
        "</asEquivalentEntity><subjectOf><policy classCode='OTHER'><code displayName='CII'/></policy></subjectOf>"
        "<subjectOf><characteristic><code code='SPLCOLOR'/></characteristic></subjectOf>"
        "<subjectOf><characteristic><code code='SPLCOLOR'/><value displayName='RED'><originalText>red</originalText>"
        "</value></characteristic></subjectOf>"
    )
    assert lines(monograph) == ["Q", "Repackaged from\t1-2", "Color\tRED"]
